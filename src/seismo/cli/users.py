"""People who sign in, for whoever has the server's machine: also the way back in for who is locked out."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seismo.cli.frame import AsJson, Data, app, catalog, configured, existing, stop

if TYPE_CHECKING:
    from seismo.catalog.models import User

user = typer.Typer(help="People who sign in.", no_args_is_help=True)
app.add_typer(user, name="user")


@user.command("create")
def user_create(
    email: Annotated[str, typer.Argument(help="The mail address to sign in with.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    superuser: Annotated[
        bool, typer.Option("--superuser", help="Make the person an owner of everything.")
    ] = False,
    data: Data = None,
) -> None:
    """Make a person who can sign in. Asks for the password unless it comes on standard input."""
    with catalog(configured(data=data)):
        from django.core.exceptions import ValidationError
        from django.db import IntegrityError

        from seismo.catalog import people

        password = _password(from_stdin=password_stdin)
        try:
            _check_person(email, password)
            people.create_user(people.first_organization(), email, password, is_superuser=superuser)
        except ValidationError as mistake:
            stop(" ".join(mistake.messages))
        except IntegrityError:
            stop(f"{email} can sign in already.")
    typer.echo(f"{email} can sign in now.")


@user.command("list")
def user_list(as_json: AsJson = False, data: Data = None) -> None:
    """Everybody who has an account, with their roles, and whether they have a second factor."""
    with catalog(existing(data)):
        from seismo.catalog.models import User
        from seismo.catalog.second_factors import with_second_factor

        users = User.objects.order_by("email").prefetch_related("memberships__organization")
        having = with_second_factor(one.pk for one in users)
        rows: list[dict[str, Any]] = [
            {
                "email": one.email,
                "name": one.name,
                "roles": {each.organization.slug: each.role for each in one.memberships.all()},
                "second_factor": one.pk in having,
                "active": one.is_active,
            }
            for one in users
        ]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        roles = ", ".join(f"{role} of {slug}" for slug, role in row["roles"].items())
        facts = [roles or "no organization"]
        facts += ["second factor"] if row["second_factor"] else []
        facts += [] if row["active"] else ["switched off"]
        typer.echo(f"{row['email']:<40}  {', '.join(facts)}")


@user.command("password")
def user_password(
    email: Annotated[str, typer.Argument(help="Whose password.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    data: Data = None,
) -> None:
    """Give a person a new password, and sign out every browser of theirs."""
    with catalog(existing(data)):
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        person = _find(email)
        password = _password(from_stdin=password_stdin)
        try:
            validate_password(password, person)
        except ValidationError as mistake:
            stop(" ".join(mistake.messages))
        person.set_password(password)
        person.save(update_fields=["password"])
    typer.echo(f"{person.email} has a new password, and is signed out everywhere.")


@user.command("reset-second-factor")
def user_reset_second_factor(
    email: Annotated[str, typer.Argument(help="Who lost it.")], data: Data = None
) -> None:
    """Remove a person's authenticator app, passkeys and recovery codes: the password is enough again."""
    with catalog(existing(data)):
        from seismo.catalog.second_factors import remove_second_factors

        person = _find(email)
        removed = remove_second_factors(person)
    if removed:
        typer.echo(f"{person.email} signs in with the password alone now.")
    else:
        typer.echo(f"{person.email} had no second factor.")


def _find(email: str) -> "User":
    from seismo.catalog.models import User

    found = User.objects.filter(email=email.lower()).first()
    if found is None:
        stop(f"nobody signs in as {email}. `seismo user list` shows who does.")
    return found


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _check_person(email: str, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.validators import validate_email

    from seismo.catalog.models import User

    validate_email(email)
    validate_password(password, User(email=email))
