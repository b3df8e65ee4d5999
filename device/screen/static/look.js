// The museum's look: the style sheets of its release, and its logo. A new release may bring another one at any moment.

const FAMILIES = ["Museum titles", "Museum controls"];
const $ = (id) => document.getElementById(id);

// `settle` arranges the page again when letters of another width are there, or will not come. Most typefaces are fetched
// when the first word needs them, so captions that were measured before are measured anew.
export function wireLook(settle) {
  for (const event of ["loadingdone", "loadingerror"]) document.fonts.addEventListener(event, settle);
  $("look-typefaces").addEventListener("load", fetchTypefaces);
}

export function drawLook(look, museum) {
  link("look-colours", look.colours);
  link("look-typefaces", look.typefaces, fetchTypefaces);
  const night = document.documentElement.dataset.theme === "night";
  const logo = $("logo");
  const address = night ? look.logo_night : look.logo_day;
  logo.hidden = !address;
  logo.alt = museum;
  if (address && logo.getAttribute("src") !== address) logo.src = address;
}

// The logo gives way where the invitation has no room for it; `fitOthers` makes room as far as the rest can.
export function fitLogo(tooFull, fitOthers) {
  const logo = $("logo");
  logo.classList.remove("no-room");
  fitOthers();
  if (logo.hidden || !tooFull($("invitation"))) return;
  logo.classList.add("no-room");
  fitOthers();
}

// The sheet before it stays until the next one is there, so that no page is seen without colours. The last one that was
// wanted stays, in whatever order they come.
function link(id, address, loaded = () => undefined) {
  const before = $(id);
  if ((before.getAttribute("href") ?? "") === (address ?? "")) return;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  if (address) sheet.href = address;
  before.removeAttribute("id");
  before.dataset.before = id;
  sheet.id = id;
  before.after(sheet);
  const settled = () => {
    if ($(id) === sheet) for (const old of document.querySelectorAll(`[data-before=${id}]`)) old.remove();
  };
  for (const event of ["load", "error"]) sheet.addEventListener(event, settled);
  sheet.addEventListener("load", loaded);
  if (!address) settled();
}

// Fetches the museum's typefaces before the first word needs them.
function fetchTypefaces() {
  for (const family of FAMILIES) for (const style of ["normal", "italic"]) document.fonts.load(`${style} 1em "${family}"`).catch(() => undefined);
}
