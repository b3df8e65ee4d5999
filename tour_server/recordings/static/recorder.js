// Records a text in the browser, and sends files one by one. A recording stays in the page until the server has kept it.
const script = document.currentScript.dataset;
const speaker = document.getElementById("speaker");
const noMicrophone = document.getElementById("no-microphone");
const SPEAKER = "zaalgids-speaker";
const unsent = new Set(); // recorders with a recording that is not kept

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
function say(place, words) { place.textContent = words; place.hidden = !words; }

if (speaker) {
  speaker.value = sessionStorage.getItem(SPEAKER) ?? "";
  speaker.addEventListener("input", () => sessionStorage.setItem(SPEAKER, speaker.value));
}

class Recorder {
  constructor(form) {
    this.form = form;
    this.part = (name) => form.querySelector(`[data-do=${name}]`);
    this.meter = form.querySelector("meter");
    this.clock = form.querySelector(".clock");
    this.audio = form.querySelector("audio");
    this.problem = form.querySelector(".problem");
    this.microphone = new Microphone(form, script, (words) => say(this.problem, words), (sound) => this.recorded(sound));
    for (const [name, act] of Object.entries({ start: this.start, again: this.start, stop: this.stop, keep: this.keep, drop: this.drop }))
      this.part(name).addEventListener("click", act.bind(this));
    this.show("start");
    form.hidden = false;
  }
  show(...names) {
    for (const button of this.form.querySelectorAll("button")) button.hidden = !names.includes(button.dataset.do);
    this.meter.hidden = this.clock.hidden = !names.includes("stop");
    this.audio.hidden = !names.includes("keep");
  }
  async start() {
    for (const other of recorders) if (other !== this) other.stop();
    this.audio.pause();
    if (!(await this.microphone.start())) return;
    this.show("stop");
    this.part("stop").focus();
  }
  stop() { this.microphone.stop(); }
  recorded(sound) {
    this.sound = sound;
    unsent.add(this);
    URL.revokeObjectURL(this.audio.src);
    this.audio.src = URL.createObjectURL(sound);
    this.show("keep", "again", "drop");
    this.part("keep").focus();
  }
  drop() {
    unsent.delete(this);
    say(this.problem, "");
    this.show("start");
    this.part("start").focus();
  }
  async keep() {
    const body = new FormData(this.form);
    body.set("sound", this.sound, "recording");
    body.set("speaker", speaker.value);
    say(this.problem, script.wordsKeeping);
    let answer;
    try {
      answer = await (await fetch(this.form.action, { method: "POST", body, redirect: "error" })).json();
    } catch {
      return say(this.problem, script.wordsFailed);
    }
    if (answer.problem) return say(this.problem, answer.problem);
    unsent.delete(this);
    say(this.problem, "");
    if (unsent.size) return this.show("start");
    location.hash = this.form.elements.block.value;
    location.reload();
  }
}
const recorders = [];
const reason = whyNotRecorded(script);
if (reason && noMicrophone) say(noMicrophone, reason);
else for (const form of document.querySelectorAll("form.recorder")) recorders.push(new Recorder(form));
addEventListener("beforeunload", (event) => {
  if (unsent.size || recorders.some((one) => one.microphone.isRecording)) event.preventDefault();
});

// Files
const drop = document.getElementById("drop");
async function send(file, limit) {
  const { wordsLarge, wordsFailed } = drop.dataset, megabytes = (bytes) => Math.ceil(bytes / 1e6);
  if (file.size > limit) return [filled(wordsLarge, { name: file.name, size: megabytes(file.size), limit: Math.floor(limit / 1e6) })];
  const body = new FormData(drop);
  body.delete("files");
  body.append("files", file);
  try {
    const answer = await fetch(drop.action, { method: "POST", body, redirect: "error", headers: { Accept: "application/json" } });
    return (await answer.json()).problems;
  } catch {
    return [filled(wordsFailed, { name: file.name })];
  }
}
drop?.addEventListener("submit", async (event) => {
  event.preventDefault();
  drop.elements.speaker.value = speaker.value;
  const limit = Number(drop.dataset.uploadBytes) - 20000; // room for the form's other fields
  const sending = drop.querySelector(".sending"), found = [];
  for (const file of drop.elements.files.files) {
    sending.textContent = filled(drop.dataset.wordsSending, { name: file.name });
    found.push(...(await send(file, limit)));
  }
  sending.textContent = "";
  sessionStorage.setItem("zaalgids-files", JSON.stringify(found));
  if (unsent.size) return showProblems();
  location.hash = "files";
  location.reload();
});
function showProblems() {
  const place = drop?.querySelector("div.problem"), found = JSON.parse(sessionStorage.getItem("zaalgids-files") ?? "[]");
  if (!place || !found.length) return;
  sessionStorage.removeItem("zaalgids-files");
  place.querySelector("ul").replaceChildren(...found.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  place.hidden = false;
  place.scrollIntoView({ block: "center" });
}
showProblems();

// Word times
const times = document.getElementById("times");
async function look() {
  let left = Number(times.dataset.of);
  try { left = (await (await fetch(times.dataset.address, { cache: "no-store" })).json()).left; } catch { /* asked again */ }
  times.querySelector("progress").value = Number(times.dataset.of) - left;
  if (left) return setTimeout(look, 1000);
  const busy = unsent.size || recorders.some((one) => one.microphone.isRecording);
  const playing = [...document.querySelectorAll("audio")].some((one) => !one.paused);
  if (!busy && !playing) return location.reload();
  document.getElementById("times-words").textContent = times.dataset.wordsReload;
}
if (times) setTimeout(look, 700);
