// The page of one work: play, subtitles, next work. The level and the interests choose the tracks here in the phone.
import { level, profile, recall, remember } from "./profile.js";
import { page, pageOf } from "./words.js";
import { Watch, nextStop, route, sawWork } from "./route.js";
import { OfferNotice, showChange, showOffline } from "./notices.js";
import { Player } from "./player.js";
import { startWorker } from "./offline.js";

const { work, told: narrations, release } = page();
const place = (id) => document.getElementById(id);
const who = profile();
const toldAt = (told, asked) => told.find(({ levels }) => levels.includes(asked));
const ofLevel = (told) => toldAt(told, level()) ?? toldAt(told, "adult"); // another release may lack the level
const narration = ofLevel(narrations);
const interest = (track) => (track.part === "telling" ? who.interests[track.theme] ?? 0 : 0);
const PARTS = ["look", "telling", "question"];
const order = (one, other) => PARTS.indexOf(one.part) - PARTS.indexOf(other.part) || interest(other) - interest(one);
const withSound = (layers) => layers.map((layer) => layer.filter((track) => track.opus).sort(order));
let [first, deeper] = withSound(narration.layers);

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function showNext() {
  const stop = nextStop(work);
  const next = place("next");
  if (stop) {
    next.href = pageOf(stop);
    next.hidden = false;
    next.querySelector("[data-next-number]").textContent = stop.number;
  } else if (route() !== null) {
    next.hidden = true; // the tour is over: the plan page says so
  }
}

const subtitles = place("subtitles");
const player = new Player({
  caption: subtitles,
  show(words) {
    if (subtitles.textContent !== words) subtitles.textContent = words;
  },
  changed() {
    const on = player.playing;
    place("play").dataset.on = on;
    for (const word of place("play").querySelectorAll("[data-state]")) word.hidden = (word.dataset.state === "pause") !== on;
    const seek = place("seek");
    seek.max = Math.round(player.length);
    if (document.activeElement !== seek || on) seek.value = Math.round(player.position);
    seek.setAttribute("aria-valuetext", `${clock(player.position)} / ${clock(player.length)}`);
    place("left").textContent = clock(Math.max(0, player.length - player.position));
  },
  failed() {
    place("no-sound").hidden = false;
    for (const text of document.querySelectorAll(".narration .text")) text.open = true;
  },
  ended() {
    sawWork(work);
    place("more").hidden = deeper.length === 0 || player.tracks.length > first.length;
  },
});

place("play").addEventListener("click", () => {
  if (player.playing) player.pause();
  else {
    place("muted").hidden = false;
    player.play();
  }
});
place("again").addEventListener("click", () => player.back(10));
place("seek").addEventListener("input", (event) => player.seek(Number(event.target.value)));
place("more").addEventListener("click", () => {
  place("more").hidden = true;
  player.append(deeper);
});
function setRate(rate) {
  player.setRate(rate);
  place("faster").setAttribute("aria-pressed", String(rate > 1));
  remember("rate", rate);
}
place("faster").addEventListener("click", () => setRate(player.rate > 1 ? 1 : 1.5));
place("next").addEventListener("click", () => sawWork(work));

place("closer")?.addEventListener("click", (event) => {
  event.preventDefault();
  place("large").showModal();
});

// The page ends above the bar, and what gets the focus is never behind it.
const bar = document.querySelector(".bar");
new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
new ResizeObserver(() => player.refit()).observe(subtitles);
document.fonts.ready.then(() => player.refit());

remember("at", work);
showNext();
const offer = new OfferNotice();
new Watch({
  here: work,
  playing: work,
  changed(sentence) {
    showChange(sentence);
    showNext();
  },
  offer: (now) => offer.show(now),
  released: fetchSound,
  online: (yes) => showOffline(!yes),
}).start();
startWorker().catch(() => undefined); // without a service worker the page needs the network

async function begin() {
  subtitles.hidden = first.length === 0;
  if (first.length === 0) return;
  subtitles.lang = narration.language;
  for (const id of ["play", "time"]) place(id).hidden = false;
  setRate(recall("rate", 1));
  await player.load(first);
}

// A release may be published before its speech is made; a later release has it. Then this fetches the page once more and
// gives the tracks to the player. A page that has sound already is left alone.
async function fetchSound(number) {
  if (number === release || first.length > 0) return;
  const answer = await fetch(location.href, { credentials: "omit", cache: "reload" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("page");
  [first, deeper] = withSound(ofLevel(JSON.parse(fresh.textContent).told).layers);
  if (first.length === 0) return;
  for (const words of document.querySelectorAll("[data-no-sound]")) words.hidden = true;
  await begin();
}

await begin();
