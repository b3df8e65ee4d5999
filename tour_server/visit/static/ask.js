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

// On the phone alone: a browser that would send the sound elsewhere is not asked.
async function offerSpeaking() {
  const Recognition = globalThis.SpeechRecognition;
  const where = { langs: [document.documentElement.dataset.language], processLocally: true };
  if (!Recognition?.available || (await Recognition.available(where)) !== "available") return;
  const button = document.getElementById("speak");
  button.hidden = false;
  button.addEventListener("click", () => {
    const heard = new Recognition();
    Object.assign(heard, { lang: where.langs[0], processLocally: true });
    heard.onresult = ({ results }) => { form.elements.question.value = results[0][0].transcript; };
    heard.start();
  });
}
offerSpeaking().catch(() => undefined);
