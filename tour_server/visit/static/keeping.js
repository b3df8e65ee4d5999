// Fetches what the visitor has decided to keep, one file at a time because of poor Wi-Fi, in one tab alone.
import { recall, remember } from "./profile.js";
import { RECORD, WORKER, begin, cacheOf, missing, readPointer, readRecord, removeAll, sum, takeUp } from "./kept.js";

const LOCK = "zaalgids.keeping";

// A step: running, paused, kept, away (no network), full, failed (files that don't come), elsewhere (another tab).
const told = new Set();
export const onStep = (tell) => told.add(tell);
const say = (state) => told.forEach((tell) => tell(state));

let pausing = null;

// Keeps what a record names. It goes on where it was. Returns the last step.
export async function keep(record) {
  await begin(record);
  const first = recall("keep", null) === null || (await readPointer()).active === record.edition;
  remember("keep", { ...(first ? shownOf(record) : recall("keep", {})), step: "running", persisted: await persisted() });
  await navigator.serviceWorker.register(WORKER, { scope: "/visit" });
  await navigator.serviceWorker.ready;
  return goOn();
}

// What the pages need to know of the edition that is shown.
const shownOf = (record) => ({
  edition: record.edition,
  release: record.release,
  bytes: record.bytes,
  numbers: Object.fromEntries(Object.values(record.titles)[0].map(({ work, number }) => [work, number])),
});

async function persisted() {
  try {
    return Boolean(await navigator.storage?.persist?.());
  } catch {
    return false;
  }
}

export function pause() {
  remember("keep", { ...recall("keep", {}), step: "paused" });
  pausing?.abort();
}

// Goes on with what is being kept: the edition that takes the place of another, else the kept one.
export async function goOn() {
  const pointer = await readPointer();
  const record = await readRecord(pointer.next ?? pointer.active);
  if (!record) return null;
  remember("keep", { ...recall("keep", {}), step: "running" });
  const alone = (work) => ("locks" in navigator ? navigator.locks.request(LOCK, { ifAvailable: true }, work) : work(true));
  return alone(async (lock) => {
    if (!lock) return tell({ step: "elsewhere", done: 0, all: record.bytes });
    const state = await fetchAll(record, await oldEdition(pointer));
    if (state.step === "kept" && recall("keep", null) !== null) {
      await deleteOthers(record);
      const before = pointer.active;
      await takeUp(record);
      remember("keep", { ...recall("keep", {}), ...shownOf(record) });
      if (before !== record.edition) await workerTakesOver();
    }
    return tell(state);
  });
}

// Ends what is being fetched, where it was removed or forgotten meanwhile.
export const stop = () => pausing?.abort();

function tell(state) {
  if (recall("keep", null) === null) return state;
  const keeps = ["running", "elsewhere", "away"].includes(state.step) ? "running" : state.step;
  remember("keep", { ...recall("keep", {}), step: keeps });
  say(state);
  return state;
}

// The visitor may have chosen less than before.
async function deleteOthers(record) {
  const cache = await caches.open(cacheOf(record.edition));
  const wanted = new Set([...record.files.map(([address]) => address), RECORD].map((address) => new URL(address, location.href).href));
  for (const request of await cache.keys()) {
    if (!wanted.has(request.url)) await cache.delete(request);
  }
}

// A new version of the worker waits for this: pages of the old edition are gone with the next page.
async function workerTakesOver() {
  const registration = await navigator.serviceWorker.getRegistration("/visit");
  registration?.waiting?.postMessage("take over");
}

// The edition that is shown, while another is fetched: {cache, release}, else null.
async function oldEdition({ active, next }) {
  if (!next || !active) return null;
  const record = await readRecord(active);
  return record && { cache: await caches.open(cacheOf(active)), release: record.release };
}

async function fetchAll(record, old) {
  const left = await missing(record);
  const all = record.bytes;
  let done = all - sum(left);
  pausing = new AbortController();
  const { signal } = pausing;
  say({ step: "running", done, all });
  const room = await roomLeft();
  if (room !== null && room < sum(left)) return { step: "full", done, all, lacking: sum(left) - room };
  const cache = await caches.open(cacheOf(record.edition));
  let lacking = 0;
  for (const [address, bytes] of left) {
    if (signal.aborted) return { step: "paused", done, all };
    try {
      await cache.put(address, await whole(address, signal, old));
      done += bytes;
    } catch (error) {
      if (signal.aborted) return { step: "paused", done, all };
      if (error.name === "QuotaExceededError") return { step: "full", done, all, lacking: all - done };
      if (error.name !== "StatusError") return { step: "away", done, all };
      lacking += bytes;
    }
    say({ step: "running", done, all });
  }
  return lacking ? { step: "failed", done, all, lacking } : { step: "kept", done: all, all };
}

// The bytes that this browser still gives to this museum's pages; null where it doesn't say.
async function roomLeft() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return Number.isFinite(quota) ? Math.max(0, quota - usage) : null;
  } catch {
    return null;
  }
}

class StatusError extends Error {
  name = "StatusError";
}

// Fetches one file whole. All three ways skip the service worker, which would answer with a size that is kept already; a page
// may have changed since it was opened.
// A file that the old edition has, too, isn't fetched twice: its tag says that it is the same.
async function whole(address, signal, old) {
  const isFile = address.startsWith("/visit/media/");
  const before = isFile && old ? await old.cache.match(address.replace(/([?&]r=)\d+/, `$1${old.release}`), { ignoreVary: true }) : null;
  const tag = before?.headers.get("ETag");
  const ask = (cache) => fetch(address, { credentials: "omit", signal, priority: "low", cache, headers: tag ? { "If-None-Match": tag } : {} });
  let answer = await ask(!isFile ? "reload" : old ? "no-store" : "no-cache");
  if (tag && answer.status === 304) return before;
  // Of a recording that was listened to the browser has a part in its own cache, and may answer with that.
  if (answer.status === 206 || answer.status === 304) answer = await ask("reload");
  if (answer.status !== 200) throw new StatusError(`${address}: ${answer.status}`);
  // The body is kept as it is read, so what says how it was sent does not belong to it.
  const headers = new Headers(answer.headers);
  const body = await answer.blob();
  for (const name of ["Content-Encoding", "Transfer-Encoding", "Vary"]) headers.delete(name);
  headers.set("Content-Length", body.size);
  return new Response(body, { headers });
}

export async function remove() {
  pausing?.abort();
  remember("keep", null);
  await removeAll();
}
