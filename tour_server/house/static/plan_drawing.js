// Draws one floor as SVG. What is shown is in metres; lines, letters and signs keep their size in pixels.
import { boxOf, distance, insidePoint, middle, nearestWall, walls } from "./geometry.js";
import { idOf, number } from "./plan_model.js";

const NS = "http://www.w3.org/2000/svg";
const LETTER_PX = 13;
export const SIGN_PX = 18;
const WORK_PX = 11;
const SIGNS = { lift: "lift", stairs: "stairs", steps: "steps", ramp: "ramp" };
const EMPTY = { left: -1, top: -1, width: 22, height: 16 }; // metres of a floor with nothing on it

export class PlanDrawing {
  constructor(svg, model) {
    this.svg = svg;
    this.model = model;
    this.floor = 0;
    this.view = { ...EMPTY };
    this.chosen = null; // the id of a part
    this.corner = null; // the index of the chosen corner
    this.sketch = null; // corners of a room that is being drawn
    this.pointer = null;
    this.ruler = null; // the two ends of the line that sets the scale
    this.moving = new Map(); // id → fields that a drag has changed and not saved yet
    this.pictureMoved = null;
  }

  get unit() { return this.view.width / Math.max(1, this.svg.clientWidth); } // metres a pixel
  values(part) { return { ...part.values, ...this.moving.get(idOf(part.kind, part.key)) }; }
  live(part) { return { ...part, values: this.values(part) }; }
  outline(part) { return this.model.outline(this.live(part)); }
  here(kind) { return this.model.of(kind).filter((part) => (part.placed || part.kind === "room") && this.model.isOn(this.live(part), this.floor)); }
  at(part) { return this.model.at(this.live(part), this.floor); }
  picture() {
    const found = this.model.pictures.find((one) => one.floor === this.floor);
    return found && this.pictureMoved ? { ...found, ...this.pictureMoved } : found;
  }

  // Show the whole floor.
  fit() {
    const points = this.here("room").flatMap((room) => this.outline(room));
    const picture = this.picture();
    if (picture) points.push([picture.left, picture.top], [picture.left + picture.width, picture.top + picture.height]);
    const box = points.length ? boxOf(points) : EMPTY;
    const margin = points.length ? Math.max(0.5, Math.max(box.width, box.height) * 0.06) : 0;
    const shape = (this.svg.clientWidth || 1) / (this.svg.clientHeight || 1);
    const width = Math.max(box.width + 2 * margin, (box.height + 2 * margin) * shape);
    const height = width / shape;
    this.view = { left: box.left + box.width / 2 - width / 2, top: box.top + box.height / 2 - height / 2, width, height };
    this.draw();
  }

  zoom(factor, about = null) {
    const { left, top, width, height } = this.view;
    const [x, y] = about ?? [left + width / 2, top + height / 2];
    const wide = Math.min(5000, Math.max(2, width * factor));
    const share = wide / width;
    this.view = { left: x - (x - left) * share, top: y - (y - top) * share, width: wide, height: height * share };
    this.draw();
  }

  // Keep the scale when the page gets another width.
  resized() {
    const shape = (this.svg.clientWidth || 1) / (this.svg.clientHeight || 1);
    this.view.height = this.view.width / shape;
    this.draw();
  }

  metres(event) {
    const box = this.svg.getBoundingClientRect();
    return [this.view.left + (event.clientX - box.left) * this.unit, this.view.top + (event.clientY - box.top) * this.unit];
  }

  // What is under a point: { id } of a part, { corner } or { edge } of the chosen room, or {}.
  hit(point, reach) {
    const chosen = this.model.part(this.chosen);
    if (chosen?.kind === "room" && this.model.may("room") && this.model.isOn(chosen, this.floor)) {
      const outline = this.outline(chosen);
      const corner = outline.findIndex((one) => distance(one, point) <= reach);
      if (corner >= 0) return { id: this.chosen, corner };
      const edge = walls(outline).findIndex(([from, to]) => distance(middle(from, to), point) <= reach);
      if (edge >= 0) return { id: this.chosen, edge };
    }
    const small = ["kiosk", "work", "place", "passage"].flatMap((kind) => this.here(kind));
    const near = small.map((part) => ({ part, metres: distance(this.at(part), point) })).filter((one) => one.metres <= reach);
    if (near.length) {
      const { part } = near.reduce((best, one) => (one.metres < best.metres ? one : best));
      return { id: idOf(part.kind, part.key) };
    }
    const room = this.model.roomAt(point, this.floor, (outline, at) => this.inside(outline, at));
    return room ? { id: idOf("room", room.key) } : {};
  }

