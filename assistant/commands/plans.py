"""plan …: the stored plans listed, shown, checked, restored, exported and imported."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from assistant.commands.norwegian import Command, Group
from assistant.commands.options import Data, Json
from assistant.commands.output import emit, note, say
from assistant.errors import UsageError

plans = typer.Typer(help="Planene dine: vis, sjekk, hent ut og ta inn.", no_args_is_help=True, cls=Group)
PlanId = Annotated[str, typer.Argument(metavar="ID", help="Planens id.", show_default=False)]


@plans.command("list", cls=Command)
def list_(as_json: Json = False, data: Data = None) -> None:
    """List opp planene, sist endret først."""
    from assistant.app import LOCAL, open_app

    found = open_app(data=data).store.plans.all(LOCAL)
    if as_json:
        items = [{"id": p.id, "title": p.title, "version": p.version, "updated": p.updated.isoformat()} for p in found]
        emit({"items": items})
        return
    for plan in found:
        say(f"{plan.id}  {plan.title or '(uten navn)'}  v{plan.version}  {plan.updated:%d.%m.%Y}")
    if not found:
        note("Ingen planer ennå. Begynn med «amstak chat» eller «amstak serve».")


@plans.command(cls=Command)
def show(plan_id: PlanId, as_json: Json = False, data: Data = None) -> None:
    """Vis en plan."""
    from assistant.app import LOCAL, open_app
    from assistant.export import plan_to_json

    app = open_app(data=data)
    plan = app.store.plans.get(LOCAL, plan_id).plan
    say(plan_to_json(plan).rstrip() if as_json else app.markdown(plan).rstrip())


@plans.command(cls=Command)
def check(plan_id: PlanId, as_json: Json = False, data: Data = None) -> None:
    """Sjekk at planen henger sammen."""
    from assistant.app import LOCAL, open_app

    app = open_app(data=data)
    found = app.findings(app.store.plans.get(LOCAL, plan_id).plan)
    if as_json:
        emit(found)
    else:
        for item in found:
            say(f"{item['rule']}  {item['level']}: {item['message']}")
        if not found:
            say("Ingenting skurrer.")
    raise typer.Exit(1 if any(item["level"] == "error" for item in found) else 0)


@plans.command(cls=Command)
def history(plan_id: PlanId, as_json: Json = False, data: Data = None) -> None:
    """Vis versjonene."""
    from assistant.app import LOCAL, open_app

    found = open_app(data=data).store.plans.history(LOCAL, plan_id)
    if as_json:
        items = [{"version": v.version, "cause": v.cause, "created": v.created.isoformat()} for v in found]
        emit({"items": items})
        return
    for version in found:
        say(f"v{version.version}  {version.created:%d.%m.%Y %H:%M}  {version.cause}")


@plans.command(cls=Command)
def restore(
    plan_id: PlanId,
    version: Annotated[int, typer.Argument(metavar="V", min=1, help="Versjonen.", show_default=False)],
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Gjør en tidligere versjon gjeldende igjen."""
    from assistant.app import LOCAL, open_app

    stored = open_app(data=data).store.plans.restore(LOCAL, plan_id, version)
    if as_json:
        emit({"id": stored.plan.id, "version": stored.version, "restored": version})
    else:
        say(f"Versjon {version} gjelder igjen, som versjon {stored.version}.")


@plans.command(cls=Command)
def export(
    plan_id: PlanId,
    kind: Annotated[
        str | None,
        typer.Option(
            "--format", help="md, docx, pdf, xlsx, ics, pptx eller json (ellers etter filnavnet).", show_default=False
        ),
    ] = None,
    view: Annotated[str, typer.Option("--view", help="full, eller a4: strategien på én side (docx og pdf).")] = "full",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Fil; uten denne skrives teksten ut.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Hent ut planen: tekst, dokument, A4-ark, arbeidsbok, kalender, lysbilder eller JSON."""
    from assistant.app import LOCAL, open_app
    from assistant.export import FORMATS

    kind = kind or (output.suffix.lstrip(".").lower() if output else "") or "md"
    if kind not in FORMATS:
        raise UsageError(f"--format må være en av {', '.join(FORMATS)}.")
    if output is None and not FORMATS[kind].text:
        raise UsageError(f"En {kind}-fil kan ikke skrives ut her. Oppgi en fil med -o.")
    app = open_app(data=data)
    stored = app.store.plans.get(LOCAL, plan_id)
    content = app.export(stored.plan, kind, view, version=stored.version)
    if output is None:
        say(content.decode().rstrip())
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"Kan ikke skrive {output} ({error.strerror}). Velg en annen fil.") from error
    note(f"Skrev {output}.")


@plans.command("import", cls=Command)
def import_(
    file: Annotated[
        Path, typer.Argument(help="JSON-fil, eller arbeidsbok med målte tall, fra «plan export».", show_default=False)
    ],
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Ta inn en plan (JSON, får ny id), eller målte tall fra en arbeidsbok (xlsx) til planen den er laget av."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"Kan ikke lese {file} ({error.strerror}). Sjekk stien og prøv igjen.") from error
    if content.startswith(b"PK") or file.suffix.lower() == ".xlsx":
        _import_actuals(content, as_json, data)
    else:
        _import_plan(file, content, as_json, data)


def _import_plan(file: Path, content: bytes, as_json: bool, data: Path | None) -> None:
    from assistant.app import LOCAL, open_app
    from assistant.export import plan_from_json

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} er ikke UTF-8. Velg en fil som er hentet ut herfra.") from error
    plan = plan_from_json(text).with_(id=uuid4().hex[:12])
    stored = open_app(data=data).store.plans.create(LOCAL, plan, "importert")
    if as_json:
        emit({"id": stored.plan.id, "title": stored.plan.title, "version": stored.version})
    else:
        say(f"Planen er tatt inn som {stored.plan.id}.")


def _import_actuals(content: bytes, as_json: bool, data: Path | None) -> None:
    from assistant.app import LOCAL, open_app
    from assistant.export import import_lines, import_summary, read_actuals, with_actuals, workbook_plan_id
    from assistant.store import PlanChange

    app = open_app(data=data)
    stored = app.store.plans.get(LOCAL, workbook_plan_id(content))
    report, version = read_actuals(content, stored.plan), stored.version
    if report.actuals:
        change = PlanChange(with_actuals(stored.plan, report.actuals), stored.version, "målte tall")
        version = app.store.plans.save(LOCAL, change)
    if as_json:
        emit({"id": stored.plan.id, "version": version, **import_summary(report, stored.plan, app.texts)})
    else:
        for line in import_lines(report, stored.plan, app.texts):
            say(line)
    raise typer.Exit(1 if report.refused else 0)
