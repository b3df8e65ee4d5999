// One soft tone when a work is recognised. It does not delay the first word, which comes in its tail.

const SECONDS = 0.4;
// ms after which a voice may begin: the tone is 26 dB below its beginning by then.
export const TONE_LEAD = 180;
let context = null;
let allowed = false; // sound has run on this page: the browser does not wait for a touch
let wanted = false;

// Opens the machine's sound, or lets it rest. Chromium takes up to a second for the first sound of a page, which the
// first word would wait for; so a page opens it as it is loaded. Open, it takes 2 % of a core: between visits it rests.
export function keepSoundOpen(yes) {
  wanted = yes;
  try {
    if (!context) Object.assign((context = new AudioContext()), { onstatechange: openOrRest });
    openOrRest();
  } catch {
    context = null; // without Web Audio there is no tone, and playback goes on
  }
}

function openOrRest() {
  const running = context.state === "running";
  allowed ||= running;
  if (running && !wanted) context.suspend().catch(() => {});
  if (!running && wanted) context.resume().catch(() => {});
}

// Returns whether it sounds.
export function tone() {
  keepSoundOpen(true);
  if (!context || !allowed) return false;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.08, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + SECONDS);
  const voice = new OscillatorNode(context, { frequency: 660, type: "sine" });
  voice.connect(gain).connect(context.destination);
  voice.start();
  voice.stop(context.currentTime + SECONDS);
  return true;
}
