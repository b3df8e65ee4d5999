"""A buffered socket and a paho-mqtt client on it, for thousands of messages a second.

paho reads a message in three or four calls of `recv` and writes each acknowledgement in a `send` of its own. Every such
call releases the interpreter's lock, and the database's thread takes it. paho also builds an object of all 27 MQTT 5
properties for each message; we do not use them. Here the kernel is asked rarely, and a message is topic, body and
packet number: about a quarter of the processor time, measured by `zaalgids evaluate ingest`.

Note: `select` does not see bytes that are in the buffer already. A caller that waits has to check `pending` first, and
has to call `flush` to send what is in the buffer.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode

READ_BYTES = 65_536  # a call of `recv`; holds about 150 bins
_PUBACK = struct.Struct("!BBH")


class BufferedSocket:
    """Wraps a connected, non-blocking socket, plain or TLS, as paho's `SocketLike`. For one thread."""

    def __init__(self, connection: socket.socket | ssl.SSLSocket) -> None:
        self._connection = connection
        self._read = b""
        self._position = 0  # bytes of `_read` that `recv` has returned
        self._unsent = bytearray()

    def recv(self, size: int) -> bytes:
        """Return at most `size` bytes; b"" at the end of the stream.

        Raises BlockingIOError or ssl.SSLWantReadError when there are no bytes yet.
        """
        if self._position == len(self._read):
            self._read, self._position = b"", 0
            self._read = self._connection.recv(READ_BYTES)
        piece = self._read[self._position : self._position + size]
        self._position += len(piece)
        return piece

    def send(self, data: bytes | bytearray) -> int:
        """Buffer the data for the next `flush`. Returns its length."""
        self._unsent += data
        return len(data)

    def flush(self) -> None:
        """Write as much as the network takes. Raises OSError when the connection is lost."""
        while self._unsent:
            try:
                sent = self._connection.send(self._unsent)
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return
            del self._unsent[:sent]

    @property
    def unsent(self) -> bool:
        """Whether data waits for `flush`."""
        return bool(self._unsent)

    def pending(self) -> int:
        """Return the number of bytes that can be read and that `select` does not see."""
        connection = self._connection
        decrypted = connection.pending() if isinstance(connection, ssl.SSLSocket) else 0
        return len(self._read) - self._position + decrypted

    def close(self) -> None:
        """Try to send what is buffered, then close the connection."""
        with suppress(OSError):
            self.flush()
        self._connection.close()

    def fileno(self) -> int:
        """Return the file descriptor, for `select`."""
        return self._connection.fileno()

    def setblocking(self, flag: bool) -> None:
        """Set the blocking mode of the wrapped socket."""
        self._connection.setblocking(flag)


class BufferedPahoClient(paho.Client):
    """paho's client over a `BufferedSocket`. It has to be stepped by hand: paho's own loops don't call `flush`.

    Create it with `manual_ack=True` and set `on_delivery(topic, body, packet)`, which is called for every message in
    place of `on_message`. `packet` is 0 for a message that needs no acknowledgement.
    """

    buffered: BufferedSocket | None = None
    on_delivery: Callable[[bytes, bytes, int], None]

    def confirm(self, packet: int) -> None:
        """Acknowledge one message (PUBACK, MQTT 5 §3.4); it is sent with the next `flush`."""
        if self.buffered is not None:
            self.buffered.send(_PUBACK.pack(0x40, 2, packet))

    def _create_socket(self) -> Any:
        """Wrap the new connection. paho calls this hook; it wraps its WebSocket here."""
        made: Any = super()._create_socket()
        self.buffered = BufferedSocket(made)
        return self.buffered

    def _handle_publish(self) -> MQTTErrorCode:
        """Parse the PUBLISH that paho has read (MQTT 5 §3.3). We subscribe with QoS 1 at most."""
        packet = self._in_packet["packet"]
        qos_bits = self._in_packet["command"] & 0x06
        try:
            end = 2 + int.from_bytes(packet[:2], "big")
            topic = bytes(packet[2:end])
            number = 0
            if qos_bits:
                number = int.from_bytes(packet[end : end + 2], "big")
                end += 2
            body = bytes(packet[_end_of_properties(packet, end) :])
        except IndexError:  # the packet is truncated
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        self.on_delivery(topic, body, number)
        return MQTTErrorCode.MQTT_ERR_SUCCESS


def _end_of_properties(packet: bytearray, at: int) -> int:
    """Return where the body begins: after the properties, whose length is a variable byte integer (MQTT 5 §1.5.5)."""
    length = shift = 0
    while packet[at] & 0x80:
        length |= (packet[at] & 0x7F) << shift
        shift += 7
        at += 1
    length |= packet[at] << shift
    return at + 1 + length
