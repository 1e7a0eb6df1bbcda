/* Theme: the server renders the cookie; the links change it without a new page. */
on("click", "[data-theme-to]", (event, link) => {
  event.preventDefault();
  const to = link.dataset.themeTo;
  if (to === "auto") delete root.dataset.theme; else root.dataset.theme = to;
  document.cookie = `theme=${to}; path=/; max-age=31536000; samesite=lax`;
  all("[data-theme-to]").forEach((each) => each.toggleAttribute("aria-current", each === link));
});

/* Times: the page says the day (it is the same for everybody), here it becomes "3 days ago" or "in 27 days". */
const STEPS = [[60, "second"], [60, "minute"], [24, "hour"], [7, "day"], [4.35, "week"], [12, "month"], [Infinity, "year"]];
fresh.push((part) => {
  const speak = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
  for (const time of all("time[data-ago]", part)) {
    const at = new Date(time.dateTime);
    let span = (at - Date.now()) / 1000;
    if (isNaN(span)) continue;
    if (!time.title) time.title = at.toLocaleString(root.lang || "en", { dateStyle: "long", timeStyle: "short" });
    /* a deadline counts in days */
    if (span > 86400 && span < 90 * 86400) { time.textContent = speak.format(Math.round(span / 86400), "day"); continue; }
    for (const [size, unit] of STEPS) {
      if (Math.abs(span) < size) { time.textContent = speak.format(Math.round(span), unit); break; }
      span /= size;
    }
  }
});

/* "/" goes to the search, Escape closes what is open, a press elsewhere too. */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = [...all("[data-slash]")].findLast((each) => each.offsetParent);
    if (search) { event.preventDefault(); search.focus(); }
  }
  if (event.key === "Escape") {
    const open = event.target.closest?.(".menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  }
});
document.addEventListener("click", (event) => {
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
on("click", "[data-dismiss]", (event, button) => button.closest(".flash").remove());

/* Share and copy. */
const copy = (address) => navigator.clipboard?.writeText(address).then(() => toast(words().copied), () => {});
on("click", "[data-copy]", (event, button) => copy(button.dataset.copy));
on("click", "[data-share]", (event, link) => {
  const url = new URL(link.dataset.share, location.href).href;
  event.preventDefault();
  if (navigator.share) navigator.share({ url, title: link.dataset.shareTitle }).catch(() => {}); else copy(url);
});

/* Dangerous buttons ask once, in a dialog of the page. */
on("click", "[data-confirm]", (event, button) => {
  if (button.dataset.sure) { delete button.dataset.sure; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = make("dialog", { className: "confirm" });
  const row = make("form", { className: "form-actions", method: "dialog" });
  const go = make("button", { className: "button", textContent: button.textContent, value: "go" });
  const stay = make("button", { className: "button", textContent: words().stay, autofocus: true });
  go.dataset.kind = "danger";
  stay.dataset.kind = "quiet";
  dialog.ariaLabel = button.dataset.confirm;
  row.append(go, stay);
  dialog.append(make("p", { textContent: button.dataset.confirm }), row);
  dialog.onclose = () => {
    dialog.remove();
    button.focus();
    if (dialog.returnValue) { button.dataset.sure = 1; button.click(); }
  };
  document.body.append(dialog);
  dialog.showModal();
});
