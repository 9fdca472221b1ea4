"""Turns that run apart from the page: submitted, followed and stopped by message id, whoever is watching.

The database is the truth: once a turn has left this runner, its answer, or its mark «avbrutt», stands there.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from assistant.conversation.session import Conversations
from assistant.errors import AssistantError, OutsideError

PACE_S = 0.1  # between two updates to one follower
_LOG = logging.getLogger(__name__)

FULL = "Det er mange som bruker assistenten akkurat nå. Vent litt, og send meldingen på nytt."
ONE_AT_A_TIME = "Jeg svarer fortsatt på den forrige meldingen. Vent på svaret, eller trykk «Stopp»."
FAILED = "Noe gikk galt mens jeg svarte. Meldingen din er lagret, prøv igjen."


class _StoppedError(Exception):
    """The person pressed stop."""


@dataclass(frozen=True)
class Update:
    """What a follower is told: the whole text so far. `error` is a sentence, set only when `done`."""

    text: str
    done: bool = False
    error: str | None = None


@dataclass
class _Turn:
    """A turn under way. Written by its thread, read by its followers."""

    owner: str
    conversation: str
    message: str
    text: str = ""
    error: str | None = None
    stopped: bool = False
    future: "Future[None]" = field(default_factory=Future)

    def hear(self, text: str) -> None:
        if self.stopped:
            raise _StoppedError
        self.text = text


class Turns:
    """Runs turns in `workers` threads. At most `waiting` more may queue, and `each` may be one owner's."""

    def __init__(self, conversations: Conversations, *, workers: int = 8, waiting: int = 200, each: int = 3) -> None:
        self._conversations = conversations
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="turn")
        self._most, self._each = workers + waiting, each
        self._turns: dict[tuple[str, str], _Turn] = {}
        self._lock = threading.Lock()

    def submit(self, owner: str, conversation_id: str, text: str, message_id: str) -> None:
        """Begin a turn and return at once. Raises OutsideError when this conversation is busy, or everything is."""
        turn = _Turn(owner, conversation_id, message_id)
        with self._lock:
            mine = [item for item in self._turns.values() if item.owner == owner]
            if any(item.conversation == conversation_id and not item.stopped for item in mine):
                raise OutsideError(ONE_AT_A_TIME)
            if len(self._turns) >= self._most or len(mine) >= self._each:
                raise OutsideError(FULL)
            self._turns[owner, message_id] = turn
            turn.future = self._pool.submit(self._run, turn, text)

    def running(self, owner: str, conversation_id: str) -> str | None:
        """Return the id of the message that is being answered in this conversation, or None."""
        with self._lock:
            found = (
                item for item in self._turns.values() if (item.owner, item.conversation) == (owner, conversation_id)
            )
            return next((item.message for item in found if not item.stopped), None)

    async def follow(self, owner: str, message_id: str) -> AsyncIterator[Update]:
        """Yield what has been said so far whenever it has grown, and last an update that is `done`.

        A turn that is not under way yields nothing: its outcome is in the database.
        """
        turn = self._turns.get((owner, message_id))
        if turn is None:
            return
        shown = ""
        finished = asyncio.wrap_future(turn.future)
        while not turn.stopped and not finished.done():
            await asyncio.wait({finished}, timeout=PACE_S)
            if turn.text != shown and not finished.done():
                shown = turn.text
                yield Update(shown)
        yield Update(turn.text, done=True, error=turn.error)

    def stop(self, owner: str, message_id: str) -> None:
        """Stop a turn: followers are let go at once, nothing more is said, the message is marked «avbrutt»."""
        turn = self._turns.get((owner, message_id))
        if turn is not None:
            turn.stopped = True

    def close(self) -> None:
        """Take no more turns, and wait for those that run."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, turn: _Turn, text: str) -> None:
        try:
            self._conversations.send(turn.owner, turn.conversation, text, message_id=turn.message, on_text=turn.hear)
        except _StoppedError:
            _LOG.debug("turn stopped by the person")
        except AssistantError as error:
            turn.error = str(error)
        except Exception as error:  # the edge: what fails here must reach the person as a sentence
            _LOG.error("turn failed: %s", type(error).__name__, exc_info=error)
            turn.error = FAILED
        finally:
            with self._lock:
                if self._turns.get((turn.owner, turn.message)) is turn:
                    del self._turns[turn.owner, turn.message]
