"""The grouping versions `newstyle:2026-11` and `newstyle-verbatim:2026-11`.

They differ in one point: the first takes what varies from event to event out of messages, the second
hashes messages as they are.

The promise: for the same event these hashes never change. A checksum is the hash. Else the first
strategy that finds something wins: exceptions, threads, stack trace, template, security report,
message. Strategies with frames make two hashes, `app` and `system`; the others one. A hash is the MD5
of what the contributing leaves hold, in the order of the tree, with nothing between. A fingerprint
replaces or extends that. Every file of this package and the base rules are part of the promise.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from seismo.digest.grouping.components import (
    Component,
    Explanation,
    Variant,
    branch,
    contributing,
    hash_of,
    leaf,
    passed_over,
)
from seismo.digest.grouping.newstyle.exceptions import (
    GroupedExceptions,
    grouped_exceptions,
    has_stacktrace,
)
from seismo.digest.grouping.newstyle.fingerprints import (
    Fingerprint,
    custom_component,
    fingerprint_of,
    hybrid_component,
    title_of,
)
from seismo.digest.grouping.newstyle.messages import logged_message, template_component
from seismo.digest.grouping.newstyle.parameterize import parameterize
from seismo.digest.grouping.newstyle.security import security_component
from seismo.digest.grouping.newstyle.stacktraces import (
    AppAndSystem,
    Reading,
    stacktrace_components,
)
from seismo.digest.grouping.project_rules import GroupingRules
from seismo.model.event import Event, Thread
from seismo.model.ids import GroupingHash

VERSION = "newstyle:2026-11"
VERBATIM_VERSION = "newstyle-verbatim:2026-11"

_MD5 = re.compile(r"[0-9a-f]{32}")

Views: TypeAlias = Mapping[str, Component]
"""The variants of one strategy by name; none when the event has nothing for it."""


class _Seen(NamedTuple):
    """What strategies look at."""

    event: Event
    reading: Reading
    exceptions: GroupedExceptions | None
    fingerprint: Fingerprint

    def extended(self, component: Component) -> Component:
        """The component with what a fingerprint adds to it."""
        if self.fingerprint.is_default:
            return component
        return hybrid_component(self.fingerprint, self.event, component, self.reading.normal)


def newstyle(event: Event, rules: GroupingRules, *, complete: bool) -> Explanation:
    """The hashes and their reasons. `complete` also looks at what cannot win, to show it."""
    return _evaluated(event, rules, Reading(event.platform, rules.stacks, parameterize, complete))


def newstyle_verbatim(event: Event, rules: GroupingRules, *, complete: bool) -> Explanation:
    """The same with messages as they are."""
    return _evaluated(event, rules, Reading(event.platform, rules.stacks, str, complete))


def _evaluated(event: Event, rules: GroupingRules, reading: Reading) -> Explanation:
    if event.checksum:
        variant = _checksum(event.checksum)
        return Explanation(rules.version, _hashes([variant]), None, None, (variant,))
    exceptions = grouped_exceptions(event, reading)
    fingerprint = fingerprint_of(event, rules.fingerprints)
    seen = _Seen(event, reading, exceptions, fingerprint)
    variants: list[Variant] = []
    if fingerprint.replaces_grouping:
        component = custom_component(fingerprint, event, reading.normal)
        variants.append(contributing("custom-fingerprint", component))
    if reading.complete or not fingerprint.replaces_grouping:
        variants += _by_strategy(seen)
    if not any(variant.contributes for variant in variants):
        variants.append(_fallback(seen))
    return Explanation(
        rules.version,
        _hashes(variants),
        exceptions.main_exception_id if exceptions else None,
        title_of(fingerprint, event),
        tuple(variants),
        fingerprint.rule.text if fingerprint.rule is not None else None,
    )


def _hashes(variants: list[Variant]) -> tuple[GroupingHash, ...]:
    return tuple(variant.hash for variant in variants if variant.hash is not None)


def _checksum(checksum: str) -> Variant:
    is_hash = _MD5.fullmatch(checksum) is not None
    label = "checksum" if is_hash else "MD5 of the checksum"
    grouping_hash = GroupingHash(checksum) if is_hash else hash_of(checksum)
    return Variant("checksum", True, None, grouping_hash, leaf("checksum", label, checksum))


def _fallback(seen: _Seen) -> Variant:
    return contributing("fallback", seen.extended(branch("fallback", "nothing to group by", ())))


def _by_strategy(seen: _Seen) -> Iterator[Variant]:
    """The variants of the first strategy that finds something, then, if wanted, of all others."""
    replaced = seen.fingerprint.replaces_grouping
    taken_by = f"{seen.fingerprint.origin} fingerprint" if replaced else None
    for name, look in _STRATEGIES:
        views = look(seen)
        if taken_by is not None:
            hint = f"ignored because the {taken_by} takes precedence"
            yield from (passed_over(view, component, hint) for view, component in views.items())
        else:
            yield from _winning(views, seen)
        if taken_by is None and any(component.contributes for component in views.values()):
            taken_by = name
        if taken_by is not None and not seen.reading.complete:
            return


def _winning(views: Views, seen: _Seen) -> Iterator[Variant]:
    with_stacktrace = {view for view, component in views.items() if has_stacktrace(component)}
    hashed: set[str] = set()
    for view, component in views.items():
        if not component.contributes:
            yield passed_over(view, component, component.hint)
        elif with_stacktrace and view not in with_stacktrace:
            yield passed_over(view, component, "ignored because only another variant has frames")
        elif component.hashed in hashed:
            yield passed_over(view, component, "its hash is the same as that of the app variant")
        else:
            hashed.add(component.hashed)
            yield contributing(view, seen.extended(component))


def _views_of_pair(pair: AppAndSystem) -> Views:
    return {"app": pair.app, "system": pair.system}


def _views_of_one(component: Component | None) -> Views:
    return {} if component is None else {"default": component}


def _exceptions(seen: _Seen) -> Views:
    return {} if seen.exceptions is None else _views_of_pair(seen.exceptions.components)


def _threads(seen: _Seen) -> Views:
    threads = seen.event.threads
    thread = _thread_that_counts(threads.values) if threads is not None else None
    if thread is None or thread.stacktrace is None:
        return {}
    return _views_of_pair(stacktrace_components(thread.stacktrace, seen.reading))


def _thread_that_counts(threads: list[Thread]) -> Thread | None:
    crashed = [thread for thread in threads if thread.crashed]
    current = [thread for thread in threads if thread.current]
    return next((found[0] for found in (crashed, current, threads) if len(found) == 1), None)


def _stacktrace(seen: _Seen) -> Views:
    if seen.event.stacktrace is None:
        return {}
    return _views_of_pair(stacktrace_components(seen.event.stacktrace, seen.reading))


def _template(seen: _Seen) -> Views:
    return _views_of_one(template_component(seen.event))


def _security(seen: _Seen) -> Views:
    return _views_of_one(security_component(seen.event))


def _message(seen: _Seen) -> Views:
    return _views_of_one(logged_message(seen.event, seen.reading.normal))


_STRATEGIES: tuple[tuple[str, Callable[[_Seen], Views]], ...] = (
    ("exception", _exceptions),
    ("thread", _threads),
    ("stack trace", _stacktrace),
    ("template", _template),
    ("security report", _security),
    ("message", _message),
)
