// The visitor's profile and tour. They are stored in this phone alone, and no request carries the whole of them.
// Where a phone forbids storage (as private windows do) they last as long as the page is open.

const PREFIX = "zaalgids.";
const memory = new Map();

export function remember(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // storage is full or forbidden: `memory` has it
  }
}

export function recall(name, otherwise) {
  if (memory.has(name)) return memory.get(name);
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export async function forget() {
  memory.clear();
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    }
  } catch {
    // nothing was stored
  }
  if ("caches" in window) {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIX)).map((name) => caches.delete(name)));
  }
}

export const EMPTY_PROFILE = { language: null, level: "adult", minutes: null, interests: {}, step_free: false, tour: null };

export const profile = () => ({ ...EMPTY_PROFILE, ...recall("profile", {}) });

export function change(part) {
  const now = { ...profile(), ...part };
  remember("profile", now);
  document.documentElement.dataset.level = now.level;
  return now;
}

// A kiosk hands a visit over in the fragment, which browsers never send: #l=nl&v=adult&w=7
export function handedOver(fragment, languages) {
  const facts = new URLSearchParams(fragment.replace(/^#/, ""));
  const taken = {};
  if (languages.includes(facts.get("l"))) taken.language = facts.get("l");
  if (["adult", "child"].includes(facts.get("v"))) taken.level = facts.get("v");
  const number = /^[0-9]{1,5}$/.test(facts.get("w") || "") ? Number(facts.get("w")) : null;
  return { taken, number };
}

// Returns the whole minutes that are left of the tour, 0 or more, or null without a limit.
export function minutesLeft(now = Date.now()) {
  const { minutes } = profile();
  const began = recall("began", now);
  return minutes === null ? null : Math.max(0, Math.round(minutes - (now - began) / 60000));
}
