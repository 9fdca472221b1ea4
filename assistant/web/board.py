"""The plan as a board: what each card shows. Words come from `texts`, markup from templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.conversation.agenda import Topic, agenda, progress, topic
from assistant.conversation.session import Standing
from assistant.planning.framework import DIMENSIONS, STAGES, Dimension, Stage, Step
from assistant.planning.plan import Fact, Origin, Part, Plan, State
from assistant.texts import Texts
from assistant.texts.chain_words import chain_lines
from assistant.texts.plan_words import PlanWords

# The business goal's facts: where one stands, and where one wants to be.
_PAIRS = ("omsetning", "resultat", "medlemmer", "givere", "besøk")
_TONES = {State.ACCEPTED: "good", State.DRAFT: "draft", State.STALE: "stale"}


@dataclass(frozen=True)
class StepMark:
    """One step of the progress line. `state` is done, here or rest."""

    name: str
    state: str
    done: int
    all: int


@dataclass(frozen=True)
class StateMark:
    """A state's name, and the tone it is shown in."""

    label: str
    tone: str


@dataclass(frozen=True)
class CardPart:
    """A goal or a strategy on a card. `go` is the message that takes it up again; `count` proposals stand open."""

    heading: str
    text: str = ""
    lines: tuple[str, ...] = ()
    states: tuple[StateMark, ...] = ()
    go: str = ""
    count: int = 0


@dataclass(frozen=True)
class Card:
    """One card. `options` are the quick replies when this is what is being asked about."""

    key: str
    name: str
    parts: tuple[CardPart, ...]
    options: tuple[str, ...] = ()


def step_marks(texts: Texts, standing: Standing) -> list[StepMark]:
    """Return the seven steps with how far each has come."""
    words = PlanWords(texts, standing.plan)
    made = []
    for step, (done, all_) in progress(standing.plan, standing.dialog.mode).items():
        here = step == standing.plan.step and not standing.dialog.finished
        state = "here" if here else "done" if done >= all_ > 0 else "rest"
        made.append(StepMark(words.step(step), state, done, all_))
    return made


def tactic_grid(texts: Texts, plan: Plan) -> dict[str, Any]:
    """Return the tactics by RIKE stage (rows) and dimension (columns); a cell without any is an empty list."""
    words = PlanWords(texts, plan)
    live = [tactic for tactic in plan.tactics if tactic.state != State.REJECTED]

    def cell(stage: Stage, dimension: Dimension) -> list[str]:
        return [words.text(tactic.text) for tactic in live if (tactic.stage, tactic.dimension) == (stage, dimension)]

    return {
        "heads": [words.dimension(dimension) for dimension in DIMENSIONS],
        "rows": [(words.stage(stage.value), [cell(stage, dimension) for dimension in DIMENSIONS]) for stage in STAGES],
    }


class Board:
    """What the board shows of one standing conversation."""

    def __init__(self, texts: Texts, standing: Standing) -> None:
        self._texts, self._standing, self._plan = texts, standing, standing.plan
        self._words = PlanWords(texts, standing.plan)

    def values(self) -> dict[str, Any]:
        """Return everything the template needs."""
        return {
            "plan": self._plan.id,
            "empty": not self._plan.facts and not self._plan.goals,
            "cards": [self._business(), self._card(None), *(self._card(dimension) for dimension in DIMENSIONS)],
            "chain": chain_lines(self._texts, self._plan),
            "tables": self._tables(),
            "facts": [self._fact(fact) for fact in self._plan.facts],
        }

    def _business(self) -> Card:
        heading = self._words.step(Step.FORRETNINGSMAL)
        part = CardPart("", self._aim(), lines=tuple(self._known_now()))
        return Card("business", heading, (part,))

    def _aim(self) -> str:
        goal = next((fact for name in _PAIRS if (fact := self._plan.fact(f"{name}_mål"))), None)
        return self._words.labelled(goal) if goal else ""

    def _known_now(self) -> list[str]:
        return [self._words.labelled(fact) for name in (*_PAIRS, "frist") if (fact := self._plan.fact(name))]

    def _card(self, dimension: Dimension | None) -> Card:
        key = dimension.value if dimension else "marked"
        name = self._words.dimension(dimension) if dimension else self._say("tavle.markedsmål")
        parts = (self._goal(dimension), self._strategy(dimension))
        asked = topic(self._standing.dialog.asked)
        mine = asked is not None and asked.part in ("goal", "strategy") and asked.dimension == dimension
        options = tuple(label for label, _ in self._standing.dialog.options) if mine else ()
        return Card(key, name, parts, options)

    def _goal(self, dimension: Dimension | None) -> CardPart:
        heading, goal = self._say("tavle.mål"), self._plan.goal(dimension)
        if goal is None:
            return CardPart(heading)
        lines = tuple(self._words.goal_lines(goal))
        return CardPart(
            heading, self._words.text(goal.text), lines, self._states(goal), self._go("goal", dimension, goal)
        )

    def _strategy(self, dimension: Dimension | None) -> CardPart:
        heading = self._say("tavle.strategi")
        live = [s for s in self._plan.strategies if s.dimension == dimension and s.state != State.REJECTED]
        if not live:
            return CardPart(heading)
        first = live[0]
        if len(live) > 1:
            return CardPart(heading, states=self._states(first), count=len(live))
        text = self._words.text(first.text)
        return CardPart(heading, text, states=self._states(first), go=self._go("strategy", dimension, first))

    def _states(self, part: Part) -> tuple[StateMark, ...]:
        marks = [StateMark(self._texts.say(f"tilstand.{part.state.name.lower()}"), _TONES.get(part.state, "draft"))]
        if part.locked:
            marks.append(StateMark(self._say("tavle.låst"), "good"))
        return tuple(marks)

    def _go(self, kind: str, dimension: Dimension | None, part: Part) -> str:
        """Return the message that reopens the part's step, unless it is what is being talked about or still a draft."""
        mine = next((item for item in agenda() if (item.part, item.dimension) == (kind, dimension)), None)
        if mine is None or part.state == State.DRAFT or _is_asked(mine, self._standing):
            return ""
        return self._say("tavle.gå_til_ord", steg=self._words.step(mine.step).lower())

    def _tables(self) -> list[dict[str, Any]]:
        rows: list[tuple[str, Sequence[Part]]] = [
            ("taktikk", self._plan.tactics),
            ("aktiviteter", self._plan.activities),
            ("kontroll", self._plan.controls),
        ]
        live = [(name, sum(part.state != State.REJECTED for part in parts)) for name, parts in rows]
        return [{"name": self._say(f"tavle.{name}"), "count": count} for name, count in live if count]

    def _fact(self, fact: Fact) -> dict[str, str]:
        name = self._words.slot(fact.slot)
        return {"name": name[:1].upper() + name[1:], "value": self._words.value(fact), "source": self._source(fact)}

    def _source(self, fact: Fact) -> str:
        origin = fact.provenance.origin
        if origin == Origin.SAID and fact.provenance.words:
            return self._say("opphav.sagt", ord=fact.provenance.words)
        return self._say("opphav.sagt_uten" if origin == Origin.SAID else f"opphav.{origin.value}")

    def _say(self, code: str, **params: Any) -> str:
        return self._texts.say(f"web.{code}", **params)


def _is_asked(item: Topic, standing: Standing) -> bool:
    return standing.dialog.asked == item.id
