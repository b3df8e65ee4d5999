// The spoken screen, the keypad and the switches. They operate what is on the screen as a finger does: a control is
// clicked, a sheet is closed by its own button. Whether the screen is spoken is a choice of the visit, as larger letters
// are: it ends with the visit.

import { playback, scene, touch, volumeBack } from "../../static/screen.js";
import { wordIn } from "../../static/words.js";
import { changed, handOver, whereabouts } from "./announce.js";
import { place, step } from "./controls.js";
import { Keyboard } from "./keyboard.js";
import { describe, digits, joined, nameOf, stateOf, written } from "./describe.js";
import { Scan } from "./scan.js";
import { Speech } from "./voice.js";

const $ = (id) => document.getElementById(id);
const PACES = [0.8, 1, 1.25, 1.6, 2]; // of the voice's own rate
const HOME_PACE = 1;
const AFTER_A_CLICK = 120; // ms: what a choice changes on the page alone has changed by then
const SILENT = "#announce, #looked-through"; // said with the scene: the second takes turns in all languages

const speech = new Speech({ volume: () => (scene.silenced ? 0 : $("player").volume), interrupt: (yes) => playback.interrupt(yes) });
let facts = { words: {}, keys: {}, switches: [], language: "" };
let focused = null; // what was described last
let described = ""; // its state then
let pressed = { code: "", at: -Infinity };
let pace = HOME_PACE;

const on = () => Boolean(scene?.spoken);
const word = (key) => [wordIn(scene.words_language, key), scene.words_language];
const say = (key, values = {}) => [Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), facts.words[key] ?? ""), facts.language];

const keyboard = new Keyboard({ say, language: () => scene.language || scene.words_language });
addEventListener("click", ({ target }) => { if (target.tagName === "TEXTAREA") keyboard.open(target); });
for (const kind of ["scene", "focusin"]) addEventListener(kind, () => keyboard.usable || keyboard.close());
addEventListener("typed", () => keyboard.close()); // what was typed is on its way: its page says so

// What a key does, and a switch.

const turned = (by) => (document.documentElement.dir === "rtl" && place() !== keyboard.panel ? -by : by);
const ACTIONS = {
  next: () => keyboard.row(1) ?? step(1),
  previous: () => keyboard.row(-1) ?? step(-1),
  right: () => step(turned(1)),
  left: () => step(turned(-1)),
  select,
  back,
  help: () => speech.say([...speech.last, say("help")]),
  louder: () => loudness("louder"),
  quieter: () => loudness("quieter"),
  faster: () => setPace(pace + 1),
  slower: () => setPace(pace - 1),
};
const WAKES = new Set(["next", "previous", "left", "right", "help"]); // and every other where nothing has the focus

function select() {
  const element = document.activeElement;
  if (!place().contains(element) || element === document.body) { speech.say(whereabouts(scene, word, say)); return; }
  const before = keyboard.field?.value;
  if (element.matches("button, a, input")) element.click();
  if (keyboard.field && keyboard.field.value !== before) speech.say([lastWord(keyboard.field)], { keep: false });
  if (element.tagName === "TEXTAREA") typeInto(element);
  if (element.getAttribute("role") === "tabpanel") speech.say(describe(element, element, say));
  setTimeout(stateAgain, AFTER_A_CLICK);
}

// After each key what is typed last, so that a wrong letter is heard at once.
function lastWord({ value }) {
  if (!value) return say("empty");
  return /\s$/u.test(value) ? say("space") : [value.split(/\s/u).at(-1), scene.language || scene.words_language];
}

function typeInto(field) {
  keyboard.open(field);
  keyboard.focus();
}

function back() {
  if (keyboard.close()) return;
  const open = place();
  const close = open.id === "still" ? open.querySelector("button") : open.querySelector(".shut");
  if (open !== document.body && close) { close.click(); return; }
  if (["telling", "unknown", "one_of_two"].includes(scene.screen)) touch("stop");
  else speech.say([say("first"), ...whereabouts(scene, word, say)]);
}

function loudness(way) {
  $(way).click();
  speech.say([volumeWords()]);
}
const volumeWords = () => say("volume", { at: $("volume").value, of: $("volume").max });

function setPace(to) {
  pace = Math.max(0, Math.min(PACES.length - 1, to));
  speech.pace = PACES[pace];
  speech.say([say("speed", { at: pace + 1, of: PACES.length })]);
}

// The kiosk is asked, and answers with a scene.
const speak = (yes) => touch("spoken", yes ? "on" : "off");

function keyed(event) {
  const { code, timeStamp } = event;
  if (facts.switches.includes(code) && !event.target.matches("textarea")) { switched(event); return; }
  const action = facts.keys[code];
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (!action || action === "none") { speech.stop(); return; }
  if (!on() && !WAKES.has(action) && document.activeElement !== document.body) return; // a keyboard's own Enter and Escape
  event.preventDefault();
  event.stopPropagation();
  if (twice(event)) return;
  pressed = { code, at: timeStamp };
  if (!on()) { speak(true); return; }
  speech.stop();
  ACTIONS[action]();
}

// A key that is held down, or struck twice by an unsteady hand, counts once.
const twice = ({ code, timeStamp, repeat }) => repeat || (code === pressed.code && timeStamp - pressed.at < 1000 * facts.double_strike_seconds);

let scan = null;
function switched(event) {
  event.preventDefault();
  event.stopPropagation();
  if (twice(event)) return;
  pressed = { code: event.code, at: event.timeStamp };
  speech.stop();
  scan.press(facts.switches.indexOf(event.code));
}

