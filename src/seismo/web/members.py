"""The members of an organization, and the invitations of those who are not there yet."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from seismo.actions import invitations as inviting
from seismo.actions import members as actions
from seismo.actions.invitations import Invited
from seismo.actions.refused import Refused
from seismo.catalog.models import Invitation, Member
from seismo.catalog.second_factors import with_second_factor
from seismo.model.access import Permission, Role
from seismo.model.clock import from_unix
from seismo.model.mail import Link, Mail
from seismo.ports.mailer import MailFailed
from seismo.queries.people import (
    MemberRow,
    list_invitations,
    list_members,
    list_teams,
    teams_named,
)
from seismo.web.forms import PageForm
from seismo.web.http import access, allowed, signed_in_user, stores
from seismo.web.settings_frame import organization_frame

HERE_FOR = timedelta(minutes=20)
"""Longer than between two notes that somebody is here."""


class Invite(PageForm):
    email = forms.EmailField(
        label="Mail address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)
    teams = forms.MultipleChoiceField(
        label="Teams", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *arguments: object,
        roles: list[Role],
        teams: list[tuple[str, str]],
        sends: bool,
        **named: object,
    ) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # as forms.Form takes them
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["teams"].choices = teams  # type: ignore[attr-defined]
        self.fields["email"].help_text = (
            "The link is sent there, too. Empty makes a link for whoever you give it to."
            if sends
            else "Whom the link is for. This server sends no mail: you pass the link on yourself."
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One member, and what the reader may do about them."""

    row: MemberRow
    is_self: bool
    is_here: bool
    may_change: bool
    roles: list[Role]
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    lines: list[Line]
    invitations: list[Invitation]
    form: Invite | None
    """None for those who may not invite."""
    roles: list[Role]
    link: str
    """Of the invitation that was just made."""
    told: str
    """Whom it was for, and whether the mail went out."""
    error: str


@require_http_methods(("GET", "HEAD", "POST"))
def members(request: HttpRequest) -> HttpResponse:
    """Everybody, and who is invited; a POST invites."""
    if request.method != "POST":
        return _page(request)
    person = allowed(request, Permission.MANAGE_MEMBERS)
    form = _form(request, request.POST)
    if form is None or not form.is_valid():
        return _page(request, form=form, status=422)
    values = form.cleaned_data
    try:
        invited = inviting.invite(
            signed_in_user(request),
            person.organization,
            email=values["email"],
            role=Role(values["role"]),
            teams=teams_named(person, values["teams"]),
            now=from_unix(stores(request).clock.now()),
        )
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return _page(request, form=form, status=422)
    return _told(request, invited)


@require_POST
def invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """A new link for an invitation, or its end."""
    person = access(request)
    found = person.organization.invitations.filter(pk=invitation_id).first()
    if found is None:
        raise Http404("there is no such invitation")
    if "renew" in request.POST:
        now = from_unix(stores(request).clock.now())
        return _told(request, inviting.renew(signed_in_user(request), found, now))
    inviting.revoke(signed_in_user(request), found)
    return _back()


@require_POST
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Another role for a member, or none at all."""
    person = access(request)
    found = (
        person.organization.members.filter(pk=member_id)
        .select_related("user", "organization")
        .first()
    )
    if found is None:
        raise Http404("there is no such member")
    try:
        if "remove" in request.POST:
            return _remove(request, found)
        actions.change_role(signed_in_user(request), found, _role(request))
    except Refused as refusal:
        return _page(request, error=str(refusal), status=422)
    return _back()


def _role(request: HttpRequest) -> Role:
    try:
        return Role(request.POST.get("role", ""))
    except ValueError:
        raise Refused("Choose one of the roles.") from None


def _remove(request: HttpRequest, found: Member) -> HttpResponse:
    user = signed_in_user(request)
    actions.remove_member(user, found)
    return (
        HttpResponseRedirect(reverse("home"), status=303) if found.user_id == user.pk else _back()
    )


def _back() -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('members')}?saved", status=303)


def _told(request: HttpRequest, invited: Invited) -> HttpResponse:
    """The link, once: nothing on the server knows it from now on."""
    path = reverse("invitation_accept", args=[invited.token])
    link = f"{settings.PUBLIC_URL.rstrip('/')}{path}"
    return _page(request, link=link, told=_mailed(request, invited.invitation, link))


def _mailed(request: HttpRequest, made: Invitation, link: str) -> str:
    mailer = stores(request).mailer
    if not made.email:
        return "Give the link to one person. Whoever opens it first takes the place."
    if not mailer.is_configured:
        return f"Pass the link on to {made.email}."
    organization, inviter = made.organization.name, signed_in_user(request)
    mail = Mail(
        to=made.email,
        subject=f"{inviter.name or inviter.email} invites you to {organization}",
        paragraphs=(
            f"{inviter.name or inviter.email} ({inviter.email}) invites you to {organization} on"
            " Seismo, where the team follows the errors of its applications.",
            f"The link works once, until {made.expires.day} {made.expires:%B %Y}.",
        ),
        link=Link("Accept the invitation", link),
        reason=f"You get this because somebody entered {made.email}. Else nothing happens.",
    )
    try:
        mailer.send(mail)
    except MailFailed as failure:
        return f"The mail to {made.email} could not be sent: {failure} Pass the link on yourself."
    return f"A mail with it is on its way to {made.email}."


def _form(request: HttpRequest, values: object = None) -> Invite | None:
    person = access(request)
    roles = actions.roles_to_give(person)
    if not roles:
        return None
    teams = [(row.team.slug, row.team.name) for row in list_teams(person)]
    return Invite(
        values,
        roles=roles,
        teams=teams,
        sends=stores(request).mailer.is_configured,
        initial={"role": Role.MEMBER.value, "teams": [slug for slug, _ in teams[:1]]},
        auto_id="invite-%s",
    )


def _page(
    request: HttpRequest,
    *,
    form: Invite | None = None,
    link: str = "",
    told: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    person = access(request)
    now = from_unix(stores(request).clock.now())
    page = MembersPage(
        lines=_lines(request, list_members(person)),
        invitations=list_invitations(person, now) if person.may(Permission.MANAGE_MEMBERS) else [],
        form=form or _form(request),
        roles=list(Role),
        link=link,
        told=told,
        error=error,
    )
    context = {"frame": organization_frame(request), "page": page}
    return render(request, "people/members.html", context, status=status)


def _lines(request: HttpRequest, rows: list[MemberRow]) -> list[Line]:
    person = access(request)
    now = from_unix(stores(request).clock.now())
    strong = with_second_factor(row.member.user_id for row in rows)
    giveable = actions.roles_to_give(person)
    lines = []
    for row in rows:
        user = row.member.user
        may_change = actions.may_change(person, row.member)
        lines.append(
            Line(
                row=row,
                is_self=user.pk == person.member.user_id,
                is_here=user.last_seen is not None and now - user.last_seen < HERE_FOR,
                may_change=may_change,
                roles=giveable if may_change else [],
                has_second_factor=user.pk in strong,
            )
        )
    return lines
