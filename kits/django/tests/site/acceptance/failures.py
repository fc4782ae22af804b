"""Ways to fail, by kind and by function, for the grouping of errors."""

import sqlite3
from collections.abc import Callable

import httpx
import pydantic
import requests
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.exceptions import ValidationError as RestValidationError


def insert(number: str) -> None:
    users = get_user_model().objects
    users.filter(username=number).delete()
    users.create(username=number)
    with transaction.atomic():
        users.create(username=number)


def update(number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, '', '2026-01-01')", [f"x{number}"])
        cursor.execute("UPDATE django_session SET session_data = NULL")


def select(number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM missing_table WHERE id = %s", [number])


def delete(number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM auth_nope WHERE id = '{number}'")


def connect(number: str) -> None:
    connections["away"].cursor()


def token(number: str) -> None:
    raise AuthenticationFailed(f"token {number} is unknown")


def password(number: str) -> None:
    raise AuthenticationFailed(f"password {number} is wrong")


def stripe_timeout(number: str) -> None:
    raise requests.ReadTimeout(f"timed out after {number}", request=_request("api.stripe.test"))


def stripe_timeout_elsewhere(number: str) -> None:
    request = httpx.Request("GET", f"https://api.stripe.test/v1/{number}")
    raise httpx.ConnectTimeout("timed out", request=request)


def stripe_refused(number: str) -> None:
    raise requests.ConnectionError(f"refused {number}", request=_request("api.stripe.test"))


def stripe_gateway(number: str) -> None:
    response = requests.Response()
    response.status_code, response.url = 502, f"https://api.stripe.test/{number}"
    response.raise_for_status()


def mailer_timeout(number: str) -> None:
    raise requests.ReadTimeout(f"timed out after {number}", request=_request("api.mail.test"))


def _request(host: str) -> requests.PreparedRequest:
    return requests.Request("GET", f"https://{host}/v1/charges").prepare()


def throttled(number: str) -> None:
    raise Throttled(wait=int(number))


def form(number: str) -> None:
    raise ValidationError(f"{number} is no date")


def rest(number: str) -> None:
    raise RestValidationError({"date": [f"{number} is no date"]})


def model(number: str) -> None:
    pydantic.TypeAdapter(int).validate_python(f"no {number}")


def billing(number: str) -> None:
    raise sqlite3.DataError(f"invoice {number}")


ALL: dict[str, Callable[[str], None]] = {
    rule.__name__: rule
    for rule in (
        insert,
        update,
        select,
        delete,
        connect,
        token,
        password,
        stripe_timeout,
        stripe_timeout_elsewhere,
        stripe_refused,
        stripe_gateway,
        mailer_timeout,
        throttled,
        form,
        rest,
        model,
        billing,
    )
}
