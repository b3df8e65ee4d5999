// The offers: which one suits this visitor, taking it, and its code. What was taken and put away stays in this phone; a
// request says which offer it is about and nothing else.
import { VISIT } from "./base.js";
import { metWorks } from "./history.js";
import { chooseOffer } from "./offer_choice.js";
import { line } from "./line.js";
import { level, profile, recall, remember } from "./profile.js";
import { seen } from "./route.js";
import { planAgain } from "./offer_plan.js";
import { beenTo, expiredInPlan, inPlan, offerStops, offersAhead, recent, withoutKey } from "./offers_taken.js";
import { inMinutes, page, pageOf, say } from "./words.js";

const QUIET_MS = 10 * 60 * 1000; // after an answer no other offer comes for so long: about two works; chosen, not measured
const CHECK_MS = 20_000; // from one look at the codes' hours to the next
const place = (id) => document.getElementById(id);
const worded = (text) => Object.entries(text ?? {})[0] ?? ["", ""]; // [language, words]: the server chose the language
const putAway = () => recent("offers_away").map(({ key }) => key);

// Asks the server about an offer. Returns the reply; throws without a network.
const post = (key, what, body) => fetch(`${VISIT}/offers/${encodeURIComponent(key)}/${what}`, { method: "POST", credentials: "omit", body });

export class OfferNotice {
  // `changed()` is called when the plan was made anew. `playing`: the work that is playing here.
  constructor({ changed, playing = null }) {
    Object.assign(this, { changed, playing });
    this.offers = [];
    this.asked = null;
    this.again = place("offer-again");
    this.again.addEventListener("click", () => {
      remember("offers_away", []);
      remember("offer_answered", 0);
      this.show(this.offers);
    });
    const button = (name) => place("offer-sheet").querySelector(`[data-offer=${name}]`);
    button("done").addEventListener("click", () => this.#leave(beenTo));
    button("back").addEventListener("click", () => this.#leave(giveBack));
    showStops();
    setInterval(() => this.planIfChanged(), CHECK_MS);
  }

  // Makes the plan anew where the visitor goes to other offers than it leads to. Without a network it is tried again.
  async planIfChanged() {
    if (inPlan() || this.planning || document.hidden) return;
    this.planning = true;
    try {
      const [over] = expiredInPlan();
      await planAgain(undefined, this.playing);
      if (over) line.ask({ key: "offer_over", sentence: say("offer_over", { offer: worded(over.title)[1] }), yes: say("close") });
    } catch {
      // no network: the ways to what expired are not shown, and the plan stays
    } finally {
      this.planning = false;
    }
    showStops();
    this.changed();
  }

  #leave(how) {
    how(place("offer-sheet").dataset.key);
    showStops();
    this.changed();
    this.planIfChanged();
  }

  // `offers`: those that hold now.
  show(offers) {
    this.offers = offers ?? [];
    const past = [...putAway(), ...recent("offers_taken").map(({ key }) => key)];
    const visitor = { interests: profile().interests, level: level(), step_free: profile().step_free, met: [...new Set([...metWorks(), ...seen()])] };
    const quiet = this.asked === null && Date.now() - recall("offer_answered", 0) < QUIET_MS;
    const key = quiet ? null : chooseOffer(this.offers, { ...visitor, past, shown: this.asked });
    this.again.hidden = key !== null || !this.offers.some((each) => putAway().includes(each.key));
    if (key === this.asked) return;
    if (this.asked !== null) line.withdraw(`offer ${this.asked}`);
    this.asked = key;
    if (key !== null) this.#ask(this.offers.find((each) => each.key === key));
    showStops();
  }

  async #ask(offer) {
    const [lang, title] = worded(offer.title);
    const room = worded(offer.room_name)[1];
    const yes = say(room ? "offer_take" : "more");
    this.#countShown(offer.key);
    const question = { key: `offer ${offer.key}`, sentence: `${say("offer")}: ${room ? `${title} · ${room}` : title}`, lang, yes, no: say("not_now"), offer: true };
    const answer = await line.ask(question);
    if (answer === null) return;
    this.asked = null;
    remember("offer_answered", Date.now());
    if (answer === "no") remember("offers_away", [...withoutKey("offers_away", offer.key), { key: offer.key, at: Date.now() }]);
    else await this.#take(offer);
    this.show(this.offers);
  }

