import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from assistant.errors import ConfigurationError, DataLockedError, StoreError
from assistant.store import database as database_module
from assistant.store import open_store
from assistant.store.database import HEAD, open_database
from assistant.store.tables import metadata


def test_head_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(Path(database_module.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_make_what_the_tables_say(store):
    with store.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_keeps_everything(url, store, plan):
    store.plans.create("kari", plan)
    again = open_store(url)
    assert again.plans.get("kari", plan.id).plan == plan
    again.close()


def test_many_processes_may_open_a_new_database_at_once(tmp_path):
    url, faults = f"sqlite:///{tmp_path / 'new.db'}", []

    def opening():
        try:
            open_database(url).close()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=opening) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_newer_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "amstak.db"
    open_database(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StoreError, match="nyere versjon"):
        open_database(f"sqlite:///{path}")
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    raw.close()


@pytest.mark.parametrize(
    "content", [b"dette er ikke en database, men en tekstfil" * 40, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "amstak.db"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        open_database(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_data_directory_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="--data"):
        open_database(f"sqlite:///{tmp_path / 'fil' / 'data' / 'amstak.db'}")


@pytest.mark.parametrize("url", ["oracle-ukjent://x", "tull", "sqlite+finnesikke:///x"])
def test_an_unusable_address_is_a_configuration_error(url):
    with pytest.raises(ConfigurationError, match="AMSTAK_DATABASE_URL"):
        open_database(url)


def test_an_unreachable_server_is_a_store_error():
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="Databasetjeneren"):
        open_database("postgresql+psycopg://x@/x?host=/finnes/ikke")


def test_a_database_held_by_another_process_is_reported_as_busy(tmp_path, monkeypatch, plan):
    monkeypatch.setattr(database_module, "PRAGMAS", ("foreign_keys=ON", "busy_timeout=1"))
    store = open_store(f"sqlite:///{tmp_path / 'amstak.db'}")
    rival = sqlite3.connect(tmp_path / "amstak.db", isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(DataLockedError):
        store.plans.create("kari", plan)
    assert store.plans.all("kari") == []  # reads go on beside the writer
    rival.execute("ROLLBACK")
    rival.close()
    assert store.plans.create("kari", plan).version == 1
    store.close()


def test_a_full_disk_is_reported_and_heals(lite, plan):
    lite.plans.create("kari", plan)
    with lite.database.read() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(StoreError, match="full"):
        _fill(lite)
    assert lite.plans.get("kari", plan.id).plan == plan
    before = len(lite.conversations.all("kari"))
    with lite.database.read() as connection:
        connection.execute(text("PRAGMA max_page_count=1000000"))
    lite.conversations.create("kari")
    assert len(lite.conversations.all("kari")) == before + 1


def test_what_raises_in_a_transaction_leaves_nothing(store):
    with pytest.raises(KeyError):
        _write_and_raise(store)
    assert store.runs.last("a") is None


def _fill(store):
    for number in range(2000):
        store.conversations.create("kari", title=f"{number} " + "x" * 500)


def _write_and_raise(store):
    with store.database.write() as connection:
        values = {"owner": "a", "source": "b", "started": datetime.now(UTC)}
        connection.execute(metadata.tables["ingest_runs"].insert().values(values))
        raise KeyError
