// Answers from what this phone keeps, so that a kept tour needs no network. Without a kept tour it answers nothing.
//
// What is kept is one edition of the pages (a release, as one version of the software shows it). A kept page comes before
// the network's, so that pages, words and sound of two releases never stand side by side; kept.js changes the edition
// when the visitor agrees. An iPhone asks for audio in ranges and plays nothing when the answer is a 200, so a recording
// is kept whole and each range is cut out here and sent as a 206.

const INDEX = "zaalgids.keeping"; // the cache of the pointer: which edition is kept. As in kept.js
const POINTER = "/visit/keeping";
const RECORD = "/visit/kept"; // in the cache of an edition: what it holds
const cacheOf = (edition) => `zaalgids.kept.${edition}`;
// So long a page that is not kept may take to begin. On a slow network (400 kbit/s, 400 ms) it begins after 2 s.
const PAGE_DEADLINE_MS = 10_000;
const ALWAYS_FRESH = ["/visit/now", "/visit/sw.js", "/visit/keep"];

// A new version waits until no page of the visit is open, or until the visitor has agreed to a new edition.
self.addEventListener("install", () => {
  if (!self.registration.active) self.skipWaiting();
});
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([tidy(), self.clients.claim()])));

async function tidy() {
  const pointer = await readPointer();
  const wanted = [INDEX, ...[pointer?.active, pointer?.next].filter(Boolean).map(cacheOf)];
  for (const name of await caches.keys()) {
    if (name.startsWith("zaalgids.") && !wanted.includes(name)) await caches.delete(name);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (!["GET", "HEAD"].includes(request.method) || origin !== self.location.origin) return;
  if (["reload", "no-store"].includes(request.cache)) return; // what is being kept comes from the network
  if (request.cache === "no-cache" && request.mode !== "navigate") return; // it, too; a page that is loaded again does not
  if (!pathname.startsWith("/visit") && !pathname.startsWith("/web/")) return;
  if (ALWAYS_FRESH.includes(pathname)) return;
  event.respondWith(request.mode === "navigate" ? page(event) : file(event));
});

async function readPointer() {
  const index = await caches.open(INDEX);
  const found = await index.match(POINTER);
  const pointer = found ? await found.json() : null;
  return pointer?.v === 1 ? pointer : null; // what newer pages have written is theirs
}

// The edition that is kept: the pointer to it and its cache; null without one.
async function keptNow() {
  try {
    const pointer = await readPointer();
    if (!pointer?.active || !(await caches.has(cacheOf(pointer.active)))) return null;
    return { pointer, cache: await caches.open(cacheOf(pointer.active)) };
  } catch {
    return null; // storage is forbidden
  }
}

const saved = (cache, address) => cache.match(address, { ignoreVary: true });
const recordOf = async (cache) => (await saved(cache, RECORD))?.json() ?? null;

const fromNetwork = new Set(); // pages that came from the network: what they name without a version does, too

async function page(event) {
  const { request } = event;
  const kept = await keptNow();
  if (!kept) return fetch(request);
  const address = new URL(request.url);
  const typed = typedNumber(address);
  if (typed !== null) {
    const there = await pageOfNumber(kept, address, typed);
    if (there) return Response.redirect(there, 302);
  }
  const found = await keptPage(kept, address);
  if (found) return found;
  try {
    const answer = await inTime(request);
    fromNetwork.add(event.resultingClientId);
    return answer;
  } catch {
    return notKept(kept, address);
  }
}

function inTime(request) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PAGE_DEADLINE_MS));
  return Promise.race([fetch(request), late]);
}

// Of the query only the language chooses a page. A code beside a work has none: the visitor's first kept one serves, and
// the page goes on to the language of the profile by itself.
function keptPage({ pointer, cache }, address) {
  const language = address.searchParams.get("l") ?? pointer.languages[0];
  return saved(cache, addressOf(address.pathname, language));
}

const addressOf = (pathname, language) => `${pathname.replace(/(.)\/$/, "$1")}?l=${encodeURIComponent(language)}`;

// A number is typed into the field of a page, or behind the address itself.
const typedNumber = (address) =>
  address.pathname === "/visit/number" ? address.searchParams.get("n") ?? "" : /^\/visit\/(\d+)$/.exec(address.pathname)?.[1] ?? null;

