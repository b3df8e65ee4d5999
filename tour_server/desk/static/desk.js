// The desk without a mouse: Ctrl+S saves. And nobody leaves a page with unsaved words unasked.
// Every page works without this file.
for (const form of document.querySelectorAll("form[data-careful]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    form.requestSubmit(document.querySelector(`button.primary[form="${form.id}"]`));
  });
}
(document.getElementById("summary") ?? document.querySelector("[aria-invalid]"))?.focus();
