"""The one file that opens a MongoDB driver: motor, or PyMongo's own asynchronous client by one field.

Opening waits for nothing: a call made while the server is away raises Unavailable, and the next one tries again.
Everything is written with `w: majority, j: true` and read from the primary, as the majority has it; an address that
says otherwise is overruled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from pathlib import Path
from typing import Any, Literal

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient, MongoClient
from pymongo.errors import PyMongoError

from shared.adapters.distributed.mongo_collection import Calls, Index, MongoCollection
from shared.adapters.distributed.mongo_failures import meaning, translated

MongoDriver = Literal["motor", "pymongo"]

_CLIENTS: dict[MongoDriver, Any] = {"motor": AsyncIOMotorClient, "pymongo": AsyncMongoClient}
_SECONDS_TO_FIND, _SECONDS_TO_ANSWER = 2, 10
_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class MongoAccess:
    """Where MongoDB is, and as whom it is used. The databases are named `<database>_<service>`."""

    url: str
    database: str = "onetwenty"
    driver: MongoDriver = "motor"
    user: str = ""
    password: str = field(default="", repr=False)
    tls_ca: Path | None = None
    """Certificates that the server's must lead to; giving them asks for TLS."""
    tls_certificate_key: Path | None = None
    """Our own certificate and its key in one PEM file, where the server asks for one."""


class MongoConnection:
    """A client and what is under way on it. One for each process is enough."""

    def __init__(self, access: MongoAccess) -> None:
        self.access = access
        self._calls = Calls()
        self._client: Any = _CLIENTS[access.driver](access.url, **_options(access))

    def collection(self, database: str, name: str, indexes: Sequence[Index] = ()) -> MongoCollection:
        """The collection `name` of `<database of the access>_<database>`."""
        return MongoCollection(self._client[f"{self.access.database}_{database}"][name], self._calls, indexes)

    async def ready(self) -> str | None:
        """What keeps this connection from working, or None."""
        try:
            await self._client.admin.command("ping")
        except PyMongoError as error:
            return f"MongoDB {meaning(error) or 'refuses to work'}"
        return None

    async def server(self) -> tuple[str, str | None]:
        """The server's version, and the name of its replica set if it is in one."""
        with translated():
            built = await self._client.admin.command("buildInfo")
            said = await self._client.admin.command("isMaster")  # the name of it that every server knows
        return built["version"], said.get("setName")

    async def databases(self) -> Sequence[str]:
        """The names of this installation's databases, a vault before its service."""
        prefix = f"{self.access.database}_"
        with translated():
            names = await self._client.list_database_names()
        return sorted((name for name in names if name.startswith(prefix)), reverse=True)

    async def drop_databases(self) -> None:
        """Remove everything of this installation, for good."""
        for name in await self.databases():
            with translated():
                await self._client.drop_database(name)

    async def close(self) -> None:
        """Wait for what is under way, then end the connections."""
        await self._calls.finished()
        closing = self._client.close()
        if isawaitable(closing):
            await closing


def try_address(access: MongoAccess) -> None:
    """Let the driver read it without reaching for a server. Raises PyMongoError, ValueError, OSError."""
    client: MongoClient[Any] = MongoClient(access.url, connect=False, **_options(access))
    client.close()


def _options(access: MongoAccess) -> dict[str, Any]:
    options: dict[str, Any] = {
        "appname": "onetwenty",
        "w": "majority",
        "journal": True,
        "wTimeoutMS": _SECONDS_TO_ANSWER * 500,
        "readConcernLevel": "majority",
        "readPreference": "primary",
        "serverSelectionTimeoutMS": _SECONDS_TO_FIND * 1000,
        "connectTimeoutMS": _SECONDS_TO_FIND * 1000,
        "socketTimeoutMS": _SECONDS_TO_ANSWER * 1000,
        "waitQueueTimeoutMS": _SECONDS_TO_ANSWER * 500,
        "maxPoolSize": _CONNECTIONS,
    }
    if access.user:
        options |= {"username": access.user, "password": access.password}
    if access.tls_ca is not None:
        options |= {"tls": True, "tlsCAFile": str(access.tls_ca)}
    if access.tls_certificate_key is not None:
        options |= {"tls": True, "tlsCertificateKeyFile": str(access.tls_certificate_key)}
    return options
