// Says that this page runs. A page that hangs keeps its connection, so only this tells the kiosk that visitors see
// a screen that no touch moves. The sign waits for a frame to be drawn: a browser whose drawing hangs gives none.
const EACH_MS = 5000;

export function sayAlive(post) {
  const say = () => {
    if (document.hidden) post("alive", { hidden: true }); // nothing is drawn while it is not in view
    else requestAnimationFrame(() => post("alive", { hidden: false }));
  };
  say();
  setInterval(say, EACH_MS);
  document.addEventListener("visibilitychange", say);
}
