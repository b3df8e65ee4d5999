// Keeps the fragment with the rooms live. Each event is the whole fragment, so a page that lost the network is right again
// with the next event. The displayed time is the museum's, from the server, never this machine's clock.
"use strict";
(() => {
  const line = document.getElementById("line"); // says whether the page is live, in the words of its own attributes
  const board = document.getElementById("board");
  const AGAIN_MS = 15000;
  const SILENT_MS = 30000; // the server says something every 10 s
  const staysOn = "staysOn" in line.dataset; // on a wall there is no keyboard to reload the page
  let stream = null;
  let wasCut = false;
  let heard = Date.now();

  const at = () => board.querySelector("[data-at]")?.dataset.at ?? "";
  function say(sentence, stale) {
    const words = sentence.replace("{time}", at());
    if (line.textContent !== words) line.textContent = words;
    document.body.classList.toggle("stale", stale);
  }
  const live = () => {
    if (wasCut && staysOn) location.reload(); // the server may be a newer version now, with another page
    say(line.dataset.wordsLive, false);
  };
  const cut = () => { wasCut = true; say(line.dataset.wordsCut, true); };

  function draw() { // the server's policy allows no style in the page itself
    for (const one of board.querySelectorAll("[data-share]")) one.style.setProperty("--share", one.dataset.share);
  }

  function show(html) {
    const open = document.activeElement?.getAttribute?.("href"); // keep the keyboard focus
    board.innerHTML = html;
    draw();
    if (open) board.querySelector('[href="' + CSS.escape(open) + '"]')?.focus();
  }

  async function ask() { // one ordinary request tells apart: no free slot, signed out, page removed, no network
    try {
      const answer = await fetch(line.dataset.board, { cache: "no-store" });
      if (answer.redirected || answer.status === 404) { location.reload(); return; }
      if (!answer.ok) { cut(); return; }
      show(await answer.text());
      say(line.dataset.wordsAsking, false);
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

  setInterval(() => { // the connection may be dead without having been closed
    if (stream.readyState === EventSource.OPEN && Date.now() - heard > SILENT_MS) {
      stream.close();
      cut();
      listen();
    }
  }, 5000);
  draw();
  listen();
})();
