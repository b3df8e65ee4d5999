// The controls of the player: play, stop, ten seconds back, the place in the telling, and how fast it is told.
import { remember, recall } from "./profile.js";
import { say } from "./words.js";

const BACK_SECONDS = 10;
const place = (id) => document.getElementById(id);
const locale = document.documentElement.lang;
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const long = (unit) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" });
const [inMinutes, inSeconds] = ["minute", "second"].map(long);

// "1 minute 5 seconds", for who hears it. `seconds`: a whole number.
function spoken(seconds) {
  const minutes = Math.floor(seconds / 60);
  return [...(minutes ? [inMinutes.format(minutes)] : []), inSeconds.format(seconds % 60)].join(" ");
}

export class Controls {
  // `begin()` is called when a touch starts the telling, `back()` when one repeats some seconds of it, `stopped()` when one ends it:
  // each before the player does so.
  constructor(player, { begin, back, stopped }) {
    Object.assign(this, { player, begin, stopped });
    const number = new Intl.NumberFormat(locale);
    for (const option of place("rate").options) option.textContent = `${number.format(Number(option.value))}×`;
    player.audio.onplay = player.audio.onpause = place("play").onclick = null; // of sound.js, whose work this is from now on
    place("play").addEventListener("click", () => this.playOrPause());
    place("again").addEventListener("click", () => {
      if (player.track) back();
      player.back(BACK_SECONDS);
    });
    place("stop").addEventListener("click", () => this.stop());
    place("seek").addEventListener("input", (event) => player.seek(Number(event.target.value)));
    place("rate").addEventListener("change", (event) => this.setRate(Number(event.target.value)));
  }

  // As it was chosen last.
  start() { this.setRate(recall("rate", 1)); }

  playOrPause() {
    if (this.player.wanted) this.player.pause();
    else {
      this.begin();
      this.player.play();
    }
  }

  async stop() {
    this.stopped();
    await this.player.stop();
  }

  setRate(rate) {
    const offered = [...place("rate").options].some((option) => Number(option.value) === rate);
    place("rate").value = String(offered ? rate : 1);
    this.player.setRate(Number(place("rate").value));
    place("shown-rate").textContent = place("rate").selectedOptions[0].textContent;
    remember("rate", this.player.rate);
  }

  follow() {
    const { player } = this;
    const on = player.wanted;
    place("play").dataset.on = on;
    for (const word of place("play").querySelectorAll("[data-state]")) word.hidden = (word.dataset.state === "pause") !== on;
    const [now, all] = [Math.round(player.position), Math.round(player.length)];
    if (this.shown === `${now} ${all}`) return; // it is called for every frame
    this.shown = `${now} ${all}`;
    const seek = place("seek");
    seek.max = all;
    seek.value = now;
    seek.setAttribute("aria-valuetext", say("time_of", { now: spoken(now), all: spoken(all) }));
    place("left").textContent = clock(Math.max(0, player.length - player.position));
  }
}
