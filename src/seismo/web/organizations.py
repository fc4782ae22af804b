"""Which of the own organizations the pages show, and making another one."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from seismo.actions.organizations import create_organization, may_create_organizations
from seismo.actions.refused import Refused
from seismo.web.accounts import safe_target
from seismo.web.forms import PageForm
from seismo.web.http import choose_organization, signed_in_user


class NewOrganization(PageForm):
    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="A team or company whose projects and people are apart from the others. Only superusers "
        "of this server, as you are one, make organizations.",
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Show another organization, until the next choice or the end of the login."""
    slug = request.POST.get("organization", "")
    member = signed_in_user(request).memberships.filter(organization__slug=slug).first()
    if member is None:
        raise Http404("you are no member of such an organization")
    choose_organization(request, member.organization_id)
    return HttpResponseRedirect(safe_target(request), status=303)


@require_http_methods(("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    if not may_create_organizations(user):
        raise PermissionDenied("Only a superuser of this server may make organizations.")
    form = NewOrganization(request.POST) if request.method == "POST" else NewOrganization()
    if form.is_valid():
        try:
            made = create_organization(user, form.cleaned_data["name"])
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            choose_organization(request, made.pk)
            return HttpResponseRedirect(reverse("home"), status=303)
    status = 422 if form.is_bound else 200
    return render(request, "people/new_organization.html", {"form": form}, status=status)
