"""Why an operator's wish is not carried out, and what to do about it."""

from collections.abc import Sequence


class MigrationRefused(Exception):
    """Nothing was done, or what was begun can be gone on with. `remedy` says how to mend it."""

    remedy: str


class InUse(MigrationRefused):
    """A process of the service is running on these stores."""

    remedy = "Stop every process of every service; one that was killed counts for ten seconds more"

    def __init__(self, service: str) -> None:
        super().__init__(f"{service} is running")


class OtherData(MigrationRefused):
    """The target holds what did not come from this folder."""

    remedy = "Move into empty databases: choose another ONETWENTY_MONGO_DATABASE, or drop those that nobody needs"

    def __init__(self, service: str) -> None:
        super().__init__(f"the database of {service} holds other data already")


class NoEvidence(MigrationRefused):
    """Kafka cannot tell who was erased since the backup."""

    remedy = "Give a list of erasures with --erasures, one that `onetwenty erasures` wrote after the backup was taken"

    def __init__(self, what: str) -> None:
        super().__init__(f"who was erased since the backup is not known: {what}")


class OlderThanBackup(NoEvidence):
    """Kafka was restored too, from an older backup, or is another one."""

    def __init__(self, wards: Sequence[str]) -> None:
        super().__init__(f"Kafka is older than the backup in {len(wards)} wards, {wards[0]} among them")
