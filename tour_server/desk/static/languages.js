// The museum's languages as a list of names, with a search to add one. The field of the form holds their tags.
const place = document.getElementById("languages-chosen");
const field = document.getElementById("languages");
const list = place.querySelector("ol");
const search = document.getElementById("language-search");
const status = place.querySelector("[role=status]");
const known = [...document.querySelectorAll("#all-languages option")].map((one) => ({ tag: one.dataset.tag, own: one.value, name: one.textContent }));
const plain = (text) => text.trim().toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

function start() {
  field.closest(".field").hidden = true;
  place.querySelector(".languages-list").hidden = false;
  place.querySelector(".languages-add button").addEventListener("click", add);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  show();
}

function tags() { return field.value.split(/[\s,;]+/).filter(Boolean); }

function keep(found) {
  field.value = found.join(", ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  show();
}

function show() {
  const chosen = tags();
  list.replaceChildren(...chosen.map((tag, index) => row(tag, index)));
}

function row(tag, index) {
  const { own, name } = known.find((one) => one.tag === tag) ?? { own: tag, name: "" };
  const item = document.createElement("li");
  const words = Object.assign(document.createElement("span"), { textContent: own, lang: tag });
  const second = Object.assign(document.createElement("span"), { className: "second", textContent: name && name !== own ? ` ${name}` : "" });
  item.append(words, second);
  if (index > 0) item.append(button(place.dataset.earlier, own, () => move(index)));
  item.append(button(place.dataset.remove, own, () => remove(tag, own)));
  return item;
}

function button(label, name, action) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label.replace("{name}", name) });
  made.addEventListener("click", action);
  return made;
}

function move(index) {
  const found = tags();
  found.splice(index - 1, 0, ...found.splice(index, 1));
  keep(found);
  list.children[index - 1].querySelector("button").focus();
}

function remove(tag, name) {
  const found = tags().filter((one) => one !== tag);
  if (!found.length) { status.textContent = place.dataset.last; return; }
  keep(found);
  status.textContent = "";
  search.focus();
}

function add() {
  const typed = plain(search.value);
  if (!typed) return;
  const exact = known.find((one) => [one.own, one.name, one.tag].some((name) => plain(name) === typed));
  const begun = known.filter((one) => [one.own, one.name].some((name) => plain(name).startsWith(typed)));
  const found = exact ?? (begun.length === 1 ? begun[0] : null);
  if (!found) { status.textContent = place.dataset.unknown.replace("{name}", search.value.trim()); return; }
  status.textContent = "";
  search.value = "";
  keep([...new Set([...tags(), found.tag])]);
}

const wrong = field.closest(".wrong"); // what was typed can't be read: the field itself stays to be put right
if (field.form && !wrong) start();
