"""No password has a default: a script makes every secret once, for its reader alone, and never again."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import jwt
import pytest

from services.access.signing_keys import signing_key_of
from shared.settings import AUDIENCE
from tests.deploy.composed import ROOT
from tests.deploy.secret_files import make_secrets, secrets_in

pytestmark = pytest.mark.timeout(1200)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "secrets"
    result = make_secrets(made)
    assert result.returncode == 0, result.stderr
    return made


def test_it_makes_exactly_what_the_compose_file_reads(folder: Path, system: dict[str, Any]) -> None:
    read = {Path(secret["file"]).relative_to(ROOT / "deploy/compose/secrets") for secret in system["secrets"].values()}
    assert sorted(secrets_in(folder)) == sorted(str(path) for path in read)


def test_nobody_else_may_read_them(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_second_run_changes_nothing(folder: Path) -> None:
    before = secrets_in(folder)
    again = make_secrets(folder)
    assert again.returncode == 0
    assert "made" not in again.stdout
    assert secrets_in(folder) == before


def test_two_installations_share_no_secret(folder: Path, tmp_path: Path) -> None:
    make_secrets(tmp_path / "others")
    others = secrets_in(tmp_path / "others")
    assert not set(secrets_in(folder).values()) & set(others.values())


def test_what_two_must_know_is_the_same_in_both_files(folder: Path) -> None:
    content = secrets_in(folder)
    assert content["kafka/kafka_password"] == content["onetwenty/kafka_password"]
    assert content["mongo/mongo_password"] == content["onetwenty/mongo_password"]
    assert len(set(content.values())) == len(content) - 2


def test_half_of_a_shared_secret_is_not_made_up(folder: Path) -> None:
    (folder / "onetwenty/kafka_password").unlink()
    before = secrets_in(folder)
    refused = make_secrets(folder)
    assert refused.returncode == 1
    assert "kafka/kafka_password onetwenty/kafka_password" in refused.stderr
    assert secrets_in(folder) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_each_file_belongs_to_the_user_of_its_container(folder: Path, system: dict[str, Any]) -> None:
    result = subprocess.run([ROOT / "deploy/compose/secrets.sh", folder], check=False, capture_output=True, timeout=60)
    assert result.returncode == 0
    for name in ("mongo", "grafana", "visits"):
        user = int(system["services"][name]["user"].split(":")[0])
        holder = folder / ("onetwenty" if name == "visits" else name)
        assert {path.stat().st_uid for path in holder.iterdir()} == {user}


def test_the_one_shot_signs_a_token_that_services_accept(folder: Path, system: dict[str, Any], tmp_path: Path) -> None:
    service = system["services"]["token"]
    (tmp_path / "token").mkdir()
    script = service["command"][0].replace("/run/onetwenty/token", str(tmp_path / "token"))
    key = folder / "onetwenty/signing_key"
    assert service["environment"] == {"ONETWENTY_SIGNING_KEY_FILE": "/run/secrets/signing_key"}
    bare = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "ONETWENTY_SIGNING_KEY_FILE": str(key)}
    subprocess.run([*service["entrypoint"], script], check=True, env=bare, timeout=60)
    token = tmp_path / "token/service"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    public = signing_key_of(key.read_bytes()).private.public_key()
    claims = jwt.decode(token.read_text().strip(), public, ["EdDSA"], audience=AUDIENCE)
    assert claims["role"] == "service"
    assert claims["exp"] - claims["iat"] == 365 * 24 * 3600


SCRIPTS = sorted((ROOT / "deploy").rglob("*.sh"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_sound(shellcheck: Path, script: Path) -> None:
    result = subprocess.run([shellcheck, script], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stdout
