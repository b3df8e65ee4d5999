// Shows why the tour changed, and that there is no network. Both stay until the visitor or the server takes them away.
import { line } from "./line.js";
import { say } from "./words.js";

export function showChange(sentence) {
  const box = document.getElementById("change");
  if (sentence && box.textContent !== sentence) {
    box.hidden = false;
    box.textContent = sentence; // after it is shown: a screen reader does not read a live region that was hidden
  } else if (!sentence) {
    box.hidden = true;
    box.textContent = "";
  }
}

let wasAway = false;

// The plan page has a place for it; elsewhere it is told once, above the player.
export function showOffline(away) {
  const places = document.querySelectorAll("[data-network]");
  for (const each of places) each.hidden = !away;
  for (const each of document.querySelectorAll("[data-needs-network]")) each.hidden = away;
  if (places.length === 0 && away && !wasAway) line.ask({ key: "network", sentence: say("offline"), yes: say("close") });
  if (!away) line.withdraw("network");
  wasAway = away;
}
