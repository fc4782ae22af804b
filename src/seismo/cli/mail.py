"""Trying out the way that mails leave."""

from typing import Annotated

import typer

from seismo.cli.frame import Data, app, configured, stop
from seismo.cli.serving import MISUSED

mail = typer.Typer(help="Mails that the server sends.", no_args_is_help=True)
app.add_typer(mail, name="mail")


@mail.command("test")
def mail_test(
    address: Annotated[str, typer.Argument(help="Who gets the mail.")], data: Data = None
) -> None:
    """Send one mail with the settings of the server, and say what the mail server said."""
    config = configured(data=data)
    from seismo.model.mail import Link, Mail, parse_address
    from seismo.ports.mailer import MailFailed
    from seismo.runtime.mail import make_mailer

    try:
        to = parse_address(address)
    except ValueError:
        stop(f"{address!r} is not a mail address.", MISUSED)
    greeting = Mail(
        to=to,
        subject="Seismo can send mail",
        paragraphs=("Your Seismo server can send mail: this is one.",),
        link=Link("Open Seismo", config.url),
        reason="Somebody on the server's machine asked for it with `seismo mail test`.",
    )
    try:
        make_mailer(config).send(greeting)
    except MailFailed as failure:
        stop(f"{failure}.")
    typer.echo(f"A mail to {to} was handed over.")
