"""The stack trace rules of a project, and what was found out about stack traces before.

Events of one bug bring the same stack trace again and again. So what the rules say about a whole
stack trace is remembered under a digest of its code, which is all that they and the hash look at: a
few hundred bytes for each, however long it is.
"""

from collections import deque
from collections.abc import Hashable, Sequence
from operator import attrgetter
from typing import Generic, TypeVar

import msgspec

from seismo.digest.grouping.base_rules import BASE_RULES
from seismo.digest.grouping.rules import (
    CATEGORY,
    Decided,
    FrameState,
    Rule,
    RuleSet,
    Stack,
    is_of_app,
    is_of_group,
)
from seismo.digest.spelled import Spelled
from seismo.model.event import ExceptionValue, Frame

STACKS_REMEMBERED = 512
FRAMES_REMEMBERED = 2048
"""How many frames' matching rules are remembered: many stack traces share their frames."""
FRAMES_OF_A_PROJECT_REMEMBERED = 256
"""The same for the rules of one project, of which there may be many."""

MARKED_REMEMBERED = 4

_Value = TypeVar("_Value")

_encode = msgspec.msgpack.Encoder().encode
_named_of = attrgetter("abs_path", "filename", "package", "module", "function")


class Recent(Generic[_Value]):
    """The values that were used last, by a digest of what they were made from."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: dict[Hashable, _Value] = {}

    def get(self, digest: Hashable) -> _Value | None:
        value = self._values.pop(digest, None)
        if value is not None:
            self._values[digest] = value
        return value

    def put(self, digest: Hashable, value: _Value) -> _Value:
        self._values[digest] = value
        if len(self._values) > self._size:
            del self._values[next(iter(self._values))]
        return value


class StackTraceRules:
    """The base rules, then a project's own."""

    def __init__(self, own: Sequence[Rule] = (), name: str = "") -> None:
        """`name` tells these rules from all others: the text they were read from."""
        self.own = own
        rules = (*BASE_RULES, *own)
        self._app = RuleSet(rules, is_of_app)
        self._group = RuleSet(rules, is_of_group)
        self._name = name
        self._marked: deque[tuple[Sequence[Frame], Hashable]] = deque(maxlen=MARKED_REMEMBERED)
        size = FRAMES_OF_A_PROJECT_REMEMBERED if own else FRAMES_REMEMBERED
        self._matching_app = _RememberedMatching(self._app, size)
        self._matching_group = _RememberedMatching(self._group, size)

    def digest(
        self,
        frames: Sequence[Frame],
        platform: str,
        exception: ExceptionValue,
        spelled: Spelled | None = None,
    ) -> Hashable:
        """Stands for all that decisions about a stack trace depend on.

        A hash of 64 bits with the interpreter's own seed: nobody can aim at another's.
        """
        for known, digest in self._marked:
            if known is frames:
                return digest
        raised: tuple[str | None, ...] = ()
        if self._app.looks_at_exceptions or self._group.looks_at_exceptions:
            mechanism = exception.mechanism.type if exception.mechanism is not None else None
            raised = (exception.type, exception.value, mechanism)
        code = (spelled or Spelled()).code(frames)
        return hash((self._name, platform, raised, code))

    def remember_marked(self, frames: Sequence[Frame], digest: Hashable) -> None:
        """These frames, once marked, are what became of a stack trace with this digest.

        To be grouped next, they need not be read again: what marking makes follows from that digest.
        """
        self._marked.append((frames, ("marked", digest)))

    def on_application(
        self,
        frames: Sequence[Frame],
        platform: str,
        said: Sequence[bool | None],
        exception: ExceptionValue,
    ) -> Decided:
        """The first pass: `app` and `category`. `said` is what the SDK says about each frame."""
        platforms = [frame.platform or platform for frame in frames]
        states = [FrameState(app, None) for app in said]
        stack = Stack(frames, platforms, states, exception)
        return self._app.decide(stack, list(map(self._matching_app, frames, platforms)))

    def on_grouping(
        self, frames: Sequence[Frame], platform: str, exception: ExceptionValue
    ) -> Decided:
        """The second pass, on marked frames: `group` and the variables."""
        platforms = [frame.platform or platform for frame in frames]
        states = [FrameState(frame.in_app, category_of(frame)) for frame in frames]
        stack = Stack(frames, platforms, states, exception)
        return self._group.decide(stack, list(map(self._matching_group, frames, platforms)))

    def own_rules(self, *passes: Decided) -> tuple[str, ...]:
        """The project's own rules that spoke, as they were written."""
        spoke = {number for decided in passes for number in decided.spoke}
        first = len(BASE_RULES)
        return tuple(rule.text for n, rule in enumerate(self.own, first) if n in spoke)


class _RememberedMatching:
    """`RuleSet.matching` that remembers by the few names of a frame."""

    def __init__(self, rules: RuleSet, size: int) -> None:
        self._rules = rules
        self._recent: Recent[tuple[int, ...]] = Recent(size)

    def __call__(self, frame: Frame, platform: str) -> tuple[int, ...]:
        names = _encode((platform, _named_of(frame)))
        found = self._recent.get(names)
        if found is None:
            found = self._recent.put(names, self._rules.matching(frame, platform))
        return found


def category_of(frame: Frame) -> str | None:
    category = frame.data.get(CATEGORY) if frame.data else None
    return category if isinstance(category, str) else None


BASE = StackTraceRules()
