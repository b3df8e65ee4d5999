// "This is wrong": shows what will be sent while it is chosen and typed, and sends it without leaving the page.

const form = document.getElementById("wrong");
const place = (name) => form.querySelector(`[data-goes=${name}]`);
const said = document.getElementById("said");

function show(name, words) {
  place(name).textContent = words;
  place(name).hidden = words === "";
}

// As the server takes it: one line, without control characters.
const oneLine = (typed) => typed.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").split(/\s+/u).filter(Boolean).join(" ");

function preview() {
  const chosen = form.querySelector("[name=about]:checked");
  show("about", chosen ? chosen.closest("label").textContent.trim() : "");
  show("sentence", oneLine(form.elements.sentence.value));
}

async function send(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  let sent = false;
  try {
    const answer = await fetch(form.action, { method: "POST", credentials: "omit", body: new URLSearchParams(new FormData(form)) });
    sent = answer.ok;
  } catch {
    // no network: what was typed stays
  }
  button.disabled = false;
  form.hidden = sent;
  said.hidden = false;
  said.textContent = sent ? form.dataset.sent : form.dataset.notSent;
  said.tabIndex = -1;
  said.focus();
}

if (form) {
  form.addEventListener("input", preview);
  form.addEventListener("submit", send);
  preview(); // a browser that goes back fills in what was typed
}
