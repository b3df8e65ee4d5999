// Keeps what is typed in a block's form: in this browser at once, at the server when typing stops. It is saved by Save alone.
const QUIET_MS = 2500; // after the last key
const AGAIN_MS = 5000; // after the line was down
// What was sent stays here a little longer: a page that was being loaded meanwhile may hold what was kept before.
const SENT_MS = 10_000;
const SENT_COUNTS_MS = 60_000;

export class Keeping {
  constructor(form, { person, work, words }) {
    this.form = form;
    this.words = words;
    this.name = `zaalgids typed ${JSON.stringify([person, work, form.dataset.kept])}`;
    this.line = form.querySelector(".kept");
    this.timer = 0;
    this.sending = null;
    this.done = false;
    form.addEventListener("input", () => this.typed());
    this.hidden = () => this.flush({ keepalive: true });
    this.online = () => this.flush();
    addEventListener("pagehide", this.hidden);
    addEventListener("online", this.online);
  }

  // Returns the fields as they are now, without the form token.
  values() {
    return [...new FormData(this.form)].filter(([name]) => name !== "csrf_token");
  }

  stored() {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? "null");
    } catch {
      return null;
    }
  }

  typed() {
    try {
      localStorage.setItem(this.name, JSON.stringify({ values: this.values() }));
    } catch {
      // The browser keeps nothing: then the server alone does.
    }
    this.dirty = true;
    clearTimeout(this.forgetting);
    this.later(QUIET_MS);
  }

  // Fills in what was kept here and never reached the server. Returns whether there was something.
  restore(addRow) {
    const kept = this.stored();
    if (!Array.isArray(kept?.values)) return false;
    if (kept.sent && Date.now() - kept.sent > SENT_COUNTS_MS) {
      localStorage.removeItem(this.name);
      return false;
    }
    for (const [name, text] of kept.values) {
      let field = this.form.elements.namedItem(name);
      for (let more = 0; !field && name.startsWith("cite.") && more < 50; more += 1) {
        addRow();
        field = this.form.elements.namedItem(name);
      }
      if (field) field.value = text;
    }
    this.dirty = true;
    this.say("found");
    this.later(0);
    return true;
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), milliseconds);
  }

  say(word) {
    this.line.textContent = this.words[word] ?? word;
  }

  // Sends what is not at the server yet. Resolves when it is there, or can't be sent now.
  async flush(options = {}) {
    clearTimeout(this.timer);
    if (this.sending && !options.keepalive) await this.sending;
    if (!this.dirty || this.done) return;
    this.dirty = false;
    this.sending = this.send(options);
    await this.sending;
    this.sending = null;
  }

  async send(options) {
    try {
      const body = new URLSearchParams([...new FormData(this.form)]);
      const answer = await fetch(this.form.dataset.typed, { method: "POST", body, ...options });
      if (this.done) return;
      if (answer.ok && (answer.headers.get("Content-Type") ?? "").includes("json")) {
        const { saved } = await answer.json();
        if (!this.dirty) this.sent();
        this.say(saved.trim());
        this.form.querySelector("[data-forget]").hidden = false;
        return;
      }
      this.dirty = true;
      const ended = answer.status === 401;
      this.say(ended ? "signed-out" : answer.status >= 500 ? "offline" : "refused");
      if (ended || answer.status >= 500) this.later(AGAIN_MS);
    } catch {
      this.dirty = true;
      if (this.done) return;
      this.say("offline");
      this.later(AGAIN_MS);
    }
  }

  // Marks what is kept here as sent, and forgets it soon.
  sent() {
    const kept = this.stored();
    if (!kept) return;
    localStorage.setItem(this.name, JSON.stringify({ ...kept, sent: Date.now() }));
    this.forgetting = setTimeout(() => localStorage.removeItem(this.name), SENT_MS);
  }

  // Ends: what was typed is saved, or thrown away.
  end() {
    this.done = true;
    clearTimeout(this.timer);
    clearTimeout(this.forgetting);
    localStorage.removeItem(this.name);
    removeEventListener("pagehide", this.hidden);
    removeEventListener("online", this.online);
  }
}
