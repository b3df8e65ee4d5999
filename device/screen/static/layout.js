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

// Returns whether the content of `box` ends below it. Its children count, which end with their last lines: letters may
// reach out of a line.
export function tooFull(box) {
  const { bottom } = box.getBoundingClientRect();
  const seen = (part) => part.checkVisibility() && !part.classList.contains("visually-hidden");
  return [...box.children].some((part) => seen(part) && part.getBoundingClientRect().bottom > bottom + 1);
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
// that beside or below a smaller place of the work, where the place may give way; that in letters no larger than usual,
// and its title too. Notes give way to it, then the sentences that say why there is no sound, of which the first stays
// longest and all are read aloud. Only what is longer still loses its last facts, which More has.
const NARROWER = 12; // steps in which the place of the work gives way, see --narrow in screen.css
const AT_THE_END = 16; // of them, where a question and what one can do next need room too and letters are as usual

function* steps(most) {
  yield {};
  for (const usual of ["", "label", "all"])
    for (let narrow = 0; narrow <= Math.min(most, NARROWER); narrow++) yield { runOn: true, narrow, usual };
  for (let narrow = NARROWER + 1; narrow <= most; narrow++) yield { runOn: true, narrow, usual: "all" };
}

// `workGivesWay`: at the end of a telling. Returns whether the label is whole.
export function fitLabel(workGivesWay = true) {
  const telling = $("telling");
  const head = telling.querySelector("header");
  const facts = [...$("telling-label").children];
  const notes = [...$("notes").children];
  const hushed = $("hushed");
  const { size, lookedThrough, whatNow } = document.body.dataset;
  const upright = innerHeight > innerWidth;
  const take = ({ runOn = false, narrow = 0, usual = "" }) => {
    Object.assign(telling.dataset, { runOn, usual });
    telling.style.setProperty("--narrow", narrow);
    return !tooFull(head);
  };
  for (const part of facts) part.hidden = !part.textContent;
  for (const part of notes) part.hidden = true;
  const givesWay = upright ? size !== "full" : size === "small" || lookedThrough !== undefined;
  const most = whatNow !== undefined && workGivesWay ? AT_THE_END : givesWay ? NARROWER : 0;
  let fits = null;
  for (let kept = hushed.children.length; kept >= 0 && !fits; kept--) {
    hushed.classList.toggle("visually-hidden", !kept);
    [...hushed.children].forEach((sentence, at) => sentence.classList.toggle("visually-hidden", at >= kept));
    for (const step of steps(most)) if (take(step)) { fits = step; break; }
  }
  if (fits?.narrow && !take({ ...fits, runOn: false })) take(fits);
  fit(head, fits ? notes : facts);
  return Boolean(fits);
}

// What is offered lies over nothing of the label: first an offer's picture gives way, then its words, which the phone has,
// and the work last. Smaller screens show neither picture nor words.
export function fitOffer() {
  if (document.body.dataset.size !== "full") return;
  const head = [...document.querySelectorAll("#telling header *")];
  const overlaps = () => {
    const { top, left } = $("what-now").getBoundingClientRect();
    const below = (box) => box.bottom > top + 2 && box.right > left;
    return head.some((part) => part.checkVisibility() && part.textContent && below(part.getBoundingClientRect()));
  };
  const hasRoom = () => fitLabel(false) && !overlaps();
  const parts = [$("offer-picture"), $("offer-text")];
  for (const part of parts) part.removeAttribute("data-out");
  for (const part of parts) {
    if (hasRoom()) return;
    part.setAttribute("data-out", "");
  }
  if (!hasRoom()) fitLabel();
}

// Where there are no words in this language, what can be done next gives way to the sentence that says so.
export function fitOffered() {
  const { body } = document;
  const read = $("subtitle");
  body.removeAttribute("data-no-room");
  body.toggleAttribute("data-no-room", !$("offered").hidden && read.scrollHeight > read.clientHeight + 1);
}

// Where the words of the bar are too long for one row they stand closer, and else in two rows.
export function fitBar() {
  const bar = $("controls");
  const tooWide = (part) => part.scrollWidth > part.clientWidth + 1 || wraps(part);
  // A word on a second line reaches out by half a line; room above and below the letters may reach out.
  const wraps = (part) => part.scrollHeight > part.clientHeight + 0.3 * parseFloat(getComputedStyle(part).fontSize);
  const { body } = document;
  const full = () => tooWide(bar) || [...bar.children].some(tooWide);
  for (const mark of ["data-close", "data-tight"]) body.removeAttribute(mark);
  for (const mark of ["data-close", "data-tight"]) if (full()) body.toggleAttribute(mark, true);
}

// "Ask a question" takes no row from the work and no place from a language: else it stands in Find.
export function fitFoot() {
  const height = (apart) => {
    document.body.toggleAttribute("data-ask-apart", apart);
    fitLanguages();
    return $("foot").getBoundingClientRect().height + (document.body.hasAttribute("data-tongue") ? innerHeight : 0);
  };
  const least = height(true);
  if (height(false) > least + 1) height(true);
}

// The languages side by side, on a second row where the screen is small and a third where it stands upright; else one
// button in their place. Where the last button would stand alone on its row, the one before it joins it.
function fitLanguages() {
  const foot = $("foot");
  for (const mark of ["data-tongue", "data-apart"]) document.body.removeAttribute(mark);
  const { height } = foot.getBoundingClientRect();
  const row = foot.querySelector("button:not([hidden])")?.getBoundingClientRect().height ?? 0;
  document.body.toggleAttribute("data-tongue", height > (innerHeight > innerWidth ? 3.8 : 2.6) * row || foot.scrollWidth > foot.clientWidth + 1);
  const [before, last] = [...foot.querySelectorAll("button")].filter((one) => one.checkVisibility()).slice(-2).map((one) => one.offsetTop);
  document.body.toggleAttribute("data-apart", last > before && !document.body.hasAttribute("data-tongue"));
  if (foot.getBoundingClientRect().height > height + 1) document.body.removeAttribute("data-apart");
}
