// Places the rooms' names where the way leaves room for them.

const GAP_PX = 1; // between a name and the middle of a way, which is 2.5 px wide; the letters do not fill their box

// Whether a line of points comes into a box [x, y, width, height] round its middle.
export function meets([x, y, width, height], points) {
  return points.some((end, index) => index > 0 && crosses([x, y, width / 2, height / 2], points[index - 1], end));
}

// Whether the segment has a part inside: it is cut by the two sides across, then by those up and down.
function crosses([x, y, halfWidth, halfHeight], [ax, ay], [bx, by]) {
  let first = 0;
  let last = 1;
  for (const [from, to, middle, half] of [[ax, bx, x, halfWidth], [ay, by, y, halfHeight]]) {
    if (from === to) {
      if (Math.abs(from - middle) >= half) return false;
      continue;
    }
    const cuts = [(middle - half - from) / (to - from), (middle + half - from) / (to - from)].sort((one, other) => one - other);
    first = Math.max(first, cuts[0]);
    last = Math.min(last, cuts[1]);
  }
  return first < last;
}

// The first place of a name that no way meets, else the first that the next way does not meet, else its own. `box`: [x, y, width,
// height] at its own place. `spots`: [[x, y], …]. `next`, `others`: lines of points. Returns [x, y].
export function placeOf([x, y, width, height], spots, next, others) {
  const places = [[x, y], ...spots];
  const size = [width + 2 * GAP_PX, height + 2 * GAP_PX];
  const free = (lines) => places.find((at) => !lines.some((points) => meets([...at, ...size], points)));
  return free([...next, ...others]) ?? free(next) ?? [x, y];
}

// Moves the names of a drawn floor. `ways`: what of each way lies on it, as lines of points in its pixels, the next way first.
export function placeNames(figure, [next = [], ...others]) {
  for (const name of figure.querySelectorAll("[data-box]")) {
    const box = numbers(name.dataset.box);
    const spots = numbers(name.dataset.spots);
    const pairs = spots.filter((_, index) => index % 2 === 0).map((x, index) => [x, spots[2 * index + 1]]);
    const [x, y] = placeOf(box, pairs, next, others.flat());
    name.setAttribute("transform", `translate(${(x - box[0]).toFixed(1)} ${(y - box[1]).toFixed(1)})`);
  }
}

const numbers = (text) => text.split(" ").filter(Boolean).map(Number);
