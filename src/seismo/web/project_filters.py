"""What a project does not want: its inbound filters."""

from ipaddress import ip_network
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from msgspec import structs

from seismo.actions.settings import change_section
from seismo.catalog.settings import section
from seismo.model.project import LEGACY_BROWSERS, Filters
from seismo.web.forms import LinesField, PageForm, switch
from seismo.web.http import signed_in_user
from seismo.web.projects import project_of
from seismo.web.settings_frame import project_frame

BROWSER_NAMES = {
    "ie": "Internet Explorer",
    "edge": "Edge",
    "chrome": "Chrome",
    "firefox": "Firefox",
    "safari": "Safari",
    "opera": "Opera",
    "opera_mini": "Opera Mini",
    "android": "Android browser",
}


def _network(text: str) -> object:
    return ip_network(text, strict=False)


class FiltersForm(PageForm):
    health_checks = switch(
        "Health checks", "Transactions such as /healthz, /ready and /ping. Their errors are kept."
    )
    hydration_errors = switch(
        "Hydration errors of React",
        "A page looked different in the browser than on the server; React mends it by itself.",
    )
    chunk_load_errors = switch(
        "Chunk load errors",
        "A browser asked for a part of the application that the last deployment replaced.",
    )
    browser_extensions = switch(
        "Browser extensions", "Errors in scripts that an extension has put into your page."
    )
    web_crawlers = switch("Web crawlers", "Errors that search engines and their like run into.")
    localhost = switch("Localhost", "Whatever happens on a developer's own machine.")
    legacy_browsers = forms.MultipleChoiceField(
        label="Old browsers",
        required=False,
        choices=[
            (name, f"{BROWSER_NAMES[name]} before {version}")
            for name, version in LEGACY_BROWSERS.items()
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    error_messages = LinesField(
        label="Error messages",
        help_text="Matched with the message and with “Type: value” of each exception: *ConnectionReset*",
    )
    releases = LinesField(label="Releases", help_text="Such as shop@1.* or *-beta")
    addresses = LinesField(
        label="IP addresses of senders",
        check=_network,
        complaint="this is no IP address or network; write 203.0.113.7 or 203.0.113.0/24.",
        help_text="Addresses or networks: 203.0.113.7, 203.0.113.0/24",
    )
    csp_sources = LinesField(
        label="Sources in security reports",
        help_text="Origins of what was blocked or did it: *.example.com, https://cdn.test, *:8000",
    )
    log_messages = LinesField(label="Log messages", help_text="Such as *heartbeat*")
    metric_names = LinesField(label="Names of metrics", help_text="Such as queue.*")

    def switches(self) -> list[BoundField]:
        return [self[name] for name, field in self.fields.items() if _is_switch(field)]

    def lists(self) -> list[BoundField]:
        return [self[name] for name, field in self.fields.items() if isinstance(field, LinesField)]

    def filters(self) -> Filters:
        """What was chosen in a valid form."""
        values: dict[str, Any] = self.cleaned_data
        return Filters(**{**values, "legacy_browsers": tuple(values["legacy_browsers"])})


def _is_switch(field: forms.Field) -> bool:
    return isinstance(field, forms.BooleanField)


@require_http_methods(("GET", "HEAD", "POST"))
def filters(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    is_change = request.method == "POST"
    saved = structs.asdict(section(project, Filters))
    form = FiltersForm(request.POST) if is_change else FiltersForm(initial=saved)
    if is_change and form.is_valid():
        change_section(signed_in_user(request), project, form.filters())
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    context = {"frame": project_frame(request, project, form), "form": form, "project": project}
    status = 422 if is_change else 200
    return render(request, "settings/filters.html", context, status=status)
