// The signature pad: strokes go into a hidden field; without a script the paper slip remains.
(() => {
  "use strict";
  const box = document.querySelector("[data-signature]");
  if (!box || !window.SignaturePad) return;
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[name=drawing]");
  const ways = document.querySelectorAll("input[name=way]");
  const pad = new window.SignaturePad(canvas, { minDistance: 2 });
  const strokes = () => pad.toData().map((stroke) => ({
    points: stroke.points.map((point) => ({ x: Math.round(point.x), y: Math.round(point.y), time: Math.round(point.time), pressure: point.pressure })),
  }));
  const keep = () => { field.value = pad.isEmpty() ? "" : JSON.stringify(strokes()); };
  const redraw = () => {
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (field.value) pad.fromData(JSON.parse(field.value));
  };
  const choose = () => {
    const way = document.querySelector("input[name=way]:checked")?.value;
    box.hidden = way !== "pad";
    if (!box.hidden) redraw();
  };
  pad.addEventListener("endStroke", keep);
  box.querySelector("[data-clear]").addEventListener("click", () => { pad.clear(); keep(); canvas.focus(); });
  for (const way of ways) way.addEventListener("change", choose);
  window.addEventListener("resize", () => { if (!box.hidden) redraw(); });
  choose();
})();
