// Sets type in millimetres and shows only what fits. Nothing is cut off: what does not fit is behind More.

const CAPITAL = 0.66; // height of Source's capitals, in em
const DEGREES = 0.7; // of view that a capital takes at least: EN 301 549 5.1.4
const FULL = 15.5; // inches: from here the full layout

export function measure() {
  const { diagonal, distance } = document.body.dataset;
  const mm = Math.hypot(innerWidth, innerHeight) / (diagonal * 25.4);
  const capital = 2 * distance * 10 * Math.tan((DEGREES / 360) * Math.PI); // in millimetres
  document.documentElement.style.setProperty("--mm", `${mm}px`);
  document.documentElement.style.setProperty("--type", `${(capital / CAPITAL) * mm}px`);
  document.body.toggleAttribute("data-small", diagonal < FULL);
}

// Returns whether the content of `box` ends below it. Letters may reach out of their lines; that does not count.
function tooFull(box) {
  const { bottom } = box.getBoundingClientRect();
  return [...box.querySelectorAll("*")].some((part) => part.checkVisibility() && part.getBoundingClientRect().bottom > bottom + 1);
}

// Hides the last of `parts` until the rest fits in `box`.
export function fit(box, parts) {
  for (const part of parts) part.hidden = !part.textContent;
  for (const part of [...parts].reverse()) {
    if (!tooFull(box)) return;
    part.hidden = true;
  }
}

// Where a language's words are too long for one row of controls, the words stay and the icons go.
export function fitControls() {
  const row = document.getElementById("controls");
  document.body.removeAttribute("data-tight");
  document.body.toggleAttribute("data-tight", row.scrollWidth > row.clientWidth + 1);
}

// The languages side by side where they fit, else one button in their place. Upright they take several lines.
export function fitLanguages() {
  const foot = document.getElementById("foot");
  document.body.removeAttribute("data-tongue");
  document.body.toggleAttribute("data-tongue", foot.scrollWidth > foot.clientWidth + 1);
}
