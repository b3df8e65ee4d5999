// Arranges the page for this screen. Nothing is cut off: what does not fit is behind More.

const SMALL = 10; // inches: below it people stand closer, and captions run under the picture
const FULL = 15; // inches: from here there is room for large titles and three caption lines
const $ = (id) => document.getElementById(id);

// Says on the page which of the three layouts this screen has. The style sheets do the rest.
export function arrange() {
  const { diagonal } = document.body.dataset;
  document.body.dataset.size = diagonal < SMALL ? "small" : diagonal < FULL ? "medium" : "full";
}

// Shows a picture as large as its place allows: its sides' ratio is known when it has loaded.
export function fillPlace(picture) {
  const set = () => picture.naturalHeight && picture.style.setProperty("--ratio", picture.naturalWidth / picture.naturalHeight);
  picture.addEventListener("load", set);
  set();
}

// Returns whether the content of `box` ends below it. Letters may reach out of their lines, and a sign's target out of
// the sign; that does not count.
function tooFull(box) {
  const { bottom } = box.getBoundingClientRect();
  return [...box.querySelectorAll(":not(.sign)")].some((part) => part.checkVisibility() && part.getBoundingClientRect().bottom > bottom + 1);
}

// Hides the last of `parts` until the rest fits in `box`.
export function fit(box, parts) {
  for (const part of parts) part.hidden = !part.textContent;
  for (const part of [...parts].reverse()) {
    if (!tooFull(box)) return;
    part.hidden = true;
  }
}

// The label is whole: first each fact on a line of its own, else all in one paragraph, else beside a narrower place of
// the work where captions run under both. Notes give way to it, and with larger letters the last facts do, which More has.
export function fitLabel() {
  const head = $("telling").querySelector("header");
  const facts = [...$("telling-label").children];
  const notes = [...$("notes").children];
  for (const part of [...facts, ...notes]) part.hidden = !part.textContent;
  head.removeAttribute("data-run-on");
  $("telling").removeAttribute("data-narrow");
  head.toggleAttribute("data-run-on", tooFull(head));
  $("telling").toggleAttribute("data-narrow", tooFull(head));
  fit(head, [...facts, ...notes]);
}

// Where the words of the bar are too long for one row they stand in two.
export function fitBar() {
  fitRow($("controls"), "data-tight");
}

// The languages side by side, on a second row where the screen is small and a third where it stands upright; else one
// button in their place.
export function fitLanguages() {
  const foot = $("foot");
  document.body.removeAttribute("data-tongue");
  const { height } = foot.getBoundingClientRect();
  const row = foot.querySelector("button:not([hidden])")?.getBoundingClientRect().height ?? 0;
  document.body.toggleAttribute("data-tongue", height > (innerHeight > innerWidth ? 3.8 : 2.6) * row || foot.scrollWidth > foot.clientWidth + 1);
}

function fitRow(row, mark) {
  document.body.removeAttribute(mark);
  document.body.toggleAttribute(mark, row.scrollWidth > row.clientWidth + 1);
}
