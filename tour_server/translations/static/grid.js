// The arrow keys go from cell to cell of the grid. Every cell is a link, so the page works without this file.
const grid = document.getElementById("grid");
const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
grid?.addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const across = getComputedStyle(grid).direction === "rtl" ? -step[1] : step[1];
  let row = cell.parentElement.rowIndex + step[0];
  let column = cell.cellIndex + across;
  for (; grid.rows[row]?.cells[column]; row += step[0], column += across) {
    const link = grid.rows[row].cells[column].querySelector("a");
    if (!link) continue;
    event.preventDefault();
    link.focus();
    return;
  }
});
