// The sentences of a text on the page, each in an element of its own with the second at which it is said.
import { SENTENCE_END } from "./history.js";

const SENTENCE = 0; // the cost of a break after a sentence, as in web/static/cues.js
const letters = (text) => text.replaceAll(/\s/g, "").length;

// Returns the sentences of a recording: { start } in seconds, and { letters }, how many without spaces. Made of the words with
// their times, else of the subtitles.
export function sentencesOf(timed, cues) {
  const found = [];
  let open = null;
  const add = (text, start, ends) => {
    open ??= { start, letters: 0 };
    open.letters += letters(text);
    if (ends) {
      found.push(open);
      open = null;
    }
  };
  if (timed) {
    for (const piece of timed.pieces) add(piece.text, piece.start / 1000, piece.cost === SENTENCE);
  } else {
    for (const cue of cues) {
      let from = 0;
      for (const end of cue.text.matchAll(SENTENCE_END)) {
        add(cue.text.slice(from, end.index + end[0].length), cue.start, true);
        from = end.index + end[0].length;
      }
      if (cue.text.slice(from).trim()) add(cue.text.slice(from), cue.start, false);
    }
  }
  if (open) found.push(open);
  return found;
}

// Wraps the words of each sentence in elements of the class `sentence` with `data-start`, and returns them in lists, one for each
// sentence: a word of the glossary divides one. Returns [] where the recording says other words than the text has.
export function divideText(block, sentences) {
  const paragraphs = [...block.querySelectorAll("p")];
  const all = paragraphs.reduce((sum, each) => sum + letters(each.textContent), 0);
  if (all !== sentences.reduce((sum, each) => sum + each.letters, 0)) return [];
  const texts = paragraphs.flatMap((paragraph) => textsIn(paragraph));
  return sentences.map(({ start, letters: count }) => {
    const parts = [];
    let left = count;
    while (left > 0 && texts.length > 0) {
      const text = texts.shift();
      const at = placeAfter(text.data, left);
      if (at < text.data.length) texts.unshift(text.splitText(at));
      left -= letters(text.data);
      parts.push(wrapped(text, start));
    }
    return parts;
  });
}

const textsIn = (node) => [...node.childNodes].flatMap((child) => (child.nodeType === Node.TEXT_NODE ? [child] : textsIn(child)));

// The place in a text after so many letters that are no spaces.
function placeAfter(text, count) {
  let left = count;
  for (let at = 0; at < text.length; at += 1) {
    if (left === 0) return at;
    if (!/\s/.test(text[at])) left -= 1;
  }
  return text.length;
}

function wrapped(text, start) {
  const part = document.createElement("span");
  part.className = "sentence";
  part.dataset.start = start;
  text.replaceWith(part);
  part.append(text);
  return part;
}
