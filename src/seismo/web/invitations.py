"""The page behind an invitation's link: for somebody new, and for somebody who is signed in."""

from django import forms
from django.contrib import auth
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from seismo.actions import invitations as actions
from seismo.actions.invitations import NoInvitation
from seismo.actions.refused import Refused
from seismo.catalog.models import Invitation, User
from seismo.catalog.people import hashed
from seismo.model.access import Role
from seismo.model.clock import from_unix
from seismo.queries.people import find_invitation
from seismo.web import attempts
from seismo.web.accounts import PASSWORD_RULES, check_password, password_field, too_many
from seismo.web.forms import PageForm
from seismo.web.http import choose_organization, client_address, stores


class NewPerson(PageForm):
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="How others see you; empty means your mail address.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    email = forms.EmailField(
        label="Mail address",
        max_length=254,
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = password_field("Password", "new-password", PASSWORD_RULES)

    def clean(self) -> dict[str, object]:
        values = self.cleaned_data
        if "password" in values:
            check_password(self, "password", User(email=values.get("email", "")))
        return values


@sensitive_post_parameters("password")
@require_http_methods(("GET", "HEAD", "POST"))
def accept(request: HttpRequest, token: str) -> HttpResponse:
    now = stores(request).clock.now()
    wait_until = attempts.claim([f"invitation from {client_address(request)}"], now)
    if wait_until is not None:
        return too_many(request, wait_until)
    invitation = find_invitation(hashed(token), from_unix(now))
    if invitation is None:
        return _gone(request)
    attempts.forgive(f"invitation from {client_address(request)}", all_of_them=False)
    try:
        if isinstance(request.user, User):
            return _accept_as(request, request.user, token, invitation)
        return _accept_new(request, token, invitation)
    except NoInvitation:
        return _gone(request)


def _accept_as(
    request: HttpRequest, user: User, token: str, invitation: Invitation
) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            member = actions.accept(user, token, from_unix(stores(request).clock.now()))
        except Refused as refusal:
            error = str(refusal)
        else:
            choose_organization(request, member.organization_id)
            return HttpResponseRedirect(reverse("home"), status=303)
    return _page(request, invitation, None, error, 422 if error else 200)


def _accept_new(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, NewPerson(initial={"email": invitation.email}), "", 200)
    form = NewPerson(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        now = from_unix(stores(request).clock.now())
        try:
            user = actions.accept_new(
                token, values["name"], values["email"], values["password"], now
            )
        except IntegrityError:
            form.add_error("email", "Somebody with this mail address is here already: sign in.")
        else:
            auth.login(request, user)
            return HttpResponseRedirect(reverse("home"), status=303)
    return _page(request, invitation, form, "", 422)


def _page(
    request: HttpRequest,
    invitation: Invitation,
    form: NewPerson | None,
    error: str,
    status: int,
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "role": Role(invitation.role),
        "teams": list(invitation.teams.order_by("name")),
        "form": form,
        "error": error,
    }
    return render(request, "people/invitation.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "people/no_invitation.html", status=404)
