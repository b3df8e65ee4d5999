// Draws the scene the kiosk sends, plays its sound, sends touches back. It decides nothing.
import { Telling } from "./telling.js";

const words = JSON.parse(document.getElementById("words").textContent);
const $ = (id) => document.getElementById(id);
const RTL = new Set(["ar", "he", "fa", "ur"]);
let scene = null;
let attractAt = 0;
let typed = "";

const say = (key, language = scene?.language) =>
  (words[language?.split("-")[0]] ?? words.en)[key];

function post(path, body) {
  return fetch(path, { method: "POST", body: JSON.stringify(body) })
    .then((answer) => (answer.status === 200 ? answer.json() : null))
    .catch(() => null); // the kiosk starts again by itself; the event stream comes back
}
const touch = (what, value = "") => post("/touch", { what, value });

// Type in millimetres: the height of capitals at the visitor's distance (EN 301 549 5.1.4: 0.7 degrees).
function measure() {
  const { diagonal, distance } = document.body.dataset;
  const mm = Math.hypot(innerWidth, innerHeight) / (diagonal * 25.4);
  const capital = 2 * distance * 10 * Math.tan((0.35 * Math.PI) / 180);
  document.documentElement.style.setProperty("--mm", `${mm}px`);
  document.documentElement.style.setProperty("--type", `${(capital / 0.67) * mm}px`); // capitals are 0.67 em
  document.body.toggleAttribute("data-small", diagonal < 15.5);
}

const telling = new Telling($("player"), $("subtitle"), {
  report: (body) => post("/played", body),
  soundRefused: (refused) => ($("sound").hidden = !refused),
  paused: (paused) => ($("pause").lastElementChild.textContent = say(paused ? "play" : "pause")),
});

function put(element, [text, language]) {
  element.textContent = text;
  element.lang = language;
  element.dir = RTL.has(language) ? "rtl" : "ltr";
}

function choice(work) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  if (work.picture) {
    const image = document.createElement("img");
    image.src = work.picture;
    image.alt = "";
    image.loading = "lazy";
    button.append(image);
  }
  const name = document.createElement("span");
  name.className = "work-title";
  put(name, work.title);
  const number = document.createElement("span");
  number.className = "number";
  number.textContent = work.number;
  button.append(name, number);
  button.onclick = () => { touch("work", work.key); $("finder").close(); };
  item.append(button);
  return item;
}

function draw(next) {
  const before = scene;
  scene = next;
  const { language } = scene;
  document.documentElement.lang = language;
  document.documentElement.dir = RTL.has(language.split("-")[0]) ? "rtl" : "ltr";
  document.documentElement.toggleAttribute("data-larger", scene.larger);
  document.body.dataset.screen = scene.screen;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  if (!scene.seeing) $("attract-title").textContent = say("no_eyes");
  for (const name of ["attract", "telling", "unknown", "resting"]) $(name).hidden = name !== scene.screen;
  $("controls").hidden = scene.screen !== "telling";
  $("find").hidden = scene.screen === "resting";
  $("still").hidden = scene.warn_seconds === null;
  $("larger").lastElementChild.textContent = say(scene.larger ? "smaller" : "larger");
  drawLanguages();
  if (scene.screen === "telling") drawTelling(before);
  else if (before?.screen === "telling") telling.stop();
  if (scene.screen === "attract" && before?.screen !== "attract") drawAttract();
  if (scene.screen === "attract") $("attract-others").replaceChildren(...otherInvitations());
  if (scene.screen === "unknown") {
    $("unknown-maybe").hidden = !scene.works.length;
    $("unknown-works").replaceChildren(...scene.works.map(choice));
  }
  $("announce").textContent = scene.screen === "telling" ? scene.work.title[0] : "";
}

function otherInvitations() {
  const key = scene.seeing ? "show_me" : "no_eyes";
  return scene.languages.filter((language) => language !== scene.language && words[language.split("-")[0]]).map((language) => {
    const line = document.createElement("span");
    put(line, [say(key, language), language]);
    return line;
  });
}

function drawLanguages() {
  $("languages").setAttribute("aria-label", say("language"));
  $("languages").replaceChildren(...scene.languages.map((language) => {
    const button = document.createElement("button");
    const own = new Intl.DisplayNames([language], { type: "language" }).of(language);
    put(button, [own[0].toLocaleUpperCase(language) + own.slice(1), language]);
    button.setAttribute("aria-pressed", String(language === scene.language));
    button.onclick = () => (document.body.hasAttribute("data-small") ? nextLanguage() : touch("language", language));
    return button;
  }));
}

