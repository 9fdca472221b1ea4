"""serve, ingest, models, doctor: the program itself."""

import sys
from typing import Annotated

import typer

from assistant.commands.options import Data, Engine, Json
from assistant.commands.output import emit, note, say
from assistant.errors import AssistantError, UsageError


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Adresse å lytte på.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port.", show_default="7860")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Åpne nettleseren.")] = False,
    engine: Engine = None,
    data: Data = None,
) -> None:
    """Start nettsiden."""
    from assistant.app import open_app

    open_app(data=data, host=host, port=port, engine=engine).serve(open_browser=open_browser, tell=note)


def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STI|URL]…", help="Filer og mapper; uten noe: kurset.", show_default=False),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Les alt på nytt og bygg indeksen på nytt.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Vis bare hva som er lagret.")] = False,
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="ID", help="Ta ut en artikkel.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Vis hva som ville skjedd.")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Les inn artikler, og bygg indeksen."""
    from assistant.app import open_app

    if sum([status, remove is not None, dry_run]) > 1:
        raise UsageError("Velg bare én av --status, --remove og --dry-run.")
    app = open_app(data=data)
    with _Bar(enabled=sys.stderr.isatty()) as bar:
        result = app.ingest(
            sources or (), rebuild=rebuild, status=status, remove=remove, dry_run=dry_run, progress=bar.step
        )
    if as_json:
        emit(result.as_json())
    else:
        say(f"{result.articles} artikler, {result.sections} avsnitt.")
        for name, ids in (("Nye", result.added), ("Endret", result.updated), ("Fjernet", result.removed)):
            if ids:
                say(f"{name}: {len(ids)}")
        for refused in result.refused:
            say(f"Avvist: {refused.source} – {refused.reason}")
    raise typer.Exit(1 if result.refused else 0)


class _Bar:
    """A progress bar on stderr, made when the first step comes; quiet when stderr is no terminal."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._bar: object = None

    def __enter__(self) -> "_Bar":
        return self

    def step(self, done: int, total: int, what: str) -> None:
        """Show that `done` of `total` are finished."""
        if not self._enabled:
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        if self._bar is None:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._tasks: dict[int, object] = {}
        if isinstance(self._bar, Progress):
            if not self._bar.tasks or self._bar.tasks[-1].total != total:
                self._bar.add_task("Leser", total=total)
            self._bar.update(self._bar.tasks[-1].id, completed=done, description=what[-40:])

    def __exit__(self, *_: object) -> None:
        stop = getattr(self._bar, "stop", None)
        if stop:
            stop()


def models(engine: Engine = None, as_json: Json = False, data: Data = None) -> None:
    """Vis hvilken språkmodell som brukes, prøv den, og si hva som forlater maskinen."""
    from assistant.app import open_app
    from assistant.commands.checkup import model_report

    report = model_report(open_app(data=data, engine=engine))
    if as_json:
        emit(report)
    else:
        say(f"Motor: {report['engine']}")
        say(f"Prøve: {'i orden' if report['ok'] else report['error']}")
        say(f"Søkemodell: {report['embeddings']}")
        say(report["leaves_text"])
    raise typer.Exit(0 if report["ok"] else 3)


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Rett det som kan rettes.")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Sjekk datamappe, database, indeks, lås og versjoner."""
    from assistant.app import open_app
    from assistant.commands.checkup import examine

    checks = examine(lambda: open_app(data=data), repair=repair)
    if as_json:
        emit({"checks": [check.to_json() for check in checks], "ok": all(check.ok for check in checks)})
    else:
        for check in checks:
            say(
                f"{'✓' if check.ok else '✗'} {check.name}: {check.finding}" + (f" → {check.cure}" if check.cure else "")
            )
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)


def worded(error: BaseException) -> str:
    """Return the one Norwegian sentence that a failure is told in."""
    if isinstance(error, AssistantError):
        return str(error)
    return f"Noe gikk galt som ikke skulle skje ({type(error).__name__}). Kjør igjen med --debug for detaljer."
