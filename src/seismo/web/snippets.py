"""What to copy into an application so that it reports to a project, per platform."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """A block to copy."""

    where: str
    """Where it goes: a shell, or a file by its usual name."""
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    snippets: tuple[Snippet, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    slug: str
    name: str
    steps: Callable[[str], tuple[Step, ...]]
    """From a DSN: install, initialise, send a test event."""
    kit: Callable[[str], tuple[Step, ...]] | None = None
    """The same with the kit that we make for the platform."""


def shell(command: str) -> Snippet:
    return Snippet("Shell", "shell", command)


IN_ADVANCE = "Your DSN is already filled in."
WITH_PEOPLE = (
    f"{IN_ADVANCE} send_default_pii adds the signed-in user and the IP address; passwords, "
    "tokens and other secrets are removed before anything is stored."
)


def _django(dsn: str) -> tuple[Step, ...]:
    return (
        Step("Install", (shell("pip install --upgrade sentry-sdk"),)),
        Step(
            "Initialise",
            (Snippet("settings.py, at the top", "python", _python_init(dsn)),),
            WITH_PEOPLE,
        ),
        Step(
            "Send a test event",
            (shell('python manage.py shell -c "1 / 0"'),),
            "It fails on purpose; the ZeroDivisionError is the event.",
        ),
    )


def _django_kit(dsn: str) -> tuple[Step, ...]:
    """The lines are those of the kit's own page."""
    settings = (
        "import seismo_django\n"
        "\n"
        'INSTALLED_APPS += ["seismo_django"]\n'
        'MIDDLEWARE = ["seismo_django.middleware.SeismoMiddleware", *MIDDLEWARE]\n'
        "seismo_django.init()\n"
    )
    urls = (
        "from django.urls import include, path\n"
        "from seismo_django.handlers import handler400, handler403, handler404, handler500  # noqa: F401\n"
        "\n"
        'urlpatterns += [path("", include("seismo_django.urls"))]\n'
    )
    return (
        Step("Install", (shell("pip install seismo-django"),)),
        Step(
            "Initialise",
            (
                Snippet("settings.py, at the end", "python", settings),
                Snippet("The root urls.py, below urlpatterns", "python", urls),
                shell("python manage.py migrate"),
            ),
            "Two small tables hold feedback and the alerts that were sent.",
        ),
        Step(
            "Send a test event",
            (
                shell(
                    f"export SENTRY_DSN={dsn}\n"
                    "export SEISMO_SEND_IN_DEBUG=1\n"
                    "python manage.py seismo test"
                ),
            ),
            "The second variable is for your own machine: while DEBUG is on, nothing leaves without it.",
        ),
    )


def _python(dsn: str) -> tuple[Step, ...]:
    return (
        Step("Install", (shell("pip install --upgrade sentry-sdk"),)),
        Step(
            "Initialise",
            (Snippet("The first lines of your program", "python", _python_init(dsn)),),
            f"{IN_ADVANCE} aiohttp, Starlette, Tornado, RQ and others are recognised by themselves.",
        ),
        Step(
            "Send a test event",
            (shell(f"python -c \"import sentry_sdk; sentry_sdk.init('{dsn}'); 1 / 0\""),),
            "It fails on purpose; the ZeroDivisionError is the event.",
        ),
    )


def _flask(dsn: str) -> tuple[Step, ...]:
    return _python_server(
        dsn,
        "The first lines of your program, before app = Flask(...)",
        '@app.get("/seismo-test")\ndef seismo_test():\n    return 1 / 0\n',
        "curl http://127.0.0.1:5000/seismo-test",
    )


def _fastapi(dsn: str) -> tuple[Step, ...]:
    return _python_server(
        dsn,
        "The first lines of your program, before app = FastAPI(...)",
        '@app.get("/seismo-test")\nasync def seismo_test() -> float:\n    return 1 / 0\n',
        "curl http://127.0.0.1:8000/seismo-test",
    )


def _python_server(dsn: str, place: str, route: str, call: str) -> tuple[Step, ...]:
    return (
        Step("Install", (shell("pip install --upgrade sentry-sdk"),)),
        Step("Initialise", (Snippet(place, "python", _python_init(dsn)),), WITH_PEOPLE),
        Step(
            "Send a test event",
            (Snippet("Below your app", "python", route), shell(call)),
            "It fails on purpose; the ZeroDivisionError is the event. Take the route out again.",
        ),
    )


