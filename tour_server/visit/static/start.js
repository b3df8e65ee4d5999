// The first page: a tour of staff's, or three taps (language, time, interests with level) that make one. A hand-over from a
// kiosk goes straight to its work.
import { VISIT } from "./base.js";
import { change, level, levels, profile } from "./profile.js";
import { handedOver } from "./handover.js";
import { language } from "./words.js";
import { meet } from "./history.js";
import { beginVisit, takeTour } from "./tours.js";
import "./find.js";

const form = document.getElementById("profile");
const buttons = [...form.querySelectorAll("[data-choose-language]")];
const languages = buttons.map((button) => button.dataset.chooseLanguage);

function showStep(number, focus = true) {
  for (const step of form.querySelectorAll(".step")) step.hidden = step.dataset.step !== String(number);
  document.body.dataset.step = number;
  window.scrollTo(0, 0);
  if (focus) form.querySelector(`[data-step="${number}"] :is(h1, h3)`).focus();
}

// Each question is an entry of the browser's history, so that the phone's own Back leads to the one before.
function goTo(number) {
  history.pushState({ step: number }, "");
  showStep(number);
}
window.addEventListener("popstate", (event) => showStep(event.state?.step ?? 1));

function fillIn() {
  const who = profile();
  for (const box of form.querySelectorAll("[name=interest]")) box.checked = (who.interests[box.value] ?? 0) > 0;
  form.elements.level.value = level();
  form.elements.step_free.checked = who.step_free;
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    change({ language: button.dataset.chooseLanguage });
    if (button.dataset.chooseLanguage === language) goTo(2);
    else location.assign(`${button.dataset.here}#time`);
  });
}
for (const button of form.querySelectorAll("[data-minutes]")) {
  button.addEventListener("click", () => {
    change({ minutes: Number(button.dataset.minutes) });
    goTo(3);
  });
}
for (const button of form.querySelectorAll("[data-back]")) {
  button.addEventListener("click", () => goTo(Number(button.dataset.back)));
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const liked = [...form.querySelectorAll("[name=interest]:checked")].map((box) => [box.value, 1]);
  takeTour(null);
  change({
    language,
    interests: Object.fromEntries(liked),
    level: form.elements.level.value,
    step_free: form.elements.step_free.checked,
  });
  beginVisit();
  location.assign(form.dataset.plan);
});

const themes = [...form.querySelectorAll("[name=interest]")].map((box) => box.value);
const { taken, numbers } = handedOver(location.hash, languages, themes, levels);
const keyOf = (each) => document.querySelector(`.works [data-number="${each}"]`)?.dataset.work;
const known = numbers.filter(keyOf);
const number = known[0] ?? null;
if (number !== null) meet(...known.map(keyOf).reverse()); // the one they stand before was met last
const step = location.hash === "#time" ? 2 : 1;
history.replaceState(null, "", location.pathname + location.search); // the fragment does not stay in the history
if (Object.keys(taken).length > 0) change(taken);
fillIn();
if (number !== null) {
  location.replace(`${VISIT}/work/${number}?l=${encodeURIComponent(taken.language ?? language)}`);
} else if (taken.language && taken.language !== language) {
  location.replace(`${VISIT}?l=${encodeURIComponent(taken.language)}`);
} else {
  history.replaceState({ step }, "");
  showStep(step, false);
}
