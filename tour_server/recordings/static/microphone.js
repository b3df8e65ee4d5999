// A recording from the microphone, with its level and its clock. Scripts of pages that record come after this one.

/* exported Microphone, whyNotRecorded */
const METER_STEP_MS = 60;
const NO_SOUND = { NotAllowedError: "wordsRefused", SecurityError: "wordsRefused", NotFoundError: "wordsNone", OverconstrainedError: "wordsNone" };

// The sentence for a browser that can't record, empty for one that can. `words`: the data of templates/recordings/microphone.html.
function whyNotRecorded(words) {
  if (!window.isSecureContext) return words.wordsInsecure;
  return navigator.mediaDevices && window.MediaRecorder ? "" : words.wordsUnable;
}

class Microphone {
  // `place` holds a meter and .clock; `say` shows a sentence, `recorded` gets the sound as a Blob.
  constructor(place, words, say, recorded) {
    Object.assign(this, { words, say, recorded });
    this.meter = place.querySelector("meter");
    this.clock = place.querySelector(".clock");
  }
  get isRecording() { return this.media?.state === "recording"; }
  // Returns whether it records.
  async start() {
    this.say("");
    try {
      // As the room sounds: what browsers do for telephone calls takes the voice away with the noise.
      const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
    } catch (error) {
      this.say(this.words[NO_SOUND[error.name] ?? "wordsBusy"]);
      return false;
    }
    const parts = [];
    this.media = new MediaRecorder(this.stream, { audioBitsPerSecond: 128000 });
    this.media.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.media.addEventListener("stop", () => this.recorded(new Blob(parts, { type: this.media.mimeType })));
    this.stream.getAudioTracks()[0].addEventListener("ended", () => {
      if (this.media.state === "inactive") return;
      this.say(this.words.wordsGone);
      this.stop();
    });
    this.media.start(1000);
    this.watch();
    return true;
  }
  watch() {
    this.clock.value = "0:00";
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser(), began = performance.now();
    this.context.createMediaStreamSource(this.stream).connect(analyser);
    const wave = new Float32Array(analyser.fftSize);
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(wave);
      this.meter.value = Math.max(...wave.map(Math.abs));
      const seconds = Math.floor((performance.now() - began) / 1000);
      this.clock.value = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, METER_STEP_MS);
  }
  stop() {
    if (!this.isRecording) return;
    this.media.stop();
    clearInterval(this.timer);
    this.context.close();
    for (const track of this.stream.getTracks()) track.stop();
  }
}
