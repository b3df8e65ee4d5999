// Says phrases with the kiosk's own voice, one after the other. What is said next interrupts what is being said, unless
// it is told to wait; every key of the visitor interrupts it.

const LONGEST = 280; // letters in one piece: a long text begins to sound as soon as its first sentence is there
const GAP = 250; // ms after which the telling goes on: two phrases in a row don't let it begin in between
const LOADED = 60_000; // ms: no piece is longer
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

// Splits a text at its sentences, and a long sentence at its spaces.
function parts(text, language) {
  const cutter = new Intl.Segmenter(language || "und", { granularity: "sentence" });
  const found = [""];
  for (const { segment } of cutter.segment(text)) {
    for (const words of segment.length > LONGEST ? segment.match(/.{1,280}(?:\s|$)|.{1,280}/gsu) : [segment]) {
      if (found.at(-1) && found.at(-1).length + words.length > LONGEST) found.push("");
      found[found.length - 1] += words;
    }
  }
  return found.map((part) => part.trim()).filter((part) => SAYS_SOMETHING.test(part));
}

export class Speech {
  // `volume` returns how loud, from 0 to 1; `interrupt` lets the telling wait, or go on.
  constructor({ volume, interrupt }) {
    Object.assign(this, { volume, interrupt, audio: new Audio(), queue: [], turn: 0, busy: false, pace: 1, last: [] });
    this.audio.id = "phrases";
    document.body.append(this.audio);
  }

  // `pieces`: [text, language] each. `after`: when what is being said has ended. `keep`: these phrases may come again.
  say(pieces, { after = false, keep = true } = {}) {
    if (!after) this.stop();
    const said = pieces.flatMap(([text, language]) => parts(text, language).map((part) => ({ text: part, language, keep })));
    if (!said.length) return;
    this.last = after ? [...this.last, ...pieces] : pieces;
    this.queue.push(...said);
    this.run();
  }

  stop() {
    this.queue = [];
    this.turn += 1;
    this.audio.pause();
    this.ended?.();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.goOn);
    this.interrupt(true);
    while (this.queue.length) {
      const { turn } = this;
      const piece = this.queue.shift();
      const sound = await (piece.sound ?? this.fetch(piece));
      if (turn !== this.turn || !sound) continue;
      const [next] = this.queue;
      if (next) next.sound = this.fetch(next);
      await this.play(sound);
    }
    this.busy = false;
    this.goOn = setTimeout(() => this.interrupt(false), GAP);
  }

  async fetch({ text, language, keep }) {
    const body = JSON.stringify({ text, language: language || "und", pace: this.pace, keep });
    const answer = await fetch("access/say", { method: "POST", body }).catch(() => null);
    return answer?.status === 200 ? answer.blob() : null; // a language that the voice does not speak is not said
  }

  play(sound) {
    const address = URL.createObjectURL(sound);
    setTimeout(() => URL.revokeObjectURL(address), LOADED); // one that is let go while it loads is an error
    return new Promise((done) => {
      this.ended = () => { this.ended = null; done(); };
      this.audio.onended = this.audio.onerror = this.ended;
      this.audio.src = address;
      this.audio.volume = this.volume();
      this.audio.play().catch(() => this.ended?.());
    });
  }
}
