"""How a person signs in: password, second step, passkeys, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from seismo.catalog.models import User
from seismo.catalog.second_factors import has_second_factor
from seismo.web import passwords
from seismo.web.accounts import PAGE
from seismo.web.agents import agent_name
from seismo.web.http import signed_in_user
from seismo.web.passkeys import own_host, passkeys_possible
from seismo.web.settings_frame import personal_frame
from seismo.web.sign_in_rules import is_missing

DONE = {
    "password": "The password is changed. Every other browser has been signed out.",
    "logins": "Every other browser has been signed out.",
    "login": "That browser has been signed out.",
}


@dataclass(frozen=True, slots=True)
class Login:
    id: int
    agent: str
    address: str
    since: datetime
    last_seen: datetime
    is_this: bool


@sensitive_post_parameters("current", "new")
@require_http_methods(PAGE)
def security(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    password = passwords.ChangedPassword(user, request.POST or None)
    answer = passwords.change(request, password) if request.method == "POST" else None
    if answer is not None:
        return answer
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = next((f for f in factors if f.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "frame": personal_frame(request),
        "password": password if user.has_usable_password() else None,
        "app": next((f for f in factors if f.type == Authenticator.Type.TOTP), None),
        "passkeys": [f for f in factors if f.type == Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "passkeys_possible": passkeys_possible(),
        "own_host": own_host(),
        "logins": _logins(request, user),
        "done": DONE.get(request.GET.get("changed", ""), ""),
        "missing": is_missing(request),
        "has_second_factor": has_second_factor(user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/security.html", context, status=status)


def _logins(request: HttpRequest, user: User) -> list[Login]:
    found = [
        Login(
            id=each.pk,
            agent=agent_name(each.user_agent),
            address=each.ip,
            since=each.created_at,
            last_seen=each.last_seen_at,
            is_this=each.session_key == request.session.session_key,
        )
        for each in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda login: (not login.is_this, -login.last_seen.timestamp()))


@require_POST
def end_login(request: HttpRequest, login: int) -> HttpResponse:
    get_object_or_404(UserSession, pk=login, user=signed_in_user(request)).end()
    return HttpResponseRedirect(f"{reverse('security')}?changed=login", status=303)


@require_POST
def end_other_logins(request: HttpRequest) -> HttpResponse:
    others = UserSession.objects.filter(user=signed_in_user(request))
    for each in others.exclude(session_key=request.session.session_key):
        each.end()
    return HttpResponseRedirect(f"{reverse('security')}?changed=logins", status=303)
