import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.form import FORM, File, form
from protocol.doors.minidumps import BUILD_ID, GUID, WRITTEN, MadeDump, pdb70

from seismo.protocol.doors.dump import MAX_MODULES, Dump
from seismo.protocol.doors.minidump import translate
from seismo.protocol.doors.posted import Posted
from seismo.protocol.envelope import parse_envelope


def dump(**values: Any) -> Dump:
    return Dump(bytes(MadeDump(**values)))


def event(**values: Any) -> dict[str, Any]:
    """What the dump becomes when it comes alone."""
    (envelope,) = translate(Posted(bytes(MadeDump(**values)), "", "", 0.0)).envelopes
    found: dict[str, Any] = json.loads(bytes(parse_envelope(envelope).items[0].payload))
    return found


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_dump_is_read_in_both_byte_orders(order: str) -> None:
    read = dump(order=order)
    assert (read.written, read.system, read.cpu, read.reason) == (
        WRITTEN,
        "Linux",
        "x86_64",
        "SIGSEGV",
    )
    assert [module.name for module in read.modules()] == ["/usr/bin/game", "/usr/lib/libengine.so"]


@pytest.mark.parametrize(
    ("platform", "code", "reason"),
    [
        (0x8201, 6, "SIGABRT"),
        (0x8203, 11, "SIGSEGV"),
        (2, 0xC0000005, "EXCEPTION_ACCESS_VIOLATION"),
        (2, 0xE06D7363, "C++ exception"),
        (0x8101, 1, "EXC_BAD_ACCESS"),
        (0x8102, 6, "EXC_BREAKPOINT"),
        (0x8201, 0xFFFFFFFF, "Dump requested"),
        (2, 0xC0DE, "Exception 0xc0de"),
        (0x9999, 11, "SIGSEGV"),
    ],
)
def test_the_reason_of_a_crash_has_the_name_of_its_system(
    platform: int, code: int, reason: str
) -> None:
    assert dump(platform=platform, code=code).reason == reason


@pytest.mark.parametrize(
    ("cpu", "name"), [(0, "x86"), (5, "arm"), (9, "x86_64"), (12, "arm64"), (0x8003, "arm64")]
)
def test_the_place_is_the_instruction_pointer(cpu: int, name: str) -> None:
    read = dump(cpu=cpu, pointer=0x1234)
    assert (read.cpu, read.address) == (name, 0x1234)


@pytest.mark.parametrize(
    ("debug", "debug_id"),
    [
        (b"LEpB" + BUILD_ID, "04030201-0605-0807-090a-0b0c0d0e0f10"),
        (b"LEpB\x01\x02", "00000201-0000-0000-0000-000000000000"),
        (pdb70(), f"{GUID}-1"),
        (pdb70(age=0x2A), f"{GUID}-2a"),
        (b"", ""),
        (b"RSDS", ""),
        (b"NB10", ""),
    ],
    ids=["build id", "short build id", "PDB", "PDB of age 42", "none", "cut", "unknown"],
)
def test_a_module_has_the_id_of_its_symbols(debug: bytes, debug_id: str) -> None:
    (module,) = dump(modules=[("game", 0, 10, debug)]).modules()
    assert module.debug_id == debug_id


def test_a_crash_tells_its_reason_and_its_module() -> None:
    (value,) = event()["exception"]["values"]
    assert (value["type"], value["value"]) == ("SIGSEGV", "in libengine.so")
    assert value["stacktrace"]["frames"] == [
        {
            "instruction_addr": "0x7f0000001234",
            "package": "/usr/lib/libengine.so",
            "image_addr": "0x7f0000000000",
        }
    ]


def test_crashes_at_one_place_of_a_module_are_one_bug_wherever_it_was_loaded() -> None:
    def loaded_at(address: int) -> dict[str, Any]:
        modules = [("C:\\game\\engine.dll", address, 0x10000, pdb70())]
        return event(platform=2, modules=modules, pointer=address + 0x1234)

    there = loaded_at(0x7000_0000)["fingerprint"]
    assert there == loaded_at(0x1_8000_0000)["fingerprint"]
    assert there == ["{{ default }}", "engine.dll +0x1234"]


def test_a_crash_outside_of_every_module_has_only_its_address() -> None:
    made = event(pointer=0x10)
    (value,) = made["exception"]["values"]
    assert value["value"] == "Native crash"
    assert value["stacktrace"]["frames"] == [{"instruction_addr": "0x10"}]
    assert "fingerprint" not in made


def test_system_processor_and_modules_are_part_of_the_event() -> None:
    made = event(platform=2, version=(10, 0, 19045))
    assert made["contexts"] == {
        "os": {"name": "Windows", "version": "10.0.19045"},
        "device": {"arch": "x86_64"},
    }
    assert made["debug_meta"]["images"] == [
        {
            "type": "pe",
            "code_file": "/usr/lib/libengine.so",
            "debug_id": "04030201-0605-0807-090a-0b0c0d0e0f10",
            "image_addr": "0x7f0000000000",
            "image_size": 0x10000,
        }
    ]


def test_a_list_of_too_many_modules_is_read_up_to_a_limit() -> None:
    content = bytearray(bytes(MadeDump(modules=[("m", 0, 1, b"")] * (MAX_MODULES + 1))))
    assert len(Dump(bytes(content)).modules()) == MAX_MODULES


@given(st.integers(0, 700), st.binary(min_size=1, max_size=8))
def test_a_damaged_dump_is_an_event_all_the_same(position: int, damage: bytes) -> None:
    content = bytearray(bytes(MadeDump()))
    content[4 + position : 4 + position + len(damage)] = damage
    (envelope,) = translate(Posted(bytes(content), "", "", 0.0)).envelopes
    assert len(parse_envelope(envelope).items) == 2


@given(st.integers(4, 900))
def test_a_dump_may_end_anywhere(end: int) -> None:
    read = Dump(bytes(MadeDump())[:end])
    assert len(read.modules()) <= 2
    assert read.address in (None, 0x7F00_0000_1234)


@given(st.binary(max_size=300))
def test_any_bytes_behind_the_magic_are_read(content: bytes) -> None:
    for magic in (b"MDMP", b"PMDM"):
        read = Dump(magic + content)
        told = (read.written, read.system, read.system_version, read.cpu, read.reason)
        assert json.dumps([*told, read.address, read.images(read.modules())])


def test_what_the_sdk_says_counts_more_than_the_dump() -> None:
    body = form(
        ("upload_file_minidump", File("crash.dmp", bytes(MadeDump()))),
        ("sentry", '{"contexts":{"os":{"name":"SteamOS"}},"fingerprint":["own"],"level":"error"}'),
    )
    (envelope,) = translate(Posted(body, FORM, "", 0.0)).envelopes
    made = json.loads(bytes(parse_envelope(envelope).items[0].payload))
    assert made["contexts"] == {"os": {"name": "SteamOS"}, "device": {"arch": "x86_64"}}
    assert (made["fingerprint"], made["level"]) == (["own"], "error")
