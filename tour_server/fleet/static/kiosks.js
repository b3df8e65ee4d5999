// Replaces the table of kiosks every half minute. The page is not reloaded, so focus and scroll position stay.
"use strict";
(() => {
  const table = document.getElementById("kiosks");
  const problem = document.getElementById("kiosks-problem");
  const REFRESH_MS = 30000;

  function say(words) {
    if (problem.textContent !== words) problem.textContent = words;
  }

  async function refresh() {
    if (document.hidden) return; // visibilitychange refreshes when the page is shown again
    try {
      const answer = await fetch(table.dataset.address, { cache: "no-store" });
      if (answer.redirected) { location.reload(); return; } // signed out
      if (!answer.ok) throw new Error(String(answer.status));
      table.innerHTML = await answer.text();
      say("");
    } catch {
      say(problem.dataset.wordsNoAnswer);
    }
  }

  setInterval(refresh, REFRESH_MS);
  document.addEventListener("visibilitychange", refresh);
})();
