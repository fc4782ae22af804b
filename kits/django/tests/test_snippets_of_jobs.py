"""Row C19: the snippets of the pages about metrics, Celery and alerts do what the pages say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from seismo_django import conf, counting
from seismo_django.alerts.plan import plan

PAGES = Path(__file__).parents[3] / "docs" / "kit"
SNIPPETS = [
    pytest.param(code, id=f"{page}-{number}")
    for page in ("metrics", "celery", "alerts")
    for number, code in enumerate(
        re.findall(r"```python\n(.*?)```", (PAGES / f"{page}.md").read_text(), re.DOTALL)
    )
]


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    conf.use(conf.read({}, {}, debug=False))
    yield
    conf.forget()
    counting.forget()


@pytest.mark.parametrize("code", SNIPPETS)
def test_C19_a_snippet_runs_and_its_settings_are_understood(code: str) -> None:
    said: dict[str, Any] = {}
    exec(compile(code, "snippet", "exec"), said)
    loaded = conf.read(said.get("SEISMO", {}), {}, debug=False)
    assert (loaded.problems, plan(loaded.settings).problems) == ((), ())