// What is said when the focus moves, when a state changes, and when the page says something by itself.

function focusMoved({ target }) {
  if (!on() || !target.matches("button, textarea, input, a, [role=tabpanel], #subtitle")) return;
  const entered = target.closest("dialog")?.id !== focused?.closest?.("dialog")?.id ? target.closest("dialog")?.id : "";
  const pieces = describe(target, focused, say);
  remember(target);
  speech.say(entered === "hand" ? [...nameOf($("hand")), ...handOver(scene, word, say), ...describe(target, target, say)] : pieces, { keep: target.tagName !== "TEXTAREA" });
}

const summary = (element) => JSON.stringify([nameOf(element), stateOf(element, say)]);
function remember(element) {
  focused = element;
  described = summary(element);
}

// Says the name and the state of what has the focus, where either is another now.
function stateAgain() {
  const element = document.activeElement;
  if (!on() || element !== focused || summary(element) === described) return;
  remember(element);
  if (element.id === "pause") { if (playback.held) speech.say([say("paused")]); return; }
  speech.say(joined([...nameOf(element), ...stateOf(element, say)]), { after: true });
}

const told = new WeakMap(); // region: what it said last
function announced(region) {
  const pieces = region.checkVisibility() ? written(region) : [];
  const text = JSON.stringify(pieces);
  if (told.get(region) === text) return;
  told.set(region, text);
  if (!on() || !pieces.length) return;
  const spelled = region.id === "number" ? [say("number", { number: digits(pieces[0][0]) })] : pieces;
  speech.say(spelled, { after: region.getAttribute("role") === "status" });
}

const REGIONS = "[role=alert], [role=status], output";
new MutationObserver((changes) => {
  const regions = new Set();
  for (const { target, addedNodes } of changes) {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const region = element?.closest(REGIONS);
    if (region) regions.add(region);
    for (const added of addedNodes) if (added.nodeType === Node.ELEMENT_NODE) for (const one of [added, ...added.querySelectorAll(REGIONS)]) if (one.matches(REGIONS)) regions.add(one);
  }
  for (const region of regions) if (!region.matches(SILENT)) announced(region);
}).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ["hidden"] });

// Scenes.

// The words in the language of the screen's words; where they have none of it, in the museum's first that they have.
async function learn({ words_language: asked, languages }) {
  const wanted = new URLSearchParams([asked, ...languages].map((language) => ["language", language]));
  const answer = await fetch(`access?${wanted}`).catch(() => null);
  if (!answer?.ok) return;
  facts = { ...(await answer.json()), asked };
  scan ??= new Scan(1000 * facts.scan_seconds, facts.switches.length);
  nameButtons();
}

async function drawn({ scene: now, before }) {
  if (facts.asked !== now.words_language) await learn(now);
  if (now !== scene) return; // another came meanwhile, and is drawn after this one
  const [was, is] = [Boolean(before?.spoken), on()];
  document.body.toggleAttribute("data-spoken", is);
  drawButtons();
  const plug = plugged(now, before);
  if (is && !was) speech.say([say("welcome"), ...whereabouts(now, word, say)]);
  else if (plug.length) speech.say(plug);
  else if (!is && was) silent(before.visit === now.visit);
  else if (is) {
    const translated = before.language !== now.language;
    const news = changed(now, before, word, say);
    if (news.length) speech.say(news);
    else if (translated) speech.say(whereabouts(now, word, say));
    else stateAgain();
  }
  if (is && now.looked_through && !(was && before.looked_through)) speech.say([word("looked_through")], { after: true });
}

// Headphones go in or out: as loud as at the beginning. Who hears nothing of the screen yet is told how to.
function plugged(now, before) {
  if (Boolean(before?.headphones) === now.headphones) return [];
  volumeBack();
  if (on()) return [say(now.headphones ? "plugged" : "unplugged")];
  return now.headphones && Object.keys(facts.keys).length ? [say("plugged"), say("plugged_hint")] : [];
}

// `asked`: the visitor wants no more of it; else the visit is over, and nothing of it is left for the next.
function silent(asked) {
  speech.stop();
  pace = HOME_PACE;
  speech.pace = PACES[pace];
  focused = null;
  if (asked) speech.say([say("off")]);
}

// The controls of it, in More.

const buttons = Object.fromEntries(["speak", "slower", "faster"].map((name) => {
  const button = document.createElement("button");
  button.id = `spoken-${name}`;
  return [name, button];
}));
buttons.speak.onclick = () => speak(!on());
buttons.slower.onclick = () => setPace(pace - 1);
buttons.faster.onclick = () => setPace(pace + 1);
for (const way of ["louder", "quieter"]) $(way).addEventListener("click", () => on() && speech.say([volumeWords()]));
$("louder").after(...Object.values(buttons));

function nameButtons() {
  for (const [name, button] of Object.entries(buttons)) Object.assign(button, { lang: facts.language, dir: facts.direction, textContent: say(name === "speak" && on() ? "speak_no_more" : name)[0] });
}
function drawButtons() {
  nameButtons();
  buttons.slower.hidden = buttons.faster.hidden = !on();
}

addEventListener("scene", ({ detail }) => drawn(detail));
addEventListener("focusin", focusMoved);
addEventListener("keydown", keyed, { capture: true });
addEventListener("pointerdown", () => speech.stop(), { capture: true });
if (scene) drawn({ scene, before: null });
