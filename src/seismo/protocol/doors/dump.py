"""What a minidump says without symbols: why the program ended, where, on what system, with which modules.

Layouts are those of `minidumpapiset.h` (learn.microsoft.com); what Breakpad and Crashpad add for other
systems is in their `minidump_format.h`. Stacks are not walked, so only the place of the crash is known.
"""

import struct
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from seismo.protocol.doors.crash_reasons import reason_of

LITTLE, BIG = b"MDMP", b"PMDM"
MAX_STREAMS = 200
MAX_MODULES = 1000
MAX_NAME_BYTES = 1024

_EXCEPTION, _MODULES, _SYSTEM = 6, 4, 7
_MODULE_SIZE = 108
_CPUS = {0: "x86", 5: "arm", 9: "x86_64", 12: "arm64", 0x8003: "arm64"}
_INSTRUCTION_POINTERS = {
    "x86": (184, "I"),
    "x86_64": (248, "Q"),
    "arm": (64, "I"),
    "arm64": (264, "Q"),
}
"""Where it is among the registers of a thread, and how it is written."""
_SYSTEMS = {
    1: "Windows",
    2: "Windows",
    0x8101: "macOS",
    0x8102: "iOS",
    0x8201: "Linux",
    0x8203: "Android",
    0x8206: "Fuchsia",
}
_IMAGES = {"Windows": "pe", "macOS": "macho", "iOS": "macho"}
_RSDS, _ELF_BUILD_ID = b"RSDS", b"LEpB"


@dataclass(frozen=True, slots=True)
class Module:
    """A library or the program itself, as it was loaded."""

    name: str
    """With its path."""
    address: int
    size: int
    debug_id: str
    """Empty when it has none."""

    @property
    def short_name(self) -> str:
        return self.name.replace("\\", "/").rpartition("/")[2]

    def holds(self, address: int) -> bool:
        return self.address <= address < self.address + self.size


class Dump:
    """The values of one dump. What is damaged is missing, nothing is raised."""

    def __init__(self, content: bytes) -> None:
        """`content` begins with LITTLE or BIG."""
        self._content = content
        self._order = "<" if content.startswith(LITTLE) else ">"
        self._streams = self._read_streams()

    @property
    def written(self) -> int:
        """Unix seconds; 0 when it is not known."""
        (seconds,) = self._numbers("I", 20) or (0,)
        return seconds

    @property
    def system(self) -> str:
        return _SYSTEMS.get(self._system_number(20, "I"), "")

    @property
    def system_version(self) -> str:
        position = self._streams.get(_SYSTEM)
        numbers = () if position is None else self._numbers("III", position + 8)
        return ".".join(map(str, numbers)) if any(numbers) else ""

    @property
    def cpu(self) -> str:
        return _CPUS.get(self._system_number(0, "H"), "")

    @property
    def reason(self) -> str:
        """Such as SIGSEGV or EXCEPTION_ACCESS_VIOLATION; empty when the dump names none."""
        position = self._streams.get(_EXCEPTION)
        numbers = () if position is None else self._numbers("I", position + 8)
        return reason_of(self.system, numbers[0]) if numbers else ""

    @property
    def address(self) -> int | None:
        """Where the program was: the instruction pointer of the thread that crashed.

        The address in the record of the exception is on most systems what could not be read there.
        """
        position = self._streams.get(_EXCEPTION)
        pointer = _INSTRUCTION_POINTERS.get(self.cpu)
        context = () if position is None else self._numbers("I", position + 164)
        if pointer is None or not context:
            return None
        offset, form = pointer
        numbers = self._numbers(form, context[0] + offset)
        return numbers[0] or None if numbers else None

    def modules(self) -> list[Module]:
        position = self._streams.get(_MODULES)
        count = () if position is None else self._numbers("I", position)
        if position is None or not count:
            return []
        first = position + 4
        modules = (
            self._module(first + number * _MODULE_SIZE)
            for number in range(min(count[0], MAX_MODULES))
        )
        return [module for module in modules if module is not None]

    def images(self, modules: list[Module]) -> list[dict[str, Any]]:
        """As an event's `debug_meta` has them."""
        kind = _IMAGES.get(self.system, "elf")
        return [
            {
                "type": kind,
                "code_file": module.name,
                "debug_id": module.debug_id,
                "image_addr": hex(module.address),
                "image_size": module.size,
            }
            for module in modules
            if module.debug_id
        ]

    def _system_number(self, offset: int, form: str) -> int:
        position = self._streams.get(_SYSTEM)
        numbers = () if position is None else self._numbers(form, position + offset)
        return numbers[0] if numbers else -1

    def _read_streams(self) -> dict[int, int]:
        """Kind -> position, of the first of each kind."""
        found: dict[int, int] = {}
        count, directory = self._numbers("II", 8) or (0, 0)
        for number in range(min(count, MAX_STREAMS)):
            entry = self._numbers("III", directory + number * 12)
            if entry:
                found.setdefault(entry[0], entry[2])
        return found

    def _module(self, position: int) -> Module | None:
        numbers = self._numbers("QI8xI", position)
        if not numbers:
            return None
        address, size, name = numbers
        return Module(self._text(name), address, size, self._debug_id(position + 76))

    def _debug_id(self, position: int) -> str:
        """The id that a module and its symbols share, as Sentry writes it."""
        size, record = self._numbers("II", position) or (0, 0)
        content = self._content[record : record + min(size, MAX_NAME_BYTES)]
        if content.startswith(_RSDS) and len(content) >= 24:
            age = struct.unpack_from(f"{self._order}I", content, 20)[0]
            return f"{self._guid(content[4:20])}-{age:x}"
        if content.startswith(_ELF_BUILD_ID) and len(content) > 4:
            return str(self._guid(content[4:20].ljust(16, b"\0")))
        return ""

    def _guid(self, content: bytes) -> UUID:
        return UUID(bytes_le=content) if self._order == "<" else UUID(bytes=content)

    def _text(self, position: int) -> str:
        (size,) = self._numbers("I", position) or (0,)
        start = position + 4
        encoding = "utf-16-le" if self._order == "<" else "utf-16-be"
        end = start + min(size, MAX_NAME_BYTES)
        return self._content[start:end].decode(encoding, "replace")

    def _numbers(self, form: str, position: int) -> tuple[int, ...]:
        """Empty behind the end."""
        try:
            return struct.unpack_from(self._order + form, self._content, position)
        except struct.error:
            return ()
