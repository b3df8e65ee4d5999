// A new release, or a new version of the pages, changes nothing in a kept visit until the visitor agrees. Who keeps nothing is told:
// the page that is open stays as it is, and the server has its sound and pictures for a while; the next page is of the new one.
import { recall, remember } from "./profile.js";
import { say } from "./words.js";
import { line } from "./line.js";

let asked = "";

// `edition`: what the museum shows now. Asks once a page, and not again for an edition that was put off; `agreed` is called
// when the visitor wants it. Returns whether the visit stays with another edition.
export function heardOf(edition, agreed) {
  const kept = recall("keep", null);
  if ((kept?.edition ?? document.documentElement.dataset.edition) === edition) return false;
  if (edition !== asked && recall("renewed_later", "") !== edition) (kept === null ? tell : ask)(edition, agreed);
  asked = edition;
  return kept !== null;
}

async function ask(edition, agreed) {
  const answer = await line.ask({ key: "renewed", sentence: say("renewed"), yes: say("renewed_now"), no: say("renewed_later") });
  if (answer === "yes") agreed();
  if (answer === "no") remember("renewed_later", edition);
}

async function tell(edition) {
  const answer = await line.ask({ key: "renewed", sentence: say("renewed_next_page"), yes: say("close") });
  if (answer === "yes") remember("renewed_later", edition);
}
