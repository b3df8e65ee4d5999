// "Ask a question" at the kiosk: buttons in More and at the foot of the first screen, and a sheet that is filled here. It is
// closed and emptied when the visit ends; nothing of it is kept. The keyboard on the screen opens for its field as for any other.

import { scene } from "../../static/screen.js";
import { closeSheets, openSheet } from "../../static/sheets.js";

const sheet = document.getElementById("ask");
let here = ""; // the key of the work that the answer before was about

function element(tag, facts = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), facts);
  made.append(...inside);
  return made;
}

const typed = () => sheet.dispatchEvent(new Event("typed", { bubbles: true })); // the keyboard goes: what follows has its room

const hex = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const asked = () => document.documentElement.lang;
async function post(address, body) {
  const reply = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.json();
}

function close() {
  if (sheet.open) closeSheets();
  sheet.replaceChildren();
  here = "";
}

const cited = (work) => element("p", { className: "second" }, `${work.number} `, element("cite", { lang: work.language, textContent: work.title }));

function known(answer, words) {
  const lines = answer.lines.map(({ said, text, language, direction }) =>
    said
      ? element("p", {}, element("span", { className: "second", textContent: `${said}: ` }), element("bdi", { lang: language, dir: direction, textContent: text }))
      : element("p", { lang: language, dir: direction, textContent: text }));
  const sources = element("p", { className: "second" }, `${words.sources}: ${answer.sources.join("; ")}`);
  const machine = answer.machine_made ? [element("p", { className: "second", textContent: words.machine_text })] : [];
  return [...lines, ...(answer.work ? [cited(answer.work)] : []), sources, ...machine];
}

// Nothing is sent before the visitor has seen what goes, and touched Send.
function unknown(answer, words, told) {
  const offer = element("button", { textContent: words.ask_museum });
  const goes = element("div", { hidden: true },
    element("p", { className: "second", textContent: `${words.goes} ${words.ask_no_name}` }),
    ...(answer.work ? [cited(answer.work)] : []),
    element("p", { className: "second", textContent: told }),
    element("p", {}, element("q", { dir: "auto", textContent: answer.question })));
  const send = element("button", { id: "ask-send", textContent: words.send });
  const said = element("p", { tabIndex: -1 });
  said.setAttribute("role", "status");
  goes.append(send);
  offer.addEventListener("click", () => { typed(); offer.hidden = true; goes.hidden = false; send.focus({ preventScroll: true }); goes.scrollIntoView({ block: "nearest" }); });
  const note = { id: hex(), question: answer.question, language: asked(), here: answer.here };
  send.addEventListener("click", async () => {
    send.disabled = true;
    typed();
    const { sent } = await post("ask/send", note).catch(() => ({ sent: false }));
    send.disabled = false;
    goes.hidden = sent;
    said.textContent = sent ? words.sent : words.not_sent;
    said.focus();
  });
  return [element("p", { textContent: words.ask_unknown }), offer, goes, said];
}

async function open() {
  const number = scene.work?.number ?? ""; // what was told to somebody before is not what is asked about
  const facts = await (await fetch(`ask?${new URLSearchParams({ number, language: asked() })}`)).json();
  const { words } = facts;
  here = facts.work?.key ?? "";
  const answers = element("div", { id: "ask-answers", tabIndex: 0 });
  answers.setAttribute("role", "status");
  const field = element("textarea", { id: "ask-question", rows: 1, maxLength: facts.longest, dir: "auto", autocomplete: "off" });
  const button = element("button", { id: "ask-button", className: "primary", textContent: words.ask_button });
  async function ask(question) {
    if (!question.trim()) { field.focus(); return; }
    button.disabled = true;
    const block = scene.work ? (await (await fetch("speaker")).json()).at(-1)?.block ?? "" : "";
    const answer = await post("ask", { question, language: asked(), here, block }).catch(() => null);
    button.disabled = false;
    typed();
    if (!answer) { answers.replaceChildren(element("p", { textContent: words.not_sent })); return; }
    here = answer.here;
    field.value = "";
    field.blur();
    answers.replaceChildren(element("h3", { dir: "auto", textContent: answer.question }),
      ...(answer.known ? known(answer, words) : unknown(answer, words, facts.asked_in)));
    answers.scrollTop = 0;
  }
  button.addEventListener("click", () => ask(field.value));
  const offered = facts.offered.map(({ text, language }) => element("button", { lang: language, textContent: text, onclick: () => ask(text) }));
  sheet.lang = facts.language;
  sheet.dir = facts.direction;
  sheet.replaceChildren(
    element("header", {}, element("h2", { id: "ask-title", textContent: words.ask_title }), element("button", { className: "shut", textContent: words.close, onclick: close })),
    answers,
    element("div", { id: "ask-asks" }, element("label", { htmlFor: field.id, textContent: words.ask_label }), field, button, element("div", { className: "row" }, ...offered),
      element("p", { className: "second", textContent: words.ask_stays })));
  openSheet(sheet.id);
}

// A button is there as soon as there is a museum to ask about, and it has its words.
const openers = [...document.querySelectorAll(".asks")];
let named = "";

async function nameIt() {
  const { words, language, direction } = await (await fetch(`ask?${new URLSearchParams({ language: asked() })}`)).json();
  for (const { lastElementChild } of openers) Object.assign(lastElementChild, { textContent: words.ask_title, lang: language, dir: direction });
  const isNew = named !== words.ask_title;
  named = words.ask_title;
  follow(isNew);
}

// The rows that the buttons stand in are fitted anew when one comes, goes or has other words.
function follow(isNew) {
  const hidden = !named || !scene?.languages.length;
  if (!isNew && openers.every((opener) => opener.hidden === hidden)) return;
  for (const opener of openers) opener.hidden = hidden;
  dispatchEvent(new Event("resize"));
}

for (const opener of openers) opener.addEventListener("click", () => open().catch(close));
sheet.addEventListener("close", close);
addEventListener("scene", ({ detail: { scene: next, before } }) => {
  if (before && before.visit !== next.visit) close();
  follow(false);
});
new MutationObserver(() => nameIt().catch(() => undefined)).observe(document.documentElement, { attributeFilter: ["lang"] });
nameIt().catch(() => undefined);
