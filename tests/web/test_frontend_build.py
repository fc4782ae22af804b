"""The scripts, styles and icons as they are shipped."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import brotli
import pytest

import seismo
from seismo.web.assets import BUILT, manifest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((Path(seismo.__file__).parent / "web" / "templates").rglob("*.html"))
COMPRESSED = sorted(path for path in BUILT.iterdir() if path.suffix in {".br", ".gz"})
HASHED = sorted(manifest().items())
ICON = re.compile(r"""{%\s*icon\s+["']([\w-]+)["']""")


@pytest.mark.parametrize(
    ("name", "kilobytes"), [("app.js", 20), ("app.css", 12), ("icons.svg", 4), ("favicon.svg", 1)]
)
def test_a_file_stays_inside_its_budget(name: str, kilobytes: int) -> None:
    transferred = (BUILT / f"{manifest()[name]}.br").stat().st_size

    assert transferred <= kilobytes * 1000


@pytest.mark.parametrize(("name", "shipped"), HASHED, ids=dict(HASHED))
def test_a_name_carries_the_hash_of_the_content(name: str, shipped: str) -> None:
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256((BUILT / shipped).read_bytes()).hexdigest()

    assert shipped == f"{stem}-{digest[:10]}.{ending}"


@pytest.mark.parametrize("path", COMPRESSED, ids=lambda path: path.name)
def test_a_compressed_file_holds_what_the_plain_one_holds(path: Path) -> None:
    inflate = brotli.decompress if path.suffix == ".br" else gzip.decompress

    assert inflate(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_nothing_is_shipped_that_no_page_can_name() -> None:
    known = {*manifest().values(), "manifest.json", "LICENSES.txt", "prefetch.speculationrules"}
    files = {path.name.removesuffix(".br").removesuffix(".gz") for path in BUILT.iterdir()}

    assert files == known


def test_every_icon_of_a_page_is_in_the_sprite() -> None:
    sprite = (BUILT / manifest()["icons.svg"]).read_text()
    used = {name for path in TEMPLATES for name in ICON.findall(path.read_text())}

    assert {name for name in used if f'id="{name}"' not in sprite} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_has_nothing_that_the_content_policy_blocks(path: Path) -> None:
    text = path.read_text()

    assert (
        re.findall(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|hx-on|javascript:", text) == []
    )


def test_the_licenses_of_what_is_shipped_are_shipped() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text())
    texts = (BUILT / "LICENSES.txt").read_text()

    assert {f"{name} {pin}" in texts for name, pin in package["dependencies"].items()} == {True}


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "frontend" / "node_modules").is_dir(),
    reason="needs Node and `npm ci` in frontend/",
)
def test_the_committed_build_is_what_the_sources_give(tmp_path: Path) -> None:
    out = tmp_path / "built"
    subprocess.run(["node", "build.mjs", str(out)], cwd=ROOT / "frontend", check=True)
    built = {path.name: path.read_bytes() for path in out.iterdir()}

    assert built == {path.name: path.read_bytes() for path in BUILT.iterdir()}
