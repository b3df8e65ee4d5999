// Ctrl+S saves a form without a mouse, and leaving a page with unsaved text needs a confirmation.
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
