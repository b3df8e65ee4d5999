// Offers the works that a person may mean while they type one. Without this file the field takes the same words.
const WAIT_MS = 200;

function suggest(field, number) {
  const list = document.createElement("datalist");
  list.id = `works-${number}`;
  field.after(list);
  field.setAttribute("list", list.id);
  let waiting = 0;
  let asked = "";
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = field.value.trim();
      if (!text || text === asked || [...list.options].some((one) => one.value === text)) return;
      asked = text;
      const answer = await fetch(`/desk/search/works.json?q=${encodeURIComponent(text)}`);
      if (!answer.ok || text !== asked) return;
      const names = await answer.json();
      list.replaceChildren(...names.map((name) => new Option(name, name)));
    }, WAIT_MS);
  });
}

document.querySelectorAll("input[data-works]").forEach(suggest);
