"""The course's own questions: which sections people mean when they ask in their own words."""

import json
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import CorpusError

Place = tuple[str, str]


def load_questions(file: Path) -> Mapping[Place, tuple[str, ...]]:
    """Return the questions of each (article, heading) in a file of JSON lines; an absent file has none.

    A line is `{"article", "section", "q", "lang", "style"}`. Raises CorpusError on a line that is not.
    """
    if not file.is_file():
        return {}
    found: dict[Place, list[str]] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            found.setdefault((row["article"], row["section"]), []).append(row["q"])
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{file.name}, linje {number}: er ikke et spørsmål i kursets form.") from error
    return {place: tuple(questions) for place, questions in found.items()}
