// The favourites of this visit, in this phone alone.
import { recall, remember } from "./profile.js";

export const favourites = () => recall("favourites", []);

const button = document.getElementById("favourite");
if (button !== null) {
  const { work } = button.dataset;
  const show = () => {
    const yes = favourites().includes(work);
    button.dataset.on = yes;
    for (const word of button.querySelectorAll("[data-state]")) word.hidden = (word.dataset.state === "added") !== yes;
  };
  button.addEventListener("click", () => {
    const others = favourites().filter((key) => key !== work);
    remember("favourites", favourites().includes(work) ? others : [...others, work]);
    show();
  });
  show();
  button.hidden = false;
}
