// The part of the plan page that keeps the tour on this phone: what, how large, how long; then how far it is.
import { level, recall, remember } from "./profile.js";
import { counted, language, say } from "./words.js";
import { route } from "./route.js";
import { choiceOf, megabytes, tryTypes } from "./keep_choice.js";
import { choose, dropNext, hindrance, lists, missing, readPointer, readRecord, sum } from "./kept.js";
import { goOn, keep, onStep, pause, remove, stop } from "./keeping.js";

const place = (id) => document.getElementById(id);
const button = (name) => document.querySelector(`[data-keep="${name}"]`);
const namesOf = (languages) => new Intl.ListFormat(document.documentElement.lang).format(languages.map((tag) => nameOf(tag)));
const nameOf = (tag) => document.querySelector(`[name="keep-language"][value="${tag}"]`)?.parentElement.textContent.trim() ?? tag;

// What the panel shows at each step: [sentence, buttons, whether there is something to choose].
const STEPS = {
  "no-https": ["keep_no_https", [], false],
  refused: ["keep_refused", [], false],
  none: ["keep_why", [], true],
  removed: ["keep_removed", [], true],
  gone: ["keep_gone", [], true],
  gone_part: ["keep_gone_part", ["go-on", "remove"], false],
  running: ["keep_running", ["pause", "remove"], false],
  paused: ["keep_paused", ["go-on", "remove"], false],
  elsewhere: ["keep_elsewhere", ["remove"], false],
  away: ["keep_away", ["pause", "remove"], false],
  full: ["keep_full", ["go-on", "remove"], false],
  failed: ["keep_failed", ["go-on", "remove"], false],
  renewing: ["renewing", [], false],
  not_renewed: ["renewed_not", ["remove"], false],
  kept: ["keep_kept", ["remove"], true],
  kept_part: ["keep_kept_part", ["remove"], true],
};

let found = []; // the lists of the chosen languages
let chosen = null; // the record of what is chosen
let shownStep = "";
let renewing = false;

function show({ step, done = 0, all = 0, lacking = 0, works = 0, languages = [] }) {
  const [sentence, buttons, choice] = STEPS[step];
  const facts = { all: megabytes(all), done: megabytes(done), lacking: megabytes(lacking), works: counted("stops", works), languages: namesOf(languages) };
  const words = say(sentence, facts) + (step === "kept" ? ` ${say(recall("keep", {})?.persisted ? "keep_stays" : "keep_may_go")}` : "");
  // The progress is written beside it, so that a screen reader hears of each step once.
  if (step !== shownStep || !["running", "renewing"].includes(step)) place("keep-state").textContent = words;
  shownStep = step;
  place("keep").dataset.step = step;
  const counts = ["running", "paused", "away", "renewing"].includes(step);
  place("keep-count").hidden = !counts;
  place("keep-count").textContent = counts ? say("keep_count", facts) : "";
  place("keep-progress").hidden = !counts;
  place("keep-progress").max = all || 1;
  place("keep-progress").value = done;
  for (const each of place("keep-buttons").querySelectorAll("button")) each.hidden = !buttons.includes(each.dataset.keep);
  place("keep-choice").hidden = !choice;
}

const tourWorks = () => (route()?.stops ?? []).map((stop) => stop.work).filter(Boolean); // a rest has none
const scope = () => (place("keep-scope").hidden ? "museum" : document.querySelector("[name=keep-scope]:checked").value);
const languages = () => [...document.querySelectorAll("[name=keep-language]:checked")].map((box) => box.value);
const inOrder = (tags) => [...tags].sort((one, other) => (other === language) - (one === language));

function chooseOf(works, which) {
  return choose(found, choiceOf(works, which, level()));
}

