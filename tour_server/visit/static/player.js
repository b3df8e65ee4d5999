// Plays the recordings of one work in turn, in one audio element: an iPhone lets only the element that was touched go
// on without another touch. It may be one of the page, which was there before this script and may play already. The subtitles follow the clock of that element, muted or not. They are made here, of the
// words with their times, for the place that the page has for them; of older recordings those of the files are shown.
import { divide, readTimedText, roomOf, ruler } from "/web/cues.js";
import { markCues } from "/web/italics.js";
import { parseCues } from "/web/webvtt.js";

// The cue to read at `time` (seconds). Before the first cue it is the first, so that a page that waits for a touch
// already shows something; after the last cue it is the last.
function cueAt(cues, time) {
  if (cues.length === 0 || time <= cues[0].start) return cues[0];
  if (time >= cues.at(-1).end) return cues.at(-1);
  return cues.find((cue) => cue.start <= time && time < cue.end);
}

async function whole(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

export class Player {
  // `audio`: an element of the page, null for one of its own.
  constructor({ audio, caption, show, changed, failed, refused, ended, said, between }) {
    this.caption = caption; // the element that the subtitles stand in
    this.timedText = null;
    this.audio = audio ?? new Audio();
    this.fresh = audio !== null; // it still has the recording that the page gave it
    if (audio === null) this.audio.preload = "metadata";
    this.tracks = [];
    this.index = 0;
    this.cues = [];
    this.rate = 1;
    this.wanted = false; // a telling goes on, also between two blocks and while one encoding takes the place of another
    this.show = show;
    this.changed = changed;
    this.failed = failed;
    this.refused = refused; // the browser plays nothing before a touch
    this.ended = ended;
    this.said = said;
    this.between = between; // awaited before the next block begins
    this.opus = this.audio.canPlayType('audio/webm; codecs="opus"') !== "";
    for (const name of ["play", "pause", "timeupdate", "seeked", "loadedmetadata"]) {
      this.audio.addEventListener(name, () => this.#follow());
    }
    this.audio.addEventListener("loadedmetadata", () => { this.audio.playbackRate = this.rate; });
    this.audio.addEventListener("pause", () => {
      if (!this.audio.ended && this.audio.error === null) this.wanted = false; // a call, a headphone that was pulled out
    });
    this.audio.addEventListener("ended", () => this.#nextTrack());
    this.audio.addEventListener("error", () => this.#otherEncoding());
    this.audio.lastElementChild?.addEventListener("error", () => this.#otherEncoding()); // none of those that the page gave it plays
  }

  get playing() { return !this.audio.paused && !this.audio.ended; }
  get length() { return this.tracks.reduce((sum, track) => sum + track.seconds, 0); }
  get position() {
    const before = this.tracks.slice(0, this.index).reduce((sum, track) => sum + track.seconds, 0);
    return Math.min(this.length, before + this.audio.currentTime);
  }

  get track() { return this.tracks[this.index]; }
  get seconds() { return this.audio.currentTime; } // in the track

  async load(tracks, index = 0) {
    this.tracks = tracks;
    await this.#open(index);
  }

  // Goes on with what the element of the page plays, the first of the tracks, or has played to its end.
  async goOn(tracks) {
    this.wanted = this.playing || this.audio.ended;
    await this.load(tracks);
    if (this.audio.ended) await this.#nextTrack();
  }

  // Puts other tracks in the place of those that follow; those up to the one that plays are the same.
  retell(tracks) {
    this.tracks = tracks;
    this.changed();
  }

  async append(tracks) {
    const first = this.tracks.length;
    this.tracks = [...this.tracks, ...tracks];
    await this.#open(first);
    await this.play();
  }

  // Tells from a second of a track; one that was not to be told is told after the one that is open.
  async tellFrom(track, seconds) {
    if (!this.tracks.includes(track)) this.tracks = [...this.tracks.slice(0, this.index + 1), track, ...this.tracks.slice(this.index + 1)];
    const index = this.tracks.indexOf(track);
    if (index !== this.index || this.audio.ended) await this.#open(index);
    this.goTo(seconds);
    await this.play();
  }

  async play() {
    this.wanted = true;
    if (this.audio.ended) await this.#open(0);
    try {
      await this.audio.play();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.wanted = false;
      this.changed();
      if (error.name === "NotAllowedError") this.refused(); // the browser wants a touch first: the button stays at play
    }
  }

  // Ends the telling; play begins it anew.
  async stop() {
    this.pause();
    await this.#open(0);
  }

  pause() {
    this.wanted = false;
    this.audio.pause();
    this.changed();
  }

  setRate(rate) {
    this.rate = rate;
    this.audio.defaultPlaybackRate = rate;
    this.audio.playbackRate = rate;
  }

  // Goes to a time of the track that is open.
  goTo(seconds) {
    this.audio.currentTime = seconds;
    this.#follow();
  }

  back(seconds) { return this.seek(Math.max(0, this.position - seconds)); }

  async seek(position) {
    const wasPlaying = this.playing;
    let rest = position;
    let index = 0;
    while (index < this.tracks.length - 1 && rest >= this.tracks[index].seconds) {
      rest -= this.tracks[index].seconds;
      index += 1;
    }
    if (index !== this.index || this.audio.ended) await this.#open(index);
    this.audio.currentTime = rest;
    this.#follow();
    if (wasPlaying) await this.play();
  }

  async #open(index) {
    this.index = index;
    this.cues = [];
    this.timedText = null;
    const track = this.tracks[index];
    if (!this.#keeps(track)) {
      this.encoding = this.opus ? "opus" : "aac";
      this.audio.src = track[this.encoding];
    }
    this.audio.playbackRate = this.rate;
    try {
      const { timed, cues } = await this.wordsOf(track);
      if (index === this.index) {
        this.cues = markCues(cues, track.italics);
        this.timedText = timed;
        this.fitted = "";
        this.caption.classList.toggle("measured", timed !== null);
        this.refit();
      }
    } catch {
      this.failed(); // the page still shows the text
    }
    this.#follow();
  }

  // Whether the element has this recording from the page. Asked once: what is opened later begins anew.
  #keeps(track) {
    const { fresh, audio } = this;
    this.fresh = false;
    const encoding = ["opus", "aac"].find((each) => audio.currentSrc === new URL(track[each], location.href).href);
    if (!fresh || !encoding || audio.error || audio.networkState === audio.NETWORK_NO_SOURCE) return false;
    this.encoding = encoding;
    this.opus = encoding === "opus";
    return true;
  }

  // Returns the words of a track with their times, or those of its file of subtitles. Throws without a network.
  async wordsOf(track) {
    const timed = track.words ? readTimedText(await (await whole(track.words)).json()) : null;
    return { timed, cues: timed ? [] : parseCues(await (await whole(track.subtitles)).text()) };
  }

  // Makes the subtitles again where letters of another typeface take the place of those that were measured.
  remeasure() {
    this.fitted = "";
    this.refit();
  }

  // Makes the subtitles for the room there is now. Call it whenever the page or its type changes.
  refit() {
    if (!this.timedText) return;
    const room = roomOf(this.caption);
    if (room.line <= 0 || room.key === this.fitted) return;
    this.fitted = room.key;
    this.cues = markCues(divide(this.timedText, { ...room, widths: ruler(this.caption) }), this.track.italics);
    this.#follow();
  }

  async #nextTrack() {
    this.said(this.track);
    if (this.index + 1 < this.tracks.length) {
      await this.between();
      if (!this.wanted) return; // paused meanwhile
      await this.#open(this.index + 1);
      await this.play();
    } else {
      this.wanted = false;
      this.changed();
      this.ended();
    }
  }

  async #otherEncoding() {
    if (this.encoding === "opus") {
      const at = this.audio.currentTime;
      this.opus = false;
      this.encoding = "aac";
      this.audio.src = this.tracks[this.index].aac;
      this.audio.currentTime = at;
      if (this.wanted) await this.play();
    } else {
      this.failed();
    }
  }

  #follow() {
    const cue = cueAt(this.cues, this.audio.currentTime);
    this.show(cue?.text ?? "", cue?.italics);
    this.changed();
    if (this.playing && !this.following) {
      this.following = true;
      requestAnimationFrame(() => {
        this.following = false;
        if (this.playing) this.#follow();
      });
    }
  }
}
