// Finds where sentences begin and end: in the words with their times or, of older speech, in subtitles. There a cue that
// holds the end of one and the beginning of another belongs to the first: nothing begins or ends within a cue.

const ENDS = /[.!?…。！？؟۔।]["'”’»)\]」』]*$/u;
const BEFORE = 0.06; // seconds before the next sentence, so that nothing of it is heard

export function sentencesOf(cues, timedText) {
  const found = [];
  let begun = false;
  for (const { start, end, ends } of timedText ? words(timedText) : lines(cues)) {
    if (!begun) found.push({ start, end });
    found.at(-1).end = end;
    begun = !ends;
  }
  return found.map((sentence, at) => ({ ...sentence, end: Math.max(sentence.start, Math.min(sentence.end, (found[at + 1]?.start ?? Infinity) - BEFORE)) }));
}

// The cost of a break is 0 at the end of a sentence and nowhere else (contract/timed_text.py).
const words = ({ pieces }) => pieces.map(({ start, until, cost }) => ({ start: start / 1000, end: until / 1000, ends: cost === 0 }));
const lines = (cues) => cues.map(({ start, end, text }) => ({ start, end, ends: ENDS.test(text.replaceAll("\n", " ").trim()) }));
