// Replaces what goes on every half minute, and sends a bundle straight to the server's disk, with its progress.
"use strict";
(() => {
  const state = document.getElementById("software");
  const problem = document.getElementById("software-problem");
  const REFRESH_MS = 30000;

  async function refresh() {
    if (document.hidden) return; // visibilitychange refreshes when the page is shown again
    try {
      const answer = await fetch(state.dataset.address, { cache: "no-store" });
      if (answer.redirected) { location.reload(); return; } // signed out
      if (!answer.ok) throw new Error(String(answer.status));
      state.innerHTML = await answer.text();
      problem.textContent = "";
    } catch {
      problem.textContent = problem.dataset.wordsNoAnswer;
    }
  }

  setInterval(refresh, REFRESH_MS);
  document.addEventListener("visibilitychange", refresh);

  const form = document.getElementById("add-software");
  if (!form) return;
  const place = document.getElementById("sending");
  const bar = place.querySelector("progress");
  const words = document.getElementById("sending-words");
  const button = form.querySelector("button");

  function ended(said) {
    button.disabled = false;
    bar.hidden = true;
    words.textContent = said;
  }

  form.addEventListener("submit", (event) => {
    const file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    button.disabled = true;
    place.hidden = false;
    bar.hidden = false;
    const sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
    sending.upload.addEventListener("progress", (step) => {
      const share = step.total ? step.loaded / step.total : 0;
      bar.value = share;
      words.textContent = share < 1
        ? form.dataset.wordsSending.replace("{percent}", `${Math.floor(100 * share)} %`)
        : form.dataset.wordsReading;
    });
    sending.addEventListener("load", () => {
      if (sending.status === 204) location.reload();
      else ended(sending.status === 422 || sending.status === 507 ? sending.responseText : form.dataset.wordsNoAnswer);
    });
    sending.addEventListener("error", () => ended(form.dataset.wordsNoAnswer));
    sending.send(file);
  });
})();
