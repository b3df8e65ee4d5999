// The transcript: the text of the telling with the sentence that is said now marked. A sentence that is touched is told from there.
import { closeLayer, layer, openLayer } from "./layers.js";
import { divideText, sentencesOf } from "./sentences.js";

export class Transcript {
  // `tracks()`: the tracks that this page can tell. `tellFrom(track, seconds)` tells from there.
  constructor({ player, button, tracks, tellFrom }) {
    Object.assign(this, { player, button, tracks, tellFrom });
    this.blocks = new Map(); // key of a block → its sentences: { start, parts }
    this.divided = new Map(); // key of a block → its element in the text
    this.marked = [];
    layer("transcript", { open: () => this.#show(true), close: () => this.#show(false) });
    button.addEventListener("click", () => (this.on ? closeLayer("transcript") : openLayer("transcript")));
    document.addEventListener("click", (event) => {
      const part = event.target.closest(".sentence");
      if (part && !event.target.closest("a.word") && getSelection().isCollapsed) this.#tell(part);
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("toggle", (event) => { // also where the visitor opens the text itself
      if (event.target.matches?.(".text") && event.target.open) this.#divide();
    }, true);
  }

  get on() { return this.button.getAttribute("aria-expanded") === "true"; }

  // The text of the level that this phone shows.
  get text() { return [...document.querySelectorAll(".narration .text")].find((each) => each.getClientRects().length > 0) ?? null; }

  async #show(on) {
    this.button.setAttribute("aria-expanded", String(on));
    const { text } = this;
    if (!text) return;
    if (on) this.from = scrollY;
    text.open = on;
    if (!on) {
      scrollTo(0, this.from ?? 0);
      return;
    }
    text.scrollIntoView({ block: "start" });
    await this.#divide();
    this.follow(true);
  }

  // Finds the sentences in the text, once for each block.
  async #divide() {
    for (const track of this.tracks()) {
      // In the text that is shown: a link may stand in those of several levels.
      const block = this.text?.querySelector(`[data-block="${CSS.escape(track.key)}"]`);
      if (!block || this.divided.get(track.key) === block) continue;
      this.divided.set(track.key, block);
      this.blocks.set(track.key, []);
      try {
        const { timed, cues } = await this.player.wordsOf(track);
        const sentences = sentencesOf(timed, cues);
        const parts = divideText(block, sentences);
        this.blocks.set(track.key, parts.map((each, at) => ({ start: sentences[at].start, parts: each })));
        for (const [first] of parts) if (first) first.tabIndex = -1;
      } catch {
        this.divided.delete(track.key);
        this.blocks.delete(track.key); // no network: the words are there to read
      }
    }
    const first = this.text?.querySelector(".sentence[tabindex]");
    if (first && !this.text.querySelector(".sentence[tabindex='0']")) first.tabIndex = 0;
    this.follow(true);
  }

  // Marks the sentence that is said. `always`: also where it is the same as before.
  follow(always = false) {
    const { track, seconds } = this.player;
    const parts = (track && this.blocks.get(track.key)?.findLast(({ start }) => start <= seconds + 0.05)?.parts) ?? [];
    if (!always && parts[0] === this.marked[0]) return;
    for (const part of this.marked) part.removeAttribute("aria-current");
    for (const part of parts) part.setAttribute("aria-current", "true");
    this.marked = parts;
    if (this.on && parts.length > 0) parts[0].scrollIntoView({ block: "nearest" });
  }

  #tell(part) {
    const key = part.closest("[data-block]").dataset.block;
    const track = this.tracks().find((each) => each.key === key);
    if (track) this.tellFrom(track, Number(part.dataset.start));
  }

  // One stop of the Tab key; the arrows go from sentence to sentence, and Enter tells from there.
  #key(event) {
    const here = event.target.closest?.(".sentence[tabindex]");
    if (!here) return;
    const all = [...this.text.querySelectorAll(".sentence[tabindex]")];
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const next = step ? all[all.indexOf(here) + step] : null;
    if (event.key === "Enter" || event.key === " ") this.#tell(here);
    else if (next) {
      here.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else return;
    event.preventDefault();
  }
}
