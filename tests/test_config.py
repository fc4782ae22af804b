"""Settings: where a value comes from, and what a mistake is told."""

import shutil
from pathlib import Path

import pytest

from seismo.config import SETTINGS, Config, Misconfigured, Setting, load
from seismo.runtime.sign_in import oidc_provider


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder holds no seismo-data of a developer."""
    monkeypatch.chdir(tmp_path)


def settings_file(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_without_any_setting_it_serves_this_machine_from_the_current_folder(tmp_path: Path) -> None:
    config = load({})

    assert (config.data, config.host, config.port) == (tmp_path / "seismo-data", "127.0.0.1", 9000)


def test_there_is_one_setting_for_each_field() -> None:
    assert [setting.field for setting in SETTINGS] == list(Config.__dataclass_fields__)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.field)
def test_the_example_of_a_setting_can_be_written(setting: Setting) -> None:
    value = getattr(load({setting.variable: setting.example}), setting.field)

    assert value == setting.parse(setting.example)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        pytest.param("20GB", 20_000_000_000, id="gigabytes"),
        pytest.param("1.5 tb", 1_500_000_000_000, id="a fraction, a space, small letters"),
        pytest.param("100MB", 100_000_000, id="the least"),
        pytest.param("none", 0, id="no limit"),
    ],
)
def test_a_disk_budget_is_a_size(text: str, size: int) -> None:
    assert load({"SEISMO_DISK_BUDGET": text}).disk_budget == size


@pytest.mark.parametrize("text", ["20", "99MB", "-1GB", "20GiB", "half", "20%"])
def test_a_disk_budget_is_refused_for(text: str) -> None:
    with pytest.raises(Misconfigured, match="write a size of at least 100 MB"):
        load({"SEISMO_DISK_BUDGET": text})


def test_without_a_disk_budget_half_of_the_disk_is_the_limit(tmp_path: Path) -> None:
    assert load({}).disk_budget == shutil.disk_usage(tmp_path).total // 2


def test_an_option_wins_over_the_environment() -> None:
    assert load({"SEISMO_PORT": "9001"}, port=9002).port == 9002


def test_an_option_that_is_not_given_changes_nothing() -> None:
    assert load({"SEISMO_PORT": "9001"}, port=None).port == 9001


def test_an_empty_variable_counts_as_not_given() -> None:
    assert load({"SEISMO_PORT": ""}).port == 9000


def test_a_file_in_the_data_folder_is_read(tmp_path: Path) -> None:
    settings_file(tmp_path / "d" / "seismo.toml", "port = 9003")

    assert load({"SEISMO_DATA": str(tmp_path / "d")}).port == 9003


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = settings_file(tmp_path / "any.toml", 'port = 9003\nhost = "0.0.0.0"')

    config = load({"SEISMO_CONFIG": str(file), "SEISMO_PORT": "9001"})

    assert (config.host, config.port) == ("0.0.0.0", 9001)


def test_a_file_that_lies_elsewhere_may_name_the_data_folder(tmp_path: Path) -> None:
    file = settings_file(tmp_path / "any.toml", f'data = "{tmp_path}/d"')

    assert load({}, file).data == tmp_path / "d"


def test_the_names_of_the_django_kit_are_passed_over() -> None:
    assert load({"SEISMO_DSN": "http://fake@localhost/1"}).port == 9000


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        pytest.param({}, "http://127.0.0.1:9000", id="default"),
        pytest.param({"SEISMO_PORT": "8001"}, "http://127.0.0.1:8001", id="follows the port"),
        pytest.param({"SEISMO_HOST": "0.0.0.0"}, "http://127.0.0.1:9000", id="all addresses"),
        pytest.param({"SEISMO_HOST": "::"}, "http://[::1]:9000", id="all addresses of IPv6"),
        pytest.param({"SEISMO_HOST": "web.lan"}, "http://web.lan:9000", id="follows the host"),
        pytest.param(
            {"SEISMO_URL": "https://errors.example.com/"}, "https://errors.example.com", id="given"
        ),
    ],
)
def test_the_public_url_is(environ: dict[str, str], url: str) -> None:
    assert load(environ).url == url


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SEISMO_PORT", "9o00"),
        ("SEISMO_PORT", "0"),
        ("SEISMO_PORT", "65536"),
        ("SEISMO_HOST", "http://localhost"),
        ("SEISMO_URL", "errors.example.com"),
        ("SEISMO_URL", "ftp://errors.example.com"),
        ("SEISMO_URL", "https://errors.example.com/seismo"),
        ("SEISMO_URL", "https://user@errors.example.com"),
        ("SEISMO_URL", "http://[::1"),
        ("SEISMO_URL", "http://errors.example.com:port"),
        ("SEISMO_DIGEST_PROCESSES", "0"),
        ("SEISMO_LOG_LEVEL", "loud"),
    ],
)
def test_an_unusable_value_is_named_with_its_setting_and_with_what_to_write(
    name: str, text: str
) -> None:
    with pytest.raises(Misconfigured) as caught:
        load({name: text})

    message = str(caught.value)
    assert message.startswith(f"{name} is {text!r}: write ")


def test_an_unusable_option_is_named_as_an_option() -> None:
    with pytest.raises(Misconfigured, match=r"^--digest-processes is '99': write "):
        load({}, digest_processes=99)


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("SEISMO_PROT", "Did you mean SEISMO_PORT?"),
        ("SEISMO_DATA_DIR", "Did you mean SEISMO_DATA?"),
        ("SEISMO_ZZZ", "There are SEISMO_DATA, SEISMO_HOST, "),
    ],
)
def test_an_unknown_name_in_the_environment_stops_the_start(name: str, cure: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load({name: "1"})

    assert str(caught.value).startswith(f"{name} in the environment is not a setting")
    assert cure in str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("prot = 1", "Did you mean port?", id="unknown name"),
        pytest.param("port = 0", "write a whole number", id="unusable number"),
        pytest.param("port = true", "write a text or a whole number", id="neither text nor number"),
        pytest.param("port = ", "is not TOML", id="not TOML"),
        pytest.param('data = "d"', "SEISMO_DATA", id="names the folder it was found in"),
    ],
)
def test_a_mistake_in_the_file_names_the_file(tmp_path: Path, text: str, complaint: str) -> None:
    file = settings_file(tmp_path / "seismo-data" / "seismo.toml", text)

    with pytest.raises(Misconfigured) as caught:
        load({})

    assert "seismo-data/seismo.toml" in str(caught.value)
    assert complaint in str(caught.value)
    assert file.exists()


def test_a_named_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"SEISMO_CONFIG is .*: write the path"):
        load({"SEISMO_CONFIG": str(tmp_path / "none.toml")})


@pytest.mark.parametrize(("cores", "processes"), [(1, 1), (2, 2), (3, 2), (8, 7), (200, 64)])
def test_the_machine_decides_how_many_processes_digest(
    cores: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)

    assert load({}).digest_processes == processes


def test_a_wrong_address_of_the_mail_server_is_not_repeated_with_its_password() -> None:
    with pytest.raises(Misconfigured) as mistake:
        load({"SEISMO_MAIL_URL": "mail://ada:fake-open-sesame@mail.test"})

    assert "fake-open-sesame" not in str(mistake.value)
    assert "write smtp://" in str(mistake.value)


def test_mails_come_from_the_host_that_people_know() -> None:
    assert load({"SEISMO_URL": "https://errors.test"}).mail_from == "Seismo <seismo@errors.test>"


OIDC = {
    "SEISMO_OIDC_ISSUER": "https://login.test/realms/main/",
    "SEISMO_OIDC_CLIENT_ID": "seismo",
    "SEISMO_OIDC_CLIENT_SECRET": "fake-open-sesame",
}


def test_a_provider_that_vouches_for_people_lets_in_nobody_new_by_itself() -> None:
    config = load(OIDC)

    assert (config.oidc_issuer, config.oidc_role) == ("https://login.test/realms/main", "no")


@pytest.mark.parametrize("missing", ["SEISMO_OIDC_CLIENT_ID", "SEISMO_OIDC_CLIENT_SECRET"])
def test_a_provider_without_the_rest_stops_the_start(missing: str) -> None:
    with pytest.raises(Misconfigured, match="set SEISMO_OIDC_CLIENT_ID and"):
        oidc_provider(load({name: text for name, text in OIDC.items() if name != missing}))


@pytest.mark.parametrize(
    ("name", "text"),
    [("ROLE", "king"), ("DOMAINS", "acme"), ("DOMAINS", "a@b.test"), ("ISSUER", "login.test")],
)
def test_a_provider_is_refused_with(name: str, text: str) -> None:
    with pytest.raises(Misconfigured, match=f"SEISMO_OIDC_{name} is"):
        load(OIDC | {f"SEISMO_OIDC_{name}": text})
