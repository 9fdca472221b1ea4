"""The export commands, from the outside: every format to a file, measured figures back, refusals in words."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import companies as c
import openpyxl
import pytest

from assistant.app import LOCAL, open_app
from assistant.cli import main
from assistant.export import FORMATS

STARTS = {
    "pdf": b"%PDF",
    "docx": b"PK",
    "xlsx": b"PK",
    "pptx": b"PK",
    "ics": b"BEGIN:VCALENDAR",
    "json": b"{",
    "md": b"# ",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def plan_id(data: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AMSTAK_DATA", str(data))
    plan = c.CAFE.with_(id=uuid4().hex[:12])
    return open_app().store.plans.create(LOCAL, plan).plan.id


class Done(NamedTuple):
    code: object
    output: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def call(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return Done(ended.value.code, "".join(capsys.readouterr()))

    return call


@pytest.mark.parametrize("kind", FORMATS)
def test_the_ending_of_the_file_says_the_format(kind: str, run, plan_id: str, tmp_path: Path) -> None:
    target = tmp_path / f"Plan 🦊 æøå.{kind}"
    done = run("plan", "export", plan_id, "-o", target)
    assert done.code == 0, done.output
    assert target.read_bytes().startswith(STARTS[kind])


@pytest.mark.parametrize("arguments", [("--format", "pdf"), ("--format", "exe"), ("--format", "xlsx", "--view", "a4")])
def test_what_cannot_be_done_is_refused(arguments: tuple[str, ...], run, plan_id: str) -> None:
    assert run("plan", "export", plan_id, *arguments).code != 0


def test_typed_figures_reach_the_stored_plan(run, plan_id: str, tmp_path: Path) -> None:
    target = tmp_path / "bok.xlsx"
    run("plan", "export", plan_id, "-o", target)
    book = openpyxl.load_workbook(target)
    sheet = book["Kontroll"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "omsetning")
    column = next(cell.column for cell in sheet[1] if cell.value == "2026-12")
    sheet.cell(row, column).value, sheet.cell(row, column + 1).value = 350_000, "vet ikke"
    buffer = BytesIO()
    book.save(buffer)
    target.write_bytes(buffer.getvalue())
    done = run("plan", "import", target)
    assert done.code == 1, "one figure was refused"
    assert "350 000 kr" in done.output
    assert "vet ikke" in done.output
    stored = open_app().store.plans.get(LOCAL, plan_id)
    assert stored.version == 2
    assert [(a.kpi, a.period, a.value) for a in stored.plan.actuals] == [("omsetning", "2026-12", 350_000.0)]
    run("plan", "import", target)
    assert open_app().store.plans.get(LOCAL, plan_id).version == 2, "nothing new, no new version"
