/* The house's own script: small comforts on pages that work without it. Everything listens on the document, so what htmx swaps in works too. */
const root = document.documentElement;
const all = (selector, from = document) => from.querySelectorAll(selector);
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(event, found);
  }, type === "focus" || type === "blur");
const make = (tag, given) => Object.assign(document.createElement(tag), given);
const words = () => JSON.parse(document.querySelector("[data-toasts]")?.dataset.words || "{}");
/* what to do with new pieces of page, the first page included */
const fresh = [];
const kept = (act) => { try { return act(localStorage); } catch { return null; } };

function toast(text) {
  const place = document.querySelector("[data-toasts]");
  if (!place || !text) return;
  const line = make("p", { className: "toast", textContent: text });
  place.append(line);
  setTimeout(() => line.remove(), 6000);
}
