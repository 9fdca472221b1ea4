"""eval: the project's own evaluation with thresholds. It comes with the source code, not with the installed package."""

import importlib
import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import Data, Json
from assistant.commands.output import emit, note, say
from assistant.errors import UsageError


def evaluate(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[DEL]…", help="Hvilke deler; uten noe: alle.", show_default=False)
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Skriv tallene til evals/reports/DATO.json.")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Mål søk, avgrensning, svar, fakta og mål mot egne grenser."""
    from assistant.app import open_app

    app = open_app(data=data)
    root = app.shipped.corpus.parent
    if not (root / "evals" / "run.py").is_file():
        raise UsageError("Evalueringen følger med kildekoden. Kjør kommandoen fra en klone av prosjektet.")
    sys.path.insert(0, str(root))
    runner = importlib.import_module("evals.run")
    unknown = [name for name in names or () if name not in runner.EVALUATIONS]
    if unknown:
        raise UsageError(f"«{unknown[0]}» finnes ikke. Velg blant {', '.join(runner.EVALUATIONS)}.")
    figures, short = runner.run(app, names or list(runner.EVALUATIONS))
    if as_json:
        emit({"figures": figures, "short": short})
    else:
        for name, values in figures.items():
            say(f"\n{name}")
            for figure, value in values.items():
                say(f"  {figure:<40} {value:.3f}")
    if report:
        _write(root / "evals" / "reports" / f"{date.today()}.json", figures)
    for line in short:
        note(line)
    raise typer.Exit(1 if short else 0)


def _write(path: Path, figures: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
