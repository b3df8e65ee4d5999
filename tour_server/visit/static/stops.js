// The stops of the tour on the plan page: now, next and the list, each with its line of direction.
import { recall } from "./profile.js";
import { atOffer } from "./offers_taken.js";
import { seen, skipped } from "./route.js";
import { inMinutes, page, pageOf, say } from "./words.js";

const place = (id) => document.getElementById(id);
export const element = (name, facts = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...inside);
  return made;
};

// The number and the title of a stop or of a work of this page.
export function named({ number, title, title_language }) {
  return [
    element("span", { className: "number", textContent: number }), " ",
    element("cite", { textContent: title, lang: title_language, dir: "auto" }),
  ];
}

export const isRest = (stop) => stop.kind === "rest";
export const isOffer = (stop) => stop.kind === "offer";

// What a rest is called: the sign's word of its place.
const restName = (stop) => {
  const kind = page().places[stop.place]?.kind;
  return kind ? say("rest", { place: say(`sign_${kind}`) }) : say("rest_anywhere");
};

const offerName = ({ title, title_language }) => element("span", { textContent: title, lang: title_language, dir: "auto" });

export const titleOf = (stop) => (isRest(stop) ? [restName(stop)] : isOffer(stop) ? [offerName(stop)] : named(stop));

// Where the visitor stands: the work opened last, the place of an offer they went to, or null at the entrance.
export const here = () => recall("at", null);

// The line of direction to a stop from `before`. Where the plan was made from another place only the room is certain.
export function lineTo(stop, before) {
  if (stop.work && stop.work === here()) return say("here_now");
  if (isOffer(stop) && stop.way === null) return stop.words;
  return stop.way && (stop.way.after ?? null) === before ? stop.way.line : (stop.room_name ?? "");
}

// The work or the offer's place before each stop of a list, from where the visitor stands: ways begin there.
export function worksBefore(stops) {
  let before = here();
  return stops.map((stop) => {
    const found = before;
    before = stop.work ?? (isOffer(stop) && stop.way ? stop.ends : before);
    return found;
  });
}

export function showNow(next) {
  const work = page().works[here()];
  place("now").replaceChildren(...(work ? named(work) : [atOffer()?.room_name ?? say("at_entrance")]));
  const when = next.work && next.work === here() ? [] : [" ", element("span", { className: "second small", textContent: inMinutes(minutesTo(next)) })];
  place("next-title").replaceChildren(...titleOf(next), ...when);
  place("next-line").textContent = lineTo(next, here());
}

const minutesTo = (stop) => Math.max(1, Math.round(stop.arrives / 60));

// One stop of the list. `actions` make its buttons. `roomState`: that its room is full or closed, or "".
export function stopLine(stop, before, actions, roomState) {
  const isHere = Boolean(stop.work) && stop.work === here();
  const state = roomState ? [` (${roomState})`] : [];
  const when = isHere ? [] : [element("br"), inMinutes(minutesTo(stop))];
  const where = element("span", { className: "second small" }, lineTo(stop, before), ...state, ...when);
  const picture = stop.picture ? [element("img", { src: stop.thumbnail ?? stop.picture, className: stop.cut ?? "", alt: "", loading: "lazy" })] : [];
  const words = element("span", {}, ...titleOf(stop), element("br"), where);
  const line = isRest(stop) ? element("p", { className: "rest" }, words) : element("a", { href: pageOf(stop) }, ...picture, words);
  const buttons = isRest(stop) ? [] : actions.filter(([key]) => !isHere || key === "skip").map(([key, act]) => {
    const button = element("button", { type: "button", className: "quiet small", textContent: say(key) });
    button.setAttribute("aria-label", `${say(key)}: ${stop.title}`);
    button.addEventListener("click", () => act(stop));
    return button;
  });
  return element("li", {}, line, element("p", { className: "actions" }, ...buttons));
}

export function showSkipped(key) {
  const work = page().works[key];
  place("undo").hidden = !work || !skipped().includes(key);
  if (!place("undo").hidden) place("undo").querySelector("span").textContent = say("skipped", { title: work.title });
}

// What floor.js draws of the tour: where the visitor is, the ways that begin where they are, the stops with a known place.
export function drawnTour(stops, states) {
  const { works, places, entrance } = page();
  const at = (stop) => (isOffer(stop) ? stop.at : isRest(stop) ? places[stop.place]?.at : works[stop.work]?.at) ?? null;
  const ahead = stops.map((stop) => ({ number: stop.number ?? "", at: at(stop), seen: false, name: isOffer(stop) ? stop.title : null }));
  const met = seen().filter((key) => key !== here()).map((key) => ({ number: "", at: works[key]?.at ?? null, seen: true }));
  const first = stops.length > 0 && (stops[0].way?.after ?? null) === here();
  return {
    here: works[here()]?.at ?? atOffer()?.at ?? entrance,
    ways: stops.map((stop, index) => ((index > 0 || first) && stop.way ? stop.way.path : [])),
    stops: [...ahead, ...met].filter((stop) => stop.at !== null),
    states,
  };
}
