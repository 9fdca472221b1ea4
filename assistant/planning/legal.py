"""Legal flags: what an activity should be checked for, and with which authority. We ask, we do not advise."""

import re
from dataclasses import dataclass
from functools import cache

from assistant.planning.knowledge import catalogue
from assistant.planning.plan import Activity


@dataclass(frozen=True, slots=True)
class LegalFlag:
    """One rule to look up. Worded at `lov.<code>`; `url` is the authority's front page."""

    code: str
    authority: str
    url: str


@cache
def legal_flag(code: str) -> LegalFlag:
    """Return a flag by its code; KeyError for an unknown one."""
    row = catalogue("legal")[code]
    return LegalFlag(code, row["authority"], row["url"])


def trade_flags(trade: str | None) -> tuple[str, ...]:
    """Return the flags that a trade raises whatever it does."""
    return tuple(code for code, row in catalogue("legal").items() if trade in row.get("trades", ()))


def text_flags(text: str) -> tuple[str, ...]:
    """Return the flags that a person's own words about an activity raise."""
    return tuple(code for code, pattern in _patterns() if pattern.search(text.lower()))


def activity_flags(activity: Activity) -> tuple[str, ...]:
    """Return all flags of a row: those it carries and those its own words raise."""
    own = " ".join(w.own for w in (activity.what, activity.how) if w is not None and w.own)
    return tuple(dict.fromkeys((*activity.legal, *text_flags(f"{own} {activity.where or ''}" if own else ""))))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = catalogue("legal").items()
    return tuple((code, re.compile("|".join(_cue(cue) for cue in row["cues"]))) for code, row in rows)


def _cue(cue: str) -> str:
    """Return a pattern: short cues only as whole words, longer ones as the beginning of one."""
    if not cue[0].isalpha():
        return re.escape(cue)
    return rf"\b{re.escape(cue)}" + (r"\b" if len(cue) <= 5 else "")
