// "What does that word mean": in the text that a visitor reads, a word of the glossary is a button that shows its meaning
// below its paragraph. It waits for a place with the id "part-text"; its sentences may stand in elements of their own.

const place = document.getElementById("part-text");
let drawn = "";
// A word in its sentence, not a control among controls.
const IN_TEXT = {
  display: "inline", minWidth: "0", minHeight: "0", margin: "0", padding: "0", border: "0", background: "none", color: "inherit",
  font: "inherit", textAlign: "inherit", textDecoration: "underline dotted", textUnderlineOffset: "0.2em",
};

// The pieces of the place that hold text alone: a sentence, or a paragraph without sentences of its own.
const leaves = () => [...place.querySelectorAll("*")].filter((each) => each.children.length === 0 && each.textContent.trim() !== "" && !each.closest(".meaning"));

function button(words, meaning, direction) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "word";
  made.textContent = words;
  made.setAttribute("aria-expanded", "false");
  Object.assign(made.style, IN_TEXT);
  made.addEventListener("click", () => {
    const open = made.getAttribute("aria-expanded") === "true";
    for (const each of place.querySelectorAll(".meaning")) each.remove();
    for (const each of place.querySelectorAll("button.word")) each.setAttribute("aria-expanded", "false");
    if (open) return;
    made.setAttribute("aria-expanded", "true");
    const shown = document.createElement("p");
    shown.className = "meaning";
    shown.setAttribute("role", "status");
    shown.dir = direction;
    const term = document.createElement("b");
    term.textContent = meaning.term;
    shown.append(term, " ", meaning.meaning);
    (made.closest("p") ?? made).after(shown);
  });
  return made;
}

async function mark() {
  const found = leaves();
  const texts = found.map((each) => each.textContent);
  const key = JSON.stringify([place.lang, texts]);
  if (texts.length === 0 || key === drawn || place.querySelector("button.word")) return;
  drawn = key;
  const answer = await fetch("glossary", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ language: place.lang, texts }) });
  if (!answer.ok || drawn !== key) return;
  const marked = await answer.json();
  found.forEach((each, at) => {
    if (!each.isConnected || each.textContent !== texts[at] || marked.texts[at].length < 2 && !marked.texts[at][0]?.[1]) return;
    each.replaceChildren(...marked.texts[at].map(([words, term]) => (term ? button(words, marked.meanings[term], marked.direction) : words)));
  });
}

if (place) {
  new MutationObserver(() => mark().catch(() => undefined)).observe(place, { childList: true });
  mark().catch(() => undefined);
}
