// The sentence that says why the tour changed, and the one offer. Neither leaves by itself.
import { recall, remember } from "./profile.js";
import { language } from "./words.js";

const worded = (text) =>
  [language, ...(navigator.languages ?? []).map((tag) => tag.split("-")[0]), ...Object.keys(text)]
    .filter((tag) => text[tag]).map((tag) => [text[tag], tag])[0] ?? ["", ""];

export function showChange(sentence) {
  const box = document.getElementById("change");
  if (sentence && box.textContent !== sentence) {
    box.hidden = false;
    box.textContent = sentence; // after it is shown: a live region that was hidden says nothing
  } else if (!sentence) {
    box.hidden = true;
    box.textContent = "";
  }
}

export function showOffline(away) {
  for (const line of document.querySelectorAll("[data-network]")) line.hidden = !away;
}

export class OfferShown {
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
      const [words, tag] = worded(offer[part]);
      place.textContent = words;
      place.lang = tag;
      place.dir = "auto";
    }
  }
}
