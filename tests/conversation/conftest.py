"""A whole assistant in memory but for its database: the real course, the real texts, the embedded engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from talking import TODAY, Talk

from assistant.answering.composer import Composer, Wording, chat_prompt
from assistant.answering.models import build_model
from assistant.conversation.knowledge import CourseKnowledge
from assistant.conversation.session import Conversations
from assistant.library import read_article, sections
from assistant.retrieval.hybrid import Searcher
from assistant.retrieval.passages import Passage
from assistant.store import Store, open_store
from assistant.texts import Texts, load_texts


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
