// Keeps a board of rooms live. Each event is the whole board, so a page that lost the network is right again with the
// next. The time it is right as of is the museum's, from the server, never this machine's clock.
"use strict";
(() => {
  const line = document.getElementById("line");
  const board = document.getElementById("board");
  const AGAIN_MS = 15000;
  const SILENT_MS = 30000; // the server says something every 10 s
  const staysOn = "staysOn" in line.dataset; // on a wall: nobody will ever press reload there
  let stream = null;
  let wasCut = false;
  let heard = Date.now();

  const at = () => board.querySelector("[data-at]")?.dataset.at ?? "";
  function say(words, stale) {
    if (line.textContent !== words) line.textContent = words;
    document.body.classList.toggle("stale", stale);
  }
  const live = () => {
    if (wasCut && staysOn) location.reload(); // the server may have come back as a newer one, with another page
    say("Live, " + at() + ".", false);
  };
  const cut = () => { wasCut = true; say("Not live since " + at() + ". The numbers are from then; this page tries again by itself.", true); };

  function show(html) {
    const open = document.activeElement?.getAttribute?.("href"); // keep the keyboard where it was
    board.innerHTML = html;
    if (open) board.querySelector('[href="' + CSS.escape(open) + '"]')?.focus();
  }

  async function ask() { // once, by an ordinary request: it tells apart a full server, a sign-out, a page that is gone and no network
    try {
      const answer = await fetch(line.dataset.board, { cache: "no-store" });
      if (answer.redirected || answer.status === 404) { location.reload(); return; }
      if (!answer.ok) { cut(); return; }
      show(await answer.text());
      say("As at " + at() + ", not live. This page asks again by itself.", false);
    } catch {
      cut();
    }
  }

  function listen() {
    stream = new EventSource(line.dataset.events);
    heard = Date.now();
    stream.addEventListener("board", (event) => { heard = Date.now(); show(event.data); live(); });
    stream.addEventListener("beat", () => { heard = Date.now(); live(); });
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) {
        ask();
        setTimeout(listen, AGAIN_MS);
      } else {
        cut();
      }
    };
  }

  setInterval(() => { // a dead line that nobody closed
    if (stream.readyState === EventSource.OPEN && Date.now() - heard > SILENT_MS) {
      stream.close();
      cut();
      listen();
    }
  }, 5000);
  listen();
})();
