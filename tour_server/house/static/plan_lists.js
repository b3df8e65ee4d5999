// The lists beside the plan: what is wrong, what has no place yet, and everything on the floor. Each entry chooses its thing.
import { idOf } from "./plan_model.js";
import { element } from "./plan_fields.js";

const GROUPS = [["room", "rooms"], ["passage", "ways"], ["place", "places"], ["work", "works"], ["kiosk", "kiosks"]];

export class PlanLists {
  constructor(root, model, drawing) {
    this.model = model;
    this.drawing = drawing;
    this.wrong = root.querySelector("#plan-wrong");
    this.waiting = root.querySelector("#plan-waiting");
    this.waitingNote = root.querySelector("#plan-waiting-note");
    this.all = root.querySelector("#plan-all");
  }

  show() {
    const focused = document.activeElement?.dataset?.choose;
    const list = document.activeElement?.closest("#plan-wrong, #plan-waiting, #plan-all");
    this.showWrong();
    this.showWaiting();
    this.showAll();
    if (focused && list) list.querySelector(`[data-choose="${CSS.escape(focused)}"]`)?.focus();
  }

  entry(id, words, more = {}) {
    return element("li", {}, element("button", { type: "button", class: "plain plan-entry", "data-choose": id, "aria-pressed": String(id === this.drawing.chosen), ...more }, words));
  }

  showWrong() {
    const { findings, words } = this.model;
    const entries = findings.map((one) => this.entry(idOf(one.kind, one.key), one.sentence));
    renew(this.wrong, (entries.length ? entries : [element("li", {}, words.allWell)]));
  }

  showWaiting() {
    const { model } = this;
    const away = ["work", "kiosk"].flatMap((kind) => model.of(kind).filter((part) => !part.placed && model.may(kind)));
    renew(this.waiting, away.map((part) => this.entry(idOf(part.kind, part.key), `${part.name} · ${model.words[part.kind]}`, { "data-waiting": true })));
    const works = away.filter((part) => part.kind === "work").length;
    const unseen = model.waiting > works && !model.search;
    this.waitingNote.textContent = unseen ? model.words.more.replace("{count}", model.waiting) : model.waiting ? "" : model.words.allPlaced;
  }

  showAll() {
    const { model, drawing } = this;
    const groups = GROUPS.flatMap(([kind, words]) => {
      const parts = model.of(kind).filter((part) => (part.placed || kind === "room") && model.isOn(part, drawing.floor));
      if (!parts.length) return [];
      return [element("h3", {}, model.words[words]), element("ul", { class: "plan-list" }, ...parts.map((part) => this.entry(idOf(part.kind, part.key), part.name)))];
    });
    renew(this.all, groups.length ? groups : [element("p", { class: "second" }, model.words.empty)]);
  }
}

// Replace what is in a list only where it differs: a button that is being pressed must not go.
function renew(list, entries) {
  const made = element("div", {}, ...entries);
  if (made.innerHTML !== list.innerHTML) list.replaceChildren(...made.childNodes);
}
