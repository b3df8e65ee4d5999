// Sets type in millimetres of this screen.

const CAPITAL = 0.66; // height of Source's capitals, in em
const DEGREES = 0.7; // of view that a capital takes at least: EN 301 549 5.1.4

export function measure() {
  const { diagonal, distance } = document.body.dataset;
  const mm = Math.hypot(innerWidth, innerHeight) / (diagonal * 25.4);
  const capital = 2 * distance * 10 * Math.tan((DEGREES / 360) * Math.PI); // in millimetres
  document.documentElement.style.setProperty("--mm", `${mm}px`);
  document.documentElement.style.setProperty("--type", `${(capital / CAPITAL) * mm}px`);
}
