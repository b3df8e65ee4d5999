// The screen's own words, in the language of the scene. Where the screen does not speak it, in the first of the
// museum's languages that it does, and the element says which one that is.

const words = JSON.parse(document.getElementById("words").textContent);
const RTL = new Set(["ar", "fa", "he", "ur"]);

export const spoken = Object.keys(words).sort();
const base = (language) => language.split("-")[0];
export const direction = (language) => (RTL.has(base(language)) ? "rtl" : "ltr");

export function wordsFor({ language, languages }) {
  const found = [language, ...languages, ...spoken].find((one) => words[base(one)]);
  return { language: found, say: (key) => words[base(found)][key] };
}

export const speaks = (language) => base(language) in words;
export const sayIn = (language, key) => words[base(language)][key];

export function ownName(language) {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language);
  return name[0].toLocaleUpperCase(language) + name.slice(1);
}

// Puts a wording, [text, language], into an element, read in its own direction.
export function put(element, [text, language]) {
  element.textContent = text;
  element.lang = language;
  element.dir = language ? direction(language) : "auto";
  return element;
}

export const line = (tag, wording) => put(document.createElement(tag), wording);
