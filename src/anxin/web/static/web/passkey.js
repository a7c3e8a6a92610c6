// Passkeys: hand the browser what the server asks for, and send its answer with the form.
(() => {
  "use strict";
  const place = document.querySelector("[data-passkey]");
  if (!place) return;
  const form = place.matches("form") ? place : place.querySelector("form");
  const told = place.querySelector("[data-passkey-told]");
  const button = form.querySelector("button[type=submit]");
  const answer = form.querySelector("[name=passkey]");
  if (!window.PublicKeyCredential) { told.textContent = place.dataset.failed; button.disabled = true; return; }
  const read = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const write = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const options = JSON.parse(document.getElementById(place.dataset.options).textContent);
  const named = (list) => (list || []).map((one) => ({ ...one, id: read(one.id) }));
  options.challenge = read(options.challenge);
  if (options.user) options.user.id = read(options.user.id);
  options.excludeCredentials = named(options.excludeCredentials);
  options.allowCredentials = named(options.allowCredentials);
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const described = (made) => JSON.stringify({
    id: made.id, rawId: write(made.rawId), type: made.type,
    response: Object.fromEntries(fields.filter((name) => made.response[name]).map((name) => [name, write(made.response[name])])),
  });
  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.disabled = true;
    try {
      answer.value = described(await navigator.credentials[place.dataset.passkey]({ publicKey: options }));
      form.requestSubmit();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      told.textContent = place.dataset.failed;
    } finally {
      button.disabled = false;
    }
  }, true);
})();
