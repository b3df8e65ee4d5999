"""A page's script and what it imports become one file; what the joining does not understand is refused."""

from __future__ import annotations

import pytest

from web.script_bundle import BundleError, bundle

MODULES = {
    "./page.js": """// The page.
import { twice, Box as Case } from "./numbers.js";
import {
  word,
} from "/web/words.js";
import "./effect.js";

const found = await Promise.resolve(twice(word.length));
// a comment
const address = "https://example.org // here";
export const shown = new Case(found); // not kept
""",
    "./numbers.js": """import { word } from "/web/words.js";
export const twice = (number) => 2 * number;
export class Box {
  constructor(value) {
    this.value = `${value}: ${word}`;
  }
}
""",
    "./effect.js": "globalThis.done = true;\n",
    "/web/words.js": 'export const word = "line";\nexport async function unused() { await 1; }\n',
}


def _joined(**changes: str) -> str:
    modules = MODULES | {f"./{name}.js": text for name, text in changes.items()}
    return bundle("./page.js", modules.__getitem__)


def test_each_module_is_there_once_before_what_needs_it() -> None:
    script = _joined()
    assert script.count('"line"') == 1
    assert script.index('"line"') < script.index("2 * number") < script.index("await Promise")
    assert "// a comment" not in script
    assert "// not kept" not in script
    assert 'const address = "https://example.org // here";' in script
    assert "import " not in script
    assert "export " not in script
    assert "const { twice, Box: Case } = module" in script


@pytest.mark.parametrize(
    ("module", "why"),
    [
        ('import * as all from "./numbers.js";\n', "can't have"),
        ('import all from "./numbers.js";\n', "can't have"),
        ("export default 3;\n", "can't have"),
        ("export let changes = 3;\n", "can't have"),
        ("const here = 1;\nexport { here };\n", "can't have"),
        ("const late = await 3;\n", "top level"),
        ("await 3;\n", "top level"),
        ('import "./page.js";\n', "imports itself"),
    ],
)
def test_what_it_does_not_understand_is_refused(module: str, why: str) -> None:
    with pytest.raises(BundleError, match=why):
        _joined(effect=module)


def test_a_text_over_several_lines_stays_as_it_is_written() -> None:
    text = "globalThis.text = `one\n  // two\n`;\n"
    assert text in _joined(effect=text)
