// What this phone keeps of the visit: the pointer to the kept edition, its record, and its files. sw.js reads the same.
//
// An edition is kept in a cache of its own. The pointer names the one that is shown (`active`) and the one that is being
// fetched to take its place (`next`).

import { BASE } from "./base.js";
const INDEX = "zaalgids.keeping";
const POINTER = "/visit/keeping";
export const RECORD = "/visit/kept";
const PREFIX = "zaalgids.";
const LIST = "/visit/keep";
export const WORKER = "/visit/sw.js";

export const cacheOf = (edition) => `zaalgids.kept.${edition}`;

// Why this phone can keep nothing: "no-https", "refused" or "" when it can.
export async function hindrance() {
  if (!window.isSecureContext) return "no-https";
  if (BASE || !("serviceWorker" in navigator) || !("caches" in window)) return "refused";
  try {
    await (await caches.open(INDEX)).match(POINTER);
    return "";
  } catch {
    return "refused"; // as in a private window, or forbidden by the visitor
  }
}

async function readJson(cacheName, address) {
  if (BASE || !("caches" in window) || !(await caches.has(cacheName))) return null;
  const found = await (await caches.open(cacheName)).match(address);
  return found ? found.json() : null;
}

async function writeJson(cacheName, address, value) {
  const body = new Response(JSON.stringify(value), { headers: { "Content-Type": "application/json" } });
  await (await caches.open(cacheName)).put(address, body);
}

export async function readPointer() {
  const found = await readJson(INDEX, POINTER);
  return found?.v === 1 ? found : { v: 1, active: null, next: null, languages: [] };
}

export const readRecord = (edition) => (edition ? readJson(cacheOf(edition), RECORD) : null);

// Keeps the record of an edition that is fetched from now on.
export async function begin(record) {
  const pointer = await readPointer();
  const first = pointer.active === null || pointer.active === record.edition;
  await writeJson(cacheOf(record.edition), RECORD, record);
  await writeJson(INDEX, POINTER, {
    ...pointer,
    active: first ? record.edition : pointer.active,
    next: first ? null : record.edition,
    languages: first ? record.languages : pointer.languages,
  });
}

// Shows the edition that was fetched from now on, and deletes the one of before.
export async function takeUp(record) {
  await writeJson(INDEX, POINTER, { v: 1, active: record.edition, next: null, languages: record.languages });
  for (const name of await caches.keys()) {
    if (name.startsWith("zaalgids.kept") && name !== cacheOf(record.edition)) await caches.delete(name);
  }
}

// Deletes what was fetched of an edition that did not become whole.
export async function dropNext() {
  const pointer = await readPointer();
  if (pointer.next === null) return;
  await writeJson(INDEX, POINTER, { ...pointer, next: null });
  await caches.delete(cacheOf(pointer.next));
}

// Deletes everything that is kept, and the script that answers from it.
export async function removeAll() {
  if (BASE) return; // what a visit on this phone keeps is not the preview's
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX)) await caches.delete(name);
  }
  const registration = await navigator.serviceWorker?.getRegistration("/visit");
  await registration?.unregister();
}

// Fetches the lists of what there is to keep, one a language.
export async function lists(languages) {
  return Promise.all(languages.map(async (language) => {
    const answer = await fetch(`${LIST}?l=${encodeURIComponent(language)}`, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok) throw new Error(`${LIST}: ${answer.status}`);
    return answer.json();
  }));
}

const OTHER_SOUND = { opus: /\.(m4a|aac|mp3)(\?|$)/, aac: /\.(webm|opus|ogg)(\?|$)/ };

// The size that this phone shows: the smallest that is as wide as its screen, else the widest there is. `can`: whether
// the phone shows a type.
export function sizeFor(pictures, width, can) {
  const shown = pictures.filter((each) => can(each.type));
  const best = shown.some((each) => each.type) ? shown.filter((each) => each.type === shown.find((one) => one.type).type) : shown;
  const sized = best.filter((each) => each.width !== null).sort((one, other) => one.width - other.width);
  return sized.find((each) => each.width >= width) ?? sized.at(-1) ?? best[0] ?? null;
}

// Chooses what of the lists is kept. `works`: keys in the order of the tour, null for all. Returns the record of it, whose
// files stand in the order in which they are fetched.
export function choose(found, { works, level, sound, width, can, scope }) {
  const wanted = new Map();
  const pictures = {};
  const add = ({ address, bytes }) => wanted.set(address, bytes);
  for (const list of found) [...list.files, ...list.pages].forEach(add);
  const order = works ?? found[0].works.map((each) => each.work);
  for (const key of order) {
    for (const list of found) {
      const work = list.works.find((each) => each.work === key);
      if (!work) continue;
      add(work.page);
      const size = sizeFor(work.pictures, width, can);
      if (size) add(size); // before the thumbnail: the first serves for all others of the picture
      if (work.thumbnail) add(work.thumbnail);
      for (const each of work.pictures) if (size && each !== size) pictures[each.address] = size.address;
      for (const each of work.sounds) {
        const toHear = each.levels.includes(level) && (each.met.length === 0 || each.met.some((met) => order.includes(met)));
        if (toHear) each.files.filter(({ address }) => !OTHER_SOUND[sound].test(address)).forEach(add);
      }
    }
  }
  const files = [...wanted];
  return {
    v: 1,
    edition: found[0].edition,
    release: found[0].release,
    languages: found.map((list) => list.language),
    works: order,
    scope,
    level,
    titles: Object.fromEntries(found.map((list) => [list.language, list.works.map(({ work, number, title, title_language, page }) => ({
      work, number, title, title_language, page: page.address,
    }))])),
    pictures,
    files,
    bytes: files.reduce((sum, [, bytes]) => sum + bytes, 0),
  };
}

// What of a record is not kept yet: [[address, bytes], …].
export async function missing(record) {
  if (!(await caches.has(cacheOf(record.edition)))) return record.files;
  const requests = await (await caches.open(cacheOf(record.edition))).keys();
  const there = new Set(requests.map(({ url }) => url));
  return record.files.filter(([address]) => !there.has(new URL(address, location.href).href));
}

export const sum = (files) => files.reduce((all, [, bytes]) => all + bytes, 0);
