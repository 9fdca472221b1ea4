"""The tables, in what SQLite and PostgreSQL both have. Every row has an owner.

Columns clean what they are given: NUL and lone surrogates, which PostgreSQL or UTF-8 cannot hold, never reach a driver.
"""

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def storable(value: Any) -> Any:
    """Return `value` with NUL dropped and lone surrogates replaced by U+FFFD, inside lists and dicts too."""
    if isinstance(value, str):
        if "\0" in value:
            value = value.replace("\0", "")
        # Pairs of surrogates, as some clients send emoji, become the character they mean.
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


class Words(TypeDecorator[str]):
    """Text of any length."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean on the way in."""
        return None if value is None else str(storable(value))


class Json(TypeDecorator[Any]):
    """A JSON value, readable in the database."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Clean on the way in."""
        return storable(value)


class Packed(TypeDecorator[Any]):
    """A JSON value, compressed: whole plans are kept at every version and shrink to a sixth."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Clean, write as UTF-8 JSON and compress."""
        if value is None:
            return None
        return zlib.compress(json.dumps(storable(value), ensure_ascii=False, separators=(",", ":")).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Unpack; None stays None."""
        return None if value is None else json.loads(zlib.decompress(value))


class Moment(TypeDecorator[datetime]):
    """A point in time as ISO 8601 in UTC, which sorts as text and reads the same in every database."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write in UTC; naive values are refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read as an aware datetime."""
        return None if value is None else datetime.fromisoformat(value)


articles = Table(
    "articles",
    metadata,
    Column("owner", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("source", Words, nullable=False),
    Column("digest", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("data", Json, nullable=False),
    Column("updated", Moment, nullable=False),
    UniqueConstraint("owner", "source"),
)

sections = Table(
    "sections",
    metadata,
    Column("owner", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("article_id", Words, nullable=False),
    Column("position", Integer, nullable=False),
    Column("heading", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("links", Json, nullable=False),
    ForeignKeyConstraint(["owner", "article_id"], ["articles.owner", "articles.id"], ondelete="CASCADE"),
    Index(None, "owner", "article_id", "position"),
)

ingest_runs = Table(
    "ingest_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", Words, nullable=False, index=True),
    Column("source", Words, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("result", Json),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("deleted", Moment),
    Index(None, "owner", "updated"),
)

plan_versions = Table(
    "plan_versions",
    metadata,
    Column("plan_id", Words, ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("cause", Words, nullable=False),
    Column("created", Moment, nullable=False),
    Column("data", Packed, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("plan_id", Words, ForeignKey("plans.id", ondelete="SET NULL")),
    Column("title", Words, nullable=False),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("deleted", Moment),
    Index(None, "owner", "updated"),
)

messages = Table(
    "messages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Words, nullable=False),
    Column("owner", Words, nullable=False),
    Column("conversation_id", Words, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("role", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("evidence", Packed),
    Column("options", Json, nullable=False),
    Column("asked", Words),
    Column("reply_to", Words),
    Column("plan_version", Integer),
    Column("created", Moment, nullable=False),
    UniqueConstraint("owner", "id"),
    Index(None, "conversation_id", "seq"),
    Index(None, "owner", "reply_to"),
)
