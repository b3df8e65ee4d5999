// Shows what becomes of the colours that somebody types, and what can't be read. The server derives and checks them.
const look = document.querySelector("[data-look-preview]");
const faults = look.querySelector(".look-faults");
const fields = [...look.querySelectorAll("input.colour")];
const PAUSE = 250; // ms after the last key
let waiting = 0;
let asked = 0;

async function show() {
  const mine = ++asked;
  const query = new URLSearchParams(fields.map((field) => [field.name, field.value]));
  const answer = await fetch(`${look.dataset.lookPreview}?${query}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const found = await answer.json();
  for (const shown of look.querySelectorAll("[data-theme-shown]")) {
    const colours = found.colours[shown.dataset.themeShown];
    for (const [token, colour] of Object.entries(colours)) shown.style.setProperty(token, colour);
    for (const field of fields) {
      const [theme, name] = field.name === "accent" ? ["day", "accent"] : field.name.split(".").slice(1);
      if (theme === shown.dataset.themeShown && !field.value) field.placeholder = colours[`--${name.replace("_", "-")}`];
    }
  }
  faults.replaceChildren(...found.faults.map(({ label, sentence }) => Object.assign(document.createElement("li"), { textContent: `${label}: ${sentence}` })));
  faults.hidden = !found.faults.length;
}

look.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, PAUSE); });
show();
