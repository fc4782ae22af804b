"""The addresses around a person's account; where allauth leads to one, it has allauth's name."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from seismo.web import (
    accounts,
    notifications,
    passwords,
    preferences,
    security,
    sign_in_settings,
    tokens,
)


def _view(name: str) -> Callable[..., HttpResponseBase]:
    """A view of this package, loaded when it is first asked for: what allauth needs takes 20 MiB."""
    module, _, attribute = name.partition(".")

    def view(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        found: Any = getattr(import_module(f"seismo.web.signin.{module}"), attribute)
        page = found.as_view() if hasattr(found, "as_view") else found
        answer: HttpResponseBase = page(request, **arguments)
        return answer

    return view


account_routes = [
    path("login/", accounts.login, name="account_login"),
    path("login/passkey/", _view("passkeys.SignInByPasskey"), name="mfa_login_webauthn"),
    path("login/oidc/<slug:provider_id>/", _view("oidc.to_provider"), name="openid_connect_login"),
    path(
        "login/oidc/<slug:provider_id>/callback/",
        _view("oidc.from_provider"),
        name="openid_connect_callback",
    ),
    path("login/second-step/", _view("second_factor.SecondStep"), name="mfa_authenticate"),
    path("login/forgotten/", passwords.forgotten, name="password_forgotten"),
    path("login/password/<str:person>/<str:token>/", passwords.reset, name="password_reset"),
    path("confirm/", _view("second_factor.Confirm"), name="account_reauthenticate"),
    path("confirm/code/", _view("second_factor.ConfirmByCode"), name="mfa_reauthenticate"),
    path(
        "confirm/passkey/",
        _view("passkeys.ConfirmByPasskey"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/address/<str:token>/", preferences.mail_address, name="mail_address"),
    path("preferences/security/", security.security, name="security"),
    path("preferences/security/logins/end/", security.end_other_logins, name="logins_end"),
    path("preferences/security/logins/<int:login>/end/", security.end_login, name="login_end"),
    path("preferences/security/app/", _view("second_factor.AddApp"), name="mfa_activate_totp"),
    path(
        "preferences/security/app/remove/",
        _view("second_factor.RemoveApp"),
        name="mfa_deactivate_totp",
    ),
    path(
        "preferences/security/recovery-codes/",
        _view("second_factor.ShowRecoveryCodes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "preferences/security/recovery-codes/new/",
        _view("second_factor.NewRecoveryCodes"),
        name="mfa_generate_recovery_codes",
    ),
    path("preferences/security/passkeys/", _view("passkeys.AddPasskey"), name="mfa_add_webauthn"),
    path(
        "preferences/security/passkeys/<int:pk>/",
        _view("passkeys.RenamePasskey"),
        name="mfa_edit_webauthn",
    ),
    path(
        "preferences/security/passkeys/<int:pk>/remove/",
        _view("passkeys.RemovePasskey"),
        name="mfa_remove_webauthn",
    ),
    path("preferences/notifications/", notifications.notifications, name="notifications"),
    path("preferences/tokens/", tokens.own_tokens, name="own_tokens"),
    path("preferences/tokens/<int:token>/", tokens.revoke_own_token, name="own_token_revoke"),
    path("settings/tokens/", tokens.organization_tokens, name="organization_tokens"),
    path(
        "settings/tokens/<int:token>/",
        tokens.revoke_organization_token,
        name="organization_token_revoke",
    ),
    path("settings/sign-in/", sign_in_settings.sign_in_settings, name="organization_sign_in"),
]
