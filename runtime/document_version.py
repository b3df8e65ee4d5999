"""The versions that a kind of stored or sent document has had, and how a document of an earlier one is brought along.

A document carries its version in a field beside its content. Without the field it is of version 1, because the first
software that wrote such documents wrote no version. Each change of shape that an older reader would misread makes a
new version and one function, which takes the plain values of a document (as a JSON or TOML reader gives them) from one
version to the next. A reader applies these functions in order, and only then decodes the values to a type, so that the
rest of the program knows the newest shape alone.

A new field with a default needs no new version: older readers ignore it, newer ones fill it in. See docs/engineer.md,
"A document's shape is changed".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

Plain = dict[str, Any]
"""A document as dictionaries, lists and plain values."""
Upgrade = Callable[[Plain], Plain]
"""Returns a document of one version as one of the next. It may change what it is given."""
Document = TypeVar("Document")


class DocumentVersionError(ValueError):
    """A document is of a version that this software does not read, in a sentence that says what to do.

    `is_newer`: newer software wrote it, so it is whole and must be kept as it is.
    """

    def __init__(self, sentence: str, *, is_newer: bool) -> None:
        self.is_newer = is_newer
        super().__init__(sentence)


class DocumentVersions:
    """The versions of one kind of document, from `oldest`, the first that is read, to `current`, which is written."""

    def __init__(
        self,
        name: str,
        upgrades: Sequence[Upgrade] = (),
        *,
        field: str = "v",
        oldest: int = 1,
        without_field: int | None = 1,
        advice: str = "Install that software, or newer, here.",
        downgrades: Sequence[Upgrade] = (),
    ) -> None:
        """`name`: the kind of document in a sentence. `upgrades`: from `oldest` to the next version, and so on.

        `without_field`: the version of a document without the field; None refuses it. `advice`: what to do about a
        newer document. `downgrades`: from `current` to the version before, and so on, see `hold_at`.
        """
        self.name, self.field, self.oldest = name, field, oldest
        self.current = oldest + len(upgrades)
        self._upgrades = tuple(upgrades)
        self._without_field = without_field
        self._advice = advice
        self._downgrades, self._held = tuple(downgrades), self.current
        self._header = msgspec.defstruct(
            "Header", [("version", Any, without_field)], rename={"version": field}
        )

    def hold_at(self, version: int | None) -> None:
        """Write documents of this version, for other software that reads no newer one; None: the newest again.

        Raises ValueError where this software can't write that version.
        """
        held = self.current if version is None else min(version, self.current)
        if held < self.current - len(self._downgrades):
            raise ValueError(
                f"This software can't write a {self.name} of version {held}; it writes {self._read_versions()}."
            )
        self._held = held

    def upgraded(self, plain: Plain) -> Plain:
        """Returns the document in its newest shape, without the field of its version. It may change `plain`.

        Raises DocumentVersionError. An upgrade that meets a document that is not what its version says raises
        msgspec.ValidationError.
        """
        version = self._checked(plain.pop(self.field, self._without_field))
        for upgrade in self._upgrades[version - self.oldest :]:
            try:
                plain = upgrade(plain)
            except (KeyError, IndexError, TypeError, AttributeError) as error:
                raise msgspec.ValidationError(
                    f"This {self.name} is not what its version, {version}, says ({error!r})."
                ) from error
        return plain

    def decode(self, body: bytes | str, kind: type[Document]) -> Document:
        """Returns the document in JSON as a `kind`. Raises DocumentVersionError, msgspec.DecodeError."""
        try:
            header: Any = msgspec.json.decode(body, type=self._header)
            if self._checked(header.version) == self.current:
                return msgspec.json.decode(body, type=kind)
            return msgspec.convert(self.upgraded(msgspec.json.decode(body)), kind)
        except (UnicodeDecodeError, RecursionError) as error:
            raise msgspec.DecodeError(f"This {self.name} is no JSON: {error}.") from error

    def encode(self, document: Struct, version: int | None = None) -> bytes:
        """Returns the document as JSON with its version, left out while it is 1. Equal ones give equal text.

        `version`: as `stamped` takes it.
        """
        if (version or self.current) == 1:
            return msgspec.json.encode(document)
        plain = msgspec.to_builtins(document, str_keys=True)
        if self._held < (version or self.current):
            plain.pop(self.field, None)
            for downgrade in self._downgrades[: self.current - self._held]:
                plain = downgrade(plain)
            return msgspec.json.encode({self.field: self._held} | plain)
        return msgspec.json.encode(self.stamped(plain, version))

    def stamped(self, plain: Plain, version: int | None = None) -> Plain:
        """Returns a document of the newest shape with its version, which is left out while it is 1.

        `version`: the first whose readers understand this document, where that is not the newest: what uses nothing new
        stays readable to software that is not up to date.
        """
        version = version or self.current
        return plain if version == 1 else {self.field: version} | plain

    def _checked(self, version: Any) -> int:
        """Returns the version. Raises DocumentVersionError for one that is not read here."""
        if version is None:
            raise DocumentVersionError(
                f"This {self.name} has no version, {self.field!r}.", is_newer=False
            )
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise DocumentVersionError(
                f"This {self.name} has {version!r} for its version, {self.field!r}; a whole number from 1 is expected.",
                is_newer=False,
            )
        if version > self.current:
            raise DocumentVersionError(
                f"This {self.name} is of version {version}, written by newer software; this software reads "
                f"{self._read_versions()}. {self._advice}",
                is_newer=True,
            )
        if version < self.oldest:
            raise DocumentVersionError(
                f"This {self.name} is of version {version}; this software reads {self._read_versions()}. "
                "Software of the versions between brings it along.",
                is_newer=False,
            )
        return version

    def _read_versions(self) -> str:
        return (
            f"{self.oldest} to {self.current}" if self.oldest < self.current else f"{self.current}"
        )
