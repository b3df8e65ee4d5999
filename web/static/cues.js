// Divides a timed text (contract/timed_text.py) into subtitles, for the place that this screen has for them.
// The rules and costs are those of narration/subtitles.py; a test compares the two, so change them together. Here alone a
// subtitle gets time of its neighbours: the speech was made slow enough for the two shapes of the files, not for every column.

const HYPHEN = "\u2010";
const SENTENCE = 0;
const INSIDE_A_WORD = 22;
const A_CUE = 4;
const SENTENCE_INSIDE = 5;
const STRAY = 10;
const FULL_ENOUGH = 0.4;
const UNEVEN = 3;
const A_LINE = 1;
const OVER_THE_LIMIT = 15;
const TOO_FAST = 60;
const TOO_LONG = 5;
const LONGEST_SECONDS = 7;
const SHORTEST_SECONDS = 5 / 6;
const GAP_MS = 1000;
const LAST_WORD_MS = 3000;
const MOST_LATE_MS = 500; // that a subtitle begins after its first word, of the 1.5 s that BBC §5.2 allows; also before it, in a pause
const VERSION = 1;
const TRIES = 10; // to fit lines that come out wider than their parts: letters that meet may move apart
const TRY_NARROWER = 0.98;

// Returns the timed text in a file, or null when newer software wrote it.
export function readTimedText(plain) {
  if ((plain.v ?? 1) !== VERSION) return null;
  const pieces = plain.pieces.map(([text, spaced, start, until, size, cost, cuts, hyphen]) =>
    ({ letters: Array.from(text), text, spaced, start, until, size, cost, cuts, hyphen }));
  return { ...plain, pieces };
}

// Returns the cues of a timed text: { start, end } in seconds, and { lines }, also as one { text }. `room`: the width of a line and how many
// lines; `widths` returns the widths of several texts, each as one line.
export function divide(text, room) {
  let line = room.line;
  let cues = [];
  for (let tried = 0; tried < TRIES; tried += 1) {
    cues = new Division(text, { ...room, line }).cues();
    const widest = Math.max(0, ...room.widths(cues.flatMap((cue) => cue.lines)));
    if (widest <= room.line) break;
    line *= TRY_NARROWER;
  }
  return cues;
}

// Returns the room that an element has: the width of its lines in pixels, how many (--lines), and a key that differs
// wherever texts would be divided otherwise.
export function roomOf(element) {
  const style = getComputedStyle(element);
  const line = element.getBoundingClientRect().width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const lines = Number(style.getPropertyValue("--lines")) || 2;
  return { line, lines, key: `${line} ${lines} ${style.fontSize} ${style.fontFamily}` };
}

// Returns a function that measures texts as `element` would show them, each as one line, in pixels.
export function ruler(element) {
  return (texts) => {
    const probe = element.cloneNode(false);
    probe.removeAttribute("id");
    probe.setAttribute("aria-hidden", "true");
    Object.assign(probe.style, { position: "absolute", width: 0, height: 0, overflow: "hidden", visibility: "hidden", whiteSpace: "pre" });
    for (const text of texts) {
      const part = document.createElement("span");
      part.style.display = "inline-block";
      part.textContent = text === " " ? "\u00a0" : text;
      probe.append(part);
    }
    element.after(probe);
    const found = Array.from(probe.children, (part) => part.getBoundingClientRect().width);
    probe.remove();
    return found;
  };
}

const sums = (values) => {
  const found = [0];
  for (const value of values) found.push(found.at(-1) + value);
  return found;
};

// The cheapest division of a text into cues: the shortest path over the places where it may break.
class Division {
  constructor(text, room) {
    Object.assign(this, { text, room });
    this.parts = this.narrowed();
    const { parts } = this;
    [this.space, ...this.sizes] = room.widths([" ", ...parts.map((part) => part.shown)]);
    this.spaces = parts.map((part) => (part.spaced ? this.space : 0));
    this.widths = sums(parts.map((_, at) => this.sizes[at] + this.spaces[at]));
    this.reading = sums(parts.map((part) => part.size + (part.spaced ? text.space : 0)));
    this.words = sums(parts.map((part) => (part.spaced ? 1 : 0)));
    this.sentences = sums(parts.map((part) => (part.cost === SENTENCE ? 1 : 0)));
    this.begins = [...parts.map((part) => part.start / 1000), text.milliseconds / 1000];
  }

