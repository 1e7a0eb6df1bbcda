/* The moderators' queue by keyboard: J and K go down and up, X ticks, Shift X ticks all or none. */
(() => {
"use strict";
const all = (selector) => document.querySelectorAll(selector);
document.addEventListener("keydown", (event) => {
  const items = [...all("[data-queue] .queue-item")];
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (!items.length || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const tick = (item) => item.querySelector("input[name=subject]");
  const here = items.indexOf(document.activeElement?.closest(".queue-item"));
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const next = items[Math.max(0, Math.min(items.length - 1, here + (key === "j" ? 1 : -1)))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (key === "x" && event.shiftKey) {
    const every = items.every((item) => tick(item).checked);
    for (const item of items) tick(item).checked = !every;
  } else if (key === "x" && here >= 0) {
    tick(items[here]).checked = !tick(items[here]).checked;
  } else return;
  event.preventDefault();
});
})();
