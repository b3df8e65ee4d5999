// Asks until the kiosk has answered, and shows its answer. The page works without it: reload it.
"use strict";
(() => {
  const place = document.getElementById("look");
  const ASK_MS = 1500;

  async function ask() {
    if (!document.getElementById("look-waits")) return;
    try {
      const answer = await fetch(place.dataset.address, { cache: "no-store" });
      if (answer.redirected) { location.reload(); return; } // signed out
      if (answer.ok) place.innerHTML = await answer.text();
    } catch {
      // it asks again
    }
    setTimeout(ask, ASK_MS);
  }

  setTimeout(ask, ASK_MS);
})();