  // The pieces, those that are wider than a line in several parts.
  narrowed() {
    const { pieces, milliseconds } = this.text;
    const widths = this.room.widths(pieces.map((piece) => piece.text));
    return pieces.flatMap((piece, at) => {
      const { letters, start } = piece;
      const span = Math.max((pieces[at + 1]?.start ?? milliseconds) - start, 0);
      const edges = [0, ...(widths[at] > this.room.line ? this.cuts(piece) : []), letters.length];
      return edges.slice(1).map((right, before) => {
        const left = edges[before];
        const last = right === letters.length;
        return {
          shown: letters.slice(left, right).join("") + (piece.hyphen && !last ? HYPHEN : ""),
          spaced: piece.spaced && left === 0,
          start: start + Math.floor((span * left) / letters.length),
          until: last ? piece.until : start + Math.floor((span * right) / letters.length),
          size: (piece.size * (right - left)) / letters.length,
          cost: last ? piece.cost : INSIDE_A_WORD,
        };
      });
    });
  }

  // Where a piece is cut, so that as much as possible stands on each line.
  cuts({ letters, cuts, hyphen }) {
    const { line, widths } = this.room;
    const found = [];
    let left = 0;
    while (widths([letters.slice(left).join("")])[0] > line) {
      const places = cuts.filter((at) => at > left);
      if (!places.length) break;
      const sizes = widths(places.map((at) => letters.slice(left, at).join("") + (hyphen ? HYPHEN : "")));
      left = places.filter((_, at) => sizes[at] <= line).at(-1) ?? places[0];
      found.push(left);
    }
    return found;
  }

  width(first, last) { return this.widths[last] - this.widths[first] - this.spaces[first]; }

  characters(first, last) {
    return this.reading[last] - this.reading[first] - (this.parts[first].spaced ? this.text.space : 0);
  }

  cues() {
    const count = this.parts.length;
    const cheapest = [0, ...Array(count).fill(Infinity)];
    const found = Array(count + 1).fill(null);
    const most = this.room.line * this.room.lines + this.space * this.room.lines;
    for (let last = 1; last <= count; last += 1) {
      for (let first = last - 1; first >= 0; first -= 1) {
        if (first < last - 1 && this.width(first, last) > most) break;
        const cost = cheapest[first] + this.costOfCue(first, last);
        if (cost >= cheapest[last]) continue;
        const wrapped = this.wrapped(first, last);
        if (wrapped && cost + wrapped.cost < cheapest[last]) {
          cheapest[last] = cost + wrapped.cost;
          found[last] = wrapped.edges;
        }
      }
    }
    const cues = [];
    for (let at = count; at > 0; at = found[at][0]) cues.unshift(found[at]);
    return this.timed(cues);
  }

  // The seconds that a reader needs at least.
  needed(first, last) {
    const { text } = this;
    const needed = this.characters(first, last) / text.characters_a_second;
    if (text.seconds_a_word === null) return needed;
    return Math.max(needed, (1 + this.words[last] - this.words[first + 1]) * text.seconds_a_word);
  }

  costOfCue(first, last) {
    const { room } = this;
    const seconds = this.begins[last] - this.begins[first];
    const size = this.width(first, last);
    const excess = this.needed(first, last) / Math.max(seconds, 0.001) - 1;
    return A_CUE + this.parts[last - 1].cost
      + SENTENCE_INSIDE * (this.sentences[last - 1] - this.sentences[first])
      + STRAY * Math.max(1 - size / (room.line * room.lines * FULL_ENOUGH), 0)
      + STRAY * Math.max(SHORTEST_SECONDS - seconds, 0)
      + TOO_LONG * Math.max(seconds - LONGEST_SECONDS, 0)
      + (excess > 0 ? OVER_THE_LIMIT + TOO_FAST * excess : 0);
  }

