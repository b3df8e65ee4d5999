// The part of a picture that is shown and its focal point, moved with a mouse, a pen, a finger or the arrow keys. The
// fields hold both in percent of the picture, and the page works with the fields alone.
const place = document.getElementById("frame-place");
const picture = place.querySelector("img");
const field = (name) => document.getElementById(name);
const CROP = ["crop.left", "crop.top", "crop.width", "crop.height"].map(field);
const FOCUS = ["focus.x", "focus.y"].map(field);
const LEAST = 5; // percent, as the fields allow
const STEP = 1, LARGE_STEP = 5; // percent
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const number = (input, otherwise) => {
  const value = Number.parseFloat(input.value.replace(",", "."));
  return Number.isFinite(value) ? clamp(value, 0, 100) : otherwise;
};

function crop() {
  const left = Math.min(number(CROP[0], 0), 100 - LEAST), top = Math.min(number(CROP[1], 0), 100 - LEAST);
  return [left, top, clamp(number(CROP[2], 100), LEAST, 100 - left), clamp(number(CROP[3], 100), LEAST, 100 - top)];
}
const focus = () => (FOCUS.every((input) => input.value.trim()) ? FOCUS.map((input) => number(input, 50)) : null);
const write = (inputs, values) => inputs.forEach((input, at) => { input.value = String(Math.round(values[at] * 10) / 10); });

const named = (className, label) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className });
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-describedby", "frame-help");
  return button;
};
const veils = Array.from({ length: 4 }, () => Object.assign(document.createElement("span"), { className: "veil" }));
const part = named("part", place.dataset.part);
const corners = JSON.parse(place.dataset.corners).map((label) => named("corner", label));
const point = named("point", place.dataset.point);
if (!place.closest("fieldset").disabled) {
  place.append(...veils, part, point, ...corners);
  for (const hidden of document.querySelectorAll(".needs-script")) hidden.hidden = false;
}

function put(element, left, top, right, bottom) {
  const sides = right === undefined ? { left, top } : { left, top, right: 100 - right, bottom: 100 - bottom };
  for (const [side, value] of Object.entries(sides)) element.style[side] = `${value}%`;
}

function draw() {
  const [left, top, width, height] = crop(), right = left + width, bottom = top + height;
  put(part, left, top, right, bottom);
  const at = [[left, top], [right, top], [right, bottom], [left, bottom]];
  corners.forEach((corner, index) => put(corner, ...at[index]));
  put(veils[0], 0, 0, 100, top);
  put(veils[1], 0, bottom, 100, 100);
  put(veils[2], 0, top, left, bottom);
  put(veils[3], right, top, 100, bottom);
  const held = focus();
  point.hidden = !held;
  if (held) put(point, ...held);
  field("frame-point").hidden = Boolean(held);
  field("frame-no-point").hidden = !held;
  if (picture.complete && picture.naturalWidth) drawSeen([left, top, width, height], held);
}

// What visitors see: the part, and a small picture of it that is cut around the focal point.
function drawSeen(box, held) {
  const shares = box.map((value) => value / 100);
  const x = shares[0] * picture.naturalWidth, y = shares[1] * picture.naturalHeight;
  const width = shares[2] * picture.naturalWidth, height = shares[3] * picture.naturalHeight;
  const shown = field("seen-shown"), small = field("seen-small");
  Object.assign(shown, { width: 320, height: Math.max(1, Math.round((320 * height) / width)) });
  shown.getContext("2d").drawImage(picture, x, y, width, height, 0, 0, shown.width, shown.height);
  const drawing = small.getContext("2d");
  drawing.clearRect(0, 0, small.width, small.height);
  const scale = (held ? Math.max : Math.min)(small.width / width, small.height / height);
  const at = (start, length, focal, room) => {
    const spare = room - length * scale;
    const share = held ? clamp(((focal / 100) - start[0]) / start[1], 0, 1) : 0.5;
    return spare * share;
  };
  drawing.drawImage(picture, x, y, width, height,
    at([shares[0], shares[2]], width, held?.[0], small.width), at([shares[1], shares[3]], height, held?.[1], small.height),
    width * scale, height * scale);
}

