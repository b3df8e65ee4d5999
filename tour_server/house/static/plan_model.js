// The parts of the plan as the server has them, the steps that change them, and undo and redo of those steps.
// A step is a list of changes { kind, key, before, after }: the fields that change, null before an addition and after a
// removal. Steps are sent one after the other; each change has the version that the server told last.

export const number = (text) => {
  const typed = String(text ?? "").trim().replace(",", ".");
  return typed === "" ? NaN : Number(typed);
};
export const metres = (value) => String(Math.round(value * 100) / 100);
export const corners = (text) => text.split("\n").filter((line) => line.trim()).map((line) => line.trim().split(/\s+/).map(Number));
export const cornerLines = (outline) => outline.map(([x, y]) => `${metres(x)} ${metres(y)}`).join("\n");
export const idOf = (kind, key) => `${kind}:${key}`;

const DRAWN_KINDS = ["room", "passage", "place", "work", "kiosk"];

export class PlanModel {
  constructor(facts, token) {
    this.facts = facts;
    this.words = facts.words;
    this.parts = new Map();
    this.pictures = [];
    this.findings = [];
    this.waiting = 0;
    this.done = [];
    this.undone = [];
    this.listeners = [];
    this.token = token;
    this.queue = Promise.resolve();
    this.search = "";
  }

  changed(sentence = "") { for (const listener of this.listeners) listener(sentence); }

  async load(sentence = "") {
    const query = new URLSearchParams({ q: this.search });
    const answer = await fetch(`${this.facts.content}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return this.changed(this.words.failed);
    const found = await answer.json();
    this.parts = new Map(found.parts.map((part) => [idOf(part.kind, part.key), part]));
    ({ pictures: this.pictures, findings: this.findings, waiting: this.waiting } = found);
    return this.changed(sentence);
  }

  part(id) { return this.parts.get(id) ?? null; }
  of(kind) { return [...this.parts.values()].filter((part) => part.kind === kind); }
  room(key) { return this.part(idOf("room", key)); }
  outline(room) { return corners(room?.values.outline ?? ""); }
  may(kind) { return Boolean(this.facts.may[kind]); }

  // The floor that a part is on; of a way between floors that of its first end. NaN where it has none.
  floor(part) {
    const { values } = part;
    if (part.kind === "room" || part.kind === "kiosk") return number(values.floor);
    return number(this.room(part.kind === "passage" ? values.from : values.room)?.values.floor);
  }

  isOn(part, floor) {
    if (part.kind !== "passage") return this.floor(part) === floor;
    return [part.values.from, part.values.to].some((key) => number(this.room(key)?.values.floor) === floor);
  }

  // Where a part is drawn on a floor: the end of a way on that floor, or the middle of its ends.
  at(part, floor) {
    const { values } = part;
    if (part.kind === "passage") {
      const ends = ["from", "to"].filter((end) => number(this.room(values[end])?.values.floor) === floor);
      const points = ends.map((end) => [number(values[`${end}.x`]), number(values[`${end}.y`])]);
      return points.length === 2 ? [(points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2] : points[0] ?? [0, 0];
    }
    return [number(values.x), number(values.y)];
  }

  roomAt(point, floor, liesIn) {
    return this.of("room").find((room) => number(room.values.floor) === floor && this.outline(room).length > 2 && liesIn(this.outline(room), point)) ?? null;
  }

  // Make a step and remember it for undo. Resolves to the keys of its parts, or null when it could not be made.
  step(changes) {
    return this.enqueue(changes, "do", (made) => {
      if (!made.length) return;
      this.done.push(made);
      this.undone = [];
    }, this.words.saved);
  }

  async undo() {
    await this.queue; // what was done last is the last step only when all are made
    const step = this.done.pop();
    if (step) await this.enqueue(step, "undo", () => this.undone.push(step), this.words.undone);
  }

  async redo() {
    await this.queue;
    const step = this.undone.pop();
    if (step) await this.enqueue(step, "do", () => this.done.push(step), this.words.redone);
  }

  enqueue(step, direction, then, sentence) {
    this.apply(step, direction);
    this.changed(this.words.saving);
    const sent = this.queue.then(() => this.send(step, direction, then, sentence));
    this.queue = sent.catch(() => null);
    return sent;
  }

  // Show a step before the server has answered.
  apply(step, direction) {
    for (const change of step) {
      const [from, to] = direction === "do" ? [change.before, change.after] : [change.after, change.before];
      const part = change.key === null ? null : this.part(idOf(change.kind, change.key));
      if (part && from !== null && to !== null) this.parts.set(idOf(change.kind, change.key), shown(part, to));
      if (change.kind === "picture" && to) this.pictures = this.pictures.map((one) => (String(one.floor) === change.key ? moved(one, to) : one));
    }
  }

  async send(step, direction, then, sentence) {
    const structural = step.some((change) => change.before === null || change.after === null);
    const order = direction === "undo" && structural ? [...step].reverse() : step;
    const body = JSON.stringify(order.map((change) => this.message(change, direction)));
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    const answer = await fetch(this.facts.changes, { method: "POST", headers, body }).catch(() => null);
    const found = answer && [200, 422].includes(answer.status) ? await answer.json() : null;
    if (found === null) {
      await this.load(this.words.failed);
      return null;
    }
    const problem = found.results.find((result) => result.problem)?.problem;
    const results = found.results.filter((result) => !result.problem);
    results.forEach((result, index) => this.take(order[index], result));
    ({ findings: this.findings, waiting: this.waiting } = found);
    const made = order.slice(0, results.length);
    if (!problem || direction === "do") then(made);
    if (problem || structural || renamed(step)) await this.load(problem ?? sentence);
    else this.changed(sentence);
    return problem ? null : made.map((change) => change.key);
  }

  message(change, direction) {
    const [from, to] = direction === "do" ? [change.before, change.after] : [change.after, change.before];
    const { kind, key } = change;
    const version = key === null ? 0 : this.part(idOf(kind, key))?.version ?? 0;
    if (to === null) return { kind, key, version };
    if (from === null) return key === null ? { kind, values: to } : { kind, key, restore: true };
    return { kind, key, version, values: to };
  }

  take(change, result) {
    if (change.key === null) change.key = result.key;
    if (!DRAWN_KINDS.includes(result.kind)) return;
    if (result.part) this.parts.set(idOf(result.kind, result.key), result.part);
    else this.parts.delete(idOf(result.kind, result.key));
  }
}

function shown(part, values) {
  const placed = part.kind === "kiosk" ? Boolean({ ...part.values, ...values }.x) : true;
  return { ...part, values: { ...part.values, ...values }, placed };
}

function moved(picture, values) {
  const width = number(values.width);
  return { ...picture, left: number(values.left), top: number(values.top), width, height: (picture.height * width) / picture.width };
}

const renamed = (step) => step.some((change) => Object.keys(change.after ?? {}).some((name) => name.startsWith("name.") || name === "way" || name === "kind"));
