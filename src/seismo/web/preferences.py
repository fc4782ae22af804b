"""A person's own name, mail address and looks."""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from seismo.actions import people
from seismo.catalog.models import Theme, User
from seismo.model.mail import Link, Mail
from seismo.ports.mailer import MailFailed
from seismo.web import attempts, zones
from seismo.web.accounts import PAGE, claim, password_field, too_many
from seismo.web.forms import PageForm, switch
from seismo.web.http import signed_in_user, stores
from seismo.web.notices import notify
from seismo.web.settings_frame import personal_frame

SALT = "mail address"
GOOD_FOR = 24 * 60 * 60
"""Seconds in which a new mail address has to be confirmed."""
TAKEN = "Somebody signs in with this mail address already."


class Profile(PageForm):
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="How others see you; empty means your mail address.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    theme = forms.ChoiceField(
        label="Theme", choices=Theme.choices, required=False, widget=forms.RadioSelect
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        help_text="In which times are shown; point at one to see it in UTC.",
        choices=lambda: [("", "That of the browser"), *((name, name) for name in zones.names())],
        widget=forms.Select(attrs={"class": "select"}),
    )
    uses_keys = switch(
        "Single keys", "Keys such as j, x and e do something outside of fields. ? lists them."
    )


class NewAddress(PageForm):
    email = forms.EmailField(
        label="New mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = password_field("Current password", "current-password")


@sensitive_post_parameters("password")
@require_http_methods(PAGE)
def preferences(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    profile = Profile({name: getattr(user, name) for name in Profile.base_fields})
    address = NewAddress()
    answer = None
    if "email" in request.POST:
        address = NewAddress(request.POST)
        answer = _change_address(request, user, address)
    elif request.method == "POST":
        profile = Profile(request.POST)
        answer = _save_profile(user, profile)
    if answer is not None:
        return answer
    context = {
        "frame": personal_frame(request),
        "profile": profile,
        "address": address,
        "asked": request.GET.get("asked", ""),
        "has_mail": stores(request).mailer.is_configured,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/preferences.html", context, status=status)


def _save_profile(user: User, form: Profile) -> HttpResponse | None:
    if not form.is_valid():
        return None
    values = form.cleaned_data
    people.set_preferences(
        user,
        values["name"],
        Theme(values["theme"]),
        values["time_zone"],
        uses_keys=values["uses_keys"],
    )
    return HttpResponseRedirect(f"{reverse('preferences')}?saved", status=303)


def _change_address(request: HttpRequest, user: User, form: NewAddress) -> HttpResponse | None:
    """With mail, the new address has to show that it is read; without, the password is enough."""
    if not form.is_valid():
        return None
    subject = f"password of {user.pk}"
    wait_until = claim(request, [subject])
    if wait_until is not None:
        return too_many(request, wait_until)
    if not user.check_password(form.cleaned_data["password"]):
        form.add_error("password", "This is not your current password.")
        return None
    attempts.forgive(subject, all_of_them=True)
    email = form.cleaned_data["email"].lower()
    if User.objects.filter(email=email).exists():
        form.add_error("email", TAKEN)
        return None
    if stores(request).mailer.is_configured:
        return _ask_to_confirm(request, user, email, form)
    people.change_email(user, email)
    return HttpResponseRedirect(f"{reverse('preferences')}?saved", status=303)


def _ask_to_confirm(
    request: HttpRequest, user: User, email: str, form: NewAddress
) -> HttpResponse | None:
    token = signing.dumps([user.pk, user.email, email], salt=SALT)
    path = reverse("mail_address", args=[token])
    mail = Mail(
        to=email,
        subject="Confirm your mail address for Seismo",
        paragraphs=(
            f"{user.name or user.email} wants to sign in to Seismo with this mail address.",
        ),
        link=Link("Confirm the address", settings.PUBLIC_URL + path),
        reason="The link works for a day. If it was not you, there is nothing to do.",
    )
    try:
        stores(request).mailer.send(mail)
    except MailFailed as failure:
        form.add_error("email", f"The mail could not be sent: {failure}.")
        return None
    return HttpResponseRedirect(f"{reverse('preferences')}?asked={email}", status=303)


@require_http_methods(PAGE)
def mail_address(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a new mail address with the link of the mail, signed in as the person who asked."""
    user = signed_in_user(request)
    email = _confirmed(token, user)
    context: dict[str, Any] = {"frame": personal_frame(request), "email": email}
    if email is None:
        return render(request, "accounts/mail_address.html", context, status=404)
    if request.method != "POST":
        return render(request, "accounts/mail_address.html", context)
    before = user.email
    try:
        people.change_email(user, email)
    except IntegrityError:
        return render(request, "accounts/mail_address.html", context | {"taken": TAKEN}, status=422)
    notify(stores(request).mailer, before, f"The mail address of your account is now {email}.")
    return HttpResponseRedirect(f"{reverse('preferences')}?saved", status=303)


def _confirmed(token: str, user: User) -> str | None:
    try:
        person, before, email = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return str(email) if (person, before) == (user.pk, user.email) else None
