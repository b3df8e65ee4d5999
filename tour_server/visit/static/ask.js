// "Ask a question": answers come into the page, the newest last, and stay in it alone. What the last one was about goes
// along with the next question. Speaking is offered only where the browser recognises speech on the phone itself.

const answers = document.getElementById("answers");
const form = document.getElementById("ask");
const said = document.getElementById("said");

function tell(words) {
  said.hidden = words === "";
  said.textContent = words;
}

const post = (of) => fetch(of.action, { method: "POST", credentials: "omit", body: new URLSearchParams(new FormData(of)) });

// Returns whether the page that came has an answer, which stands in this page then.
function take(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const answer = page.querySelector("#answers > .answer");
  if (!answer) return false;
  const nth = answers.children.length;
  const heading = answer.querySelector("h2");
  heading.id = `asked-${nth}`;
  answer.setAttribute("aria-labelledby", heading.id);
  answers.append(document.adoptNode(answer));
  form.elements.here.value = answer.querySelector("[data-here]").dataset.here;
  heading.focus();
  return true;
}

async function ask(event) {
  event.preventDefault();
  const asked = event.target;
  const button = asked.querySelector("button");
  asked.elements.level.value = document.documentElement.dataset.level ?? "";
  button.disabled = true;
  try {
    const reply = await post(asked);
    const text = await reply.text();
    tell("");
    if (take(text)) form.elements.question.value = "";
    else tell(new DOMParser().parseFromString(text, "text/html").getElementById("said")?.textContent || "…");
  } catch {
    tell(form.dataset.notSent); // no network: what was typed stays
  }
  button.disabled = false;
}

async function send(event) {
  event.preventDefault();
  const of = event.target;
  const button = of.querySelector("button");
  button.disabled = true;
  const sent = await post(of).then((reply) => reply.ok, () => false);
  button.disabled = false;
  of.hidden = sent;
  tell(sent ? of.dataset.sent : of.dataset.notSent);
  said.tabIndex = -1;
  said.focus();
}

document.addEventListener("submit", (event) => (event.target.matches("[data-send]") ? send(event) : ask(event)));

// On the phone alone: a browser that would send the sound elsewhere is not asked. What was heard stands in the field, to be
// read and asked; a second touch ends the listening.
async function offerSpeaking() {
  const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
  const lang = document.documentElement.dataset.language;
  if (!Recognition?.available || (await Recognition.available({ langs: [lang], processLocally: true })) !== "available") return;
  const button = document.getElementById("speak");
  const { textContent: speak, dataset: { listening, notHeard } } = button;
  let hears = null;

  function show(recognition) {
    hears = recognition;
    button.setAttribute("aria-pressed", String(hears !== null));
    button.textContent = hears ? listening : speak;
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    if (hears) { hears.stop(); return; }
    const recognition = Object.assign(new Recognition(), { lang, processLocally: true });
    const { question } = form.elements;
    let understood = false;
    recognition.onresult = ({ results }) => {
      understood = true;
      question.value = results[0][0].transcript;
      question.focus();
    };
    recognition.onend = () => { show(null); if (!understood) tell(notHeard); };
    tell("");
    show(recognition);
    recognition.start();
  });
}
offerSpeaking().catch(() => undefined);
