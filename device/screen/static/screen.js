// Draws the scene the kiosk sends, plays its sound, sends touches back. It decides nothing.
import { sayAlive } from "./alive.js";
import { drawCaptions } from "./captions.js";
import { keepScreen } from "./fingers.js";
import { keepFocus, renew } from "./focus.js";
import { arrange, fillPlace, fit, fitBar, fitFoot, fitLabel, fitOffer, fitOffered, tooFull } from "./layout.js";
import { drawIdentified } from "./identify.js";
import { drawLook, fitLogo, wireLook } from "./look.js";
import { measure } from "./measure.js";
import { drawOffers } from "./offers.js";
import { watchOutputs } from "./outputs.js";
import { Playback } from "./playback.js";
import { keepInView } from "./framing.js";
import { drawReader, openPart, wireReader } from "./reader.js";
import { drawSeen } from "./seen.js";
import { closeSheets, Pad, sheetIsOpen, wireSheets } from "./sheets.js";
import { drawSound } from "./soundcheck.js";
import { TimeOut } from "./timeout.js";
import { keepSoundOpen } from "./tone.js";
import { sentences, Transcript } from "./transcript.js";
import { direction, line, ownName, put, screenLanguages, servedBy, useLanguages, wordIn } from "./words.js";

const $ = (id) => document.getElementById(id);
const EACH_WORK = 20_000; // ms that a work stays on the attract screen
const EACH_SENTENCE = 5_000; // ms that a technician's look is announced in one language
export let scene = null;
let attractAt = 0;
let audible = true; // this machine has something that sounds
let say = () => "";

async function post(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
    return answer.status === 200 ? await answer.json() : null;
  } catch {
    return null; // the kiosk starts again by itself; the event stream comes back
  }
}
export const touch = (what, value = "") => post("touch", { what, value });

export const playback = new Playback($("player"), $("subtitle"), {
  report: (body) => post("played", body),
  soundRefused: (refused) => ($("sound").hidden = !refused),
  paused: (paused) => ($("pause").lastElementChild.textContent = say(paused ? "play" : "pause")),
  portrait: () => innerHeight > innerWidth || document.body.dataset.size !== "small", // captions in a column
  direction,
});
const transcript = new Transcript($("part-text"), playback);
export const volumeBack = wireReader($("player"));

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
  keepSoundOpen(scene.spoken || !["attract", "choose", "resting"].includes(scene.screen));
  drawLook(scene.look, scene.museum);
  if (before && ended(before)) closeSheets();
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll('[data-touch="larger"] [data-word], [data-touch="larger"][data-word]'))
    element.textContent = say(scene.larger ? "smaller" : "larger");
  for (const name of ["attract", "choose", "seen", "telling", "unknown", "one_of_two", "resting"]) $(name).hidden = name !== scene.screen;
  $("foot").hidden = !["attract", "choose"].includes(scene.screen) && !scene.closed;
  drawLanguages();
  drawLookedThrough(true);
  drawHandOver();
  drawMore();
  drawSound(scene.sound, say("sound_check"), scene.words_language, scene.silenced);
  if (before && before.visit !== scene.visit) volumeBack();
  if (scene.screen === "telling") drawPlayback(before);
  else if (before?.screen === "telling") playback.stop();
  if (scene.screen === "attract") drawAttract(before?.screen !== "attract");
  if (scene.screen === "unknown") drawUnknown();
  if (scene.screen === "one_of_two") drawOneOfTwo();
  if (scene.screen === "resting") drawResting();
  drawSeen(scene.screen === "seen");
  drawOffers(scene, { choice, touch, say });
  drawBar();
  $("announce").textContent = scene.screen === "telling" ? scene.work.title[0] : inWords() ?? "";
  document.title = [scene.screen === "telling" ? `${scene.work.number} ${scene.work.title[0]}` : inWords() ?? say({ attract: "show_me", resting: "resting" }[scene.screen]), scene.museum].filter(Boolean).join(" – ");
  settle();
  focusAgain();
  timeOut.draw(scene.warn_seconds);
  dispatchEvent(new CustomEvent("scene", { detail: { scene, before } })); // the spoken screen listens
}

