// The picture of neighbours: arrows go round it, Home and End to its first and last work. Tab goes from each to each, too.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

for (const picture of document.querySelectorAll(".link-picture")) {
  const works = [...picture.querySelectorAll("a")];
  picture.addEventListener("keydown", (event) => {
    const at = works.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = STEPS[event.key];
    const to = { Home: 0, End: works.length - 1 }[event.key] ?? (step && (at + step + works.length) % works.length);
    if (to === undefined) return;
    event.preventDefault();
    works[to].focus();
  });
}
