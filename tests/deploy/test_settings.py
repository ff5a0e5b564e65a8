"""The settings that the files name are the program's, and it takes the values that they give."""

from pathlib import Path
from typing import Any

import pytest

from shared.settings import PREFIX, Settings, read_settings, unknown_variables
from tests.deploy.composed import SERVICES
from tests.deploy.secret_files import make_secrets

pytestmark = pytest.mark.timeout(1200)


def given(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], secrets: Path) -> Settings:
    """The settings of a process in that environment, its secrets lying in a folder of the test's."""
    for name, value in environment.items():
        file = secrets / "onetwenty" / Path(value).name
        monkeypatch.setenv(name, str(file) if name.endswith("_FILE") and file.exists() else value)
    return read_settings()


@pytest.mark.parametrize("name", [*SERVICES, "topics", "token"])
def test_a_container_is_told_what_the_program_knows(
    system: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_secrets(tmp_path)
    token = tmp_path / "onetwenty/service"
    token.write_text("signed by the one-shot")
    environment = system["services"][name]["environment"]
    settings = given(monkeypatch, environment, tmp_path)
    assert unknown_variables() == {}
    assert all(variable.startswith(PREFIX) for variable in environment)
    if name in SERVICES:
        assert settings.ledger_addresses.keys() == {"assignment", "visits"}
        assert settings.service_token_file == token
    if name in ("access", "assignment", "visits"):
        assert settings.master_key is not None
        assert len(settings.master_key.get_secret_value()) == 32
