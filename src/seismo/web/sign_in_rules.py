"""What every request of a person who is signed in is held against."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from seismo.catalog.second_factors import has_second_factor
from seismo.catalog.settings import section
from seismo.model.sign_in import SignIn
from seismo.web.http import find_access, is_prefetch, signed_in_user, stores

NOTED_EVERY = timedelta(minutes=10).total_seconds()
"""How exact "last seen" of a login is; each note is a write."""
NOTED = "noted"
"""In the login: unix seconds of the last note."""
WAY_TO_A_SECOND_FACTOR = frozenset(
    {
        "security",
        "logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
    }
)


def noted_logins(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Keep the list of a person's logins, for the page where they end them."""

    def noted(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not is_prefetch(request):
            now = stores(request).clock.now()
            if now - request.session.get(NOTED, 0) > NOTED_EVERY:
                UserSession.objects.create_from_request(request)
                request.session[NOTED] = now
        return get_response(request)

    return noted


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Lead members who lack the second factor that their organization asks for to where they add one."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and is_missing(request) and _needs_one(request):
            return HttpResponseRedirect(reverse("security"))
        return get_response(request)

    return guarded


def is_missing(request: HttpRequest) -> bool:
    """Whether the person lacks a second factor that the organization asks for."""
    person = find_access(request)
    if person is None or not section(person.organization, SignIn).require_second_factor:
        return False
    user = signed_in_user(request)
    return user.has_usable_password() and not has_second_factor(user)


def _needs_one(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name not in WAY_TO_A_SECOND_FACTOR
    except Resolver404:
        return True
