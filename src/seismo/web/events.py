"""The page of an issue: one of its events, and what all of them have in common."""

from dataclasses import dataclass

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seismo.catalog.models import Issue, IssueChange
from seismo.digest.grouping import Explanation
from seismo.model.event import Event
from seismo.model.ids import EventId, parse_event_id
from seismo.queries import events as queries
from seismo.queries.activity import hashes_of
from seismo.queries.companions import Companions, companions_of
from seismo.queries.events import LoadedEvent
from seismo.queries.facets import TAG_FACETS, Facet, is_counted, tag_facets, who_and_where
from seismo.queries.history import History, Neighbours, history
from seismo.queries.issues import find_issue, is_new, name_of, title_parts
from seismo.queries.recent import recent_of
from seismo.queries.scrubbing import Removal, removals
from seismo.queries.splitting import Split, splits_of
from seismo.web.breadcrumbs import Trail, trail_of
from seismo.web.databag import Shown, child, shown, shown_value
from seismo.web.event_text import markdown, traceback
from seismo.web.http import access, stores
from seismo.web.issues import Done, last_action
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
    message: str
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
        """What the first exception says that the title of the page does not."""
        value = self.main.value if self.main else ""
        if value == self.headline:
            return ""
        return value.removeprefix(self.message).strip("\n")

    @property
    def modules(self) -> list[tuple[str, str]]:
        return sorted((self.event.modules or {}).items())


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Everything that the page of an issue shows."""

    issue: Issue
    short_id: str
    event_id: EventId
    view: EventView | None
    """None when the event is not stored any more."""
    history: History
    facets: list[Facet]
    changes: list[IssueChange]
    done: Done | None
    is_new: bool
    companions: Companions | None

    @property
    def neighbours(self) -> Neighbours:
        return self.history.neighbours

    @property
    def expected_tags(self) -> list[str]:
        """The tags whose counts the page fetches later, as far as this event tells them."""
        tags = self.view.tags if self.view else []
        return [tag.name for tag in tags if is_counted(tag.name)][:TAG_FACETS]

    @property
    def headline(self) -> str:
        return self.view.headline if self.view else title_parts(self.issue)[0]

    @property
    def message(self) -> str:
        return self.view.message if self.view else title_parts(self.issue)[1]

    @property
    def is_resolved(self) -> bool:
        return self.issue.status == "resolved"

    @property
    def is_archived(self) -> bool:
        return self.issue.status == "ignored"


@require_safe
def latest(request: HttpRequest, short_id: str) -> HttpResponse:
    """The issue with its newest event."""
    issue = issue_of(request, short_id)
    if name_of(issue) != short_id.upper():
        return HttpResponseRedirect(reverse("issue", args=[name_of(issue)]))
    return _page(request, issue, EventId(issue.last_event_id))


@require_safe
def show(request: HttpRequest, short_id: str, event_id: str) -> HttpResponse:
    issue = issue_of(request, short_id)
    if name_of(issue) != short_id.upper():
        return HttpResponseRedirect(reverse("issue_event", args=[name_of(issue), event_id]))
    return _page(request, issue, _event_id(event_id))


@require_safe
def tags(request: HttpRequest, short_id: str) -> HttpResponse:
    """How the events of an issue spread over the values of their tags."""
    issue = issue_of(request, short_id)
    facets = tag_facets(stores(request), issue)
    context = {"issue": issue, "short_id": name_of(issue), "facets": facets}
    return render(request, "events/tags.html", context)


@require_safe
def as_json(request: HttpRequest, short_id: str, event_id: str) -> HttpResponse:
    """The stored event as a file."""
    issue = issue_of(request, short_id)
    loaded = _load(request, issue, _event_id(event_id))
    if loaded is None:
        raise Http404("this event is not stored")
    answer = HttpResponse(queries.as_json(loaded), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{loaded.event.event_id}.json"'
    return answer


def issue_of(request: HttpRequest, short_id: str) -> Issue:
    issue = find_issue(access(request), short_id)
    if issue is None:
        raise Http404(f"there is no issue {short_id}")
    return issue


def _event_id(text: str) -> EventId:
    event_id = parse_event_id(text)
    if event_id is None:
        raise Http404("an event id has 32 hexadecimal digits")
    return event_id


def _load(request: HttpRequest, issue: Issue, event_id: EventId) -> LoadedEvent | None:
    """The stored event, unless it belongs to another issue."""
    loaded = queries.load_event(stores(request), {issue.project_id}, event_id)
    if loaded is not None and loaded.hash not in hashes_of(issue):
        raise Http404("this event belongs to another issue")
    return loaded


def _page(request: HttpRequest, issue: Issue, event_id: EventId) -> HttpResponse:
    parts = stores(request)
    loaded = _load(request, issue, event_id)
    recent = recent_of(parts, issue)
    place = history(parts, issue, event_id, recent)
    if loaded is None and not place.neighbours.position and event_id != issue.last_event_id:
        raise Http404("this issue has no such event")
    page = IssuePage(
        issue=issue,
        short_id=name_of(issue),
        event_id=event_id,
        view=_view(loaded, issue) if loaded else None,
        history=place,
        facets=who_and_where(recent),
        changes=queries.changes(issue),
        done=last_action(request),
        is_new=is_new(issue, parts.clock.now()),
        companions=companions_of(parts, issue.project_id, loaded.event) if loaded else None,
    )
    return render(request, "events/show.html", {"page": page, "view": page.view})


def _view(loaded: LoadedEvent, issue: Issue) -> EventView:
    event = loaded.event
    headline, message = _headline(event)
    name = name_of(issue)
    path = reverse("issue_event", args=[name, event.event_id])
    logged = event.logentry
    params_meta = child(child(event.meta, "logentry"), "params")
    return EventView(
        event=event,
        headline=headline,
        message=message,
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
        markdown=markdown(event, name, settings.PUBLIC_URL.rstrip("/") + path),
        explanation=queries.explanation(loaded, issue),
        hash=loaded.hash,
        splits=splits_of(event),
        removals=removals(event, event.meta),
    )


def _headline(event: Event) -> tuple[str, str]:
    """The event's own title: that of the issue may be another event's."""
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
