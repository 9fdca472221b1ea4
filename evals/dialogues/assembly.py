"""A whole assistant for the scripted users: the real course and texts, the embedded engine, a database of its own."""

from datetime import date
from pathlib import Path

from assistant.answering.composer import Composer, Wording, chat_prompt
from assistant.answering.models import build_model
from assistant.conversation.knowledge import CourseKnowledge
from assistant.conversation.session import Conversations
from assistant.library import read_article, sections
from assistant.retrieval.dense import MemoryVectors
from assistant.retrieval.embeddings import load_embeddings
from assistant.retrieval.hybrid import Searcher
from assistant.retrieval.passages import passage_from
from assistant.store import Store, open_store
from assistant.texts import load_texts

_ROOT = Path(__file__).absolute().parents[2]


def assemble(folder: Path, today: date, root: Path = _ROOT) -> tuple[Conversations, Store]:
    """Return the conversations and their store, which the caller closes."""
    texts = load_texts(root / "prompts")
    articles = [read_article(path.read_bytes(), path.name) for path in sorted((root / "corpus/articles").glob("*.md"))]
    passages = [passage_from(record) for record in sections(articles)]
    embedder = load_embeddings(root / "models" / "nb-static")
    searcher = Searcher(passages, embedder=embedder, vectors=MemoryVectors(passages, embedder))
    prompt = chat_prompt(texts.prompt("svar").body)
    composer = Composer(build_model("embedded"), prompt, wording=Wording(texts.say("svar.uten_kilde")))
    store = open_store(f"sqlite:///{folder}/samtaler.db")
    return Conversations(store, texts, CourseKnowledge(lambda: searcher, composer, texts.say), lambda: today), store
