// The fields of the chosen thing, and of the thing that is to be put on the plan: all of the plan without a pointer.
import { corners, metres, number } from "./plan_model.js";
import { fieldChange } from "./plan_moves.js";

const locale = navigator.language;
const shownNumber = (text) => {
  const value = number(text);
  return Number.isNaN(value) ? "" : new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: false, numberingSystem: "latn" }).format(value);
};
export const inMetres = (value) => shownNumber(String(value));

export function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...inside);
  return made;
}

export class PlanFields {
  constructor(place, model, moves, drawing, editor) {
    Object.assign(this, { place, model, moves, drawing, editor });
    this.words = model.words;
    this.shownId = undefined;
  }

  // Show the fields of the chosen part, or of what the tool is about to make. What somebody is typing stays.
  show() {
    const id = this.editor.tool === "choose" ? this.drawing.chosen : `tool ${this.editor.tool}`;
    const focused = this.place.contains(document.activeElement) ? document.activeElement.id : "";
    if (focused && id === this.shownId && this.dirty) return;
    const state = this.state(id);
    if (state === this.shownState) return;
    this.shownId = id;
    this.shownState = state;
    this.dirty = false;
    const form = element("form", { class: "plan-form", novalidate: true });
    form.append(...this.inside());
    form.addEventListener("input", () => { this.dirty = true; });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.dirty = false; this.submit(form); });
    this.place.replaceChildren(form);
    if (focused) document.getElementById(focused)?.focus();
  }

  // All that the fields are made of: where it is the same, they stay as they are.
  state(id) {
    const part = this.model.part(this.drawing.chosen);
    const { corner, sketch, ruler } = this.drawing;
    const rooms = this.model.of("room").map((room) => [room.key, room.name, room.values.floor]);
    return JSON.stringify([id, part, corner, sketch, Boolean(ruler), this.drawing.floor, rooms]);
  }

  forget() {
    this.shownState = "";
    this.dirty = false;
    this.typedName = "";
    this.typedExisting = "";
  }

  inside() {
    const { tool } = this.editor;
    if (tool === "room") return this.newRoom();
    if (tool === "scale") return this.scale();
    if (tool === "picture") return [element("p", { class: "second" }, this.words.movePicture)];
    if (tool !== "choose") return this.newThing(...tool.split(":"));
    const part = this.model.part(this.drawing.chosen);
    return part ? this.chosen(part) : [element("p", { class: "second" }, this.words.none)];
  }

  input(name, label, value, attributes = {}) {
    const id = `plan-field-${name}`;
    return element("div", { class: "field" }, element("label", { for: id }, label), element("input", { id, name, value, ...attributes }));
  }

  metresInput(name, label, value) { return this.input(name, label, shownNumber(value), { inputmode: "decimal", autocomplete: "off" }); }

  area(name, label, value) {
    const id = `plan-field-${name}`;
    const area = element("textarea", { id, name, rows: 4, spellcheck: "false" });
    area.value = value;
    return element("div", { class: "field" }, element("label", { for: id }, label), area);
  }

  select(name, label, options, chosen) {
    const id = `plan-field-${name}`;
    const made = options.map(([value, words]) => element("option", { value, selected: value === chosen }, words));
    return element("div", { class: "field" }, element("label", { for: id }, label), element("select", { id, name }, ...made));
  }

  rooms() {
    const { words } = this;
    return [["", words.chooseRoom], ...this.model.of("room").map((room) => [room.key, `${room.name} · ${words.floor.replace("{floor}", room.values.floor)}`])];
  }

  button(label, action, attributes = {}) {
    const made = element("button", { type: "button", ...attributes }, label);
    made.addEventListener("click", action);
    return made;
  }

  outlineText(outline) { return outline.map(([x, y]) => `${inMetres(x)} ${inMetres(y)}`).join("\n"); }

  chosen(part) {
    const { words, model } = this;
    const head = element("h3", { class: "plan-chosen" }, part.name, element("span", { class: "second" }, ` · ${words[part.kind]}`));
    const open = part.address ? [element("a", { href: part.address }, words.open)] : [];
    if (!model.may(part.kind)) return [head, ...open];
    const fields = { room: this.ofRoom, passage: this.ofWay, place: this.ofPlace, work: this.ofPoint, kiosk: this.ofPoint }[part.kind].call(this, part);
    const isOff = !part.placed && part.kind !== "room";
    const removes = ["work", "kiosk"].includes(part.kind) ? words.takeOff : words.remove;
    const remove = isOff ? [] : [this.button(removes, () => this.editor.remove())];
    const corner = part.kind === "room" && this.drawing.corner !== null && model.outline(part).length > 3 ? [this.button(words.removeCorner, () => this.editor.removeCorner())] : [];
    const save = isOff ? [this.button(words.putMiddle, () => this.editor.putInMiddle(part), { class: "primary" })] : [element("button", { class: "primary" }, words.save)];
    const hint = isOff ? [element("p", { class: "second" }, words.put)] : [];
    return [head, ...hint, ...fields, element("p", { class: "actions" }, ...save, ...corner, ...remove, ...open)];
  }

  ofRoom(part) {
    const { facts } = this.model;
    const names = Object.keys(part.values).filter((name) => name.startsWith("name."));
    const name = facts.languages.map((language) => `name.${language}`).find((one) => part.values[one]) ?? names[0];
    const outline = this.model.outline(part);
    return [
      this.input(name, this.words.name, part.values[name] ?? ""),
      this.input("floor", this.words.onFloor, part.values.floor, { inputmode: "numeric" }),
      this.input("capacity", this.words.capacity, part.values.capacity, { inputmode: "numeric" }),
      this.area("outline", this.words.corners, this.outlineText(outline)),
    ];
  }

  ofWay(part) {
    const { values } = part;
    return [
      this.select("way", this.words.kind, this.model.facts.ways, values.way),
      this.select("from", this.words.from, this.rooms(), values.from),
      this.select("to", this.words.to, this.rooms(), values.to),
      element("div", { class: "sides" }, ...["from", "to"].flatMap((end) => [
        this.metresInput(`${end}.x`, `${this.words[end]}: ${this.words.right}`, values[`${end}.x`]),
        this.metresInput(`${end}.y`, `${this.words[end]}: ${this.words.down}`, values[`${end}.y`]),
      ])),
      this.metresInput("width", this.words.width, values.width),
      this.metresInput("seconds", this.words.seconds, values.seconds),
    ];
  }

  ofPlace(part) { return [this.select("kind", this.words.kind, this.model.facts.places, part.values.kind), ...this.ofPoint(part)]; }

  ofPoint(part) {
    const { values } = part;
    const where = part.kind === "kiosk" ? (part.placed ? this.input("floor", this.words.onFloor, values.floor, { inputmode: "numeric" }) : this.select("room", this.words.room, this.rooms(), "")) : this.select("room", this.words.room, this.rooms(), values.room);
    if (!part.placed) return [where];
    return [where, element("div", { class: "sides" }, this.metresInput("x", this.words.right, values.x), this.metresInput("y", this.words.down, values.y))];
  }

  newRoom() {
    const { words } = this;
    const outline = this.drawing.sketch ?? [];
    const waiting = this.model.of("room").filter((room) => this.model.outline(room).length < 3 && Number(room.values.floor) === this.drawing.floor);
    const choices = [["", words.addRoom], ...waiting.map((room) => [room.key, room.name])];
    const which = waiting.length ? [this.select("existing", words.drawIt, choices, this.typedExisting ?? "")] : [];
    return [
      element("p", { class: "second" }, words.newRoom),
      ...which,
      this.input("name", words.name, this.typedName ?? ""),
      this.area("outline", words.corners, this.outlineText(outline)),
      element("p", { class: "actions" }, element("button", { class: "primary" }, words.addRoom), this.button(words.dropCorner, () => this.editor.dropCorner(), { disabled: !outline.length })),
    ];
  }

  newThing(what, kind) {
    const { words } = this;
    if (what === "place") return [element("p", { class: "second" }, words.newPlace), this.select("room", words.room, this.rooms(), ""), this.put()];
    const hint = ["lift", "stairs"].includes(kind) ? words.newLift : words.newDoor;
    return [element("p", { class: "second" }, hint), this.select("from", words.from, this.rooms(), ""), this.select("to", words.to, this.rooms(), ""), this.put()];
  }

  put() { return element("p", { class: "actions" }, element("button", { class: "primary" }, this.words.putThere)); }

  scale() {
    const { words } = this;
    return [
      element("p", { class: "second" }, words.scaleLine),
      this.metresInput("length", words.lineLength, ""),
      element("p", { class: "actions" }, element("button", { class: "primary", disabled: !this.drawing.ruler }, words.setScale)),
    ];
  }

  submit(form) {
    const typed = Object.fromEntries(new FormData(form));
    const { tool } = this.editor;
    if (tool === "room") return this.addRoom(typed);
    if (tool === "scale") return this.editor.setScale(number(typed.length));
    if (tool.startsWith("place:")) return this.editor.newPlaceIn(tool.slice(6), typed.room);
    if (tool.startsWith("way:")) return this.editor.make(this.moves.newDoorBetween(tool.slice(4), [this.model.room(typed.from), this.model.room(typed.to)]), true);
    return this.saveChosen(typed);
  }

  addRoom(typed) {
    const outline = this.readCorners(typed.outline);
    if (outline === null) return null;
    if (outline.length < 3) return this.editor.say(this.words.needCorners);
    if (typed.existing) {
      const room = this.model.room(typed.existing);
      return this.editor.make({ changes: fieldChange(room, { outline: this.plain(outline) }) }, true);
    }
    if (!typed.name.trim()) {
      this.place.querySelector("[name=name]").focus();
      return this.editor.say(this.words.needName);
    }
    return this.editor.make(this.moves.newRoom(typed.name.trim(), outline, this.model.facts.language), true);
  }

  plain(outline) { return outline.map(([x, y]) => `${metres(x)} ${metres(y)}`).join("\n"); }

  // The corners as typed, with a comma or a point; null, and a sentence, where a line is none.
  readCorners(text) {
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    const wrong = lines.find((line) => !isCorner(line));
    if (wrong !== undefined) {
      this.editor.say(this.words.badCorners.replace("{line}", wrong));
      return null;
    }
    return corners(lines.map((line) => line.replace(/;/g, " ").replace(/,/g, ".")).join("\n"));
  }

  saveChosen(typed) {
    const part = this.model.part(this.drawing.chosen);
    const after = {};
    for (const [name, text] of Object.entries(typed)) {
      if (name === "outline") {
        const outline = this.readCorners(text);
        if (outline === null) return null;
        if (this.plain(outline) !== this.plain(this.model.outline(part))) after.outline = this.plain(outline);
      } else if (isNumberField(name)) {
        if (text.trim() && Number.isNaN(number(text))) return this.editor.say(this.words.badNumber);
        if (text.trim() !== shownNumber(part.values[name])) after[name] = text.trim().replace(",", ".");
      } else after[name] = text;
    }
    if (part.kind === "kiosk") Object.assign(after, { ...part.values, ...after });
    const changes = fieldChange(part, after);
    if (part.kind === "kiosk" && changes.length) { changes[0].before = { ...part.values }; changes[0].after = after; }
    return changes.length ? this.editor.make({ changes }) : this.editor.say("");
  }
}

const isCorner = (line) => {
  const pieces = line.replace(/;/g, " ").replace(/,(?=\d)/g, ".").trim().split(/\s+/);
  return pieces.length === 2 && pieces.every((piece) => piece !== "" && Number.isFinite(Number(piece)));
};
const isNumberField = (name) => ["x", "y", "from.x", "from.y", "to.x", "to.y", "width", "seconds", "floor", "capacity"].includes(name);

