// What changes when a thing on the plan is moved or put somewhere: lists of changes for PlanModel.step.
import { doorEnd, insidePoint, liesIn, meetingPoint, middle, nearestWall, rounded } from "./geometry.js";
import { cornerLines, metres, number } from "./plan_model.js";

export const WALL_REACH = 0.6; // metres: half of a thick wall, by which two rooms still meet
const SECONDS = { steps: 4, ramp: 6, stairs: 20, lift: 40 }; // to pass one, until staff measure
export const BETWEEN_FLOORS = ["lift", "stairs"];

// A change of some fields of a part, from what they are now. Nothing where they are the same.
export function fieldChange(part, after) {
  const names = Object.keys(after).filter((name) => after[name] !== part.values[name]);
  if (!names.length) return [];
  const pick = (values) => Object.fromEntries(names.map((name) => [name, values[name] ?? ""]));
  return [{ kind: part.kind, key: part.key, before: pick(part.values), after: pick(after) }];
}

const shifted = ([x, y], [dx, dy]) => rounded([x + dx, y + dy]);

export class PlanMoves {
  constructor(model, drawing) {
    this.model = model;
    this.drawing = drawing;
  }

  // The changes when a part is moved by some metres; with `corner`, only that corner of a room.
  by(part, delta, corner = null) {
    const { values } = part;
    if (part.kind === "room") return corner === null ? this.roomBy(part, delta) : this.cornerTo(part, corner, shifted(this.model.outline(part)[corner], delta));
    if (part.kind === "passage") return fieldChange(part, this.endsBy(part, delta));
    return this.to(part, shifted([number(values.x), number(values.y)], delta));
  }

  endsBy(way, delta) {
    const after = {};
    for (const end of ["from", "to"]) {
      const point = [number(way.values[`${end}.x`]), number(way.values[`${end}.y`])];
      const [x, y] = shifted(point, delta);
      after[`${end}.x`] = metres(x);
      after[`${end}.y`] = metres(y);
    }
    return after;
  }

  cornerTo(room, corner, point) {
    const outline = this.model.outline(room).map((one, index) => (index === corner ? point : one));
    return fieldChange(room, { outline: cornerLines(outline) });
  }

  // A room is moved with the works, places, kiosks and ends of ways that are in it.
  roomBy(room, delta) {
    const floor = number(room.values.floor);
    const outline = this.model.outline(room);
    const changes = fieldChange(room, { outline: cornerLines(outline.map((corner) => shifted(corner, delta))) });
    for (const kind of ["place", "work"]) {
      for (const part of this.model.of(kind)) {
        if (part.values.room !== room.key || !part.placed) continue;
        const [x, y] = shifted([number(part.values.x), number(part.values.y)], delta);
        changes.push(...fieldChange(part, { x: metres(x), y: metres(y) }));
      }
    }
    for (const kiosk of this.model.of("kiosk")) {
      const at = [number(kiosk.values.x), number(kiosk.values.y)];
      if (!kiosk.placed || number(kiosk.values.floor) !== floor || !liesIn(outline, at)) continue;
      const [x, y] = shifted(at, delta);
      changes.push(...fieldChange(kiosk, { floor: kiosk.values.floor, x: metres(x), y: metres(y) }));
    }
    for (const way of this.model.of("passage")) {
      for (const end of ["from", "to"]) {
        if (way.values[end] !== room.key) continue;
        const [x, y] = shifted([number(way.values[`${end}.x`]), number(way.values[`${end}.y`])], delta);
        changes.push(...fieldChange(way, { [`${end}.x`]: metres(x), [`${end}.y`]: metres(y) }));
      }
    }
    return changes.filter((change) => this.model.may(change.kind));
  }

  // The changes when a work, a place, a kiosk or a way is put at a point of the floor that is shown.
  to(part, point) {
    const [x, y] = rounded(point);
    const { floor } = this.drawing;
    if (part.kind === "kiosk") return kioskChange(part, { floor: String(floor), x: metres(x), y: metres(y) });
    if (part.kind === "passage") return this.wayTo(part, [x, y]);
    const room = this.roomAt([x, y]);
    const after = { room: room?.key ?? part.values.room, x: metres(x), y: metres(y) };
    return fieldChange(part, after);
  }

  roomAt(point) { return this.model.roomAt(point, this.drawing.floor, liesIn); }

  wayTo(way, point) {
    const { values } = way;
    if (BETWEEN_FLOORS.includes(values.way)) {
      const here = this.roomAt(point);
      const end = ["from", "to"].find((one) => number(this.model.room(values[one])?.values.floor) === this.drawing.floor);
      const other = end === "from" ? "to" : "from";
      if (!here || !end || here.key === values[other]) return [];
      const after = { [end]: here.key, [`${end}.x`]: metres(point[0]), [`${end}.y`]: metres(point[1]) };
      const together = values["from.x"] === values["to.x"] && values["from.y"] === values["to.y"];
      if (together && liesIn(this.model.outline(this.model.room(values[other])), point)) {
        after[`${other}.x`] = after[`${end}.x`];
        after[`${other}.y`] = after[`${end}.y`];
      }
      return fieldChange(way, after);
    }
    const found = this.doorAt(point, this.reach());
    return found ? fieldChange(way, this.ends(found, values)) : [];
  }

  reach() { return Math.max(WALL_REACH, 10 * this.drawing.unit); }

