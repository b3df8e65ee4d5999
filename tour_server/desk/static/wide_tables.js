// A table that is wider than its place scrolls sideways; a keyboard then reaches the place, and a screen reader names it
// by its heading. Without this file a finger or a mouse scrolls it.
function mark() {
  for (const place of document.querySelectorAll(".table-place")) {
    const scrolls = getComputedStyle(place).overflowX === "auto" && place.scrollWidth > place.clientWidth;
    if (scrolls === place.hasAttribute("tabindex")) continue;
    if (scrolls) {
      place.tabIndex = 0;
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", heading(place));
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) place.removeAttribute(name);
    }
  }
}
function heading(place) {
  const before = [...document.querySelectorAll("h1, h2, h3")].filter(
    (one) => one.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return (place.querySelector("caption") ?? before.at(-1))?.textContent.trim() ?? "";
}
new MutationObserver(mark).observe(document.getElementById("main"), { childList: true, subtree: true });
addEventListener("resize", mark);
mark();
