/* The moderators' queue without a mouse: a letter for each act, numbers for reasons, Z takes back; "?" lists the keys.
   Acts go to the server one after the other and in the order of the keys, so no stroke is lost. Without this the forms work. */
(() => {
"use strict";
const find = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const queue = find(".queue"), words = JSON.parse(queue.dataset.words), bulk = find("#together"), bar = find(".queue-bar");
const undoing = find("[data-undo-last]"), keys = find("#queue-keys"), on = find("[data-keys-on]"), lang = document.documentElement.lang;
/* what a letter presses: posts and reports call the same act by different names */
const SAME = { P: "PD", D: "DP", H: "HR", R: "RH", B: "B", T: "T", V: "V" };
const done = [];
let work = Promise.resolve(), waiting = 0, current = null, armed = null;

const kept = (act) => { try { return act(localStorage); } catch { return null; } };
const items = () => all("[data-queue] .queue-item").filter((item) => item.checkVisibility());
const here = () => document.activeElement.closest(".queue-item") || (current?.isConnected ? current : null);
const tickOf = (item) => find("[name=subject]", item);
const ticks = () => all("[name=subject]:checked");
const say = (text) => find("[data-said]").replaceChildren(text || "");
const number = (n) => n.toLocaleString(lang);
const form = () => (ticks().length ? bulk : here() && find("[data-acts]", here()));
const field = () => form()?.elements.reason;
const later = (act) => {
  waiting += 1;
  queue.toggleAttribute("data-working", true);
  work = work.then(act).catch(() => say(words.offline)).then((leaves) => {
    waiting -= 1;
    queue.toggleAttribute("data-working", leaves === true || waiting > 0);
  });
};

function show(item) {
  if (!item) return;
  current = item;
  queue.style.setProperty("--bar", `${bar.offsetHeight}px`);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start" });
}
function move(step) {
  const some = items(), at = some.indexOf(here()) + step;
  armed = null;
  show(some[Math.max(0, Math.min(some.length - 1, at))]);
}
function count() {
  let left = 0;
  for (const list of all("[data-queue]")) {
    const n = list.childElementCount + Number(list.dataset.queue);
    find(".group-count", list.closest("details")).textContent = number(n);
    if (list.dataset.queue) left += n;
  }
  find("[data-left]").textContent = words.left.replace("#", number(left));
}
/* The next ones, or the page that says that nothing waits; true: this page ends here. */
function again(said) {
  kept((store) => { store.queueSaid = said; });
  location.assign(location.pathname);
  return true;
}
async function post(address, data) {
  const answer = await fetch(address, { method: "POST", body: data, headers: { "HX-Request": "true" } });
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) location.assign(elsewhere);
  const piece = find("p", new DOMParser().parseFromString(await answer.text(), "text/html"));
  return { ok: answer.ok, gone: answer.status === 409, said: piece?.textContent.trim(), ...piece?.dataset };
}

/* Take cards away, remember where they were, and go on to the next. */
function drop(cards, answer) {
  const some = items(), first = some.indexOf(cards[0]), stays = (item) => !cards.includes(item);
  const next = some.slice(first + 1).find(stays) || some.findLast(stays);
  const places = cards.map((card) => ({ card, list: card.parentElement, at: [...card.parentElement.children].indexOf(card) }));
  for (const card of cards) {
    for (const tick of all("[name=subject]", card)) tick.checked = false;
    for (const reason of all("[name=reason]", card)) reason.value = ""; /* it was for this act, not for what follows an undo */
    card.remove();
  }
  if (answer.undo) done.push({ address: answer.undo, places });
  undoing.hidden &&= !done.length;
  count();
  if (!find("[data-queue]:not([data-queue='']) .queue-item")) return again(answer.said);
  show(next);
  return say(answer.said);
}
async function act(button) {
  const { form } = button, { reason } = form.elements, card = form.closest(".queue-item");
  armed = null;
  if (button.hasAttribute("data-needs-reason") && !reason.value.trim()) {
    armed = button;
    if (!find("[data-reason]")) reason.focus();
    return say(words.why);
  }
  const cards = card ? [card] : ticks().map((tick) => tick.closest(".queue-item"));
  const answer = await post(form.action, new FormData(form, button));
  /* 409 is "somebody was quicker": that card is done */
  const gone = card ? (answer.ok || answer.gone ? cards : []) : cards.filter((one) => answer.done?.split(" ").includes(one.dataset.key));
  if (!gone.length) return say(answer.said);
  if (!card) reason.value = "";
  return drop(gone, answer);
}
async function undo() {
  const last = done.pop(), address = last?.address || undoing.getAttribute("action");
  if (!address) return say(words.nothing);
  const answer = await post(address, new FormData(undoing));
  if (!last) undoing.setAttribute("action", "");
  undoing.hidden = !done.length && !undoing.getAttribute("action");
  if (answer.ok && !last) return again(answer.said);
  if (answer.ok) {
    for (const { card, list, at } of last.places) list.insertBefore(card, list.children[at] || null);
    count();
    show(last.places[0].card);
  }
  return say(answer.said);
}
function choose(reason) {
  const place = field();
  if (!place) return null;
  place.value = reason;
  if (armed?.form === place.form) return act(armed);
  return say(reason);
}
function press(letters) {
  const button = [...letters].map((one) => form() && find(`[aria-keyshortcuts=${one}]`, form())).find(Boolean);
  return button && act(button);
}
function tick(which) {
  const card = here(), { author } = card?.dataset || {};
  const alike = { all: () => true, author: (item) => item === card || (author && item.dataset.author === author) }[which] || ((item) => item === card);
  const some = items().filter(alike).map(tickOf).filter(Boolean), to = !some.every((one) => one.checked);
  for (const one of some) one.checked = to;
  armed = null;
  show(card);
  say(words.ticked.replace("#", number(ticks().length)));
}
function suspend() {
  const fold = here() && find("details:has([name=days])", here());
  if (fold) { fold.open = true; find("[name=reason]", fold).focus(); }
}
const DOES = {
  J: () => move(1), K: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1), X: (shift) => tick(shift ? "all" : ""), A: () => tick("author"),
  Z: undo, U: undo, S: suspend, E: () => field()?.focus(), O: () => here() && find("[id$=-title] a", here()).click(), "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event, up = key.length === 1 ? key.toUpperCase() : key;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog")) return;
  if (target.matches("[data-acts] [name=reason], #together [name=reason]") && (key === "Enter" || key === "Escape")) {
    const ready = key === "Enter" && armed?.form === target.form && armed;
    event.preventDefault();
    show(here());
    if (ready) later(() => act(ready)); else if (key === "Enter") say(words.letter);
    return;
  }
  if (!on.checked || target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") || !(target === document.body || target.closest("main"))) return;
  if (key.startsWith("Arrow") && !target.matches(".queue-item")) return;
  const reason = key >= "1" && key <= "9" && all("[data-reason]")[key - 1];
  const does = DOES[up] || (SAME[up] && (() => press(SAME[up]))) || (reason && (() => choose(reason.dataset.reason)));
  if (!does) return;
  event.preventDefault();
  if (!event.repeat || /^([JK]$|Arrow)/.test(up)) later(() => does(event.shiftKey));
});
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target !== undoing && !target.matches("[data-acts], #together")) return;
  event.preventDefault();
  later(() => (target === undoing ? undo() : act(submitter)));
});
document.addEventListener("click", (event) => {
  const reason = event.target.closest("[data-reason]");
  if (reason) later(() => choose(reason.dataset.reason));
  if (event.target.closest("[name=keys]")) keys.showModal();
});
document.addEventListener("focusin", (event) => { current = event.target.closest(".queue-item") || current; });
on.addEventListener("change", () => {
  kept((store) => { store.queueKeys = on.checked ? "on" : "off"; });
  queue.toggleAttribute("data-keys-off", !on.checked);
});

on.checked = kept((store) => store.queueKeys) !== "off";
queue.toggleAttribute("data-keys-off", !on.checked);
const said = kept((store) => store.queueSaid);
if (said) {
  kept((store) => store.removeItem("queueSaid"));
  if (items()[0]) show(items()[0]); else find("h1").focus();
  say(said);
}
})();
