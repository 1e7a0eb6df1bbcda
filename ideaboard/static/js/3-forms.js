/* Characters left, counted as the server counts them: characters, not bytes. */
const count = (field) => {
  const most = Number(field.dataset.count);
  const left = most - [...field.value].length;
  let line = field.nextElementSibling;
  if (!line?.classList.contains("field-left")) {
    line = make("p", { className: "field-left" });
    field.after(line);
  }
  line.hidden = left > most / 4;
  line.toggleAttribute("data-over", left < 0);
  line.textContent = (left < 0 ? words().over : words().left)?.replace("#", Math.abs(left));
};
on("input", "input[data-count], textarea[data-count]", (event, field) => count(field));

/* Drafts: what is typed into a form with data-draft stays on the device until the form is sent and taken. */
const draftable = (form) => [...form.elements].filter((each) => each.name && !/^(hidden|password|file|submit|button)$/.test(each.type));
const ticked = (each) => /^(checkbox|radio)$/.test(each.type);
const draftKey = (form) => `draft:${form.dataset.draft}`;
let keeping = 0;
on("input", "form[data-draft]", (event, form) => {
  clearTimeout(keeping);
  keeping = setTimeout(() => keep(form), 400);
});
const keep = (form) => {
  const values = draftable(form).map((each) => [each.name, ticked(each) && !each.checked ? null : each.value]);
  const any = draftable(form).some((each) => each.matches("textarea, input[type=text]") && each.value.trim());
  kept((store) => (any ? store.setItem(draftKey(form), JSON.stringify(values)) : store.removeItem(draftKey(form))));
};
const restore = (form) => {
  let changed = false;
  for (const [name, value] of JSON.parse(kept((store) => store.getItem(draftKey(form))) || "[]")) {
    for (const each of draftable(form)) {
      if (each.name !== name || !value) continue;
      if (ticked(each)) each.checked ||= each.value === value;
      else if (!each.value) { each.value = value; changed = true; each.closest("details")?.setAttribute("open", ""); }
    }
  }
  if (changed) toast(words().kept);
};
/* A draft goes when its form was sent and the next page is an answer: not a refusal, not the sign-in it led to. */
const sent = (key = "") => kept((store) => { store.sent = key; });
const forget = (key) => { kept((store) => store.removeItem(`draft:${key}`)); sent(); };
on("submit", "form[data-draft]", (event, form) => { keep(form); form.dataset.sent = "1"; sent(form.dataset.draft); });
const taken = () => {
  const refused = (performance.getEntriesByType("navigation")[0]?.responseStatus || 200) >= 400;
  const key = kept((store) => store.sent);
  if (key && !refused && !/^\/(signin|signup|forgot)/.test(location.pathname)) forget(key);
};
document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement: form, response } = event.detail?.ctx || {};
  if (form?.dataset?.draft && response?.status < 400) forget(form.dataset.draft);
});
window.addEventListener("pagehide", () => all("form[data-draft]").forEach((form) => form.dataset.sent || keep(form)));

fresh.push((part) => {
  all("input[data-count], textarea[data-count]", part).forEach(count);
  all("form[data-draft]", part).forEach(restore);
  part.querySelector?.("[data-focus]")?.focus();
});
