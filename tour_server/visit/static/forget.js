// Empties all that this phone keeps of the visit: asks once, and can undo it until the page is left.
import { forget } from "./profile.js";
import { say } from "./words.js";

const place = (id) => document.getElementById(id);

// `changed()` is called when the visit was forgotten, and when it is back.
export function offerForget(changed) {
  let undo = null;
  const ask = (yes) => {
    place("forget-ask").hidden = !yes;
    place("forget").hidden = yes || undo !== null;
    place(yes ? "forget-no" : "forget").focus();
  };
  place("forget").addEventListener("click", () => ask(true));
  place("forget-no").addEventListener("click", () => ask(false));
  place("forget-yes").addEventListener("click", async () => {
    undo = await forget();
    ask(false);
    place("forgotten").textContent = say("forgotten");
    place("forget-undo").hidden = false;
    place("forget-undo").focus();
    changed();
  });
  place("forget-undo").addEventListener("click", async () => {
    await undo();
    undo = null;
    place("forgotten").textContent = "";
    place("forget-undo").hidden = true;
    ask(false);
    changed();
  });
}
