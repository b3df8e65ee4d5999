// The line and the zones over the picture: drawn by touches, dragged by handles, moved by arrow keys.
// All lengths are pixels of the camera's own picture, which is the SVG's view box; only handles are sized for a thumb.

const SVG = "http://www.w3.org/2000/svg";
const HANDLE = 26, SMALL_HANDLE = 23; // px on the screen, half of what a thumb needs
const STEP = 0.005; // share of the picture that an arrow key moves; with Shift five times as much

function element(kind, attributes, ...children) {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
const between = (value, least, most) => Math.min(Math.max(value, least), most);
const key = (points) => points.map(([x, y]) => `${x},${y}`).join(" ");

export class Drawing {
  // `changed` after the drawing has changed; `mode` with what is being placed: "", "line" or "zone". `say` returns a
  // sentence of the page by its key.
  constructor(svg, { changed, mode, say }) {
    Object.assign(this, { svg, changed, say, tellMode: mode, size: null, line: null, zones: [], people: [], person: null, placing: "", placed: [] });
    this.dragged = null;
    this.layers = ["people", "shapes", "handles"].map((name) => element("g", { class: name }));
    [this.peopleLayer, this.shapes, this.handles] = this.layers;
    this.peopleLayer.setAttribute("aria-hidden", "true");
    svg.replaceChildren(...this.layers);
    svg.addEventListener("pointerdown", (event) => this.#down(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => this.#up());
    // touch-action has no effect on a part of an SVG: without this, the browser takes a drag for scrolling.
    svg.addEventListener("touchstart", (event) => (this.placing || event.target.closest(".handle")) && event.preventDefault(), { passive: false });
    svg.addEventListener("keydown", (event) => this.#keyed(event));
    new ResizeObserver(() => this.draw()).observe(svg);
  }

  show(line, zones) {
    this.line = line ? [[line[0], line[1]], [line[2], line[3]]] : null;
    this.zones = zones.map((zone) => ({ name: zone.name, corners: zone.corners.map((corner) => [...corner]) }));
    this.place("");
  }

  get drawn() {
    return { line: this.line ? this.line.flat() : null, zones: this.zones.map(({ name, corners }) => ({ name, corners })) };
  }

  // The size of the camera's own picture; the one that is shown may be smaller.
  resize(width, height) {
    if (!width || (this.size?.[0] === width && this.size?.[1] === height)) return;
    this.size = [width, height];
    this.draw();
  }

  // Boxes of the people in the picture that is shown.
  see(people) {
    this.people = people;
    this.#drawPeople();
  }

  // A circle in the middle, as wide as one person: `wide` in the picture's pixels, null without. `learnt`: not set by hand.
  showPerson(wide, learnt) {
    if (this.person?.wide === wide && this.person?.learnt === learnt) return;
    this.person = wide === null ? null : { wide, learnt };
    this.draw();
  }

  // Begin to place a line or a zone by touches; "" ends it without one.
  place(what) {
    this.placing = what;
    this.placed = [];
    this.svg.classList.toggle("placing", what !== "");
    this.tellMode(what, 0);
    this.draw();
  }

  // The zone being placed has all its corners.
  close() {
    if (this.placing !== "zone" || this.placed.length < 3) return;
    let number = this.zones.length + 1;
    while (this.zones.some((zone) => zone.name === `zone-${number}`)) number++;
    this.zones.push({ name: `zone-${number}`, corners: this.placed });
    this.place("");
    this.changed();
  }

  swap() {
    if (!this.line) return;
    this.line.reverse();
    this.draw();
    this.changed();
  }

  remove(zone) {
    this.zones.splice(zone, 1);
    this.draw();
    this.changed();
  }

  draw() {
    if (!this.size) return;
    const [width, height] = this.size;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.unit = width / (this.svg.clientWidth || width); // picture's pixels in one of the screen's
    const parts = [];
    for (const zone of this.zones) parts.push(this.#zoneShape(zone.corners, zone.name));
    if (this.placing === "zone" && this.placed.length) parts.push(this.#path(this.placed));
    if (this.line) parts.push(this.#lineShape());
    if (this.person) parts.push(this.#personShape());
    parts.push(...this.placed.map((point) => this.#dot(point)));
    this.shapes.replaceChildren(...parts);
    this.#drawHandles();
    this.#drawPeople();
  }

  #drawPeople() {
    this.peopleLayer.replaceChildren(...this.people.map(([x, y, width, height]) => element("rect", { class: "person", x, y, width, height })));
  }

  #lineShape() {
    const [[x1, y1], [x2, y2]] = this.line;
    const ends = { x1, y1, x2, y2 };
    const long = Math.hypot(x2 - x1, y2 - y1) || 1;
    // To the side where (x2-x1)(y-y1)-(y2-y1)(x-x1) is positive: that way is in. The same sign as device.footfall.line.
    const [inX, inY] = [-(y2 - y1) / long, (x2 - x1) / long];
    const [alongX, alongY] = [(x2 - x1) / long, (y2 - y1) / long];
    const [middleX, middleY] = this.#within([(x1 + x2) / 2, (y1 + y2) / 2]);
    const at = (inward, along) => [middleX + (inX * inward + alongX * along) * this.unit, middleY + (inY * inward + alongY * along) * this.unit];
    const arrow = `M${at(0, 0)} L${at(52, 0)} M${at(38, -12)} L${at(52, 0)} L${at(38, 12)}`;
    const [wordX, wordY] = this.#within(at(72, 0), 14);
    const word = element("text", { x: wordX, y: wordY, "font-size": 20 * this.unit });
    word.textContent = "in";
    return element("g", { "aria-hidden": "true" },
      element("line", { class: "under", ...ends }), element("path", { class: "under", d: arrow }),
      element("line", { class: "over", ...ends }), element("path", { class: "over", d: arrow }), word);
  }

  #zoneShape(corners, name) {
    const points = key(corners);
    const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);
    const word = element("text", { x: middle[0], y: middle[1], "font-size": 17 * this.unit });
    word.textContent = name;
    return element("g", { class: "zone", "aria-hidden": "true" }, element("polygon", { class: "area", points }),
      element("polygon", { class: "under", points }), element("polygon", { class: "over", points }), word);
  }

  #personShape() {
    const around = { cx: this.size[0] / 2, cy: this.size[1] / 2, r: this.person.wide / 2 };
    const how = this.person.learnt ? " learnt" : "";
    return element("g", { "aria-hidden": "true" }, element("circle", { class: "size under", ...around }), element("circle", { class: `size over${how}`, ...around }));
  }

  #path(points) {
    return element("g", { class: "zone" }, element("polyline", { class: "under", points: key(points) }), element("polyline", { class: "over", points: key(points) }));
  }

  #dot([cx, cy]) {
    return element("circle", { cx, cy, r: 7 * this.unit, fill: "#fff", stroke: "#1C1B19", "stroke-width": 2 * this.unit });
  }

  // Returns everything that can be dragged: its id, its point and its label.
  #movable() {
    const found = (this.line ?? []).map((point, end) => ({ of: `line-${end}`, point, kind: "end", words: this.say(["first_end", "second_end"][end]) }));
    this.zones.forEach((zone, number) => zone.corners.forEach((point, corner) =>
      found.push({ of: `zone-${number}-${corner}`, point, kind: "corner", words: this.say("corner", { number: corner + 1, name: zone.name }) })));
    return found;
  }

  // A handle under a finger must stay the same element: a browser ends a touch whose element is removed.
  #drawHandles() {
    const wanted = this.placing ? [] : this.#movable().reverse(); // the line's lie above the zones'
    const same = wanted.length === this.handles.children.length && wanted.every(({ of }, at) => this.handles.children[at].dataset.of === of);
    if (!same)
      this.handles.replaceChildren(...wanted.map(({ of, kind }) =>
        element("g", { class: `handle ${kind}`, tabindex: 0, role: "button", "data-of": of }, element("circle", { class: "ring" }), element("circle", { class: "dot" }))));
    wanted.forEach(({ point, kind, words }, at) => {
      const handle = this.handles.children[at];
      const [cx, cy] = this.#within(point); // a line may reach past the picture; its handle does not
      handle.setAttribute("aria-label", this.say("handle", { what: words, x: Math.round(point[0]), y: Math.round(point[1]) }));
      const sizes = [kind === "end" ? HANDLE : SMALL_HANDLE, 4];
      [...handle.children].forEach((circle, which) => Object.entries({ cx, cy, r: sizes[which] * this.unit }).forEach(([name, value]) => circle.setAttribute(name, value)));
    });
  }

  #within([x, y], margin = 0) {
    const [width, height] = this.size;
    return [between(x, margin * this.unit, width - margin * this.unit), between(y, margin * this.unit, height - margin * this.unit)];
  }

  #where(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return this.#within([at.x, at.y]);
  }

  #down(event) {
    if (!this.size) return;
    const at = this.#where(event);
    if (this.placing) return this.#put(at);
    const of = event.target.closest?.(".handle")?.dataset.of;
    const grabbed = this.#movable().find((one) => one.of === of);
    if (!grabbed) return;
    const [x, y] = this.#within(grabbed.point);
    this.dragged = { point: grabbed.point, of, by: [x - at[0], y - at[1]], moved: false };
    this.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.svg.querySelector(`[data-of="${of}"]`).focus({ preventScroll: true });
  }

  #put(at) {
    const near = ([x, y]) => Math.hypot(x - at[0], y - at[1]) < HANDLE * this.unit;
    if (this.placing === "zone" && this.placed.length >= 3 && near(this.placed[0])) return this.close();
    if (this.placed.length && near(this.placed.at(-1))) return; // one touch, reported twice
    this.placed.push(at.map(Math.round));
    if (this.placing === "line" && this.placed.length === 2) {
      this.line = this.placed;
      this.place("");
      this.changed();
      return;
    }
    this.tellMode(this.placing, this.placed.length);
    this.draw();
  }

  #move(event) {
    if (!this.dragged) return;
    const at = this.#where(event);
    this.#shift(this.dragged.point, this.#within([at[0] + this.dragged.by[0], at[1] + this.dragged.by[1]]));
    this.dragged.moved = true;
  }

  #up() {
    const moved = this.dragged?.moved;
    this.dragged = null;
    if (moved) this.changed();
  }

  #keyed(event) {
    if (event.key === "Escape" && this.placing) return this.place("");
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const grabbed = this.#movable().find((one) => one.of === event.target.dataset?.of);
    if (!way || !grabbed) return;
    event.preventDefault();
    const step = STEP * this.size[0] * (event.shiftKey ? 5 : 1);
    const [x, y] = this.#within(grabbed.point);
    this.#shift(grabbed.point, this.#within([x + way[0] * step, y + way[1] * step]));
    this.changed();
  }

  #shift(point, [x, y]) {
    [point[0], point[1]] = [Math.round(x), Math.round(y)];
    this.draw();
  }
}
