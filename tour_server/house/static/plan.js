// The page Plan: joins the model, the drawing, the pointer, the fields and the lists.
import { insidePoint } from "./geometry.js";
import { PlanDrawing } from "./plan_drawing.js";
import { element, inMetres, PlanFields } from "./plan_fields.js";
import { PlanLists } from "./plan_lists.js";
import { corners, cornerLines, idOf, metres, number, PlanModel } from "./plan_model.js";
import { fieldChange, PlanMoves } from "./plan_moves.js";
import { dragFromList, PlanPointer } from "./plan_pointer.js";

const root = document.getElementById("plan");
const facts = JSON.parse(document.getElementById("plan-facts").textContent);
const KEY_PAUSE_MS = 600; // after the last arrow key, what it moved is saved
const STEP_M = 0.1;
const LARGE_STEP_M = 1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SEARCH_PAUSE_MS = 300;

class PlanEditor {
  constructor() {
    this.model = new PlanModel(facts, root.dataset.token);
    this.words = facts.words;
    this.svg = root.querySelector("#plan-svg");
    this.status = root.querySelector("#plan-status");
    this.tool = "choose";
    this.drawing = new PlanDrawing(this.svg, this.model);
    this.moves = new PlanMoves(this.model, this.drawing);
    this.lists = new PlanLists(root, this.model, this.drawing);
    this.fields = new PlanFields(root.querySelector("#plan-fields"), this.model, this.moves, this.drawing, this);
    this.pointer = new PlanPointer(this.drawing, this.model, this.moves, this);
    this.keyed = null; // { part, delta, timer } while arrow keys move something
    this.floors = new Set([0]);
  }

  get pending() {
    const part = this.model.part(this.drawing.chosen);
    return part && !part.placed && ["work", "kiosk"].includes(part.kind) ? this.drawing.chosen : null;
  }

  async start() {
    const address = new URLSearchParams(location.search);
    this.drawing.floor = Number(address.get("floor") ?? facts.floor) || 0;
    root.classList.add("works");
    this.listen();
    await this.model.load();
    this.model.listeners.push((sentence) => this.shown(sentence));
    this.shown("");
    this.drawing.fit();
    const wanted = address.get("choose"); // a finding of Check first leads here
    if (this.model.part(wanted)) this.chooseFromList(wanted);
    if (!this.model.of("room").some((room) => this.model.outline(room).length > 2)) this.say(this.words.begin);
    root.dataset.ready = "yes";
  }

