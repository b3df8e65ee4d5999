// The level of the sound that a technician has set, and the sentence by which they hear it.
import { soundLevel } from "./reader.js";

let asked = null; // the number of the last sentence; a page that was just loaded says none

export function drawSound({ level, check }, sentence, language, silenced) {
  soundLevel(level);
  if (asked !== null && check !== asked && !silenced) say(sentence, language);
  asked = check;
}

async function say(text, language) {
  const body = JSON.stringify({ text, language, pace: 1 });
  const answer = await fetch("access/say", { method: "POST", body }).catch(() => null);
  if (answer?.status !== 200) return;
  const address = URL.createObjectURL(await answer.blob());
  const sound = new Audio(address);
  sound.volume = document.getElementById("player").volume;
  sound.onended = sound.onerror = () => URL.revokeObjectURL(address);
  document.body.dataset.soundCheck = String(sound.volume);
  sound.play().catch(() => URL.revokeObjectURL(address));
}
