"""The pages of API tokens: a person's own, and those of the organization."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from seismo.actions import tokens
from seismo.catalog.models import ApiToken
from seismo.catalog.tokens import NewToken
from seismo.model.access import Permission
from seismo.model.clock import from_unix
from seismo.model.token import LEVELS, Scope
from seismo.web.forms import PageForm, switch
from seismo.web.http import allowed, organization, signed_in_user, stores
from seismo.web.settings_frame import Frame, organization_frame, personal_frame

PAGE = ("GET", "HEAD", "POST")
NEVER = ""
GOOD_FOR = (("30", "30 days"), ("90", "90 days"), ("365", "a year"), (NEVER, "ever"))
RESOURCES = {
    "event": "Issues & events",
    "project": "Projects",
    "org": "Organization",
    "team": "Teams",
    "member": "Members",
    "alerts": "Alerts",
}
MEANINGS = {"read": "read", "write": "read & write", "admin": "read, write & delete"}
NOTHING_CHOSEN = "Choose at least one thing that the token may be used for."


class Wanted(PageForm):
    """Its name, what it may be used for and until when."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="What uses it, such as the CI of the shop.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ci = switch(
        "Releases, source maps & debug files",
        "What sentry-cli and the bundler plugins upload in a build: org:ci and project:releases.",
    )
    days = forms.ChoiceField(label="Good for", choices=GOOD_FOR, required=False)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for resource, label in RESOURCES.items():
            levels = [level for level in LEVELS if f"{resource}:{level}" in list(Scope)]
            choices = [("", "no access"), *((level, MEANINGS[level]) for level in levels)]
            self.fields[resource] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def resources(self) -> list[forms.BoundField]:
        return [self[resource] for resource in RESOURCES]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self._scopes():
            self.add_error(None, NOTHING_CHOSEN)
        return self.cleaned_data

    def wanted(self, now: datetime) -> NewToken:
        days = self.cleaned_data["days"]
        expires = now + timedelta(days=int(days)) if days else None
        return NewToken(self.cleaned_data["name"].strip(), self._scopes(), expires)

    def _scopes(self) -> tuple[Scope, ...]:
        levels = {resource: self.cleaned_data.get(resource) for resource in RESOURCES}
        chosen = [Scope(f"{resource}:{level}") for resource, level in levels.items() if level]
        uploads = [Scope.ORG_CI, Scope.PROJECT_RELEASES] if self.cleaned_data["ci"] else []
        return (*uploads, *chosen)


@require_http_methods(PAGE)
def own_tokens(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = Wanted(request.POST) if request.method == "POST" else Wanted(initial={"event": "read"})
    token = ""
    if form.is_valid():
        now = _now(request)
        token = tokens.make_own_token(user, form.wanted(now), now)
        form = Wanted(initial={"event": "read"})
    page = {
        "form": form,
        "token": token,
        "tokens": ApiToken.objects.filter(user=user).order_by("-id"),
    }
    return _page(request, personal_frame(request), page)


@require_http_methods(PAGE)
def organization_tokens(request: HttpRequest) -> HttpResponse:
    owner = allowed(request, Permission.MANAGE_ORGANIZATION).organization
    form = Wanted(request.POST) if request.method == "POST" else Wanted(initial={"ci": True})
    token = ""
    if form.is_valid():
        now = _now(request)
        token = tokens.make_organization_token(
            signed_in_user(request), owner, form.wanted(now), settings.PUBLIC_URL, now
        )
        form = Wanted(initial={"ci": True})
    found = ApiToken.objects.filter(organization=owner).select_related("maker").order_by("-id")
    page = {"form": form, "token": token, "tokens": found}
    return _page(request, organization_frame(request), page | {"organization": owner})


def _page(request: HttpRequest, frame: Frame, page: dict[str, Any]) -> HttpResponse:
    """A new token is shown on the answer itself and nowhere else, so no cache may keep it."""
    status = 422 if page["form"].is_bound else 200
    context = page | {"frame": frame, "now": _now(request)}
    response = render(request, "settings/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke_own_token(request: HttpRequest, token: int) -> HttpResponse:
    if not tokens.revoke_own_token(signed_in_user(request), token):
        raise Http404("there is no such token")
    return HttpResponseRedirect(f"{reverse('own_tokens')}?saved", status=303)


@require_POST
def revoke_organization_token(request: HttpRequest, token: int) -> HttpResponse:
    owner = organization(request)
    if not tokens.revoke_organization_token(signed_in_user(request), owner, token):
        raise Http404("there is no such token")
    return HttpResponseRedirect(f"{reverse('organization_tokens')}?saved", status=303)


def _now(request: HttpRequest) -> datetime:
    return from_unix(stores(request).clock.now())
