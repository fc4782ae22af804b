"""Signing in with the OpenID Connect provider of the settings. allauth speaks with it; we say who gets in."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect import views
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from requests import RequestException

from seismo.catalog.audit import note
from seismo.catalog.models import User
from seismo.catalog.people import create_user, first_organization
from seismo.model.audit import AuditEvent
from seismo.model.sign_in import OidcProvider, verified_email

PROVIDER = "oidc"
"""The one provider, in addresses."""
# Not an installed app: that would load what speaks HTTP into every server.
registry.register(OpenIDConnectProvider)


class Provider(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """What allauth knows of the provider. It is asked for by its id, and by the kind it is of."""
        known: OidcProvider | None = settings.OIDC
        if known is None or provider not in (None, PROVIDER, "openid_connect"):
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=known.name,
                client_id=known.client_id,
                secret=known.client_secret,
                settings={"server_url": known.issuer, "oauth_pkce_enabled": True},
            )
        ]

    def authenticate_by_email(self, login: SocialLogin) -> tuple[User, str] | None:
        """The account that the person has here already."""
        email = verified_email(_claims(login))
        user = User.objects.filter(email=email).first() if email else None
        return (user, email) if user else None

    def pre_social_login(self, request: HttpRequest, login: SocialLogin) -> None:
        provider = _provider()
        email = verified_email(_claims(login))
        if not email:
            _refuse(request, f"{provider.name} does not say that your mail address is yours.")
        if not provider.lets_in(email):
            _refuse(request, f"Mail addresses such as {email} are not let in here.")
        if login.is_existing:
            return
        if provider.role is None:
            _refuse(
                request,
                f"Nobody with the mail address {email} has an account here. "
                "An owner or manager of the organization can invite you.",
            )
        login.connect(request, _make(provider, email, _claims(login)))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **more: Any
    ) -> None:
        if error == "cancelled":
            _refuse(request, f"{_provider().name} says that you cancelled.")
        _refuse(
            request,
            f"{_provider().name} did not sign you in. Begin anew; if that does not help, the operator "
            "of this server finds the cause in the log of the provider.",
        )


def _provider() -> OidcProvider:
    known: OidcProvider | None = settings.OIDC
    if known is None:
        raise Http404("nobody signs in elsewhere here")
    return known


def _claims(login: SocialLogin) -> dict[str, Any]:
    """What the provider says about the person: what it answers now is newer than what it signed."""
    said = login.account.extra_data
    claims: dict[str, Any] = {**said.get("id_token", {}), **said.get("userinfo", {})}
    return claims


def _make(provider: OidcProvider, email: str, claims: dict[str, Any]) -> User:
    assert provider.role is not None
    organization = first_organization()
    try:
        with transaction.atomic():
            user = create_user(organization, email, None, role=provider.role)
            user.name = str(claims.get("name") or "")[:200]
            user.save(update_fields=["name"])
            note(
                user,
                organization,
                AuditEvent.MEMBER_ADD,
                email,
                by=provider.name,
                role=provider.role,
            )
    except IntegrityError:  # the same person in two windows
        return User.objects.get(email=email)
    return user


def _refuse(request: HttpRequest, reason: str) -> NoReturn:
    page = render(request, "signin/refused.html", {"reason": reason}, status=403)
    raise ImmediateHttpResponse(page)


@require_safe
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead the person to the provider."""
    _provider()
    try:
        answer: HttpResponse = views.login(request, provider_id)
    except (RequestException, ValueError, KeyError):
        return _silent(request)
    return answer


@require_safe
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider leads the person back to."""
    _provider()
    try:
        answer: HttpResponse = views.callback(request, provider_id)
    except (RequestException, ValueError, KeyError):
        return _silent(request)
    return answer


def _silent(request: HttpRequest) -> HttpResponse:
    reason = f"{_provider().name} does not answer as it should. Sign in another way, or later."
    return render(request, "signin/refused.html", {"reason": reason}, status=503)
