"""The course's glossary as query words: English, nynorsk and other names for a term, each leading to the term."""

from pathlib import Path
from typing import Any

import yaml

from assistant.errors import CorpusError
from assistant.retrieval.queries import Synonyms

_NAMES = ("english", "nynorsk", "synonyms")


def load_synonyms(path: Path) -> Synonyms:
    """Read glossary.yaml; an absent file gives none. CorpusError when it cannot be read as a glossary."""
    if not path.is_file():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    try:
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            for name in _names(row):
                found[name.lower()] = (*found.get(name.lower(), ()), str(row["term"]))
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError) as error:
        raise CorpusError(f"Ordlisten {path.name} kan ikke leses. Hver oppføring må ha «term».") from error
    return found


def _names(row: dict[str, Any]) -> list[str]:
    return [str(name) for key in _NAMES for name in row.get(key) or ()]