  // The two rooms of the floor whose walls are nearest to a point, and the point between those walls; or null.
  doorAt(point, reach) {
    const near = this.model.of("room")
      .filter((room) => number(room.values.floor) === this.drawing.floor && this.model.outline(room).length > 2)
      .map((room) => ({ room, wall: nearestWall(this.model.outline(room), point) }))
      .filter((one) => one.wall.metres <= reach)
      .sort((one, other) => one.wall.metres - other.wall.metres);
    if (near.length < 2) return null;
    return { rooms: [near[0].room, near[1].room], at: middle(near[0].wall.at, near[1].wall.at) };
  }

  // The fields of a way's two ends, for a place in the wall of two rooms. The order of `values` is kept where it can be.
  ends({ rooms, at }, values = {}) {
    const ordered = values.from === rooms[1].key || values.to === rooms[0].key ? [rooms[1], rooms[0]] : rooms;
    const fields = {};
    ordered.forEach((room, index) => {
      const end = ["from", "to"][index];
      const [x, y] = doorEnd(this.model.outline(room), at);
      Object.assign(fields, { [end]: room.key, [`${end}.x`]: metres(x), [`${end}.y`]: metres(y) });
    });
    return fields;
  }

  // A new door, or steps or a ramp, at a point in a wall. Returns { changes } or { problem }.
  newDoor(kind, point) {
    const found = this.doorAt(point, this.reach());
    return found ? this.doorIn(kind, found) : { problem: this.model.words.noWall };
  }

  newDoorBetween(kind, rooms) {
    if (!rooms[0] || !rooms[1] || rooms[0] === rooms[1]) return { problem: this.model.words.twoRooms };
    const outlines = rooms.map((room) => this.model.outline(room));
    if (outlines.some((outline) => outline.length < 3)) return { problem: this.model.words.notMeasured };
    if (BETWEEN_FLOORS.includes(kind)) return this.liftIn(kind, rooms, insideBoth(outlines));
    const at = meetingPoint(...outlines, 2 * WALL_REACH);
    return at ? this.doorIn(kind, { rooms, at }) : { problem: this.model.words.noWall };
  }

  doorIn(kind, found) {
    const { facts } = this.model;
    const seconds = String(SECONDS[kind] ?? facts.doorSeconds);
    const after = { ...this.ends(found), way: kind, seconds, width: kind === "door" ? String(facts.doorWidth) : "" };
    return { changes: [{ kind: "passage", key: null, before: null, after }] };
  }

  // A new lift or new stairs at a point: they lead to the room over or under it, else to the nearest floor's first one.
  newLift(kind, point) {
    const here = this.roomAt(point);
    if (!here) return { problem: this.model.words.noRoom };
    const floor = number(here.values.floor);
    const others = this.model.of("room")
      .filter((room) => number(room.values.floor) !== floor)
      .map((room) => ({ room, floors: Math.abs(number(room.values.floor) - floor), holds: this.model.outline(room).length > 2 && liesIn(this.model.outline(room), point) }))
      .sort((one, other) => other.holds - one.holds || one.floors - other.floors);
    if (!others.length) return { problem: this.model.words.noOther };
    return this.liftIn(kind, [here, others[0].room], [point, point]);
  }

  liftIn(kind, rooms, [one, other]) {
    const [from, to] = [rounded(one), rounded(other)];
    const after = { from: rooms[0].key, to: rooms[1].key, way: kind, seconds: String(SECONDS[kind]), width: "" };
    Object.assign(after, { "from.x": metres(from[0]), "from.y": metres(from[1]), "to.x": metres(to[0]), "to.y": metres(to[1]) });
    return { changes: [{ kind: "passage", key: null, before: null, after }], leadsTo: rooms[1].name };
  }

  newPlace(kind, point, room = this.roomAt(point)) {
    if (!room) return { problem: this.model.words.noRoom };
    const [x, y] = rounded(point);
    return { changes: [{ kind: "place", key: null, before: null, after: { kind, room: room.key, x: metres(x), y: metres(y) } }] };
  }

  newRoom(name, outline, language) {
    const { facts } = this.model;
    const after = { [`name.${language}`]: name, floor: String(this.drawing.floor), capacity: String(facts.capacity), outline: cornerLines(outline) };
    return { changes: [{ kind: "room", key: null, before: null, after }] };
  }

  // Remove a part; a room goes with the ways and places that nobody can keep without it.
  removal(part) {
    const gone = (one) => ({ kind: one.kind, key: one.key, before: one.values, after: null });
    if (part.kind === "kiosk") return kioskChange(part, { floor: "", x: "", y: "" });
    if (part.kind === "work") return fieldChange(part, { x: "0", y: "0" });
    if (part.kind !== "room") return [gone(part)];
    const ways = this.model.of("passage").filter((way) => [way.values.from, way.values.to].includes(part.key));
    const places = this.model.of("place").filter((place) => place.values.room === part.key);
    return [...ways.map(gone), ...places.map(gone), gone(part)];
  }
}

// A kiosk has one place: all of its fields change together.
function kioskChange(kiosk, after) {
  const same = Object.keys(after).every((name) => after[name] === kiosk.values[name]);
  return same ? [] : [{ kind: "kiosk", key: kiosk.key, before: { ...kiosk.values }, after }];
}

// A point for each end of a lift: the same one where it is in both rooms.
function insideBoth(outlines) {
  const points = outlines.map(insidePoint);
  const same = points.find((point) => outlines.every((outline) => liesIn(outline, point)));
  return same ? [same, same] : points;
}
