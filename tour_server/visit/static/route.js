// Asks for a route, keeps it, and asks again when a room fills or closes, or when the visitor is late. The order changes only after the visitor's yes.
import { change, level, minutesLeft, profile, recall, remember } from "./profile.js";
import { counted, language, page, say } from "./words.js";
import { hourOf, lateness, mayAsk } from "./late.js";
import { unlearn } from "./history.js";
import { learnedThemes, weights } from "./lingering.js";
import { line } from "./line.js";
import { keepWays, offersToVisit } from "./offers_taken.js";

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

// The rooms that are closed, as the server said last.
export const closedRooms = () => recall("closed", route()?.closed ?? []);

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
// answer goes on with the next of them where it can, and says what it leaves out. `interests`: the weights of themes.
export async function propose(here = recall("at", null), playing = null, first = null, kept = [], interests = weights(themeKeys())) {
  const who = profile();
  const offers = offersToVisit();
  const answer = await fetch(page().plan, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({
      minutes: minutesLeft() ?? 0,
      languages: languages(),
      level: level(),
      step_free: who.step_free,
      interests,
      tour: who.tour,
      keep_order: who.tour !== null,
      at: here,
      first,
      kept,
      offers,
      seen: leftBehind(playing),
      given: recall("given", null), // the server counts whom plans send where, and forgets who they were
    }),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.trouble);
  keepWays(offers, found.offers);
  remember("given", found.given ?? null);
  return asKept({ ...found, made: Date.now() });
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
  remember("closed", found.closed ?? []);
  remember("kept_order", null);
  line.withdraw("plan");
}

export async function ask(here = recall("at", null), playing = null, first = null) {
  take(await withReason(await propose(here, playing, first), here, playing, first));
}

const themeKeys = () => Object.keys(page().themes);
const worksOf = (found) => found.stops.filter(({ work }) => work).map(({ work }) => work);

// Returns the plan with `learned`: { more, less }, the themes by which it is another one than the visitor's own choices make, or null.
// That other one is asked for, with the same facts but the weights.
async function withReason(found, here, playing, first = null, kept = []) {
  const learned = learnedThemes(themeKeys());
  if (learned.more.length + learned.less.length === 0) return { ...found, learned: null };
  const chosen = await propose(here, playing, first, kept, profile().interests);
  return { ...found, learned: worksOf(chosen).join() === worksOf(found).join() ? null : learned };
}

// Why a plan is another one than the visitor's own choices make, or "". Themes that are gone have no name.
export function learnedWords(found) {
  const { more = [], less = [] } = found?.learned ?? {};
  const names = (keys) => keys.map((key) => page().themes[key]).filter(Boolean).join(", ");
  const said = [["learned_more", names(more)], ["learned_less", names(less)]].filter(([, themes]) => themes);
  return said.map(([key, themes]) => say(key, { themes })).join(" ");
}

// The visitor wants the plan that their own choices make.
export function refuseLearned() {
  unlearn();
  remember("route", { ...route(), learned: null });
}

const words = (found) => found.why.map((each) => each.words).join(" ");

// What comes next of a plan, apart from the work that the visitor is at.
const comesNext = (playing, here) => aheadWithRests().find((each) => !each.work || (each.work !== playing && each.work !== here)) ?? null;

// When the visitor's time is up, in milliseconds.
const timeIsUp = () => recall("began", Date.now()) + 60_000 * (profile().minutes ?? 0);

let lateAskedAt = null; // when the question that is open was asked because the visitor is late, else null

const mayAskLate = () => mayAsk(
  { no: recall("late_no", null), answered: recall("late_answered", 0) }, recall("began", null), lateAskedAt, Date.now(),
);

const titles = (stops, works) => stops.filter(({ work }) => works.includes(work)).map(({ title }) => title).join(", ");

// What is asked, and its two answers: why the plan should change, and what is lost by it. `late`: of lateness().
function question(before, after, left, late) {
  const gone = after.loses?.works ?? [];
  const notes = after.why.filter(({ code }) => !late || !code.startsWith("closing")).map((each) => each.words).join(" ");
  const asked = { key: "plan", yes: say("yes_change"), no: say("no_change") };
  const learned = learnedWords(after);
  if (notes) return { ...asked, sentence: learned ? `${learned} ${notes}` : notes };
  const facts = { works: titles(left(before), gone) };
  if (late && gone.length > 0) {
    const no = late.longer === null ? say("no_change") : say("more_time", { minutes: counted("minutes", late.longer) });
    if (left(after).length === 0) return { ...asked, sentence: `${say("time_up")} ${say("loses", facts)}`, yes: say("close"), no };
    const time = hourOf(late.until, document.documentElement.lang);
    const minutes = counted("minutes", late.minutes);
    return { ...asked, sentence: say("late", { ...facts, time, minutes, stops: counted("stops", gone.length) }), yes: say("skip"), no };
  }
  if (learned) return { ...asked, sentence: `${learned} ${after.loses?.words ?? say("loses_nothing")}` };
  if (gone.length > 0) return { ...asked, sentence: say("shall_leave_out", facts) };
  const space = before.full.some((room) => !after.full.includes(room));
  return { ...asked, sentence: say(space ? "space_again" : "better_order", { work: left(after)[0].title }) };
}

const closedOff = (found) => found.left_out.filter(({ reason }) => ["closed", "way_closed"].includes(reason)).map(({ work }) => work);

