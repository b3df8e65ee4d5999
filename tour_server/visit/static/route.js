// Asks for a route, keeps it, asks again when a room fills, and returns why the order changed.
import { level, minutesLeft, profile, recall, remember } from "./profile.js";
import { language, page, say } from "./words.js";

const POLL_MS = 10_000; // the answer is nearly always a 304

export const route = () => recall("route", null);
export const seen = () => recall("seen", []);

export function sawWork(key) {
  if (!seen().includes(key)) remember("seen", [...seen(), key]);
}

// The works that the visitor leaves out of this tour.
export const skipped = () => recall("skipped", []);
export const skip = (key) => remember("skipped", [...new Set([...skipped(), key])]);
export const unskip = (key) => remember("skipped", skipped().filter((each) => each !== key));

const leftBehind = (playing = null) => [...new Set([...seen(), ...skipped(), ...(playing ? [playing] : [])])];

// A stop without a work is a rest.
export const ahead = () => {
  const behind = leftBehind();
  return (route()?.stops ?? []).filter((stop) => !behind.includes(stop.work ?? stop.place));
};

// The stop after a work: the next unseen one, or null when there is no tour or it is over.
export const nextStop = (work) => ahead().find((stop) => stop.work !== work) ?? null;

// The visitor's own list, the language of this page first, as far as the server's type takes the tags.
function languages() {
  const own = (navigator.languages ?? []).filter((tag) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag));
  return [...new Set([language, ...own])].slice(0, 20);
}

// Asks the server for a route; it keeps nothing of the request. Throws when there is no answer.
// `playing`: the work that is playing now, which the new route leaves out.
// `first`: the work that the visitor wants to see first.
export async function ask(here = recall("at", null), playing = null, first = null) {
  const who = profile();
  const answer = await fetch(page().plan, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({
      minutes: minutesLeft() ?? 0,
      languages: languages(),
      level: level(),
      step_free: who.step_free,
      interests: who.interests,
      tour: who.tour,
      at: here,
      first,
      seen: leftBehind(playing),
    }),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.trouble);
  remember("route", found);
  return found;
}

const order = (found, playing) =>
  (found?.stops ?? []).map((stop) => stop.work).filter((work) => work !== playing && !seen().includes(work)).join();

// Asks again and returns a sentence on what changed, or "": the reasons from the server, or that there is space again.
export async function askAgain(here, playing = null) {
  const before = route();
  const after = await ask(here, playing);
  const changed = order(before, playing) !== order(after, playing);
  const why = after.why.map((each) => each.words).join(" ");
  if (why) return why;
  return changed && before?.why?.length ? say("calm_again") : "";
}

export class Watch {
  // `changed(sentence, now)` is called when a room that matters to the tour filled or emptied.
  // `released(number)` is called first, with the number of the release that is published now.
  constructor({ here, playing = null, changed, offer, online, released = () => undefined }) {
    Object.assign(this, { here, playing, changed, offer, online, released });
    this.tag = null;
    document.addEventListener("visibilitychange", () => this.poll());
    window.addEventListener("online", () => this.poll());
    window.addEventListener("offline", () => this.online(false));
  }

  start() {
    this.timer = setInterval(() => this.poll(), POLL_MS);
    return this.poll();
  }

  async poll() {
    if (document.hidden || this.polling) return;
    this.polling = true;
    try {
      const headers = this.tag ? { "If-None-Match": this.tag } : {};
      const answer = await fetch(page().now, { headers, credentials: "omit", cache: "no-store" });
      this.online(true);
      if (answer.status === 304 || !answer.ok) return;
      this.tag = answer.headers.get("ETag");
      const now = await answer.json();
      await this.released(now.release);
      this.offer(now.offer);
      await this.#rooms(now);
    } catch {
      this.tag = null; // ask for the whole state next time
      this.online(false);
    } finally {
      this.polling = false;
    }
  }

  async #rooms(now) {
    const before = route();
    if (before === null || profile().minutes === null) return;
    const rooms = new Set(ahead().map((stop) => stop.room));
    const emptied = before.full.filter((room) => !now.full.includes(room));
    const filled = now.full.filter((room) => !before.full.includes(room) && rooms.has(room));
    if (filled.length === 0 && emptied.length === 0 && before.release === now.release) return;
    this.changed(await askAgain(this.here, this.playing));
  }
}
