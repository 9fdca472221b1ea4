"""Takes files into the database: new ones are added, changed ones replaced, vanished ones removed, others not touched.

An article is stored whole or not at all. A file that cannot be read is refused and the others go on; what was stored
of it before stays. The caller holds the data directory's lock, and renews the index when the fingerprint has changed.
"""

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError, NotFoundError
from assistant.library.article import ORIGINAL, Article, renamed
from assistant.library.catalogue import row_of
from assistant.library.readers import LARGEST, read_article
from assistant.store import SHARED, Store

COURSE = "kurs/"
READING = "1"  # raise when the readers give other sections for the same file
BATCH = 64  # articles in one transaction
URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Refused:
    """A source that was not taken in, and why."""

    source: str
    reason: str


@dataclass(frozen=True)
class IngestResult:
    """What a run did. `articles` and `sections` count what is stored after it; `seconds` is wall time."""

    articles: int
    sections: int
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()
    seconds: float = 0.0
    removed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the object that `ingest --json` prints."""
        return {
            "articles": self.articles,
            "sections": self.sections,
            "added": list(self.added),
            "updated": list(self.updated),
            "unchanged": self.unchanged,
            "refused": [{"source": r.source, "reason": r.reason} for r in self.refused],
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class Source:
    """A file to read, and the name it is known by in the database."""

    path: Path
    name: str


@dataclass(frozen=True)
class Sources:
    """What to take in. Stored articles whose source begins with one of `roots` and is not here have vanished."""

    files: tuple[Source, ...]
    roots: tuple[str, ...]
    refused: tuple[Refused, ...] = ()


@dataclass
class _Tally:
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)


def course_sources(corpus: Path) -> Sources:
    """Return the built-in course's articles. Raises CorpusError when they are not there."""
    folder = corpus / "articles"
    files = tuple(Source(path, COURSE + path.name) for path in sorted(folder.glob("*.md")))
    if not files:
        raise CorpusError(f"Fant ingen artikler i {folder}. Installer programmet på nytt.")
    return Sources(files, (COURSE,))


def given_sources(given: Iterable[str]) -> Sources:
    """Return the files in these paths, folders too. Addresses are refused. Raises CorpusError for a missing path."""
    files: dict[str, Source] = {}
    roots: list[str] = []
    refused: list[Refused] = []
    for one in given:
        if URL.match(one):
            reason = "Nettadresser kan ikke hentes ennå. Lagre siden som en fil, og les inn filen."
            refused.append(Refused(one, reason))
            continue
        path = Path(os.path.abspath(Path(one).expanduser()))  # noqa: PTH100 - the name stays as the person knows it
        if not path.exists():
            raise CorpusError(f"Finner ikke {one}. Sjekk stien og prøv igjen.")
        roots.append(path.as_posix() + ("/" if path.is_dir() else ""))
        files |= {found.as_posix(): Source(found, found.as_posix()) for found in _files(path)}
    return Sources(tuple(files.values()), tuple(roots), tuple(refused))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))


