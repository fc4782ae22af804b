"""What a table of settings is made of: a row for each, and values that nobody changes."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, cast

from seismo_django.conf.kinds import MAPPING, Kind

T = TypeVar("T")


class Row(NamedTuple):
    """A setting, or a section of them."""

    default: Any
    kind: Kind
    sentence: str
    variables: tuple[str, ...] = ()
    """In which the environment says it."""
    table: "type[Table] | None" = None
    """Of a section."""
    short: str = ""
    """The setting of a section that a list instead of a dictionary means."""


def setting(default: T, kind: Kind, sentence: str, *variables: str) -> T:
    """A row of a table. The table's values have its value under the same name."""
    return cast(T, Row(default, kind, sentence, variables))


def section(table: Callable[[], T], sentence: str, short: str = "") -> T:
    """A row that is a table of its own. A list instead of a dictionary means its setting `short`."""
    return cast(T, Row({}, MAPPING, sentence, (), cast("type[Table]", table), short))


class Table:
    """Values that nobody changes, by the names of the rows that a class below has.

    A dataclass would compile several functions for each table at each start of an application, which took
    longer than everything else that the kit does there.
    """

    rows: ClassVar[Mapping[str, Row]] = {}

    def __init_subclass__(cls) -> None:
        cls.rows = {name: row for name, row in vars(cls).items() if isinstance(row, Row)}

    def __init__(self, **told: Any) -> None:
        """What is not told has its default. Raises TypeError for what is no row."""
        unknown = told.keys() - self.rows.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        defaults = {
            name: row.table() if row.table else row.default
            for name, row in self.rows.items()
            if name not in told
        }
        vars(self).update(defaults | told)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; but() makes another one.")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def but(self, **changed: Any) -> Self:
        """The same with these values."""
        return type(self)(**vars(self) | changed)
