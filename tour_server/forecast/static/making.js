// Waits until the forecast that is being made is there, and shows it then, unless somebody has begun to fill in a form.
const state = document.getElementById("making").dataset.state;
let begun = false;
document.addEventListener("input", () => (begun = true));

async function ask() {
  try {
    if ((await (await fetch(state, { cache: "no-store" })).json()).ended && !begun) return location.reload();
  } catch {
    // The server is away for a moment; it is asked again.
  }
  setTimeout(ask, 2000);
}
setTimeout(ask, 2000);
