"""What single services cannot do without, and how the settings name their servers."""

from collections.abc import Sequence

from pydantic import SecretStr

from shared.adapters.distributed.kafka_access import KafkaAccess
from shared.adapters.distributed.mongo_connection import MongoAccess
from shared.adapters.distributed.usable_access import refuse_kafka, refuse_mongo
from shared.adapters.distributed.vault_keys import VaultKeys
from shared.settings import Settings, SettingsRefused, require, variable

MONGO = {"mongo_url": "Give the address of MongoDB, as mongodb://mongo:27017"}
KAFKA = {"kafka_bootstrap": "Give the brokers of Kafka, as kafka:9092"}
KEYS = {"keys_url": "Give the address of access, as http://access:8120"}
SEALING = {"master_key": "Give 32 random bytes in Base64, the same to every process: openssl rand -base64 32"}
TAKING_OVER = {"next_master_key": "Give the key that is to take the master key's place"}
LEDGERS = {
    "ledgers": "Give the addresses of the other services, as assignment=http://assignment:8120",
    "service_token": "Give what `onetwenty token --role service` prints, or name a file with it",
}


def require_ledgers(settings: Settings, sources: Sequence[str]) -> None:
    """Raise SettingsRefused unless the ledger of each of `sources` can be asked."""
    if not sources:
        return
    require(settings, LEDGERS)
    for source in sources:
        if source not in settings.ledger_addresses:
            remedy = f"Add where it answers, as {source}=http://{source}:8120"
            raise SettingsRefused("ONETWENTY_LEDGERS", f"does not name {source}", remedy)


def mongo_access(settings: Settings) -> MongoAccess:
    """Where MongoDB is. Raises SettingsRefused."""
    require(settings, MONGO)
    _refuse_halves(settings, ("mongo_user", "mongo_password"))
    _refuse_missing_files(settings, ("mongo_tls_ca", "mongo_tls_cert_key"))
    access = MongoAccess(
        url=revealed(settings.mongo_url),
        database=settings.mongo_database,
        driver=settings.mongo_driver,
        user=settings.mongo_user or "",
        password=revealed(settings.mongo_password),
        tls_ca=settings.mongo_tls_ca,
        tls_certificate_key=settings.mongo_tls_cert_key,
    )
    refuse_mongo(access)
    return access


def kafka_access(settings: Settings) -> KafkaAccess:
    """Where Kafka is. Raises SettingsRefused."""
    require(settings, KAFKA)
    if settings.kafka_security.startswith("SASL"):
        wish = f"Brokers are asked by {settings.kafka_security}: give it"
        require(settings, {"kafka_user": wish, "kafka_password": wish})
    _refuse_halves(settings, ("kafka_tls_cert", "kafka_tls_key"))
    _refuse_missing_files(settings, ("kafka_tls_ca", "kafka_tls_cert", "kafka_tls_key"))
    refuse_kafka(settings)
    return KafkaAccess(
        bootstrap=settings.kafka_bootstrap or "",
        security_protocol=settings.kafka_security,
        sasl_mechanism=settings.kafka_sasl_mechanism,
        user=settings.kafka_user,
        password=revealed(settings.kafka_password) or None,
        tls_ca=settings.kafka_tls_ca,
        tls_certificate=settings.kafka_tls_cert,
        tls_key=settings.kafka_tls_key,
        partitions=settings.kafka_partitions,
        replication=settings.kafka_replication,
        prefix=settings.kafka_prefix,
    )


def vault_keys(settings: Settings) -> VaultKeys:
    """What opens the keys of people, and what secrets are derived from. Raises SettingsRefused."""
    require(settings, SEALING)
    given = (settings.master_key, settings.next_master_key, settings.derivation_key)
    master_key, following, root = (None if key is None else key.get_secret_value() for key in given)
    return VaultKeys(master_key or b"", following, root)


def revealed(secret: SecretStr | None) -> str:
    """The secret itself, "" when there is none."""
    return secret.get_secret_value() if secret is not None else ""


def _refuse_halves(settings: Settings, names: tuple[str, str]) -> None:
    for name, other in (names, names[::-1]):
        if getattr(settings, name) is not None:
            require(settings, {other: f"It goes together with {variable(name)}"})


def _refuse_missing_files(settings: Settings, names: Sequence[str]) -> None:
    for name in names:
        path = getattr(settings, name)
        if path is not None and not path.is_file():
            raise SettingsRefused(variable(name), f"names {path}, which is no file", "Check the path")
