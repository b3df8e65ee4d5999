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
export function tooFull(box) {
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

// The label is whole. It takes the first of these in which it fits: each fact on a line of its own; all in one paragraph;
// that beside a narrower place of the work, where captions run under both; that in letters no larger than usual, and its
// title too. Notes give way to it. Only what is longer still loses its last facts, which More has.
const STEPS = [{}, { runOn: true }, { narrow: 1 }, { narrow: 2 }, { usual: "label" }, { usual: "label", narrow: 2 }, { usual: "all" }, { usual: "all", narrow: 2 }]
  .map((step, at) => ({ runOn: at > 0, ...step }));

export function fitLabel() {
  const telling = $("telling");
  const head = telling.querySelector("header");
  const facts = [...$("telling-label").children];
  const notes = [...$("notes").children];
  const take = ({ runOn = false, narrow = 0, usual = "" }) => Object.assign(telling.dataset, { runOn, narrow, usual });
  for (const part of facts) part.hidden = !part.textContent;
  for (const part of notes) part.hidden = true;
  const fits = STEPS.find((step) => { take(step); return !tooFull(head); });
  if (!fits) take({ runOn: true, usual: "all" });
  fit(head, fits ? notes : facts);
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
