// "/" goes to the search box of the desk's head; in the list of works, one box ticks all of a page, and the buttons
// say how many works they are about. Every page works without this file.
const box = document.querySelector("form.find input");
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box?.focus();
  box?.select();
});
const every = document.getElementById("every-work");
const ticks = [...document.querySelectorAll("input[name=work]")];
const some = document.querySelector("input[name=scope][value='']");
if (every) {
  every.closest("label").hidden = false;
  every.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = every.checked;
    if (some) some.checked = true;
  });
  for (const tick of ticks) {
    tick.addEventListener("change", () => {
      every.checked = ticks.every((one) => one.checked);
      if (some) some.checked = true;
    });
  }
}
if (document.querySelector("input[data-works]")) import("./work_choice.js");
