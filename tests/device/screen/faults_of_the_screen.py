"""What is wrong with what a screen shows, whatever its state: cut, over each other, outside, too small to touch."""

from __future__ import annotations

from tests.device.screen.conftest import Screen

KNOWN: dict[tuple[str, str], tuple[str, ...]] = {
    # Three groups of buttons of 20 mm are more than these screens are high: it scrolls.
    ("profile", "7"): ("half scrolled out",),
    ("profile", "10.1"): ("half scrolled out",),
    ("profile", "10.1 upright"): ("half scrolled out",),
    ("more for whom", "10.1 upright"): ("half scrolled out",),
    # So does this; Send stays below it.
    ("wrong", "7"): ("half scrolled out",),
    ("wrong", "10.1"): ("half scrolled out",),  # in French
    # The end of a long name in the strip of works; its picture and number are whole.
    ("finder", "7"): ("cut at the side",),
}
"""(state, size): beginnings of the faults that can't be mended there, each with why in a comment."""

FAULTS = r"""
const faults = [];
const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
const sheet = document.querySelector("dialog[open]");
const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  && !one.closest("svg, .visually-hidden, .place") && !(sheet && one.closest("#page"))
  && getComputedStyle(one).clipPath === "none";
const all = [...document.body.querySelectorAll("*")].filter(shown);
const said = (one) => one.textContent.trim().replace(/\s+/g, " ").slice(0, 24);
const name = (one) => `${one.tagName.toLowerCase()}#${one.id || one.closest("[id]")?.id} “${said(one)}”`;
const found = (what, one) => faults.push(`${what}: ${name(one)}`);
const spare = (one) => 0.25 * parseFloat(getComputedStyle(one).fontSize); // letters end above the foot of their line
const rect = (one) => one.getBoundingClientRect();
const style = (one) => getComputedStyle(one);
const scroller = (one) => {
  for (let at = one.parentElement; at; at = at.parentElement) if (/auto|scroll/.test(style(at).overflow)) return at;
  return null;
};
const seen = (one, box = rect(one)) => { // the part of it that its scroller shows
  const around = scroller(one);
  if (!around) return box;
  const outer = rect(around);
  const [left, right] = [Math.max(box.left, outer.left), Math.min(box.right, outer.right)];
  const [top, bottom] = [Math.max(box.top, outer.top), Math.min(box.bottom, outer.bottom)];
  return { left, right, top, bottom, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
};
const reachesOut = ({ left, top, right, bottom }) =>
  left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
const hides = (one) => /hidden|clip/.test(style(one).overflowX) || one.tagName === "BUTTON";
for (const one of all) {
  if (!one.innerText?.trim() && one.tagName !== "BUTTON") continue;
  if (one.scrollWidth > one.clientWidth + 2 && hides(one) && one.clientWidth) found("cut at the side", one);
  const hidesDown = /hidden|clip/.test(style(one).overflowY) || one.tagName === "BUTTON";
  if (hidesDown && one.clientHeight) {
    const foot = rect(one).bottom;
    const below = (part) => shown(part) && style(part).position !== "fixed" && part.innerText?.trim()
      && rect(part).bottom - spare(part) > foot + 2;
    if ([...one.children].some(below)) found("cut at the foot", one);
  }
}
const controls = all.filter((one) => one.matches("button, textarea, [role=tab]"));
for (const one of controls) {
  const box = rect(one), part = seen(one, box);
  if (part.width < 1 || part.height < 1) continue; // scrolled to
  const share = part.width * part.height / (box.width * box.height);
  // A sliver says that there is more. While a visitor types, what is above the field has gone up.
  const more = one.closest("#choose-works, #finder-works"); // half a work says that there are more
  const typing = document.body.hasAttribute("data-typing");
  if (share > 0.15 && share < 0.97 && !more && !typing) found("half scrolled out", one);
  if (reachesOut(part)) found("outside", one);
  const small = Math.min(one.offsetWidth, one.offsetHeight) < 20 * mm - 1;
  if (small && one.tagName === "BUTTON" && !one.closest("#keyboard")) found("under 20 mm", one);
}
const over = (a, b, least) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > least
  && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > least;
const above = (one) => one.closest("#still, #keyboard, #looked-through")?.id ?? "";
const pairs = (several, boxes, least, what) => several.forEach((one, at) => several.forEach((other, then) => {
  if (then <= at || one.contains(other) || other.contains(one) || above(one) !== above(other)) return;
  if (boxes[at].some((a) => boxes[then].some((b) => over(a, b, least)))) found(`${what}, ${name(other)}`, one);
}));
pairs(controls, controls.map((one) => [seen(one)]), 2, "controls over each other");
// Lines of text, without the room above and below their letters.
const texts = all.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
const lines = (one) => [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim()).flatMap((node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].map((box) => {
    const spare = box.height * 0.25;
    return seen(one, { left: box.left, right: box.right, top: box.top + spare, bottom: box.bottom - spare });
  });
});
const lineBoxes = texts.map(lines);
pairs(texts, lineBoxes, 2, "words over each other");
texts.forEach((one, at) => {
  const visible = ({ left, right, top, bottom }) => bottom > top && right > left;
  if (lineBoxes[at].some((box) => visible(box) && reachesOut(box))) found("words outside", one);
});
// What is read must show more than a line or two of itself.
const read = document.querySelector("#subtitle.reading");
if (read && shown(read)) {
  const line = parseFloat(style(read.firstElementChild).lineHeight);
  const whole = read.scrollHeight <= read.clientHeight + 2;
  if (!whole && shown(document.getElementById("offered"))) found("not whole", read);
  else if (!whole && read.clientHeight < 2.9 * line) found("under three lines to read", read);
}
// What the work is stands whole beside it, also at the end, with a question and what to do next.
const label = document.getElementById("telling-label");
if (shown(document.getElementById("telling"))) {
  const left = [...label.children].filter((fact) => fact.hidden && fact.textContent);
  for (const fact of left) faults.push(`not in the label: ${said(fact)}`);
}
const empty = (one) => rect(one).height > 2 * mm && !one.innerText.trim() && !one.querySelector("img, svg");
for (const one of all) if (one.matches("p, h1, h2, ul, .row") && empty(one)) found("empty", one);
return [...new Set(faults)];
"""


def faults(screen: Screen, state: str, size: str) -> list[str]:
    """Return what is wrong on the screen, without what is known."""
    known = KNOWN.get((state, size), ())
    return [fault for fault in screen.js(FAULTS) if not fault.startswith(known)]
