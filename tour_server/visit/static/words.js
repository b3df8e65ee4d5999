// The words of this page, for its script. Each is [for adults, for children]; placeholders look like {room}.
import { profile } from "./profile.js";

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

export const page = () => JSON.parse(document.getElementById("page").textContent);
