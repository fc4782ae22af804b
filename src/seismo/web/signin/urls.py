"""The addresses around a person's account; where allauth leads to one, it has allauth's name."""

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
from seismo.web.signin import oidc, passkeys, second_factor

account_routes = [
    path("login/", accounts.login, name="account_login"),
    path("login/passkey/", passkeys.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("login/oidc/<slug:provider_id>/", oidc.to_provider, name="openid_connect_login"),
    path(
        "login/oidc/<slug:provider_id>/callback/",
        oidc.from_provider,
        name="openid_connect_callback",
    ),
    path("login/second-step/", second_factor.SecondStep.as_view(), name="mfa_authenticate"),
    path("login/forgotten/", passwords.forgotten, name="password_forgotten"),
    path("login/password/<str:person>/<str:token>/", passwords.reset, name="password_reset"),
    path("confirm/", second_factor.Confirm.as_view(), name="account_reauthenticate"),
    path("confirm/code/", second_factor.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path(
        "confirm/passkey/",
        passkeys.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/address/<str:token>/", preferences.mail_address, name="mail_address"),
    path("preferences/security/", security.security, name="security"),
    path("preferences/security/logins/end/", security.end_other_logins, name="logins_end"),
    path("preferences/security/logins/<int:login>/end/", security.end_login, name="login_end"),
    path("preferences/security/app/", second_factor.AddApp.as_view(), name="mfa_activate_totp"),
    path(
        "preferences/security/app/remove/",
        second_factor.RemoveApp.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "preferences/security/recovery-codes/",
        second_factor.ShowRecoveryCodes.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "preferences/security/recovery-codes/new/",
        second_factor.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("preferences/security/passkeys/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "preferences/security/passkeys/<int:pk>/",
        passkeys.RenamePasskey.as_view(),
        name="mfa_edit_webauthn",
    ),
    path(
        "preferences/security/passkeys/<int:pk>/remove/",
        passkeys.RemovePasskey.as_view(),
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
