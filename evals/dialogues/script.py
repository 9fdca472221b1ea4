"""A scripted user as data: who it is, what they answer to what, how they interrupt, and what the plan should know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

Value = float | str | date
Expects = Literal["cited", "any", "declined"]


@dataclass(frozen=True)
class Aside:
    """Something said out of turn, before the message with number `at`. `expects` is None for a correction."""

    at: int
    say: str
    expects: Expects | None = None


@dataclass(frozen=True)
class Script:
    """One scripted user. `facts` is everything true; «any» is any value, «may» may be there or not."""

    id: str
    who: str
    opening: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    drafts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    after: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    way: str = "grundig"


def read_script(path: Path) -> Script:
    """Read one user; an unknown key is an error."""
    row = yaml.safe_load(path.read_text(encoding="utf-8"))
    asides = [Aside(**item) for item in (*row.pop("interruptions", ()), *row.pop("corrections", ()))]
    return Script(
        id=path.stem,
        opening=tuple(row.pop("opening")),
        answers={slot: tuple(said) for slot, said in row.pop("answers").items()},
        drafts={topic: tuple(said) for topic, said in row.pop("drafts", {}).items()},
        asides=tuple(sorted(asides, key=lambda aside: aside.at)),
        after=tuple(row.pop("after", ())),
        **row,
    )


def read_scripts(folder: Path) -> tuple[Script, ...]:
    """Read all users of a folder."""
    return tuple(read_script(path) for path in sorted(folder.glob("*.yaml")))
