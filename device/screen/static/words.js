// The screen's words. Which language is shown, its name and its direction come with each scene: nothing is chosen here.

const words = JSON.parse(document.getElementById("words").textContent);
let facts = {};

// Takes what the scene says of languages. Call it before anything of the scene is drawn.
export function useLanguages(scene) {
  facts = scene.language_facts;
}

export const screenLanguages = Object.keys(words).sort();
const wordsLanguage = (language) => facts[language]?.words ?? null;
export const direction = (language) => facts[language]?.dir ?? "auto";
export const ownName = (language) => facts[language]?.name ?? language;

// A word of the screen in the language of its words, `words_language` of the scene.
export const wordIn = (language, key) => words[wordsLanguage(language) ?? language]?.[key];

// The languages of the screen's words that serve readers of these languages, each once.
export const servedBy = (languages) => [...new Set(languages.map(wordsLanguage).filter(Boolean))];

// Puts a wording, [text, language], into an element, read in its own direction.
export function put(element, [text, language]) {
  element.textContent = text;
  element.lang = language;
  element.dir = direction(language);
  return element;
}

export const line = (tag, wording) => put(document.createElement(tag), wording);
