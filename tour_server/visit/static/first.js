// Runs before the page is painted, so that nothing jumps: is there a script, for whom, is the room dim.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const dim = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => root.setAttribute("data-theme", dim.matches ? "night" : "day");
  dim.addEventListener("change", theme);
  theme();
  try {
    const profile = JSON.parse(localStorage.getItem("zaalgids.profile") || "{}");
    root.setAttribute("data-level", profile.level === "child" ? "child" : "adult");
    // A page that was opened by a bare address (a QR code beside a work) comes in the language that was chosen here.
    const address = new URL(location.href);
    if (profile.language && root.dataset.language && profile.language !== root.dataset.language && !address.searchParams.has("l")) {
      address.searchParams.set("l", profile.language);
      location.replace(address);
    }
  } catch {
    root.setAttribute("data-level", "adult"); // no storage here: the profile lasts as long as the page
  }
})();
