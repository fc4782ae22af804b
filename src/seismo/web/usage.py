"""What the projects kept this month and the last, of each kind of data, against their quotas."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.queries.usage import usage as usage_of
from seismo.web.http import access, stores
from seismo.web.settings_frame import organization_frame


@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    found = usage_of(access(request).projects, stores(request).clock.now())
    context = {"frame": organization_frame(request), "usage": found}
    return render(request, "settings/usage.html", context)
