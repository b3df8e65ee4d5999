// Plays the blocks of one playback and shows the subtitle that belongs to the player's own clock.
// Where the browser refuses sound before a touch, a silent clock runs the subtitles meanwhile.

import { parseCues } from "/web/webvtt.js";

export class Playback {
  constructor(player, subtitle, { report, soundRefused, paused, portrait }) {
    Object.assign(this, { player, subtitle, report, soundRefused, paused, portrait });
    this.line = subtitle.querySelector("p");
    this.blocks = [];
    this.cues = [];
    this.quiet();
    player.addEventListener("ended", () => this.ended());
    player.addEventListener("playing", () => this.reported("started"));
    player.addEventListener("error", () => { if (this.blocks.length) this.runSilently(this.reached); });
    const frame = () => { this.show(); requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    setInterval(() => this.show(), 250); // a page in the background draws no frames
  }

  quiet() {
    this.silent = null; // the clock where there is no sound: { at: seconds, since: ms, or null while paused }
    this.waiting = false; // the sound of this block is still being made
    this.opening = false; // it is there, and being opened
    this.held = false; // the visitor paused
    this.reached = 0; // seconds into this block, by the clock that ran last
  }

  async begin(play, blocks, tone) {
    this.stop();
    Object.assign(this, { play, blocks, at: -1 });
    if (tone) await this.tone();
    if (this.play === play && this.blocks.length) this.next();
  }

  // Takes other blocks for the same playback: speech that was waited for is there, or a new release is. A block that
  // sounds already goes on as it began.
  update(blocks) {
    if (!this.blocks.length || blocks.length !== this.blocks.length || blocks.some(({ block }, at) => block !== this.blocks[at].block)) return;
    const playing = this.blocks[this.at];
    this.blocks = blocks;
    if (this.waiting && !blocks[this.at]?.coming) this.open();
    else if (playing && !this.waiting) this.blocks = blocks.map((block, at) => (at === this.at ? playing : block));
  }

  // True until the first word of a block sounds, or its silent clock runs.
  get unheard() {
    return this.blocks.length > 0 && (this.at < 0 || this.waiting);
  }

  read(text) {
    this.stop();
    this.write(text);
  }

  write(text) {
    this.subtitle.classList.add("reading");
    this.line.textContent = text;
  }

  stop() {
    this.blocks = [];
    this.cues = [];
    this.quiet();
    this.sounding = null;
    this.player.pause();
    this.player.removeAttribute("src");
    this.subtitle.classList.remove("reading");
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
    this.waiting = block.coming;
    this.opening = Boolean(block.opus);
    if (!block.opus) {
      this.write(block.text);
      if (!block.coming) this.runSilently(0);
      return;
    }
    const answer = await fetch(this.portrait() ? block.subtitles_portrait : block.subtitles).catch(() => null);
    if (this.play !== play || this.at !== at || !this.blocks.length) return;
    this.subtitle.classList.remove("reading");
    this.cues = answer?.ok ? parseCues(await answer.text()) : [];
    if (!this.cues.length) this.line.textContent = block.text;
    this.player.src = block.opus;
    this.opening = false;
    if (!this.held) await this.sound(play, at);
  }

  async sound(play, at) {
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
    this.silent = { at: from, since: this.held ? null : performance.now() };
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
      this.silent = { at: this.clock(), since: this.held ? null : performance.now() };
      if (!this.held) this.reported("started");
    } else if (this.held) this.player.pause();
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
    const cue = this.cues.find((cue) => now >= cue.start && now < cue.end);
    const text = cue ? cue.text : "";
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  ended() {
    if (!this.blocks.length) return;
    this.reported("ended");
    this.silent = null;
    if (this.at + 1 < this.blocks.length) this.next();
    else {
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

  // One soft tone when a work is recognised, before the first word.
  async tone() {
    try {
      const context = (this.context ??= new AudioContext());
      if (context.state !== "running") return;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0.08, context.currentTime);
      gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.5);
      const voice = new OscillatorNode(context, { frequency: 660, type: "sine" });
      voice.connect(gain).connect(context.destination);
      voice.start();
      voice.stop(context.currentTime + 0.5);
      await new Promise((done) => setTimeout(done, 450));
    } catch { /* without Web Audio there is no tone, and playback goes on */ }
  }
}