function moveCorner(index, x, y) {
  const [left, top, width, height] = crop();
  const fixedX = index === 0 || index === 3 ? left + width : left, fixedY = index < 2 ? top + height : top;
  const freeX = index === 0 || index === 3 ? clamp(x, 0, fixedX - LEAST) : clamp(x, fixedX + LEAST, 100);
  const freeY = index < 2 ? clamp(y, 0, fixedY - LEAST) : clamp(y, fixedY + LEAST, 100);
  write(CROP, [Math.min(fixedX, freeX), Math.min(fixedY, freeY), Math.abs(freeX - fixedX), Math.abs(freeY - fixedY)]);
}
function movePart(x, y) {
  const [, , width, height] = crop();
  write(CROP, [clamp(x, 0, 100 - width), clamp(y, 0, 100 - height), width, height]);
}
const movePoint = (x, y) => write(FOCUS, [clamp(x, 0, 100), clamp(y, 0, 100)]);

// Each thing that moves: where it is now, and how it is put elsewhere.
const cornerAt = (index) => {
  const [left, top, width, height] = crop();
  return [index === 0 || index === 3 ? left : left + width, index < 2 ? top : top + height];
};
const movable = [
  [part, () => crop().slice(0, 2), movePart],
  [point, () => focus() ?? [50, 50], movePoint],
  ...corners.map((corner, index) => [corner, () => cornerAt(index), (x, y) => moveCorner(index, x, y)]),
];
const changed = () => { draw(); CROP[0].dispatchEvent(new Event("input", { bubbles: true })); };
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
for (const [element, where, move] of movable) {
  let from = null;
  const at = (event) => {
    const area = picture.getBoundingClientRect();
    return [(100 * (event.clientX - area.left)) / area.width, (100 * (event.clientY - area.top)) / area.height];
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    element.focus();
    element.setPointerCapture(event.pointerId);
    from = [at(event), where()];
  });
  element.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const [[startX, startY], [x, y]] = from, [nowX, nowY] = at(event);
    move(x + nowX - startX, y + nowY - startY);
    changed();
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => { from = null; });
  element.addEventListener("keydown", (event) => {
    const direction = KEYS[event.key];
    if (!direction || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : STEP, [x, y] = where();
    move(x + step * direction[0], y + step * direction[1]);
    changed();
  });
}
field("frame-whole").addEventListener("click", () => { write(CROP, [0, 0, 100, 100]); changed(); });
field("frame-point").addEventListener("click", () => {
  const [left, top, width, height] = crop();
  movePoint(left + width / 2, top + height / 2);
  changed();
  point.focus();
});
field("frame-no-point").addEventListener("click", () => {
  for (const input of FOCUS) input.value = "";
  changed();
  field("frame-point").focus();
});
for (const input of [...CROP, ...FOCUS]) input.addEventListener("input", draw);
picture.addEventListener("load", draw);

// The line that visitors read, as it is typed.
const rights = field("rights");
function drawCredit() {
  const chosen = rights.selectedOptions[0];
  const licence = rights.value === "other" ? field("rights.name").value.trim() : rights.value && chosen.textContent.trim();
  const names = [field("creator"), field("holder")].map((input) => input.value.trim()).filter(Boolean);
  const words = [...new Set(names)].map((text) => [text, ""]);
  if (licence) words.push([licence, rights.value === "other" ? "" : "en"]);
  const spans = words.map(([text, lang]) => Object.assign(document.createElement("span"), { textContent: text, lang }));
  document.getElementById("credit").replaceChildren(...spans.flatMap((span, index) => (index ? [" · ", span] : [span])));
  for (const name of ["rights.name", "rights.uri"]) field(name).closest(".field").hidden = rights.value !== "other";
}
for (const input of [rights, ...["creator", "holder", "rights.name"].map(field)]) input.addEventListener("input", drawCredit);
drawCredit();
draw();
