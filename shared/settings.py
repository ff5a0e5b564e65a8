"""How this installation is set: the only reader of the environment. Every variable begins with `ONETWENTY_`."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ONETWENTY_"
ISSUER = "onetwenty"
AUDIENCE = "onetwenty-api"
_TESTING = f"{PREFIX}TEST_"
_ALIKE = 0.8
"""How much of a variable's name must agree with a setting's to be taken for a misspelling (0 to 1)."""


class SettingsRefused(Exception):
    """A variable that cannot be meant: its name, what is wrong with it, and how to mend it."""

    def __init__(self, name: str, what: str, remedy: str) -> None:
        super().__init__(f"{name}: {what}. {remedy}")
        self.name = name
        self.what = what
        self.remedy = remedy


class Settings(BaseSettings):
    """What can be set; the defaults run everything embedded on one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    data: Path = Path("data")
    """The data folder, where a command is not told by `--data`."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    token_issuer: Annotated[str, Field(min_length=1, max_length=200)] = ISSUER
    """`iss` of the tokens that are accepted."""
    token_audience: Annotated[str, Field(min_length=1, max_length=200)] = AUDIENCE
    """`aud` that tokens must name."""

    hosts: Annotated[str, Field(max_length=2000)] = ""
    """Dotted host names under which browsers reach the system, separated by commas; addresses and names without a dot
    are always answered."""

    reporting_month_start: Annotated[int, Field(ge=1, le=28)] = 15
    """The day of the month before on which a reporting month begins (domain.md, Reporting periods)."""

    body_limit: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 1024 * 1024
    """Bytes of the largest request body."""
    request_seconds: Annotated[float, Field(ge=1, le=600)] = 30.0
    """Seconds until a request is answered with 503."""
    live_clients: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Live streams open at once in one process."""
    cache_megabytes: Annotated[int, Field(ge=1, le=65_536)] = 64
    """Memory for folded states of each service."""

    @property
    def host_names(self) -> tuple[str, ...]:
        """`hosts`, one by one, in lower case."""
        return tuple(name.strip().lower() for name in self.hosts.split(",") if name.strip())


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsRefused, naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsRefused(name, str(first["msg"]), "Mend the variable, or unset it for the default") from None


def unknown_variables() -> Mapping[str, str | None]:
    """Variables with our prefix that set nothing, each with the setting that was perhaps meant."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    given = sorted(os.environ)  # noqa: TID251 this is the one place
    ours = [name for name in given if name.startswith(PREFIX) and not name.startswith(_TESTING)]
    return {name: next(iter(get_close_matches(name, known, 1, _ALIKE)), None) for name in ours if name not in known}
