// Geometry of the plan: points are [x, y] in metres, x to the right and y down; outlines are lists of corners.

export const distance = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);
export const middle = (one, other) => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
export const rounded = ([x, y]) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100];

export function walls(outline) {
  return outline.map((corner, index) => [corner, outline[(index + 1) % outline.length]]);
}

export function nearestOnWall([from, to], point) {
  const length = distance(from, to) ** 2;
  if (length === 0) return from;
  const along = ((point[0] - from[0]) * (to[0] - from[0]) + (point[1] - from[1]) * (to[1] - from[1])) / length;
  const share = Math.min(1, Math.max(0, along));
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}

// The wall of an outline that is nearest to a point: { wall, index, at, metres }.
export function nearestWall(outline, point) {
  return walls(outline)
    .map((wall, index) => ({ wall, index, at: nearestOnWall(wall, point) }))
    .map((found) => ({ ...found, metres: distance(found.at, point) }))
    .reduce((best, one) => (one.metres < best.metres ? one : best));
}

export function liesIn(outline, [x, y]) {
  let inside = false;
  for (const [[x1, y1], [x2, y2]] of walls(outline)) {
    if ((y1 > y) !== (y2 > y) && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
  }
  return inside || (outline.length > 2 && nearestWall(outline, [x, y]).metres < 1e-6);
}

export function area(outline) {
  return Math.abs(walls(outline).reduce((sum, [[x1, y1], [x2, y2]]) => sum + x1 * y2 - x2 * y1, 0)) / 2;
}

export function boxOf(points) {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

// A point inside an outline, as far from its walls as a coarse grid finds; of equal ones that nearest to the middle.
export function insidePoint(outline) {
  const box = boxOf(outline);
  const centre = [box.left + box.width / 2, box.top + box.height / 2];
  let best = null;
  let most = -Infinity;
  for (let i = 1; i < 20; i += 1) {
    for (let j = 1; j < 20; j += 1) {
      const point = [box.left + (box.width * i) / 20, box.top + (box.height * j) / 20];
      if (!liesIn(outline, point)) continue;
      const free = nearestWall(outline, point).metres - 0.01 * distance(point, centre);
      if (free > most) { best = point; most = free; }
    }
  }
  return rounded(best ?? outline[0]);
}

const INSIDE = 0.3; // metres from the wall at which an end of a door lies in its room

// The end of a door in a room: a little inside it, seen from its place in the wall.
export function doorEnd(outline, at) {
  const { wall: [from, to], at: near } = nearestWall(outline, at);
  const length = distance(from, to) || 1;
  const across = [-(to[1] - from[1]) / length, (to[0] - from[0]) / length];
  for (const side of [INSIDE, -INSIDE]) {
    const point = [near[0] + across[0] * side, near[1] + across[1] * side];
    if (liesIn(outline, point)) return rounded(point);
  }
  return rounded(near);
}

// Where two rooms meet: the middle of the longest stretch of wall that they share, or null. `reach`: how thick it may be.
export function meetingPoint(one, other, reach) {
  let best = null;
  let longest = 0;
  for (const [from, to] of walls(one)) {
    const steps = Math.max(2, Math.ceil(distance(from, to) / 0.1));
    let begun = null;
    for (let step = 0; step <= steps; step += 1) {
      const point = [from[0] + ((to[0] - from[0]) * step) / steps, from[1] + ((to[1] - from[1]) * step) / steps];
      const near = nearestWall(other, point);
      if (near.metres <= reach) {
        begun ??= { first: point };
        begun.last = point;
        begun.across = near.at;
        const length = distance(begun.first, point);
        if (length > longest) { longest = length; best = { first: begun.first, last: point }; }
      } else begun = null;
    }
  }
  if (best === null) return null;
  const at = middle(best.first, best.last);
  return rounded(middle(at, nearestWall(other, at).at));
}

// Where a corner or a point is drawn to: corners of other rooms first, then their walls, then the lines through
// `beside` (the corners next to it) and through those corners, then tenths of a metre.
export function snapped(point, outlines, reach, beside = []) {
  const corners = outlines.flat().filter((corner) => distance(corner, point) <= reach);
  if (corners.length) return corners.reduce((best, one) => (distance(one, point) < distance(best, point) ? one : best));
  const near = outlines.filter((outline) => outline.length > 1).map((outline) => nearestWall(outline, point));
  const wall = near.filter((one) => one.metres <= reach).sort((a, b) => a.metres - b.metres)[0];
  const tenths = (value) => Math.round(value * 10) / 10;
  const lines = [...beside, ...outlines.flat()];
  const straight = (axis) => lines.map((corner) => corner[axis]).find((value) => Math.abs(value - point[axis]) <= reach);
  if (wall) return rounded(wall.at);
  return [straight(0) ?? tenths(point[0]), straight(1) ?? tenths(point[1])];
}
