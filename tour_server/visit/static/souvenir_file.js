// Makes one file of a visit, with its pictures in it: it opens on any computer, without a network.

const SIDE_PX = 480; // sharp at the width of a phone's half, 30 to 60 kB each

const STYLE = `body { font: 18px/1.45 Georgia, serif; color: #1c1b19; background: #f7f5f0; max-width: 34rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; font-weight: 400; } ol { list-style: none; padding: 0; } li { border-top: 1px solid #d9d4c7; padding: 1rem 0; }
img { display: block; max-width: 100%; max-height: 20rem; margin-bottom: 0.5rem; } a { color: inherit; } .second { color: #5a564e; font-size: 0.9rem; }`;

// A work's picture as a data address, or null where it can't be had now.
async function pictureData(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const scale = Math.min(1, SIDE_PX / Math.max(image.naturalWidth, image.naturalHeight, 1));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#f7f5f0"; // what is transparent lies on paper
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.8);
}

// Returns the File. `facts`: title, thanks, start (the museum's page), favourites (keys), favourite (their word).
export async function savedFile(works, facts) {
  const made = document.implementation.createHTMLDocument(facts.title);
  const add = (parent, name, text = "", attributes = {}) => {
    const child = made.createElement(name);
    child.textContent = text;
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
    parent.append(child);
    return child;
  };
  made.documentElement.lang = document.documentElement.lang;
  made.documentElement.dir = document.documentElement.dir;
  const charset = made.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  made.head.prepend(charset);
  add(made.head, "meta", "", { name: "viewport", content: "width=device-width, initial-scale=1" });
  add(made.body, "h1", facts.title);
  const list = add(made.body, "ol");
  for (const work of works) {
    const item = add(list, "li");
    const data = work.picture ? await pictureData(work.picture) : null;
    if (data) add(item, "img", "", { src: data, alt: "" });
    const link = add(item, "a", "", { href: new URL(work.page, location.href).href });
    add(link, "cite", work.title, { lang: work.title_language });
    if (work.label) add(item, "div", work.label, { class: "second", lang: work.label_language });
    if (facts.favourites.includes(work.key)) add(item, "div", `♥ ${facts.favourite}`, { class: "second" });
  }
  add(made.body, "p", facts.thanks);
  const address = new URL(facts.start, location.href).href;
  add(add(made.body, "p"), "a", address, { href: address });
  const day = new Date().toLocaleDateString("sv"); // 2026-06-10
  // Its style is written, not made as an element: this page's policy would be asked about it.
  const written = made.documentElement.outerHTML.replace("</head>", () => `<style>${STYLE}</style></head>`);
  return new File([`<!doctype html>\n${written}`], `museum-${day}.html`, { type: "text/html" });
}
