// Runs before the first paint, so that the layout does not jump: marks JavaScript, the level, and the dark theme. Then
// takes in what can come after the first words: typefaces, and the picture in its full width.
// A stored level that the release does not have counts as the one for adults, as in profile.js.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const dim = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => root.setAttribute("data-theme", dim.matches ? "night" : "day");
  dim.addEventListener("change", theme);
  theme();
  // On a slow network the first seconds of the speech go first: at 400 kbit/s its 33 kB take 1.1 s, and what is asked for
  // meanwhile takes its share. A page that was there within a second has no need of that.
  const QUICK_MS = 1000;
  const LATE_MS = 2000;
  const late = () => {
    for (const sheet of document.querySelectorAll("[data-late]")) sheet.media = "all";
    for (const sheet of document.querySelectorAll("[data-late-href]")) sheet.href = sheet.dataset.lateHref;
    for (const picture of document.querySelectorAll("[data-late-sizes]")) picture.sizes = picture.dataset.lateSizes;
  };
  addEventListener("load", () => setTimeout(late, performance.now() < QUICK_MS ? 0 : LATE_MS));
  // Where a page's script can't be had, the page is the one for visitors without JavaScript.
  addEventListener("error", ({ target }) => {
    if (!(target instanceof HTMLScriptElement)) return;
    root.classList.remove("js");
    for (const part of document.querySelectorAll("noscript")) part.outerHTML = part.textContent;
  }, true);
  try {
    const profile = JSON.parse(localStorage.getItem(root.dataset.base ? "zaalgids-preview.profile" : "zaalgids.profile") || "{}");
    root.setAttribute("data-level", root.dataset.levels?.split(" ").includes(profile.level) ? profile.level : "adult");
    // A URL without a language (a QR code beside a work) opens in the language that was chosen on this phone before.
    const address = new URL(location.href);
    if (typeof profile.language === "string" && profile.language && root.dataset.language && profile.language !== root.dataset.language && !address.searchParams.has("l")) {
      address.searchParams.set("l", profile.language);
      location.replace(address);
    }
  } catch {
    root.setAttribute("data-level", "adult"); // no storage: the profile lasts as long as the page
  }
})();
