"""The built wheel carries corpus, prompts, models and migrations, and runs outside the clone."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(folder.glob("*.whl"))


def test_it_carries_what_the_program_reads(wheel: Path, root: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("corpus", "prompts", "models"):
        for path in (root / folder).rglob("*"):
            if path.is_file():
                assert f"assistant/_bundle/{path.relative_to(root).as_posix()}" in names
    kinds = (".yaml", ".css", ".js", ".mako", ".html")
    data = [path for path in (root / "assistant").rglob("*") if path.suffix in kinds]
    assert data
    for path in data:
        assert path.relative_to(root).as_posix() in names


def test_it_runs_outside_the_clone(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    environment = {**os.environ, "PYTHONPATH": str(target), "AMSTAK_DATA": str(tmp_path / "data")}

    def amstak(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant.cli", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    taken = amstak("ingest", "--json")
    assert taken.returncode == 0, taken.stderr
    assert json.loads(taken.stdout)["articles"] >= 96
    told = amstak("ask", "Hva er et verditilbud?", "--json")
    assert json.loads(told.stdout)["citations"]
    where = subprocess.run(
        [sys.executable, "-c", "import assistant; print(assistant.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(target))
