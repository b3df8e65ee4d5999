// What opens over the page or in it (the picture, the transcript, a meaning) is an entry of the browser's history: Back closes
// it, Forward opens it again, and a reload leaves it open.

const kinds = new Map();
let layers = []; // those that are open, as { name, detail }, the last one on top

const same = (one, other) => one?.name === other?.name && one?.detail === other?.detail;

function bring(wanted) {
  let alike = 0;
  while (alike < layers.length && same(layers[alike], wanted[alike])) alike += 1;
  const closing = layers.slice(alike).reverse();
  layers = wanted.filter(({ name }) => kinds.has(name));
  for (const { name } of closing) kinds.get(name).close();
  for (const { name, detail } of layers.slice(alike)) kinds.get(name).open(detail);
}

// `open(detail)` and `close()` show and hide; they are called by this file alone. `detail` says which one, as plain data.
export function layer(name, { open, close }) {
  kinds.set(name, { open, close });
}

export function openLayer(name, detail = null) {
  const wanted = [...layers, { name, detail }];
  history.pushState({ ...history.state, layers: wanted }, "");
  bring(wanted);
}

// Goes back to before it was opened.
export function closeLayer(name) {
  const at = layers.findIndex((each) => each.name === name);
  if (at >= 0) history.go(at - layers.length);
}

// A dialog that is a layer: Escape closes it too, and so does a touch beside it.
export function dialogLayer(name, dialog, { open, close = () => undefined }) {
  layer(name, {
    open(detail) {
      open(detail);
      dialog.showModal();
    },
    close() {
      if (dialog.open) dialog.close();
      close();
    },
  });
  dialog.addEventListener("close", () => closeLayer(name));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

window.addEventListener("popstate", (event) => bring(event.state?.layers ?? []));

// Call it once every kind is known.
export const restoreLayers = () => bring(history.state?.layers ?? []);
