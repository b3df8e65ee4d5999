// Draws the tour on the floors of the building: where the visitor is, the way, the stops, and the rooms that are full or closed.
import { placeNames } from "./room_names.js";

const SVG = "http://www.w3.org/2000/svg";
const STOP_PX = 8.5; // the radius of a stop, for which the server keeps room
const PICTURE_LATER_MS = 1500;
const NAME_GAP_PX = 12; // from the middle of an offer's mark to its name
const NAME_LETTER_PX = 7.2; // a letter of a name of 12 px; an assumption, wider than most
const shape = (name, facts = {}, ...inside) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(facts)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
};

// The parts of a path that lie on one floor: runs of [x, y] with the number of the floor.
export function runs(path) {
  const found = [];
  for (const [floor, x, y] of path) {
    if (found.at(-1)?.floor !== floor) found.push({ floor, points: [] });
    found.at(-1).points.push([x, y]);
  }
  return found.filter((run) => run.points.length > 1);
}

// Stops that would lie on an earlier one keep their place and lose their number. Returns [stop, whether it is small].
export function apart(stops, radius) {
  const large = [];
  return stops.map((stop) => {
    const small = large.some(([x, y]) => Math.hypot(x - stop.at[0], y - stop.at[1]) < 2 * radius);
    if (!small) large.push(stop.at);
    return [stop, small];
  });
}

export class FloorPlan {
  constructor(root) {
    this.root = root;
    this.figures = [...root.querySelectorAll("[data-floor]")];
    this.choices = [...root.querySelectorAll("[data-floor-choice]")];
    this.chosen = null;
    this.pictures = new Promise((done) => { // of floors: after all that the page needs, and after its first sound
      if (document.readyState === "complete") done();
      else addEventListener("load", () => setTimeout(done, PICTURE_LATER_MS), { once: true });
    });
    for (const choice of this.choices) {
      choice.addEventListener("click", () => {
        this.chosen = choice.dataset.floorChoice;
        this.#showFloor();
      });
    }
  }

  // `states`: room → its state, as { kind: "full" or "closed", word }. `here`: [floor, x, y]. `ways`: paths, the next one first. `stops`: {number, at: [floor, x, y], seen, name}, the next one
  // first; `name`: of an offer, which is written beside it.
  draw({ here, ways, stops, states }) {
    this.here = here === null ? null : String(here[0]);
    for (const figure of this.figures) {
      const drawn = figure.querySelector("[data-tour]");
      const at = ([, x, y]) => [
        (x - Number(figure.dataset.left)) / Number(figure.dataset.unit),
        (y - Number(figure.dataset.top)) / Number(figure.dataset.unit),
      ];
      const isHere = ([floor]) => String(floor) === figure.dataset.floor;
      const drawnWays = ways.map((path) => runs(path).filter((run) => isHere([run.floor])).map((run) => run.points.map((point) => at([0, ...point]))));
      const lines = drawnWays.flatMap((parts, place) => parts.map((points) => shape("polyline", {
        class: place === 0 ? "way next" : "way",
        points: points.map((point) => point.map((n) => n.toFixed(1)).join()).join(" "),
      }))).reverse(); // the next way lies on top
      const placed = stops.filter((stop) => isHere(stop.at)).map((stop) => ({ ...stop, next: stop === stops[0] && !stop.seen, at: at(stop.at) }));
      const marks = apart(placed, STOP_PX).map(([stop, small]) => (stop.name ? this.#offer(stop, figure) : this.#stop(stop, small))).reverse();
      const you = here !== null && isHere(here) ? [this.#you(at(here))] : [];
      drawn.replaceChildren(...lines, ...marks, ...you);
      placeNames(figure, drawnWays);
    }
    for (const room of this.root.querySelectorAll("[data-room]")) {
      for (const kind of ["full", "closed"]) room.classList.toggle(kind, states[room.dataset.room]?.kind === kind);
    }
    for (const word of this.root.querySelectorAll("[data-state]")) {
      const state = states[word.dataset.state];
      word.toggleAttribute("hidden", !state);
      word.textContent = state?.word ?? "";
    }
    this.#showFloor();
  }

  #stop({ number, at: [x, y], seen, next }, small) {
    const group = shape("g", { class: `stop${seen ? " seen" : ""}${next ? " next" : ""}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
    if (seen) group.append(shape("circle", { r: 6 }), shape("path", { d: "M-2.7 .3l2 2 3.4-4" }));
    else if (small) group.append(shape("circle", { r: 3 }));
    else {
      const text = shape("text", { y: 4.2, "text-anchor": "middle" });
      text.textContent = number;
      group.append(shape("circle", { r: STOP_PX }), text);
    }
    return group;
  }

  // The name stands on the side that has more room, and is cut where it would leave the drawing.
  #offer({ name, at: [x, y], next }, figure) {
    const { width } = figure.querySelector("svg").viewBox.baseVal;
    const left = x > width / 2;
    const most = Math.max(3, Math.floor(((left ? x : width - x) - NAME_GAP_PX) / NAME_LETTER_PX));
    const text = shape("text", { x: left ? -NAME_GAP_PX : NAME_GAP_PX, y: 4.2, "text-anchor": left ? "end" : "start" });
    text.textContent = name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name;
    return shape("g", { class: `stop offer${next ? " next" : ""}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
      shape("rect", { x: -6, y: -6, width: 12, height: 12, transform: "rotate(45)" }), text);
  }

  #you([x, y]) {
    return shape("g", { class: "you", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, shape("circle", { r: 7.5 }), shape("circle", { r: 3.5 }));
  }

  // The museum's own picture of the floor that is seen.
  #showPicture() {
    const image = this.figures.find((figure) => !figure.hidden)?.querySelector("image[data-picture]:not([href])");
    image?.setAttribute("href", image.dataset.picture);
  }

  // The floor that the visitor is on, unless they looked at another one.
  #showFloor() {
    const numbers = this.figures.map((figure) => figure.dataset.floor);
    const wanted = [this.chosen, this.here, numbers[0]].find((number) => numbers.includes(number));
    for (const figure of this.figures) figure.hidden = figure.dataset.floor !== wanted;
    this.pictures.then(() => this.#showPicture());
    for (const choice of this.choices) choice.setAttribute("aria-pressed", String(choice.dataset.floorChoice === wanted));
  }
}
