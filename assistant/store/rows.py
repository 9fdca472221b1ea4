"""What the repositories take and give: frozen values, no live database objects."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import uuid4

from assistant.planning.plan import Plan

# The owner of what everybody may read: the built-in course and what the operator ingests.
SHARED = "felles"


@dataclass(frozen=True)
class SectionRow:
    """One section as stored; `links` are (words, target) pairs."""

    id: str
    heading: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ArticleRow:
    """One article as stored. `source` is where it came from, unique; `digest` tells whether that has changed."""

    id: str
    source: str
    digest: str
    title: str
    data: dict[str, Any]
    sections: tuple[SectionRow, ...]


@dataclass(frozen=True)
class PlanEntry:
    """A plan in a list."""

    id: str
    title: str
    version: int
    created: datetime
    updated: datetime
    deleted: datetime | None = None


@dataclass(frozen=True)
class StoredPlan:
    """A plan and the version it was read at, which a change must name."""

    plan: Plan
    version: int


@dataclass(frozen=True)
class PlanVersion:
    """A line in a plan's history. `cause` is a code or the person's words."""

    version: int
    cause: str
    created: datetime


@dataclass(frozen=True)
class PlanChange:
    """A new plan to save, made from version `base`."""

    plan: Plan
    base: int
    cause: str


@dataclass(frozen=True)
class Conversation:
    """A conversation, which may be about a plan."""

    id: str
    title: str
    plan_id: str | None
    created: datetime
    updated: datetime
    deleted: datetime | None = None


class MessageState(StrEnum):
    """Whether a user's message has its answer."""

    WAITING = "venter"
    DONE = "ferdig"
    INTERRUPTED = "avbrutt"


@dataclass(frozen=True)
class Message:
    """A message. The client makes the id, so that sending twice is harmless; `evidence` is any JSON value."""

    text: str
    role: Literal["user", "assistant"] = "user"
    id: str = field(default_factory=lambda: uuid4().hex)
    state: MessageState = MessageState.DONE
    evidence: Any = None
    options: tuple[str, ...] = ()
    asked: str | None = None
    reply_to: str | None = None
    plan_version: int | None = None
    created: datetime | None = None
