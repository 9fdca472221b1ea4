"""The database, the only truth: tables, migrations, repositories, and the lock on the data directory.

Knows plans as values; knows nothing of articles beyond rows, and nothing of the index.
"""

from assistant.store.articles import ArticleRepository, IngestRunRepository
from assistant.store.conversations import ConversationRepository
from assistant.store.database import Database, open_database
from assistant.store.lock import DataLock
from assistant.store.plans import PlanRepository
from assistant.store.rows import (
    SHARED,
    ArticleRow,
    Conversation,
    Message,
    MessageState,
    PlanChange,
    PlanEntry,
    PlanVersion,
    SectionRow,
    StoredPlan,
)

__all__ = [
    "SHARED",
    "ArticleRepository",
    "ArticleRow",
    "Conversation",
    "ConversationRepository",
    "DataLock",
    "Database",
    "IngestRunRepository",
    "Message",
    "MessageState",
    "PlanChange",
    "PlanEntry",
    "PlanRepository",
    "PlanVersion",
    "SectionRow",
    "Store",
    "StoredPlan",
    "open_store",
]


class Store:
    """The database with its repositories."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.articles = ArticleRepository(database)
        self.runs = IngestRunRepository(database)
        self.plans = PlanRepository(database)
        self.conversations = ConversationRepository(database)

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()


def open_store(url: str) -> Store:
    """Open the database at `url`, made or upgraded where needed. Raises ConfigurationError or StoreError."""
    return Store(open_database(url))
