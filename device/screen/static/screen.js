// Draws the scene the kiosk sends, plays its sound, sends touches back. It decides nothing.
import { fit, fitControls, fitLanguages, measure } from "./measure.js";
import { keepFocus, renew } from "./focus.js";
import { drawOffers } from "./offers.js";
import { drawSeen } from "./seen.js";
import { TimeOut } from "./timeout.js";
import { closeSheets, Pad, wireSheets } from "./sheets.js";
import { Playback } from "./playback.js";
import { direction, line, ownName, put, screenLanguages, servedBy, useLanguages, wordIn } from "./words.js";

const $ = (id) => document.getElementById(id);
const EACH_WORK = 20_000; // ms that a work stays on the attract screen
const EACH_SENTENCE = 5_000; // ms that a technician's look is announced in one language
let scene = null;
let attractAt = 0;
let say = () => "";

async function post(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
    return answer.status === 200 ? await answer.json() : null;
  } catch {
    return null; // the kiosk starts again by itself; the event stream comes back
  }
}
const touch = (what, value = "") => post("/touch", { what, value });

const playback = new Playback($("player"), $("subtitle"), {
  report: (body) => post("/played", body),
  soundRefused: (refused) => ($("sound").hidden = !refused),
  paused: (paused) => ($("pause").lastElementChild.textContent = say(paused ? "play" : "pause")),
  portrait: () => innerHeight > innerWidth || document.body.hasAttribute("data-small"),
});

const timeOut = new TimeOut(touch, (key) => say(key));

function draw(next) {
  const before = scene;
  const focusAgain = keepFocus();
  scene = next;
  useLanguages(scene);
  say = (key) => wordIn(scene.words_language, key);
  const root = document.documentElement;
  root.lang = scene.words_language;
  root.dir = direction(scene.language || scene.words_language);
  root.toggleAttribute("data-larger", scene.larger);
  document.body.dataset.screen = scene.screen;
  if (before && (before.screen !== scene.screen || before.play !== scene.play || before.visit !== scene.visit)) closeSheets();
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll('[data-touch="larger"] [data-word], [data-touch="larger"][data-word]'))
    element.textContent = say(scene.larger ? "smaller" : "larger");
  for (const name of ["attract", "choose", "seen", "telling", "unknown", "one_of_two", "resting"]) $(name).hidden = name !== scene.screen;
  $("controls").hidden = scene.screen !== "telling";
  $("foot").hidden = scene.screen === "resting" && !scene.closed;
  drawLanguages();
  drawLookedThrough(true);
  if (scene.screen === "telling") drawPlayback(before);
  else if (before?.screen === "telling") playback.stop();
  if (scene.screen === "attract") drawAttract(before?.screen !== "attract");
  if (scene.screen === "unknown") drawUnknown();
  if (scene.screen === "one_of_two") drawOneOfTwo();
  if (scene.screen === "resting") drawResting();
  drawSeen(scene.screen === "seen");
  drawOffers(scene, { choice, touch, say, heard });
  $("announce").textContent = { telling: scene.work?.title[0], choose: say("no_eyes"), seen: say("hold_still"), unknown: say("unknown"), one_of_two: say("one_of_two") }[scene.screen] ?? "";
  settle();
  focusAgain();
  timeOut.draw(scene.warn_seconds);
}

// After every change of what is drawn, of the window and of the fonts: only what fits is shown.
function settle() {
  if (!scene) return;
  if (!$("foot").hidden) fitLanguages();
  if (scene.screen === "telling") fitControls();
  if (scene.screen === "telling") fit($("telling").querySelector("header"), [$("machine"), ...$("telling-label").children]);
  if (scene.screen === "resting") fit($("resting"), [...$("resting").querySelectorAll("p")]);
  if (scene.screen === "attract") fit($("invitation"), [...$("attract-others").children]);
}

function drawLanguages() {
  const buttons = () => scene.languages.map((language) => {
    const button = line("button", [ownName(language), language]);
    button.dataset.key = language;
    button.setAttribute("aria-pressed", String(language === scene.language));
    button.onclick = () => { closeSheets(); touch("language", language); };
    return button;
  });
  for (const place of document.querySelectorAll(".languages")) {
    place.setAttribute("aria-label", say("language"));
    renew(place, [scene.languages, scene.language], buttons);
  }
  if (scene.language)
    for (const button of document.querySelectorAll(".tongue")) put(button.lastElementChild, [ownName(scene.language), scene.language]);
}

