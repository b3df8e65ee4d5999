// What a mouse, a pen or fingers do on the plan: choose, move, draw rooms, put things, scale and move the picture.
import { distance, nearestWall, rounded, snapped } from "./geometry.js";
import { cornerLines, idOf, metres } from "./plan_model.js";
import { BETWEEN_FLOORS, fieldChange } from "./plan_moves.js";

const DRAG_PX = 5; // less is a click
const HIT_PX = 13; // a finger's reach; 26 px across
const SNAP_PX = 9;

export class PlanPointer {
  // `editor` has `tool`, `choose(id, corner)`, `make({ changes, problem })`, `say(sentence)`, `roomClosed()`, `pending`.
  constructor(drawing, model, moves, editor) {
    Object.assign(this, { drawing, model, moves, editor });
    this.drag = null;
    this.fingers = new Map();
    const { svg } = drawing;
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    svg.addEventListener("pointerup", (event) => this.up(event));
    svg.addEventListener("pointercancel", () => this.cancel());
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  reach(pixels) { return pixels * this.drawing.unit; }

  // The outlines of the floor's rooms that a point is drawn to, but for one room.
  others(id = null) {
    return this.drawing.here("room").filter((room) => idOf("room", room.key) !== id).map((room) => this.drawing.outline(room)).filter((outline) => outline.length > 2);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    this.drawing.zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, this.drawing.metres(event));
  }

