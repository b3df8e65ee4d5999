// "This is wrong" at the kiosk: a button in More, and a sheet of its own, made here. It is closed and emptied when the visit
// ends, and what is done in it counts as a sign of life.

import { closeSheets, openSheet } from "../../static/sheets.js";

const ABOUT = ["words", "sound", "picture", "label", "other"];
const more = document.getElementById("sheet");
const sheet = document.createElement("dialog");
sheet.id = "wrong";
sheet.setAttribute("aria-labelledby", "wrong-title");
let note = null; // { id, about, work, block, language }

function element(tag, facts = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), facts);
  made.append(...inside);
  return made;
}

const hex = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const oneLine = (typed) => typed.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").split(/\s+/u).filter(Boolean).join(" ");
const send = (address, body) => fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// Returns what was told last, as far as the page's player said it, and the work on the screen.
async function about() {
  const reports = await (await fetch("speaker")).json();
  const number = document.getElementById("telling-number")?.textContent.trim() ?? "";
  const asked = new URLSearchParams({ block: reports.at(-1)?.block ?? "", number, language: document.documentElement.lang });
  return (await fetch(`notes?${asked}`)).json();
}

function close() {
  if (sheet.open) closeSheets();
  sheet.replaceChildren();
  note = null;
}

async function open() {
  const facts = await about();
  if (!facts.work) { closeSheets(); return; }
  const { words } = facts;
  note = { id: hex(), about: "", work: facts.work.key, block: facts.block, language: document.documentElement.lang };
  const chosen = element("li", { hidden: true });
  const typed = element("li", { hidden: true, dir: "auto" });
  const text = element("textarea", { id: "wrong-sentence", rows: 1, maxLength: facts.longest, dir: "auto", autocomplete: "off" });
  const button = element("button", { id: "wrong-send", textContent: words.send, disabled: true });
  const said = element("p", { tabIndex: -1, hidden: true });
  said.setAttribute("role", "status");
  const choices = ABOUT.map((kind) => {
    const choice = element("button", { textContent: words[kind] });
    choice.dataset.about = kind;
    choice.setAttribute("aria-pressed", "false");
    choice.addEventListener("click", () => {
      note.about = kind;
      for (const each of choices) each.setAttribute("aria-pressed", String(each === choice));
      chosen.textContent = words[kind];
      chosen.hidden = false;
      button.disabled = false;
    });
    return choice;
  });
  text.addEventListener("input", () => {
    typed.textContent = oneLine(text.value);
    typed.hidden = typed.textContent === "";
  });
  const goes = [
    element("li", {}, `${facts.work.number} `, element("cite", { lang: facts.title_language, textContent: facts.work.title })),
    element("li", { textContent: facts.told_in }),
    ...(facts.excerpt ? [element("li", {}, element("q", { lang: facts.excerpt_language, dir: "auto", textContent: facts.excerpt }))] : []),
  ];
  const list = element("ul", {}, ...goes, chosen, typed);
  // Side by side, so that all of it and Send are seen without scrolling from 15″ on.
  Object.assign(list.style, { display: "flex", flexWrap: "wrap", gap: "0 1.5em", padding: 0, margin: "0 0 0.5em", listStyle: "none" });
  Object.assign(text.style, { display: "block", width: "100%", boxSizing: "border-box", font: "inherit" });
  const asks = element("div", { id: "wrong-asks" },
    element("p", { textContent: words.what }),
    element("div", { className: "row" }, ...choices),
    element("label", { htmlFor: text.id, textContent: words.sentence }), text,
    element("p", { className: "second", textContent: words.goes }),
    list);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await send("notes", { ...note, sentence: text.value }).catch(() => null);
    const sent = answer?.ok ? (await answer.json()).sent : false;
    asks.hidden = button.hidden = sent;
    button.disabled = false;
    said.hidden = false;
    said.textContent = sent ? words.sent : words.not_sent;
    text.dispatchEvent(new Event("typed", { bubbles: true })); // the keyboard goes, and what became of it is seen
    said.focus();
  });
  sheet.lang = facts.language;
  sheet.dir = facts.direction;
  sheet.replaceChildren(
    element("header", {}, element("h2", { id: "wrong-title", textContent: words.wrong }), element("button", { className: "shut", textContent: words.close, onclick: close })),
    said, asks, button);
  openSheet(sheet.id); // as the others: "Are you still there?" stands over it
}

const opener = element("button", { id: "wrong-open", onclick: () => open().catch(close) });
const row = element("div", { className: "row" }, opener);

async function nameIt() {
  const { words, language, direction } = await (await fetch(`notes?${new URLSearchParams({ language: document.documentElement.lang })}`)).json();
  Object.assign(opener, { textContent: words.wrong, lang: language, dir: direction });
}

document.body.append(sheet);
more.append(row);
sheet.addEventListener("close", close);
// There is something to be wrong only while a work is told; another visit finds nothing of this one. Below 15 inches
// the button stands at the label alone, and leaves the other parts their lines.
const label = document.getElementById("part-label");
const narrow = Number(document.body.dataset.diagonal) < 15;
function follow() {
  const told = document.body.dataset.screen === "telling";
  row.hidden = !told || (narrow && label !== null && label.hidden);
  if (!told) close();
}
if (label) new MutationObserver(follow).observe(label, { attributeFilter: ["hidden"] });
new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-screen"] });
new MutationObserver(() => nameIt().catch(() => undefined)).observe(document.documentElement, { attributeFilter: ["lang"] });
follow();
nameIt().catch(() => undefined);
