// The page of one work: play, subtitles, next work. The level and the interests choose the tracks here in the phone.
import { level, profile, recall, remember } from "./profile.js";
import { page, pageOf } from "./words.js";
import { Watch, nextStop, route, sawWork } from "./route.js";
import { OfferNotice, showOffline } from "./notices.js";
import { line } from "./line.js";
import { Player } from "./player.js";
import { startWorker } from "./offline.js";
import { Telling } from "./telling_here.js";
import { Meanings } from "./meanings.js";

const { work, told: narrations, release } = page();
const place = (id) => document.getElementById(id);
const who = profile();
const toldAt = (told, asked) => told.find(({ levels }) => levels.includes(asked));
const ofLevel = (told) => toldAt(told, level()) ?? toldAt(told, "adult"); // another release may lack the level
let telling = new Telling(work, ofLevel(narrations), who);

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
    if (subtitles.textContent !== words) meanings.write(subtitles, words, telling.words);
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
    telling.follow(player);
    line.speech(player.wanted);
  },
  failed() {
    place("no-sound").hidden = false;
    for (const text of document.querySelectorAll(".narration .text")) text.open = true;
  },
  ended() {
    sawWork(work);
    place("more").hidden = telling.deeper === null;
    telling.keep(player);
  },
  said: (track) => telling.said(track),
  between: () => line.gap(),
});
const meanings = new Meanings(player);

place("play").addEventListener("click", () => {
  if (player.playing) player.pause();
  else {
    place("muted").hidden = recall("heard_of_silent", false); // said once in a visit
    remember("heard_of_silent", true);
    telling.begin();
    player.play();
  }
});
place("again").addEventListener("click", () => player.back(10));
place("seek").addEventListener("input", (event) => player.seek(Number(event.target.value)));
place("more").addEventListener("click", () => {
  place("more").hidden = true;
  player.append(telling.more(player.tracks));
});
place("short").addEventListener("click", async () => {
  telling.setShort(!telling.short);
  showShort();
  const begun = telling.begun ? player.tracks.slice(0, player.index + 1) : [];
  const tracks = telling.tracks(begun);
  if (begun.length > 0) player.retell(tracks);
  else await player.load(tracks);
});
const showShort = () => place("short").setAttribute("aria-pressed", String(telling.short));
function setRate(rate) {
  player.setRate(rate);
  place("faster").setAttribute("aria-pressed", String(rate > 1));
  remember("rate", rate);
}
place("faster").addEventListener("click", () => setRate(player.rate > 1 ? 1 : 1.5));
place("wrong").addEventListener("click", () => {
  const address = new URL(place("wrong").href);
  if (player.track) address.searchParams.set("b", player.track.key); // what was told just now
  place("wrong").href = address.href;
});
place("next").addEventListener("click", () => sawWork(work));

place("closer")?.addEventListener("click", (event) => {
  event.preventDefault();
  place("large").showModal();
});

new ResizeObserver(() => player.refit()).observe(subtitles);
document.fonts.ready.then(() => player.refit());
for (const event of ["loadingdone", "loadingerror"]) document.fonts.addEventListener(event, () => player.remeasure());

remember("at", work);
showNext();
const offer = new OfferNotice();
new Watch({
  here: work,
  playing: work,
  changed: showNext,
  offer: (now) => offer.show(now),
  released: fetchSound,
  online: (yes) => showOffline(!yes),
}).start();
startWorker().catch(() => undefined); // without a service worker the page needs the network

// The voice and the signs don't run at once.
place("sign")?.querySelector("video").addEventListener("play", () => player.pause());

// One tab talks at a time.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("zaalgids.sound") : null;
player.audio.addEventListener("play", () => tabs?.postMessage("on"));
tabs?.addEventListener("message", () => player.pause());

window.addEventListener("pagehide", () => telling.keep(player));

async function begin() {
  const { tracks, index, goTo, goOn } = telling.first();
  telling.showLink();
  subtitles.hidden = tracks.length === 0;
  if (tracks.length === 0) return;
  subtitles.lang = telling.language;
  subtitles.dir = telling.all.direction;
  for (const id of ["play", "time", "short"]) place(id).hidden = false;
  showShort();
  setRate(recall("rate", 1));
  await player.load(tracks, index);
  if (goTo !== null) player.goTo(goTo(player.cues));
  if (goOn) await player.play();
}

// A release may be published before its speech is made; a later release has it. Then this fetches the page once more and
// gives the tracks to the player. A page that has sound already is left alone.
async function fetchSound(number) {
  if (number === release || player.tracks.length > 0) return;
  const answer = await fetch(location.href, { credentials: "omit", cache: "reload" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("page");
  telling = new Telling(work, ofLevel(JSON.parse(fresh.textContent).told), who);
  if (!telling.spoken) return;
  for (const words of document.querySelectorAll("[data-no-sound]")) words.hidden = true;
  await begin();
}

await begin();
