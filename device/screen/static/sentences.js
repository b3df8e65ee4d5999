// Finds where sentences begin and end in subtitles. A cue that holds the end of one and the beginning of another belongs
// to the first: nothing begins or ends within a cue.

const ENDS = /[.!?…。！？؟۔।]["'”’»)\]」』]*$/u;
const BEFORE = 0.06; // seconds before the next sentence, so that nothing of it is heard

export function sentencesOf(cues) {
  const found = [];
  let begun = false;
  for (const cue of cues) {
    if (!begun) found.push({ start: cue.start, end: cue.end });
    found.at(-1).end = cue.end;
    begun = !ENDS.test((cue.lines?.join(" ") ?? cue.text).trim());
  }
  return found.map((sentence, at) => ({ ...sentence, end: Math.max(sentence.start, Math.min(sentence.end, (found[at + 1]?.start ?? Infinity) - BEFORE)) }));
}
