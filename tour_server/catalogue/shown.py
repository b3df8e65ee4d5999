"""What a form's template asks of each of its fields: its text, what is wrong, what a colleague has, is it published."""

from __future__ import annotations

from collections.abc import Mapping

from tour_server.catalogue.editing import Shown, Values, same

LEVELS = [("adult", "adults"), ("child", "children")]


class Fields:
    """The fields of one form. `published` is None while there is no release to compare with."""

    def __init__(
        self,
        values: Values,
        version: int,
        published: Mapping[str, str] | None,
        back: Shown | None = None,
    ) -> None:
        self.values = values if back is None else {**values, **back.values}
        self.version = version if back is None else back.version
        self.message = back.message if back is not None else ""
        self.wrong_fields = back.wrong if back is not None else {}
        self.orphans = back.orphans if back is not None else {}
        self._clashes = back.clashes if back is not None else {}
        self.labels: dict[str, str] = {}
        self._saved = values
        self._published = published

    def value(self, name: str) -> str:
        """What stands in the field."""
        return self.values.get(name, "")

    def label(self, name: str, words: str) -> str:
        """What the field is called; kept, so that the summary above the form can call it so too."""
        self.labels[name] = words
        return words

    def wrong(self, name: str) -> str | None:
        """Why the field won't do."""
        return self.wrong_fields.get(name)

    def clash(self, name: str) -> str | None:
        """What a colleague saved in the field meanwhile."""
        return self._clashes.get(name)

    def draft(self, name: str) -> bool:
        """True where the saved draft differs from the release that visitors have."""
        if self._published is None or name not in self._saved:
            return False
        return not same(self._saved[name], self._published.get(name))

    def troubled(self, start: str) -> bool:
        """Whether any field whose name starts so needs attention."""
        return any(name.startswith(start) for name in (*self.wrong_fields, *self._clashes))


def state(published: Mapping[str, object] | None, key: str, body: object) -> str:
    """Where a draft stands beside what was published, in words; empty when they are the same, or nothing was."""
    if published is None:
        return ""
    if key not in published:
        return "new, not published"
    return "" if published[key] == body else "changed, not published"
