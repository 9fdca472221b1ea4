import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from assistant.planning.plan import Plan
from assistant.store import Store, open_store
from assistant.store.tables import metadata


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A PostgreSQL of our own on a socket, or a skip where there is none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
    bin_dir = tools[-1] if tools else Path(shutil.which("pg_ctl") or "/absent/pg_ctl").parent
    if not (bin_dir / "initdb").exists():
        pytest.skip("PostgreSQL is not installed")
    home = tmp_path_factory.mktemp("pg")
    as_root = os.geteuid() == 0  # PostgreSQL refuses to run as root
    if as_root:
        shutil.chown(home, "nobody")
        for folder in (home.parent, home.parent.parent):
            folder.chmod(0o755)
    user = {"user": "nobody"} if as_root else {}

    def tool(*command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=home, **user)

    data = home / "data"
    tool(bin_dir / "initdb", "-D", data, "-A", "trust", "-U", "test", "-E", "UTF8")
    tool(bin_dir / "pg_ctl", "-D", data, "-o", f"-k {home} -c listen_addresses=", "-l", home / "log", "-w", "start")
    yield f"postgresql+psycopg://test@/postgres?host={home}"
    tool(bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'amstak.db'}"
    return request.getfixturevalue("postgres")


@pytest.fixture
def store(url):
    opened = open_store(url)
    yield opened
    with opened.database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    opened.close()


@pytest.fixture
def lite(tmp_path) -> Store:
    opened = open_store(f"sqlite:///{tmp_path / 'lite.db'}")
    yield opened
    opened.close()


@pytest.fixture
def plan():
    return Plan(id="p1", created=date(2026, 11, 22), title="Sykkelbutikken")
