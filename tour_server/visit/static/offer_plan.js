// Plans again when the visitor took an offer, has been there or gave it back, and when its code has expired.
import { profile, recall } from "./profile.js";
import { ahead, propose, route, take } from "./route.js";
import { line } from "./line.js";
import { say } from "./words.js";

// The plan is the visitor's at once: they have said what they want. What no longer fits is told. Without a plan only the ways to
// the offers are asked for. Throws when there is no answer.
export async function planAgain(here = recall("at", null), playing = null) {
  const planned = route() !== null && profile().minutes !== null;
  const kept = planned ? ahead().filter(({ work }) => work !== playing && work !== here).map(({ work }) => work) : [];
  const after = await propose(here, playing, null, kept);
  if (!planned) return;
  take({ ...after, learned: route().learned ?? null });
  const why = after.why.map(({ words }) => words).join(" "); // names what is lost, too
  const sentence = why || (after.loses?.works.length > 0 ? after.loses.words : "");
  if (sentence) line.ask({ key: "plan", sentence, yes: say("close") });
}
