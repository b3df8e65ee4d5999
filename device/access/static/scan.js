// Scanning with switches. With one the focus steps by itself, and the switch selects; with two the first steps and the
// second selects. Many controls are scanned in groups first: a group is chosen, then one of it.

import { controls } from "./controls.js";

const ROUNDS = 3; // without a choice, after which the focus rests until the switch is pressed again
const FEW = 6; // controls that are scanned one by one
const AGAIN = 400; // ms after a choice: what it opened is there by then

// The controls that stand together, in their order.
function groups() {
  const found = [];
  for (const control of controls()) {
    const together = control.closest("li") ? control.closest("ul") : control.parentElement;
    if (found.at(-1)?.together === together) found.at(-1).members.push(control);
    else found.push({ together, members: [control] });
  }
  return found.map(({ members }) => members);
}

export class Scan {
  // `ms`: how long the focus stays. `switches`: one or two.
  constructor(ms, switches) {
    Object.assign(this, { ms, switches, timer: null, within: null, at: -1, rounds: 0 });
  }

  press(which) {
    if (this.switches === 2 && which === 0) { this.step(); return; }
    if (!this.current) this.begin();
    else this.choose();
  }

  get stations() {
    if (this.within) return this.within.filter((control) => control.isConnected && control.checkVisibility()).map((control) => [control]);
    return controls().length > FEW ? groups() : controls().map((control) => [control]);
  }

  begin() {
    Object.assign(this, { within: null, at: -1, rounds: 0 });
    this.step();
    this.go();
  }

  go() {
    clearInterval(this.timer);
    if (this.switches === 1) this.timer = setInterval(() => this.step(), this.ms);
  }

  step() {
    let all = this.stations;
    this.at += 1;
    if (this.at >= all.length) {
      this.at = 0;
      if (!this.within) this.rounds += 1;
      this.within = null; // after the last of a group its groups come again
      all = this.stations;
      if (this.switches === 1 && this.rounds >= ROUNDS) { this.rest(); return; }
    }
    this.mark(all[this.at] ?? []);
  }

  mark(members) {
    for (const old of document.querySelectorAll(".scanned")) old.classList.remove("scanned");
    this.current = members.length ? members : null;
    if (members.length > 1) for (const member of members) member.classList.add("scanned");
    members[0]?.focus();
    members[0]?.scrollIntoView({ block: "nearest" });
  }

  rest() {
    clearInterval(this.timer);
    this.mark([]);
    Object.assign(this, { within: null, at: -1, rounds: 0 });
  }

  choose() {
    const [first, ...others] = this.current;
    this.rounds = 0;
    if (others.length) {
      this.within = this.current;
      this.at = -1;
      this.step();
      this.go();
      return;
    }
    this.mark([]);
    clearInterval(this.timer);
    first.click();
    setTimeout(() => this.begin(), AGAIN);
  }
}
