"""The set-up page of a project: what to copy, and what has come in so far."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.catalog.models import Project
from seismo.catalog.projects import active_key
from seismo.model.outcome import EXPLANATIONS, beyond_explanation
from seismo.ports.payloads import Drop
from seismo.ports.stores import Stores
from seismo.queries import projects as queries
from seismo.queries.applications import Application, running
from seismo.queries.projects import Arrival
from seismo.web.http import stores
from seismo.web.projects import dsn_of, is_loopback, project_of
from seismo.web.snippets import PLATFORMS, Platform, Step, without_sdk


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has come in since somebody began to wait."""

    since: float
    """Unix seconds."""
    seen: int
    """How many events the project had then."""
    arrival: Arrival | None
    refusal: Drop | None
    """The newest request that was refused meanwhile."""
    application: Application | None
    """The one that told of itself last, before the project has an event."""

    @property
    def state(self) -> str:
        """Changes whenever there is something new to say."""
        if self.arrival is not None:
            return f"event-{self.arrival.event_id}"
        if self.refusal is not None:
            return f"refusal-{self.refusal.partition}-{self.refusal.offset}-{self.refusal.row}"
        return f"running-{self.application.last.timestamp()}" if self.application else "nothing"

    @property
    def query(self) -> str:
        """Goes on waiting where this left off, with or without JavaScript."""
        return urlencode({"since": f"{self.since:.3f}", "seen": self.seen, "told": self.state})

    @property
    def explanation(self) -> str:
        return EXPLANATIONS[self.refusal.reason] if self.refusal is not None else ""

    @property
    def detail(self) -> str:
        refusal = self.refusal
        return beyond_explanation(refusal.reason, refusal.detail) if refusal else ""

    @property
    def for_the_first(self) -> bool:
        return self.seen == 0


@dataclass(frozen=True, slots=True)
class SetupPage:
    project: Project
    platform: Platform
    dsn: str
    curl: str
    waiting: Waiting

    @property
    def platforms(self) -> list[Platform]:
        return list(PLATFORMS.values())

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.platform.steps(self.dsn)

    @property
    def kit_steps(self) -> tuple[Step, ...]:
        """None where we make no kit for the platform."""
        return self.platform.kit(self.dsn) if self.platform.kit else ()

    @property
    def only_this_machine(self) -> bool:
        return is_loopback(settings.PUBLIC_URL)


@require_safe
def project_setup(request: HttpRequest, slug: str, platform: str) -> HttpResponse:
    """Install, initialise, send a test event; then wait for it."""
    if platform not in PLATFORMS:
        raise Http404(f"no set-up for {platform}")
    project = project_of(request, slug)
    key = active_key(project)
    page = SetupPage(
        project=project,
        platform=PLATFORMS[platform],
        dsn=dsn_of(project, key),
        curl=without_sdk(settings.PUBLIC_URL, key, project.pk),
        waiting=_waiting(request, project),
    )
    return render(request, "projects/setup.html", {"page": page})


@require_safe
def project_waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """The waiting block alone; 204 while there is nothing new to say."""
    project = project_of(request, slug)
    waiting = _waiting(request, project)
    if waiting.state == request.GET.get("told"):
        return HttpResponse(status=204)
    context = {"project": project, "waiting": waiting}
    return render(request, "projects/waiting.html", context)


def _waiting(request: HttpRequest, project: Project) -> Waiting:
    parts = stores(request)
    seen_now = queries.times_seen(project)
    since = _number(request, "since", parts.clock.now())
    seen = int(_number(request, "seen", seen_now))
    arrival = queries.newest_event(parts, project) if seen_now > seen else None
    heard = running(parts, project, parts.clock.now(), most=1) if seen_now == 0 else []
    return Waiting(since, seen, arrival, _refusal(parts, project, since), next(iter(heard), None))


def _refusal(parts: Stores, project: Project, since: float) -> Drop | None:
    refusals = queries.refusals(parts, project, since)
    return refusals[0] if refusals else None


def _number(request: HttpRequest, name: str, default: float) -> float:
    text = request.GET.get(name, "")
    return float(text) if text.replace(".", "", 1).isdecimal() and len(text) < 20 else default
