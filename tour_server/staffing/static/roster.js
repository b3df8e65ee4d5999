// Drag a shift to another cell: what it would do is said before it is let go. The links in the cells do the same by keyboard.
const board = document.getElementById("board");
let source = null;
let asked = 0;

const cellOf = (event) => event.target.closest?.("td[data-cell]");

function say(words, worse) {
  const place = document.getElementById("would");
  place.textContent = words;
  place.classList.toggle("worse", worse);
}

function leave() {
  for (const one of board.querySelectorAll(".over")) one.classList.remove("over", "worse");
}

board.addEventListener("dragstart", (event) => {
  const cell = cellOf(event);
  if (!cell) return;
  source = cell.dataset.cell;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", source);
});

board.addEventListener("dragenter", async (event) => {
  const cell = cellOf(event);
  if (!source || !cell || cell.classList.contains("over")) return;
  leave();
  cell.classList.add("over");
  if (cell.dataset.cell === source) return say("", false);
  const number = ++asked;
  const query = new URLSearchParams({ source, target: cell.dataset.cell });
  try {
    const answer = await (await fetch(`${board.dataset.week}/would?${query}`)).json();
    if (number !== asked) return; // the pointer is elsewhere by now
    cell.classList.toggle("worse", answer.worse.length > 0);
    say(answer.words, answer.worse.length > 0);
  } catch {
    say(board.dataset.away, true);
  }
});

board.addEventListener("dragover", (event) => {
  if (source && cellOf(event)) event.preventDefault();
});

board.addEventListener("dragend", () => {
  source = null;
  leave();
});

board.addEventListener("drop", async (event) => {
  const cell = cellOf(event);
  if (!source || !cell) return;
  event.preventDefault();
  const from = board.querySelector(`td[data-cell="${source}"]`);
  const body = new URLSearchParams({ source, target: cell.dataset.cell, csrf_token: board.dataset.token });
  body.set("source_was", from.dataset.shift);
  body.set("target_was", cell.dataset.shift);
  source = null;
  try {
    let answer = await fetch(`${board.dataset.week}/drag`, { method: "POST", body });
    let said = document.getElementById("would").textContent;
    let worse = document.getElementById("would").classList.contains("worse");
    if (answer.status === 409) {
      // Somebody else changed one of the cells: say it, and show the week as it is now.
      [said, worse] = [(await answer.json()).words, true];
      answer = await fetch(board.dataset.week);
    }
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    board.replaceChildren(...page.getElementById("board").childNodes);
    say(said, worse);
  } catch {
    leave();
    say(board.dataset.away, true);
  }
});

if (board.dataset.computing !== undefined) {
  const look = async () => {
    try {
      if ((await (await fetch(board.dataset.state, { cache: "no-store" })).json()).ended) return location.reload();
    } catch {
      // The server is away for a moment; it is asked again.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
