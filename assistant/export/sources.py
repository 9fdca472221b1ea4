"""Where a part of the plan comes from: its articles as footnotes, and one letter for who vouches for its figures."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from assistant.planning.plan import Goal, Origin, Part, Plan, State
from assistant.texts import Texts

TitleOf = Callable[[str], str]
P = TypeVar("P", bound=Part)


def live(parts: Iterable[P]) -> tuple[P, ...]:
    """Return the parts that count: all but the rejected."""
    return tuple(part for part in parts if part.state != State.REJECTED)


def articles(part: Part) -> tuple[str, ...]:
    """Return the ids of the articles a part rests on."""
    named = getattr(part, "article", None)
    said = [p.article for p in part.provenance if p.origin == Origin.ARTICLE and p.article]
    return tuple(dict.fromkeys([*([named] if named else []), *said]))


def notes(part: Part, texts: Texts, title_of: TitleOf) -> tuple[str, ...]:
    """Return the footnotes of a part."""
    return tuple(texts.say("eksport.kilde", tittel=title_of(name)) for name in articles(part))


def all_articles(plan: Plan) -> tuple[str, ...]:
    """Return every article the live plan rests on, in order."""
    parts: tuple[Part, ...] = (*plan.goals, *plan.strategies, *plan.tactics, *plan.activities, *plan.controls)
    return tuple(dict.fromkeys(name for part in live(parts) for name in articles(part)))


def goal_origin(goal: Goal) -> Origin:
    """Return who vouches for the goal's target: a formula's guess, a formula, or the person."""
    made = [p.origin for p in goal.provenance if p.formula]
    return next((o for o in (Origin.ASSUMED, Origin.COMPUTED) if o in made), Origin.SAID)
