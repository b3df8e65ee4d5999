// Plays a saved tour without a network. An iPhone asks for audio in ranges and plays nothing when the answer is a 200,
// so a recording is kept whole and each range is cut out here and sent as a 206.

const KEPT = "zaalgids.kept";
const PAGE_DEADLINE_MS = 3000; // after this the saved page is shown

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || request.cache === "reload" || origin !== self.location.origin) return;
  if (!pathname.startsWith("/visit") && !pathname.startsWith("/web/")) return;
  if (pathname === "/visit/now" || pathname === "/visit/sw.js") return;
  if (request.mode === "navigate") event.respondWith(networkFirst(request));
  else event.respondWith(keptFirst(request));
});

async function networkFirst(request) {
  const network = fetch(request);
  network.catch(() => undefined); // it may fail after the saved page was shown
  const deadline = new Promise((resolve) => setTimeout(resolve, PAGE_DEADLINE_MS));
  const kept = await caches.open(KEPT);
  try {
    const answer = await Promise.race([network, deadline]);
    return answer ?? (await saved(kept, request)) ?? (await network);
  } catch {
    // no network: the saved page, else the same page in another language, else the plan, which lists what is saved
    const loosely = { ignoreSearch: true, ignoreVary: true };
    return (await saved(kept, request)) ?? (await kept.match(request, loosely)) ?? (await kept.match("/visit/plan", loosely)) ?? Response.error();
  }
}

const saved = (kept, request) => kept.match(request, { ignoreVary: true });

async function keptFirst(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request.url, { ignoreVary: true });
  if (!found) return fetch(request);
  const range = request.headers.get("Range");
  return range ? part(found, range) : found;
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
