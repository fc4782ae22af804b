"""Passkeys: sign in with one, add, rename and remove them. allauth does the work."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from seismo.web.accounts import safe_target
from seismo.web.http import signed_in_user
from seismo.web.signin.second_factor import Page, SettingsPage, after_adding


def name_field() -> forms.CharField:
    return forms.CharField(
        label="Name",
        max_length=100,
        help_text="So that you recognize it later: the device, or the password manager.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class NewPasskey(AddWebAuthnForm):
    name = name_field()

    def clean(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().clean()
        except ValueError as error:  # of fido2, about what no browser sends
            raise forms.ValidationError(
                "Your browser's answer is no passkey. Try again."
            ) from error
        return found


class PasskeyName(EditWebAuthnForm):
    name = name_field()


class SignInByPasskey(LoginWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        passkey = form.cleaned_data["credential"]
        post_authentication(self.request, passkey, passwordless=True)
        answer: HttpResponse = perform_login(
            self.request, passkey.user, redirect_url=safe_target(self.request)
        )
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        context = {"reason": "This passkey is not known here. Sign in with your password instead."}
        return render(self.request, "signin/refused.html", context, status=422)


class ConfirmByPasskey(Page, ReauthenticateWebAuthnView):
    template_name = "signin/confirm.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        context = {"reason": "This passkey does not belong to your account, or took too long."}
        return render(self.request, "signin/refused.html", context, status=422)


class AddPasskey(SettingsPage, AddWebAuthnView):
    template_name = "signin/add_passkey.html"
    form_class = NewPasskey

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Every passkey can sign in alone, so every one asks who holds it."""
        found: dict[str, Any] = super().get_context_data(**context)
        options = auth.begin_registration(signed_in_user(self.request), passwordless=True)
        return found | {"options": options}

    def get_success_url(self) -> str:
        return after_adding(made_codes=self.did_generate_recovery_codes)


class RenamePasskey(SettingsPage, EditWebAuthnView):
    template_name = "signin/rename_passkey.html"
    form_class = PasskeyName
    success_url = reverse_lazy("security")


class RemovePasskey(SettingsPage, RemoveWebAuthnView):
    template_name = "signin/remove_passkey.html"
    success_url = reverse_lazy("security")
