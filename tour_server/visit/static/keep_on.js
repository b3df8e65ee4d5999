// Goes on with what the visitor is keeping, on a page that does not show it.
import { goOn } from "./keeping.js";

goOn().catch(() => undefined); // the plan says what is missing