// The kept page of the work with the number that was typed, in the digits of any script; null where it isn't kept.
async function pageOfNumber({ pointer, cache }, address, typed) {
  const number = numberOf(typed);
  const language = address.searchParams.get("l") ?? pointer.languages[0];
  if (number === null) return null;
  const there = addressOf(`/visit/work/${number}`, language);
  return (await saved(cache, there)) ? new URL(there, address).href : null;
}

function numberOf(typed) {
  const digits = [...typed.trim()].map((sign) => sign.codePointAt(0));
  if (digits.length === 0 || digits.length > 5 || !digits.every(isDigit)) return null;
  return digits.reduce((number, digit) => 10 * number + valueOf(digit), 0);
}

const isDigit = (point) => /^\p{Nd}$/u.test(String.fromCodePoint(point));

// The digits of a script stand in tens.
function valueOf(point) {
  let zero = point;
  while (isDigit(zero - 1)) zero -= 1;
  return (point - zero) % 10;
}

// Says that a page isn't kept, at the page's own address and in its language where that is kept.
async function notKept({ pointer, cache }, address) {
  const asked = address.searchParams.get("l");
  for (const language of [asked, ...pointer.languages].filter(Boolean)) {
    const found = await saved(cache, addressOf("/visit/not-kept", language));
    if (found) return new Response(await found.blob(), { status: 503, statusText: "Not kept", headers: found.headers });
  }
  return Response.error();
}

async function file(event) {
  const { request } = event;
  const kept = await keptNow();
  if (!kept) return fetch(request);
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/web/") && fromNetwork.has(event.clientId)) {
    try {
      return await fetch(request);
    } catch {
      // the kept one is better than none
    }
  }
  const found = await saved(kept.cache, request.url);
  if (found) return cut(found, request);
  const { other, whole } = await otherSize(kept.cache, request.url);
  if (!other) return fetch(request);
  if (whole) {
    try {
      return await inTime(request);
    } catch {
      // who looks closer sees the size that is kept
    }
  }
  return cut(other, request);
}

// A phone keeps a picture in one size and as a thumbnail. The size serves for the others, and for the same picture of a release
// that isn't taken yet. `whole`: the kept release has it larger.
async function otherSize(cache, url) {
  const { pathname, search, searchParams } = new URL(url);
  if (!pathname.startsWith("/visit/media/")) return {};
  const { pictures = {}, release } = (await recordOf(cache)) ?? {};
  const size = pictures[pathname + search] ?? Object.entries(pictures).find(([address]) => address.startsWith(`${pathname}?`))?.[1];
  const other = size ? await saved(cache, size) : await cache.match(pathname, { ignoreSearch: true, ignoreVary: true });
  return { other, whole: !searchParams.has("w") && searchParams.get("r") === String(release) };
}

async function cut(found, request) {
  if (request.method === "HEAD") return new Response(null, found);
  const range = request.headers.get("Range");
  return range ? part(found, range) : found;
}

const pathname = (request) => new URL(request.url).pathname;

// A page asks for a picture in the width that it has for it. Without a network the width that is kept serves.
async function otherWidth(kept, request) {
  try {
    return await fetch(request);
  } catch (error) {
    const other = new URL(request.url).searchParams.has("w") ? await kept.match(request.url, { ignoreSearch: true, ignoreVary: true }) : null;
    if (other) return other;
    throw error;
  }
}

// RFC 9110, 14: bytes=first-last, bytes=first- or bytes=-length; several ranges are answered with the whole file, which the RFC allows.
async function part(found, range) {
  const body = await found.blob();
  const match = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  if (!match || (match[1] === "" && match[2] === "")) return new Response(body, found);
  const size = body.size;
  const first = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (first >= size || first > last) {
    return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  }
  return new Response(body.slice(first, last + 1), {
    status: 206,
    statusText: "Partial Content",
    headers: {
      "Content-Type": found.headers.get("Content-Type") ?? "application/octet-stream",
      "Content-Range": `bytes ${first}-${last}/${size}`,
      "Content-Length": String(last + 1 - first),
      "Accept-Ranges": "bytes",
    },
  });
}