def ingest(
    store: Store,
    sources: Sources,
    *,
    owner: str = SHARED,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> IngestResult:
    """Bring the database in line with `sources`. `force` reads unchanged files anew; `dry_run` writes nothing.

    `progress(done, total, source)` is called when a file is safely stored, or settled in another way.
    """
    begun = time.perf_counter()
    run = None if dry_run else store.runs.start(owner, ", ".join(sources.roots)[:500])
    known = store.articles.known(owner)
    tally = _Tally(refused=list(sources.refused))
    present = {source.name for source in sources.files}
    gone = sorted(key for name, (key, _) in known.items() if name.startswith(sources.roots) and name not in present)
    if not dry_run and gone:
        store.articles.remove(owner, gone)
    known = {name: entry for name, entry in known.items() if entry[0] not in gone}
    stored = _take_in(store, sources.files, owner, known, tally, dry_run=dry_run, force=force, progress=progress)
    articles, parts = _would_be(stored, known, store, owner) if dry_run else store.articles.counts(owner)
    result = IngestResult(
        articles,
        parts,
        tuple(tally.added),
        tuple(tally.updated),
        tally.unchanged,
        tuple(tally.refused),
        time.perf_counter() - begun,
        tuple(gone),
    )
    if run is not None:
        store.runs.finish(owner, run, {**result.as_json(), "removed": list(gone)})
    return result


def _take_in(
    store: Store,
    files: Sequence[Source],
    owner: str,
    known: dict[str, tuple[str, str]],
    tally: _Tally,
    *,
    dry_run: bool,
    force: bool,
    progress: Progress | None,
) -> list[Article]:
    """Read and store in batches; return the articles that were new or changed."""
    holders = {key: name for name, (key, _) in known.items()}
    taken: list[Article] = []
    batch: list[tuple[Source, str, Article]] = []
    settled: list[Source] = []
    for number, source in enumerate(files, 1):
        _settle(source, known, holders, tally, batch, force=force)
        settled.append(source)
        if len(batch) < BATCH and number < len(files):
            continue
        if not dry_run:
            store.articles.put(owner, [row_of(article, s.name, digest) for s, digest, article in batch])
        taken += [article for _, _, article in batch]
        batch.clear()
        if progress:
            for done, one in enumerate(settled, number - len(settled) + 1):
                progress(done, len(files), one.name)
        settled.clear()
    return taken


def _settle(
    source: Source,
    known: dict[str, tuple[str, str]],
    holders: dict[str, str],
    tally: _Tally,
    batch: list[tuple[Source, str, Article]],
    *,
    force: bool,
) -> None:
    """Decide on one file: unchanged, refused, or into the batch."""
    before = known.get(source.name)
    try:
        data = _bytes(source.path)
        digest = hashlib.sha256(READING.encode() + data).hexdigest()
        if before and before[1] == digest and not force:
            tally.unchanged += 1
            return
        article = _claim(read_article(data, source.path.name), source, digest, known, holders)
    except CorpusError as error:
        tally.refused.append(Refused(source.name.removeprefix(COURSE), str(error)))
        return
    if article is None:
        tally.unchanged += 1
        return
    (tally.updated if before or article.id in holders else tally.added).append(article.id)
    holders[article.id] = source.name
    batch.append((source, digest, article))


def _claim(
    article: Article, source: Source, digest: str, known: dict[str, tuple[str, str]], holders: dict[str, str]
) -> Article | None:
    """Settle the id. None: the very same article is stored from elsewhere. Raises CorpusError when the id is taken.

    An id belongs to its file as long as that exists; an original gives way to an article of ours with the same id.
    """
    rival = holders.get(article.id)
    if rival is None or rival == source.name or not _exists(rival):
        return article
    if rival in known and known[rival][1] == digest:
        return None
    if article.origin == "original" and not article.id.startswith(ORIGINAL):
        return _claim(renamed(article, ORIGINAL + article.id), source, digest, known, holders)
    raise CorpusError(
        f"Id-en «{article.id}» brukes alt av {rival.removeprefix(COURSE)}. Gi artikkelen en annen id eller tittel."
    )


def _exists(name: str) -> bool:
    return name.startswith(COURSE) or Path(name).exists()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise CorpusError(f"Filen kan ikke leses ({error.strerror}). Sjekk tilgangen og prøv igjen.") from error


def _would_be(taken: Sequence[Article], known: dict[str, tuple[str, str]], store: Store, owner: str) -> tuple[int, int]:
    """Count articles and sections as they would stand after a dry run."""
    changed = {article.id: len(article.sections) for article in taken}
    kept = {key for key, _ in known.values()} - set(changed)
    stays = sum(len(row.sections) for row in store.articles.all(owner) if row.id in kept)
    return len(kept) + len(changed), stays + sum(changed.values())


def remove(store: Store, article_id: str, *, owner: str = SHARED) -> IngestResult:
    """Take one article out. Raises NotFoundError. The file it came from is not touched."""
    begun = time.perf_counter()
    gone = store.articles.remove(owner, [article_id])
    if not gone:
        raise NotFoundError(f"Fant ingen artikkel med id «{article_id[:80]}». Se id-ene med «amstak articles».")
    return IngestResult(*store.articles.counts(owner), removed=tuple(gone), seconds=time.perf_counter() - begun)


def status(store: Store, *, owner: str = SHARED) -> IngestResult:
    """Return what is stored, as a result that changed nothing."""
    begun = time.perf_counter()
    articles, sections = store.articles.counts(owner)
    return IngestResult(articles, sections, unchanged=articles, seconds=time.perf_counter() - begun)
