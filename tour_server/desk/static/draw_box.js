// A box is drawn on a picture with a mouse, a pen or a finger, or moved with the arrow keys. The four fields hold it in
// percent of the picture, and the page works with them alone.
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
const LEAST = 10; // percent, as the fields allow
place.addEventListener("keydown", (event) => {
  const axis = { ArrowLeft: 0, ArrowRight: 0, ArrowUp: 1, ArrowDown: 1 }[event.key];
  if (axis === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const step = event.key === "ArrowLeft" || event.key === "ArrowUp" ? -2 : 2;
  const corner = Number(fields[axis].value) || 0;
  const size = Number(fields[axis + 2].value) || 0;
  const [field, least, most] = event.shiftKey ? [axis + 2, LEAST, 100 - corner] : [axis, 0, 100 - size];
  fields[field].value = Math.min(Math.max((Number(fields[field].value) || 0) + step, least), most).toFixed(1);
  show();
});
for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => { start = null; });
for (const field of fields) field.addEventListener("input", show);
