"""A figure as said in a text."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as said. `unit` as in the JSON, None when bare; `counter` is «stk», «personer» and the like.

    `scale` is the thousand or million said with it (1: none), already in `value`. `role` marks the two ends of
    «fra A til B». `article` is a lone «en», which is a number only where one is expected.
    """

    value: float
    start: int
    end: int
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    scale: float = 1
    approximate: bool = False
    counter: bool = False
    role: Literal["from", "to"] | None = None
    article: bool = False
    spoken: bool = False
    grouped: bool = False

    @property
    def bare(self) -> bool:
        """Whether nothing but the digits or words was said."""
        return self.unit is None and self.scale == 1 and not self.counter
