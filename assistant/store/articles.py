"""Articles and their sections, and the runs that took them in."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from assistant.store.database import Database
from assistant.store.rows import ArticleRow, SectionRow
from assistant.store.tables import articles, ingest_runs, sections


class ArticleRepository:
    """The stored course. An owner's articles are seen with that owner alone; the built-in course is `SHARED`'s."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, owner: str) -> list[ArticleRow]:
        """Return every article with its sections in order, by id."""
        with self._database.read() as connection:
            found = connection.execute(select(articles).where(articles.c.owner == owner).order_by(articles.c.id)).all()
            parts = _sections(connection, owner)
        return [
            ArticleRow(row.id, row.source, row.digest, row.title, row.data, tuple(parts.get(row.id, ())))
            for row in found
        ]

    def known(self, owner: str) -> dict[str, tuple[str, str]]:
        """Return {source: (article id, digest)}."""
        with self._database.read() as connection:
            query = select(articles.c.source, articles.c.id, articles.c.digest).where(articles.c.owner == owner)
            return {source: (key, digest) for source, key, digest in connection.execute(query)}

    def counts(self, owner: str) -> tuple[int, int]:
        """Return how many articles and sections there are."""
        with self._database.read() as connection:
            return (_count(connection, articles, owner), _count(connection, sections, owner))

    def put(self, owner: str, rows: Sequence[ArticleRow]) -> None:
        """Add these, or replace those with the same id or source; all in one transaction."""
        if not rows:
            return
        now = datetime.now(UTC)
        with self._database.write() as connection:
            for row in rows:
                same = (articles.c.id == row.id) | (articles.c.source == row.source)
                connection.execute(articles.delete().where(articles.c.owner == owner, same))
            connection.execute(articles.insert(), [_article_values(owner, row, now) for row in rows])
            parts = [values for row in rows for values in _section_values(owner, row)]
            if parts:
                connection.execute(sections.insert(), parts)

    def remove(self, owner: str, ids: Iterable[str]) -> list[str]:
        """Remove these in one transaction; return the ids that were there."""
        gone = []
        with self._database.write() as connection:
            for key in ids:
                found = connection.execute(articles.delete().where(articles.c.owner == owner, articles.c.id == key))
                gone += [key] * found.rowcount
        return gone

    def fingerprint(self, owner: str) -> str:
        """Return a hash of everything stored, for the index to remember what it was made from."""
        with self._database.read() as connection:
            query = select(articles.c.id, articles.c.digest).where(articles.c.owner == owner).order_by(articles.c.id)
            lines = "".join(f"{key}\t{digest}\n" for key, digest in connection.execute(query))
        return hashlib.sha256(lines.encode()).hexdigest()


class IngestRunRepository:
    """A log of ingests; a run without an end was interrupted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, owner: str, source: str) -> int:
        """Note that a run begins; return its number."""
        with self._database.write() as connection:
            values = {"owner": owner, "source": source, "started": datetime.now(UTC)}
            key = connection.execute(ingest_runs.insert().values(values)).inserted_primary_key
        return int(key[0]) if key else 0

    def finish(self, owner: str, run: int, result: Mapping[str, Any]) -> None:
        """Note how it ended."""
        with self._database.write() as connection:
            this = (ingest_runs.c.id == run) & (ingest_runs.c.owner == owner)
            connection.execute(ingest_runs.update().where(this).values(finished=datetime.now(UTC), result=dict(result)))

    def last(self, owner: str) -> tuple[datetime, datetime | None, dict[str, Any] | None] | None:
        """Return (started, finished, result) of the latest run; finished None means interrupted or going on."""
        with self._database.read() as connection:
            query = select(ingest_runs.c.started, ingest_runs.c.finished, ingest_runs.c.result)
            row = connection.execute(
                query.where(ingest_runs.c.owner == owner).order_by(ingest_runs.c.id.desc()).limit(1)
            ).first()
        return None if row is None else (row.started, row.finished, row.result)


def _sections(connection: Connection, owner: str) -> dict[str, list[SectionRow]]:
    query = select(sections).where(sections.c.owner == owner).order_by(sections.c.article_id, sections.c.position)
    parts: dict[str, list[SectionRow]] = {}
    for row in connection.execute(query):
        links = tuple((words, target) for words, target in row.links)
        parts.setdefault(row.article_id, []).append(SectionRow(row.id, row.heading, row.text, links))
    return parts


def _count(connection: Connection, table: Any, owner: str) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(table.c.owner == owner)).scalar_one())


def _article_values(owner: str, row: ArticleRow, now: datetime) -> dict[str, Any]:
    values = {"owner": owner, "id": row.id, "source": row.source, "digest": row.digest}
    return {**values, "title": row.title, "data": row.data, "updated": now}


def _section_values(owner: str, row: ArticleRow) -> list[dict[str, Any]]:
    return [
        {
            "owner": owner,
            "id": part.id,
            "article_id": row.id,
            "position": position,
            "heading": part.heading,
            "text": part.text,
            "links": [list(link) for link in part.links],
        }
        for position, part in enumerate(row.sections)
    ]
