"""First tables: articles, sections, ingest runs, plans and their versions, conversations, messages."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=null)


def upgrade() -> None:
    """Make every table."""
    _library()
    _plans()
    _conversations()


def _library() -> None:
    op.create_table(
        "articles",
        *map(_text, ("owner", "id", "source", "digest", "title")),
        sa.Column("data", sa.JSON, nullable=False),
        _text("updated"),
        sa.PrimaryKeyConstraint("owner", "id", name="pk_articles"),
        sa.UniqueConstraint("owner", "source", name="uq_articles_owner_source"),
    )
    op.create_table(
        "sections",
        *map(_text, ("owner", "id", "article_id")),
        sa.Column("position", sa.Integer, nullable=False),
        *map(_text, ("heading", "text")),
        sa.Column("links", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("owner", "id", name="pk_sections"),
        sa.ForeignKeyConstraint(
            ["owner", "article_id"],
            ["articles.owner", "articles.id"],
            name="fk_sections_articles",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_sections_owner_article_id_position", "sections", ["owner", "article_id", "position"])
    op.create_table(
        "ingest_runs",
        sa.Column("id", sa.Integer, nullable=False),
        *map(_text, ("owner", "source", "started")),
        _text("finished", null=True),
        sa.Column("result", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_ingest_runs"),
    )
    op.create_index("ix_ingest_runs_owner", "ingest_runs", ["owner"])


def _plans() -> None:
    op.create_table(
        "plans",
        *map(_text, ("id", "owner", "title")),
        sa.Column("version", sa.Integer, nullable=False),
        *map(_text, ("created", "updated")),
        _text("deleted", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_index("ix_plans_owner_updated", "plans", ["owner", "updated"])
    op.create_table(
        "plan_versions",
        _text("plan_id"),
        sa.Column("version", sa.Integer, nullable=False),
        *map(_text, ("owner", "cause", "created")),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", name="pk_plan_versions"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_versions_plans", ondelete="CASCADE"),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        *map(_text, ("id", "owner")),
        _text("plan_id", null=True),
        *map(_text, ("title", "created", "updated")),
        _text("deleted", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_conversations_plans", ondelete="SET NULL"),
    )
    op.create_index("ix_conversations_owner_updated", "conversations", ["owner", "updated"])
    op.create_table(
        "messages",
        sa.Column("seq", sa.Integer, nullable=False),
        *map(_text, ("id", "owner", "conversation_id", "role", "text", "state")),
        sa.Column("evidence", sa.LargeBinary),
        sa.Column("options", sa.JSON, nullable=False),
        _text("asked", null=True),
        _text("reply_to", null=True),
        sa.Column("plan_version", sa.Integer),
        _text("created"),
        sa.PrimaryKeyConstraint("seq", name="pk_messages"),
        sa.UniqueConstraint("owner", "id", name="uq_messages_owner_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_messages_conversations", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_messages_conversation_id_seq", "messages", ["conversation_id", "seq"])
    op.create_index("ix_messages_owner_reply_to", "messages", ["owner", "reply_to"])
