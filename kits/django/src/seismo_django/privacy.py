"""The presets of PRIVACY, spelled for the installed SDK.

They decide what the SDK collects. What of it leaves is the transport's matter, which scrubs on every
preset. Both spellings are there because the old option ends with sentry-sdk 3 and the new one is not in
2.18; given both, the SDK would warn and take one.
"""

from typing import Any

from seismo_django import sdk

_OFF = {"mode": "off"}
_DENYLIST = {"mode": "denylist"}
_HARMLESS_HEADERS = {
    "mode": "allowlist",
    "terms": ["accept", "content-length", "content-type", "host", "user-agent", "x-request-id"],
}

_STRICT: dict[str, Any] = {
    "user_info": False,
    "cookies": _OFF,
    "http_headers": {"request": _HARMLESS_HEADERS},
    "http_bodies": [],
    "url_query_params": _OFF,
    "graphql": {"document": False, "variables": False},
    "gen_ai": {"inputs": False, "outputs": False},
    "database_query_data": False,
    "queues": False,
    "stack_frame_variables": False,
    "frame_context_lines": 5,
}
_BALANCED: dict[str, Any] = _STRICT | {
    "http_headers": {"request": _DENYLIST | {"terms": ["forwarded", "-ip", "remote-", "via"]}},
    "http_bodies": ["incoming_request"],
    "url_query_params": _DENYLIST,
    "graphql": {"document": True, "variables": False},
    "stack_frame_variables": True,
}
_FULL: dict[str, Any] = _BALANCED | {
    "user_info": True,
    "cookies": _DENYLIST,
    "http_headers": {"request": _DENYLIST},
    "graphql": {"document": True, "variables": True},
    "database_query_data": True,
    "queues": True,
}
COLLECTED = {"strict": _STRICT, "balanced": _BALANCED, "full": _FULL}


def options(privacy: str) -> dict[str, Any]:
    """What `sentry_sdk.init` is told for a preset: never `event_scrubber`, never both spellings."""
    body = "never" if privacy == "strict" else "medium"
    wanted: dict[str, Any] = {"max_request_body_size": body}
    if sdk.takes("data_collection"):
        wanted["data_collection"] = COLLECTED[privacy]
    else:
        wanted["send_default_pii"] = privacy == "full"
        wanted["include_local_variables"] = privacy != "strict"
    return sdk.spell(**wanted)
