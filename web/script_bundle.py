"""Joins a page's script and the modules that it imports to one file: a phone on a slow network waits once, not thrice.

The modules stay as they are written, and as tests load them one by one. In the bundle each dependency is a function
that runs once and returns what the module exports; the page's own script stands at the end, at the top level of the
file. Only what our modules use is understood: `import { a, b as c } from "./x.js"`, and exports of functions, classes
and constants. Anything else is refused when the server starts. Comment lines and indentation are left out: that saves a
quarter of the compressed file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_IMPORT = re.compile(r'^import (?:\{(?P<names>[^}]*)\} from )?"(?P<module>[^"]+)";[ \t]*$', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (?P<name>\w+))", re.M)
_LEFT = re.compile(r"^(?:import\b|export\b).*$", re.M)
_AWAITS = re.compile(r"^(?:const [^=]*= )?await\b", re.M)
_COMMENT = re.compile(r"^[ \t]*//.*\n", re.M)
# After code, where no quotation mark follows: so it stands in no text.
_COMMENT_AFTER = re.compile(r"[ \t]+// [^\"'`\n]*$", re.M)
_INDENT = re.compile(r"^[ \t]+|[ \t]+$", re.M)


class BundleError(ValueError):
    """A module has something that a bundle can't have; the message names both."""


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """Returns one script that does what the module `entry` does.

    `read` returns the text of a module by its name, as it is imported: "./x.js" or "/web/x.js". Raises BundleError, and
    what `read` raises.
    """
    written: dict[str, str] = {}  # the name of a module -> of its constant in the bundle
    parts: list[str] = []
    _add(entry, read, written, parts, ())
    return "\n".join(parts)


def _add(
    module: str,
    read: Callable[[str], str],
    written: dict[str, str],
    parts: list[str],
    above: tuple[str, ...],
) -> None:
    if module in above:
        raise BundleError(f"{module} imports itself, by way of {' and '.join(above)}.")
    source = read(module)
    for found in _IMPORT.finditer(source):
        if found["module"] not in written:
            _add(found["module"], read, written, parts, (*above, module))
    body = _IMPORT.sub(lambda found: _taken(found["names"], written[found["module"]]), source)
    names = [found["name"] for found in _EXPORT.finditer(body)]
    body = _EXPORT.sub("", body)
    if left := _LEFT.search(body):
        raise BundleError(f"{module} has a line that a bundle can't have: {left[0]}")
    if above and _AWAITS.search(body):
        raise BundleError(f"{module} waits at its top level: only a page's own script may.")
    body = _smaller(body)
    if not above:
        parts.append(body)
        return
    written[module] = name = f"module{len(written)}"
    parts.append(f"const {name} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();")


def _taken(names: str | None, module: str) -> str:
    """Returns the line that stands in the place of an import."""
    if names is None:
        return ""
    listed = (name.strip() for name in names.split(",") if name.strip())
    return f"const {{ {', '.join(re.sub(r' as ', ': ', name) for name in listed)} }} = {module};"


@cache  # most modules are in the bundles of several pages
def _smaller(source: str) -> str:
    """Returns the script without comment lines and indentation, unless a text in it runs over several lines."""
    if any(line.count("`") % 2 for line in source.splitlines()):
        return source
    return _INDENT.sub("", _COMMENT_AFTER.sub("", _COMMENT.sub("", source))).strip()
