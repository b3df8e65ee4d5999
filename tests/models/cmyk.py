"""A CMYK JPEG of one colour, written by hand: the encoders at hand write none."""

from __future__ import annotations

import struct


def cmyk_jpeg(ink: tuple[int, int, int, int]) -> bytes:
    """16 × 16 pixels, baseline (ITU-T T.81), with Adobe's marker; `ink` 0 (none) to 255, stored inverted."""

    def segment(marker: int, body: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body

    quantisation = bytes([0]) + bytes([8] * 64)  # a flat block's coefficient is then value − 128
    frame = struct.pack(">BHHB", 8, 16, 16, 4)
    frame += b"".join(bytes([number, 0x11, 0]) for number in range(1, 5))
    dc_codes = bytes([0x00]) + bytes([0, 0, 0, 12] + [0] * 12) + bytes(range(12))
    ac_codes = bytes([0x10]) + bytes([1] + [0] * 15) + bytes([0])  # end of block: one 0 bit
    scan = (
        bytes([4]) + b"".join(bytes([number, 0x00]) for number in range(1, 5)) + bytes([0, 63, 0])
    )
    bits = ""
    for block in range(4):
        for component in range(4):
            change = (255 - ink[component]) - 128 if block == 0 else 0
            category = abs(change).bit_length()
            bits += format(category, "04b")
            if category:
                value = change if change > 0 else change + (1 << category) - 1
                bits += format(value, f"0{category}b")
            bits += "0"
    bits += "1" * (-len(bits) % 8)
    coded = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return (
        b"\xff\xd8"
        + segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 0))
        + segment(0xDB, quantisation)
        + segment(0xC0, frame)
        + segment(0xC4, dc_codes)
        + segment(0xC4, ac_codes)
        + segment(0xDA, scan)
        + coded.replace(b"\xff", b"\xff\x00")
        + b"\xff\xd9"
    )
