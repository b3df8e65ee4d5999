// Plays how the voice says a word: the links of the list, and what is typed in the form before it is kept.

const player = new Audio();
const problem = document.getElementById("not-heard");
const form = document.getElementById("word");
const words = document.getElementById("words")?.dataset ?? {};

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

async function play(address, options = {}) {
  say("");
  try {
    const answer = await fetch(address, options);
    const isSentence = answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (!answer.ok) throw new Error(isSentence ? await answer.text() : words.incomplete ?? answer.statusText);
    if (player.src) URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(await answer.blob());
    await player.play();
  } catch (error) {
    say((words.notHeard ?? "{why}").replace("{why}", error.message));
  }
}

for (const link of document.querySelectorAll("a[data-listen]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault(); // without this script the link opens the sound
    play(link.href);
  });
}

if (form) {
  document.getElementById("listening").hidden = false;
  for (const button of form.querySelectorAll("button[data-listen]")) {
    button.addEventListener("click", () => {
      const { listen } = button.dataset, inText = listen === "in-text" ? { in: "text" } : {};
      const { written, spelling, sound, recording } = form.elements, isNew = sound.files.length > 0;
      const isComplete = listen === "as-it-is" || spelling.value.trim() || recording.value || isNew;
      if (!written.value.trim() || !isComplete) return say(words.incomplete);
      const body = new FormData(form); // with the sound, which the server has not got yet
      for (const [name, value] of Object.entries(inText)) body.set(name, value);
      if (isNew && listen !== "as-it-is") return play(form.dataset.listenAt, { method: "POST", body });
      const typed = new URLSearchParams(inText);
      const fields = listen === "as-it-is" ? ["written", "language"] : ["written", "language", "spelling", "ipa", "recording"];
      for (const field of fields) typed.set(field, form.elements[field].value);
      play(`${form.dataset.listenAt}?${typed}`);
    });
  }
}
