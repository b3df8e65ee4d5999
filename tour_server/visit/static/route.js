// Asks for a route, keeps it, and asks again when a room fills. The order changes only after the visitor's yes.
import { level, minutesLeft, profile, recall, remember } from "./profile.js";
import { language, page, say } from "./words.js";
import { line } from "./line.js";

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

export const ahead = () => {
  const behind = leftBehind();
  return (route()?.stops ?? []).filter((stop) => !behind.includes(stop.work));
};

// The rooms that are full, as the server said last.
export const fullRooms = () => recall("full", route()?.full ?? []);

// The stops ahead with the rests between them. A rest comes after so many stops of the route, and goes with the one before it.
export function aheadWithRests() {
  const all = (route()?.stops ?? []).map((stop) => stop.work);
  const stops = ahead();
  const rests = (route()?.rests ?? []).filter((rest) => !skipped().includes(rest.place)).map((rest) => ({ ...rest, kind: "rest" }));
  const after = (count) => rests.filter((rest) => rest.after === count);
  const begun = all.length > stops.length;
  return [...(begun ? [] : after(0)), ...stops.flatMap((stop) => [stop, ...after(all.indexOf(stop.work) + 1)])];
}

// The stop after a work: the next unseen one, or null when there is no tour or it is over.
export const nextStop = (work) => ahead().find((stop) => stop.work !== work) ?? null;

// The visitor's own list, the language of this page first, as far as the server's type takes the tags.
function languages() {
  const own = (navigator.languages ?? []).filter((tag) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag));
  return [...new Set([language, ...own])].slice(0, 20);
}

// Asks the server for a route, which is not the visitor's before `take`. The server keeps nothing of the request. Throws
// when there is no answer. `playing`: the work that is playing now, which the new route leaves out.
// `first`: the work that the visitor wants to see first. `kept`: the works of the tour that the visitor has, in its order: the
// answer goes on with the next of them where it can, and says what it leaves out.
export async function propose(here = recall("at", null), playing = null, first = null, kept = []) {
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
      keep_order: who.tour !== null,
      at: here,
      first,
      kept,
      seen: leftBehind(playing),
    }),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.trouble);
  return asKept(found);
}

// Where the tour of another release is kept, a plan has the works that this one has under the same number.
function asKept(found) {
  const kept = recall("keep", null);
  if (kept === null || kept.release === found.release) return found;
  const same = (stop) => !stop.work || kept.numbers[stop.work] === stop.number; // a rest has no work
  return { ...found, stops: found.stops.filter(same), left_out: found.left_out.filter(same) };
}

export function take(found) {
  remember("route", found);
  remember("full", found.full);
  remember("kept_order", null);
  line.withdraw("plan");
}

export async function ask(here = recall("at", null), playing = null, first = null) {
  take(await propose(here, playing, first));
}

const words = (found) => found.why.map((each) => each.words).join(" ");

// Why the order should change, and what is lost by it.
function question(before, after, left) {
  const next = left(after)[0];
  const gone = after.loses?.works ?? [];
  if (words(after)) return words(after);
  if (gone.length > 0) return say("shall_leave_out", { works: left(before).filter(({ work }) => gone.includes(work)).map(({ title }) => title).join(", ") });
  return say(before.full.some((room) => !after.full.includes(room)) ? "space_again" : "better_order", { work: next.title });
}

// The tour that the visitor keeps, with its times as they are now. What the server leaves out of it is not left out of the list:
// the visitor may still go there.
function asItStays(before, after) {
  const now = new Map((after.kept?.stops ?? []).map((stop) => [stop.work, stop]));
  return { stops: before.stops.map((stop) => now.get(stop.work) ?? stop), seconds: after.kept?.seconds ?? before.seconds };
}

// Asks again. An order that would change is a question in the line above the player, answered when the visitor answers; a
// change that is none but the times is taken at once. `changed()` is called when the tour is another.
export async function askAgain(here, playing, changed) {
  const before = route();
  const kept = ahead().filter(({ work }) => work !== playing && work !== here).map(({ work }) => work);
  const after = await propose(here, playing, null, kept);
  const behind = [here, ...leftBehind(playing)];
  const left = (found) => found.stops.filter(({ work }) => work && !behind.includes(work)); // a rest is no work
  const order = (found) => left(found).map(({ work }) => work).join();
  if (before === null || order(before) === order(after) || left(after).length === 0) {
    take(after);
    changed();
    if (words(after) && words(after) !== (before && words(before))) line.ask({ key: "plan", sentence: words(after), yes: say("close") });
    return;
  }
  if (recall("kept_order", null) === order(after)) return;
  const sentence = question(before, after, left);
  line.ask({ key: "plan", sentence, yes: say("yes_change"), no: say("no_change") }).then((answer) => {
    if (answer === "yes") {
      take(after);
      changed();
    } else if (answer === "no") {
      remember("kept_order", order(after));
      remember("route", { ...before, ...asItStays(before, after), full: after.full }); // so that these rooms are not asked about again
      changed();
      if (after.kept?.loses.works.length > 0) line.ask({ key: "plan", sentence: after.kept.loses.words, yes: say("close") });
    }
  });
}

export class Watch {
  // `changed()` is called when another room is full, and when the visitor agreed to another tour.
  // `released(number)` is called first, with the number of the release that is published now and
  // the name of the edition. It resolves to whether the visit stays with another edition.
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
      const held = await this.released(now.release, now.edition);
      this.offer(now.offers);
      await this.#rooms(now, held);
    } catch {
      this.tag = null; // ask for the whole state next time
      this.online(false);
    } finally {
      this.polling = false;
    }
  }

  async #rooms(now, held) {
    const before = route();
    if (fullRooms().join() !== now.full.join()) {
      remember("full", now.full);
      this.changed();
    }
    if (before === null || profile().minutes === null) return;
    const rooms = new Set(ahead().map((stop) => stop.room));
    const emptied = before.full.filter((room) => !now.full.includes(room));
    const filled = now.full.filter((room) => !before.full.includes(room) && rooms.has(room));
    if (filled.length === 0 && emptied.length === 0 && (held || before.release === now.release)) return;
    await askAgain(this.here, this.playing, this.changed);
  }
}
