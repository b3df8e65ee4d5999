// The page of a work: blocks are edited in place, what is typed is kept, and one sees who else is here.
// Every part of the page works without this file.
import { Keeping } from "./keeping.js";
import { pasteInto } from "./paste.js";

const HERE_MS = 10_000;
const page = document.getElementById("writing");
const about = { person: page.dataset.person, work: page.dataset.work, words: JSON.parse(page.dataset.words) };
const keepings = new Map(); // the key of a block -> Keeping
const blocks = () => [...document.querySelectorAll("article.script-block")];
const formOf = (block) => block.querySelector(".block-form");

function open(block, focus = true) {
  const form = formOf(block);
  if (!form) return;
  form.hidden = false;
  const link = block.querySelector("[data-edit]");
  if (link) link.hidden = true;
  if (focus) form.querySelector("textarea").focus();
}

function close(block) {
  formOf(block).hidden = true;
  const link = block.querySelector("[data-edit]");
  link.hidden = false;
  (block.tabIndex === 0 ? block : link).focus();
  void keepings.get(block.dataset.block)?.flush();
}

function addSource(form) {
  const rows = form.querySelectorAll(".source");
  const row = rows[rows.length - 1].cloneNode(true);
  const before = row.dataset.row;
  const number = String(Number(before) + 1);
  row.dataset.row = number;
  for (const label of row.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(`-cite-${before}-`, `-cite-${number}-`);
  for (const input of row.querySelectorAll("input")) {
    input.id = input.id.replace(`-cite-${before}-`, `-cite-${number}-`);
    input.name = input.name.replace(`cite.${before}.`, `cite.${number}.`);
    input.value = "";
  }
  rows[rows.length - 1].after(row);
  return row;
}

// Returns once what is typed in the other forms is at the server, or kept in this browser.
const flushOthers = (key) => Promise.all([...keepings].filter(([of]) => of !== key).map(([, keeping]) => keeping.flush()));

async function save(block, form) {
  const key = block.dataset.block;
  const keeping = keepings.get(key);
  const button = form.querySelector("[data-save]");
  button.disabled = true;
  try {
    await keeping.flush();
    await flushOthers(key);
    if (key === "new") return submit(form, keeping); // the page shows it in its place
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...new FormData(form)]) });
    const text = await answer.text();
    const shown = new DOMParser().parseFromString(text, "text/html");
    const fresh = shown.getElementById(block.id);
    if (!fresh || ![200, 409, 422].includes(answer.status)) return submit(form, keeping);
    show(block, fresh, shown, answer.ok);
  } catch {
    keeping.say("offline");
  } finally {
    button.disabled = false;
  }
}

// Sends the form as a page: the answer says what happened.
function submit(form, keeping) {
  if (!keeping.dirty) keeping.end(); // the server has it, too
  form.submit();
}

function show(block, fresh, shown, isSaved) {
  const key = block.dataset.block;
  keepings.get(key).end(); // what was not saved stands in the form that came back
  block.replaceWith(document.adoptNode(fresh));
  page.dataset.version = shown.getElementById("writing").dataset.version;
  const head = shown.querySelector(".script-head");
  document.querySelector(".script-head").replaceWith(document.adoptNode(head));
  setUp(fresh);
  if (!isSaved) return (fresh.querySelector(".problem") ?? formOf(fresh)).focus();
  document.getElementById("told").textContent = shown.querySelector(".note[role=status]")?.textContent ?? "";
  (fresh.querySelector("[data-edit]") ?? fresh).focus();
}

function setUpForm(block, form) {
  const key = block.dataset.block;
  const keeping = new Keeping(form, about);
  keepings.set(key, keeping);
  const add = form.querySelector("[data-add-source]");
  add.hidden = false;
  add.addEventListener("click", () => addSource(form).querySelector("input").focus());
  if (keeping.restore(() => addSource(form))) open(block, false);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-forget")) {
      keeping.end();
      form.action = event.submitter.formAction;
      void flushOthers(key).then(() => form.submit());
    } else void save(block, form);
  });
  form.querySelector("[data-close]").addEventListener("click", (event) => {
    event.preventDefault();
    close(block);
  });
  const italics = form.querySelector("[name$='.italics']");
  form.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches("textarea, input:not([type=number])")) return;
    pasteInto(field, field.matches(".narration") ? italics : null, event);
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const saves = (event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter");
    if (saves) form.requestSubmit(form.querySelector("[data-save]"));
    else if (event.key === "Escape") close(block);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function setUp(block) {
  const form = formOf(block);
  if (form) {
    setUpForm(block, form);
    block.querySelector("[data-edit]").addEventListener("click", (event) => {
      event.preventDefault();
      open(block);
    });
    const words = block.querySelector(".reading");
    if (words) block.dataset.editable = "";
    words?.addEventListener("click", () => {
      if (getSelection().isCollapsed) open(block);
    });
  }
}

function move(block, step) {
  const every = blocks();
  every[every.indexOf(block) + step]?.focus();
}

// Keys without Ctrl count only while a block has the focus, and never in a field.
document.addEventListener("keydown", (event) => {
  const block = event.target.closest?.("article.script-block");
  if (!block || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, textarea, select")) return;
  if (event.key === "j") move(block, 1);
  else if (event.key === "k") move(block, -1);
  else if (event.key === "e" || (event.key === "Enter" && event.target === block)) open(block);
  else if (event.key === "c") {
    const comments = block.querySelector(".comments");
    if (!comments) return;
    comments.open = true;
    comments.querySelector(":scope > form textarea").focus();
  } else if (event.key === "?") {
    const keys = document.getElementById("keys");
    keys.open = true;
    keys.querySelector("summary").focus();
  } else return;
  event.preventDefault();
});

async function here() {
  if (document.hidden) return;
  try {
    const answer = await fetch(`${page.dataset.here}?version=${page.dataset.version}`);
    if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return;
    const told = await answer.json();
    document.getElementById("here").textContent = told.here.trim();
    const changed = document.getElementById("changed");
    changed.hidden = !told.changed;
    changed.querySelector("span").textContent = told.changed.trim();
  } catch {
    // The line is down; the next time is soon.
  }
}

document.querySelectorAll(".script-block[data-block]").forEach(setUp);
document.addEventListener("visibilitychange", () => void (document.hidden ? flushOthers("") : here()));
setInterval(() => void here(), HERE_MS);
void here();
document.getElementById("summary")?.focus();
