"""How this installation is set: the only reader of the environment. Every variable begins with `ONETWENTY_`."""

import os
from base64 import b64decode
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretBytes, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ONETWENTY_"
_CHECKOUT = Path(__file__).parents[1]
ISSUER = "onetwenty"
AUDIENCE = "onetwenty-api"
LEDGER_SOURCES = ("assignment", "visits")
KEY_BYTES = 32
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


def _http_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError(f"{address} is no address that begins with http:// or https://")
    return address


def _ledger_addresses(text: str) -> str:
    for one in text.split(","):
        source, equals, address = one.strip().partition("=")
        if source not in LEDGER_SOURCES or not equals:
            raise ValueError("write it as assignment=http://assignment:8120,visits=http://visits:8120")
        _http_address(address)
    return text


def _mongo_address(address: SecretStr) -> SecretStr:
    if urlsplit(address.get_secret_value()).scheme not in ("mongodb", "mongodb+srv"):
        raise ValueError("an address of MongoDB begins with mongodb:// or mongodb+srv://")
    return address


def key_bytes(given: Any) -> Any:
    """The key itself where 32 bytes were given, else what its Base64 says."""
    if isinstance(given, bytes) and len(given) == KEY_BYTES:
        return given
    key = b64decode(given.strip(), validate=True) if isinstance(given, str | bytes) else b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"such a key is Base64 of {KEY_BYTES} bytes, not of {len(key)}")
    return key


_Key = Annotated[SecretBytes, BeforeValidator(key_bytes)] | None


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

    proxies: Annotated[str, Field(max_length=2000)] = ""
    """Addresses and networks of proxies, separated by commas: what they say of the client's address and of TLS is
    believed, and nobody else."""
    pages: Path | None = None
    """The folder of the built pages; by default that of this checkout."""
    hosts: Annotated[str, Field(max_length=2000)] = ""
    """Dotted host names under which browsers reach the system, separated by commas; addresses and names without a dot
    are always answered."""

    reporting_month_start: Annotated[int, Field(ge=1, le=28)] = 15
    """The day of the month before on which a reporting month begins (domain.md, Reporting periods)."""

    body_limit: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 1024 * 1024
    """Bytes of the largest request body."""
    request_seconds: Annotated[float, Field(ge=1, le=600)] = 30.0
    """Seconds until a request is answered with 503."""
    commands_per_second: Annotated[float, Field(ge=0, le=100_000)] = 50.0
    """Commands of one account that a process takes for long, those in a batch one by one; 0: any number."""
    commands_burst: Annotated[int, Field(ge=100, le=1_000_000)] = 3_000
    """Commands of one account at once; what was not used comes back at the rate above."""
    exports_per_second: Annotated[float, Field(ge=0, le=100_000)] = 10.0
    """Pages of ledgers, dossiers and lists of who opened what that one account reads for long; 0: any number."""
    exports_burst: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    live_clients: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Live streams open at once in one process."""
    cache_megabytes: Annotated[int, Field(ge=1, le=65_536)] = 64
    """Memory for folded states of each service."""

    traces: Annotated[str, AfterValidator(_http_address)] | None = None
    """Where spans are sent by OTLP over HTTP, as `http://collector:4318`; not set: none are recorded."""
    traces_ratio: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of the traces that begin here and are recorded; a caller's own choice is followed."""

    mongo_url: Annotated[SecretStr, AfterValidator(_mongo_address)] | None = None
    mongo_database: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,30}$")] = "onetwenty"
    """What the names of the services' databases begin with."""
    mongo_driver: Literal["motor", "pymongo"] = "motor"
    mongo_user: str | None = None
    mongo_password: SecretStr | None = None
    mongo_tls_ca: Path | None = None
    mongo_tls_cert_key: Path | None = None
    """Our certificate and its key in one PEM file, where the server asks for one."""

    kafka_bootstrap: str | None = None
    """`host:port` of brokers, separated by commas."""
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    kafka_user: str | None = None
    kafka_password: SecretStr | None = None
    kafka_tls_ca: Path | None = None
    kafka_tls_cert: Path | None = None
    kafka_tls_key: Path | None = None
    kafka_partitions: Annotated[int, Field(ge=1, le=1000)] = 24
    """Partitions of each topic that is made; those of a topic that exists are never changed."""
    kafka_replication: Annotated[int, Field(ge=1, le=9)] = 1
    kafka_prefix: Annotated[str, Field(pattern="^[A-Za-z0-9._-]{1,60}$")] = "onetwenty"
    """What the names of topics and reader groups begin with."""

    ledgers: Annotated[str, Field(max_length=2000), AfterValidator(_ledger_addresses)] | None = None
    """Where the ledgers of other services are read: `assignment=http://…,visits=http://…`."""
    keys_url: Annotated[str, AfterValidator(_http_address)] | None = None
    """Where access publishes the keys of tokens; without a path, at its well-known one."""
    service_token: SecretStr | None = None
    """A token of role service, for reading ledgers."""
    service_token_file: Path | None = None
    """A file with that token, read again when it changes."""
    master_key: _Key = None
    """Wraps the keys of people: Base64 of 32 bytes, the same for every service and replica."""
    next_master_key: _Key = None
    """The one that is taking its place: what it has wrapped is opened, too."""
    derivation_key: _Key = None
    """What secrets are derived from, once the master key that they came from was replaced."""
    oidc_issuer: Annotated[str, AfterValidator(_http_address)] | None = None
    """Another issuer that people may sign in at, as its description names it."""
    oidc_client_id: str = "onetwenty"
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_roles: Annotated[str, Field(max_length=20_000)] = "[]"
    """Who has which role, the first row that matches: `[{"claim": "groups", "value": "hai-van", "role": "coordinator",
    "ward": "20194"}]`."""
    signing_key: SecretStr | None = None
    """The Ed25519 keys that access publishes and signs tokens with, in PEM (services/access/given_keys.py)."""
    signing_key_file: Path | None = None
    """A file with them, read again when it changes."""

    @property
    def ledger_addresses(self) -> Mapping[str, str]:
        """`ledgers`, by source."""
        pairs = [one.strip().split("=", 1) for one in (self.ledgers or "").split(",") if one.strip()]
        return dict(pairs)

    @property
    def pages_folder(self) -> Path | None:
        """Where built pages lie: as set, or in the checkout that this runs from; None where there are none."""
        folder = self.pages or _CHECKOUT / "web" / "dist"
        return folder if (folder / "start" / "index.html").is_file() else None

    @property
    def host_names(self) -> tuple[str, ...]:
        """`hosts`, one by one, in lower case."""
        return tuple(name.strip().lower() for name in self.hosts.split(",") if name.strip())


