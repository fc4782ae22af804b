import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse
from support.app import App

from seismo.web.templatetags.addresses import address_of

pytestmark = pytest.mark.usefixtures("app")


def drawn(text: str, **values: object) -> str:
    return engines["django"].from_string(text).render(values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("issues", [], id="no argument"),
        pytest.param("issue", ["SHOP-1"], id="one"),
        pytest.param("event_json", ["SHOP-1", "0" * 32], id="two"),
        pytest.param("project", ["shop"], id="a slug"),
    ],
)
def test_an_address_is_that_of_its_route(name: str, values: list[str]) -> None:
    assert address_of(name, values) == reverse(name, args=values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("issue_tag", ["SHOP-1", "a/b <c>"], id="a text that is quoted"),
        pytest.param("project_key", ["shop", "3"], id="a number"),
    ],
)
def test_what_is_more_than_plain_text_is_left_to_django(name: str, values: list[str]) -> None:
    words = " ".join(f"'{value}'" for value in values)
    assert address_of(name, values) is None
    assert drawn(f"{{% url '{name}' {words} %}}") == reverse(name, args=values)


def test_an_address_can_be_kept_under_a_name() -> None:
    assert drawn("{% url 'issue' id as place %}<{{ place }}>", id="SHOP-1") == "</issues/SHOP-1/>"


def test_an_address_without_what_it_needs_is_an_error(app: App) -> None:
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'issue' id %}", id="")
