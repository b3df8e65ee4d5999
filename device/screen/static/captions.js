// The choice of captions in another language than the sound, in More, for two people at one screen.

import { renew } from "./focus.js";
import { direction, line, ownName, wordIn } from "./words.js";

const $ = (id) => document.getElementById(id);

export function drawCaptions(scene, { touch, say }) {
  const several = scene.languages.length > 1;
  $("captions-words").hidden = $("captions").hidden = !several;
  const shown = scene.captions || scene.language;
  renew($("captions"), [scene.languages, shown], () => scene.languages.map((language) => {
    const button = line("button", [ownName(language), language]);
    button.dataset.key = language;
    button.setAttribute("aria-pressed", String(language === shown));
    button.onclick = () => touch("captions", language);
    return button;
  }));
  const before = $("captions-chosen").shown;
  renew($("captions-chosen"), [scene.language, scene.captions], () => (scene.captions ? [scene.language, scene.captions].map((language) => said(language, scene, say)) : []));
  if (before !== $("captions-chosen").shown && scene.captions) $("captions-chosen").scrollIntoView({ block: "nearest" });
}

// What was chosen, for a reader of `language`; each language has its own name.
function said(language, scene, say) {
  const sentence = wordIn(language, "sound_and_captions") ?? say("sound_and_captions");
  const [before, between, after] = sentence.split(/\{sound\}|\{captions\}/u);
  const names = [scene.language, scene.captions];
  if (sentence.indexOf("{captions}") < sentence.indexOf("{sound}")) names.reverse();
  const told = line("p", ["", language]);
  told.append(before, name(names[0]), between, name(names[1]), after);
  return told;
}

const name = (language) => Object.assign(document.createElement("bdi"), { textContent: ownName(language), lang: language, dir: direction(language) });
