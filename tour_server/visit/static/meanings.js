// "What does that word mean": a marked word opens its meaning. The sound waits meanwhile, and goes on where it was.
import { slanted } from "/web/italics.js";
import { dialogLayer, openLayer } from "./layers.js";

export class Meanings {
  // `player`: may play. Without this script a marked word leads to the list of meanings below the text.
  constructor(player) {
    this.player = player;
    this.sheet = document.getElementById("meaning");
    this.paused = false;
    if (!this.sheet?.showModal) return;
    for (const word of document.querySelectorAll(".text a.word")) {
      word.setAttribute("role", "button");
      word.setAttribute("aria-haspopup", "dialog");
      word.addEventListener("keydown", (event) => {
        if (event.key === " ") word.click();
        if (event.key === " ") event.preventDefault();
      });
    }
    document.addEventListener("click", (event) => {
      const word = event.target.closest("a.word");
      if (!word) return;
      event.preventDefault();
      openLayer("meaning", word.hash.slice(1));
    });
    dialogLayer("meaning", this.sheet, {
      open: (id) => this.#fill(document.getElementById(id)),
      close: () => {
        if (this.paused) this.player.play();
        this.paused = false;
      },
    });
  }

  #fill(entry) {
    this.paused = this.player.wanted;
    if (this.paused) this.player.pause();
    const copy = this.sheet.querySelector("[data-meaning]");
    copy.replaceChildren(...[...(entry?.cloneNode(true).children ?? [])]);
    copy.lang = entry?.lang ?? "";
    copy.dir = entry?.dir ?? "auto";
  }

  // Writes a subtitle with its words of the glossary to be touched, and its `italics`: [start, end] of each. The text
  // below has them for the keyboard.
  write(place, words, told, italics) {
    place.replaceChildren(...this.#pieces(words, told, italics));
  }

  #pieces(words, told, italics) {
    const found = told
      .map(([written, id]) => ({ written, id, at: words.replaceAll("\n", " ").indexOf(written.replaceAll(/\s+/g, " ")) }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at - other.at);
    const pieces = [];
    let end = 0;
    for (const { written, id, at } of found) {
      if (at < end) continue;
      const link = document.createElement("a");
      link.className = "word";
      link.href = `#${id}`;
      link.tabIndex = -1; // the subtitles are hidden from screen readers, which read the text
      link.append(...slanted(words.slice(at, at + written.length), italics, at));
      pieces.push(...slanted(words.slice(end, at), italics, end), link);
      end = at + written.length;
    }
    return [...pieces, ...slanted(words.slice(end), italics, end)];
  }
}
