"""What browsers report that no change of the application can cure."""

from functools import lru_cache

from seismo.digest.filter.globs import Matches, any_glob, any_part
from seismo.model.event import Event, ExceptionValue
from seismo.model.project import LEGACY_BROWSERS

_FAMILIES = {
    "IE": "ie",
    "IE Mobile": "ie",
    "Edge": "edge",
    "Edge Mobile": "edge",
    "Chrome": "chrome",
    "Chrome Mobile": "chrome",
    "Chrome Mobile iOS": "chrome",
    "Chrome Mobile WebView": "chrome",
    "Firefox": "firefox",
    "Firefox Mobile": "firefox",
    "Firefox iOS": "firefox",
    "Safari": "safari",
    "Mobile Safari": "safari",
    "Mobile Safari UI/WKWebView": "safari",
    "Opera": "opera",
    "Opera Mobile": "opera",
    "Opera Mini": "opera_mini",
    "Android": "android",
}
"""What the browser context calls it -> the name in `LEGACY_BROWSERS`."""

_no_place = frozenset({"<anonymous>", "[native code]"}).__contains__

_is_extension_text = any_part(
    (
        r"_gCrWeb",
        r"atomicFindClose",
        r"bmi_SafeAddOnload",
        r"can't access dead object",
        r"Can't find variable: ZiteReader",
        r"canvas\.contentDocument",
        r"ComboSearch is not defined",
        r"conduitPage",
        r"EBCallBackMessageReceived",
        r"evaluating 'elt\.parentNode'",
        r"Extension context invalidated",
        r"fb_xd_fragment",
        r"http://loading\.retry\.widdit\.com/",
        r"http://tt\.epicplay\.com",
        r"jigsaw is not defined",
        r"MyApp_RemoveAllHighlights",
        r"originalCreateNotification",
        r"plugin\.setSuspendState is not a function",
        r"top\.GLOBALS",
        r"webkit-masked-url:",
    )
)
_is_extension_source = any_part(
    (
        r"\A(?:chrome|chrome-extension|moz-extension|safari-extension|safari-web-extension)://",
        r"127\.0\.0\.1:4001/isrunning",
        r"connect\.facebook\.net",
        r"eatdifferent\.com\.woopra-ns\.com",
        r"graph\.facebook\.com",
        r"kaspersky-labs\.com",
        r"metrics\.itunes\.apple\.com\.edgesuite\.net/",
        r"static\.woopra\.com/js/woopra\.js",
        r"webappstoolbarba\.texthelp\.com/",
        r"webkit-masked-url",
    )
)
_is_crawler_name = any_part(
    (
        r"AdsBot-Google",
        r"AWS Security Scanner",
        r"Baiduspider",
        r"Better Uptime",
        r"BingBot",
        r"BingPreview",
        r"bots?(?:[/);]|\z)|\bbots? ",
        r"Bytespider",
        r"Calypso AppCrawler",
        r"facebook",
        r"FeedFetcher-Google",
        r"Googlebot",
        r"HubSpot Crawler",
        r"ia_archiver",
        r"lyticsbot",
        r"Mediapartners-Google",
        r"pingdom",
        r"Slack",
        r"Slurp",
        r"Sogou",
        r"spider(?:[/);]|\z)|\bspider ",
    )
)
_is_welcome_crawler = any_part((r"Slackbot 1\.\d", r"SentryUptimeBot", r"ChatGPT-User"))

_is_hydration_error = any_glob(
    (
        *(
            f"*{page}{number}*"
            for page in ("reactjs.org/docs/error-decoder.html?invariant=", "react.dev/errors/")
            for number in (418, 419, 422, 423, 425)
        ),
        "Hydration failed because the *",
        "Text content does not match server-rendered HTML*",
        "There was an error while hydrating*",
    )
)
_is_chunk_load_error = any_glob(
    ("*ChunkLoadError: Loading *chunk *", "*Loading CSS chunk * failed*", "Loading chunk * failed*")
)


def is_from_extension(event: Event) -> bool:
    first = _first_exception(event)
    if first is None:
        return False
    return _is_extension_text(first.value or "") or _is_extension_source(_source(first))


def is_hydration_error(event: Event) -> bool:
    """Errors of JavaScript only."""
    return _is_javascript_error(event, _is_hydration_error)


def is_chunk_load_error(event: Event) -> bool:
    """Errors of JavaScript only."""
    return _is_javascript_error(event, _is_chunk_load_error)


@lru_cache(maxsize=1024)
def is_crawler(user_agent: str) -> bool:
    return _is_crawler_name(user_agent) and not _is_welcome_crawler(user_agent)


def is_legacy(event: Event, unwanted: frozenset[str]) -> bool:
    """Whether the browser is one of those named and older than `LEGACY_BROWSERS` says."""
    browser = event.contexts.get("browser", {})
    name = _FAMILIES.get(str(browser.get("name")))
    if name is None or name not in unwanted:
        return False
    major = str(browser.get("version", "")).partition(".")[0]
    return major.isdecimal() and int(major) < LEGACY_BROWSERS[name]


def _is_javascript_error(event: Event, matches: Matches) -> bool:
    if event.platform != "javascript" or event.exception is None:
        return False
    return any(
        matches(f"{value.type}: {value.value}") or matches(value.value)
        for value in event.exception.values
        if value.value
    )


def _first_exception(event: Event) -> ExceptionValue | None:
    return event.exception.values[0] if event.exception and event.exception.values else None


def _source(exception: ExceptionValue) -> str:
    """Where the innermost frame is that has a place."""
    frames = exception.stacktrace.frames if exception.stacktrace else []
    paths = (frame.abs_path for frame in reversed(frames))
    return next((path for path in paths if path and not _no_place(path)), "")
