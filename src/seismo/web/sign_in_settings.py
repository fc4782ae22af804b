"""What the organization asks of those who sign in."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.settings import change_section
from seismo.catalog.models import User
from seismo.catalog.second_factors import with_second_factor
from seismo.catalog.settings import section
from seismo.model.sign_in import SignIn
from seismo.web.forms import PageForm
from seismo.web.http import organization, signed_in_user
from seismo.web.settings_frame import organization_frame


class Rules(PageForm):
    require_second_factor = forms.BooleanField(
        required=False,
        label="Everybody needs a second factor",
        help_text="Who has none is led to adding one at the next page they open, and reaches nothing "
        "else before that. It holds for everybody who has a password here.",
    )


@require_http_methods(("GET", "HEAD", "POST"))
def sign_in_settings(request: HttpRequest) -> HttpResponse:
    owner = organization(request)
    form = Rules(initial={"require_second_factor": section(owner, SignIn).require_second_factor})
    if request.method == "POST":
        form = Rules(request.POST)
        form.full_clean()
        value = SignIn(require_second_factor=form.cleaned_data["require_second_factor"])
        change_section(signed_in_user(request), owner, value)
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    members = User.objects.filter(memberships__organization=owner, is_active=True).order_by("email")
    having = with_second_factor(members.values_list("pk", flat=True))
    context = {
        "frame": organization_frame(request, form),
        "form": form,
        "without": [
            user for user in members if user.pk not in having and user.has_usable_password()
        ],
        "total": len(members),
    }
    return render(request, "settings/sign_in.html", context)
