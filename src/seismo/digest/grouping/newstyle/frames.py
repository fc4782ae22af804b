"""What one frame adds to the hash: module, else file name; function; source line."""

import re

import msgspec

from seismo.digest.grouping.components import (
    Component,
    branch,
    ignored,
    ignored_leaf,
    leaf,
)
from seismo.digest.grouping.newstyle.names import (
    stable_java_name,
    stable_php_function,
    stable_ruby_function,
    trimmed_function,
)
from seismo.digest.grouping.rules import family_of
from seismo.digest.grouping.stacks import Recent
from seismo.model.event import Frame

MAX_SOURCE_LINE = 120
FRAMES_REMEMBERED = 2048
"""Frames whose part of the hash is remembered: some hundred bytes each."""

_SOURCE_LINE_PLATFORMS = frozenset({"javascript", "node", "python", "php", "ruby"})
_NAMELESS_JAVASCRIPT = frozenset({"?", "<anonymous>", "<anonymous function>", "Anonymous function"})
_NO_CODE_JAVASCRIPT = frozenset({"[native code]", "native code", "eval code", "<anonymous>"})
_NO_FILE = frozenset({"<anonymous>", "[native code]"})
_NAMELESS_NATIVE = frozenset({"<redacted>", "<unknown>"})
_URL = re.compile(r"(?:https?|blob|applewebdata):")
_URL_OR_FILE = re.compile(r"(?:https?|blob|applewebdata|file):")
_JAVA_LAMBDA = re.compile(r"\$\$Lambda[$/]")
_SPACE = re.compile(r"\s+")
_TOO_LONG = "x" * (MAX_SOURCE_LINE + 1)
"""Stands for every source line that is too long to count, so that the cache holds none of them."""
_encode = msgspec.msgpack.Encoder().encode
_recent: Recent[Component] = Recent(FRAMES_REMEMBERED)


class _Code(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What of a frame its parts are made from: the cache's lookup."""

    platform: str
    module: str | None
    filename: str | None
    abs_path: str
    function: str | None
    raw_function: str | None
    source_line: str | None
    has_source_map: bool


def is_url(abs_path: str | None) -> bool:
    return abs_path is not None and _URL_OR_FILE.match(abs_path) is not None


def frame_component(frame: Frame, platform: str) -> Component:
    """`platform` is the event's; the frame's own counts before it."""
    return _component(_code_of(frame, platform))


def brief_frame(frame: Frame, platform: str) -> Component:
    """The same without its parts: what it adds to the hash."""
    code = _code_of(frame, platform)
    lookup = _encode(code)
    found = _recent.get(lookup)
    if found is None:
        whole = _component(code)
        found = Component("frame", "", whole.contributes, None, (), (), whole.hashed)
        _recent.put(lookup, found)
    return found


def _code_of(frame: Frame, platform: str) -> _Code:
    source_line = frame.context_line
    if source_line is not None and len(source_line) > MAX_SOURCE_LINE:
        source_line = _TOO_LONG
    return _Code(
        frame.platform or platform,
        frame.module,
        frame.filename,
        frame.abs_path or "",
        frame.function,
        frame.raw_function,
        source_line,
        frame.data is not None and "sourcemap" in frame.data,
    )


def _component(code: _Code) -> Component:
    module = _module(code)
    filename = _filename(code, bool(module and module.contributes))
    source_line = _source_line(code)
    function = _function(code, bool(source_line and source_line.contributes))
    found = [part for part in (module, filename, function, source_line) if part is not None]
    frame = branch("frame", _label(code), found, "nothing in it tells frames apart")
    if family_of(code.platform) == "javascript" and (
        code.function == "eval" or code.abs_path in _NO_CODE_JAVASCRIPT
    ):
        return ignored(frame, "ignored because it is not code of a file")
    return frame


def _label(code: _Code) -> str:
    place = code.module or code.filename or "unknown file"
    return f"{place} in {code.function}" if code.function else place


def _module(code: _Code) -> Component | None:
    if not code.module:
        return None
    if (
        family_of(code.platform) == "javascript"
        and "/" in code.module
        and code.abs_path.endswith(code.module)
    ):
        return ignored_leaf("module", "module", code.module, "ignored because it is a URL path")
    if code.platform != "java":
        return leaf("module", "module", code.module)
    if _JAVA_LAMBDA.search(code.module):
        return ignored_leaf("module", "module", code.module, "ignored because it is a lambda")
    return _stabilized("module", "module", code.module, stable_java_name(code.module))


def _filename(code: _Code, module_contributes: bool) -> Component | None:
    if not code.filename:
        return None
    name = code.filename.replace("\\", "/").rpartition("/")[2].lower()
    if module_contributes:
        return ignored_leaf("filename", "file name", name, "ignored because the module is used")
    if _URL.match(code.abs_path):
        return ignored_leaf("filename", "file name", name, "ignored because it comes from a URL")
    if _NO_FILE & {code.filename, code.abs_path}:
        return ignored_leaf("filename", "file name", name, "ignored because it names no file")
    stable = stable_java_name(name) if code.platform == "java" else name
    return _stabilized("filename", "file name", name, stable)


def _function(code: _Code, source_line_contributes: bool) -> Component | None:
    given = code.function or code.raw_function
    if code.platform == "csharp":
        given = code.raw_function or code.function
    if not given:
        return None
    name = trimmed_function(given, code.platform)
    if family_of(code.platform) == "javascript":
        return _javascript_function(code, name, source_line_contributes)
    stable = _stable_function(code.platform, name)
    if stable is None:
        return ignored_leaf("function", "function", name, "ignored because it is not a given name")
    return _stabilized("function", "function", given, stable)


def _stable_function(platform: str, name: str) -> str | None:
    """None for a name that no programmer gave."""
    if platform == "ruby":
        return stable_ruby_function(name)
    if platform == "php":
        return stable_php_function(name)
    if platform == "java" and name.startswith("lambda$"):
        return None
    if family_of(platform) == "native" and name in _NAMELESS_NATIVE:
        return None
    return name


def _javascript_function(code: _Code, name: str, source_line_contributes: bool) -> Component:
    if name in _NAMELESS_JAVASCRIPT or name.endswith("/<"):
        return ignored_leaf("function", "function", name, "ignored because it is not a given name")
    if code.has_source_map and source_line_contributes:
        hint = "ignored because the source line behind the source map is used"
        return ignored_leaf("function", "function", name, hint)
    return _stabilized("function", "function", name, name.rpartition(".")[2] or name)


def _source_line(code: _Code) -> Component | None:
    if not code.source_line or code.platform not in _SOURCE_LINE_PLATFORMS:
        return None
    line = _SPACE.sub(" ", code.source_line.strip())
    if not line:
        return None
    if len(code.source_line) > MAX_SOURCE_LINE:
        hint = f"ignored because it is longer than {MAX_SOURCE_LINE} characters"
        return ignored_leaf("context-line", "source line", "", hint)
    if code.platform == "javascript" and not code.function and is_url(code.abs_path):
        hint = "ignored because a page's own line may be anything"
        return ignored_leaf("context-line", "source line", line, hint)
    return leaf("context-line", "source line", line)


def _stabilized(part: str, label: str, given: str, stable: str) -> Component:
    hint = None if stable == given else f"shortened from {given}"
    return leaf(part, label, stable, hint)
