// Saves the tour for use without Wi-Fi: every page, picture, recording and its words, whole.
import { page } from "./words.js";

export const KEPT = "zaalgids.kept";

const canPlayOpus = () => new Audio().canPlayType('audio/ogg; codecs="opus"') !== "";

export async function startWorker() {
  if (!("serviceWorker" in navigator)) return false; // plain http from another machine, or a very old phone
  await navigator.serviceWorker.register(page().worker, { scope: "/visit" });
  await navigator.serviceWorker.ready;
  return true;
}

export function filesOf(route) {
  const encoding = canPlayOpus() ? "opus" : "aac";
  const styles = performance.getEntriesByType("resource").map((each) => new URL(each.name)).filter(({ pathname }) => pathname.startsWith("/web/"));
  const shell = [location.pathname + location.search, page().start, ...page().assets, ...styles.map(({ pathname }) => pathname)];
  const stops = route.stops.flatMap((stop) => [
    stop.page,
    stop.picture,
    ...stop.recordings.flatMap((each) => [each[encoding], each.words ?? each.subtitles]),
  ]);
  return { shell, stops: [...new Set(stops.filter(Boolean))] };
}

// Fetches what is not kept yet, one file at a time because of poor Wi-Fi, calls `progress(done, all)`, and deletes the
// files of an earlier release or page. Resolves to the number of files that could not be fetched.
export async function keep(route, progress) {
  const kept = await caches.open(KEPT);
  const { shell, stops } = filesOf(route);
  const wanted = [...new Set([...shell, ...stops].map((address) => new URL(address, location.href).href))];
  let done = 0;
  let failed = 0;
  for (const address of wanted) {
    const isPage = !["/media/", "/static/", "/look/"].some((part) => address.includes(part));
    try {
      if (isPage || !(await kept.match(address))) await kept.put(address, await whole(address, isPage));
    } catch {
      failed += 1;
    }
    done += 1;
    progress(done, wanted.length);
  }
  for (const request of await kept.keys()) {
    const { pathname, searchParams } = new URL(request.url);
    const old = pathname.includes("/media/") ? searchParams.get("r") !== String(route.release)
      : (pathname.includes("/static/") || pathname.includes("/look/")) && !wanted.includes(request.url);
    if (old) await kept.delete(request);
  }
  return failed;
}

// A page may have changed since it was kept: "reload" skips the service worker and the browser's cache.
async function whole(address, fresh) {
  const answer = await fetch(address, { credentials: "omit", cache: fresh ? "reload" : "default" });
  if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`);
  return answer;
}
