"""How much a project takes of each kind of data: rate limits and monthly quotas."""

from dataclasses import dataclass

from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.settings import change_section
from seismo.catalog.quotas import kept_this_month
from seismo.catalog.settings import section
from seismo.model.access import Permission
from seismo.model.outcome import DataCategory
from seismo.model.project import LIMITED_TOGETHER, CategoryLimit, Limits, Rate
from seismo.web.categories import NAMES
from seismo.web.forms import PageForm
from seismo.web.http import allowed, signed_in_user, stores
from seismo.web.project_keys import number_field, window_field
from seismo.web.projects import project_of
from seismo.web.settings_frame import project_frame


class LimitsForm(PageForm):
    """Three fields for each kind of data: `error_count`, `error_seconds`, `error_quota`."""

    def __init__(self, limits: Limits, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_values(limits))
        for category in LIMITED_TOGETHER:
            name = NAMES[category]
            self.fields[f"{category}_count"] = number_field(f"{name}: at most")
            self.fields[f"{category}_seconds"] = window_field(f"{name}: per")
            self.fields[f"{category}_quota"] = number_field(f"{name}: monthly quota")

    def limits(self) -> Limits:
        """What was chosen in a valid form."""
        every = (self._limit(category) for category in LIMITED_TOGETHER)
        return Limits(tuple(limit for limit in every if limit.rate or limit.quota is not None))

    def _limit(self, category: DataCategory) -> CategoryLimit:
        count, seconds, quota = (
            self.cleaned_data[f"{category}_{name}"] for name in ("count", "seconds", "quota")
        )
        return CategoryLimit(
            category, rate=None if count is None else Rate(count, seconds), quota=quota
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of data."""

    name: str
    count: BoundField
    seconds: BoundField
    quota: BoundField
    used: int
    """What was kept this month."""
    share: float | None
    """Of the saved quota, 1 being all of it; None without one."""

    @property
    def is_wrong(self) -> bool:
        return any(field.errors for field in (self.count, self.seconds, self.quota))


@require_http_methods(("GET", "HEAD", "POST"))
def limits(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    is_change = request.method == "POST"
    if is_change:
        allowed(request, Permission.MANAGE_PROJECT, project)
    saved = section(project, Limits)
    form = LimitsForm(saved, request.POST if is_change else None)
    if is_change and form.is_valid():
        change_section(signed_in_user(request), project, form.limits())
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    used = kept_this_month(project, stores(request).clock.now())
    context = {
        "frame": project_frame(request, project, form),
        "rows": _rows(form, saved, used),
        "project": project,
    }
    status = 422 if is_change else 200
    return render(request, "settings/limits.html", context, status=status)


def _rows(form: LimitsForm, saved: Limits, used: dict[DataCategory, int]) -> list[Row]:
    quotas = {limit.category: limit.quota for limit in saved.categories}
    return [
        Row(
            NAMES[category],
            form[f"{category}_count"],
            form[f"{category}_seconds"],
            form[f"{category}_quota"],
            used[category],
            share_of(used[category], quotas.get(category)),
        )
        for category in LIMITED_TOGETHER
    ]


def share_of(used: int, quota: int | None) -> float | None:
    if quota is None:
        return None
    return used / quota if quota else 1.0


def _values(limits: Limits) -> dict[str, int | None]:
    values: dict[str, int | None] = {}
    for limit in limits.categories:
        if limit.rate is not None:
            values[f"{limit.category}_count"] = limit.rate.count
            values[f"{limit.category}_seconds"] = limit.rate.seconds
        values[f"{limit.category}_quota"] = limit.quota
    return values
