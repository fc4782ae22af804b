"""Minidumps made by hand: what is in one is what a test says."""

import struct
from dataclasses import dataclass, field
from uuid import UUID

WRITTEN = 1_700_000_000
BUILD_ID = bytes(range(1, 21))
GUID = UUID("249b7000-2fb2-4b1a-9b5c-2f1e1a6d3c40")

POINTERS = {0: (184, "I"), 5: (64, "I"), 9: (248, "Q"), 12: (264, "Q"), 0x8003: (264, "Q")}
"""Processor -> where the instruction pointer is in the registers."""


@dataclass
class MadeDump:
    platform: int = 0x8201
    cpu: int = 9
    version: tuple[int, int, int] = (6, 1, 0)
    code: int = 11
    pointer: int = 0x7F00_0000_1234
    modules: list[tuple[str, int, int, bytes]] = field(
        default_factory=lambda: [
            ("/usr/bin/game", 0x5500_0000_0000, 0x1000, b""),
            ("/usr/lib/libengine.so", 0x7F00_0000_0000, 0x10000, b"LEpB" + BUILD_ID),
        ]
    )
    """Name, address, size, and the record of the debugger."""
    order: str = "<"

    def __bytes__(self) -> bytes:
        streams = {6: self._exception, 7: self._system, 4: self._modules}
        directory = 32
        content = bytearray(directory + 12 * len(streams))
        content[:32] = self._pack("4sIIIIIQ", self._magic, 42899, 3, directory, 0, WRITTEN, 0)
        for number, (kind, make) in enumerate(streams.items()):
            position = len(content)
            stream = make(content, position)
            content[position:position] = stream
            entry = self._pack("III", kind, len(stream), position)
            content[directory + 12 * number : directory + 12 * (number + 1)] = entry
        return bytes(content)

    @property
    def _magic(self) -> bytes:
        return b"MDMP" if self.order == "<" else b"PMDM"

    def _pack(self, form: str, *values: object) -> bytes:
        return struct.pack(self.order + form, *values)

    def _exception(self, content: bytearray, position: int) -> bytes:
        """With the registers right behind it."""
        record = self._pack("IIIIQQII120x", 7, 0, self.code, 0, 0, 0x1234, 0, 0)
        offset, form = POINTERS[self.cpu]
        registers = bytes(offset) + self._pack(form, self.pointer)
        return record + self._pack("II", len(registers), position + len(record) + 8) + registers

    def _system(self, content: bytearray, position: int) -> bytes:
        return self._pack(
            "HHHBBIIIIIHH24x", self.cpu, 6, 0, 4, 1, *self.version, self.platform, 0, 0, 0
        )

    def _modules(self, content: bytearray, position: int) -> bytes:
        """With names and debug records behind the list."""
        size = 4 + 108 * len(self.modules)
        entries, behind = bytearray(self._pack("I", len(self.modules))), bytearray()
        encoding = "utf-16-le" if self.order == "<" else "utf-16-be"
        for name, address, length, debug in self.modules:
            name_at = position + size + len(behind)
            text = name.encode(encoding)
            behind += self._pack("I", len(text)) + text + b"\0\0"
            debug_at = position + size + len(behind)
            behind += debug
            entries += self._pack(
                "QIIII52xII24x", address, length, 0, 0, name_at, len(debug), debug_at
            )
        return bytes(entries + behind)


def pdb70(age: int = 1) -> bytes:
    """The record of a Windows module."""
    return b"RSDS" + GUID.bytes_le + struct.pack("<I", age) + b"game.pdb\0"
