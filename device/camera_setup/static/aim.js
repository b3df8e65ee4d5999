// Shows the camera's picture a few times a second, counts over the line as it is drawn, saves it. It stores nothing in the browser.
import { Drawing } from "./drawing.js";

const $ = (id) => document.getElementById(id);
const PICTURE_MS = 250, STATE_MS = 350, TRY_AFTER_MS = 400;
const SHARPEST = 40; // the bar's end; device.camera_setup.picture_advice says what the numbers mean
const { cameras, canSave, words: sentences } = JSON.parse($("setup").textContent);
const say = (key, facts = {}) => sentences[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
let camera = 0;
let over = false;
let trying = 0;
let found = { view: "auto", person: null }; // in the pictures
let person = null; // width and height as set; null is learnt
const pause = (ms) => new Promise((then) => setTimeout(then, ms));
const visible = () => !document.hidden;

async function ask(path, body) {
  const given = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, given);
  if (answer.status === 401) end();
  return answer;
}

function end() {
  over = true;
  $("picture").removeAttribute("src");
  $("looking").hidden = true;
  $("over").hidden = false;
  $("end").hidden = true;
  $("left").textContent = "";
  $("cameras").hidden = true;
}

// Every loop goes on after a lost connection; the session ends by the kiosk's clock.
async function forever(every, turn) {
  while (!over) {
    const began = performance.now();
    try {
      if (visible()) await turn();
      $("said-of-saving").dataset.away === "yes" && sayOfSaving("");
    } catch {
      sayOfSaving(say("no_answer"), true);
      $("said-of-saving").dataset.away = "yes";
      await pause(1500);
    }
    await pause(Math.max(20, every - (performance.now() - began)));
  }
}

let number = 0;
async function takePicture() {
  const asked = camera;
  const answer = await ask(`/picture/${camera}?after=${number}`);
  if (answer.status !== 200 || asked !== camera) return;
  number = Number(answer.headers.get("X-Number"));
  const people = JSON.parse(answer.headers.get("X-People"));
  const picture = await answer.blob();
  if (over) return; // the request was under way when the session ended
  const url = URL.createObjectURL(picture);
  const image = $("picture");
  await new Promise((then) => { image.onload = image.onerror = then; image.src = url; });
  URL.revokeObjectURL(url);
  drawing.see(people);
}

async function takeState() {
  const asked = camera;
  const answer = await ask(`/state/${camera}`);
  if (over || asked !== camera) return;
  if (!answer.ok) return words([{ tone: "change", text: await answer.text() }]);
  const { left, seen, former } = await answer.json();
  $("left").textContent = say("left", { time: `${Math.floor(left / 60)}:${String(Math.floor(left % 60)).padStart(2, "0")}` });
  drawing.resize(seen.width, seen.height);
  for (const [id, value] of [["entered", seen.entered], ["left-count", seen.left], ["in-view", seen.in_view]]) $(id).textContent = value ?? "–";
  for (const place of document.querySelectorAll("#zones output")) place.textContent = say("in_zone", { number: seen.in_zones[place.dataset.zone] ?? 0 });
  $("sharpness").style.setProperty("--now", `${Math.min(100, (100 * seen.sharpness) / SHARPEST)}%`);
  $("sharpness").style.setProperty("--best", `${Math.min(100, (100 * seen.sharpest) / SHARPEST)}%`);
  $("undo").disabled = !former;
  found = { view: seen.view, person: seen.person };
  showView();
  words(seen.trouble ? [{ tone: "change", text: seen.trouble }] : seen.words);
}

function words(all) {
  const list = $("said");
  const same = list.children.length === all.length && all.every((word, at) => list.children[at].textContent === word.text);
  if (same) return; // a screen reader announces changes only
  list.replaceChildren(...all.map(({ tone, text }) => Object.assign(document.createElement("li"), { textContent: text })));
  all.forEach((word, at) => (list.children[at].dataset.tone = word.tone));
}

function drawn() {
  const point = document.querySelector('[name="point"]:checked').value;
  return { ...drawing.drawn, point, view: chosenView(), person };
}

const chosenView = () => document.querySelector('[name="view"]:checked').value;

// The size of a person is set from straight above only: elsewhere the detector sees people.
function showView() {
  setText("view-found", say(`view_${found.view}`));
  const above = chosenView() === "above" || (chosenView() === "auto" && found.view === "above");
  $("person").hidden = !above;
  const wide = person ? Math.sqrt(person[0] * person[1]) : found.person;
  drawing.showPerson(above ? wide : null, !person);
  $("person-learnt").checked = !person;
  $("person-size").disabled = !person;
  if (!drawing.size) return;
  if (wide !== null && document.activeElement !== $("person-size")) $("person-size").value = (100 * wide) / drawing.size[0];
  const words = wide === null ? say("size_unknown") : say("size", { pixels: Math.round(wide), share: `${((100 * wide) / drawing.size[0]).toFixed(0)} %` });
  setText("person-said", words);
  $("person-size").setAttribute("aria-valuetext", words);
}

