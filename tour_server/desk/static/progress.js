// How far a publish is, asked every second; when it has ended the page is loaded again and says how.
const { address, wordsNoAnswer } = document.currentScript.dataset;
const words = document.getElementById("words");
const progress = document.getElementById("progress");
async function look() {
  try {
    const job = await (await fetch(address, { cache: "no-store" })).json();
    if (job.ended) return location.reload();
    if (words.textContent !== job.words) words.textContent = job.words;
    if (job.of) { progress.max = job.of; progress.value = job.done; }
  } catch {
    words.textContent = wordsNoAnswer;
  }
  setTimeout(look, 1000);
}
setTimeout(look, 500);
