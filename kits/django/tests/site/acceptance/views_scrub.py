"""One request that carries secrets wherever an event can, and what Django's own decorators mark."""

import logging

import sentry_sdk
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from seismo_django import sdk
from seismo_django.transport.sending import send_item

from acceptance.poison import secrets_of

logger = logging.getLogger("acceptance")


@csrf_exempt
def poison(request: HttpRequest) -> HttpResponse:
    secrets = secrets_of(request.GET["seed"])
    _told_to_the_scope(secrets)
    _told_elsewhere(secrets)
    user_password = secrets["local"]
    order = {"customer": {"access_token": secrets["locals"]}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT '" + secrets["sql"] + "'")
    logger.error("login of %s with password %s failed", "ada", secrets["argument"])
    try:
        _charge(secrets["marked"])
    except LookupError as error:
        raise RuntimeError(
            f"no charge for {secrets['email']}, call {secrets['phone']}, card {secrets['card']} "
            f"by {secrets['token']} at https://ada:{secrets['url']}@pay.example.test/ "
            f"with Basic {secrets['basic']} or {secrets['jwt']}, {len(user_password)} {len(order)}"
        ) from error
    return HttpResponse("never")


def _told_to_the_scope(secrets: dict[str, str]) -> None:
    scope = sentry_sdk.get_isolation_scope()
    scope.set_context("order", {"customer": {"api_key": secrets["context"]}})
    scope.set_tag("api_key", secrets["tag"])
    scope.set_extra("made", {"with": {"client_secret": secrets["extra"]}})
    scope.set_user({"id": "7", "email": secrets["email"]})
    sentry_sdk.add_breadcrumb(message=f"signed in, token={secrets['crumb']}", category="auth")
    sentry_sdk.add_breadcrumb(message="paid", data={"card": {"cvv": secrets["crumbs"]}})


def _told_elsewhere(secrets: dict[str, str]) -> None:
    told = {"message": f"it broke, my password is {secrets['feedback']}"}
    send_item("feedback", {"contexts": {"feedback": told}})
    if sdk.sends_logs():
        from sentry_sdk import logger as structured

        structured.error(
            "charging failed, token {token}",
            token=secrets["parameter"],
            attributes={"client_secret": secrets["attribute"]},
        )
    if sdk.sends_metrics():
        sentry_sdk.metrics.count("charges", 1, attributes={"api_key": secrets["metric"]})
    with sentry_sdk.start_span(name="charge") as span:
        tell = getattr(span, "set_attribute", None) or span.set_data
        tell("auth_token", secrets["span"])


@sensitive_variables("maiden_name")
def _charge(given: str) -> None:
    maiden_name = given
    raise LookupError(len(maiden_name))


@csrf_exempt
@sensitive_post_parameters("shoe_size")
def marked(request: HttpRequest) -> HttpResponse:
    told = request.POST["shoe_size"]
    raise LookupError(f"no shoes in {told}")


def flush(request: HttpRequest) -> HttpResponse:
    """Logs and metrics wait some seconds for others."""
    sentry_sdk.flush()
    return HttpResponse("all is sent")


def tagged(request: HttpRequest) -> HttpResponse:
    sentry_sdk.set_tag("tagged", "yes")
    return HttpResponse("tagged")


urlpatterns = [
    path("tagged/", tagged),
    path("poison/", poison),
    path("marked/", marked),
    path("flush/", flush),
]
