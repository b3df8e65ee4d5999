// What the visitor took among the offers, and the ways there. It stays in this phone.
import { recall, remember } from "./profile.js";

const DAY_MS = 24 * 3600 * 1000;
const MOST_IN_PLAN = 5; // as many as the server takes

export const recent = (name, now = Date.now()) => recall(name, []).filter(({ at }) => now - at < DAY_MS);
export const withoutKey = (name, key) => recent(name).filter((each) => each.key !== key);

const isOver = ({ code }, now) => Boolean(code) && code.expires * 1000 <= now;

// The offers that the visitor took and has not been to: stops of the tour, each with its room and, where it has one, its code.
export const offerStops = (now = Date.now()) => recent("offers_taken", now).filter((taken) => !taken.done && !isOver(taken, now));

// The keys of those that have a place: the plan leads there first, in the order in which they were taken.
export const offersToVisit = () => offerStops().filter(({ room }) => room).map(({ key }) => key).slice(0, MOST_IN_PLAN);

// Those that were in the plan and can't be had any more, because their code has expired.
export const expiredInPlan = (now = Date.now()) =>
  recent("offers_taken", now).filter((taken) => !taken.done && isOver(taken, now) && recall("offers_planned", []).includes(taken.key));

// Whether the last plan led to what the visitor goes to.
export const inPlan = () => offersToVisit().join() === recall("offers_planned", []).join();

// Keeps the ways that came with a plan for these offers.
export function keepWays(keys, ways) {
  remember("offers_planned", keys);
  remember("offer_ways", ways ?? []);
}

// The ways that are ahead, as stops: `kind` "offer", the title with its language, and what the server said of the way.
export function offersAhead() {
  const taken = new Map(offerStops().map((each) => [each.key, each]));
  return recall("offer_ways", []).filter(({ key }) => taken.has(key)).map((way) => {
    const [title_language, title] = Object.entries(taken.get(way.key).title)[0] ?? ["", ""];
    return { ...way, kind: "offer", title, title_language };
  });
}

// The visitor was there, and goes on from that place.
export function beenTo(key) {
  const way = recall("offer_ways", []).find((each) => each.key === key);
  remember("offers_taken", recent("offers_taken").map((each) => (each.key === key ? { ...each, done: true } : each)));
  if (!way?.way) return;
  remember("at", way.ends);
  remember("at_offer", { ends: way.ends, at: way.at, room_name: way.room_name });
}

// Where the visitor is, when that is the place of an offer: {ends, at, room_name}, or null.
export function atOffer() {
  const stood = recall("at_offer", null);
  return stood !== null && stood.ends === recall("at", null) ? stood : null;
}
