// One soft tone when a work is recognised. It does not delay the first word, which comes in its tail.

const SECONDS = 0.4;
// ms after which a voice may begin: the tone is 26 dB below its beginning by then.
export const TONE_LEAD = 180;
let context = null;

// Returns whether it sounds.
export function tone() {
  try {
    context ??= new AudioContext();
    if (context.state !== "running") return false;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0.08, context.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + SECONDS);
    const voice = new OscillatorNode(context, { frequency: 660, type: "sine" });
    voice.connect(gain).connect(context.destination);
    voice.start();
    voice.stop(context.currentTime + SECONDS);
    return true;
  } catch {
    return false; // without Web Audio there is no tone, and playback goes on
  }
}
