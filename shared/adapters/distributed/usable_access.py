"""Whether the drivers can take what the settings say of the servers: asked before anything is opened."""

import re
import ssl
from collections.abc import Sequence
from pathlib import Path

from pymongo.errors import PyMongoError

from shared.adapters.distributed.mongo_connection import MongoAccess, try_address
from shared.settings import Settings, SettingsRefused, variable

_SERVER = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+)(?::(\d{1,5}))?")
_MOST_PORT = 65_535
_QUOTED = re.compile(r"(['\"]).*\1")
"""What a driver repeats of an address, which may hold a password."""
_USER, _TLS = ("kafka_user", "kafka_password"), ("kafka_tls_ca", "kafka_tls_cert", "kafka_tls_key")


def refuse_mongo(access: MongoAccess) -> None:
    """Raise SettingsRefused for an address or certificates that no driver takes."""
    _refuse_certificates("mongo_tls_ca", access.tls_ca)
    _refuse_own_certificate("mongo_tls_cert_key", access.tls_certificate_key, None)
    try:
        try_address(access)
    except (PyMongoError, ValueError, OSError) as error:
        said = _QUOTED.sub("…", str(error))
        remedy = "Write it as mongodb://mongo:27017, what is odd in names and passwords as %40, %3A, %2F"
        raise SettingsRefused(
            variable("mongo_url"), f"is no address that MongoDB's driver takes ({said})", remedy
        ) from None


def refuse_kafka(settings: Settings) -> None:
    """Raise SettingsRefused for addresses or certificates that no driver takes, and for what would go unused."""
    for server in (settings.kafka_bootstrap or "").split(","):
        _refuse_server(server.strip())
    if not settings.kafka_security.startswith("SASL"):
        _refuse_unused(settings, _USER, "SASL_SSL")
    if not settings.kafka_security.endswith("SSL"):
        _refuse_unused(settings, _TLS, "SASL_SSL" if settings.kafka_security.startswith("SASL") else "SSL")
    _refuse_certificates("kafka_tls_ca", settings.kafka_tls_ca)
    _refuse_own_certificate("kafka_tls_cert", settings.kafka_tls_cert, settings.kafka_tls_key)


def _refuse_server(server: str) -> None:
    found = _SERVER.fullmatch(server)
    if found is None or not 0 < int(found[2] or 1) <= _MOST_PORT:
        what = f"names {server!r}, which is no host:port"
        raise SettingsRefused(variable("kafka_bootstrap"), what, "Write it as kafka-1:9092,kafka-2:9092")


def _refuse_unused(settings: Settings, names: Sequence[str], protocol: str) -> None:
    for name in names:
        if getattr(settings, name) is not None:
            what = f"is not used where {variable('kafka_security')} is {settings.kafka_security}"
            raise SettingsRefused(variable(name), what, f"Set that to {protocol}, or unset this one")


def _refuse_certificates(name: str, path: Path | None) -> None:
    try:
        ssl.create_default_context(cafile=path)
    except (ssl.SSLError, OSError) as error:
        raise _unusable(name, path, error, "Name a file of certificates in PEM") from None


def _refuse_own_certificate(name: str, path: Path | None, key: Path | None) -> None:
    if path is None:
        return
    try:
        ssl.create_default_context().load_cert_chain(path, key, password="")
    except (ssl.SSLError, OSError) as error:
        remedy = "Name a certificate in PEM, with its own key, which has no password"
        raise _unusable(name, path, error, remedy) from None


def _unusable(name: str, path: Path | None, error: OSError, remedy: str) -> SettingsRefused:
    reason = getattr(error, "reason", None) or error.strerror or type(error).__name__
    return SettingsRefused(variable(name), f"names {path}, which cannot be used for TLS ({reason})", remedy)
