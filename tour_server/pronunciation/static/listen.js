// Plays how the voice says a word: the links of the list, and what is typed in the form before it is kept.

const player = new Audio();
const problem = document.getElementById("not-heard");
const form = document.getElementById("word");
const words = document.getElementById("words")?.dataset ?? {};

function say(sentence) {
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

async function play(address) {
  say("");
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status === 422 ? words.incomplete ?? answer.statusText : await answer.text());
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
      const typed = new URLSearchParams();
      const { listen } = button.dataset;
      const fields = listen === "as-it-is" ? ["written", "language"] : ["written", "language", "spelling", "ipa"];
      for (const field of fields) typed.set(field, form.elements[field].value);
      if (listen === "in-text") typed.set("in", "text");
      if (!form.elements.written.value.trim() || (listen !== "as-it-is" && !form.elements.spelling.value.trim())) say(words.incomplete);
      else play(`${form.dataset.listenAt}?${typed}`);
    });
  }
}
