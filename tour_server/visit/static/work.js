// The page of one work: what is told, by level and interests, which this phone alone knows; and what comes of it meanwhile.
import { VISIT } from "./base.js";
import { level, profile, recall, remember } from "./profile.js";
import { page, pageOf, say } from "./words.js";
import { Watch, nextStop, route, sawWork } from "./route.js";
import { showOffline } from "./notices.js";
import { OfferNotice } from "./offer.js";
import { offersAhead } from "./offers_taken.js";
import { line } from "./line.js";
import { Player } from "./player.js";
import { Controls } from "./controls.js";
import { Transcript } from "./transcript.js";
import { LockScreen } from "./lock_screen.js";
import { OneWindow } from "./tabs.js";
import { Closer } from "./closer.js";
import { restoreLayers } from "./layers.js";
import { heardOf } from "./renewed.js";
import { Telling } from "./telling_here.js";
import { Meanings } from "./meanings.js";
import "./favourites.js";

const { work, told: narrations, release, museum } = page();
const place = (id) => document.getElementById(id);
const who = profile();
const toldAt = (told, asked) => told.find(({ levels }) => levels.includes(asked));
const ofLevel = (told) => toldAt(told, level()) ?? toldAt(told, "adult"); // another release may lack the level
let telling = new Telling(work, ofLevel(narrations), who);

const heading = document.querySelector("h1").textContent.trim().replaceAll(/\s+/g, " ");
const subtitles = place("subtitles");
const sound = place("first-sound"); // null where there was none at first
const player = new Player({
  audio: sound,
  caption: subtitles,
  show(words, italics) {
    if ((words || player.cues.length > 0) && subtitles.textContent !== words) meanings.write(subtitles, words, telling.words, italics);
  },
  changed() {
    controls.follow();
    transcript.follow();
    lockScreen.follow(player);
    telling.follow(player);
    line.speech(player.wanted || signs());
  },
  failed() {
    line.ask({ key: "no_sound", sentence: say("no_sound"), yes: say("close") });
    for (const text of document.querySelectorAll(".narration .text")) text.open = true;
  },
  refused: () => line.ask({ key: "touch", sentence: say("touch_first"), yes: say("play") }).then((answer) => {
    if (answer === "yes") controls.playOrPause();
  }),
  ended() {
    sawWork(work);
    place("more").hidden = telling.deeper === null;
    telling.ended(player);
  },
  said: (track) => telling.said(track),
  between: () => line.gap(),
});
const signs = () => [...document.querySelectorAll("#sign video")].some((video) => !video.paused && !video.ended);
const controls = new Controls(player, {
  begin() {
    line.withdraw("touch");
    if (player.audio.ended) telling.again(player.tracks);
    telling.begin();
  },
  back: () => telling.again([player.track]),
  stopped: () => telling.leave(player),
});
document.documentElement.classList.add("ready"); // our player takes the place of the browser's
const meanings = new Meanings(player);
const transcript = new Transcript({
  player,
  button: place("transcript"),
  tracks: () => [...telling.voiced, ...telling.links],
  tellFrom(track, seconds) {
    telling.begin();
    player.tellFrom(track, seconds);
  },
});
const lockScreen = new LockScreen({
  player, museum, title: heading, image: document.querySelector(".picture img"), stop: () => controls.stop(), next: goToNext,
});
new OneWindow(player, heading);
if (place("closer")) new Closer(place("large"), place("closer"));

const planAddress = () => document.querySelector(`.bar a[href^="${VISIT}/plan"]`).href;

// What was taken of an offer comes before the other stops. It has no page of its own: the plan shows the way there.
function showNext() {
  const [offer] = offersAhead();
  const stop = nextStop(work);
  const next = place("next");
  const name = next.querySelector("[data-next-offer]");
  name.hidden = !offer;
  next.querySelector("[data-next-number]").hidden = Boolean(offer);
  if (offer) {
    next.href = planAddress();
    next.hidden = false;
    Object.assign(name, { textContent: offer.title, lang: offer.title_language });
  } else if (stop) {
    next.href = pageOf(stop);
    next.hidden = false;
    next.querySelector("[data-next-number]").textContent = stop.number;
  } else if (route() !== null) {
    next.hidden = true; // the tour is over: the plan page says so
  }
}

// From the lock screen or the headphones: the next page tells at once, where the browser lets it.
function goToNext() {
  if (place("next").hidden) return;
  sawWork(work);
  remember("tell_at_once", { page: new URL(place("next").href).pathname, at: Date.now() });
  location.assign(place("next").href);
}

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
place("wrong").addEventListener("click", () => {
  const address = new URL(place("wrong").href);
  if (player.track) address.searchParams.set("b", player.track.key); // what was told just now
  place("wrong").href = address.href;
});
place("next").addEventListener("click", () => sawWork(work));

new ResizeObserver(() => player.refit()).observe(subtitles);
document.fonts.ready.then(() => player.refit());
for (const event of ["loadingdone", "loadingerror"]) document.fonts.addEventListener(event, () => player.remeasure());

remember("at", work);
showNext();
const offer = new OfferNotice({ changed: showNext, playing: work });
new Watch({
  here: work,
  playing: work,
  changed: showNext,
  offer: (now) => offer.show(now),
  released: async (number, edition) => {
    const held = heardOf(edition, takeNew);
    if (!held) await fetchSound(number);
    return held;
  },
  online: (yes) => showOffline(!yes),
}).start();
// The plan page fetches a new edition, because it shows how far that is.
function takeNew() {
  remember("renew", true);
  location.assign(document.querySelector(`.bar a[href^="${VISIT}/plan"]`).href);
}

// What is being kept goes on when the first words are here.
const KEEP_ON_MS = 10_000;
if (recall("keep", null)?.step === "running") {
  setTimeout(() => import(page().keepOn).catch(() => undefined), KEEP_ON_MS);
}

// The voice and the signs don't run at once, and the line comes during neither.
place("sign")?.querySelector("video").addEventListener("play", () => player.pause());
for (const name of ["play", "pause", "ended"]) {
  place("sign")?.querySelector("video").addEventListener(name, () => line.speech(player.wanted || signs()));
}

window.addEventListener("pagehide", () => telling.goAway(player));

async function begin() {
  const { tracks, index, goTo, goOn } = telling.first();
  telling.showLink();
  document.querySelector(".player").classList.toggle("voiced", tracks.length > 0);
  place("short").hidden = tracks.length === 0;
  if (tracks.length === 0) return;
  subtitles.lang = telling.language;
  subtitles.dir = telling.all.direction;
  showShort();
  controls.start();
  const heard = sound && player.fresh && (sound.currentTime > 0 || !sound.paused) ? telling.after(sound.dataset.key) : null;
  if (heard) {
    telling.begin();
    await player.goOn(heard);
    return;
  }
  await player.load(tracks, index);
  if (goTo !== null) player.goTo(goTo(player.cues));
  if (goOn || telling.atOnce()) {
    telling.begin();
    await player.play();
  }
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
restoreLayers();
