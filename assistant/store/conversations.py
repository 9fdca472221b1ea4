"""Conversations and their messages. A turn is saved whole: the message, its answer and the plan's new version."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, select

from assistant.errors import ConflictError, NotFoundError
from assistant.store.database import Database
from assistant.store.plans import advance, require
from assistant.store.rows import Conversation, Message, MessageState, PlanChange
from assistant.store.tables import conversations, messages


class ConversationRepository:
    """An owner's conversations. Another owner's id raises NotFoundError, as an unknown one does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, owner: str, plan_id: str | None = None, title: str = "") -> Conversation:
        """Begin a conversation, about a plan of the owner's or none."""
        now = datetime.now(UTC)
        new = Conversation(uuid4().hex, title, plan_id, now, now)
        values = {"id": new.id, "owner": owner, "plan_id": plan_id, "title": title, "created": now, "updated": now}
        with self._database.write() as connection:
            if plan_id is not None:
                require(connection, owner, plan_id)
            connection.execute(conversations.insert().values(values))
        return new

    def get(self, owner: str, conversation_id: str) -> Conversation:
        """Return one that is not deleted."""
        with self._database.read() as connection:
            return _conversation(_row(connection, owner, conversation_id))

    def all(self, owner: str, *, deleted: bool = False) -> list[Conversation]:
        """Return the conversations, latest used first; or the deleted ones."""
        gone = conversations.c.deleted.is_not(None) if deleted else conversations.c.deleted.is_(None)
        query = select(conversations).where(conversations.c.owner == owner, gone)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(conversations.c.updated.desc(), conversations.c.id))
            return [_conversation(row) for row in found]

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give it a title."""
        self._change(owner, conversation_id, title=title)

    def attach(self, owner: str, conversation_id: str, plan_id: str) -> None:
        """Say which of the owner's plans it is about."""
        with self._database.write() as connection:
            require(connection, owner, plan_id)
            _update(connection, owner, conversation_id, plan_id=plan_id)

    def delete(self, owner: str, conversation_id: str) -> None:
        """Put it aside; `undelete` brings it back."""
        self._change(owner, conversation_id, deleted=datetime.now(UTC))

    def undelete(self, owner: str, conversation_id: str) -> None:
        """Bring a deleted one back."""
        self._change(owner, conversation_id, deleted=None)

    def messages(self, owner: str, conversation_id: str) -> list[Message]:
        """Return the messages in the order they were saved."""
        with self._database.read() as connection:
            _row(connection, owner, conversation_id)
            query = select(messages).where(messages.c.conversation_id == conversation_id, messages.c.owner == owner)
            return [_message(row) for row in connection.execute(query.order_by(messages.c.seq))]

    def say(self, owner: str, conversation_id: str, message: Message) -> Message:
        """Store a message of the assistant's own accord, such as the greeting."""
        with self._database.write() as connection:
            _row(connection, owner, conversation_id)
            return _insert(connection, owner, conversation_id, message)

    def begin_turn(self, owner: str, conversation_id: str, message: Message) -> Message:
        """Store a user's message before work on it begins; return it as stored.

        Sent again, the same id gives the stored message: `ferdig` means it has its answer (`reply`), `avbrutt` becomes
        `venter` again. Raises ConflictError when the id was used in another conversation.
        """
        with self._database.write() as connection:
            _row(connection, owner, conversation_id)
            stored = _find(connection, owner, conversation_id, message.id)
            if stored is None:
                return _insert(connection, owner, conversation_id, replace(message, state=MessageState.WAITING))
            if stored.state != MessageState.INTERRUPTED:
                return stored
            _set_state(connection, owner, stored.id, MessageState.WAITING)
            return replace(stored, state=MessageState.WAITING)

    def save_turn(
        self, owner: str, conversation_id: str, message: Message, reply: Message, plan: PlanChange | None = None
    ) -> Message:
        """Store message, answer and the plan's new version in one transaction; return the answer as stored.

        A message that already has its answer keeps it: that answer is returned and nothing is written.
        Raises ConflictError when the plan was changed meanwhile; then nothing is written either.
        """
        now = datetime.now(UTC)
        with self._database.write() as connection:
            _row(connection, owner, conversation_id)
            stored = _find(connection, owner, conversation_id, message.id)
            if stored is not None and stored.state == MessageState.DONE:
                return _reply(connection, owner, stored.id)
            version = advance(connection, owner, plan, now) if plan else reply.plan_version
            if stored is None:
                _insert(connection, owner, conversation_id, replace(message, state=MessageState.DONE))
            else:
                _set_state(connection, owner, stored.id, MessageState.DONE)
            answer = replace(
                reply, role="assistant", reply_to=message.id, plan_version=version, state=MessageState.DONE
            )
            _update(connection, owner, conversation_id, updated=now)
            return _insert(connection, owner, conversation_id, answer)

    def reply(self, owner: str, message_id: str) -> Message:
        """Return the answer to a message. Raises NotFoundError while there is none."""
        with self._database.read() as connection:
            return _reply(connection, owner, message_id)

    def interrupt(self, owner: str, message_id: str) -> None:
        """Mark a waiting message «avbrutt», for instance when the person stops the turn."""
        with self._database.write() as connection:
            _set_state(connection, owner, message_id, MessageState.INTERRUPTED, MessageState.WAITING)

    def mark_interrupted(self) -> int:
        """Mark every owner's waiting messages «avbrutt»; return how many. For the lock's holder at start."""
        with self._database.write() as connection:
            waiting = messages.update().where(messages.c.state == MessageState.WAITING)
            return connection.execute(waiting.values(state=MessageState.INTERRUPTED)).rowcount

    def _change(self, owner: str, conversation_id: str, **values: object) -> None:
        with self._database.write() as connection:
            _update(connection, owner, conversation_id, **values)


