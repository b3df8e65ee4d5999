// What was met and said in this visit, and where the telling was. Kept in this phone alone.
import { recall, remember } from "./profile.js";

const VISIT_MS = 6 * 3600 * 1000; // after so long without a telling a new visit begins
const PLACE_MS = 3600 * 1000; // so long a page that is opened again goes on where it was

const EMPTY = { met: [], said: [], signs: {}, unlearned: false, at: 0 };

function visit(now = Date.now()) {
  const kept = { ...EMPTY, ...recall("visit", EMPTY) };
  return now - kept.at > VISIT_MS ? EMPTY : kept;
}

// The last visit, however long ago: the page that keeps it is looked at in the evening, too.
export const lastVisit = () => ({ ...EMPTY, ...recall("visit", EMPTY) });

export const metWorks = () => visit().met;
export const saidBlocks = () => visit().said;

// A work counts as met when its telling begins. The work met last stands last.
export function meet(...works) {
  const before = visit();
  remember("visit", { ...before, met: [...before.met.filter((key) => !works.includes(key)), ...works], at: Date.now() });
}

export function noteSaid(block) {
  const before = visit();
  remember("visit", { ...before, said: [...before.said.filter((key) => key !== block), block], at: Date.now() });
}

// The signs of interest of each work, as lingering.js writes them.
export const signsOf = () => visit().signs;

export function noteSigns(work, signs) {
  const before = visit();
  remember("visit", { ...before, signs: { ...before.signs, [work]: signs }, at: Date.now() });
}

// Whether the visitor wants no plan to follow from those signs. It holds for this visit.
export const isUnlearned = () => visit().unlearned;
export const unlearn = () => remember("visit", { ...visit(), unlearned: true, at: Date.now() });

export function keepPlace(place) {
  remember("place", { ...place, at: Date.now() });
}

export function placeIn(work, now = Date.now()) {
  const place = recall("place", null);
  return place !== null && place.work === work && now - place.at < PLACE_MS ? place : null;
}

// Blocks of other languages and levels that say the same at the same point have this in common.
export const slotOf = (track, among) => {
  const alike = among.filter((each) => each.part === track.part && each.layer === track.layer && each.theme === track.theme && Boolean(each.met) === Boolean(track.met));
  return { part: track.part, layer: track.layer, theme: track.theme, link: Boolean(track.met), n: alike.indexOf(track) };
};

// The track of a slot, else one of the same part and layer, else null.
export function trackOf(slot, among) {
  const alike = among.filter((each) => each.part === slot.part && each.layer === slot.layer && Boolean(each.met) === slot.link);
  const same = alike.filter((each) => each.theme === slot.theme);
  return same[Math.min(slot.n, same.length - 1)] ?? alike[0] ?? null;
}

// The end of a sentence, in the scripts that mark it. A language that marks none (Thai) goes on at the block's beginning.
export const SENTENCE_END = /(?:[.!?…؟۔।]+["'”’»)]*(?=\s|$)|[。！？]+[」』）]*)/gu;

// Returns the sentences of the subtitles, each with the time at which the subtitle that it begins in begins.
function starts(cues) {
  const found = [0];
  cues.forEach((cue, place) => {
    for (const match of cue.text.matchAll(SENTENCE_END)) {
      const atEnd = cue.text.slice(match.index + match[0].length).trim() === "";
      const begins = atEnd ? cues[place + 1]?.start : cue.start;
      if (begins !== undefined) found.push(begins);
    }
  });
  return found;
}

// Returns the number of the sentence that is said at a time: 0 is the first.
export const sentenceAt = (cues, seconds) => starts(cues).filter((start) => start <= seconds).length - 1;

// Returns when a sentence begins, in seconds. Where there are fewer sentences that is the beginning of the last one.
export const startOf = (cues, sentence) => starts(cues).slice(0, sentence + 1).at(-1);
