"""What the page is built from: handed in by the composition root, or by a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.conversation.session import Conversations
from assistant.library import Catalogue
from assistant.planning.plan import Plan
from assistant.store import Store
from assistant.texts import Texts


def _always() -> bool:
    return True


@dataclass(frozen=True)
class WebServices:
    """The rooms behind the page.

    `export` takes a plan, a kind and a view of `assistant.export`, and the plan's stored version. `leaves` says in one
    sentence what leaves the machine. `ready` is False while the vector index is being made. `hosts` are the names the
    page answers to; empty means any. `root_path` is the prefix a reverse proxy serves it under, without a slash at the
    end.
    """

    conversations: Conversations
    store: Store
    texts: Texts
    catalogue: Callable[[], Catalogue]
    markdown: Callable[[Plan], str]
    export: Callable[[Plan, str, str, int], bytes]
    audience: Literal["local", "visitors"] = "local"
    engine: str = "embedded"
    leaves: str = ""
    ready: Callable[[], bool] = _always
    root_path: str = ""
    hosts: frozenset[str] = frozenset()
    today: Callable[[], date] = date.today
    workers: int = 8
