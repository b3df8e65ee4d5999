// Finds works of the drafts, and holds the one that is chosen before the camera of the preview's kiosk.

const TYPED_MS = 250;
const LEARNING_MS = 3000;
const form = document.querySelector(".show-it");
const search = form.querySelector("input");
const list = form.querySelector(".held-works");
const row = form.querySelector("template").content;
const now = form.querySelector(".held-now");
const away = form.querySelector(".take-away");
let asked = 0;
let held = 0;
let shown = "";
let waiting = 0;
let ending = 0;

function mark(number) {
  held = number;
  away.disabled = !number;
  for (const one of list.querySelectorAll("button")) one.setAttribute("aria-pressed", String(Number(one.value) === number));
}

function show(work) {
  const one = row.cloneNode(true);
  const button = one.querySelector("button");
  const title = one.querySelector(".title");
  button.value = work.number;
  one.querySelector("img").src = work.picture;
  one.querySelector(".number").textContent = work.number;
  title.textContent = work.title;
  title.lang = work.language;
  one.querySelector(".by-number").hidden = work.is_recognised;
  list.append(one);
}

async function find() {
  clearTimeout(waiting);
  const mine = ++asked;
  const answer = await fetch(`${form.dataset.works}?q=${encodeURIComponent(search.value)}`).catch(() => null);
  if (mine !== asked) return;
  if (answer?.status === 404) return;
  const found = await answer?.json().catch(() => null);
  if (mine !== asked) return;
  if (found) {
    form.hidden = false;
    if (!held) now.textContent = found.sentence;
    const works = JSON.stringify(found.works ?? []);
    if (works !== shown) {
      // Not where nothing changed: the focus may be within.
      shown = works;
      list.replaceChildren();
      for (const work of found.works ?? []) show(work);
      mark(held);
    }
  }
  if (!found?.ready) waiting = setTimeout(find, LEARNING_MS);
}

async function hold(number) {
  clearTimeout(ending);
  const answer = await fetch(form.dataset.hold, { method: "POST", body: new URLSearchParams({ work: number || "" }) }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!said) return;
  now.textContent = said.sentence;
  mark(answer.ok ? number : 0);
  if (said.seconds) ending = setTimeout(() => { mark(0); find(); }, 1000 * said.seconds);
}

form.addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, TYPED_MS);
});
list.addEventListener("click", (event) => {
  const chosen = event.target.closest("button");
  if (chosen) hold(Number(chosen.value));
});
away.addEventListener("click", () => hold(0));
find();
