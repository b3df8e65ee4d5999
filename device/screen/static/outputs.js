// Watches whether this machine still has anything that sounds: a loudspeaker may be pulled out, or a screen with
// loudspeakers be off. The captions go on meanwhile, and the next block that begins sounds where there is one again.

// Calls `changed` at once and with each change. A machine on which no output was ever seen counts as one that has one:
// some browsers do not tell.
export function watchOutputs(changed) {
  const devices = navigator.mediaDevices; // a page that comes from another machine has none
  if (!devices) return;
  let seen = false;
  let last = null;
  const look = async () => {
    const there = (await devices.enumerateDevices().catch(() => [])).some(({ kind }) => kind === "audiooutput");
    seen ||= there;
    const audible = there || !seen;
    if (audible !== last) changed((last = audible));
  };
  devices.addEventListener("devicechange", look);
  look();
}
