// WebVTT, as much of it as our own files use: cues with times and lines of text.

function seconds(clock) {
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

export function parse(text) {
  const cues = [];
  for (const chunk of text.replace(/\r\n?/g, "\n").split(/\n{2,}/)) {
    const lines = chunk.split("\n");
    const at = lines.findIndex((line) => line.includes("-->"));
    if (at < 0) continue;
    const [start, rest] = lines[at].split("-->").map((part) => part.trim());
    const plain = lines.slice(at + 1).join("\n").replace(/<[^>]*>/g, "");
    const words = plain.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&nbsp;/g, " ").replace(/&amp;/g, "&");
    cues.push({ start: seconds(start), end: seconds(rest.split(/\s+/)[0]), words });
  }
  return cues;
}

// What is to be read at `time`: the cue that is spoken. Before the first one it is the first, so that a page
// that waits for a touch already says something; after the last one it is the last.
export function cueAt(cues, time) {
  if (cues.length === 0) return "";
  if (time <= cues[0].start) return cues[0].words;
  if (time >= cues.at(-1).end) return cues.at(-1).words;
  const cue = cues.find((each) => each.start <= time && time < each.end);
  return cue ? cue.words : "";
}
