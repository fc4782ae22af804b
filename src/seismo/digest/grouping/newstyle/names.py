"""Names without the parts that change from build to build or from run to run."""

import re

from seismo.digest.grouping.rules import family_of

_GENERATED_JAVA = re.compile(
    r"""
    (?: (?<=\breflect\.GeneratedMethodAccessor)
      | (?<=\breflect\.GeneratedConstructorAccessor)
      | (?<=\breflect\.GeneratedSerializationConstructorAccessor)
      | (?<=\$fn__)
    ) \d+
    | (?<=CGLIB\$\$) [0-9a-fA-F]+
    | (\$\$(?:EnhancerBy|FastClassBy)\w*?\$\$) [0-9a-fA-F]+
    | (_\$\$_javassist) (?:_seam)? (?:_\d+)?
    | (?<=\$HibernateProxy\$) \w+
    """,
    re.VERBOSE,
)
_PHP_CLOSURE = re.compile(r"(?<=\)):\d+\}$")
_ERB_SUFFIX = re.compile(r"_{2,}\d+_\d+$")

_OBJECTIVE_C = re.compile(r"(?:__\d+)?[-+]?\[")
_CLONE_NOTE = re.compile(r"\s?\[clone [^\[\]]*\]")
_CLONE_SUFFIXES = frozenset({"isra", "part", "constprop", "cold", "lto_priv", "llvm"})
_RUST_HASH = re.compile(r"::h[0-9a-f]{16}$|(?<=\w)\[[0-9a-f]{8,16}\]")
_SYMBOL_VERSION = re.compile(r"@@?(?:GLIBC\w*_[\d.]+|plt)$")
_STDCALL = re.compile(r"[@_]?(\w+)@\d+")
_ANONYMOUS_NAMESPACE = re.compile(r"\(anonymous namespace\)|`anonymous[- ]namespace'|_GLOBAL__N_1")
_LAMBDA = re.compile(r"\{lambda\([^{}]*\)#\d+\}|'lambda\d*'(?=\()|<lambda_[0-9a-f]+>|\$_\d+")
_OPERATOR = re.compile(r"\boperator\s*(\(\)|<=>|<<=?|>>=?|->\*?|[<>]=?)")
_SPACED_OPERATOR = re.compile(r"\boperator (?=\w)")
_TRAILERS = frozenset({"", "const", "volatile", "noexcept", "async", "throws", "rethrows"})
_BRACKETS = {"(": ")", "<": ">"}
_HIDE = str.maketrans("()<> -", "\ue000\ue001\ue002\ue003\ue004\ue005")
_SHOW = str.maketrans("\ue000\ue001\ue002\ue003\ue004\ue005", "()<> -")


def stable_java_name(name: str) -> str:
    """A class or file name without the number or hash of generated code."""
    return _GENERATED_JAVA.sub(lambda found: found[1] or found[2] or "", name)


def stable_ruby_function(name: str) -> str:
    return "block" if name.startswith("block ") else _ERB_SUFFIX.sub("", name)


def stable_php_function(name: str) -> str | None:
    """A function without the line that PHP 8.4 puts into the names of closures.

    None when the name says nothing that stays.
    """
    if name.startswith("class@anonymous"):
        return name.rpartition("::")[2] if "::" in name else None
    return None if name.startswith("[Anonymous") else _PHP_CLOSURE.sub("}", name)


def trimmed_function(name: str, platform: str) -> str:
    """The name that tells functions apart: for compiled languages without types and arguments."""
    if platform == "csharp":
        return name.partition(" (")[0]
    if family_of(platform) == "native":
        return _trimmed_native(name.strip()) or name
    return name


def _trimmed_native(name: str) -> str:
    if _OBJECTIVE_C.match(name):
        return name
    name = _SYMBOL_VERSION.sub("", _RUST_HASH.sub("", _without_clone(name)))
    stdcall = _STDCALL.fullmatch(name)
    if stdcall:
        return stdcall[1]
    name = _ANONYMOUS_NAMESPACE.sub("{anonymous}", _LAMBDA.sub("{lambda}", name))
    name = _OPERATOR.sub(lambda found: f"operator{found[1].translate(_HIDE)}", name)
    name = _SPACED_OPERATOR.sub(lambda found: found[0].translate(_HIDE), name)
    plain = _without_brackets(_self_type_spelled_out(name))
    return _last_word(plain).translate(_SHOW)


def _without_clone(name: str) -> str:
    """The name without what the compiler puts behind it when it makes a copy."""
    name = _CLONE_NOTE.sub("", name)
    while True:
        head, dot, suffix = name.rpartition(".")
        if not dot or not (suffix.isdigit() or suffix in _CLONE_SUFFIXES):
            return name
        name = head


def _last_word(plain: str) -> str:
    """The name in what is left: before a Swift arrow, behind a return type."""
    words = (plain.rpartition("->")[0] or plain).split()
    while words and words[-1].rstrip("&") in _TRAILERS:
        words.pop()
    return words[-1] if words else ""


def _self_type_spelled_out(name: str) -> str:
    """Rust's `<Type as Trait>::method` names the type it is about: keep that."""
    if not name.startswith("<"):
        return name
    end = _closing(name, 0)
    if end == len(name) - 1:
        return name
    inner = name[1:end].partition(" as ")[0]
    return inner + name[end + 1 :]


def _without_brackets(name: str) -> str:
    """The text outside of all round and angle brackets; an arrow's head is no bracket."""
    kept: list[str] = []
    position = 0
    while position < len(name):
        character = name[position]
        if character in _BRACKETS:
            position = _closing(name, position) + 1
            continue
        width = 2 if name.startswith("->", position) else 1
        kept.append(name[position : position + width])
        position += width
    return "".join(kept)


def _closing(name: str, start: int) -> int:
    """Where the bracket at `start` closes; the end of the name when it never does."""
    open_brackets: list[str] = []
    position = start
    while position < len(name):
        character = name[position]
        if name.startswith("->", position):
            position += 1
        elif character in _BRACKETS:
            open_brackets.append(_BRACKETS[character])
        elif open_brackets and character == open_brackets[-1]:
            open_brackets.pop()
            if not open_brackets:
                return position
        position += 1
    return len(name) - 1
