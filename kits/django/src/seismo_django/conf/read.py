"""Reading the settings: keyword before SEISMO before environment before default, each with its source."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from seismo_django.conf.kinds import Kind
from seismo_django.conf.rows import Row, Table
from seismo_django.conf.table import Settings

T = TypeVar("T", bound=Table)

UNKNOWN_KEY = "E003"
NOT_A_VALUE = "E002"


class Problem(NamedTuple):
    """What is wrong with what was said, for `manage.py check` and the doctor."""

    code: str
    sentence: str
    cure: str


class Loaded(NamedTuple):
    settings: Settings
    sources: Mapping[str, str]
    """By full key, as `FEEDBACK.RATE`: where its value comes from. A default has no entry."""
    problems: tuple[Problem, ...]
    debug: bool = False
    """Django's DEBUG."""


def read(
    said: Mapping[str, Any], environ: Mapping[str, str], debug: bool, **keywords: Any
) -> Loaded:
    """Read everything; what cannot be read is a problem and keeps its default.

    `said` is the dictionary SEISMO. Keywords are its keys in small letters. Nothing raises: a bad value
    must be told, and it must not stop the application.
    """
    reader = _Reader(environ)
    settings = reader.table(Settings, said, {k.upper(): v for k, v in keywords.items()}, "")
    completed = _completed(settings, reader.sources, debug)
    return Loaded(completed, reader.sources, tuple(reader.problems), debug)


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.sources: dict[str, str] = {}
        self.problems: list[Problem] = []

    def table(
        self, table: type[T], said: Mapping[str, Any], keywords: Mapping[str, Any], prefix: str
    ) -> T:
        known = {name.upper(): row for name, row in table.rows.items()}
        for source in (said, keywords):
            self._unknown(source, list(known), prefix)
        values: dict[str, Any] = {}
        for key, row in known.items():
            if row.table:
                within = keywords.get(key, said.get(key, {}))
                if isinstance(within, (list, tuple)) and row.short:
                    within = {row.short: within}
                inner = self._mapping(within, prefix + key)
                values[key.lower()] = self.table(row.table, inner, {}, f"{prefix}{key}.")
                continue
            for value in self._one(prefix + key, row, said, keywords):
                values[key.lower()] = value
        return table(**values)

    def _mapping(self, value: Any, key: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self._wrong(key, f"SEISMO[{key!r}]", value, "a dictionary")
        return {}

    def _unknown(self, said: Mapping[str, Any], known: list[str], prefix: str) -> None:
        for key in said:
            if key not in known:
                near = _nearest(str(key).upper(), known)
                cure = f"Did you mean {prefix}{near}?" if near else "Remove it."
                self.problems.append(
                    Problem(UNKNOWN_KEY, f"SEISMO has no setting {prefix}{key}.", cure)
                )

    def _one(
        self, key: str, row: Row, said: Mapping[str, Any], keywords: Mapping[str, Any]
    ) -> tuple[Any, ...]:
        """The value in a tuple, which is empty when there is none that can be read."""
        short = key.rpartition(".")[2]
        for source, where in ((keywords, "keyword"), (said, "SEISMO")):
            if short in source:
                return self._spoken(key, row.kind, source[short], where)
        return self._from_environment(key, row)

    def _spoken(self, key: str, kind: Kind, value: Any, where: str) -> tuple[Any, ...]:
        is_flag = isinstance(value, bool)
        if (isinstance(value, str) and str not in kind.types) or (
            isinstance(value, kind.types) and isinstance(value, (int, float)) and not is_flag
        ):
            return self._parsed(key, kind, str(value), where)
        if not isinstance(value, kind.types) or (
            is_flag and bool not in kind.types and object not in kind.types
        ):
            self._wrong(key, where, value, kind.words)
            return ()
        self.sources[key] = where
        return (tuple(value) if isinstance(value, list) else value,)

    def _from_environment(self, key: str, row: Row) -> tuple[Any, ...]:
        for variable in variables_of(row):
            if self.environ.get(variable):
                return self._parsed(key, row.kind, self.environ[variable], variable)
        return ()

    def _parsed(self, key: str, kind: Kind, text: str, where: str) -> tuple[Any, ...]:
        try:
            value = kind.parse(text)
        except ValueError:
            self._wrong(key, where, text, kind.words)
            return ()
        self.sources[key] = where
        return (value,)

    def _wrong(self, key: str, where: str, value: object, words: str) -> None:
        sentence = f"{key} of {where} is {value!r}, which cannot be read; its default is used."
        self.problems.append(Problem(NOT_A_VALUE, sentence, f"It must be {words}."))


def _nearest(key: str, known: list[str]) -> str:
    """Empty when none is near."""
    from difflib import get_close_matches  # needed by who misspelled, not by every start

    return next(iter(get_close_matches(key, known, 1)), "")


def variables_of(row: Row) -> list[str]:
    """The environment variables of a setting, the strongest first: SEISMO_X beats SENTRY_X."""
    names: list[str] = []
    for variable in row.variables:
        if variable.startswith("SENTRY_"):
            names.append("SEISMO_" + variable.removeprefix("SENTRY_"))
        names.append(variable)
    return sorted(names, key=lambda name: not name.startswith("SEISMO_"))


def _completed(settings: Settings, sources: Mapping[str, str], debug: bool) -> Settings:
    """What nobody said and what follows from other things."""
    environment = settings.environment or ("development" if debug else "production")
    rate = settings.traces.default
    traces = settings.traces.but(default=(1.0 if debug else 0.1) if rate < 0 else rate)
    privacy = settings.privacy
    if settings.send_default_pii is not None and "PRIVACY" not in sources:
        privacy = "full" if settings.send_default_pii else "balanced"
    return settings.but(environment=environment, traces=traces, privacy=privacy)
