"""Removes the channels of a .tflite network whose output is constant; the network's outputs stay the same.

Training with regularisation leaves dead channels: their weights are zero, and their output is one number, the bias
after the activation. That number is added to the biases of the layers that read the channel. Weights in half precision
keep it; biases become single precision, which can hold what was added.

Note: the output of a depthwise convolution over a constant channel is not constant at the picture's edge, where its
kernel reaches into the zero padding. Such a channel is removed only where that makes no difference.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_ZERO = 2e-6  # largest weight that counts as zero: some of half precision's smallest steps
MAX_SPREAD = 1e-5  # of the outputs of a channel that counts as constant
CONV, DEPTHWISE, WIDEN = "CONV_2D", "DEPTHWISE_CONV_2D", "DEQUANTIZE"
Values = NDArray[np.float32]


class Network:
    """A .tflite file with one subgraph whose constants are in half precision.

    An operator is the schema's OperatorT, a tensor its index in the subgraph.
    """

    def __init__(self, file: bytes) -> None:
        """`file` is the content of the file. Raises ImportError without `ai-edge-litert`, which has the schema."""
        self._schema: Any = importlib.import_module("ai_edge_litert.schema_py_generated")
        self._model = self._schema.ModelT.InitFromObj(self._schema.Model.GetRootAsModel(file, 0))
        (self._graph,) = self._model.subgraphs
        codes = vars(self._schema.BuiltinOperator)
        self._names = {codes[name]: name for name in (CONV, DEPTHWISE, WIDEN)}
        self._halves = {  # tensor in single precision -> the tensor in half precision that it is converted from
            int(one.outputs[0]): int(one.inputs[0])
            for one in self._graph.operators
            if self._kind(one) == WIDEN
        }

    def prune(self) -> dict[str, int]:
        """Remove the constant channels. Returns their number by the name of the layer."""
        gone: dict[str, int] = {}
        for operator in self._graph.operators:
            if self._kind(operator) == CONV:
                number = self._prune_after(operator)
                if number:
                    name = self._graph.tensors[operator.outputs[0]].name.decode()
                    gone[name.split(";")[0]] = number
        return gone

    def layer(self, name: str) -> Any:
        """Returns the convolution whose output's name begins with `name`. Raises KeyError."""
        for operator in self._graph.operators:
            made = self._graph.tensors[operator.outputs[0]].name.decode()
            if self._kind(operator) in (CONV, DEPTHWISE) and made.startswith(name):
                return operator
        raise KeyError(name)

    def weights(self, operator: Any) -> tuple[Values, Values]:
        """Returns weights, in the schema's order, and bias.

        Output channels come first; in a depthwise convolution, last.
        """
        weights, bias = (self._values(int(place)) for place in operator.inputs[1:3])
        return weights, bias

    def put_weights(self, operator: Any, weights: Values, bias: NDArray[Any]) -> None:
        """Replace weights and bias; the weights keep the precision that they have in the file."""
        place, of_bias = (int(one) for one in operator.inputs[1:3])
        half = self._halves.get(place, place)
        self._put(half, weights.astype(np.float32 if half == place else np.float16))
        self._graph.tensors[place].shape = list(weights.shape)
        self._halves.pop(of_bias, None)
        self._put(of_bias, bias.astype(np.float32))

    def file(self) -> bytes:
        """Returns the content of the .tflite file, without unused tensors."""
        self._drop_unused()
        builder = importlib.import_module("flatbuffers").Builder(1 << 20)
        builder.Finish(self._model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

    def _prune_after(self, conv: Any) -> int:
        """Remove the channels of `conv` whose output is constant. Returns their number."""
        readers = self._readers(conv)
        kinds = [self._kind(reader) for reader in readers]
        plain = [reader for reader, kind in zip(readers, kinds, strict=True) if kind == CONV]
        deep = [reader for reader, kind in zip(readers, kinds, strict=True) if kind == DEPTHWISE]
        after = [reader for one in deep for reader in self._readers(one)]
        if not readers or len(plain) + len(deep) < len(readers) or len(deep) > 1:
            return 0
        if not all(self._by_one(reader) for reader in plain + after):
            return 0
        value = self._constant(conv)
        gone = ~np.isnan(value)
        for one in deep:
            value_after = self._constant_after(one, value)
            same_after = ~np.isnan(value_after)
            gone = gone & same_after if plain else same_after
            for reader in after:
                self._without(reader, value_after, gone)
            self._cut(one, gone)
        for reader in plain:
            self._without(reader, value, gone)
        self._cut(conv, gone)
        return int(gone.sum())

    def _constant(self, conv: Any) -> Values:
        """Returns the constant output of each channel; NaN where the output depends on the picture."""
        weights, bias = self.weights(conv)
        still = np.abs(weights).max(axis=(1, 2, 3)) <= MAX_ZERO
        return np.where(still, self._active(conv, bias), np.nan).astype(np.float32)

    def _constant_after(self, deep: Any, value: Values) -> Values:
        """Returns the same for a depthwise convolution of 3 × 3 over channels that are `value` everywhere."""
        weights, bias = self.weights(deep)
        if weights.shape[1:3] != (3, 3):
            return np.full(len(bias), np.nan, np.float32)
        # Parts of the kernel that meet the picture: within it, at one edge, at the other.
        parts = (slice(0, 3), slice(1, 3), slice(0, 2))
        outputs = np.stack(
            [
                self._active(deep, bias + value * weights[0, down, across].sum(axis=(0, 1)))
                for down in parts
                for across in parts
            ]
        )
        constant = np.where(np.ptp(outputs, axis=0) <= MAX_SPREAD, outputs[0], np.nan)
        still = np.abs(weights).max(axis=(0, 1, 2)) <= MAX_ZERO
        return np.where(still, self._active(deep, bias), constant).astype(np.float32)

    def _without(self, reader: Any, value: Values, gone: NDArray[Any]) -> None:
        """Remove input channels of a 1 × 1 convolution and add their constant `value` to its bias."""
        weights, bias = self.weights(reader)
        exact = weights[:, 0, 0, gone].astype(np.float64) @ value[gone].astype(np.float64)
        self.put_weights(reader, weights[..., ~gone], bias + exact)

    def _cut(self, operator: Any, gone: NDArray[Any]) -> None:
        """Remove output channels of a convolution."""
        weights, bias = self.weights(operator)
        left = weights[~gone] if self._kind(operator) == CONV else weights[..., ~gone]
        self.put_weights(operator, left, bias[~gone])
        tensor = self._graph.tensors[operator.outputs[0]]
        tensor.shape = [*(int(length) for length in tensor.shape[:3]), int((~gone).sum())]

    def _active(self, operator: Any, values: Values) -> Values:
        """Apply the operator's activation. Raises ValueError for one that is not supported."""
        function = operator.builtinOptions.fusedActivationFunction
        kinds = self._schema.ActivationFunctionType
        if function == kinds.RELU6:
            return np.clip(values, 0, 6)
        if function == kinds.NONE:
            return values
        raise ValueError(f"an activation that is not known here: {function}")

    def _kind(self, operator: Any) -> str | None:
        code = self._model.operatorCodes[operator.opcodeIndex]
        return self._names.get(max(code.builtinCode, code.deprecatedBuiltinCode))

    def _readers(self, operator: Any) -> list[Any]:
        (made,) = operator.outputs
        return [other for other in self._graph.operators if made in list(other.inputs)]

    def _by_one(self, operator: Any) -> bool:
        """True for a convolution of 1 × 1."""
        if self._kind(operator) != CONV:
            return False
        return list(self._graph.tensors[operator.inputs[1]].shape[1:3]) == [1, 1]

    def _values(self, place: int) -> Values:
        tensor = self._graph.tensors[self._halves.get(place, place)]
        kind = np.float16 if place in self._halves else np.float32
        flat = np.asarray(self._model.buffers[tensor.buffer].data, np.uint8).view(kind)
        return flat.reshape(tensor.shape).astype(np.float32)

    def _put(self, place: int, values: NDArray[Any]) -> None:
        """Store values in a new buffer, because two tensors may share one."""
        buffer, tensor = self._schema.BufferT(), self._graph.tensors[place]
        buffer.data = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
        self._model.buffers.append(buffer)
        tensor.buffer = len(self._model.buffers) - 1
        tensor.shape = [int(length) for length in values.shape]

    def _drop_unused(self) -> None:
        graph, model = self._graph, self._model
        graph.operators = [
            one
            for one in graph.operators
            if self._kind(one) != WIDEN or int(one.outputs[0]) in self._halves
        ]
        named = [place for one in graph.operators for place in (*one.inputs, *one.outputs)]
        used = sorted({int(place) for place in (*named, *graph.inputs, *graph.outputs)} - {-1})
        new = {-1: -1} | {old: place for place, old in enumerate(used)}
        for one in (graph, *graph.operators):
            one.inputs = [new[int(place)] for place in one.inputs]
            one.outputs = [new[int(place)] for place in one.outputs]
        graph.tensors = [graph.tensors[place] for place in used]
        self._halves = {new[whole]: new[half] for whole, half in self._halves.items()}
        holders = [*graph.tensors, *(model.metadata or [])]
        kept = sorted({0} | {holder.buffer for holder in holders})
        for holder in holders:
            holder.buffer = kept.index(holder.buffer)
        model.buffers = [model.buffers[place] for place in kept]
