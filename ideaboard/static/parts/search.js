/* The search page: results while typing, arrows through them, and what was looked for lately, on this device only. */
(() => {
  const form = document.querySelector("[data-instant]");
  if (!form) return;
  const field = form.querySelector("[type=search]");
  const said = document.querySelector("[data-said]");
  const recent = document.querySelector("[data-recent]");
  const PAUSE = 200, MOST = 8, KEY = "searches", SHORTEST = 2;
  const kept = (act) => { try { return act(localStorage); } catch { return null; } };
  let waiting = 0, asked = 0;

  const address = (more) => {
    const said = new URLSearchParams(new FormData(form)), sort = new URLSearchParams(location.search).get("sort");
    if (sort) said.set("sort", sort);
    for (const name in more) said.set(name, more[name]);
    return `${form.getAttribute("action")}?${said}`;
  };
  async function instantly() {
    const words = field.value.trim();
    if (words && words.length < SHORTEST) return;
    /* until a space follows, the last word stands for those that begin so; the page's own links know it */
    const mine = ++asked, to = words ? address({ begun: /\s$/.test(field.value) ? "0" : "1" }) : form.getAttribute("action");
    const answer = await fetch(to).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-results]", "[data-filters]"]) {
      const old = document.querySelector(part), fresh = page.querySelector(part);
      if (old && fresh) old.replaceWith(document.adoptNode(fresh));
    }
    document.title = page.title;
    history.replaceState(history.state, "", to);
    const results = document.querySelector("[data-results]");
    said.textContent = results.querySelector("[data-total], .empty-title")?.textContent ?? "";
    window.htmx?.process(results);
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  }
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(instantly, PAUSE);
  });

  /* Arrows: from the field into the results and back; Escape: back at once. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest("[data-results], [data-filters]")) field.focus();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...document.querySelectorAll("[data-results] .idea-title a")];
    const here = links.indexOf(document.activeElement);
    if (!links.length || (here < 0 && document.activeElement !== field)) return;
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
  });

  /* Recent searches. */
  const list = () => kept((store) => JSON.parse(store.getItem(KEY) || "[]")) || [];
  const remember = () => {
    const words = field.value.trim();
    if (words.length < SHORTEST) return;
    kept((store) => store.setItem(KEY, JSON.stringify([words, ...list().filter((one) => one !== words)].slice(0, MOST))));
  };
  const show = () => {
    const place = recent?.querySelector("ul");
    if (!place) return;
    place.replaceChildren(...list().map((words) => {
      const line = document.createElement("li"), link = document.createElement("a");
      link.href = `${form.getAttribute("action")}?${new URLSearchParams({ q: words })}`;
      link.textContent = words;
      line.append(link);
      return line;
    }));
    recent.hidden = !place.children.length || field.value.trim() !== "";
  };
  form.addEventListener("submit", remember);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-results] .idea-title a")) remember(); });
  recent?.querySelector("button").addEventListener("click", () => {
    kept((store) => store.removeItem(KEY));
    show();
    field.focus();
  });
  field.addEventListener("input", show);
  if (new URLSearchParams(location.search).get("q")) remember();
  show();
})();
