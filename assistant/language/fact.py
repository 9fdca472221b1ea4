"""The fact, as `amstak facts` prints it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

Value = float | int | str | bool | date


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said. Money in NOK, shares in percent; `start` and `end` count code points, end exclusive.

    `slot` None: a figure whose slot is unsure. `change` is `{"value", "unit"}` for «10 % opp»; `value` is then what it
    makes of the known value, or None. `by` is the deadline tied to it, the last day of the period named.
    """

    slot: str | None
    value: Value | None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    per: str | None = None
    by: date | None = None
    change: Mapping[str, float | str] | None = field(default=None, hash=False)
    approximate: bool = False
    negated: bool = False
    unknown: bool = False
    start: int = 0
    end: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the fact with dates as ISO text."""
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}


def whole(value: float) -> float | int:
    """Return an int where nothing is lost, else the number to six decimals."""
    rounded = round(value, 6)
    return int(rounded) if float(rounded).is_integer() else rounded
