// The phrases of a text that stand in italics. The rules are those of contract/italics.py; a test compares the two, so
// change them together.

const LETTER = /[\p{L}\p{N}_]/u;
const UNSPACED = "\u2e80"; // from here on, words have no spaces between them
const HYPHEN = "\u2010"; // that a subtitle puts in where it divides a word
const isWord = (sign) => sign !== undefined && LETTER.test(sign);
const counts = (sign) => isWord(sign) && sign !== "_" && sign < UNSPACED;

// Returns [start, end] of each phrase wherever it occurs in a text, in order and without overlap.
export function italicRanges(text, phrases) {
  const wanted = [...new Set((phrases ?? []).map((one) => one.trim().replaceAll(/\s+/gu, " ")).filter(Boolean))]
    .sort((one, other) => other.length - one.length)
    .map((one) => ({
      pattern: new RegExp(one.replaceAll(/[.*+?^${}()|[\]\\/-]/gu, "\\$&").replaceAll(" ", "\\s+"), "y"),
      before: counts(one[0]),
      after: counts(one.at(-1)),
    }));
  const found = [];
  for (let at = 0; wanted.length && at < text.length; at += 1) {
    for (const { pattern, before, after } of wanted) {
      pattern.lastIndex = at;
      const end = pattern.test(text) ? pattern.lastIndex : 0;
      if (!end || (before && isWord(text[at - 1])) || (after && isWord(text[end]))) continue;
      found.push([at, end]);
      at = end - 1;
      break;
    }
  }
  return found;
}

// Returns the nodes for a text, what is within `ranges` in italics; `from`: where the text begins in what they count.
export function slanted(text, ranges, from = 0) {
  const nodes = [];
  let end = 0;
  for (const [start, until] of ranges ?? []) {
    const [low, high] = [Math.max(end, start - from), Math.min(text.length, until - from)];
    if (low >= high) continue;
    const italic = document.createElement("i");
    italic.textContent = text.slice(low, high);
    nodes.push(text.slice(end, low), italic);
    end = high;
  }
  return [...nodes, text.slice(end)].filter((node) => node !== "");
}

// Gives each cue the `italics` of its text, also of a phrase that begins in one line or cue and ends in another.
export function markCues(cues, phrases) {
  if (!phrases?.length) return cues;
  const text = cues.map((cue) => cue.text).join("\n");
  let plain = "";
  const places = []; // of each sign of `plain` in `text`
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === HYPHEN && text[at + 1] === "\n") at += 1;
    else { plain += text[at]; places.push(at); }
  }
  const ranges = italicRanges(plain, phrases).map(([start, end]) => [places[start], places[end - 1] + 1]);
  let from = 0;
  return cues.map((cue) => {
    const until = from + cue.text.length;
    const italics = ranges.filter(([start, end]) => start < until && end > from)
      .map(([start, end]) => [Math.max(start, from) - from, Math.min(end, until) - from]);
    from = until + 1;
    return { ...cue, italics };
  });
}