_KEYS = ("master_key", "next_master_key", "derivation_key")
_READ_BY_THEIR_USERS = ("service_token", "signing_key")
"""Those whose files are read again and again, by who uses them."""
_SECRETS = ("mongo_url", "mongo_password", "kafka_password", "oidc_client_secret", *_KEYS, *_READ_BY_THEIR_USERS)
"""What may also lie in a file that `<NAME>_FILE` names."""


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsRefused, naming the variable."""
    try:
        return Settings(**_from_files())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = variable(str(first["loc"][0]))
        what = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsRefused(name, what, "Mend the variable, or unset it for the default") from None


def require(settings: Settings, needs: Mapping[str, str]) -> None:
    """Raise SettingsRefused for the first of `needs` that is not set; they are remedies by the names of settings."""
    for name, remedy in needs.items():
        if getattr(settings, name) is None and getattr(settings, f"{name}_file", None) is None:
            raise SettingsRefused(variable(name), "is not set", remedy)


def unknown_variables() -> Mapping[str, str | None]:
    """Variables with our prefix that set nothing, each with the setting that was perhaps meant."""
    known = [variable(name) for name in (*Settings.model_fields, *(f"{secret}_file" for secret in _SECRETS))]
    given = sorted(os.environ)  # noqa: TID251 this is the one place
    ours = [name for name in given if name.startswith(PREFIX) and not name.startswith(_TESTING)]
    return {name: next(iter(get_close_matches(name, known, 1, _ALIKE)), None) for name in ours if name not in known}


def variable(name: str) -> str:
    """The variable that sets the field `name`."""
    return PREFIX + name.upper()


def _from_files() -> dict[str, Any]:
    """The secrets that lie in files, without the line's end that editors add."""
    found: dict[str, Any] = {}
    for secret in _SECRETS:
        name = variable(secret)
        path = os.environ.get(f"{name}_FILE")  # noqa: TID251 this is the one place
        if not path:
            continue
        if os.environ.get(name):  # noqa: TID251
            raise SettingsRefused(name, f"is set, and {name}_FILE too", "Unset one of them")
        content = _file_content(f"{name}_FILE", Path(path))
        if secret not in _READ_BY_THEIR_USERS:
            found[secret] = content
    return found


def _file_content(name: str, path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        what = f"names {path}, which cannot be read ({error.strerror})"
        raise SettingsRefused(name, what, "Check the path, and who may read the file") from None
    return content if len(content) == KEY_BYTES else content.strip()
