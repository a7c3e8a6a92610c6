// The one box: a scanner may scan on any page, and the camera reads the card's QR.
(() => {
  "use strict";
  const form = document.querySelector("[data-find]");
  if (!form) return;
  const field = form.querySelector("[data-find-text]");
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog");
  const look = (text) => { field.value = text; form.requestSubmit(); };

  // A scanner types faster than a hand and ends with Enter. Its pace is taken over the whole code, so
  // that a busy machine's one late key does not cut the code in two.
  const QUICK_MS = 60, PAUSE_MS = 400, SHORTEST = 9;
  let scanned = "", first = 0, last = 0;
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const gap = event.timeStamp - last;
    last = event.timeStamp;
    if (gap >= PAUSE_MS) scanned = "";
    if (event.key === "Enter") {
      const quick = last - first < QUICK_MS * scanned.length;
      if (quick && scanned.length >= SHORTEST) { event.preventDefault(); look(scanned); }
      scanned = "";
    } else if (/^[0-9A-Za-z-]$/.test(event.key)) {
      if (!scanned) first = last;
      scanned += event.key;
      if (gap < QUICK_MS) event.preventDefault();
    }
  }, true);

  // The camera: the browser's own detector where it reads QR codes, else a decoder in plain JavaScript.
  const button = form.querySelector("[data-find-camera]");
  const view = form.querySelector("[data-find-view]");
  const video = view.querySelector("video");
  const words = view.querySelector("p");
  if (!navigator.mediaDevices?.getUserMedia || !view.showModal) return;
  button.hidden = false;

  const ownDetector = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  };
  const fetched = () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = form.dataset.decoder;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const plainDecoder = async () => {
    if (!window.jsQR) await fetched();
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, 640 / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
      return window.jsQR(picture.data, picture.width, picture.height)?.data;
    };
  };
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  const stop = () => {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  };
  const read = async () => {
    const decode = (await ownDetector()) ?? (await plainDecoder());
    while (view.open) {
      const text = video.videoWidth ? await decode() : "";
      if (text) { view.close(); look(text); return; }
      await wait(150);
    }
  };
  button.addEventListener("click", async () => {
    words.textContent = words.dataset.looking;
    view.showModal();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      if (!view.open) { for (const track of stream.getTracks()) track.stop(); return; }
      video.srcObject = stream;
      await video.play();
      await read();
    } catch {
      stop();
      words.textContent = words.dataset.refused;
    }
  });
  form.querySelector("[data-find-close]").addEventListener("click", () => view.close());
  view.addEventListener("close", () => { stop(); button.focus(); });
})();
