// Puts a control into words: what it belongs to, its name, what it is, its state, and which of how many it is.
// What is said comes in pieces of one language each: [text, language].

import { controls } from "./controls.js";

const GROUPS = "dialog, #still, nav, [role=group], [role=tablist]";
const languageOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[lang]")?.lang ?? "";

// Joins pieces of one language that follow each other.
export function joined(pieces, between = ", ") {
  const all = [];
  for (const [text, language] of pieces) {
    if (!text?.trim()) continue;
    if (all.length && all.at(-1)[1] === language) all.at(-1)[0] += between + text.trim();
    else all.push([text.trim(), language]);
  }
  return all;
}

// What is written in an element, without what is hidden.
export function written(element) {
  const pieces = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) pieces.push([node.textContent, languageOf(node)]);
    else if (node.nodeType === Node.ELEMENT_NODE && node.getAttribute("aria-hidden") !== "true" && !node.hidden) {
      if (node.tagName === "IMG" && node.alt) pieces.push([node.alt, languageOf(node)]);
      node.childNodes.forEach(walk);
    }
  };
  element.childNodes.forEach(walk);
  return joined(pieces, " ");
}

const named = (ids) => ids.split(" ").map((id) => document.getElementById(id)).filter(Boolean).flatMap(written);

export function nameOf(element) {
  if (element.ariaLabel) return [[element.ariaLabel, languageOf(element)]];
  const by = element.getAttribute("aria-labelledby");
  if (by) return named(by);
  if (element.labels?.length) return [...element.labels].flatMap(written);
  return element.tagName === "TEXTAREA" ? [] : written(element);
}

// Its role where its name alone does not say what it is, and its state. `say` gives a piece of the spoken screen's words.
export function stateOf(element, say) {
  const is = (name) => element.getAttribute(name);
  const words = [];
  if (is("role") === "tab") words.push(say("tab"));
  if (is("aria-pressed") !== null) words.push(say(is("aria-pressed") === "true" ? "chosen" : "not_chosen"));
  if (is("aria-selected") === "true") words.push(say("chosen"));
  if (is("aria-expanded") === "true") words.push(say("open"));
  if (element.tagName === "TEXTAREA") words.push(say("field"), element.value.trim() ? [element.value, languageOf(element)] : say("empty"));
  return words;
}

function groupsOf(element) {
  const found = [];
  for (let group = element?.parentElement?.closest(GROUPS); group; group = group.parentElement?.closest(GROUPS)) found.unshift(group);
  return found;
}

const titleOf = (group) => (group.ariaLabel || group.hasAttribute("aria-labelledby") ? nameOf(group) : []);
const factsOf = (group) => (group.hasAttribute("aria-describedby") ? named(group.getAttribute("aria-describedby")) : []);
export const asSentences = (pieces) => pieces.map(([text, language]) => [/[.?!…:。]$/u.test(text) ? text : `${text}.`, language]);

// `before`: what had the focus. The groups that are entered now are named first.
export function describe(element, before, say) {
  const known = new Set(groupsOf(before));
  const entered = groupsOf(element).filter((group) => !known.has(group)).flatMap((group) => [...titleOf(group), ...factsOf(group)]);
  const all = controls();
  const at = all.indexOf(element) + 1;
  const text = element.getAttribute("role") === "tabpanel" ? written(element) : [];
  const position = at && !element.closest("#keyboard") ? [say("position", { at, of: all.length })] : [];
  return [...joined(asSentences(entered), " "), ...joined([...nameOf(element), ...stateOf(element, say), ...position]), ...text];
}

// Digits one by one, so that they can be typed.
export const digits = (text) => [...String(text)].join(" ");
