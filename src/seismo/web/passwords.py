"""A forgotten password, by mail, and a new one."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from seismo.actions import people
from seismo.catalog.models import User
from seismo.model.mail import Link, Mail
from seismo.web import attempts
from seismo.web.accounts import (
    PAGE,
    PASSWORD_RULES,
    check_password,
    claim,
    password_field,
    subjects_of,
    too_many,
)
from seismo.web.forms import PageForm
from seismo.web.http import stores
from seismo.web.notices import notify, send_later
from seismo.web.sign_in_rules import NOTED


class Forgotten(PageForm):
    email = forms.EmailField(
        label="Mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class ChosenPassword(PageForm):
    new = password_field("New password", "new-password", PASSWORD_RULES)

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user

    def clean(self) -> dict[str, Any]:
        if "new" in self.cleaned_data:
            check_password(self, "new", self.user)
        return self.cleaned_data


class ChangedPassword(ChosenPassword):
    current = password_field("Current password", "current-password")
    field_order = ("current", "new")


@require_http_methods(PAGE)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password. The answer is the same for addresses that nobody has."""
    mailer = stores(request).mailer
    form = Forgotten(request.POST) if request.method == "POST" else Forgotten()
    context = {"form": form, "has_mail": mailer.is_configured, "sent_to": ""}
    if not mailer.is_configured or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "signin/forgotten.html", context, status=status)
    email: str = form.cleaned_data["email"].lower()
    wait_until = claim(request, (f"forgotten {each}" for each in subjects_of(request, email)))
    if wait_until is not None:
        return too_many(request, wait_until)
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None:
        send_later(mailer, _mail(user))
    return render(request, "signin/forgotten.html", context | {"sent_to": email})


def _mail(user: User) -> Mail:
    return Mail(
        to=user.email,
        subject="Choose a new password for Seismo",
        paragraphs=(
            "Somebody asked for a new password for this mail address.",
            "The link works once, for a day. If it was not you, there is nothing to do: the password "
            "stays as it is.",
        ),
        link=Link("Choose a new password", settings.PUBLIC_URL + reset_path(user)),
        reason="You get this because somebody filled in the form for forgotten passwords.",
    )


def reset_path(user: User) -> str:
    person = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset", args=[person, default_token_generator.make_token(user)])


@sensitive_post_parameters("new")
@require_http_methods(PAGE)
def reset(request: HttpRequest, person: str, token: str) -> HttpResponse:
    """Choose a password with the link of the mail. Signing in still takes the second step."""
    user = _user_of(person)
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "signin/reset_expired.html", status=404)
    form = ChosenPassword(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "signin/reset.html", {"form": form, "person": user}, status=status)
    people.change_password(user, form.cleaned_data["new"])
    attempts.forgive(f"email {user.email}", all_of_them=True)
    notify(stores(request).mailer, user.email, "The password of your account was changed.")
    return HttpResponseRedirect(f"{reverse('login')}?done=password", status=303)


def _user_of(person: str) -> User | None:
    try:
        return User.objects.filter(pk=int(urlsafe_base64_decode(person)), is_active=True).first()
    except (ValueError, OverflowError):
        return None


def change(request: HttpRequest, form: ChangedPassword) -> HttpResponse | None:
    """Change the password of the person who is signed in; None when the form has to be shown again.

    Every other login of theirs ends.
    """
    if not form.is_valid():
        return None
    subject = f"password of {form.user.pk}"
    wait_until = claim(request, [subject])
    if wait_until is not None:
        return too_many(request, wait_until)
    if not form.user.check_password(form.cleaned_data["current"]):
        form.add_error("current", "This is not your current password.")
        return None
    attempts.forgive(subject, all_of_them=True)
    people.change_password(form.user, form.cleaned_data["new"])
    auth.update_session_auth_hash(request, form.user)
    request.session.pop(
        NOTED, None
    )  # the login has a new name, under which it is not in the list yet
    notify(stores(request).mailer, form.user.email, "The password of your account was changed.")
    return HttpResponseRedirect(f"{reverse('security')}?changed=password", status=303)
