"""The seam to the two inference libraries: one model in, one array in, its outputs out.

`ai-edge-litert` is the default, `tflite-runtime` the other; both take the same files and give the same answers
to within rounding (tests/models). A newcomer would share one interpreter between threads: it holds its tensors,
so each thread builds its own.
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
    """The inference library asked for, or any, is not installed."""


class Interpreter(Protocol):
    """One loaded model. Not safe to share between threads."""

    @property
    def name(self) -> Backend:
        """Which library runs it."""

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Of the one input, batch first."""

    def run(self, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The outputs, in the file's order, for one input of `input_shape`. Raises ValueError on another shape."""


class _Loaded:
    """Both libraries carry the same class under different names; this is all we use of it."""

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
    """The libraries that can be imported here, the preferred one first."""
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
    """Loads a .tflite file.

    `input_shape`, batch first, in place of the file's own: for a network that takes pictures of any size.
    `backend` None takes whichever library is installed, litert first. Raises NoInferenceError where it is not
    installed, ValueError where the library can't read the file.
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
    made = module.Interpreter(model_path=str(model), num_threads=threads)
    return _Loaded(name, made, input_shape)
