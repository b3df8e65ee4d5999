// Reads WebVTT, as much of it as the files of a release use: cues with times and lines of text.

function seconds(stamp) {
  return stamp.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

// In a textarea markup is text, so that nothing in it runs.
function unescape(text) {
  const holder = document.createElement("textarea");
  holder.innerHTML = text;
  return holder.value;
}

// Returns the cues of a file in its order: { start, end } in seconds and { text } without tags.
export function parseCues(file) {
  const cues = [];
  for (const block of file.replace(/\r\n?/g, "\n").split(/\n{2,}/)) {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => line.includes("-->"));
    if (at < 0) continue;
    const [start, rest] = lines[at].split("-->").map((part) => part.trim());
    const text = lines.slice(at + 1).join("\n").replace(/<[^>]*>/g, "");
    cues.push({ start: seconds(start), end: seconds(rest.split(/\s+/)[0]), text: unescape(text) });
  }
  return cues;
}
