// Asks for the page again and puts its list in the place of the one shown, so that nothing scrolls and the keyboard stays.
"use strict";
(() => {
  const AGAIN_MS = 30000;

  async function refresh() {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(location.href, { cache: "no-store" });
    } catch {
      return; // no network: the list stays, each kiosk with the time it was last seen
    }
    if (answer.redirected) { location.reload(); return; } // signed out
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.getElementById("kiosks");
    const shown = document.getElementById("kiosks");
    if (list && list.innerHTML !== shown.innerHTML) shown.replaceWith(list);
  }

  setInterval(refresh, AGAIN_MS);
  document.addEventListener("visibilitychange", refresh);
})();
