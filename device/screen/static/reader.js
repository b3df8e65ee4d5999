// More: a reader of five parts. Text, label, sources, for whom, sound; one is open at a time.

import { put } from "./words.js";

const $ = (id) => document.getElementById(id);
// Of the player, 4 dB apart. A visit begins one step below the loudest, so that there is a step up, and ends there.
const VOLUMES = [0.25, 0.4, 0.63, 1];
const HOME_STEP = 2;
let level = 1; // as a technician has set it for this place
let apply = () => {};

export function soundLevel(to) {
  if (to === level) return;
  level = to;
  apply();
}

const tabs = () => [...$("parts").children].filter((tab) => !tab.hidden);
const panel = (tab) => $(tab.getAttribute("aria-controls"));

export function openPart(name) {
  const chosen = tabs().find((tab) => tab.id === `tab-${name}`) ?? tabs()[0];
  for (const tab of $("parts").children) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    panel(tab).hidden = tab !== chosen;
  }
  panel(chosen).scrollTop = 0;
  return chosen;
}

export function wireReader(player) {
  for (const tab of $("parts").children) tab.addEventListener("click", () => openPart(tab.id.slice("tab-".length)));
  $("parts").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = tabs();
    const forward = document.documentElement.dir === "rtl" ? -step : step;
    const next = all[(all.indexOf(document.activeElement) + forward + all.length) % all.length];
    openPart(next.id.slice("tab-".length)).focus();
  });
  let step = HOME_STEP;
  const set = (to) => {
    step = Math.max(0, Math.min(VOLUMES.length - 1, to));
    player.volume = VOLUMES[step] * level;
    Object.assign($("volume"), { max: VOLUMES.length, value: step + 1 });
  };
  $("quieter").onclick = () => set(step - 1);
  $("louder").onclick = () => set(step + 1);
  set(HOME_STEP);
  apply = () => set(step);
  return () => set(HOME_STEP); // for the next visitor
}

// Fills label and sources. `facts`: wordings; `notes`: sentences in the language of the screen's words.
// Who made the picture, whose it is and under which licence, in one line.
function credit(work) {
  if (!work.credit.length) return [];
  const parts = work.credit.flatMap(([words, lang], at) => {
    const span = Object.assign(document.createElement("span"), { textContent: words, lang });
    return at ? [" · ", span] : [span];
  });
  const line = document.createElement("p");
  line.className = "credit";
  line.append(...parts);
  return [line];
}

export function drawReader(work, facts, notes, sources, wordsLanguage) {
  for (const part of document.querySelectorAll("#sheet .of-work")) part.hidden = !work;
  if (!work) return;
  const paragraph = (wording, name = "p") => put(document.createElement(name), wording);
  const title = paragraph(work.title, "h3");
  title.className = "work-title";
  title.prepend(`${work.number} `);
  $("part-label").replaceChildren(title, ...facts.map((fact) => paragraph(fact)), ...credit(work), ...notes.map((note) => paragraph([note, wordsLanguage])));
  const list = document.createElement("ul");
  list.append(...sources.map((source) => Object.assign(document.createElement("li"), { textContent: source })));
  $("part-sources").replaceChildren(list);
}
