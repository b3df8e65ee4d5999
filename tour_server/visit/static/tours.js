// Starts a tour of staff's with one touch. A tour may bring its own level along (for children, say), and one touch goes back.
import { VISIT } from "./base.js";
import { change, level, recall, remember } from "./profile.js";
import { language, say } from "./words.js";

export const NO_HURRY = 240; // minutes: who starts a tour of staff's has named no time
const BEFORE = "level_before"; // the level of before a tour brought its own; null: no tour did

export function beginVisit() {
  remember("began", Date.now());
  remember("seen", []);
  remember("skipped", []);
  remember("at", null);
  remember("route", null);
}

// Takes a tour, or null for the whole house. A tour for adults asks for no level: who reads plain language goes on so.
export function takeTour(tour, asks) {
  const before = recall(BEFORE, null);
  const own = before ?? level();
  const takes = tour !== null && asks && asks !== "adult" && asks !== own ? asks : null;
  remember(BEFORE, takes === null ? null : own);
  change({ tour, level: takes ?? own });
}

// Says which words the tour brought. `returned()` is called after the visitor went back to their own.
export function showTourLevel(returned) {
  const line = document.getElementById("tour-level");
  if (line === null) return;
  const before = recall(BEFORE, null);
  line.hidden = before === null;
  if (before === null) return;
  line.querySelector("[data-said]").textContent = say(level() === "description" ? level() : `told_${level()}`);
  const back = line.querySelector("[data-return]");
  back.textContent = say(before);
  back.onclick = () => {
    change({ level: before });
    remember(BEFORE, null);
    line.hidden = true;
    returned();
  };
}

for (const label of document.querySelectorAll("[data-tour]")) {
  label.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab shows the tour's page
    event.preventDefault();
    change({ language, minutes: NO_HURRY });
    takeTour(label.dataset.tour, label.dataset.level);
    beginVisit();
    location.assign(`${VISIT}/plan?l=${encodeURIComponent(language)}`);
  });
}
