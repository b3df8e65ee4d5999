// The tour: asks for a plan, keeps it, asks again when a room fills, and says why the order changed.
import { minutesLeft, profile, recall, remember } from "./profile.js";
import { language, page, say } from "./words.js";

const EVERY = 10_000; // milliseconds between two looks at what has changed; the answer is a 304 nearly always

export const route = () => recall("route", null);
export const seen = () => recall("seen", []);

export function sawWork(key) {
  if (!seen().includes(key)) remember("seen", [...seen(), key]);
}

export const ahead = () => (route()?.stops ?? []).filter((stop) => !seen().includes(stop.work));

// The stop after a work: the next unseen one, or null when there is no tour or it is over.
export const nextStop = (work) => ahead().find((stop) => stop.work !== work) ?? null;

function languages() {
  const own = (navigator.languages ?? []).filter((tag) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag));
  return [...new Set([language, ...own.map((tag) => tag.split("-")[0])])].slice(0, 20);
}

// Asks the server, which reads the wish, answers it and keeps nothing. Throws when there is no answer.
// `telling`: the work that is being told just now; it needs no place in what comes after it.
export async function ask(here = recall("at", null), telling = null) {
  const who = profile();
  const answer = await fetch(page().plan, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({
      minutes: minutesLeft() ?? 0,
      languages: languages(),
      level: who.level,
      step_free: who.step_free,
      interests: who.interests,
      tour: who.tour,
      at: here,
      seen: telling ? [...new Set([...seen(), telling])] : seen(),
    }),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.trouble);
  remember("route", found);
  return found;
}

const order = (found, telling) =>
  (found?.stops ?? []).map((stop) => stop.work).filter((work) => work !== telling && !seen().includes(work)).join();

// Asks again and says what changed, if it did: the reasons the server gives, or that there is space again.
export async function askAgain(here, telling = null) {
  const before = route();
  const after = await ask(here, telling);
  const changed = order(before, telling) !== order(after, telling);
  const why = after.why.map((each) => each.words).join(" ");
  if (why) return why;
  return changed && before?.why?.length ? say("calm_again") : "";
}

export class Watch {
  // `changed(sentence, now)` is called when a room that matters to the tour filled or emptied.
  // `released(number)`: another release may be out; what it does is settled before anything else is.
  constructor({ here, telling = null, changed, offer, online, released = () => undefined }) {
    Object.assign(this, { here, telling, changed, offer, online, released });
    this.tag = null;
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("online", () => this.look());
    window.addEventListener("offline", () => this.online(false));
  }

  start() {
    this.timer = setInterval(() => this.look(), EVERY);
    return this.look();
  }

  async look() {
    if (document.hidden || this.looking) return;
    this.looking = true;
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
      this.tag = null; // nothing was settled: look at the whole state next time
      this.online(false);
    } finally {
      this.looking = false;
    }
  }

  async #rooms(now) {
    const before = route();
    if (before === null || profile().minutes === null) return;
    const rooms = new Set(ahead().map((stop) => stop.room));
    const emptied = before.full.filter((room) => !now.full.includes(room));
    const filled = now.full.filter((room) => !before.full.includes(room) && rooms.has(room));
    if (filled.length === 0 && emptied.length === 0 && before.release === now.release) return;
    this.changed(await askAgain(this.here, this.telling));
  }
}
