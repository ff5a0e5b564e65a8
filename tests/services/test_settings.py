"""Settings of single services: addresses, secrets from files, and what a process cannot do without."""

from base64 import b64encode
from pathlib import Path

import pytest

from shared.settings import Settings, SettingsRefused, read_settings, require, unknown_variables

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ONETWENTY_{name.upper()}", raising=False)
        monkeypatch.delenv(f"ONETWENTY_{name.upper()}_FILE", raising=False)


def test_ledgers_are_addresses_by_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETWENTY_LEDGERS", "assignment=http://assignment:8120, visits=https://visits:8120")
    assert read_settings().ledger_addresses == {
        "assignment": "http://assignment:8120",
        "visits": "https://visits:8120",
    }
    assert Settings().keys_url is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEDGERS", "http://assignment:8120"),
        ("LEDGERS", "reporting=http://reporting:8120"),
        ("LEDGERS", "assignment=assignment:8120"),
        ("KEYS_URL", "access:8120"),
        ("MONGO_URL", "http://mongo:27017"),
        ("MONGO_DATABASE", "a.b"),
        ("MONGO_DRIVER", "pymysql"),
        ("KAFKA_SECURITY", "TLS"),
        ("KAFKA_PARTITIONS", "0"),
        ("MASTER_KEY", "c2hvcnQ="),
        ("MASTER_KEY", "no base64"),
    ],
)
def test_what_cannot_be_meant_is_named_and_no_secret_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ONETWENTY_{name}", value)
    with pytest.raises(SettingsRefused) as caught:
        read_settings()
    assert caught.value.name == f"ONETWENTY_{name}"
    if name in ("MASTER_KEY", "MONGO_URL"):
        assert value not in str(caught.value)


@pytest.mark.parametrize("content", [KEY, b64encode(KEY), b64encode(KEY) + b"\n"])
def test_the_master_key_comes_from_a_file_as_bytes_or_base64(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "master.key"
    file.write_bytes(content)
    monkeypatch.setenv("ONETWENTY_MASTER_KEY_FILE", str(file))
    key = read_settings().master_key
    assert key is not None
    assert key.get_secret_value() == KEY
    assert unknown_variables() == {}


def test_a_password_from_a_file_loses_its_line_end_and_stays_out_of_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("hạt giống 27\n")
    monkeypatch.setenv("ONETWENTY_MONGO_PASSWORD_FILE", str(file))
    settings = read_settings()
    assert settings.mongo_password is not None
    assert settings.mongo_password.get_secret_value() == "hạt giống 27"
    assert "hạt giống" not in repr(settings)


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc")
    monkeypatch.setenv("ONETWENTY_SERVICE_TOKEN", "abc")
    monkeypatch.setenv("ONETWENTY_SERVICE_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingsRefused, match="ONETWENTY_SERVICE_TOKEN_FILE too"):
        read_settings()


def test_a_file_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONETWENTY_SIGNING_KEY_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(SettingsRefused, match=r"ONETWENTY_SIGNING_KEY_FILE.*cannot be read"):
        read_settings()


def test_what_is_needed_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needs = {"service_token": "Give a token"}
    with pytest.raises(SettingsRefused, match=r"ONETWENTY_SERVICE_TOKEN: is not set\. Give a token"):
        require(read_settings(), needs)
    (tmp_path / "token").write_text("abc")
    monkeypatch.setenv("ONETWENTY_SERVICE_TOKEN_FILE", str(tmp_path / "token"))
    require(read_settings(), needs)
