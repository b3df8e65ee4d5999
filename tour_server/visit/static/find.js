// A work by its number or by a part of its name, answered in the page: with the network away it goes on.
import { folded, found, numberIn } from "./search.js";
import { counted, say } from "./words.js";

const shelved = (within) => [...within.querySelectorAll(".shelf [data-number]")];

// The list of works: of this page, else of the first page, which a phone keeps with its tour. Null where neither is at hand.
async function works(form) {
  const here = shelved(document);
  if (here.length > 0) return here;
  try {
    const answer = await fetch(form.dataset.list, { credentials: "omit" });
    if (!answer.ok) return null;
    return shelved(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    return null;
  }
}

// Whether a page can be opened now. Without a network only what is kept on this phone can.
async function canOpen(address) {
  if (navigator.onLine || !("caches" in window)) return true;
  return (await caches.match(address, { ignoreSearch: true, ignoreVary: true })) !== undefined;
}

async function goToNumber(form) {
  const typed = form.elements.n.value;
  const number = numberIn(typed);
  const list = await works(form);
  if (list === null || list.length === 0) return form.submit(); // the server answers
  const line = form.querySelector("[role=alert]");
  const work = list.find((each) => Number(each.dataset.number) === number);
  line.textContent = "";
  if (work === undefined) line.textContent = say("find_number", { typed: typed.trim().slice(0, 12) });
  else if (await canOpen(work.getAttribute("href"))) location.assign(work.getAttribute("href"));
  else line.textContent = say("not_on_phone");
  line.hidden = line.textContent === "";
  if (!line.hidden) form.elements.n.focus();
  return undefined;
}

for (const form of document.querySelectorAll(".number-form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goToNumber(form);
  });
}

const field = document.getElementById("find-name");
if (field !== null) {
  const shelf = document.querySelector(".shelf");
  const links = shelved(document);
  const items = links.map((link) => link.closest("li"));
  const known = links.map((link) => ({
    number: Number(link.dataset.number),
    names: link.dataset.names.split("\n").map(folded),
  }));
  const line = document.getElementById("find-said");
  const look = () => {
    const typed = field.value.trim();
    const places = found(known, typed);
    const none = typed !== "" && places.length === 0;
    items.forEach((item, place) => {
      item.hidden = typed !== "" && !none && !places.includes(place);
      item.style.order = places.includes(place) ? String(places.indexOf(place)) : "";
    });
    for (const room of shelf.querySelectorAll("section")) room.hidden = room.querySelector("li:not([hidden])") === null;
    if (typed !== "") shelf.open = true;
    line.textContent = typed === "" ? "" : none ? say("find_none", { typed: typed.slice(0, 40) }) : counted("stops", places.length);
  };
  field.addEventListener("input", look);
  if (field.value !== "") look(); // the browser's Back filled it in again
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found(known, field.value)[0];
    if (first !== undefined && found(known, field.value).length === 1) links[first].click();
  });
}
