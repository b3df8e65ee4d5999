// The words of this page, for its script. Each is [for adults, for children]; placeholders look like {room}.
import { change, profile } from "./profile.js";

const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.dataset.language;

export function say(key, facts = {}) {
  const sentence = words[key][profile().level === "child" ? 1 : 0];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

// "7 works": which form a number takes is the language's own rule; a form we have no words for takes the plainest.
export function counted(key, name, number) {
  const rule = new Intl.PluralRules(document.documentElement.lang).select(number);
  const form = `${key}_${rule}` in words ? rule : "other";
  return say(`${key}_${form}`, { [name]: new Intl.NumberFormat(document.documentElement.lang).format(number) });
}

// "in 15 minutes", as the language says it.
export const inMinutes = (number) =>
  new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" }).format(number, "minute");

// A stop's page in the language of this one: the tour may have been made in another.
export function pageOf(stop) {
  const address = new URL(stop.page, location.href);
  address.searchParams.set("l", language);
  return address.pathname + address.search;
}

// Open for whoever has no script; with one, only where there is nothing to hear.
for (const details of document.querySelectorAll("[data-waits]")) {
  details.open = "toRead" in details.dataset;
  details.removeAttribute("data-waits");
}

for (const choice of document.querySelectorAll("[data-language-choice]")) {
  choice.addEventListener("click", () => change({ language: choice.dataset.languageChoice }));
}

export const page = () => JSON.parse(document.getElementById("page").textContent);
