// Stands at the end of a work's page: play tells the first block until the page's script is here. work.js goes on with the same
// element, so that nothing is fetched twice and nothing jumps.
(() => {
  // On a slow network the first seconds of the sound go first, and the script follows: at 400 kbit/s they take 0.7 s, and both
  // at once 1.1. A browser that fetches no sound before a touch says so ("suspend") or says nothing.
  const LATE_MS = 2500;
  const scripts = [...document.querySelectorAll("script[data-late-src]")];
  const follow = () => {
    for (const script of scripts.splice(0)) {
      const late = document.createElement("script");
      late.type = "module";
      late.src = script.dataset.lateSrc;
      script.replaceWith(late);
    }
  };
  const play = document.getElementById("play");
  const sound = document.getElementById("first-sound");
  const { level } = document.documentElement.dataset;
  const { told } = JSON.parse(document.getElementById("page").textContent);
  const [track] = told.find(({ levels }) => levels.includes(level))?.tracks ?? [];
  if (!sound || !track?.opus) {
    sound?.remove();
    follow();
    return;
  }
  const sources = sound.children;
  [sources[0].src, sources[1].src] = [track.opus, track.aac];
  sound.dataset.key = track.key;
  setTimeout(follow, LATE_MS);
  sound.addEventListener("loadeddata", follow);
  sound.addEventListener("suspend", () => sound.readyState > 0 && follow());
  sources[1].addEventListener("error", follow);
  sound.preload = "auto";
  sound.load();
  play.onclick = () => (sound.paused ? sound.play().catch(() => undefined) : sound.pause());
  sound.onplay = sound.onpause = () => {
    play.dataset.on = !sound.paused;
    for (const word of play.querySelectorAll("[data-state]")) word.hidden = (word.dataset.state === "pause") === sound.paused;
  };
})();