def _update(connection: Connection, owner: str, conversation_id: str, **values: object) -> None:
    this = (conversations.c.id == conversation_id) & (conversations.c.owner == owner)
    if connection.execute(conversations.update().where(this).values(values)).rowcount == 0:
        raise NotFoundError(_missing(conversation_id))


def _row(connection: Connection, owner: str, conversation_id: str) -> Row[Any]:
    this = (conversations.c.id == conversation_id) & (conversations.c.owner == owner)
    row = connection.execute(select(conversations).where(this, conversations.c.deleted.is_(None))).first()
    if row is None:
        raise NotFoundError(_missing(conversation_id))
    return row


def _missing(conversation_id: str) -> str:
    return f"Fant ingen samtale med id «{conversation_id[:80]}». Velg en fra listen, eller begynn en ny."


def _find(connection: Connection, owner: str, conversation_id: str, message_id: str) -> Message | None:
    row = connection.execute(select(messages).where(messages.c.owner == owner, messages.c.id == message_id)).first()
    if row is None:
        return None
    if row.conversation_id != conversation_id or row.role != "user":
        raise ConflictError("Meldingens id er brukt før, i en annen samtale. Send meldingen på nytt.")
    return _message(row)


def _reply(connection: Connection, owner: str, message_id: str) -> Message:
    query = select(messages).where(messages.c.owner == owner, messages.c.reply_to == message_id)
    row = connection.execute(query.order_by(messages.c.seq)).first()
    if row is None:
        raise NotFoundError("Meldingen har ikke fått svar ennå. Vent litt, eller send den på nytt.")
    return _message(row)


def _set_state(
    connection: Connection, owner: str, message_id: str, state: MessageState, only: MessageState | None = None
) -> None:
    this = (messages.c.owner == owner) & (messages.c.id == message_id)
    if only is not None:
        this &= messages.c.state == only
    connection.execute(messages.update().where(this).values(state=state))


def _insert(connection: Connection, owner: str, conversation_id: str, message: Message) -> Message:
    stored = replace(message, created=datetime.now(UTC))
    values = {name: getattr(stored, name) for name in ("id", "role", "text", "state", "evidence", "asked", "reply_to")}
    values |= {"plan_version": stored.plan_version, "created": stored.created, "options": list(stored.options)}
    connection.execute(messages.insert().values(owner=owner, conversation_id=conversation_id, **values))
    return stored


def _message(row: Row[Any]) -> Message:
    return Message(
        text=row.text,
        role=row.role,
        id=row.id,
        state=MessageState(row.state),
        evidence=row.evidence,
        options=tuple(row.options),
        asked=row.asked,
        reply_to=row.reply_to,
        plan_version=row.plan_version,
        created=row.created,
    )


def _conversation(row: Row[Any]) -> Conversation:
    return Conversation(row.id, row.title, row.plan_id, row.created, row.updated, row.deleted)
