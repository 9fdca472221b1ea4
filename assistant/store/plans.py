"""Plans and all their versions. A change names the version it was made from; nothing is overwritten unseen."""

from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from assistant.errors import ConflictError, NotFoundError, PlanFormatError
from assistant.planning.plan import FORMAT, Plan
from assistant.store.database import Database
from assistant.store.rows import PlanChange, PlanEntry, PlanVersion, StoredPlan
from assistant.store.tables import plan_versions, plans


class PlanRepository:
    """An owner's plans. Another owner's id raises NotFoundError, as an unknown one does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, owner: str, plan: Plan, cause: str = "ny") -> StoredPlan:
        """Store a new plan as version 1. Raises ConflictError when the id is taken, by anyone."""
        now = datetime.now(UTC)
        with self._database.write() as connection:
            values = {"id": plan.id, "owner": owner, "title": plan.title, "version": 1, "created": now, "updated": now}
            try:
                connection.execute(plans.insert().values(values))
            except IntegrityError as error:
                raise ConflictError("Det finnes allerede en plan med denne id-en. Gi planen en ny id.") from error
            _add_version(connection, owner, plan, 1, cause, now)
        return StoredPlan(plan, 1)

    def get(self, owner: str, plan_id: str) -> StoredPlan:
        """Return the current version."""
        with self._database.read() as connection:
            version = _row(connection, owner, plan_id).version
            return StoredPlan(_load(connection, owner, plan_id, version), version)

    def all(self, owner: str, *, deleted: bool = False) -> list[PlanEntry]:
        """Return the plans, latest changed first; or the deleted ones."""
        gone = plans.c.deleted.is_not(None) if deleted else plans.c.deleted.is_(None)
        query = select(plans).where(plans.c.owner == owner, gone).order_by(plans.c.updated.desc(), plans.c.id)
        with self._database.read() as connection:
            return [
                PlanEntry(row.id, row.title, row.version, row.created, row.updated, row.deleted)
                for row in connection.execute(query)
            ]

    def save(self, owner: str, change: PlanChange) -> int:
        """Store a change; return its version. Raises ConflictError when `change.base` is no longer current."""
        with self._database.write() as connection:
            return advance(connection, owner, change, datetime.now(UTC))

    def rename(self, owner: str, plan_id: str, title: str) -> int:
        """Give the plan a new title, as a version of its own."""
        with self._database.write() as connection:
            base = _row(connection, owner, plan_id).version
            plan = _load(connection, owner, plan_id, base).with_(title=title)
            return advance(connection, owner, PlanChange(plan, base, "navn"), datetime.now(UTC))

    def delete(self, owner: str, plan_id: str) -> None:
        """Put the plan aside; `undelete` brings it back."""
        self._mark(owner, plan_id, datetime.now(UTC))

    def undelete(self, owner: str, plan_id: str) -> None:
        """Bring a deleted plan back."""
        self._mark(owner, plan_id, None)

    def history(self, owner: str, plan_id: str) -> list[PlanVersion]:
        """Return every version, oldest first."""
        columns = (plan_versions.c.version, plan_versions.c.cause, plan_versions.c.created)
        with self._database.read() as connection:
            _row(connection, owner, plan_id)
            query = select(*columns).where(plan_versions.c.plan_id == plan_id, plan_versions.c.owner == owner)
            return [PlanVersion(*row) for row in connection.execute(query.order_by(plan_versions.c.version))]

    def version(self, owner: str, plan_id: str, version: int) -> Plan:
        """Return the plan as it was."""
        with self._database.read() as connection:
            _row(connection, owner, plan_id)
            return _load(connection, owner, plan_id, version)

    def restore(self, owner: str, plan_id: str, version: int) -> StoredPlan:
        """Make an earlier version current again, as a new version, so that this too can be undone."""
        with self._database.write() as connection:
            base = _row(connection, owner, plan_id).version
            plan = _load(connection, owner, plan_id, version)
            now = advance(connection, owner, PlanChange(plan, base, f"gjenopprettet:{version}"), datetime.now(UTC))
        return StoredPlan(plan, now)

    def _mark(self, owner: str, plan_id: str, deleted: datetime | None) -> None:
        this = (plans.c.id == plan_id) & (plans.c.owner == owner)
        with self._database.write() as connection:
            if connection.execute(plans.update().where(this).values(deleted=deleted)).rowcount == 0:
                raise NotFoundError(_missing(plan_id))


def advance(connection: Connection, owner: str, change: PlanChange, now: datetime) -> int:
    """Store `change` within the caller's transaction; return the new version."""
    plan, new = change.plan, change.base + 1
    this = (plans.c.id == plan.id) & (plans.c.owner == owner) & plans.c.deleted.is_(None)
    values = {"version": new, "title": plan.title, "updated": now}
    changed = connection.execute(plans.update().where(this, plans.c.version == change.base).values(values))
    if changed.rowcount == 0:
        current = _row(connection, owner, plan.id).version
        raise ConflictError(
            f"Planen er endret et annet sted (versjon {current}, du hadde {change.base}). "
            "Hent den på nytt og velg hva som skal gjelde."
        )
    _add_version(connection, owner, plan, new, change.cause, now)
    return new


def require(connection: Connection, owner: str, plan_id: str) -> None:
    """Raise NotFoundError unless the owner has this plan."""
    _row(connection, owner, plan_id)


def _row(connection: Connection, owner: str, plan_id: str) -> Row[Any]:
    query = select(plans).where(plans.c.id == plan_id, plans.c.owner == owner, plans.c.deleted.is_(None))
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(_missing(plan_id))
    return row


def _missing(plan_id: str) -> str:
    return f"Fant ingen plan med id «{plan_id[:80]}». Se planene dine med «amstak plan list»."


def _add_version(connection: Connection, owner: str, plan: Plan, version: int, cause: str, now: datetime) -> None:
    values = {"plan_id": plan.id, "version": version, "owner": owner, "cause": cause, "created": now}
    connection.execute(plan_versions.insert().values({**values, "data": plan.model_dump(mode="json")}))


def _load(connection: Connection, owner: str, plan_id: str, version: int) -> Plan:
    this = (plan_versions.c.plan_id == plan_id) & (plan_versions.c.owner == owner)
    data = connection.execute(select(plan_versions.c.data).where(this, plan_versions.c.version == version)).scalar()
    if data is None:
        raise NotFoundError(
            f"Planen har ingen versjon {version}. Se versjonene med «amstak plan history {plan_id[:80]}»."
        )
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        newer = isinstance(data, dict) and data.get("format", 0) > FORMAT
        what = (
            "er laget av en nyere versjon av programmet; oppgrader det"
            if newer
            else "kan ikke leses; velg en eldre versjon"
        )
        raise PlanFormatError(f"Versjon {version} av planen {what}.") from error
