// Brings the page up to date each second, and gives way to the kiosk's own page once there is one.
const part = document.getElementById("part");
let shown = "";

async function look() {
  const answer = await fetch("/unclaimed", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) {
    const now = await answer.text();
    if (now !== shown) {
      if (shown) part.innerHTML = now;
      shown = now;
    }
  } else if (answer?.status === 404) {
    location.reload(); // the kiosk's own page is at this address now
    return;
  }
  setTimeout(look, 1000);
}

look();
