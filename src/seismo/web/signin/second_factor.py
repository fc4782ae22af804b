"""The second step of signing in, and the pages that set it up. allauth does the work."""

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.views.generic.base import View

from seismo.web.accounts import password_field
from seismo.web.passkeys import passkeys_possible
from seismo.web.settings_frame import personal_frame


class Page(View):
    """A form that comes back with errors answers 422, as everywhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse):
            response.status_code = 422
        return response


class SettingsPage(Page):
    def get_context_data(self, **context: Any) -> dict[str, Any]:
        framed = {"frame": personal_frame(self.request)}
        found: dict[str, Any] = super().get_context_data(**context)  # type: ignore[misc]
        return found | framed


def code_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


def after_adding(*, made_codes: bool) -> str:
    """The first second factor comes with recovery codes, which are shown once."""
    return reverse("mfa_view_recovery_codes" if made_codes else "security")


class SignInCode(AuthenticateForm):
    code = code_field("Code of your authenticator app, or a recovery code")


class ConfirmCode(ReauthenticateByCodeForm):
    code = code_field("Code of your authenticator app, or a recovery code")


class AppCode(ActivateTOTPForm):
    code = code_field("The code that the app shows")


class ConfirmPassword(ReauthenticateForm):
    password = password_field("Password", "current-password")
    password.widget.attrs["autofocus"] = True


class SecondStep(Page, AuthenticateView):
    template_name = "signin/second_step.html"
    form_class = SignInCode

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**context)
        return found | {"passkeys": passkeys_possible()}


class Confirm(Page, ReauthenticateView):
    """The password again, before something that a thief of the browser must not do."""

    template_name = "signin/confirm.html"
    form_class = ConfirmPassword


class ConfirmByCode(Page, ReauthenticateByCodeView):
    template_name = "signin/confirm.html"
    form_class = ConfirmCode


class AddApp(SettingsPage, ActivateTOTPView):
    template_name = "signin/add_app.html"
    form_class = AppCode

    def get_success_url(self) -> str:
        return after_adding(made_codes=self.did_generate_recovery_codes)


class RemoveApp(SettingsPage, DeactivateTOTPView):
    template_name = "signin/remove_app.html"
    success_url = reverse_lazy("security")


class ShowRecoveryCodes(SettingsPage, ViewRecoveryCodesView):
    template_name = "signin/recovery_codes.html"


class NewRecoveryCodes(SettingsPage, GenerateRecoveryCodesView):
    template_name = "signin/new_recovery_codes.html"
