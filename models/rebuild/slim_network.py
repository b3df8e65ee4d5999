"""Removes the channels of a .tflite network whose output is constant; the network's outputs stay the same.

Training with regularisation leaves dead channels: their weights are zero, and their output is one number, the bias
after the activation. That number, multiplied by the weights, is added to the biases of the layers that read the
channel. Weights in half precision stay so; biases become single precision, because half precision would round the sum.

Note: the output of a depthwise convolution over a constant channel is not constant at the picture's edge, where its
kernel reaches into the zero padding. Such a channel is removed only where that makes no difference.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_ZERO = 2e-6  # largest weight that counts as zero: a few of half precision's smallest steps
MAX_SPREAD = 1e-5  # between the outputs of a channel that counts as constant
CONV, DEPTHWISE, DEQUANTIZE = "CONV_2D", "DEPTHWISE_CONV_2D", "DEQUANTIZE"
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
        self._names = {codes[name]: name for name in (CONV, DEPTHWISE, DEQUANTIZE)}
        self._halves = {  # tensor in single precision -> the tensor in half precision that it is converted from
            int(one.outputs[0]): int(one.inputs[0])
            for one in self._graph.operators
            if self._kind(one) == DEQUANTIZE
        }

    def prune(self) -> dict[str, int]:
        """Remove the constant channels. Returns their number by the name of the layer."""
        removed: dict[str, int] = {}
        for operator in self._graph.operators:
            if self._kind(operator) == CONV:
                number = self._prune_after(operator)
                if number:
                    name = self._graph.tensors[operator.outputs[0]].name.decode()
                    removed[name.split(";")[0]] = number
        return removed

    def layer(self, name: str) -> Any:
        """Returns the convolution whose output's name begins with `name`. Raises KeyError."""
        for operator in self._graph.operators:
            output = self._graph.tensors[operator.outputs[0]].name.decode()
            if self._kind(operator) in (CONV, DEPTHWISE) and output.startswith(name):
                return operator
        raise KeyError(name)

    def weights(self, operator: Any) -> tuple[Values, Values]:
        """Returns weights, in the schema's order, and bias.

        Output channels come first; in a depthwise convolution, last.
        """
        weights, bias = (self._values(int(tensor)) for tensor in operator.inputs[1:3])
        return weights, bias

    def put_weights(self, operator: Any, weights: Values, bias: NDArray[Any]) -> None:
        """Replace weights and bias; the weights keep the precision that they have in the file."""
        weights_tensor, bias_tensor = (int(tensor) for tensor in operator.inputs[1:3])
        stored = self._halves.get(weights_tensor, weights_tensor)
        self._put(stored, weights.astype(np.float32 if stored == weights_tensor else np.float16))
        self._graph.tensors[weights_tensor].shape = list(weights.shape)
        self._halves.pop(bias_tensor, None)
        self._put(bias_tensor, bias.astype(np.float32))

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
        convs = [one for one, kind in zip(readers, kinds, strict=True) if kind == CONV]
        depthwise = [one for one, kind in zip(readers, kinds, strict=True) if kind == DEPTHWISE]
        after = [reader for one in depthwise for reader in self._readers(one)]
        if not readers or len(convs) + len(depthwise) < len(readers) or len(depthwise) > 1:
            return 0
        if not all(self._is_pointwise(reader) for reader in convs + after):
            return 0
        value = self._constant_outputs(conv)
        dead = ~np.isnan(value)
        for one in depthwise:
            value_after = self._constant_outputs_after(one, value)
            dead_after = ~np.isnan(value_after)
            dead = dead & dead_after if convs else dead_after
            for reader in after:
                self._remove_inputs(reader, value_after, dead)
            self._remove_outputs(one, dead)
        for reader in convs:
            self._remove_inputs(reader, value, dead)
        self._remove_outputs(conv, dead)
        return int(dead.sum())

    def _constant_outputs(self, conv: Any) -> Values:
        """Returns the constant output of each channel; NaN where the output depends on the picture."""
        weights, bias = self.weights(conv)
        is_zero = np.abs(weights).max(axis=(1, 2, 3)) <= MAX_ZERO
        return np.where(is_zero, self._activate(conv, bias), np.nan).astype(np.float32)

    def _constant_outputs_after(self, depthwise: Any, value: Values) -> Values:
        """Returns the same for a depthwise convolution of 3 × 3 whose input channels are `value` everywhere."""
        weights, bias = self.weights(depthwise)
        if weights.shape[1:3] != (3, 3):
            return np.full(len(bias), np.nan, np.float32)
        # Rows, or columns, of the kernel that lie on the picture: inside it, at its first edge, at its last.
        parts = (slice(0, 3), slice(1, 3), slice(0, 2))
        outputs = np.stack(
            [
                self._activate(depthwise, bias + value * weights[0, down, across].sum(axis=(0, 1)))
                for down in parts
                for across in parts
            ]
        )
        constant = np.where(np.ptp(outputs, axis=0) <= MAX_SPREAD, outputs[0], np.nan)
        is_zero = np.abs(weights).max(axis=(0, 1, 2)) <= MAX_ZERO
        return np.where(is_zero, self._activate(depthwise, bias), constant).astype(np.float32)

    def _remove_inputs(self, reader: Any, value: Values, dead: NDArray[Any]) -> None:
        """Remove the dead input channels of a 1 × 1 convolution; what their constant `value` adds goes to its bias."""
        weights, bias = self.weights(reader)
        added = weights[:, 0, 0, dead].astype(np.float64) @ value[dead].astype(np.float64)
        self.put_weights(reader, weights[..., ~dead], bias + added)

    def _remove_outputs(self, operator: Any, dead: NDArray[Any]) -> None:
        """Remove the dead output channels of a convolution."""
        weights, bias = self.weights(operator)
        kept = weights[~dead] if self._kind(operator) == CONV else weights[..., ~dead]
        self.put_weights(operator, kept, bias[~dead])
        tensor = self._graph.tensors[operator.outputs[0]]
        tensor.shape = [*(int(length) for length in tensor.shape[:3]), int((~dead).sum())]

    def _activate(self, operator: Any, values: Values) -> Values:
        """Apply the operator's activation. Raises ValueError for one that is not supported."""
        function = operator.builtinOptions.fusedActivationFunction
        kinds = self._schema.ActivationFunctionType
        if function == kinds.RELU6:
            return np.clip(values, 0, 6)
        if function == kinds.NONE:
            return values
        raise ValueError(f"an activation that is not known here: {function}")

    def _kind(self, operator: Any) -> str | None:
        """Returns CONV, DEPTHWISE or DEQUANTIZE; None for any other operator."""
        code = self._model.operatorCodes[operator.opcodeIndex]
        return self._names.get(max(code.builtinCode, code.deprecatedBuiltinCode))

    def _readers(self, operator: Any) -> list[Any]:
        """Returns the operators that read the output of this one."""
        (output,) = operator.outputs
        return [other for other in self._graph.operators if output in list(other.inputs)]

    def _is_pointwise(self, operator: Any) -> bool:
        """Returns whether an operator is a convolution of 1 × 1."""
        if self._kind(operator) != CONV:
            return False
        return list(self._graph.tensors[operator.inputs[1]].shape[1:3]) == [1, 1]

    def _values(self, tensor: int) -> Values:
        """Returns the values of a constant tensor in single precision."""
        stored = self._graph.tensors[self._halves.get(tensor, tensor)]
        dtype = np.float16 if tensor in self._halves else np.float32
        flat = np.asarray(self._model.buffers[stored.buffer].data, np.uint8).view(dtype)
        return flat.reshape(stored.shape).astype(np.float32)

    def _put(self, index: int, values: NDArray[Any]) -> None:
        """Store values in a new buffer, because two tensors may share one."""
        buffer, tensor = self._schema.BufferT(), self._graph.tensors[index]
        buffer.data = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
        self._model.buffers.append(buffer)
        tensor.buffer = len(self._model.buffers) - 1
        tensor.shape = [int(length) for length in values.shape]

    def _drop_unused(self) -> None:
        """Remove operators, tensors and buffers without a use, and renumber the rest."""
        graph, model = self._graph, self._model
        graph.operators = [
            one
            for one in graph.operators
            if self._kind(one) != DEQUANTIZE or int(one.outputs[0]) in self._halves
        ]
        named = [tensor for one in graph.operators for tensor in (*one.inputs, *one.outputs)]
        used = sorted({int(tensor) for tensor in (*named, *graph.inputs, *graph.outputs)} - {-1})
        new = {-1: -1} | {old: number for number, old in enumerate(used)}  # -1: no tensor
        for one in (graph, *graph.operators):
            one.inputs = [new[int(tensor)] for tensor in one.inputs]
            one.outputs = [new[int(tensor)] for tensor in one.outputs]
        graph.tensors = [graph.tensors[tensor] for tensor in used]
        self._halves = {new[single]: new[half] for single, half in self._halves.items()}
        holders = [*graph.tensors, *(model.metadata or [])]
        kept = sorted({0} | {holder.buffer for holder in holders})
        for holder in holders:
            holder.buffer = kept.index(holder.buffer)
        model.buffers = [model.buffers[buffer] for buffer in kept]
