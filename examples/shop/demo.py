"""`make demo`: Seismo, the shop with its worker and schedule, and visitors. Ctrl-C stops all of it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

HERE = Path(__file__).parent
DATA = Path(os.environ.get("DEMO_DATA", HERE / "data"))
SEISMO_PORT = int(os.environ.get("SEISMO_PORT", "9000"))
SHOP_PORT = int(os.environ.get("SHOP_PORT", "8000"))
PAYMENT_PORT = int(os.environ.get("PAYMENT_PORT", "8001"))
EMAIL = "demo@kettle.example"
SEISMO = f"http://127.0.0.1:{SEISMO_PORT}"
SHOP = f"http://127.0.0.1:{SHOP_PORT}"
PYTHON = (sys.executable,)
PATIENCE = 60


class Demo:
    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.environment = dict(
            os.environ, SEISMO_DATA=str(DATA / "seismo"), SEISMO_PORT=str(SEISMO_PORT)
        )
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)  # of whoever starts the demo

    def start(self, name: str, *command: str) -> None:
        """A program that ends with the demo; what it says is in a log."""
        log = self.stack.enter_context((DATA / f"{name}.log").open("wb"))
        process = subprocess.Popen(
            [*PYTHON, *command],
            cwd=HERE,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.stack.callback(stop, process)

    def run(self, *command: str, stdin: str = "") -> str:
        done = subprocess.run(
            [*PYTHON, *command],
            cwd=HERE,
            env=self.environment,
            input=stdin,
            text=True,
            stdout=subprocess.PIPE,
            check=True,
        )
        return done.stdout

    def dsn(self) -> str:
        projects = json.loads(self.run("-m", "seismo", "project", "list", "--json"))
        found = [each["dsn"] for each in projects if each["slug"] == "kettle"]
        if found:
            return str(found[0])
        words = ("project", "create", "Kettle", "--platform", "django", "--json")
        return str(json.loads(self.run("-m", "seismo", *words))["dsn"])

    def password(self) -> str:
        """Of the one who looks: made at the first start, kept beside the data."""
        kept = DATA / "password"
        if not kept.exists():
            password = secrets.token_urlsafe(9)
            words = ("user", "create", EMAIL, "--password-stdin", "--superuser")
            self.run("-m", "seismo", *words, stdin=password)
            kept.touch(mode=0o600)
            kept.write_text(password)
        return kept.read_text()


def stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def wait_for(url: str, log: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - an address of our own
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{url} does not answer; {DATA / log} says why.")


def build_front_end() -> str:
    """The React part needs Node; without it the shop's own pages do."""
    if (HERE / "store/static/store/front/catalogue.js").exists():
        return "built"
    npm = shutil.which("npm")
    if npm is None:
        return "left out: there is no Node here"
    with (DATA / "front.log").open("wb") as log:
        for words in (("ci", "--ignore-scripts"), ("run", "build")):
            done = subprocess.run(
                [npm, *words], cwd=HERE / "frontend", stdout=log, stderr=log, check=False
            )
            if done.returncode:
                return f"left out: {DATA / 'front.log'} says why"
    return "built by Vite"


def main() -> None:
    DATA.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        demo = Demo(stack)
        say(f"Seismo starts at {SEISMO} ...")
        demo.start("seismo", "-m", "seismo", "serve")
        wait_for(f"{SEISMO}/_health/", "seismo.log")
        password = demo.password()
        demo.environment |= {
            "SENTRY_DSN": demo.dsn(),
            "SENTRY_ENVIRONMENT": "demo",
            "SHOP_DATA": str(DATA / "shop"),
            "PAYMENT_URL": f"http://127.0.0.1:{PAYMENT_PORT}/charge",
        }
        say("The shop opens ...")
        front = build_front_end()
        demo.run("manage.py", "migrate", "--verbosity=0")
        demo.run("manage.py", "stock")
        demo.start("payment", "payment_service.py", str(PAYMENT_PORT))
        demo.start("web", "manage.py", "runserver", "--noreload", "--insecure", str(SHOP_PORT))
        demo.start("worker", "-m", "celery", "-A", "shop", "worker", "-P", "solo", "-l", "info")
        demo.start("beat", "-m", "celery", "-A", "shop", "beat", "-l", "info")
        wait_for(SHOP, "web.log")
        demo.start("visitors", "visitors.py", SHOP)
        say(
            f"\n  Errors   {SEISMO}\n           {EMAIL}  {password}\n"
            f"  Shop     {SHOP}   (React: {front})\n"
            "  Staff    mara / mara-mara is a manager, cleo / cleo-cleo is a clerk\n"
            f"  Logs     {DATA}\n\nVisitors are in the shop. Ctrl-C ends the demo."
        )
        while True:
            signal.pause()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # Whoever starts it in the background of a script leaves it deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        main()
