"""Opens the database, brings its tables up to date, and turns what a driver raises into the error tree.

SQLite runs in WAL mode: readers in any number of processes see a steady snapshot while one process writes.
`synchronous=FULL`: a turn commits once, so one flush buys that an acknowledged message survives a power cut too.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from assistant.errors import ConfigurationError, DataLockedError, StoreError

HEAD = "0001"  # the newest migration; a test holds it to the folder
PATIENCE_S = 5.0
PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", f"busy_timeout={int(PATIENCE_S * 1000)}")

BUSY = "Databasen er opptatt av en annen prosess. Vent litt og prøv igjen."
NEWER = (
    "Databasen er laget av en nyere versjon av programmet. Oppgrader AMSTAK-assistenten, eller velg en annen datamappe."
)
# Beginnings of SQLite's names for what went wrong, with what to tell the person.
SQLITE_FAULTS: tuple[tuple[str, type[StoreError], str], ...] = (
    ("SQLITE_BUSY", DataLockedError, BUSY),
    ("SQLITE_LOCKED", DataLockedError, BUSY),
    ("SQLITE_FULL", StoreError, "Disken er full. Frigjør plass og prøv igjen; det som var lagret, er trygt."),
    (
        "SQLITE_READONLY",
        StoreError,
        "Datamappen er skrivebeskyttet. Gi skriverettigheter, eller velg en annen mappe med --data.",
    ),
    (
        "SQLITE_CANTOPEN",
        StoreError,
        "Databasen kan ikke åpnes. Sjekk at datamappen finnes, at du har tilgang, og at disken ikke er full.",
    ),
    (
        "SQLITE_PERM",
        StoreError,
        "Du har ikke tilgang til datamappen. Gi tilgang, eller velg en annen mappe med --data.",
    ),
    ("SQLITE_IOERR", StoreError, "Disken kan ikke leses eller skrives akkurat nå. Sjekk disken og prøv igjen."),
    (
        "SQLITE_CORRUPT",
        StoreError,
        "Databasefilen er skadet. Hent den fra en sikkerhetskopi, eller velg en annen datamappe.",
    ),
    ("SQLITE_NOTADB", StoreError, "Databasefilen er ikke en database. Flytt den unna, eller velg en annen datamappe."),
)


class Database:
    """One database. `read` and `write` are its only doors; each is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite has one writer; queueing here is fair and quicker than its polling.
        self._writer = threading.Lock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the database. Raises StoreError."""
        with _translated(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection whose changes are all kept, or none if anything raises. Raises StoreError."""
        with self._turn(), _translated(), self._engine.connect() as connection:
            connection.execution_options(amstak_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._writer is None:
            yield
            return
        if not self._writer.acquire(timeout=PATIENCE_S):
            raise DataLockedError(BUSY)
        try:
            yield
        finally:
            self._writer.release()

    def revision(self) -> str | None:
        """Return the migration the tables stand at; None for an empty database."""
        with self.read() as connection:
            return _revision(connection)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_database(url: str) -> Database:
    """Open, and create or upgrade the tables where needed; the folder of an SQLite file is made.

    Safe in several processes at once: the upgrade is one transaction, and who comes second finds it done.
    Raises ConfigurationError for an unusable URL, StoreError for the rest.
    """
    database = Database(_engine(url))
    try:
        if database.revision() != HEAD:
            _upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            _make_folder(Path(str(parsed.database)).parent)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise ConfigurationError(
            "AMSTAK_DATABASE_URL kan ikke brukes. Skriv den som sqlite:///fil eller postgresql+psycopg://…, "
            "og installer databasens tillegg (pip install 'amstak-assistenten[postgres]')."
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"Datamappen {folder} kan ikke lages ({error.strerror}). Velg en annen mappe med --data."
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's habit of delaying it breaks snapshots
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: upgrading a read lock in mid-transaction fails without waiting.
    writes = connection.get_execution_options().get("amstak_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(database: Database) -> None:
    from alembic import command  # noqa: PLC0415 - 0.2 s that only a new or old database needs
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    _use_wal(database)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with database.write() as connection:
        if _revision(connection) == HEAD:
            return
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(NEWER) from error


def _use_wal(database: Database) -> None:
    """Switch the file to WAL, which it then remembers; must stand outside a transaction."""
    if database._writer is None:
        return
    with _translated():
        raw = database._engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode=WAL")
        finally:
            raw.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn driver and pool errors into StoreError; everything else passes."""
    try:
        yield
    except PoolTimeoutError as error:
        raise DataLockedError(BUSY) from error
    except DBAPIError as error:
        raise _fault(error.orig) from error
    except sqlite3.Error as error:
        raise _fault(error) from error


def _fault(cause: Any) -> StoreError:
    name = getattr(cause, "sqlite_errorname", "") or ""
    for beginning, kind, message in SQLITE_FAULTS:
        if name.startswith(beginning):
            return kind(message)
    if isinstance(cause, sqlite3.Error):
        return StoreError(f"Databasen svarte med en feil ({name or type(cause).__name__}). Kjør «amstak doctor».")
    return StoreError(
        "Databasetjeneren kan ikke nås eller avviste forespørselen. Sjekk AMSTAK_DATABASE_URL og at den kjører."
    )
