// The words of this page. Each is [for all but children, for children], or one with a plural its sentences by plural category;
// placeholders look like {room}.
import { change, level } from "./profile.js";

const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.dataset.language;

const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");

export const say = (key, facts = {}) => fill(words[key][level() === "child" ? 1 : 0], facts);

// "7 works": the sentence of the plural category that the number takes in this language.
export function counted(key, number) {
  const category = new Intl.PluralRules(document.documentElement.lang).select(number);
  const shown = new Intl.NumberFormat(document.documentElement.lang).format(number);
  return fill(words[key][category] ?? words[key].other, { number: shown });
}

// "in 15 minutes", in the language of the page's words.
export const inMinutes = (number) =>
  new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" }).format(number, "minute");

// The URL of a stop's page in the language of this page. The tour may have been made in another language.
export function pageOf(stop) {
  const address = new URL(stop.page, location.href);
  address.searchParams.set("l", language);
  return address.pathname + address.search;
}

// These are open for visitors without JavaScript. With it they open only where there is no sound.
for (const details of document.querySelectorAll("[data-waits]")) {
  details.open = "toRead" in details.dataset;
  details.removeAttribute("data-waits");
}

for (const choice of document.querySelectorAll("[data-language-choice]")) {
  choice.addEventListener("click", () => change({ language: choice.dataset.languageChoice }));
}

export const page = () => JSON.parse(document.getElementById("page").textContent);
