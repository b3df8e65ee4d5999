// Runs before the first paint, so that the layout does not jump: marks JavaScript, the level, and the dark theme.
// A stored level that the release does not have counts as the one for adults, as in profile.js.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const dim = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => root.setAttribute("data-theme", dim.matches ? "night" : "day");
  dim.addEventListener("change", theme);
  theme();
  addEventListener("load", () => { for (const sheet of document.querySelectorAll("[data-late]")) sheet.media = "all"; });
  try {
    const profile = JSON.parse(localStorage.getItem("zaalgids.profile") || "{}");
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