  inside(outline, [x, y]) {
    return walls(outline).reduce((inside, [[x1, y1], [x2, y2]]) => ((y1 > y) !== (y2 > y) && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1) ? !inside : inside), false);
  }

  draw() {
    const { left, top, width, height } = this.view;
    this.svg.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    const wrong = new Set(this.model.findings.map((one) => idOf(one.kind, one.key)));
    const drawn = [this.drawnPicture()];
    for (const room of this.here("room")) drawn.push(...this.drawnRoom(room, wrong));
    for (const way of this.here("passage")) drawn.push(this.drawnWay(way, wrong));
    for (const place of this.here("place")) drawn.push(this.sign(place, place.values.kind, wrong));
    for (const work of this.here("work")) drawn.push(this.drawnWork(work, wrong));
    for (const kiosk of this.here("kiosk")) drawn.push(this.drawnKiosk(kiosk, wrong));
    drawn.push(...this.handles(), ...this.drawnSketch(), ...this.drawnRuler());
    this.svg.replaceChildren(...drawn.filter(Boolean));
  }

  make(name, attributes, text = "") {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text) element.textContent = text;
    return element;
  }

  classes(part, name, wrong) {
    const id = idOf(part.kind, part.key);
    return [name, id === this.chosen && "chosen", wrong.has(id) && "wrong"].filter(Boolean).join(" ");
  }

  drawnPicture() {
    const one = this.picture();
    if (!one) return null;
    const address = this.model.facts.picture.replace("0.png", `${one.number}.png`);
    return this.make("image", { class: "plan-picture", href: address, x: one.left, y: one.top, width: one.width, height: one.height, preserveAspectRatio: "none" });
  }

  drawnRoom(room, wrong) {
    const outline = this.outline(room);
    if (outline.length < 3) return [];
    const points = outline.map((corner) => corner.join(",")).join(" ");
    const [x, y] = insidePoint(outline);
    return [
      this.make("polygon", { class: this.classes(room, "plan-room", wrong), points, "data-id": idOf("room", room.key) }),
      this.make("text", { class: "plan-name", x, y, "font-size": LETTER_PX * this.unit }, room.name),
    ];
  }

  drawnWay(way, wrong) {
    const { values } = this.live(way);
    const at = this.at(way);
    const rooms = [values.from, values.to].map((key) => this.model.room(key)).filter((room) => room && number(room.values.floor) === this.floor);
    if (SIGNS[values.way]) return this.sign(way, SIGNS[values.way], wrong);
    const outline = rooms.map((room) => this.outline(room)).find((one) => one.length > 2);
    if (!outline) return this.sign(way, "entrance", wrong);
    const { wall: [from, to] } = nearestWall(outline, at);
    const length = distance(from, to) || 1;
    const half = (number(values.width) || 1.2) / 2;
    const [dx, dy] = [((to[0] - from[0]) / length) * half, ((to[1] - from[1]) / length) * half];
    return this.make("path", { class: this.classes(way, "plan-door", wrong), d: `M${at[0] - dx} ${at[1] - dy}L${at[0] + dx} ${at[1] + dy}`, "data-id": idOf("passage", way.key) });
  }

  sign(part, kind, wrong) {
    const side = SIGN_PX * this.unit;
    const [x, y] = this.at(part);
    const group = this.make("g", { class: this.classes(part, "plan-sign", wrong), "data-id": idOf(part.kind, part.key) });
    group.append(
      this.make("rect", { x: x - side / 2, y: y - side / 2, width: side, height: side }),
      this.make("use", { href: `#sign-${kind}`, x: x - side / 2, y: y - side / 2, width: side, height: side }),
    );
    return group;
  }

  drawnWork(work, wrong) {
    const [x, y] = this.at(work);
    const group = this.make("g", { class: this.classes(work, "plan-work", wrong), "data-id": idOf("work", work.key) });
    group.append(
      this.make("circle", { cx: x, cy: y, r: WORK_PX * this.unit }),
      this.make("text", { x, y, "font-size": (LETTER_PX - 2) * this.unit }, work.values.number),
    );
    return group;
  }

  drawnKiosk(kiosk, wrong) {
    const [x, y] = this.at(kiosk);
    const side = WORK_PX * 1.6 * this.unit;
    const group = this.make("g", { class: this.classes(kiosk, "plan-kiosk", wrong), "data-id": idOf("kiosk", kiosk.key) });
    group.append(
      this.make("rect", { x: x - side / 2, y: y - side / 2, width: side, height: side }),
      this.make("text", { x, y: y + side * 1.1, "font-size": (LETTER_PX - 2) * this.unit }, kiosk.name),
    );
    return group;
  }

  handles() {
    const part = this.model.part(this.chosen);
    if (part?.kind !== "room" || !this.model.may("room") || !this.model.isOn(part, this.floor)) return [];
    const outline = this.outline(part);
    if (outline.length < 3) return [];
    const edges = walls(outline).map(([from, to]) => {
      const [cx, cy] = middle(from, to);
      return this.make("circle", { class: "plan-edge", cx, cy, r: 4 * this.unit });
    });
    return [...edges, ...outline.map(([cx, cy], index) => this.make("circle", { class: index === this.corner ? "plan-corner chosen" : "plan-corner", cx, cy, r: 6 * this.unit }))];
  }

  drawnSketch() {
    if (!this.sketch) return [];
    const points = this.pointer ? [...this.sketch, this.pointer] : this.sketch;
    const drawn = [this.make("polyline", { class: "plan-sketch", points: points.map((one) => one.join(",")).join(" ") })];
    return [...drawn, ...this.sketch.map(([cx, cy]) => this.make("circle", { class: "plan-corner", cx, cy, r: 6 * this.unit }))];
  }

  drawnRuler() {
    if (!this.ruler) return [];
    const [[x1, y1], [x2, y2]] = this.ruler;
    return [this.make("line", { class: "plan-ruler", x1, y1, x2, y2 })];
  }
}
