// Keeps the keyboard's focus, and what a finger is on, where it was when the page is drawn anew.

const usable = (element) => element.isConnected && element.checkVisibility() && !element.closest("[inert]");

// An element that is made anew at each drawing is known by its `data-key` in the nearest element with an id.
function again(element) {
  const key = element.dataset?.key;
  const places = key === undefined ? [] : element.places;
  for (const place of places) {
    const found = document.querySelector(`#${place} [data-key="${CSS.escape(key)}"]`);
    if (found && usable(found)) return found;
  }
  return null;
}

// Call it before drawing; call what it returns after. Where what had the focus is gone, its like gets it, and else the
// heading of what is shown now.
export function keepFocus() {
  const had = document.activeElement;
  if (!had || had === document.body) return () => {};
  had.places = [];
  for (let place = had.parentElement?.closest("[id]"); place; place = place.parentElement?.closest("[id]")) had.places.push(place.id);
  return () => {
    if (document.activeElement === had && usable(had)) return;
    if (document.activeElement !== document.body && document.activeElement !== had && usable(document.activeElement)) return;
    (usable(had) ? had : again(had) ?? heading())?.focus({ preventScroll: true });
  };
}

function heading() {
  const open = document.querySelector("dialog[open] h2");
  const shown = open ?? [...document.querySelectorAll("main h1")].find((title) => title.checkVisibility());
  shown?.setAttribute("tabindex", "-1");
  return shown;
}

// Puts new children into `place` only when what they show has changed: between the touch of a button and its click a
// scene may come, and a button that was replaced meanwhile is never clicked.
export function renew(place, shown, children) {
  const now = JSON.stringify(shown);
  if (place.shown === now) return;
  place.shown = now;
  place.replaceChildren(...children());
}
