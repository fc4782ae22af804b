"""What allauth asks us about sign-in: who asks, where to go next, what to tell a person."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from seismo.catalog.models import User
from seismo.web.http import client_address, stores
from seismo.web.notices import notify
from seismo.web.passkeys import own_host

SECURITY_CHANGES = {
    "mfa/email/totp_activated": "An authenticator app was added to your account.",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your account.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account.",
    "mfa/email/webauthn_added": "A passkey was added to your account.",
    "socialaccount/email/account_connected": "Your account is connected with single sign-on.",
    "mfa/email/webauthn_removed": "A passkey was removed from your account.",
}
"""By allauth's name for the mail."""


class Accounts(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        address = client_address(request)
        try:
            return str(ip_address(address))
        except ValueError:
            return "0.0.0.0"  # noqa: S104 - a Unix socket has no address

    def is_safe_url(self, url: str | None) -> bool:
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def reauthenticate(self, user: User, password: str) -> bool:
        return user.check_password(password)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **facts)
        response.status_code = 303
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        context = {
            "reason": "This account is switched off. An owner of the organization can tell why."
        }
        return render(request, "signin/refused.html", context, status=403)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        notify(stores(self.request).mailer, user.email, SECURITY_CHANGES[template_prefix])


class SecondFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This is not right, or no longer. Each code works once, and for a moment only."
    }

    def get_totp_issuer(self) -> str:
        return f"Seismo {own_host()}"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": own_host(), "name": "Seismo"}