// Another state, telling or visit closes what is open. Who types a question stands before the camera, which may look at
// them: the question stays until a work is told or the visit ends.
const ended = (before) => before.play !== scene.play || before.visit !== scene.visit || (before.screen !== scene.screen && !sheetIsOpen("ask"));

// The sentence of a state that is one question or answer.
const inWords = () => ({ choose: say("no_eyes"), seen: say("hold_still"), unknown: say("unknown"), one_of_two: say("one_of_two") })[scene.screen];

// Each button of the bar is there in the states that it names; where nothing sounds there is nothing to pause.
function drawBar() {
  const bar = $("controls");
  bar.setAttribute("aria-label", say("bar"));
  const state = scene.what_now ? "what_now" : scene.screen;
  for (const button of bar.children) button.hidden = !button.dataset.in.split(" ").includes(state);
  const mayNotWait = scene.hushed && !scene.silenced;
  $("speak").hidden = !mayNotWait; // in the place of Again: the bar keeps four
  if (mayNotWait) bar.querySelector('[data-touch="again"]').hidden = true;
  if (!heard(scene.blocks)) for (const button of bar.querySelectorAll('#pause, [data-touch="again"]')) button.hidden = true;
  bar.hidden = ![...bar.children].some((button) => !button.hidden);
}

// After every change of what is drawn, of the window and of the fonts: only what fits is shown.
function settle() {
  if (!scene) return;
  if (!$("foot").hidden) fitFoot();
  if (!$("controls").hidden) fitBar();
  if (scene.screen === "telling") fitOffered();
  if (scene.screen === "telling") fitLabel();
  if (scene.what_now?.offer) fitOffer();
  if (scene.screen === "telling") playback.refit();
  if (scene.screen === "resting") fit($("resting"), [...$("resting").querySelectorAll("p")]);
  if (scene.screen === "attract") fitLogo(tooFull, () => fit($("invitation"), [...$("attract-others").children]));
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
    if (place.id !== "offered") renew(place, [scene.languages, scene.language], buttons);
  }
}

// All people in view must be able to read that they are seen, so the languages take turns.
let turned = 0;
function drawLookedThrough(own) {
  const told = servedBy([scene.language, ...scene.languages, ...(scene.language ? [] : screenLanguages)]);
  turned = own || turned + 1 >= told.length ? 0 : turned + 1;
  drawIdentified(scene.identified);
  $("restarting").hidden = !scene.restarting;
  put($("restarting").firstElementChild, [say("restarting"), scene.words_language]);
  $("looked-through").hidden = !scene.looked_through;
  document.body.toggleAttribute("data-looked-through", scene.looked_through);
  const language = told[turned] ?? scene.words_language;
  put($("looked-through").lastElementChild, [wordIn(language, "looked_through"), language]);
}

function drawAttract(entered) {
  $("attract-title").textContent = say("show_me");
  $("lens").hidden = !scene.seeing;
  const others = servedBy(scene.languages).filter((language) => language !== scene.words_language);
  // Where not all fit, each language has its turn.
  const turned = others.map((_, at) => others[(at + attractAt) % others.length]);
  $("attract-others").replaceChildren(...turned.map((language) => line("span", [wordIn(language, "show_me"), language])));
  if (entered) hangNext();
  else name(scene.works.find((work) => work.key === hanging)); // in another language perhaps
}

let hanging = "";
function name(work) {
  if (!work) return;
  const frame = $("attract-work");
  frame.querySelector("img").alt = work.alt;
  frame.querySelector(".number").textContent = work.number;
  put(frame.querySelector(".work-title"), work.title);
}

