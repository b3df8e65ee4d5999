// Keeps "Rooms now" live. Each event is the whole board, so a page that lost the network is right again with the next.
"use strict";
(() => {
  const line = document.getElementById("line");
  const board = document.getElementById("board");
  const AGAIN_MS = 15000;
  const SILENT_MS = 30000; // the server says something every 10 s
  let stream = null;
  let heard = Date.now();

  const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  function say(words, broken) {
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("broken", broken);
  }

  async function ask() { // once, by an ordinary request: it tells apart a full server, a sign-out and no network
    try {
      const answer = await fetch(line.dataset.board, { cache: "no-store" });
      if (answer.redirected) { location.reload(); return; }
      if (answer.ok) {
        board.innerHTML = await answer.text();
        say("As at " + clock() + ". Too many live pages are open; this one asks again by itself.", true);
      }
    } catch {
      say("No connection since " + clock() + ". The numbers are from then; this page tries again by itself.", true);
    }
  }

  function listen() {
    stream = new EventSource(line.dataset.events);
    heard = Date.now();
    stream.onopen = () => { heard = Date.now(); };
    stream.addEventListener("board", (event) => {
      heard = Date.now();
      board.innerHTML = event.data;
      say("Live.", false);
    });
    stream.addEventListener("beat", () => { heard = Date.now(); say("Live.", false); });
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) {
        ask();
        setTimeout(listen, AGAIN_MS);
      } else {
        say("No connection since " + clock() + ". The numbers are from then; this page tries again by itself.", true);
      }
    };
  }

  setInterval(() => { // a dead line that nobody closed
    if (stream.readyState === EventSource.OPEN && Date.now() - heard > SILENT_MS) {
      stream.close();
      say("No connection since " + clock() + ". The numbers are from then; this page tries again by itself.", true);
      listen();
    }
  }, 5000);
  listen();
})();
