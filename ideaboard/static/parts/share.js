/* While an idea is written: ideas like it are asked for in each pause, and tags of theirs are added by a press. */
(() => {
  const PAUSE = 150, SHORTEST = 6;
  let asking = 0, asked = "";
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-similar]");
    if (!form || !event.target.matches("[name=title], [name=body]")) return;
    clearTimeout(asking);
    asking = setTimeout(() => ask(form), PAUSE);
  });
  async function ask(form) {
    const data = new FormData(form), said = (name) => data.get(name) || "";
    const query = new URLSearchParams({ title: said("title"), body: said("body").slice(0, 1000), board: said("board"), hint: said("hint") });
    const place = form.querySelector("[data-similar-place]");
    if (!place || said("title").trim().length < SHORTEST || asked === String(query)) return;
    asked = String(query);
    const answer = await fetch(`${form.dataset.similar}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || asked !== String(query)) return;
    place.innerHTML = await answer.text();
    window.htmx?.process(place);
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-tag]"), field = document.querySelector("form[data-similar] [name=tags]");
    if (!button || !field) return;
    const there = field.value.split(",").map((one) => one.trim()).filter(Boolean);
    if (!there.includes(button.dataset.addTag)) there.push(button.dataset.addTag);
    field.value = there.join(", ");
    button.disabled = true;
  });
})();
