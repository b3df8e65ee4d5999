// The visitor's profile and tour. They are stored in this phone alone, and no request carries the whole of them.
// Where a phone forbids storage (as private windows do) they last as long as the page is open.

import { BASE } from "./base.js";
const PREFIX = BASE ? "zaalgids-preview." : "zaalgids."; // a preview leaves a visit on this phone as it is
const memory = new Map();

// What is stored has a version, `zaalgids.v`, left out while it is 1. UPGRADES[0] takes an object of all stored values
// from version 1 to 2, and so on.
const UPGRADES = [];
const VERSION = 1 + UPGRADES.length;

// What a newer page has stored stays as it is; this page then remembers as long as it is open.
let readable = true;

function bringAlong() {
  try {
    const version = JSON.parse(localStorage.getItem(PREFIX + "v") || "1");
    readable = version <= VERSION;
    if (!(version < VERSION)) return;
    let stored = {};
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) stored[name.slice(PREFIX.length)] = JSON.parse(localStorage.getItem(name));
    }
    for (const upgrade of UPGRADES.slice(version - 1)) stored = upgrade(stored);
    for (const [name, value] of Object.entries({ ...stored, v: VERSION })) {
      localStorage.setItem(PREFIX + name, JSON.stringify(value));
    }
  } catch {
    readable = false; // storage is forbidden or damaged
  }
}
bringAlong();

export function remember(name, value) {
  memory.set(name, value);
  if (!readable) return;
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // storage is full or forbidden: `memory` has it
  }
}

export function recall(name, otherwise) {
  if (memory.has(name)) return memory.get(name);
  if (!readable) return otherwise;
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

// Empties all that is kept here, what was saved for without a network included. Returns a function that brings it back, for as
// long as this page is open: a deleted cache lives on in the one who holds it.
export async function forget() {
  const remembered = [...memory];
  const stored = [];
  const saved = [];
  memory.clear();
  try {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      stored.push([name, localStorage.getItem(name)]);
      localStorage.removeItem(name);
    }
    readable = true;
  } catch {
    // nothing was stored
  }
  if ("caches" in window) {
    for (const name of (await caches.keys()).filter((each) => each.startsWith(PREFIX))) {
      saved.push([name, await caches.open(name)]);
      await caches.delete(name);
    }
  }
  return async () => {
    for (const [name, value] of remembered) memory.set(name, value);
    for (const [name, value] of stored) localStorage.setItem(name, value);
    document.documentElement.dataset.level = level();
    for (const [name, before] of saved) {
      const again = await caches.open(name);
      for (const request of await before.keys()) await again.put(request, await before.match(request, { ignoreVary: true }));
    }
  };
}

export const EMPTY_PROFILE = { language: null, level: "adult", minutes: null, interests: {}, step_free: false, tour: null };

export const profile = () => ({ ...EMPTY_PROFILE, ...recall("profile", {}) });

// The levels of this release. A stored one that is not among them counts as the one for adults, and stays stored.
export const levels = document.documentElement.dataset.levels.split(" ");
export const level = () => (levels.includes(profile().level) ? profile().level : "adult");

export function change(part) {
  const now = { ...profile(), ...part };
  remember("profile", now);
  document.documentElement.dataset.level = level();
  return now;
}

// Returns the whole minutes that are left of the tour, 0 or more, or null without a limit.
export function minutesLeft(now = Date.now()) {
  const { minutes } = profile();
  const began = recall("began", now);
  return minutes === null ? null : Math.max(0, Math.round(minutes - (now - began) / 60000));
}
