"""Compiles each template and each route once a test session instead of once an application: most tests make one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule
from werkzeug.routing.rules import RulePart


class CompiledTemplates(BytecodeCache):
    """Keeps what was compiled in memory, by the template's text and by what the compiler asks of the environment."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        plain: Any = environment
        asked = (
            name,
            filename,
            sorted(environment.extensions),
            sorted(environment.filters),
            sorted(environment.tests),
            getattr(plain, "newstyle_gettext", None),
            environment.trim_blocks,
            environment.lstrip_blocks,
            str(environment.undefined),
        )
        bucket = Bucket(environment, repr(asked), self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


class CompiledRule(Rule):
    """A route that is read once, and whose functions that write addresses are compiled once.

    Both together are most of what an application costs.
    """

    _kept: ClassVar[dict[tuple[object, ...], Any]] = {}
    _read: ClassVar[dict[tuple[object, ...], tuple[Any, Any, Any]]] = {}

    def _parse_rule(self, rule: str) -> Iterator[RulePart]:
        assert self.map is not None
        asked = (rule, *sorted((name, id(one)) for name, one in self.map.converters.items()))
        if asked not in self._read:
            before = len(self._trace)
            parts = list(super()._parse_rule(rule))
            trace = self._trace[before:]
            converters = {name: self._converters[name] for dynamic, name in trace if dynamic}
            self._read[asked] = (parts, trace, converters)
            yield from parts
            return
        parts, trace, converters = self._read[asked]
        self._trace.extend(trace)
        self._converters.update(converters)
        self.arguments.update(converters)
        yield from parts

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        if self.defaults:  # their values are written into the function
            return super()._compile_builder(append_unknown)
        asked = (self.rule, *self._trace, append_unknown)
        if asked not in self._kept:
            self._kept[asked] = super()._compile_builder(append_unknown)
        return self._kept[asked]


def compile_once() -> None:
    """Give every application that is made from now on the same compiled templates and routes."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    Flask.url_rule_class = CompiledRule