// The tour that the visitor keeps, with its times as they are now. What the server leaves out of it is not left out of the list:
// the visitor may still go there, unless it is closed.
function asItStays(before, after) {
  const found = after.kept ?? after;
  const now = new Map(found.stops.map((stop) => [stop.work, stop]));
  const past = (after.made - (before.made ?? after.made)) / 1000;
  const off = closedOff(after);
  const stops = before.stops.filter(({ work }) => !off.includes(work)).map((stop) => now.get(stop.work) ?? { ...stop, arrives: stop.arrives - past });
  const { full, closed, made, open_seconds } = after;
  return { ...before, stops, seconds: found.seconds, full, closed, made, open_seconds }; // so that these rooms are not asked about again
}

// Stays longer: the plan as it is, with the times that it has then.
async function stayLonger(minutes, before, again) {
  const now = Date.now();
  change({ minutes: Math.ceil((Math.max(now, timeIsUp()) - recall("began", now)) / 60_000) + minutes });
  remember("route", asItStays(before, await again()));
}

// Asks again. An order that would change is a question in the line above the player, answered when the visitor answers; a
// change that is none but the times is taken at once. `changed()` is called when the tour is another.
export async function askAgain(here, playing, changed) {
  const before = route();
  const kept = ahead().filter(({ work }) => work !== playing && work !== here).map(({ work }) => work);
  const again = () => propose(here, playing, null, kept);
  const late = mayAskLate() ? lateness(before, comesNext(playing, here), timeIsUp(), Date.now()) : null;
  const found = await again();
  const behind = [here, ...leftBehind(playing)];
  const left = (found) => found.stops.filter(({ work }) => work && !behind.includes(work)); // a rest is no work
  const order = (found, without = []) => left(found).map(({ work }) => work).filter((work) => !without.includes(work)).join();
  const same = before !== null && order(before, closedOff(found)) === order(found);
  if (!same && !late && recall("kept_order", null) === order(found)) return;
  const after = same ? { ...found, learned: before.learned ?? null } : await withReason(found, here, playing, null, kept);
  const gone = after.loses?.works ?? [];
  const over = left(after).length === 0 && !(late && gone.length > 0);
  if (before === null || same || over) {
    take(after);
    changed();
    if (words(after) && words(after) !== (before && words(before))) line.ask({ key: "plan", sentence: words(after), yes: say("close") });
    return;
  }
  if (late && gone.length === 0 && after.kept?.loses.works.length === 0 && !words(after)) {
    remember("route", asItStays(before, after)); // all of it still fits, with shorter stops
    changed();
    return;
  }
  const asked = question(before, after, left, late);
  const answered = line.ask(asked);
  lateAskedAt = late ? Date.now() : null;
  answered.then(async (answer) => {
    if (answer === null) return;
    if (late) {
      lateAskedAt = null;
      remember("late_answered", Date.now());
    }
    if (answer === "yes") {
      take(after);
    } else if (late && late.longer !== null && gone.length > 0) {
      await stayLonger(late.longer, before, again).catch(() => undefined); // without a network the plan has the times of before
    } else {
      if (late) remember("late_no", recall("began", null));
      if (after.learned) unlearn();
      remember("kept_order", order(after));
      remember("route", asItStays(before, after));
      if (after.kept?.loses.works.length > 0) line.ask({ key: "plan", sentence: after.kept.loses.words, yes: say("close") });
    }
    changed();
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
      if (answer.ok) await this.#changed(answer);
      await this.#late();
    } catch {
      this.tag = null; // ask for the whole state next time
      this.online(false);
    } finally {
      this.polling = false;
    }
  }

  async #changed(answer) {
    this.tag = answer.headers.get("ETag");
    const now = await answer.json();
    const held = await this.released(now.release, now.edition);
    this.offer(now.offers);
    await this.#rooms({ closed: [], ...now }, held);
  }

  // Late: asked while nothing is told, so that the sentence is true when it comes.
  async #late() {
    if (route() === null || profile().minutes === null) return;
    if (line.speaks && lateAskedAt !== null) line.withdraw("plan");
    if (line.speaks || (line.asks("plan") && lateAskedAt === null)) return;
    if (!line.asks("plan")) lateAskedAt = null;
    if (mayAskLate() && lateness(route(), comesNext(this.playing, this.here), timeIsUp(), Date.now())) {
      await askAgain(this.here, this.playing, this.changed);
    }
  }

  async #rooms(now, held) {
    const before = route();
    if (fullRooms().join() !== now.full.join() || closedRooms().join() !== now.closed.join()) {
      remember("full", now.full);
      remember("closed", now.closed);
      this.changed();
    }
    if (before === null || profile().minutes === null) return;
    const rooms = new Set(ahead().map((stop) => stop.room));
    const emptied = before.full.filter((room) => !now.full.includes(room));
    const filled = now.full.filter((room) => !before.full.includes(room) && rooms.has(room));
    const shut = before.closed ?? [];
    const opened = shut.some((room) => !now.closed.includes(room));
    const closed = now.closed.some((room) => !shut.includes(room)); // also where the way leads through it
    if (filled.length === 0 && emptied.length === 0 && !opened && !closed && (held || before.release === now.release)) return;
    await askAgain(this.here, this.playing, this.changed);
  }
}