// A screen reader announces changes only.
function setText(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function sized() {
  const wide = Math.round((Number($("person-size").value) / 100) * drawing.size[0]);
  person = [wide, wide];
  showView();
  changed();
}

function learns() {
  if (!$("person-learnt").checked) return sized(); // begin with what was learnt, or the slider's place
  person = null;
  showView();
  changed();
}

function drawZones() {
  $("zones").replaceChildren(...drawing.zones.map((zone, number) => {
    const item = document.createElement("li");
    const name = Object.assign(document.createElement("input"), { value: zone.name, required: true, maxLength: 40, pattern: "[a-z0-9][a-z0-9-]*", spellcheck: false });
    name.setAttribute("aria-label", say("zone_name", { number: number + 1 }));
    name.onchange = () => {
      if (!name.reportValidity()) return;
      zone.name = name.value;
      drawing.draw();
      changed();
    };
    const inside = document.createElement("output");
    inside.dataset.zone = zone.name;
    inside.className = "number";
    const remove = Object.assign(document.createElement("button"), { textContent: say("remove") });
    remove.setAttribute("aria-label", say("remove_zone", { name: zone.name }));
    remove.onclick = () => drawing.remove(number);
    item.append(name, inside, remove);
    return item;
  }));
}

function changed() {
  drawZones();
  settle();
  clearTimeout(trying);
  trying = setTimeout(attempt, TRY_AFTER_MS);
}

// Compares what is drawn with what is saved.
function settle() {
  const saved = cameras[camera];
  const parts = ({ line, zones, point, view, person }) => JSON.stringify([line, zones, point, view, person]);
  const fresh = parts(drawn()) !== parts(saved);
  $("save").disabled = !fresh && saved.count;
  $("swap").disabled = !drawing.line;
  if (fresh) sayOfSaving(say("unsaved"));
  else if (!saved.count) sayOfSaving(say("not_counting"));
}

async function attempt() {
  const answer = await ask(`/try/${camera}`, drawn()).catch(() => null);
  if (answer && !answer.ok && !over) sayOfSaving(await answer.text(), true);
}

async function keep(path, body) {
  clearTimeout(trying);
  const answer = await ask(path, body).catch(() => null);
  if (over) return;
  if (!answer?.ok) return sayOfSaving(answer ? await answer.text() : say("not_kept"), true);
  cameras[camera] = await answer.json();
  open(camera);
  const drawnOn = cameras[camera].line || cameras[camera].zones.length;
  const how = say(!cameras[camera].count ? "does_not_count" : drawnOn ? "counts_with_drawing" : "counts_in_middle");
  sayOfSaving(say(canSave ? "saved" : "kept_until_stop", { how }));
}

function sayOfSaving(text, warning = false) {
  const place = $("said-of-saving");
  delete place.dataset.away;
  place.textContent = text;
  place.classList.toggle("warning", warning);
}

function hint(placing, placed) {
  $("hint").textContent =
    placing === "line" ? say(["line_begins", "line_ends"][placed])
    : placing === "zone" ? say("zone_corners") + (placed < 3 ? "" : ` ${say("zone_closes")}`)
    : say(drawing.line ? "line_drawn" : "no_line");
  $("done").hidden = placing !== "zone" || placed < 3;
  $("cancel").hidden = !placing;
  for (const id of ["draw-line", "swap", "add-zone"]) $(id).hidden = placing !== "";
}

function open(chosen) {
  if (camera !== chosen) [number, found] = [0, { view: "auto", person: null }];
  camera = chosen;
  const counting = cameras[camera];
  for (const button of $("cameras").children) button.setAttribute("aria-pressed", String(Number(button.dataset.camera) === camera));
  document.querySelector(`[name="point"][value="${counting.point}"]`).checked = true;
  document.querySelector(`[name="view"][value="${counting.view}"]`).checked = true;
  person = counting.person;
  drawing.show(counting.line, counting.zones);
  sayOfSaving("");
  drawZones();
  showView();
  settle();
}

const drawing = new Drawing($("drawing"), { changed, say, mode: (placing, placed) => hint(placing, placed) });
for (const button of $("cameras").children) button.onclick = () => open(Number(button.dataset.camera));
for (const input of document.querySelectorAll('[name="point"]')) input.onchange = changed;
for (const input of document.querySelectorAll('[name="view"]')) input.onchange = () => {
  if (input.value === "above") document.querySelector('[name="point"][value="centre"]').checked = true; // feet hide there
  showView();
  changed();
};
$("person-size").oninput = sized;
$("person-learnt").onchange = learns;
$("draw-line").onclick = () => drawing.place("line");
$("add-zone").onclick = () => drawing.place("zone");
$("done").onclick = () => drawing.close();
$("cancel").onclick = () => drawing.place("");
$("swap").onclick = () => drawing.swap();
$("nought").onclick = attempt;
$("save").onclick = () => keep(`/save/${camera}`, drawn());
$("undo").onclick = () => keep(`/undo/${camera}`, {});
$("end").onclick = () => ask("/end", {}).then(end, end);
open(0);
forever(PICTURE_MS, takePicture);
forever(STATE_MS, takeState);