// Says what the choice comes to, before anything is fetched.
async function reckon() {
  const tags = inOrder(languages());
  button("keep").hidden = true;
  delete place("keep-size").dataset.languages;
  chosen = null;
  if (tags.length === 0) {
    place("keep-size").textContent = say("keep_no_language");
    return;
  }
  try {
    const now = await lists(tags);
    await tryTypes(now);
    if (String(inOrder(languages())) !== String(tags)) return; // chosen anew meanwhile
    found = now;
  } catch {
    place("keep-size").textContent = say("keep_needs_network");
    return;
  }
  const tour = tourWorks();
  place("keep-scope").hidden = tour.length === 0 || tour.length >= found[0].works.length;
  if (!place("keep-scope").hidden) {
    for (const [which, works] of [["tour", tour], ["museum", null]]) {
      const record = chooseOf(works, which);
      const words = `${counted("stops", record.works.length)}, ${say("megabytes", { all: megabytes(record.bytes) })}`;
      document.querySelector(`[data-scope=${which}]`).textContent = `${say(`keep_${which}`)}: ${words}`;
    }
  }
  chosen = chooseOf(scope() === "tour" ? tour : null, scope());
  const left = await missing(chosen);
  place("keep-size").textContent = `${counted("stops", chosen.works.length)} · ${namesOf(chosen.languages)} · ${say("megabytes", { all: megabytes(chosen.bytes) })}. ${say("keep_may_go")}`;
  button("keep").textContent = say("keep_now", { all: megabytes(sum(left)) });
  place("keep-size").dataset.languages = tags.join(" ");
  button("keep").hidden = left.length === 0;
}

// Shows what is kept, and goes on with what was not paused.
export async function showKept() {
  const why = await hindrance();
  if (why) return show({ step: why });
  const before = recall("keep", null);
  const pointer = await readPointer();
  const record = await readRecord(pointer.next ?? pointer.active);
  if (recall("renew", false) && record) return renewKept();
  if (!record) stop();
  if (!record) return show(before ? { step: "gone", all: before.bytes } : { step: "none" });
  const left = await missing(record);
  const facts = { done: record.bytes - sum(left), all: record.bytes, lacking: sum(left), works: record.works.length, languages: record.languages };
  if (left.length === 0) {
    const part = record.scope === "tour" && tourWorks().some((work) => !record.works.includes(work));
    return show({ ...facts, step: part ? "kept_part" : "kept" });
  }
  if (before?.step === "running") return goOn();
  return show({ ...facts, step: before?.step === "kept" ? "gone_part" : before?.step ?? "paused" });
}

// Fetches what is kept in the edition of now. The old one is shown until the new one is whole.
export async function renewKept() {
  remember("renew", false);
  let state = null;
  renewing = true;
  try {
    const before = await readRecord((await readPointer()).active);
    const anew = await lists(before.languages);
    await tryTypes(anew);
    const there = new Set(anew[0].works.map(({ work }) => work));
    const works = before.scope === "museum" ? null : before.works.filter((work) => there.has(work));
    found = anew;
    state = await keep(chooseOf(works, before.scope));
  } catch {
    // as when it stops half-way: the one of before is whole
  }
  renewing = false;
  if (state?.step === "kept") return location.reload();
  await dropNext();
  remember("keep", { ...recall("keep", {}), step: "kept" });
  return show({ step: "not_renewed" });
}

async function begin(work) {
  try {
    await work();
  } catch {
    show({ step: (await hindrance()) || "refused" });
  }
}

onStep((state) => {
  if (renewing) {
    if (state.step === "running") show({ ...state, step: "renewing" });
  } else if (state.step === "kept") showKept();
  else show(state);
});
place("keep-choice").addEventListener("toggle", () => { if (place("keep-choice").open) reckon(); });
for (const box of document.querySelectorAll("#keep-choice input")) box.addEventListener("change", reckon);
button("keep").addEventListener("click", () => {
  const record = chosen;
  place("keep-choice").open = false;
  begin(() => keep(record));
});
button("pause").addEventListener("click", () => {
  pause();
  if (shownStep === "away") showKept();
});
button("go-on").addEventListener("click", () => begin(goOn));
button("remove").addEventListener("click", () => begin(async () => {
  await remove();
  show({ step: "removed" });
}));
window.addEventListener("online", () => { if (recall("keep", null)?.step === "running") begin(goOn); });
