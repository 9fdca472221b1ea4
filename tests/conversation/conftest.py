"""A whole assistant in memory but for its database: the real course, the real texts, the embedded engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.composer import Composer, Wording, chat_prompt
from assistant.answering.models import build_model
from assistant.conversation.knowledge import CourseKnowledge
from assistant.conversation.session import Conversations
from assistant.conversation.types import Reply
from assistant.library import read_article, sections
from assistant.planning.plan import Plan
from assistant.retrieval.hybrid import Searcher
from assistant.retrieval.passages import Passage
from assistant.store import Store, open_store
from assistant.texts import Texts, load_texts

TODAY = date(2026, 11, 22)
CAFE = (
    "vi er en kafé i Tromsø, 5 ansatte, omsatte for 4,2 mill i fjor, vil opp i 5 innen neste jul, "
    "men folk kommer bare en gang"
)


@pytest.fixture(scope="session")
def texts(root: Path) -> Texts:
    return load_texts(root / "prompts")


@pytest.fixture(scope="session")
def knowledge(root: Path, texts: Texts) -> CourseKnowledge:
    articles = [read_article(path.read_bytes(), path.name) for path in sorted((root / "corpus/articles").glob("*.md"))]
    passages = [
        Passage(row.id, row.article, row.text, row.title, row.heading, summary=row.summary, position=row.position)
        for row in sections(articles)
    ]
    searcher = Searcher(passages)
    prompt = texts.prompt("svar")
    composer = Composer(build_model("embedded"), chat_prompt(prompt.body), wording=Wording("(uten kilde)"))
    return CourseKnowledge(lambda: searcher, composer, texts.say)


@dataclass
class Talk:
    """One person's conversation, for tests to read like one."""

    conversations: Conversations
    store: Store
    reply: Reply
    owner: str = "kari"

    def say(self, *messages: str) -> Reply:
        for message in messages:
            self.reply = self.conversations.send(self.owner, self.reply.conversation, message)
        return self.reply

    @property
    def plan(self) -> Plan:
        return self.store.plans.get(self.owner, self.reply.plan).plan

    @property
    def labels(self) -> list[str]:
        return [option.label for option in self.reply.options]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/test.db")
    yield opened
    opened.close()


@pytest.fixture
def conversations(store: Store, texts: Texts, knowledge: CourseKnowledge) -> Conversations:
    return Conversations(store, texts, knowledge, lambda: TODAY)


@pytest.fixture
def talk(conversations: Conversations, store: Store) -> Talk:
    return Talk(conversations, store, conversations.start("kari"))