function nextLanguage() {
  const at = scene.languages.indexOf(scene.language);
  touch("language", scene.languages[(at + 1) % scene.languages.length]);
}

function drawAttract() {
  const pictures = scene.works.filter((work) => work.picture);
  if (!pictures.length) return;
  const work = pictures[attractAt++ % pictures.length];
  const old = $("attract-work").querySelector("img");
  const image = old.cloneNode();
  image.src = work.picture;
  image.alt = work.alt;
  old.replaceWith(image); // a new element starts the slow pan again, which rests after five seconds
}

function drawTelling(before) {
  const { work, blocks } = scene;
  const image = $("work").querySelector("img");
  if (image.dataset.key !== work.key) {
    image.dataset.key = work.key;
    image.src = work.picture ?? "data:,";
    image.alt = work.alt;
  }
  $("telling-number").textContent = work.number;
  put($("telling-title"), work.title);
  put($("sheet-title"), work.title);
  $("telling-label").textContent = [work.maker, work.date, work.place, work.materials].map(([text]) => text).filter(Boolean).slice(0, 3).join(" · ");
  $("machine").textContent = [scene.machine_made && say("machine_text"), scene.machine_voice && say("machine_voice")].filter(Boolean).join(" ");
  $("sources").replaceChildren(...scene.sources.map((source) => {
    const item = document.createElement("li");
    item.textContent = [source.citation, source.where].filter(Boolean).join(", ");
    return item;
  }));
  $("facts").replaceChildren(...[work.maker, work.date, work.place, work.materials].filter(([text]) => text).map((fact) => {
    const line = document.createElement("dd");
    put(line, fact);
    return line;
  }));
  for (const button of $("levels").children) button.setAttribute("aria-pressed", String(button.dataset.value === scene.level));
  $("along").hidden = !scene.code;
  $("along-code").innerHTML = $("hand-code").innerHTML = scene.code; // drawn by the kiosk itself
  $("hand-number").textContent = say("or_type").replace("{number}", work.number);
  $("hand-here").hidden = !scene.only_here;
  if (scene.play !== before?.play || before?.screen !== "telling") {
    if (!blocks.length) {
      const other = scene.offered.map((language) => new Intl.DisplayNames([language], { type: "language" }).of(language));
      telling.read(other.length ? `${say("no_words")} ${other.join(", ")}` : say("no_words_at_all"));
    } else if (!blocks[0].opus) telling.read(`${say("no_voice")}\n\n${blocks.map((block) => block.text).join("\n\n")}`);
    else telling.begin(scene.play, blocks, work.key !== before?.work?.key);
  }
}

function buildPad() {
  for (const key of [..."1234567890", "clear"]) {
    const button = document.createElement("button");
    button.type = "button";
    if (key === "clear") button.dataset.word = "clear";
    else button.textContent = key;
    button.onclick = () => type(key === "clear" ? "" : typed + key);
    $("pad").append(button);
  }
}

async function type(text) {
  typed = text.slice(0, 5);
  $("number").textContent = typed;
  $("number-unknown").hidden = true;
  clearTimeout(type.timer);
  if (typed) type.timer = setTimeout(async () => {
    const answer = await touch("number", typed);
    typed = "";
    if (answer?.understood) $("finder").close();
    else $("number-unknown").hidden = false;
    $("number").textContent = "";
  }, 1200);
}

buildPad();
measure();
addEventListener("resize", measure);
for (const button of document.querySelectorAll("[data-touch]"))
  button.addEventListener("click", () => touch(button.dataset.touch, button.dataset.value ?? ""));
for (const button of document.querySelectorAll("dialog .shut")) button.onclick = () => button.closest("dialog").close();
$("pause").onclick = () => telling.togglePause();
$("sound").onclick = () => telling.allowSound();
$("more").onclick = () => $("sheet").showModal();
$("along").onclick = () => $("hand").showModal();
$("find").onclick = () => {
  type("");
  fetch("/works").then((answer) => answer.json()).then((works) => $("finder-works").replaceChildren(...works.map(choice)));
  $("finder").showModal();
};
addEventListener("keydown", (event) => {
  if (/^\d$/.test(event.key) && $("finder").open) type(typed + event.key);
  if (event.key === " " && event.target === document.body) { event.preventDefault(); telling.togglePause(); }
});
setInterval(() => { if (scene?.screen === "attract") drawAttract(); }, 20000);

const events = new EventSource("/events"); // comes back by itself, and then gets the whole scene
events.onmessage = (event) => { const next = JSON.parse(event.data); if (next) draw(next); };
