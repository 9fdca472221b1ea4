"""The course's glossary: what terms are called in nynorsk, English and daily speech, and what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import CorpusError


@dataclass(frozen=True)
class Term:
    """One term of the field. `daily` are the words people use who do not know it; `article` explains it best."""

    term: str
    nynorsk: tuple[str, ...]
    english: tuple[str, ...]
    synonyms: tuple[str, ...]
    daily: tuple[str, ...]
    definition: str
    article: str

    @property
    def others(self) -> tuple[str, ...]:
        """Everything else it is called, each once."""
        names = (*self.nynorsk, *self.english, *self.synonyms, *self.daily)
        return tuple(dict.fromkeys(name for name in names if name.lower() != self.term.lower()))


def load_glossary(file: Path) -> tuple[Term, ...]:
    """Read the glossary; an absent file is an empty one. Raises CorpusError for a file in another form."""
    if not file.is_file():
        return ()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    try:
        return tuple(_term(row) for row in rows)
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{file.name} er ikke en ordliste i kursets form ({error}).") from error


def _term(row: dict[str, Any]) -> Term:
    nynorsk, english, synonyms_, daily = (
        tuple(map(str, row.get(name) or ())) for name in ("nynorsk", "english", "synonyms", "daily")
    )
    return Term(str(row["term"]), nynorsk, english, synonyms_, daily, str(row["definition"]), str(row["article"]))


def synonyms(terms: Iterable[Term]) -> dict[str, tuple[str, ...]]:
    """Return, for each phrase people use (lower case), the terms it may stand for."""
    found: dict[str, list[str]] = {}
    for term in terms:
        for name in term.others:
            found.setdefault(name.lower(), []).append(term.term)
    return {name: tuple(dict.fromkeys(names)) for name, names in found.items()}