def _celery(dsn: str) -> tuple[Step, ...]:
    return (
        Step("Install", (shell("pip install --upgrade sentry-sdk"),)),
        Step(
            "Initialise",
            (
                Snippet(
                    "The module of your Celery app, such as celery.py",
                    "python",
                    "import sentry_sdk\n"
                    "from celery import signals\n"
                    "\n"
                    "\n"
                    "@signals.celeryd_init.connect\n"
                    "@signals.beat_init.connect\n"
                    "def report_errors(**_kwargs):\n"
                    "    sentry_sdk.init(\n"
                    f'        dsn="{dsn}",\n'
                    '        environment="production",\n'
                    "    )\n",
                ),
            ),
            f"{IN_ADVANCE} With Django this step is not needed: the lines in settings.py "
            "cover the workers too.",
        ),
        Step(
            "Send a test event",
            (
                Snippet(
                    "The same module, below your app",
                    "python",
                    '@app.task(name="seismo_test")\n'
                    "def seismo_test():\n"
                    '    raise RuntimeError("A test from a Celery worker")\n',
                ),
                shell("celery -A your_app call seismo_test"),
            ),
            "Restart the worker first, and put your app's module in the place of your_app.",
        ),
    )


def _javascript(dsn: str) -> tuple[Step, ...]:
    return (
        Step("Install", (shell("npm install @sentry/browser"),)),
        Step(
            "Initialise",
            (
                Snippet(
                    "The first lines of your entry module, such as main.js",
                    "javascript",
                    'import * as Sentry from "@sentry/browser";\n'
                    "\n"
                    "Sentry.init({\n"
                    f'  dsn: "{dsn}",\n'
                    '  environment: "production",\n'
                    "});\n",
                ),
            ),
            f"{IN_ADVANCE} React, Vue, Svelte and Angular have packages of their own "
            "(@sentry/react and so on) that take the same lines.",
        ),
        Step(
            "Send a test event",
            (
                Snippet(
                    "The browser's console, on a page of your application",
                    "javascript",
                    'setTimeout(() => { throw new Error("A test from the browser"); });',
                ),
            ),
        ),
    )


def _node(dsn: str) -> tuple[Step, ...]:
    return (
        Step("Install", (shell("npm install @sentry/node"),)),
        Step(
            "Initialise",
            (
                Snippet(
                    "instrument.mjs",
                    "javascript",
                    'import * as Sentry from "@sentry/node";\n'
                    "\n"
                    "Sentry.init({\n"
                    f'  dsn: "{dsn}",\n'
                    '  environment: "production",\n'
                    "});\n",
                ),
                shell("node --import ./instrument.mjs app.mjs"),
            ),
            f"{IN_ADVANCE} Put your own program in the place of app.mjs: the file above has to be "
            "loaded before it.",
        ),
        Step(
            "Send a test event",
            (
                shell(
                    "node --import ./instrument.mjs --eval "
                    "'setTimeout(() => { throw new Error(\"A test from Node\"); })'",
                ),
            ),
            "It fails on purpose; the Error is the event.",
        ),
    )


def _python_init(dsn: str) -> str:
    return (
        "import sentry_sdk\n"
        "\n"
        "sentry_sdk.init(\n"
        f'    dsn="{dsn}",\n'
        '    environment="production",\n'
        "    send_default_pii=True,\n"
        ")\n"
    )


PLATFORMS = {
    platform.slug: platform
    for platform in (
        Platform("django", "Django", _django, _django_kit),
        Platform("python", "Python", _python),
        Platform("flask", "Flask", _flask),
        Platform("fastapi", "FastAPI", _fastapi),
        Platform("celery", "Celery", _celery),
        Platform("javascript", "Browser JavaScript", _javascript),
        Platform("node", "Node.js", _node),
    )
}
"""By slug, in the order in which they are shown."""

FIRST_PLATFORM = "django"


def without_sdk(public_url: str, public_key: str, project_id: int) -> str:
    """A command that sends an event with nothing but curl."""
    return (
        "curl -H 'Content-Type: application/json' "
        """-d '{"message": "A test from curl"}' """
        f"'{public_url.rstrip('/')}/api/{project_id}/store/?sentry_key={public_key}'"
    )
