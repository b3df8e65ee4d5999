// Tells the kiosk that a visitor is there, and warns when it is about to start afresh (WCAG 2.2.1).
// A touch, a key, a switch, what is typed, a wheel and a movement of what is read are signs; a text that is open takes its time.

const SIGNS = ["keydown", "pointerdown", "wheel", "touchmove", "scroll", "input"];
const EVERY = 1000; // ms between two signs that are sent
const TOLD_AT = [10, 5]; // seconds left that are announced, beside the warning itself

const $ = (id) => document.getElementById(id);

export class TimeOut {
  // `touch` sends a touch; `say` gives a word of the screen.
  constructor(touch, say) {
    Object.assign(this, { touch, say, warned: false, sent: -Infinity, timer: null, read: 0 });
    for (const kind of SIGNS) addEventListener(kind, () => this.sign(), { capture: true, passive: true });
    const open = new MutationObserver(() => this.reading());
    for (const dialog of document.querySelectorAll("dialog")) open.observe(dialog, { subtree: true, childList: true, attributeFilter: ["open", "hidden"] });
    setInterval(() => this.count(), 250);
  }

  sign() {
    const wait = this.warned ? 0 : this.sent + EVERY - performance.now();
    if (wait > 0) { this.timer ??= setTimeout(() => this.send(), wait); return; }
    this.send();
  }

  send() {
    clearTimeout(this.timer);
    this.timer = null;
    this.sent = performance.now();
    this.touch("sign");
  }

  // What is open is read: its letters are counted when it opens and when it shows something else.
  reading() {
    const open = document.querySelector("dialog[open]");
    const letters = open ? open.innerText.length : 0;
    if (letters === this.read) return;
    this.read = letters;
    this.touch("reading", String(letters));
  }

  // `warnSeconds`: of the scene; null: no warning.
  draw(warnSeconds) {
    const warned = warnSeconds !== null;
    if (warned === this.warned) return;
    this.warned = warned;
    const box = $("still");
    if (warned) {
      this.until = performance.now() + warnSeconds * 1000;
      this.before = document.activeElement;
      this.told = TOLD_AT.filter((seconds) => seconds < warnSeconds);
      $("still-told").textContent = "";
      this.count();
      box.hidden = false;
      box.querySelector("button").focus();
      return;
    }
    const back = box.contains(document.activeElement) ? this.before : null;
    box.hidden = true;
    if (back?.isConnected && back !== document.body && back.checkVisibility()) back.focus({ preventScroll: true });
  }

  count() {
    if (!this.warned) return;
    const left = Math.max(0, Math.ceil((this.until - performance.now()) / 1000));
    const text = this.say("seconds_left").replace("{seconds}", left);
    if ($("still-left").textContent !== text) $("still-left").textContent = text;
    if (left > this.told[0] || !this.told.length) return;
    this.told.shift();
    $("still-told").textContent = text;
  }
}
