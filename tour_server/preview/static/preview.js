// Scales the kiosk's screen into the page's width, shows it at the chosen size, and loads it again when its kiosk has
// ended, so that the page inside says so.

const STATE_MS = 5000;
const screens = document.querySelector(".screens");
const size = document.getElementById("kiosk-size");
const place = screens.querySelector(".kiosk-place");
const frame = place.querySelector("iframe");

function fit() {
  const { width, height } = size.selectedOptions[0].dataset;
  const scale = Math.min(place.parentElement.clientWidth / width, (0.85 * innerHeight) / height, 1);
  Object.assign(frame, { width, height });
  frame.style.transform = `scale(${scale})`;
  place.style.inlineSize = `${width * scale}px`;
  place.style.blockSize = `${height * scale}px`;
}

size.addEventListener("change", () => {
  const address = new URL(frame.src);
  address.searchParams.set("diagonal", size.value);
  fit();
  frame.src = address.href;
});
new ResizeObserver(fit).observe(place.parentElement);
fit();

let before = "";
async function look() {
  if (document.hidden) return;
  const answer = await fetch(screens.dataset.state).catch(() => null);
  if (!answer?.ok) return;
  const { state } = await answer.json();
  if (before === "running" && state !== "running") frame.src = frame.src;
  before = state;
}
setInterval(look, STATE_MS);
frame.addEventListener("load", look);