// All people in view must be able to read that they are seen, so the languages take turns.
let turned = 0;
function drawLookedThrough(own) {
  const told = servedBy([scene.language, ...scene.languages, ...(scene.language ? [] : screenLanguages)]);
  turned = own || turned + 1 >= told.length ? 0 : turned + 1;
  $("looked-through").hidden = !scene.looked_through;
  document.body.toggleAttribute("data-looked-through", scene.looked_through);
  const language = told[turned] ?? scene.words_language;
  put($("looked-through").lastElementChild, [wordIn(language, "looked_through"), language]);
}

function drawAttract(entered) {
  const invitation = scene.seeing ? "show_me" : "no_eyes";
  $("attract-title").textContent = say(invitation);
  const others = servedBy(scene.languages).filter((language) => language !== scene.words_language);
  // Where not all fit, each language has its turn.
  const turned = others.map((_, at) => others[(at + attractAt) % others.length]);
  $("attract-others").replaceChildren(...turned.map((language) => line("span", [wordIn(language, invitation), language])));
  if (entered) hangNext();
}

function hangNext() {
  const pictures = scene.works.filter((work) => work.picture);
  const old = $("attract-work").querySelector("img");
  if (!pictures.length) { old.hidden = true; return; }
  const work = pictures[attractAt++ % pictures.length];
  const image = new Image(); // a new element starts the slow pan again, which rests after five seconds
  image.src = work.picture;
  image.alt = work.alt;
  old.replaceWith(image);
}

function drawUnknown() {
  $("unknown-maybe").hidden = !scene.works.length;
  $("unknown-works").hidden = !scene.works.length;
  renew($("unknown-works"), [scene.language, scene.works], () => scene.works.map(choice));
}

function drawOneOfTwo() {
  renew($("two-works"), [scene.language, scene.works], () => scene.works.map(choice));
}

function drawResting() {
  if (scene.closed) {
    const told = servedBy([scene.language, ...scene.languages]);
    $("resting").replaceChildren(line("h1", [say("resting"), scene.words_language]),
      ...told.map((language) => line("p", [opening(language), language])));
    return;
  }
  const all = servedBy([scene.language, ...screenLanguages]);
  $("resting").replaceChildren(...all.map((language, at) =>
    line(at ? "p" : "h1", [`${wordIn(language, "resting")} ${at ? "" : wordIn(language, "resting_more")}`, language])));
}

// When the museum opens, on the museum's own clock wherever this screen's is set.
function opening(language) {
  if (!scene.opens) return "";
  const [date, time] = scene.opens.split("T");
  const at = new Date(`${date}T${time.slice(0, 5)}Z`);
  const words = (form) => new Intl.DateTimeFormat(language, { ...form, timeZone: "UTC" }).format(at);
  return wordIn(language, ["opens_today", "opens_tomorrow"][scene.opens_in_days] ?? "opens_on")
    .replace("{time}", words({ hour: "numeric", minute: "2-digit", hourCycle: "h23" }))
    .replace("{day}", words({ weekday: "long", day: "numeric", month: "long" }));
}

