"""Fields of a body that `@sensitive_post_parameters` marked, from the request to the transport."""

from typing import Any

from seismo_django.scrub.spans import FILTERED

POSTED = "seismo.posted"
"""Under this name a transaction carries the marked fields to the transport, which takes it away."""
ALL = "__ALL__"


def without_posted(transaction: dict[str, Any]) -> dict[str, Any]:
    names = transaction.get(POSTED)
    if names is None:
        return transaction
    rest = {name: value for name, value in transaction.items() if name != POSTED}
    request = rest.get("request")
    if isinstance(request, dict) and isinstance(request.get("data"), dict):
        body = request["data"]
        hidden = {name: FILTERED for name in body if names == ALL or name in names}
        rest["request"] = request | {"data": body | hidden}
    return rest
