// Says in a sentence what has changed on the screen. `word` gives a piece of the screen's own words, `say` one of the
// spoken screen's: [text, language].

import { heard } from "../../static/screen.js";
import { asSentences, digits, joined, written } from "./describe.js";

const $ = (id) => document.getElementById(id);

const named = (work, say) => [say("number", { number: work.number }), work.title];
const listed = (works, say) => [say("works", { count: works.length }), ...works.flatMap((work) => named(work, say))];

// A telling that sounds says itself. Where nothing sounds, what is written is said.
function telling({ work, blocks, language }, word, say) {
  const name = named(work, say);
  if (!blocks.length) return [...name, ...written($("subtitle"))];
  return heard(blocks) ? name : [...name, ...blocks.map((block) => [block.text, language])];
}

// The offer of the museum, where there is one at the end of a telling.
const fromMuseum = (offer, word) => (offer ? asSentences([word("offer"), offer.title, offer.text, offer.room, offer.place, word("offer_phone")].filter(([words]) => words)) : []);

const SCREENS = {
  attract: (scene, word) => [word("show_me")],
  choose: (scene, word, say) => [say("camera_away"), word("no_eyes"), say("works", { count: scene.works.length })],
  seen: (scene, word) => [word("hold_still")],
  telling,
  unknown: (scene, word, say) => [word("unknown"), ...(scene.works.length ? [word("maybe"), ...listed(scene.works, say)] : []), word("closer")],
  one_of_two: (scene, word, say) => [word("one_of_two"), ...listed(scene.works, say)],
  resting: () => written($("resting")),
};

// Where the visitor is.
export function whereabouts(scene, word, say) {
  const over = scene.screen === "telling" && scene.what_now && scene.blocks.length;
  const pieces = over ? [...named(scene.work, say), word("what_now")] : (SCREENS[scene.screen]?.(scene, word, say) ?? []);
  return joined(asSentences(pieces), " ");
}

// What is new since `before`; nothing where nothing is.
export function changed(scene, before, word, say) {
  const differs = (fact) => JSON.stringify(fact(before)) !== JSON.stringify(fact(scene));
  if (differs(({ screen }) => screen)) return whereabouts(scene, word, say);
  if (scene.screen === "telling" && differs(({ play, blocks }) => [play, !heard(blocks)])) return whereabouts(scene, word, say);
  if (scene.screen === "telling" && scene.what_now && !before.what_now && scene.blocks.length)
    return joined([say("over"), ...(scene.what_now.question ? [scene.what_now.question] : []), ...fromMuseum(scene.what_now.offer, word)], " ");
  const offered = ["unknown", "one_of_two"].includes(scene.screen);
  return offered && differs(({ works }) => works.map(({ key }) => key)) ? whereabouts(scene, word, say) : [];
}

// How the visit is taken along: the address sign by sign where it is not read as it is written, and the number's digits.
export function handOver(scene, word, say) {
  if (!scene.address) return [];
  const spelled = { ".": say("dot")[0], "/": say("slash")[0], ":": say("colon")[0] };
  const address = scene.address.replace(/[./:]/g, (sign) => ` ${spelled[sign]} `);
  const [text, language] = word(scene.work ? "or_type" : "or_type_address");
  return [[text.replace("{address}", address).replace("{number}", digits(scene.work?.number ?? "")), language]];
}
