// Where this visit stands: empty for visitors, the address of a preview for staff.
export const BASE = document.documentElement.dataset.base ?? "";
export const VISIT = `${BASE}/visit`;
