// What opens over the screen, one at a time: finding a work, more about it, taking it along, the languages.
// They are not modal for the browser, so that "Are you still there?" can stand over them; what is below is inert.

const $ = (id) => document.getElementById(id);
let opener = null;

export function openSheet(id) {
  const back = opener;
  closeSheets();
  opener = back ?? document.activeElement;
  $("page").inert = true;
  $(id).show();
  $(id).scrollTop = 0;
}

export function closeSheets() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  $("page").inert = false;
  opener?.focus({ preventScroll: true });
  opener = null;
}

export const sheetIsOpen = (id) => $(id).open;

// Opens by every button that says so, closes by its own button and by Escape.
export function wireSheets(opened) {
  for (const button of document.querySelectorAll("[data-opens]"))
    button.addEventListener("click", () => { openSheet(button.dataset.opens); opened(button.dataset.opens, button.dataset.part); });
  for (const button of document.querySelectorAll("dialog .shut")) button.addEventListener("click", closeSheets);
  addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheets(); });
}

// The keys of a number. Nothing is sent until the visitor confirms.
export class Pad {
  constructor(ask) {
    Object.assign(this, { ask, typed: "" });
    for (const key of [..."123456789", "clear", "0", "show"]) {
      const button = document.createElement("button");
      button.dataset.key = key;
      if (key.length > 1) button.dataset.word = key;
      else button.textContent = key;
      if (key === "show") button.className = "primary";
      button.addEventListener("click", () => this.press(key));
      $("pad").append(button);
    }
    addEventListener("keydown", (event) => {
      if (!sheetIsOpen("finder")) return;
      const onButton = event.target.tagName === "BUTTON";
      if (/^\d$/.test(event.key)) this.press(event.key);
      else if (event.key === "Backspace") this.write(this.typed.slice(0, -1));
      else if (event.key === "Enter" && this.typed && !onButton) this.press("show");
    });
  }

  write(text) {
    this.typed = text.slice(0, 5);
    $("number").textContent = this.typed;
    $("number-unknown").hidden = true;
  }

  async press(key) {
    if (key !== "show") { this.write(key === "clear" ? "" : this.typed + key); return; }
    if (!this.typed) return;
    const understood = await this.ask(this.typed);
    this.write("");
    if (understood) closeSheets();
    else $("number-unknown").hidden = false;
  }
}
