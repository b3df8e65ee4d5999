// The keyboard on the screen: for a field of text, because a kiosk has no other. Its keys are buttons as all others, so
// a keypad and switches reach them and the spoken screen names them.

import { erased, layoutOf, rowsOf, typed } from "./layouts.js";

const VISIBLE = { erase: "⌫", capitals: "⇧", signs: "12?" };

export class Keyboard {
  // `say` gives a word of the spoken screen and its language, `language` the visitor's language.
  constructor({ say, language }) {
    Object.assign(this, { say, language, field: null });
    this.panel = Object.assign(document.createElement("div"), { id: "keyboard", hidden: true });
    this.panel.setAttribute("role", "group");
    // A finger on a key leaves the focus where it is: the text that is typed stays in view.
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  open(field) {
    if (this.field === field) return;
    Object.assign(this, { field, layout: layoutOf(this.language()), layer: "letters", capital: false });
    (field.closest("dialog") ?? document.body).append(this.panel);
    this.panel.hidden = false;
    document.body.toggleAttribute("data-typing", true);
    this.draw();
    field.scrollIntoView({ block: "nearest" });
  }

  // Returns whether it was open. What comes after the field gets the focus, where a key has it.
  close() {
    if (!this.field) return false;
    const within = this.panel.contains(document.activeElement);
    const { field } = this;
    this.field = null;
    this.panel.hidden = true;
    document.body.removeAttribute("data-typing");
    if (within && field.isConnected) field.focus();
    return true;
  }

  get usable() {
    return Boolean(this.field?.isConnected) && this.panel.checkVisibility();
  }

  draw() {
    const language = this.language();
    const rows = rowsOf(this.layout, this.layer).map((row) => row.map((key) => this.letter(key, language)));
    const more = this.layout.more ? [this.special("more", this.layout.more.split(" ").slice(0, 3).join(""))] : [];
    rows.push([
      ...(this.layout.cased ? [this.special("capitals", VISIBLE.capitals, this.capital)] : []),
      ...more, this.special("signs", VISIBLE.signs), this.special("space"), this.special("erase", VISIBLE.erase), this.special("done"),
    ]);
    this.panel.replaceChildren(...rows.map((keys, at) => {
      const row = document.createElement("div");
      row.className = at === rows.length - 1 ? "keys specials" : "keys";
      row.dir = "ltr"; // as on keyboards of every script
      row.append(...keys);
      return row;
    }));
    document.body.style.setProperty("--key-rows", rows.length);
    this.panel.setAttribute("aria-label", this.say("keyboard")[0]);
    this.panel.lang = this.say("keyboard")[1];
  }

  letter(key, language) {
    const shown = this.capital ? key.toLocaleUpperCase(language) : key;
    const button = Object.assign(document.createElement("button"), { lang: language, textContent: /^\p{M}/u.test(shown) ? `\u25CC${shown}` : shown });
    button.dataset.key = shown;
    button.onclick = () => this.type(shown);
    return button;
  }

  special(name, shown, pressed) {
    const [word, language] = this.say(this.nameOf(name));
    const button = Object.assign(document.createElement("button"), { lang: language, textContent: shown && this.layer !== name ? shown : word });
    button.dataset.key = name;
    button.ariaLabel = word;
    if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
    button.onclick = () => this[name]();
    return button;
  }

  nameOf(name) {
    if (name === this.layer) return "letters";
    return name === "more" ? (this.layout.cased ? "accents" : "letters") : name;
  }

  type(key) {
    this.write(typed(this.field.value, key));
    if (!this.capital) return;
    this.capital = false; // for one letter
    this.again();
  }

  write(text) {
    if (text.length > this.field.maxLength && this.field.maxLength >= 0) return;
    this.field.value = text;
    this.field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.field.scrollTop = this.field.scrollHeight;
  }

  space() { this.type(" "); }
  erase() { this.write(erased(this.field.value, this.language())); }
  done() { this.close(); }
  capitals() { this.capital = !this.capital; this.again(); }
  more() { this.show("more"); }
  signs() { this.show("signs"); }

  show(layer) {
    this.layer = this.layer === layer ? "letters" : layer;
    this.again();
  }

  // Draws it again, with the focus on the same key where it is still there.
  again() {
    const had = this.panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.draw();
    if (had === null) return;
    const like = [...this.panel.querySelectorAll("button")].find((one) => one.dataset.key.toLowerCase() === had.toLowerCase());
    (like ?? this.panel.querySelector("button")).focus();
  }

  focus() {
    this.panel.querySelector("button").focus();
  }

  // Moves the focus to the row above or below, at the same share of its width. Returns the key; null outside.
  row(by) {
    const rows = [...this.panel.children];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    if (at < 0) return null;
    const keys = [...rows[at].children];
    const share = (keys.indexOf(document.activeElement) + 0.5) / keys.length;
    const there = rows[at + by]?.children;
    const key = there?.[Math.floor(share * there.length)] ?? null;
    key?.focus();
    return key ?? document.activeElement;
  }
}
