/* Answers of htmx: new pieces begin like the page did; what did not arrive is said; a row's receipt goes after a while. */
function begin(part) {
  for (const act of fresh) act(part);
  for (const note of all("[data-fleeting]", part)) {
    if (note.children.length) setTimeout(() => note.matches(":hover, :focus-within") || note.replaceChildren(), 12000);
  }
}
document.addEventListener("htmx:after:swap", () => begin(document));
for (const failed of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(failed, (event) => {
    const status = event.detail?.ctx?.response?.status;
    if (!status || /^(400|403|404|429|5..)$/.test(status)) toast(words().offline);
  });
}
taken();
begin(document);
