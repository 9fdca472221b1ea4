"""What a consistency rule says about a plan, as a code with values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.planning.goal_chain import Chain
from assistant.planning.plan import Activity, Goal, Plan, Scalar, State, Strategy, Tactic


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. Level: error, warn, info or auto. `where` is a slot, a part's id or a dimension.

    The message at `code` says what, why and what to do; `article` is where to read more.
    """

    rule: str
    level: str
    where: str
    code: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at: the plan, the day, its live parts, and its chain with the goals' targets put in."""

    plan: Plan
    today: date
    now: Chain
    planned: Chain
    goals: tuple[Goal, ...]
    strategies: tuple[Strategy, ...]
    tactics: tuple[Tactic, ...]
    activities: tuple[Activity, ...]

    def waived(self, what: str) -> bool:
        """Whether the person chose to leave this open."""
        return any(waiver.what == what for waiver in self.plan.waived)


Rule = Callable[[Case], Iterator[Finding]]


def live(state: State) -> bool:
    """Whether a part counts."""
    return state != State.REJECTED
