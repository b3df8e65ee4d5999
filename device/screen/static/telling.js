// Plays the blocks of one telling and shows the subtitle that belongs to the player's own clock.
// Where the browser refuses sound before a touch, a silent clock runs the subtitles meanwhile.

const TIME = /(?:(\d+):)?(\d+):(\d+)\.(\d+)/;

function seconds(stamp) {
  const [, hours = 0, minutes, whole, thousandths] = TIME.exec(stamp);
  return hours * 3600 + minutes * 60 + Number(whole) + thousandths / 1000;
}

export function parseVtt(text) {
  const cues = [];
  for (const part of text.replace(/\r/g, "").split(/\n\n+/)) {
    const lines = part.split("\n");
    const at = lines.findIndex((line) => line.includes("-->"));
    if (at < 0) continue;
    const [start, end] = lines[at].split("-->");
    const words = lines.slice(at + 1).join("\n").replace(/<[^>]*>/g, "");
    cues.push({ start: seconds(start), end: seconds(end), text: unescape(words) });
  }
  return cues;
}

function unescape(text) {
  const holder = document.createElement("textarea");
  holder.innerHTML = text; // a textarea holds text alone: nothing in it runs
  return holder.value;
}

export class Telling {
  constructor(player, subtitle, { report, soundRefused, paused, portrait }) {
    Object.assign(this, { player, subtitle, report, soundRefused, paused, portrait });
    this.line = subtitle.querySelector("p");
    this.silent = null; // when the silent clock began, in ms, or null
    this.blocks = [];
    this.cues = [];
    player.addEventListener("ended", () => this.ended());
    player.addEventListener("playing", () => this.told("started"));
    player.addEventListener("error", () => { if (this.blocks.length) this.runSilently(); });
    const frame = () => { this.show(); requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    setInterval(() => this.show(), 250); // a page in the background draws no frames
  }

  async begin(play, blocks, tone) {
    this.stop();
    Object.assign(this, { play, blocks, at: -1 });
    if (tone) await this.tone();
    if (this.play === play) this.next();
  }

  read(text) {
    this.stop();
    this.subtitle.classList.add("reading");
    this.line.textContent = text;
  }

  stop() {
    this.blocks = [];
    this.cues = [];
    this.silent = null;
    this.sounding = null;
    this.player.pause();
    this.player.removeAttribute("src");
    this.subtitle.classList.remove("reading");
    this.line.textContent = "";
    this.soundRefused(false);
    this.paused(false);
  }

  async next() {
    const play = this.play;
    this.at += 1;
    const block = this.blocks[this.at];
    if (!block) return;
    this.cues = [];
    const answer = await fetch(this.portrait() ? block.subtitles_portrait : block.subtitles).catch(() => null);
    if (this.play !== play || this.blocks[this.at] !== block) return;
    this.cues = answer?.ok ? parseVtt(await answer.text()) : [];
    if (!this.cues.length) this.line.textContent = block.text;
    this.player.src = this.player.canPlayType("audio/ogg; codecs=opus") ? block.opus : block.aac;
    try {
      await this.player.play();
      this.silent = null;
      this.soundRefused(false);
    } catch (refusal) {
      if (this.blocks[this.at] !== block) return;
      if (refusal.name === "NotAllowedError") this.soundRefused(true);
      if (refusal.name !== "AbortError") this.runSilently();
    }
  }

  runSilently() {
    if (this.silent !== null) return;
    this.silent = performance.now();
    this.told("started");
  }

  async allowSound() {
    if (this.silent === null) return;
    const at = this.clock();
    this.player.currentTime = at;
    try { await this.player.play(); this.silent = null; this.soundRefused(false); } catch { this.soundRefused(true); }
  }

  togglePause() {
    if (!this.blocks.length || this.silent !== null) return;
    if (this.player.paused) this.player.play().catch(() => this.soundRefused(true));
    else { this.player.pause(); this.told("paused"); }
    this.paused(this.player.paused);
  }

  clock() {
    return this.silent === null ? this.player.currentTime : (performance.now() - this.silent) / 1000;
  }

  show() {
    const block = this.blocks[this.at];
    if (!block) return;
    const now = this.clock();
    if (this.silent !== null && now > block.seconds) { this.silent = null; this.ended(); return; }
    if (!this.cues.length) return;
    const cue = this.cues.find((cue) => now >= cue.start && now < cue.end);
    const text = cue ? cue.text : "";
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  ended() {
    if (!this.blocks.length) return;
    this.told("ended");
    if (this.at + 1 < this.blocks.length) this.next();
  }

  told(what) {
    const block = this.blocks[this.at];
    // A player says "playing" again after every seek and every wait for data: that is no new start.
    if (!block || (what === "started" && this.sounding === block)) return;
    this.sounding = what === "started" ? block : null;
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
    } catch { /* without Web Audio there is no tone, and the telling goes on */ }
  }
}
