// A picture in a list is cut around its focal point, where staff gave it one; without it a list shows all of it.
export function keepInView(image, focus) {
  image.classList.toggle("cut", Boolean(focus));
  if (focus) image.style.setProperty("--focus", focus.map((share) => `${(100 * share).toFixed(1)}%`).join(" "));
}
