"""One event, ready to be drawn."""

from dataclasses import dataclass

import msgspec
from django.conf import settings
from django.urls import reverse

from seismo.catalog.models import Issue
from seismo.digest.grouping import Explanation
from seismo.model.event import Event
from seismo.queries import events as queries
from seismo.queries.events import LoadedEvent
from seismo.queries.issues import name_of
from seismo.queries.scrubbing import Removal, removals
from seismo.queries.splitting import Split, splits_of
from seismo.web.breadcrumbs import Trail, trail_of
from seismo.web.databag import Shown, child, shown, shown_value
from seismo.web.event_text import Cited, markdown, traceback
from seismo.web.sent_request import SentRequest, sent_request
from seismo.web.stacktrace import StackView, other_threads, stacks_of


@dataclass(frozen=True, slots=True)
class ContextView:
    name: str
    summary: str
    values: list[Shown]


@dataclass(frozen=True, slots=True)
class EventView:
    """One event, ready to be drawn."""

    event: Event
    headline: str
    """The event's own: its issue keeps the title of the first one."""
    message: str
    has_own_title: bool
    """Whether it says something else than the title of its issue."""
    stacks: list[StackView]
    threads: list[StackView]
    trail: Trail | None
    request: SentRequest | None
    user: list[Shown]
    tags: list[Shown]
    contexts: list[ContextView]
    extra: list[Shown]
    log_message: str
    log_params: list[Shown]
    traceback: str
    markdown: str
    explanation: Explanation | None
    hash: str
    """Under which the event is stored."""
    splits: list[Split]
    removals: list[Removal]

    @property
    def is_regrouped(self) -> bool:
        """Whether the rules of today would give it another hash."""
        return self.explanation is not None and self.hash not in self.explanation.hashes

    @property
    def main(self) -> StackView | None:
        return self.stacks[0] if self.stacks else None

    @property
    def beyond_title(self) -> str:
        """What the first exception says that its title does not."""
        value = self.main.value if self.main else ""
        if value == self.headline:
            return ""
        return value.removeprefix(self.message).strip("\n")

    @property
    def trace_id(self) -> str:
        found = self.event.contexts.get("trace", {}).get("trace_id")
        return found if isinstance(found, str) else ""

    @property
    def modules(self) -> list[tuple[str, str]]:
        return sorted((self.event.modules or {}).items())


def view_of(loaded: LoadedEvent, issue: Issue) -> EventView:
    event = loaded.event
    headline, message = _headline(event)
    logged = event.logentry
    params_meta = child(child(event.meta, "logentry"), "params")
    return EventView(
        event=event,
        headline=headline,
        message=message,
        has_own_title=event.title != issue.title,
        stacks=stacks_of(event),
        threads=other_threads(event),
        trail=trail_of(event),
        request=sent_request(event),
        user=shown(
            msgspec.to_builtins(event.user) if event.user else {}, child(event.meta, "user")
        ),
        tags=_tags(event),
        contexts=_contexts(event),
        extra=shown(event.extra, child(event.meta, "extra")),
        log_message=(logged.formatted or logged.message or "") if logged else "",
        log_params=(
            [shown_value("params", logged.params, params_meta)] if logged and logged.params else []
        ),
        traceback=traceback(event),
        markdown=report_of(event, issue),
        explanation=queries.explanation(loaded, issue),
        hash=loaded.hash,
        splits=splits_of(event),
        removals=removals(event, event.meta),
    )


def report_of(event: Event, issue: Issue) -> str:
    """The event as Markdown."""
    name = name_of(issue)
    path = reverse("issue_event", args=[name, event.event_id])
    many = "" if issue.times_seen == 1 else "s"
    seen = (
        f"{issue.times_seen:,} event{many} since {issue.first_seen:%Y-%m-%d %H:%M} UTC,"
        f" the last at {issue.last_seen:%Y-%m-%d %H:%M} UTC"
    )
    return markdown(
        event, Cited(name, settings.PUBLIC_URL.rstrip("/") + path, seen, issue.first_release)
    )


def _headline(event: Event) -> tuple[str, str]:
    """The type of an error and its message; a title without a type stands alone."""
    kind = event.metadata.get("type")
    if isinstance(kind, str) and event.title.startswith(f"{kind}: "):
        return kind, event.title[len(kind) + 2 :]
    return event.title, ""


def _tags(event: Event) -> list[Shown]:
    """What the event can be found by: its own tags and those that search adds."""
    places = {name: index for index, (name, _) in enumerate(event.tags)}
    meta = child(event.meta, "tags")
    return [
        shown_value(name, text, child(meta, places[name]) if name in places else {})
        for name, text in sorted(queries.tags_of(event).items())
    ]


def _contexts(event: Event) -> list[ContextView]:
    meta = child(event.meta, "contexts")
    return [
        ContextView(
            name,
            " ".join(str(context[part]) for part in ("name", "version") if context.get(part)),
            shown({k: v for k, v in context.items() if k != "type"}, child(meta, name)),
        )
        for name, context in sorted(event.contexts.items())
        if context
    ]
