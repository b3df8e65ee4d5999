// What is offered: at the end of a telling, on a kiosk whose camera does not see, and for who it is told.

import { keepInView } from "./framing.js";
import { renew } from "./focus.js";
import { put } from "./words.js";

const $ = (id) => document.getElementById(id);

// `choice` makes the button of a work, `touch` sends a touch, `say` gives a word of the screen.
export function drawOffers(scene, { choice, touch, say }) {
  drawChoose(scene, choice);
  drawWhatNow(scene, touch, say);
  drawLevels(scene);
  drawThemes(scene, touch);
  drawThen(scene, say);
  for (const button of document.querySelectorAll(".shorter")) button.hidden = !scene.shorter;
}

function drawChoose(scene, choice) {
  if (scene.screen === "choose") renew($("choose-works"), [scene.language, scene.works], () => scene.works.map(choice));
}

function drawWhatNow(scene, touch, say) {
  const now = scene.screen === "telling" ? scene.what_now : null;
  document.body.toggleAttribute("data-what-now", Boolean(now));
  $("what-now").hidden = !now;
  if (!now) return;
  const question = $("what-question");
  if (now.question) put(question, now.question);
  else put(question, [scene.blocks.length ? say("what_now") : "", scene.words_language]);
  question.hidden = !question.textContent;
  drawOffer(now.offer);
  const next = $("next-work");
  next.hidden = !now.next_work;
  if (!now.next_work) return;
  const { key, title, picture, number, focus } = now.next_work;
  next.onclick = () => touch("work", key);
  put(next.querySelector(".work-title"), title);
  next.querySelector(".number").textContent = number;
  const image = next.querySelector("img");
  image.hidden = !picture;
  keepInView(image, focus);
  if (picture) image.src = picture;
}

// One offer of the museum, which the visitor takes on a phone: the hand-over brings the visit there.
function drawOffer(offer) {
  $("offer").hidden = !offer;
  if (!offer) return;
  put($("offer-title"), offer.title);
  put($("offer-text"), offer.text);
  drawOfferPicture(offer);
  const where = [offer.room, offer.place].filter(([words]) => words).map((wording) => put(document.createElement("bdi"), wording));
  $("offer-where").replaceChildren(...where.flatMap((each) => [" · ", each]));
}

function drawOfferPicture({ picture, alt, credit }) {
  const figure = $("offer-picture");
  figure.hidden = !picture;
  if (!picture) return;
  const image = figure.querySelector("img");
  image.src = picture;
  [image.alt, image.lang] = alt;
  figure.querySelector("figcaption").textContent = credit;
}

function drawLevels(scene) {
  for (const button of document.querySelectorAll(".levels button")) {
    button.hidden = !scene.levels.includes(button.dataset.value);
    button.setAttribute("aria-pressed", String(button.dataset.value === scene.level));
  }
}

function drawThemes(scene, touch) {
  for (const place of document.querySelectorAll(".themes")) {
    place.parentElement.querySelector(".about")?.toggleAttribute("hidden", !scene.themes.length);
    renew(place, scene.themes, () => scene.themes.map(({ key, name, chosen }) => {
      const button = put(document.createElement("button"), name);
      button.dataset.key = key;
      button.setAttribute("aria-pressed", String(chosen));
      button.onclick = () => touch("interest", key);
      return button;
    }));
  }
}

function drawThen(scene, say) {
  const then = scene.then;
  $("then").hidden = !then;
  if (then) $("then").textContent = say("in_a_moment").replace("{title}", then.title[0]);
}
