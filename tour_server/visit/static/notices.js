// Shows why the tour changed, and the one offer. Both stay until the visitor or the server takes them away.
import { recall, remember } from "./profile.js";
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

export class OfferNotice {
  constructor() {
    this.box = document.getElementById("offer");
    this.again = document.getElementById("offer-again");
    this.offer = null;
    this.box.querySelector("[data-offer=away]").addEventListener("click", () => {
      remember("offer_away", this.offer.key);
      this.show(this.offer);
      this.again.focus();
    });
    this.again.addEventListener("click", () => {
      remember("offer_away", null);
      this.show(this.offer);
    });
  }

  show(offer) {
    this.offer = offer;
    const away = offer !== null && recall("offer_away", null) === offer.key;
    this.box.hidden = offer === null || away;
    this.again.hidden = !away;
    if (offer === null) return;
    for (const part of ["title", "text"]) {
      const place = this.box.querySelector(`[data-offer=${part}]`);
      const [[tag, words]] = Object.entries(offer[part]); // the server chose the language
      place.textContent = words;
      place.lang = tag;
      place.dir = "auto";
    }
  }
}
