"""Compiles each template once a test session instead of once an application: most tests make an application."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache


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


def compile_templates_once() -> None:
    """Give every application that is made from now on the same compiled templates."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
