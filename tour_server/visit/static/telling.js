// Chooses what is told of a work, in this phone: narration.script.compose for the one language and level of the page. The
// history and the interests never leave the phone, so the page carries every block, and this leaves out and orders.

const PARTS = ["look", "telling", "question"];
const LONGER = 1.15; // as in narration.script
export const SHORT_SECONDS = 45;
export const USUAL_SECONDS = 90;
export const LONG_SECONDS = 180;

// The time for one work, from the minutes of the tour: a short tour tells less of each.
export function secondsFor(minutes) {
  if (minutes === null) return USUAL_SECONDS;
  if (minutes <= 20) return SHORT_SECONDS;
  return minutes >= 90 ? LONG_SECONDS : USUAL_SECONDS;
}

const byPart = (one, other) => PARTS.indexOf(one.part) - PARTS.indexOf(other.part);
const tellings = (tracks) => tracks.filter((track) => track.part === "telling");
const lengthOf = (tracks) => tracks.reduce((sum, track) => sum + track.seconds, 0);

// What makes look, then what is told by the interests, then the questions. Of two themes that of more weight goes first.
function ranked(tracks, interests) {
  const weight = (track) => interests[track.theme] ?? 0;
  return [...tracks].sort((one, other) => byPart(one, other) || weight(other) - weight(one));
}

// A block on what this work shares with one that was met, the last one met first, if not yet said.
function linkTo(links, work, met, gone) {
  for (const earlier of [...met].reverse()) {
    if (earlier === work) continue;
    const link = links.find((each) => each.met.includes(earlier) && !gone.has(each.key));
    if (link) return link;
  }
  return null;
}

function inTime(tracks, link, seconds, begun) {
  const looks = tracks.filter((track) => track.part === "look");
  const questions = tracks.filter((track) => track.part === "question");
  const able = tellings(tracks);
  if (seconds === null) return [...looks, ...able, ...(link ? [link] : []), ...questions];
  let left = LONGER * seconds - lengthOf([...begun, ...looks, ...questions]);
  const told = tellings(begun).length > 0 ? [] : able.slice(0, 1);
  left -= lengthOf(told);
  const fits = link !== null && link.seconds <= left;
  if (fits) left -= link.seconds;
  for (const track of able.slice(told.length)) {
    if (track.seconds > left) break;
    left -= track.seconds;
    told.push(track);
  }
  return [...looks, ...told, ...(fits ? [link] : []), ...questions];
}

// Returns { tracks, deeper }: what to say, and the layer to ask for next, or null. `tracks`, `links`: of the page.
// `met`: keys of works, in order. `said`: keys of blocks. `begun`: what this telling said already; what follows is chosen
// anew, and nothing of it is said twice. Everything that was said before is said again only where nothing else is left.
export function choose({ tracks, links = [], work = null, layer = 1, interests = {}, seconds = null, met = [], said = [], begun = [] }) {
  const gone = new Set([...said, ...begun.map((track) => track.key)]);
  const ofLayer = (number) => ranked(tracks.filter((track) => track.layer === number), interests);
  const own = ofLayer(layer);
  let chosen = own;
  if (layer > 1 && gone.size > 0) {
    chosen = [...ofLayer(1).filter((track) => track.part !== "look"), ...own].sort(byPart);
  }
  chosen = chosen.filter((track) => !gone.has(track.key));
  if (begun.length > 0) chosen = chosen.filter((track) => track.part !== "look");
  else if (chosen.length === 0) chosen = own;
  const linked = begun.some((track) => track.met);
  const link = (layer === 1 || begun.length > 0) && !linked ? linkTo(links, work, met, gone) : null;
  const told = layer === 1 || seconds !== null ? inTime(chosen, link, seconds, begun) : chosen;
  const after = new Set([...gone, ...told.map((track) => track.key)]);
  const layers = tracks.filter((track) => track.layer > layer && !after.has(track.key)).map((track) => track.layer);
  if (tellings(told).length - told.filter((track) => track.met).length < tellings(chosen).length) layers.push(Math.max(layer, 2));
  return { tracks: [...begun, ...told], deeper: layers.length > 0 ? Math.min(...layers) : null };
}
