"""The values that flow through one turn: what was read, what the guide decided, what the person gets back."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.language.facts import Fact as SaidFact
from assistant.planning.framework import Dimension, Step
from assistant.planning.plan import Plan


@dataclass(frozen=True)
class Option:
    """A quick reply: pressing it and sending its label verbatim are the same action."""

    label: str
    action: str


class Dialog(BaseModel):
    """Where the conversation stands, apart from the plan. `asked` is a topic of the agenda.

    `mode` is «grundig» or «hurtig». `awaiting` says that the next message fills something in particular:
    «rediger:<topic id>», «årsak:<kpi>:<month>» or «nullstill» (confirmation of starting over). `noted` are the slots
    of the last facts taken; `own` is a goal in the person's words that is still being mended.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: str | None = None
    awaiting: str | None = None
    mode: str = "grundig"
    explained: tuple[Step, ...] = ()
    questions: int = 0
    misses: int = 0
    chain_shown: bool = False
    options: tuple[tuple[str, str], ...] = ()
    back: int | None = None
    finished: bool = False
    noted: tuple[str, ...] = ()
    language: str = "nb"
    language_told: bool = False
    ways_offered: bool = False
    own: str | None = None


@dataclass(frozen=True)
class Reading:
    """One message as understood. `action` is set when it was a button (or its label sent verbatim).

    `limit` names marketing that is declined; `steered` is an order to the assistant and nothing else; `questions` are
    the sentences that ask; `month` (YYYY-MM) is the month that figures are told for.
    """

    text: str
    message_id: str
    today: date
    action: str | None = None
    facts: tuple[SaidFact, ...] = ()
    intents: tuple[str, ...] = ()
    language: str = "nb"
    limit: str | None = None
    steered: bool = False
    questions: str = ""
    month: str | None = None


@dataclass(frozen=True)
class Move:
    """One thing to say. `kind` is one that `wording.Writer` words, or explain, answer or insight: the course's."""

    kind: str
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What the guide decided: the new plan and dialog, and what to say, in order."""

    plan: Plan
    dialog: Dialog
    moves: tuple[Move, ...]
    undo: bool = False
    restart: bool = False


@dataclass(frozen=True)
class Reply:
    """What the person gets back for one message. `citations` are in the JSON form of `amstak ask`."""

    turn: int
    user: str
    text: str
    options: tuple[Option, ...]
    citations: tuple[dict[str, Any], ...]
    step: Step
    dimension: Dimension | None
    asked: str | None
    conversation: str
    plan: str
    version: int
    ms: float
    noted: tuple[str, ...] = ()
    state: str = "ferdig"

    def to_json(self) -> dict[str, Any]:
        """Return the line of `amstak chat --json`."""
        return {
            "turn": self.turn,
            "user": self.user,
            "reply": self.text,
            "options": [option.label for option in self.options],
            "citations": list(self.citations),
            "step": self.step.value,
            "dimension": self.dimension.value if self.dimension else None,
            "asked": self.asked,
            "plan": self.plan,
            "version": self.version,
            "ms": self.ms,
        }
