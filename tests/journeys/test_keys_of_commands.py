"""Commands sign with a folder's key, or with the one of the settings where single services run."""

import os
import subprocess
from pathlib import Path

import pytest

from services.access.signing_keys import SigningKey, open_signing_key, signing_key_path
from shared.adapters.system_clock import SystemClock
from shared.http.callers import KeySet, TokenReader
from shared.kernel.scope import Role
from shared.settings import AUDIENCE, ISSUER
from tests.journeys.serving import COMMAND


def token(folder: Path, *options: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COMMAND, "token", "--role", "service", *options],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **variables},  # noqa: TID251 handed on to the process under test
        check=False,
    )


def is_signed_with(key: SigningKey, bearer: str) -> bool:
    reader = TokenReader(KeySet(key.jwks()), ISSUER, AUDIENCE, SystemClock())
    return reader.caller(f"Bearer {bearer.strip()}").role is Role.SERVICE


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, SigningKey]:
    return {name: open_signing_key(tmp_path / name) for name in ("data", "other", "settings")}


def test_the_folder_that_is_named_comes_first_then_the_settings_then_the_default(
    tmp_path: Path, keys: dict[str, SigningKey]
) -> None:
    file = {"ONETWENTY_SIGNING_KEY_FILE": str(signing_key_path(tmp_path / "settings"))}
    assert is_signed_with(keys["other"], token(tmp_path, "--data", "other", **file).stdout)
    assert is_signed_with(keys["settings"], token(tmp_path, **file).stdout)
    assert is_signed_with(keys["data"], token(tmp_path).stdout)


def test_a_key_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    refused = token(tmp_path, ONETWENTY_SIGNING_KEY="c2hvcnQ=")
    assert refused.returncode == 1
    assert "ONETWENTY_SIGNING_KEY: is no key in PEM" in refused.stderr
    assert "c2hvcnQ" not in refused.stderr
