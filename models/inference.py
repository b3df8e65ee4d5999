"""Loads and runs a .tflite model with either inference library: `ai-edge-litert` (the default) or `tflite-runtime`.

Both read the same files and give the same outputs but for rounding (tests/models).

Note: an interpreter holds its tensors, so threads must not share one. Each thread builds its own.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Backend = Literal["litert", "tflite"]
_MODULES: dict[Backend, str] = {
    "litert": "ai_edge_litert.interpreter",
    "tflite": "tflite_runtime.interpreter",
}


class NoInferenceError(RuntimeError):
    """The inference library asked for, or any, is not installed; the message says what to install."""


class Interpreter(Protocol):
    """One loaded model. Not safe to share between threads."""

    @property
    def name(self) -> Backend:
        """Which library runs the model."""

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of the one input, batch first."""

    def run(self, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Run the model on one input of `input_shape`.

        Returns the outputs in the file's order. Raises ValueError on another shape or type.
        """


class _LoadedModel:
    """Wraps the `Interpreter` class of either library, of which only these methods are used."""

    def __init__(
        self, name: Backend, interpreter: Any, input_shape: tuple[int, ...] | None
    ) -> None:
        self._name: Backend = name
        self._interpreter = interpreter
        if input_shape is not None:
            (given,) = interpreter.get_input_details()
            interpreter.resize_tensor_input(given["index"], input_shape)
        interpreter.allocate_tensors()
        (self._input,) = interpreter.get_input_details()
        self._outputs = [detail["index"] for detail in interpreter.get_output_details()]
        self._shape = tuple(int(length) for length in self._input["shape"])

    @property
    def name(self) -> Backend:
        return self._name

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self._shape

    def run(self, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        if values.shape != self._shape or values.dtype != np.float32:
            raise ValueError(
                f"the model takes float32 {self._shape}, not {values.dtype} {values.shape}"
            )
        self._interpreter.set_tensor(self._input["index"], values)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(index) for index in self._outputs]


def installed() -> list[Backend]:
    """Returns the libraries that can be imported here, the preferred one first."""
    found: list[Backend] = []
    for name, module in _MODULES.items():
        try:
            importlib.import_module(module)
        except ImportError:
            continue
        found.append(name)
    return found


def load(
    model: Path,
    threads: int = 1,
    backend: Backend | None = None,
    input_shape: tuple[int, ...] | None = None,
) -> Interpreter:
    """Load a .tflite file.

    `input_shape`, batch first, replaces the file's own, for a network that takes pictures of any size. `backend` None
    takes an installed library, litert first. Raises NoInferenceError where the library is not installed, ValueError
    where it cannot read the file.
    """
    choices = installed()
    if backend is not None and backend not in choices:
        raise NoInferenceError(
            f"The inference library for {backend!r} ({_MODULES[backend].partition('.')[0]}) is not "
            f"installed. Installed: {', '.join(choices) or 'none'}."
        )
    if not choices:
        raise NoInferenceError(
            "No inference library is installed. Install Zaalgids with the extra `litert` "
            "(or `tflite` on Python 3.11)."
        )
    name = backend or choices[0]
    module = importlib.import_module(_MODULES[name])
    interpreter = module.Interpreter(model_path=str(model), num_threads=threads)
    return _LoadedModel(name, interpreter, input_shape)
