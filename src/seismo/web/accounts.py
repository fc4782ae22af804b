"""Sign-in with a password, sign-out, and the first run."""

from collections.abc import Iterable
from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from seismo.actions import people
from seismo.catalog.models import User
from seismo.catalog.people import find_setup_link, has_users
from seismo.model.clock import from_unix
from seismo.web import attempts
from seismo.web.forms import PageForm
from seismo.web.http import client_address, organization, stores
from seismo.web.passkeys import passkeys_possible
from seismo.web.snippets import FIRST_PLATFORM

PASSWORD_RULES = "At least 10 characters; not a common password, not your mail address."  # noqa: S105
PAGE = ("GET", "HEAD", "POST")


def password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignIn(PageForm):
    email = forms.CharField(
        label="Mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = password_field("Password", "current-password")


class FirstRun(PageForm):
    organization = forms.CharField(
        label="Organization",
        max_length=100,
        help_text="Your team or company, as it should stand above its projects.",
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    email = forms.EmailField(
        max_length=254,
        label="Mail address",
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = password_field("Password", "new-password", PASSWORD_RULES)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "password" in values:
            check_password(self, "password", User(email=values.get("email", "")))
        return values


def check_password(form: forms.Form, field: str, user: User) -> None:
    """Note on the form what is wrong with a new password."""
    try:
        validate_password(form.cleaned_data[field], user)
    except forms.ValidationError as error:
        form.add_error(field, error)


@sensitive_post_parameters("password")
@require_http_methods(PAGE)
def login(request: HttpRequest) -> HttpResponse:
    """One message and one duration for an unknown address and a wrong password."""
    target = safe_target(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    form = SignIn(request.POST) if request.method == "POST" else SignIn()
    if not form.is_valid():
        return _login_page(request, form, 422 if form.is_bound else 200)
    email: str = form.cleaned_data["email"].strip().lower()
    wait_until = claim(request, subjects_of(request, email))
    if wait_until is not None:
        return too_many(request, wait_until)
    user = auth.authenticate(request, username=email, password=form.cleaned_data["password"])
    if user is None:
        form.add_error(None, "This mail address and this password do not belong together.")
        return _login_page(request, form, 422)
    forgive_email(request, email)
    answer: HttpResponse = perform_login(request, user, redirect_url=target)
    return answer


def _login_page(request: HttpRequest, form: SignIn, status: int) -> HttpResponse:
    context = {
        "form": form,
        "next": _asked_target(request),
        "nobody_yet": not has_users(),
        "done": request.GET.get("done", ""),
        "passkeys": passkeys_possible(),
        "oidc": settings.OIDC,
    }
    return render(request, "accounts/login.html", context, status=status)


def _asked_target(request: HttpRequest) -> str:
    return request.POST.get("next", "") or request.GET.get("next", "")


def safe_target(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of this server."""
    asked = _asked_target(request)
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return resolve_url("home")


def subjects_of(request: HttpRequest, email: str) -> tuple[str, str]:
    return f"email {email}", f"address {client_address(request)}"


def claim(request: HttpRequest, subjects: Iterable[str]) -> float | None:
    """As `attempts.claim`, now."""
    return attempts.claim(subjects, stores(request).clock.now())


def forgive_email(request: HttpRequest, email: str) -> None:
    """A success ends the count of the mail address, but must not wash an address of its guesses."""
    own, address = subjects_of(request, email)
    attempts.forgive(own, all_of_them=True)
    attempts.forgive(address, all_of_them=False)


def too_many(request: HttpRequest, wait_until: float) -> HttpResponse:
    """The page that says when the next attempt is welcome."""
    seconds = max(1, round(wait_until - stores(request).clock.now()))
    context = {"minutes": -(-seconds // 60), "wait_until": from_unix(wait_until)}
    response = render(request, "errors/429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return HttpResponseRedirect(reverse("login"), status=303)


@sensitive_post_parameters("password")
@require_http_methods(PAGE)
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """Name the organization and become its owner, once."""
    if find_setup_link(token) is None:
        return _no_link(request)
    form = FirstRun(request.POST) if request.method == "POST" else FirstRun()
    if form.is_valid():
        answer = _set_up(request, token, form)
        if answer is not None:
            return answer
    status = 422 if form.is_bound else 200
    return render(request, "accounts/first_run.html", {"form": form}, status=status)


def _set_up(request: HttpRequest, token: str, form: FirstRun) -> HttpResponse | None:
    """None when the form has to be shown again."""
    values = form.cleaned_data
    now = from_unix(stores(request).clock.now())
    try:
        user = people.set_up(
            token, values["organization"], values["email"], values["password"], now
        )
    except IntegrityError:
        form.add_error("email", "Somebody with this mail address is here already: sign in.")
        return None
    if user is None:
        return _no_link(request)
    auth.login(request, user)
    return HttpResponseRedirect(_first_steps(request), status=303)


def _no_link(request: HttpRequest) -> HttpResponse:
    context = {"nobody_yet": not has_users()}
    return render(request, "accounts/no_link.html", context, status=404)


def _first_steps(request: HttpRequest) -> str:
    project = organization(request).projects.order_by("id").first()
    if project is None:
        return reverse("project_new")
    platform = project.platform or FIRST_PLATFORM
    return reverse("project_setup", args=[project.slug, platform])
