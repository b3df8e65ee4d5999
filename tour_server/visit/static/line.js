// The line above the player: one sentence that asks something, with its answers. A change of plan and an offer come here.
//
//   const answer = await line.ask({ key, sentence, yes, no });
//
// `key`: what it is about, as "plan". Asking again with the key of a question that is not answered yet takes its place, and the
// earlier promise gets null. `sentence`, `yes`, `no`: words of the page's language (`lang`, `dir`: where they are of another one).
// Without `no` the sentence tells something, and `yes` puts it away. `offer: true`: it comes after every change of plan. Neither
// of these comes between two blocks of a telling. `answer`: "yes", "no", or null where `line.withdraw(key)` took the question back.
//
// One at a time, and never during speech: a question comes at once where nothing is told, else when the visitor pauses or a
// block ends. Then the next block waits for the answer, for GAP_MS; after that the telling goes on, and the question comes
// again at the next end. The page does not move: the line lies over its end, and `--bar` and `--line` say how much is covered.

const GAP_MS = 12_000; // to hear or read the sentence twice and touch an answer

class Line {
  constructor() {
    this.box = document.getElementById("line");
    this.sentence = this.box.querySelector("[role=status]");
    this.questions = [];
    this.shown = null;
    this.speaks = false;
    this.between = false;
    for (const button of this.box.querySelectorAll("[data-answer]")) {
      button.addEventListener("click", () => this.#answer(this.shown, button.dataset.answer));
    }
    const bar = document.querySelector(".bar");
    const root = document.documentElement.style;
    new ResizeObserver(() => root.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
    new ResizeObserver(() => root.setProperty("--line", `${this.shown ? this.box.offsetHeight : 0}px`)).observe(this.box);
  }

  ask(question) {
    return new Promise((answered) => {
      const earlier = this.questions.find(({ key }) => key === question.key);
      const now = { ...question, answered };
      this.questions = [...this.questions.filter((each) => each !== earlier), now];
      this.questions.sort((one, other) => Number(one.offer ?? false) - Number(other.offer ?? false));
      if (earlier && this.shown === earlier) this.#write(now);
      earlier?.answered(null);
      this.#show();
    });
  }

  withdraw(key) { this.#answer(this.questions.find((each) => each.key === key), null); }

  asks(key) { return this.questions.some((each) => each.key === key); }

  // The player says whether a telling goes on; its silence between two blocks counts as speech.
  speech(on) {
    if (on === this.speaks) return;
    this.speaks = on;
    this.#show();
  }

  // Between two blocks: resolves when the next one may begin.
  async gap() {
    this.between = !document.hidden;
    this.#show();
    const until = Date.now() + GAP_MS;
    while (this.shown && this.speaks && (Date.now() < until || this.box.contains(document.activeElement))) {
      await new Promise((resume) => { this.resume = resume; setTimeout(resume, Math.max(200, until - Date.now())); });
    }
    this.between = false;
    this.#show();
  }

  #answer(question, answer) {
    if (!question) return;
    this.questions = this.questions.filter((each) => each !== question);
    const focused = this.box.contains(document.activeElement);
    this.#show();
    if (focused && !this.shown) document.querySelector(".bar .primary")?.focus();
    question.answered(answer);
    this.resume?.();
  }

  // The first question that may come now. One that is in view stays, so that no answer is touched for another.
  #show() {
    const may = (question) => !this.speaks || (this.between && question.no && !question.offer);
    const kept = this.questions.includes(this.shown) && may(this.shown);
    const now = kept ? this.shown : this.questions.find(may) ?? null;
    if (now !== this.shown) this.#write(now);
  }

  #write(now) {
    this.shown = now;
    this.box.classList.toggle("asks", now !== null);
    if (now) this.box.setAttribute("aria-labelledby", "line-sentence"); // a landmark while it has something to say
    else this.box.removeAttribute("aria-labelledby");
    this.sentence.textContent = now?.sentence ?? "";
    this.sentence.lang = now?.lang ?? document.documentElement.lang;
    this.sentence.dir = now?.dir ?? "auto";
    for (const button of this.box.querySelectorAll("[data-answer]")) {
      button.textContent = now?.[button.dataset.answer] ?? "";
      button.hidden = button.textContent === "";
    }
  }
}

export const line = new Line();
