// The whole text of a telling, with the sentence that is being said marked.

import { italicRanges, slanted } from "../web/italics.js";

const letters = (text) => text.replace(/\s+/gu, "").length;

// Splits a text into sentences as its language does.
export function sentences(text, language) {
  const cutter = new Intl.Segmenter(language || "und", { granularity: "sentence" });
  return [...cutter.segment(text)].map(({ segment }) => segment);
}

// Returns the index of the sentence that is said. `cues`: of this block, in order; without them the share of its
// `seconds` that is over decides.
export function sentenceAt(said, cues, now, seconds) {
  const lengths = said.map(letters);
  let before = 0; // letters said before the cue of now, or before now
  if (cues.length) {
    const begun = cues.filter((cue) => cue.start <= now).slice(0, -1);
    before = begun.reduce((sum, cue) => sum + letters(cue.lines?.join("") ?? cue.text), 0);
  } else if (seconds > 0) before = (now / seconds) * lengths.reduce((sum, one) => sum + one, 0);
  for (const [at, length] of lengths.entries()) {
    if (before < length) return at;
    before -= length;
  }
  return said.length - 1;
}

export class Transcript {
  constructor(place, playback) {
    Object.assign(this, { place, playback, drawn: "", blocks: [] });
    place.addEventListener("scroll", () => (this.scrolledAt = performance.now()));
    setInterval(() => this.mark(), 300);
  }

  // `blocks`: of this playback, { text, italics } each, all in one language.
  draw(blocks, language, direction) {
    const texts = blocks.map(({ text }) => text);
    const drawn = JSON.stringify([language, texts, blocks.map(({ italics }) => italics)]);
    if (drawn === this.drawn) return; // what is read stays where it was scrolled to
    this.drawn = drawn;
    this.blocks = texts.map((text) => sentences(text, language));
    this.place.lang = language;
    this.place.dir = direction;
    this.place.replaceChildren(...this.blocks.map((block, number) => {
      const paragraph = document.createElement("p");
      const ranges = italicRanges(block.join(""), blocks[number].italics);
      let from = 0;
      for (const sentence of block) {
        const span = document.createElement("span");
        span.append(...slanted(sentence, ranges, from));
        from += sentence.length;
        paragraph.append(span);
      }
      return paragraph;
    }));
    this.marked = null;
  }

  mark() {
    const { at, cues = [], blocks } = this.playback;
    const said = this.blocks[at];
    if (!this.place.checkVisibility() || !blocks[at] || !said) return;
    const now = sentenceAt(said, cues, this.playback.clock(), blocks[at].seconds);
    const sentence = this.place.children[at]?.children[now];
    if (!sentence || sentence === this.marked) return;
    this.marked?.removeAttribute("aria-current");
    sentence.setAttribute("aria-current", "true");
    this.marked = sentence;
    if (performance.now() - (this.scrolledAt ?? -Infinity) > 8000) this.follow(sentence);
  }

  // Keeps the sentence in view, unless the visitor scrolled a moment ago.
  follow(sentence) {
    sentence.scrollIntoView({ block: "nearest" });
    requestAnimationFrame(() => requestAnimationFrame(() => (this.scrolledAt = -Infinity)));
  }
}
