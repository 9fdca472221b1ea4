"""What can be wrong with an installation, looked at one thing at a time, and mended where that is safe."""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError, DataLockedError

if TYPE_CHECKING:
    from assistant.app import Application

_PACKAGES = ("amstak-assistenten", "langchain-core", "chromadb", "gradio", "sqlalchemy")


@dataclass(frozen=True)
class Check:
    """One thing looked at. `cure` says what would mend it, or what was done about it."""

    name: str
    ok: bool
    finding: str
    cure: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the check as `doctor --json` prints it."""
        return asdict(self)


def examine(open_app: Callable[[], "Application"], *, repair: bool) -> list[Check]:
    """Look at settings, versions, data directory, database, lock, course and index; `repair` mends what it can."""
    try:
        app = open_app()
    except AssistantError as error:
        return [Check("Innstillinger", ok=False, finding=str(error))]
    checks = [
        Check("Innstillinger", ok=True, finding=f"datamappe {app.settings.data}"),
        Check("Versjoner", ok=True, finding=_versions()),
        _safely("Database", lambda: _database(app)),
        _safely("Lås", lambda: _lock(app)),
    ]
    if all(check.ok for check in checks if check.name == "Database"):
        checks += [_safely("Kurs", lambda: _course(app)), _safely("Indeks", lambda: _index(app, repair=repair))]
    return checks


def _safely(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except AssistantError as error:
        return Check(name, ok=False, finding=str(error))


def _versions() -> str:
    return ", ".join([f"Python {sys.version.split()[0]}", *(f"{name} {_version(name)}" for name in _PACKAGES)])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "mangler"


def _database(app: "Application") -> Check:
    articles, sections = app.store.articles.counts("felles")
    plans = len(app.store.plans.all("local"))
    return Check("Database", ok=True, finding=f"{articles} artikler, {sections} avsnitt, {plans} planer")


def _lock(app: "Application") -> Check:
    try:
        with app.lock:
            return Check("Lås", ok=True, finding="ledig")
    except DataLockedError as error:
        return Check("Lås", ok=True, finding=str(error))


def _course(app: "Application") -> Check:
    articles, _ = app.store.articles.counts("felles")
    if articles:
        return Check("Kurs", ok=True, finding=f"{articles} artikler lest inn")
    return Check("Kurs", ok=False, finding="ingen artikler er lest inn", cure="Kjør «amstak ingest».")


def _index(app: "Application", *, repair: bool) -> Check:
    if app.index.answers() and app.live.open():
        return Check("Indeks", ok=True, finding="svarer, og hører til artiklene som er lagret")
    if not repair:
        return Check(
            "Indeks", ok=False, finding="mangler, er skadet eller hører til andre artikler", cure="Kjør med --repair."
        )
    with app.lock:
        app.live.build(anew=True)
    return Check("Indeks", ok=True, finding="var ikke i orden", cure="Bygget på nytt.")


def model_report(app: "Application") -> dict[str, Any]:
    """Say which engine is used, whether it answers, and what leaves the machine."""
    from assistant.answering.models import host_of, self_test

    settings = app.settings
    report: dict[str, Any] = {"engine": settings.engine, "ok": True, "error": None, "leaves": None}
    try:
        report["ok"] = self_test(app.model)
        report["leaves"] = host_of(settings.engine, app.model)
    except AssistantError as error:
        report |= {"ok": False, "error": str(error), "leaves": host_of(settings.engine)}
    report["embeddings"] = settings.embeddings or "nb-static"
    code = "modell.forlater" if report["leaves"] else "modell.blir"
    report["leaves_text"] = app.texts.say(code, vert=report["leaves"] or "")
    return report