  // The best lines, as few as possible; null when they don't fit. One part alone always stands, however wide.
  wrapped(first, last) {
    if (last - first === 1) return { cost: 0, edges: [first, last] };
    for (let lines = 1; lines <= this.room.lines; lines += 1) {
      let best = null;
      for (const edges of this.edges(first, last, lines)) {
        const cost = this.costOfLines(edges);
        if (!best || cost < best.cost) best = { cost, edges };
      }
      if (best) return { cost: best.cost + A_LINE * (lines - 1), edges: best.edges };
    }
    return null;
  }

  fits(first, last) {
    return this.width(first, last) <= this.room.line && this.characters(first, last) <= this.text.longest_line;
  }

  *edges(first, last, lines) {
    if (lines === 1) {
      if (this.fits(first, last)) yield [first, last];
      return;
    }
    const rest = (this.room.line + this.space) * (lines - 1);
    for (let edge = first + 1; edge < last - lines + 2; edge += 1) {
      if (!this.fits(first, edge)) return;
      if (this.width(edge, last) > rest) continue;
      for (const below of this.edges(edge, last, lines - 1)) yield [first, ...below];
    }
  }

  costOfLines(edges) {
    if (edges.length === 2) return 0;
    const widths = edges.slice(1).map((right, at) => this.width(edges[at], right));
    const uneven = (Math.max(...widths) - Math.min(...widths)) / this.room.line;
    return edges.slice(1, -1).reduce((sum, edge) => sum + this.parts[edge - 1].cost, 0) / 2 + UNEVEN * uneven;
  }

  shown(first, last) {
    return this.parts.slice(first, last).map((part) => (part.spaced ? " " : "") + part.shown).join("").replace(/^ +/, "");
  }

  // A cue begins when its first word sounds, or as much later or earlier as its readers need, and stays until the next one
  // or, before a pause, until its last word is said.
  timed(divided) {
    const { milliseconds } = this.text;
    const needs = divided.map((edges) => Math.ceil(1000 * this.needed(edges[0], edges.at(-1))));
    const starts = this.starts(divided, needs);
    return divided.map((edges, at) => {
      const ends = this.parts[edges.at(-1) - 1];
      const until = starts[at + 1] ?? milliseconds;
      const lingers = Math.max(ends.start + LAST_WORD_MS, ends.until, starts[at] + needs[at]);
      const end = until - lingers >= GAP_MS ? lingers : until;
      const lines = edges.slice(1).map((right, line) => this.shown(edges[line], right));
      return { start: starts[at] / 1000, end: Math.max(end, starts[at] + 1) / 1000, lines, text: lines.join("\n") };
    });
  }

  // When each cue begins, in ms: with its first word, but where a cue needs more time than its words take, the next one
  // waits or, in a pause of the voice, it begins before them itself. No cue goes before its last word is said.
  starts(divided, needs) {
    const spoken = [];
    for (const [first] of divided) spoken.push(Math.max(this.parts[first].start, spoken.length ? spoken.at(-1) + 1 : 0));
    const latest = [...spoken, this.text.milliseconds];
    for (let at = divided.length - 1; at > 0; at -= 1) {
      const { until } = this.parts[divided[at - 1].at(-1) - 1];
      const earliest = Math.min(spoken[at], Math.max(until, spoken[at] - MOST_LATE_MS));
      latest[at] = Math.min(Math.max(latest[at + 1] - needs[at], earliest), spoken[at] + MOST_LATE_MS);
    }
    const starts = spoken.slice(0, 1);
    for (let at = 1; at < divided.length; at += 1) {
      const wanted = Math.max(spoken[at], starts[at - 1] + needs[at - 1]);
      starts.push(Math.max(Math.min(wanted, latest[at]), starts[at - 1] + 1));
    }
    return starts;
  }
}
