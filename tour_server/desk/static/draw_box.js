// A box is drawn on a picture with a mouse, a pen or a finger. The four fields hold it in percent of the picture, and
// the page works with them alone.
const place = document.getElementById("box-place");
const box = document.getElementById("box");
const fields = ["left", "top", "width", "height"].map((name) => document.getElementById(name));
let start = null;

function show() {
  const [x, y, width, height] = fields.map((field) => Math.min(Math.max(Number(field.value) || 0, 0), 100));
  box.setAttribute("x", x);
  box.setAttribute("y", y);
  box.setAttribute("width", width);
  box.setAttribute("height", height);
}

function at(event) {
  const area = place.getBoundingClientRect();
  const percent = (value, length) => Math.min(Math.max((100 * value) / length, 0), 100);
  return [percent(event.clientX - area.left, area.width), percent(event.clientY - area.top, area.height)];
}

place.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  place.setPointerCapture(event.pointerId);
  start = at(event);
});
place.addEventListener("pointermove", (event) => {
  if (start === null) return;
  const end = at(event);
  const corner = start.map((value, axis) => Math.min(value, end[axis]));
  const size = start.map((value, axis) => Math.abs(value - end[axis]));
  [...corner, ...size].forEach((value, index) => { fields[index].value = value.toFixed(1); });
  show();
});
for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => { start = null; });
for (const field of fields) field.addEventListener("input", show);
