// Whether the visitor is behind the plan that they have. The phone alone works it out: no request says so.

const LATE_SECONDS = 180; // a stop of the demo takes about as long; less than that the next look makes good
const WAY_OUT_SECONDS = 300; // kept free before closing, where the visitor stays longer
const AGAIN_MS = 600_000; // from an answer to the next question
const STALE_MS = 120_000; // a question that stays in view so long is asked with new numbers

const setsOff = (next) => next.arrives - next.walk - (next.wait ?? 0);

// Returns null, or what it comes to: { minutes: behind, until: the minute by which the plan has to have ended, longer: minutes that all of it needs
// more, null where the museum closes before }. `next`: what comes next on `plan`. `ends`: when the visitor's time is up.
// All moments are in milliseconds.
export function lateness(plan, next, ends, now) {
  if (plan?.made === undefined || !next) return null; // a plan of an earlier script has no moment
  const behind = (now - plan.made) / 1000 - setsOff(next);
  const closes = plan.open_seconds == null ? Infinity : plan.made + 1000 * plan.open_seconds;
  const left = plan.seconds - next.arrives + next.walk;
  const until = Math.min(ends, closes);
  if (behind < LATE_SECONDS || now + 1000 * left <= until) return null;
  const from = Math.max(now, ends);
  const longer = Math.max(1, Math.ceil((now + 1000 * left - from) / 60_000));
  const stays = from + 60_000 * longer + 1000 * WAY_OUT_SECONDS <= closes;
  // A plan may end half a minute later than asked, because whole minutes are; closing is on a whole minute.
  const said = closes <= ends ? Math.round(until / 60_000) : Math.ceil(until / 60_000 + 0.5);
  return { minutes: Math.round(behind / 60), until: 60_000 * said, longer: stays ? longer : null };
}

// "16:30"
export const hourOf = (moment, language) =>
  new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(new Date(moment));

// Whether the visitor may be asked now. `memory`: { no, answered } of earlier answers, `visit`: when this visit began. After a
// "no" the same visit is not asked again.
export function mayAsk({ no, answered }, visit, open, now) {
  if (no !== null && no === visit) return false;
  if (open !== null) return now - open >= STALE_MS;
  return now - answered >= AGAIN_MS;
}