  async #take(offer) {
    let reply = null;
    try {
      reply = await post(offer.key, "take");
    } catch {
      // no network: the sentence below says so, and the offer stays
    }
    if (reply?.ok) {
      const code = await reply.json();
      remember("offers_taken", [...withoutKey("offers_taken", offer.key), { ...offer, code: code.number ? code : null, at: Date.now() }]);
      showSheet(offer.key);
      showStops();
      await this.planIfChanged();
    } else {
      if (reply?.status === 409) remember("offers_away", [...withoutKey("offers_away", offer.key), { key: offer.key, at: Date.now() }]);
      place("offer-problem").textContent = say(reply?.status === 409 ? "offer_gone" : "wrong_not_sent");
    }
  }

  // Once for each phone, offer and day. The request names the offer alone.
  #countShown(key) {
    if (recent("offers_shown").some((each) => each.key === key)) return;
    remember("offers_shown", [...recent("offers_shown"), { key, at: Date.now() }]);
    post(key, "shown").catch(() => undefined); // without a network it is not counted
  }
}

// The visitor does not go there. The code can be somebody else's at once, or without a network when it expires.
function giveBack(key) {
  const { code } = recent("offers_taken").find((each) => each.key === key);
  remember("offers_taken", withoutKey("offers_taken", key));
  remember("offers_away", [...withoutKey("offers_away", key), { key, at: Date.now() }]);
  if (code) post(key, "give-back", JSON.stringify({ code: code.number })).catch(() => undefined);
}

function write(element, text) {
  const [lang, words] = worded(text);
  element.hidden = words === "";
  Object.assign(element, { textContent: words, lang, dir: "auto" });
}

// Shows what was taken: its words, its place, and the code as a drawing to scan and as digits.
function showSheet(key) {
  const taken = recent("offers_taken").find((each) => each.key === key);
  const sheet = place("offer-sheet");
  const part = (name) => sheet.querySelector(`[data-offer=${name}]`);
  sheet.dataset.key = key;
  for (const name of ["title", "text", "room_name", "place"]) write(part(name), taken[name]);
  part("picture").hidden = !taken.picture;
  if (taken.picture) {
    const [lang, words] = worded(taken.alt ?? {});
    Object.assign(part("picture"), { src: taken.picture, alt: words, lang });
  }
  part("credit").hidden = !taken.picture || !taken.credit;
  part("credit").textContent = taken.credit ?? "";
  part("code").hidden = !taken.code;
  if (taken.code) {
    part("qr").src = `data:image/svg+xml,${encodeURIComponent(taken.code.svg)}`;
    part("number").textContent = taken.code.number;
    part("until").textContent = say("offer_until", { time: taken.code.until });
  }
  part("plan").hidden = place("offer-stops") !== null; // the plan is this page
  part("plan").href = pageOf({ page: page().plan });
  sheet.showModal();
}

// On the page of the plan: the way to what was taken stands before the other stops.
function showStops() {
  const list = place("offer-stops");
  if (list === null) return;
  const ways = offersAhead();
  const lines = offerStops().map((taken) => {
    const index = ways.findIndex(({ key }) => key === taken.key);
    const way = ways[index];
    const before = index > 0 ? ways[index - 1].ends : recall("at", null);
    const [lang, title] = worded(taken.title);
    const directions = way && (way.way === null ? way.words : way.way.after === before && way.way.line);
    const when = way?.way && inMinutes(Math.max(1, Math.round(way.arrives / 60)));
    const where = [directions || worded(taken.room_name)[1], worded(taken.place)[1], when, taken.code && say("offer_until", { time: taken.code.until })];
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: title, lang });
    button.addEventListener("click", () => showSheet(taken.key));
    const second = Object.assign(document.createElement("span"), { className: "second small", textContent: where.filter(Boolean).join(" · ") });
    const item = document.createElement("li");
    item.append(button, document.createElement("br"), second);
    return item;
  });
  list.hidden = lines.length === 0;
  list.replaceChildren(...lines);
}