  listen() {
    root.querySelector("#plan-tools").addEventListener("click", (event) => {
      const tool = event.target.closest("[data-tool]")?.dataset.tool;
      if (tool) this.use(tool);
    });
    root.querySelector("#plan-new").addEventListener("change", (event) => this.use(event.target.value || "choose"));
    root.querySelector("#plan-undo").addEventListener("click", () => this.model.undo());
    root.querySelector("#plan-redo").addEventListener("click", () => this.model.redo());
    root.querySelector("#plan-closer").addEventListener("click", () => this.drawing.zoom(1 / 1.4));
    root.querySelector("#plan-further").addEventListener("click", () => this.drawing.zoom(1.4));
    root.querySelector("#plan-whole").addEventListener("click", () => this.drawing.fit());
    root.querySelector("#plan-floors").addEventListener("click", (event) => this.floorButton(event));
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-choose]");
      if (button) this.chooseFromList(button.dataset.choose);
    });
    root.addEventListener("keydown", (event) => this.key(event));
    dragFromList(root.querySelector("#plan-waiting"), this.drawing, this);
    let searching = 0;
    root.querySelector("#plan-search").addEventListener("input", (event) => {
      clearTimeout(searching);
      searching = setTimeout(() => { this.model.search = event.target.value; this.model.load(); }, SEARCH_PAUSE_MS);
    });
    new ResizeObserver(() => this.drawing.resized()).observe(this.svg);
  }

  say(sentence) { this.status.textContent = sentence; }

  shown(sentence) {
    const { drawing, model } = this;
    if (drawing.chosen && !model.part(drawing.chosen)) { drawing.chosen = null; drawing.corner = null; }
    if (sentence) this.say(sentence);
    root.querySelector("#plan-undo").disabled = !model.done.length;
    root.querySelector("#plan-redo").disabled = !model.undone.length;
    this.showFloors();
    this.lists.show();
    this.fields.show();
    drawing.draw();
  }

  showFloors() {
    for (const room of this.model.of("room")) this.floors.add(number(room.values.floor));
    for (const picture of this.model.pictures) this.floors.add(picture.floor);
    this.floors.add(this.drawing.floor);
    const sorted = [...this.floors].sort((one, other) => one - other);
    const buttons = sorted.map((floor) => element("button", { type: "button", "data-floor": floor, "aria-pressed": String(floor === this.drawing.floor) }, this.words.floor.replace("{floor}", floor)));
    root.querySelector("#plan-floors").replaceChildren(...buttons, element("button", { type: "button", class: "plain", "data-floor": sorted[sorted.length - 1] + 1 }, root.dataset.above), element("button", { type: "button", class: "plain", "data-floor": sorted[0] - 1 }, root.dataset.below));
    for (const form of document.querySelectorAll("[data-picture-floor]")) form.hidden = Number(form.dataset.pictureFloor) !== this.drawing.floor;
    for (const field of document.querySelectorAll("[data-floor-field]")) field.value = this.drawing.floor;
    for (const tool of ["scale", "picture"]) root.querySelector(`[data-tool=${tool}]`).hidden = !this.drawing.picture() || !this.model.may("picture");
  }

  floorButton(event) {
    const { floor } = event.target.closest("[data-floor]")?.dataset ?? {};
    if (floor === undefined) return;
    this.toFloor(Number(floor));
    root.querySelector(`#plan-floors [data-floor="${floor}"]`)?.focus();
  }

  toFloor(floor) {
    this.drawing.floor = floor;
    history.replaceState(null, "", `?floor=${floor}`);
    const part = this.model.part(this.drawing.chosen);
    if (part?.placed && !this.model.isOn(part, floor)) this.choose(null);
    this.drawing.sketch &&= [];
    this.shown("");
    this.drawing.fit();
  }

  use(tool) {
    this.tool = tool;
    this.drawing.sketch = tool === "room" ? [] : null;
    this.drawing.pointer = null;
    this.drawing.ruler = null;
    if (tool !== "choose") { this.drawing.chosen = null; this.drawing.corner = null; }
    for (const button of root.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    root.querySelector("#plan-new").value = tool.includes(":") ? tool : "";
    this.svg.dataset.using = tool.includes(":") ? "put" : tool;
    this.shown("");
  }

  choose(id, corner = null) {
    const isNew = id !== this.drawing.chosen || corner !== this.drawing.corner;
    this.flush();
    this.drawing.chosen = id;
    this.drawing.corner = corner;
    const part = this.model.part(id);
    const name = part && corner !== null ? this.words.corner.replace("{number}", corner + 1).replace("{name}", part.name) : part?.name;
    if (isNew && part) this.say(this.words.chosen.replace("{name}", name));
    this.shown("");
  }

  chooseFromList(id) {
    const part = this.model.part(id);
    if (!part) return;
    if (this.tool !== "choose") this.use("choose");
    const isHere = !part.placed || this.model.isOn(part, this.drawing.floor);
    if (!isHere && !Number.isNaN(this.model.floor(part))) this.toFloor(this.model.floor(part));
    this.choose(id);
  }

  // Make a step, and choose what it made. `isNew`: it adds a part, and the tool's work is done.
  async make({ changes = [], problem = "", leadsTo = "" }, isNew = false) {
    if (problem) return this.say(problem);
    if (!changes.length) return null;
    if (isNew) { this.fields.forget(); this.use("choose"); }
    const keys = await this.model.step(changes);
    if (!keys?.length) return null;
    if (isNew) this.choose(idOf(changes[0].kind, keys[0]));
    if (isNew) this.say(this.words.saved);
    if (leadsTo) this.say(this.words.leadsTo.replace("{room}", leadsTo));
    return keys;
  }

  put(id, point) {
    const part = this.model.part(id);
    const placed = { ...part, placed: true };
    this.drawing.chosen = id;
    const changes = this.moves.to(placed, point);
    if (part.kind === "work" && !this.moves.roomAt(point)) return this.say(this.words.noRoom);
    return this.make({ changes });
  }

  putInMiddle(part) {
    const chosen = root.querySelector("#plan-field-room").value;
    const room = this.model.room(chosen);
    if (!room) return this.say(this.words.chooseRoom);
    const outline = this.model.outline(room);
    if (outline.length < 3) return this.say(this.words.notMeasured);
    const [x, y] = insidePoint(outline).map(metres);
    if (part.kind !== "kiosk") return this.make({ changes: fieldChange(part, { room: room.key, x, y }) });
    this.toFloor(number(room.values.floor));
    return this.make({ changes: this.moves.to(part, [number(x), number(y)]) });
  }

  newPlaceIn(kind, key) {
    const room = this.model.room(key);
    if (!room) return this.say(this.words.chooseRoom);
    const outline = this.model.outline(room);
    if (outline.length < 3) return this.say(this.words.notMeasured);
    return this.make(this.moves.newPlace(kind, insidePoint(outline), room), true);
  }

  sketched() {
    this.keepName();
    this.fields.dirty = false;
    this.shown("");
  }

  keepName() {
    this.fields.typedName = root.querySelector("#plan-field-name")?.value ?? "";
    this.fields.typedExisting = root.querySelector("#plan-field-existing")?.value ?? "";
  }

  dropCorner() {
    this.drawing.sketch = this.drawing.sketch.slice(0, -1);
    this.sketched();
  }

  roomClosed() {
    this.sketched();
    const name = root.querySelector("#plan-field-name");
    if (name.value.trim() || this.fields.typedExisting) return this.fields.submit(name.form);
    name.focus();
    return this.say(this.words.needName);
  }

  remove() {
    const part = this.model.part(this.drawing.chosen);
    return part && this.model.may(part.kind) ? this.make({ changes: this.moves.removal(part) }) : null;
  }

  removeCorner() {
    const part = this.model.part(this.drawing.chosen);
    const outline = this.model.outline(part);
    if (this.drawing.corner === null || outline.length <= 3) return this.say(this.words.needCorners);
    outline.splice(this.drawing.corner, 1);
    this.drawing.corner = null;
    return this.make({ changes: fieldChange(part, { outline: cornerLines(outline) }) });
  }

  rulerDrawn() { this.fields.dirty = false; this.shown(""); root.querySelector("#plan-field-length")?.focus(); }

  setScale(length) {
    const picture = this.drawing.picture();
    const { ruler } = this.drawing;
    if (!ruler || !picture) return this.say(this.words.scaleLine);
    const drawn = Math.hypot(ruler[1][0] - ruler[0][0], ruler[1][1] - ruler[0][1]);
    if (!(length > 0) || !(drawn > 0)) return this.say(this.words.badNumber);
    const values = (one) => ({ left: metres(one.left), top: metres(one.top), width: String(Math.round(one.width * 1000) / 1000) });
    const after = { ...picture, width: (picture.width * length) / drawn };
    this.use("choose");
    return this.make({ changes: [{ kind: "picture", key: String(picture.floor), before: values(picture), after: values(after) }] }).then(() => this.drawing.fit());
  }

  key(event) {
    const inField = event.target.closest("input, textarea, select");
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (isUndo && !inField) {
      event.preventDefault();
      return event.shiftKey ? this.model.redo() : this.model.undo();
    }
    if (inField || event.ctrlKey || event.metaKey || event.altKey) return null;
    if (event.key === "Escape") return this.tool === "choose" ? this.choose(null) : this.use("choose");
    const isPlace = event.target === this.svg || event.target.closest("[data-choose]");
    if (isPlace && event.key === "Delete") return this.drawing.corner === null ? this.remove() : this.removeCorner();
    if (isPlace && ARROWS[event.key]) return this.arrow(event);
    return null;
  }

  arrow(event) {
    const part = this.model.part(this.drawing.chosen);
    if (!part || !part.placed || !this.model.may(part.kind)) return;
    event.preventDefault();
    const size = event.shiftKey ? LARGE_STEP_M : STEP_M;
    if (this.keyed) clearTimeout(this.keyed.timer);
    this.keyed ??= { id: this.drawing.chosen, corner: this.drawing.corner, delta: [0, 0] };
    this.keyed.delta = this.keyed.delta.map((value, axis) => Math.round((value + ARROWS[event.key][axis] * size) * 100) / 100);
    this.keyed.changes = this.moves.by(part, this.keyed.delta, this.keyed.corner);
    this.drawing.moving = new Map(this.keyed.changes.map((change) => [idOf(change.kind, change.key), change.after]));
    this.keyed.timer = setTimeout(() => this.flush(), KEY_PAUSE_MS);
    this.drawing.draw();
    this.say(this.whereIs(part));
  }

  whereIs(part) {
    const live = this.drawing.live(part);
    const outline = part.kind === "room" ? corners(live.values.outline) : null;
    const [x, y] = outline ? outline[this.drawing.corner ?? 0] : this.model.at(live, this.drawing.floor);
    return this.words.moved.replace("{name}", part.name).replace("{x}", inMetres(x)).replace("{y}", inMetres(y));
  }

  // Save what the arrow keys moved.
  flush() {
    if (!this.keyed) return;
    clearTimeout(this.keyed.timer);
    const { changes } = this.keyed;
    this.keyed = null;
    this.drawing.moving.clear();
    this.make({ changes });
  }
}

new PlanEditor().start();
