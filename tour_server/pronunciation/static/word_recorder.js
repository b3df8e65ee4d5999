// Records a word in its form. The sound becomes the form's file, so that it is sent as a chosen file is.
const recorder = document.getElementById("recorder");
const wordForm = document.getElementById("word");
const soundWords = document.currentScript.dataset;
const part = (name) => recorder.querySelector(`[data-do=${name}]`);
const preview = recorder.querySelector("audio");
const noSound = document.getElementById("no-microphone");

function sayProblem(sentence) {
  noSound.textContent = sentence;
  noSound.hidden = !sentence;
}

function showParts(...names) {
  for (const button of recorder.querySelectorAll("button")) button.hidden = !names.includes(button.dataset.do);
  for (const one of recorder.querySelectorAll("meter, .clock")) one.hidden = !names.includes("stop");
  preview.hidden = !names.includes("drop");
}

function recordedWord(sound) {
  const files = new DataTransfer();
  files.items.add(new File([sound], "recording", { type: sound.type }));
  wordForm.elements.sound.files = files.files;
  wordForm.elements.sound.dispatchEvent(new Event("change", { bubbles: true }));
  showParts("start", "drop");
  part("drop").focus();
}

const microphone = new Microphone(recorder, soundWords, sayProblem, recordedWord);

async function startRecording() {
  preview.pause();
  if (!(await microphone.start())) return;
  showParts("stop");
  part("stop").focus();
}

function dropRecording() {
  wordForm.elements.sound.value = "";
  wordForm.elements.sound.dispatchEvent(new Event("change", { bubbles: true }));
  part("start").focus();
}

wordForm.elements.sound.addEventListener("change", () => {
  const [file] = wordForm.elements.sound.files;
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.removeAttribute("src");
  if (file) preview.src = URL.createObjectURL(file);
  showParts("start", ...(file ? ["drop"] : []));
});

const whyNot = whyNotRecorded(soundWords);
if (whyNot) sayProblem(whyNot);
else {
  showParts("start");
  recorder.hidden = false;
  part("start").addEventListener("click", startRecording);
  part("stop").addEventListener("click", () => microphone.stop());
  part("drop").addEventListener("click", dropRecording);
}
