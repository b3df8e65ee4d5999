// What the end of a tour says to see next time: what did not fit into it.
import { route, seen } from "./route.js";
import { pageOf } from "./words.js";

const MOST = 3; // a line or two of things to come back for, not another list

export function showEnd(over) {
  const left = (route()?.left_out ?? []).filter(({ work }) => !seen().includes(work)).slice(0, MOST);
  const section = document.getElementById("end");
  section.hidden = !over || left.length === 0;
  document.getElementById("keep-visit").classList.toggle("primary", over); // at the end it is the one thing to do
  section.querySelector("ul").replaceChildren(...left.map((each) => {
    const link = Object.assign(document.createElement("a"), { href: pageOf(each) });
    const number = Object.assign(document.createElement("span"), { className: "number", textContent: each.number });
    link.append(number, " ", Object.assign(document.createElement("cite"), { textContent: each.title, lang: each.title_language }));
    const item = document.createElement("li");
    item.append(link);
    return item;
  }));
}
