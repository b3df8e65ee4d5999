// Finds what can be operated now, in its order, and moves the focus through it.

const CONTROLS = 'button, textarea, input, a[href], [tabindex="0"]';
const usable = (element) => !element.disabled && !element.closest("[inert]") && element.checkVisibility({ visibilityProperty: true });

// The warning stands over what is open, the keyboard over its sheet, and that over the page.
export function place() {
  const still = document.getElementById("still");
  if (!still.hidden) return still;
  const keyboard = document.getElementById("keyboard");
  if (keyboard?.checkVisibility()) return keyboard;
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}

export const controls = () => [...place().querySelectorAll(CONTROLS)].filter(usable);

// Moves the focus by one step; from nothing to the first or the last. Returns what has it then.
export function step(by) {
  const all = controls();
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next ?? null;
}
