/* Passkeys: a button asks the server for the question, the device for the answer, and sends it with its form. Without this
   script the buttons stay hidden, and the other ways of signing in remain. */
(() => {
"use strict";
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const question = (said) => {
  const given = { ...said, challenge: toBytes(said.challenge) };
  if (said.user) given.user = { ...said.user, id: toBytes(said.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (said[list]) given[list] = said[list].map((each) => ({ ...each, id: toBytes(each.id) }));
  }
  return { publicKey: given };
};

const answer = (key) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = toText(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: toText(key.rawId), type: key.type, response });
};

async function send(button) {
  const form = button.form;
  const headers = { "X-CSRFToken": form.elements.csrf_token.value };
  const asked = await fetch(button.dataset.options, { method: "POST", headers });
  if (!asked.ok) throw new Error(asked.status);
  const said = question(await asked.json());
  const key = await (button.dataset.passkey === "make" ? navigator.credentials.create(said) : navigator.credentials.get(said));
  form.querySelector("[name=credential]")?.remove();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "credential", value: answer(key) }));
  form.action = button.dataset.action;
  form.submit();
}

function begin(button) {
  const line = button.nextElementSibling;
  line.textContent = "";
  button.disabled = true;
  send(button).catch(() => { button.disabled = false; line.textContent = button.dataset.failed; });
}

/* a device knows a site by its name; a site that has only a number has no passkeys */
const able = Boolean(window.PublicKeyCredential && isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname));
for (const piece of document.querySelectorAll("[data-passkey], [data-needs-passkey]")) piece.hidden = !able;
for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = able;
for (const button of document.querySelectorAll("[data-passkey]")) button.addEventListener("click", () => begin(button));
})();