function hangNext() {
  const works = scene.works.filter((work) => work.picture);
  const frame = $("attract-work");
  frame.hidden = !works.length;
  if (!works.length) return;
  const work = works[attractAt++ % works.length];
  const image = new Image(); // a new element starts the slow pan again, which rests after five seconds
  fillPlace(image);
  image.src = work.picture;
  frame.querySelector("img").replaceWith(image);
  hanging = work.key;
  name(work);
  frame.onclick = () => touch("work", work.key);
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

// What its label says, and what it does not: who wrote and reads it, at which level, and what is still to come.
function factsOf({ maker, date, place, materials }) {
  return [maker, date, place, materials].filter(([text]) => text);
}
const levelNote = () => (scene.told_level ? `${say(`no_${scene.level}`)} ${say(`told_${scene.told_level}`)}` : "");
const coming = () => (scene.blocks.some((block) => block.coming) ? say("voice_coming") : "");
const unheard = () => (audible || !heard(scene.blocks) ? "" : say("unheard"));

function drawMore() {
  const made = [scene.machine_made && say("machine_text"), scene.machine_voice && say("machine_voice"), coming()].filter(Boolean);
  const notes = [levelNote(), unheard(), ...made.map((sentence) => `${sentence}.`)].filter(Boolean);
  drawReader(scene.work, scene.work ? factsOf(scene.work) : [], notes, scene.sources, scene.words_language);
  const written = scene.captions || scene.language;
  const notTold = wordIn(written, "no_captions") ?? say("no_captions");
  transcript.draw(scene.blocks.map((block) => (scene.captions ? { text: block.captions_text || notTold, italics: block.captions_italics } : block)), written, direction(written));
  drawCaptions(scene, { touch, say });
  $("parts").setAttribute("aria-label", say("more"));
  for (const button of document.querySelectorAll(".deeper")) button.hidden = !scene.deeper;
}

function drawHandOver() {
  for (const button of document.querySelectorAll(".along")) button.hidden = !scene.code;
  for (const place of document.querySelectorAll(".code")) place.innerHTML = scene.code; // drawn by the kiosk itself
  const [before, after] = say(scene.work ? "or_type" : "or_type_address").replace("{number}", scene.work?.number).split("{address}");
  const address = Object.assign(document.createElement("bdi"), { dir: "ltr", textContent: scene.address });
  $("hand-number").replaceChildren(before, address, after);
  $("hand-here").hidden = !scene.only_here;
}

function drawPlayback(before) {
  const { work, blocks } = scene;
  const shownNow = before?.screen !== "telling" || before.work.key !== work.key;
  const picture = $("picture");
  picture.hidden = !work.picture;
  if (work.picture) Object.assign(picture, { alt: work.alt, src: work.picture });
  $("telling-number").textContent = work.number;
  put($("telling-title"), work.title);
  $("telling-label").replaceChildren(...factsOf(work).map((fact) => line("p", fact)));
  $("telling-label").dir = direction(work.title[1]); // facts that run on follow each other as they are read
  $("machine").hidden = !scene.machine_made && !scene.machine_voice;
  $("notes").replaceChildren(...[levelNote(), coming(), unheard()].filter(Boolean).map((note) => line("p", [note, scene.words_language])));
  const silent = scene.silenced ? "silenced" : scene.hushed ? "other_speaks" : "";
  $("hushed").hidden = !silent;
  const why = silent ? sentences(say(silent), scene.words_language) : [];
  renew($("hushed"), [why], () => why.map((sentence) => line("span", [sentence, scene.words_language])));
  playback.hush(Boolean(silent));
  if (shownNow && scene.seeing) intoPlace();
  $("offered").hidden = Boolean(blocks.length) || !scene.offered.length;
  renew($("offered"), scene.offered, () => scene.offered.map((language) => {
    const button = line("button", [ownName(language), language]);
    button.onclick = () => touch("language", language);
    return button;
  }));
  if (before?.screen === "telling" && scene.play === before.play) {
    if ((playback.unheard || !playback.blocks.length) && blocks.length && !heard(blocks)) readAll(blocks);
    else playback.update(blocks);
    playback.leave(Boolean(scene.then));
    return;
  }
  if (!blocks.length) playback.read(say(scene.offered.length ? "no_words" : "no_words_at_all"));
  else if (!heard(blocks)) readAll(blocks);
  else playback.begin(scene.play, blocks, shownNow, { block: scene.begin_block, share: scene.begin_share });
}

export const heard = (blocks) => blocks.some((block) => block.opus || block.coming);
const readAll = (blocks) => playback.read(
  [say("no_voice"), ...blocks.map((block) => block.text), ...blocks.map((block) => block.captions_text)].filter(Boolean).join("\n\n"),
  blocks.flatMap((block) => [...block.italics, ...block.captions_italics]),
);

// Recognising is not a screen: what the camera saw shrinks into the place where the work now is.
function intoPlace() {
  if (document.body.hasAttribute("data-elsewhere")) return; // the camera's picture is for the kiosk itself
  const view = $("viewfinder");
  view.onload = () => (view.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches);
  view.onerror = view.onanimationend = () => { view.hidden = true; view.removeAttribute("src"); };
  view.src = `viewfinder?play=${scene.play}`;
}

function choice(work) {
  const button = document.createElement("button");
  button.dataset.key = work.key;
  if (work.picture) {
    const image = Object.assign(new Image(), { alt: "", src: work.picture });
    keepInView(image, work.focus);
    button.append(image);
  }
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

async function opened(sheet, part) {
  if (sheet === "sheet") openPart(part ?? (scene.work ? "text" : "for_whom"));
  if (sheet !== "finder") return;
  pad.write("");
  const works = await fetch("works").then((answer) => answer.json()).catch(() => []);
  $("finder-works").replaceChildren(...works.map(choice));
}

arrange();
measure();
fillPlace($("picture"));
fillPlace($("viewfinder"));
fillPlace($("seen-picture"));
const pad = new Pad(async (number) => (await touch("number", number))?.understood);
wireSheets(opened);
keepScreen();
sayAlive(post);
addEventListener("resize", () => { measure(); settle(); });
const settleAnew = () => { settle(); playback.remeasure(); };
wireLook(settleAnew);
document.fonts.ready.then(settle);
document.fonts.addEventListener("loadingdone", settleAnew); // one that was asked for later has wider letters, perhaps
for (const button of document.querySelectorAll("[data-touch]"))
  button.addEventListener("click", () => touch(button.dataset.touch, button.dataset.value ?? ""));
// Text that scrolls must be reached without a finger, too; and the label has less room beside captions.
new MutationObserver(() => {
  if ($("subtitle").classList.contains("reading")) $("subtitle").tabIndex = 0;
  else { $("subtitle").removeAttribute("tabindex"); $("subtitle").scrollTop = 0; }
  settle();
}).observe($("subtitle"), { attributeFilter: ["class"] });
$("pause").onclick = () => playback.togglePause();
$("speak").onclick = () => { playback.unmute(); touch("speak"); };
$("sound").onclick = () => playback.allowSound();
addEventListener("keydown", (event) => {
  if (event.key === " " && event.target === document.body) { event.preventDefault(); playback.togglePause(); }
});
setInterval(() => { if (scene?.screen === "attract") { hangNext(); drawAttract(false); settle(); } }, EACH_WORK);

watchOutputs((there) => {
  audible = there;
  post("sound", { there });
  if (scene) draw(scene);
});

setInterval(() => scene?.looked_through && drawLookedThrough(false), EACH_SENTENCE);

if (location.hash) history.replaceState(null, "", location.pathname); // the token that opened this page on another machine
// A name of this page's own: when its stream breaks and comes back, the kiosk ends the old one.
const page = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const events = new EventSource(`events?page=${page}`); // comes back by itself, and then gets the whole scene
events.onmessage = (event) => { const next = JSON.parse(event.data); if (next) draw(next); };
