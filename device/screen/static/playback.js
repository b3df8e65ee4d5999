// Plays the blocks of one playback and shows the subtitle that belongs to the player's own clock.
// Where the browser refuses sound before a touch, a silent clock runs the subtitles meanwhile.
// Subtitles are made here, of the words with their times, for the place that the caption has on this screen. Of speech
// that came without its words, those of the files are shown. Captions in another language come from the kiosk with the
// times at which this voice says them; sentences stay those of the voice.

import { divide, readTimedText, roomOf, ruler } from "../web/cues.js";
import { italicRanges, markCues, slanted } from "../web/italics.js";
import { parseCues } from "../web/webvtt.js";
import { sentencesOf } from "./sentences.js";
import { tone, TONE_LEAD } from "./tone.js";

const BREATH = 350; // ms between two blocks, beside the silence at the end of a file

export class Playback {
  constructor(player, subtitle, { report, soundRefused, paused, portrait, direction }) {
    Object.assign(this, { player, subtitle, report, soundRefused, paused, portrait, direction });
    this.line = subtitle.querySelector("p");
    this.blocks = [];
    this.cues = [];
    this.sentences = []; // of the voice, in this block
    this.speakAt = 0; // ms on the page's clock: no word before it
    this.hushed = false; // the sound waits for another kiosk
    this.interrupted = false; // something else is being said meanwhile; the visitor did not pause
    this.quiet();
    player.addEventListener("ended", () => this.ended());
    player.addEventListener("playing", () => this.reported("started"));
    player.addEventListener("error", () => { if (this.blocks.length) this.runSilently(this.reached); });
    const frame = () => { this.show(); requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    setInterval(() => this.show(), 250); // a page in the background draws no frames
    new ResizeObserver(() => this.refit()).observe(this.line);
  }

  quiet() {
    this.silent = null; // the clock where there is no sound: { at: seconds, since: ms, or null while paused }
    this.waiting = false; // the sound of this block is still being made
    this.opening = false; // it is there, and being opened
    this.timedText = null; // that is shown of this block, with the room that `cues` was made for
    this.fitted = "";
    this.held = false; // the visitor paused
    this.reached = 0; // seconds into this block, by the clock that ran last
  }

  // `from`: the block to begin with, and the share of it that lies behind. The words come in the tail of the tone.
  begin(play, blocks, withTone, from = { block: 0, share: 0 }) {
    this.stop();
    Object.assign(this, { play, blocks, at: from.block - 1, share: from.share });
    if (!this.hushed) this.unmute();
    if (withTone && !this.player.muted && tone()) this.speakAt = performance.now() + TONE_LEAD;
    if (blocks.length) this.next();
  }

  // Takes other blocks for the same playback: speech that was waited for is there, a new release is, or the visitor
  // wants more, less or other things. A block that sounds already goes on as it began; what follows it is new.
  update(blocks) {
    if (!this.blocks.length || this.over) return;
    const begun = this.blocks.slice(0, this.at + 1).map(({ block }) => block);
    const same = begun.every((block, at) => blocks[at]?.block === block);
    if (!same) blocks = [...this.blocks.slice(0, this.at + 1), ...blocks.filter(({ block }) => !begun.includes(block))];
    const playing = this.blocks[this.at];
    this.blocks = blocks;
    if (this.waiting && !blocks[this.at]?.coming) this.open();
    else if (playing && !this.waiting) {
      const { captions, captions_text, captions_italics } = blocks[this.at];
      this.blocks = blocks.map((block, at) => (at === this.at ? { ...playing, captions, captions_text, captions_italics } : block));
      if (captions !== playing.captions) this.recaption();
    }
  }

  get over() {
    return this.blocks.length > 0 && this.at >= this.blocks.length;
  }

  // Ends with this sentence, because another work waits; `no`: it does not any more.
  leave(yes) {
    this.leaving = yes && !this.gone;
    if (this.leaving && (!this.sentences.length || this.waiting || this.held)) this.left();
    if (!yes && this.gone) { this.gone = false; this.sound(this.play, this.at); }
  }

  left() {
    this.leaving = false;
    this.gone = true;
    this.player.pause();
    if (this.silent !== null) this.silent = { at: this.clock(), since: null };
    this.report({ play: this.play, block: this.blocks[this.at]?.block ?? "", what: "sentence_ended" });
  }

  // Tells without a sound while another kiosk of this room speaks. The sound comes back with the next sentence.
  hush(yes) {
    this.hushed = yes;
    if (yes) this.player.muted = true;
    else if (!this.sentences.length || this.over || this.held) this.unmute();
  }

  unmute() {
    this.hushed = false;
    if (!this.player.muted) return;
    this.player.muted = false;
    // A browser that asks for a touch before it sounds pauses the player here.
    setTimeout(() => { if (this.player.paused && this.sounding && !this.held && this.silent === null && !this.gone) this.sound(this.play, this.at); });
  }

  // True until the first word of a block sounds, or its silent clock runs.
  get unheard() {
    return this.blocks.length > 0 && (this.at < 0 || this.waiting);
  }

  // Shows words without a sound. Those that are read already stay where they were scrolled to.
  read(text, italics) {
    if (text === this.reads) return;
    this.stop();
    this.reads = text;
    this.write(text, italics);
  }

  write(text, italics) {
    this.plain();
    this.subtitle.classList.add("reading");
    this.line.replaceChildren(...slanted(text, italicRanges(text, italics)));
  }

  // Forgets the language and the lines of the subtitles shown last.
  plain() {
    this.subtitle.classList.remove("reading", "measured");
    this.line.removeAttribute("lang");
    this.line.removeAttribute("dir");
  }

  stop() {
    this.reads = null;
    this.blocks = [];
    this.cues = [];
    this.leaving = this.gone = false;
    this.share = 0;
    this.speakAt = 0;
    this.quiet();
    this.sounding = null;
    this.player.pause();
    this.player.removeAttribute("src");
    this.plain();
    this.line.textContent = "";
    this.soundRefused(false);
    this.paused(false);
  }

  next() {
    this.at += 1;
    this.quiet();
    this.player.pause();
    this.open();
  }

  // Opens the block whose turn it is: its sound, or its words until the sound is there, or its words alone.
  async open() {
    const { play, at } = this;
    const block = this.blocks[at];
    if (!block) return;
    this.cues = [];
    this.sentences = [];
    this.waiting = block.coming;
    this.opening = Boolean(block.opus);
    if (!block.opus) {
      this.write([block.text, block.captions_text].filter(Boolean).join("\n\n"), [...block.italics, ...block.captions_italics]);
      if (!block.coming) this.runSilently(0);
      return;
    }
    const [timedText, captions] = await Promise.all([this.words(block.words), this.words(block.captions)]);
    const cues = timedText ? [] : await this.subtitles(block);
    if (this.play !== play || this.at !== at || !this.blocks.length) return;
    this.plain();
    this.sentences = sentencesOf(cues, timedText);
    this.take(captions ?? timedText, cues);
    if (!this.cues.length) this.line.replaceChildren(...slanted(block.text, italicRanges(block.text, block.italics)));
    this.player.src = block.opus;
    if (!this.hushed) this.unmute();
    this.resume();
    await new Promise((done) => setTimeout(done, this.speakAt - performance.now()));
    if (this.play !== play || this.at !== at || !this.blocks.length) return;
    this.opening = false;
    if (!this.held) await this.sound(play, at);
  }

  take(timedText, cues) {
    this.timedText = timedText;
    this.cues = markCues(cues, this.italics);
    this.subtitle.classList.toggle("measured", timedText !== null);
    this.refit();
  }

  // Of the words that are shown now.
  get italics() {
    const block = this.blocks[this.at];
    return block?.captions ? block.captions_italics : block?.italics;
  }

  // Shows other captions of the block that sounds. The sound goes on.
  async recaption() {
    const { play, at } = this;
    const block = this.blocks[at];
    if (!block.opus) return;
    const text = await this.words(block.captions ?? block.words);
    const cues = text ? [] : await this.subtitles(block);
    if (this.play !== play || this.at !== at || this.blocks[at]?.captions !== block.captions || this.over) return;
    this.plain();
    this.fitted = "";
    this.take(text, cues);
    this.show();
  }

  async words(address) {
    if (!address) return null;
    const answer = await fetch(address).catch(() => null);
    return answer?.ok ? readTimedText(await answer.json()) : null;
  }

  async subtitles(block) {
    const answer = await fetch(this.portrait() ? block.subtitles_portrait : block.subtitles).catch(() => null);
    return answer?.ok ? parseCues(await answer.text()) : [];
  }

  // Makes the subtitles for the room there is now: after a block was opened, and whenever the page or its type changes.
  refit() {
    if (!this.timedText) return;
    const room = roomOf(this.line);
    if (room.line <= 0 || room.key === this.fitted) return;
    this.fitted = room.key;
    this.line.lang = this.timedText.language;
    this.line.dir = this.direction(this.timedText.language);
    this.cues = markCues(divide(this.timedText, { ...room, widths: ruler(this.line) }), this.italics);
    this.show();
  }

  // Makes them again where letters of another typeface take the place of those that were measured.
  remeasure() {
    this.fitted = "";
    this.refit();
  }

  // Begins with the sentence that comes after the share of the block that lies behind.
  resume() {
    this.sentence = Math.min(this.sentences.length - 1, Math.floor(this.share * this.sentences.length + 1e-6));
    this.share = 0;
    if (this.sentence > 0) this.player.currentTime = this.reached = this.sentences[this.sentence].start;
  }

  async sound(play, at) {
    if (this.interrupted) return;
    try {
      await this.player.play();
      this.silent = null;
      this.soundRefused(false);
    } catch (refusal) {
      if (this.play !== play || this.at !== at) return;
      if (refusal.name === "NotAllowedError") this.soundRefused(true);
      if (refusal.name !== "AbortError") this.runSilently(this.reached);
    }
  }

  runSilently(from) {
    if (this.silent !== null) return;
    this.silent = { at: from, since: this.held || this.interrupted ? null : performance.now() };
    this.reported("started");
  }

  async allowSound() {
    if (this.silent === null) return;
    const at = this.clock();
    this.player.currentTime = at;
    try { await this.player.play(); this.silent = null; this.hold(false); this.soundRefused(false); } catch { this.soundRefused(true); }
  }

  togglePause() {
    if (!this.blocks[this.at]) return;
    this.hold(!this.held);
    if (this.held) this.reported("paused");
    if (this.silent !== null) {
      this.silent = { at: this.clock(), since: this.held || this.interrupted ? null : performance.now() };
      if (!this.held) this.reported("started");
    } else if (this.held) this.player.pause();
    else if (!this.waiting && !this.opening) this.sound(this.play, this.at);
  }

  // Lets the telling wait while the spoken screen says something (device/access), and go on where it was.
  interrupt(yes) {
    if (yes === this.interrupted) return;
    this.interrupted = yes;
    if (!this.blocks[this.at] || this.held || this.gone) return;
    if (this.silent !== null) this.silent = { at: this.clock(), since: yes ? null : performance.now() };
    else if (yes) this.player.pause();
    else if (!this.waiting && !this.opening) this.sound(this.play, this.at);
  }

  hold(yes) {
    this.held = yes;
    this.paused(yes);
  }

  clock() {
    if (this.silent === null) return this.player.currentTime;
    const { at, since } = this.silent;
    return since === null ? at : at + (performance.now() - since) / 1000;
  }

  show() {
    const block = this.blocks[this.at];
    if (!block || this.waiting || this.opening) return;
    const now = this.clock();
    this.reached = Math.max(this.reached, now); // a player whose file broke off may begin at 0 again
    if (this.silent !== null && now > block.seconds) { this.ended(); return; }
    if (!this.cues.length) return;
    this.follow(now);
    const cue = this.cues.find((cue) => now >= cue.start && now < cue.end);
    const text = cue ? cue.text : "";
    if (this.line.textContent !== text) this.line.replaceChildren(...slanted(text, cue?.italics));
  }

  // Reports each sentence that begins: a telling that changes its language goes on there.
  follow(now) {
    if (this.leaving && now >= (this.sentences[this.sentence]?.end ?? 0)) { this.left(); return; }
    const at = this.sentences.findLastIndex(({ start }) => now >= start);
    if (at <= this.sentence) return;
    this.sentence = at;
    if (!this.hushed) this.unmute();
    this.report({ play: this.play, block: this.blocks[this.at].block, what: "reached", share: at / this.sentences.length });
  }

  ended() {
    if (!this.blocks.length || this.over) return;
    this.reported("ended");
    this.silent = null;
    if (this.at + 1 < this.blocks.length) {
      if (this.leaving) { this.left(); return; }
      this.speakAt = performance.now() + BREATH;
      this.next();
    } else {
      this.at = this.blocks.length; // it is over: no clock runs on
      if (this.cues.length) this.line.textContent = "";
    }
  }

  reported(what) {
    const block = this.blocks[this.at];
    // A player says "playing" again after every seek and every wait for data: that is no new start.
    if (!block || (what === "started" && this.sounding === block.block)) return;
    this.sounding = what === "started" ? block.block : null;
    this.report({ play: this.play, block: block.block, what, position: this.clock(), last: this.at + 1 === this.blocks.length });
  }
}