function drawPlayback(before) {
  const { work, blocks } = scene;
  const shownNow = before?.screen !== "telling" || before.work.key !== work.key;
  const picture = $("picture");
  picture.hidden = !work.picture;
  if (work.picture) Object.assign(picture, { alt: work.alt, src: work.picture });
  $("telling-number").textContent = work.number;
  put($("telling-title"), work.title);
  put($("sheet-title"), work.title);
  const facts = [work.maker, work.place, work.date, work.materials].filter(([text]) => text);
  $("telling-label").replaceChildren(...facts.map((fact) => line("p", fact)));
  $("facts").replaceChildren(...facts.map((fact) => line("p", fact)));
  const level = scene.told_level && `${say(`no_${scene.level}`)} ${say(`told_${scene.told_level}`)}`;
  const made = [scene.machine_made && say("machine_text"), scene.machine_voice && say("machine_voice"), blocks.some((block) => block.coming) && say("voice_coming")].filter(Boolean);
  $("machine").textContent = [level, made.join(". ")].filter(Boolean).join(" ");
  $("facts").append(...[level, ...made].filter(Boolean).map((text) => line("p", [text, document.documentElement.lang])));
  $("sources").replaceChildren(...scene.sources.map((source) => {
    const item = document.createElement("li");
    item.textContent = [source.citation, source.where].filter(Boolean).join(", ");
    return item;
  }));
  for (const button of document.querySelectorAll(".along")) button.hidden = !scene.code;
  for (const place of document.querySelectorAll(".code")) place.innerHTML = scene.code; // drawn by the kiosk itself
  $("hand-number").textContent = say("or_type").replace("{number}", work.number);
  $("hand-here").hidden = !scene.only_here;
  if (shownNow && scene.seeing) intoPlace();
  for (const button of document.querySelectorAll(".deeper")) button.hidden = !scene.deeper;
  if (before?.screen === "telling" && scene.play === before.play) {
    if ((playback.unheard || !playback.blocks.length) && blocks.length && !heard(blocks)) readAll(blocks);
    else playback.update(blocks);
    playback.leave(Boolean(scene.then));
    return;
  }
  if (!blocks.length) {
    const other = scene.offered.map(ownName);
    playback.read(other.length ? `${say("no_words")} ${other.join(", ")}` : say("no_words_at_all"));
  } else if (!heard(blocks)) readAll(blocks);
  else playback.begin(scene.play, blocks, shownNow, { block: scene.begin_block, share: scene.begin_share });
}

const heard = (blocks) => blocks.some((block) => block.opus || block.coming);
const readAll = (blocks) => playback.read(`${say("no_voice")}\n\n${blocks.map((block) => block.text).join("\n\n")}`);

// Recognising is not a screen: what the camera saw shrinks into the place where the work now is.
function intoPlace() {
  if (document.body.hasAttribute("data-elsewhere")) return; // the camera's picture is for the kiosk itself
  const view = $("viewfinder");
  view.onload = () => (view.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches);
  view.onerror = view.onanimationend = () => { view.hidden = true; view.removeAttribute("src"); };
  view.src = `/viewfinder?play=${scene.play}`;
}

function choice(work) {
  const button = document.createElement("button");
  button.dataset.key = work.key;
  if (work.picture) button.append(Object.assign(new Image(), { alt: "", src: work.picture }));
  const name = line("span", work.title);
  name.className = "work-title";
  const number = document.createElement("span");
  number.className = "number";
  number.textContent = work.number;
  button.append(name, number);
  button.onclick = () => { closeSheets(); touch("work", work.key); };
  const item = document.createElement("li");
  item.append(button);
  return item;
}

async function opened(sheet) {
  if (sheet !== "finder") return;
  pad.write("");
  const works = await fetch("/works").then((answer) => answer.json()).catch(() => []);
  $("finder-works").replaceChildren(...works.map(choice));
}

measure();
const pad = new Pad(async (number) => (await touch("number", number))?.understood);
wireSheets(opened);
addEventListener("resize", () => { measure(); settle(); });
document.fonts.ready.then(settle);
for (const button of document.querySelectorAll("[data-touch]"))
  button.addEventListener("click", () => touch(button.dataset.touch, button.dataset.value ?? ""));
$("pause").onclick = () => playback.togglePause();
$("sound").onclick = () => playback.allowSound();
addEventListener("keydown", (event) => {
  if (event.key === " " && event.target === document.body) { event.preventDefault(); playback.togglePause(); }
});
setInterval(() => { if (scene?.screen === "attract") { hangNext(); drawAttract(false); settle(); } }, EACH_WORK);

setInterval(() => scene?.looked_through && drawLookedThrough(false), EACH_SENTENCE);

if (location.hash) history.replaceState(null, "", "/"); // the token that opened this page on another machine
// A name of this page's own: when its stream breaks and comes back, the kiosk ends the old one.
const page = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const events = new EventSource(`/events?page=${page}`); // comes back by itself, and then gets the whole scene
events.onmessage = (event) => { const next = JSON.parse(event.data); if (next) draw(next); };