  down(event) {
    if (event.button !== 0) return;
    this.drawing.svg.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, event);
    if (this.fingers.size === 2) return this.pinch();
    const at = this.drawing.metres(event);
    this.drag = { at, from: [event.clientX, event.clientY], view: { ...this.drawing.view }, moved: false };
    const { tool } = this.editor;
    if (tool === "scale") { this.drawing.ruler = [at, at]; return null; }
    if (tool === "picture") { this.drag.picture = this.drawing.picture(); return null; }
    if (tool !== "choose") return null;
    const hit = this.drawing.hit(at, this.reach(HIT_PX));
    const part = this.model.part(hit.id ?? null);
    this.drag.hit = hit;
    const isNew = hit.id !== this.drawing.chosen;
    this.drag.holds = part && this.model.may(part.kind) && (part.kind !== "room" || !isNew);
    return null;
  }

  pinch() {
    const [one, other] = [...this.fingers.values()].map((event) => [event.clientX, event.clientY]);
    this.drawing.moving.clear();
    this.drag = { pinch: distance(one, other), view: { ...this.drawing.view } };
    return null;
  }

  move(event) {
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, event);
    const at = this.drawing.metres(event);
    if (this.drag?.pinch) return this.pinched();
    if (this.drawing.sketch?.length) this.drawing.pointer = this.sketchPoint(at);
    if (!this.drag) return this.drawing.sketch?.length ? this.drawing.draw() : null;
    this.drag.moved ||= distance(this.drag.from, [event.clientX, event.clientY]) > DRAG_PX;
    if (!this.drag.moved) return null;
    const { tool } = this.editor;
    if (tool === "scale") this.drawing.ruler[1] = at;
    else if (this.drag.picture) this.dragPicture(at);
    else if (this.drag.holds) this.hold(at);
    else this.pan(event);
    return this.drawing.draw();
  }

  pinched() {
    if (this.fingers.size < 2) return null;
    const [one, other] = [...this.fingers.values()].map((event) => [event.clientX, event.clientY]);
    const wide = this.drag.view.width * (this.drag.pinch / Math.max(1, distance(one, other)));
    return this.drawing.zoom(wide / this.drawing.view.width);
  }

  pan(event) {
    const { view } = this.drag;
    this.drawing.view = { ...view, left: view.left - (event.clientX - this.drag.from[0]) * this.drawing.unit, top: view.top - (event.clientY - this.drag.from[1]) * this.drawing.unit };
  }

  dragPicture(at) {
    const { picture } = this.drag;
    const [left, top] = rounded([picture.left + at[0] - this.drag.at[0], picture.top + at[1] - this.drag.at[1]]);
    this.drawing.pictureMoved = { left, top };
  }

  // Show a part where it is being dragged to.
  hold(at) {
    const changes = this.held(at);
    this.drawing.moving = new Map(changes.map((change) => [idOf(change.kind, change.key), change.after]));
    this.drag.changes = changes;
  }

  held(at) {
    const { hit } = this.drag;
    const part = this.model.part(hit.id);
    if (hit.corner !== undefined || hit.edge !== undefined) return this.heldCorner(part, hit, at);
    if (part.kind === "room") return this.heldRoom(part, at);
    return this.moves.to(part, part.kind === "work" ? this.onWall(at) : at);
  }

  heldCorner(room, hit, at) {
    const outline = this.model.outline(room);
    const index = hit.corner ?? hit.edge + 1;
    if (hit.edge !== undefined) outline.splice(index, 0, at);
    const beside = [outline[(index + outline.length - 1) % outline.length], outline[(index + 1) % outline.length]];
    outline[index] = snapped(at, this.others(hit.id), this.reach(SNAP_PX), beside);
    this.drawing.corner = index;
    return fieldChange(room, { outline: cornerLines(outline) });
  }

  // A room is drawn to other rooms by the corner that comes nearest to one of theirs.
  heldRoom(room, at) {
    const delta = [at[0] - this.drag.at[0], at[1] - this.drag.at[1]].map((value) => Math.round(value * 10) / 10);
    const others = this.others(this.drag.hit.id).flat();
    let best = null;
    for (const corner of this.model.outline(room)) {
      const there = [corner[0] + delta[0], corner[1] + delta[1]];
      for (const other of others) {
        const off = distance(there, other);
        if (off <= this.reach(SNAP_PX) && (best === null || off < best.off)) best = { off, by: [other[0] - corner[0], other[1] - corner[1]] };
      }
    }
    return this.moves.by(room, best?.by ?? delta);
  }

  // Works hang on walls: near one, the point is on it.
  onWall(at) {
    const room = this.moves.roomAt(at);
    if (!room) return at;
    const near = nearestWall(this.model.outline(room), at);
    return near.metres <= this.reach(SNAP_PX) ? near.at : at;
  }

  sketchPoint(at) {
    const { sketch } = this.drawing;
    if (sketch.length > 2 && distance(sketch[0], at) <= this.reach(HIT_PX)) return sketch[0];
    const last = sketch[sketch.length - 1];
    return snapped(at, this.others(), this.reach(SNAP_PX), [sketch[0], last].filter(Boolean));
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    const { drag } = this;
    this.drag = null;
    if (!drag || drag.pinch) return;
    const at = this.drawing.metres(event);
    if (this.editor.tool === "scale") this.editor.rulerDrawn();
    else if (drag.picture) this.dropPicture(drag.picture);
    else if (drag.moved) this.drop(drag);
    else this.click(at, drag);
  }

  drop({ holds, changes = [], hit }) {
    if (!holds) return;
    this.drawing.moving.clear();
    this.editor.choose(hit.id, this.drawing.corner);
    if (changes.length) this.editor.make({ changes });
    else this.drawing.draw();
  }

  dropPicture(picture) {
    const moved = this.drawing.pictureMoved;
    this.drawing.pictureMoved = null;
    if (!moved) return;
    const values = (one) => ({ left: metres(one.left), top: metres(one.top), width: metres(one.width) });
    this.editor.make({ changes: [{ kind: "picture", key: String(picture.floor), before: values(picture), after: values({ ...picture, ...moved }) }] });
  }

  click(at, drag) {
    const { tool, pending } = this.editor;
    if (tool === "room") return this.sketch(at);
    if (tool === "choose" && pending && (!drag.hit.id || drag.hit.id.startsWith("room:"))) return this.editor.put(pending, pending.startsWith("work:") ? this.onWall(at) : at);
    if (tool === "choose") return this.editor.choose(drag.hit.id ?? null, drag.hit.corner ?? null);
    const [what, kind] = tool.split(":");
    if (what === "place") return this.editor.make(this.moves.newPlace(kind, at), true);
    if (what === "way") return this.editor.make(BETWEEN_FLOORS.includes(kind) ? this.moves.newLift(kind, at) : this.moves.newDoor(kind, at), true);
    return null;
  }

  sketch(at) {
    const { drawing } = this;
    const point = this.sketchPoint(at);
    const closes = drawing.sketch.length > 2 && drawing.sketch[0] === point;
    if (closes) { drawing.pointer = null; return this.editor.roomClosed(); }
    drawing.sketch = [...drawing.sketch, point];
    return this.editor.sketched();
  }

  cancel() {
    this.fingers.clear();
    this.drag = null;
    this.drawing.moving.clear();
    this.drawing.pictureMoved = null;
    this.drawing.draw();
  }
}

// A thing of the list that is dragged onto the plan with a pointer.
export function dragFromList(list, drawing, editor) {
  let held = null;
  list.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("[data-waiting]");
    if (!button || event.button !== 0) return;
    held = { id: button.dataset.choose, from: [event.clientX, event.clientY], moved: false };
    button.setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", (event) => {
    if (!held) return;
    held.moved ||= distance(held.from, [event.clientX, event.clientY]) > DRAG_PX;
    drawing.svg.classList.toggle("receives", held.moved && isOver(drawing.svg, event));
  });
  list.addEventListener("pointerup", (event) => {
    const { id, moved } = held ?? {};
    held = null;
    drawing.svg.classList.remove("receives");
    if (moved && isOver(drawing.svg, event)) editor.put(id, drawing.metres(event));
  });
  list.addEventListener("pointercancel", () => { held = null; drawing.svg.classList.remove("receives"); });
}

function isOver(svg, event) {
  const box = svg.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}
