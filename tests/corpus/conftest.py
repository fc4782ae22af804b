import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-goldens",
        action="store_true",
        help="write what the server makes of the corpus instead of comparing it",
    )


@pytest.fixture(scope="session")
def regenerate_goldens(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--regenerate-goldens", default=False))
