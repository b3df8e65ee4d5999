// What is typed into a form stays in this tab until it is saved: when the line drops while it is sent, when the browser
// throws the page out of its memory, or when somebody loads it again. Another tab, and another person, see nothing of it.
// With the fields the version is kept that they began from, so a colleague's change meanwhile is merged as ever.
const NOT_KEPT = ["csrf_token"];
const NOT_KINDS = ["file", "password", "submit", "button", "image", "reset"];

for (const form of document.querySelectorAll("form[data-found]")) keep(form);

function keep(form) {
  const name = `zaalgids form ${form.dataset.person} ${location.pathname}`;
  const fields = () => [...form.elements].filter((one) => one.name && !NOT_KEPT.includes(one.name) && !NOT_KINDS.includes(one.type));
  const state = (one) => ["checkbox", "radio"].includes(one.type) ? one.checked : one.value;
  // Where a form comes back with a sentence, or a save with its own, what was sent has arrived.
  if (document.querySelector("#summary, main .note[role=status]")) sessionStorage.removeItem(name);
  form.addEventListener("input", () => {
    try {
      sessionStorage.setItem(name, JSON.stringify(fields().map((one) => [one.name, one.type, state(one)])));
    } catch {
      // The browser keeps nothing, or there is too much of it: then leaving the page asks, as before.
    }
  });
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "[]");
  const left = fields();
  let changed = false;
  for (const [called, type, value] of kept) {
    const at = left.findIndex((one) => one.name === called && one.type === type);
    if (at < 0) continue;
    const [one] = left.splice(at, 1);
    changed ||= state(one) !== value && type !== "hidden";
    if (typeof value === "boolean") one.checked = value;
    else one.value = value;
  }
  if (!changed) return;
  const said = document.createElement("p");
  said.className = "note";
  said.setAttribute("role", "status");
  said.textContent = form.dataset.found;
  form.before(said);
  form.dispatchEvent(new Event("input")); // leaving the page asks, as it does after typing
}
