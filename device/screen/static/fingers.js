// Keeps the browser's own gestures and keys from a visitor: the next one finds the screen as it was. What the page
// itself does with a touch or a key is not changed; access.js has heard a key before this sees it.
const never = (event) => event.preventDefault();

export function keepScreen() {
  for (const wish of ["contextmenu", "dragstart", "dragover", "drop", "selectstart", "auxclick", "gesturestart"])
    addEventListener(wish, (event) => { if (!typedIn(event.target) || wish !== "selectstart") never(event); });
  addEventListener("wheel", (event) => { if (event.ctrlKey) never(event); }, { passive: false }); // zooms
  addEventListener("touchmove", (event) => { if (event.touches.length > 1) never(event); }, { passive: false });
  addEventListener("keydown", (event) => { if (isBrowsers(event)) never(event); });
}

function typedIn(target) {
  return target instanceof Element && target.closest("input, textarea") !== null;
}

// F1 to F24, and what begins with Ctrl, Alt or the key with the window; AltGr types letters.
function isBrowsers(event) {
  if (/^F\d+$/.test(event.key) || ["BrowserBack", "BrowserForward", "BrowserHome", "BrowserRefresh", "ContextMenu"].includes(event.key)) return true;
  if (event.getModifierState("AltGraph")) return false;
  return event.ctrlKey || event.metaKey || (event.altKey && event.key !== "Alt");
}
