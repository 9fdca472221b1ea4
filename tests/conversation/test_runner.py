"""Turns run apart from whoever watches: followed, stopped, refused when full, and never lost."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from assistant.conversation.runner import Turns, Update
from assistant.errors import ConflictError, OutsideError


class Script:
    """Stands in for Conversations: says word by word what the message holds, at the pace the test sets."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.began = threading.Event()
        self.sent: list[str] = []
        self.stopped: list[str] = []

    def send(self, owner: str, conversation: str, text: str, *, message_id: str, on_text: Callable[[str], None]) -> Any:
        self.began.set()
        if text in ("feil", "konflikt"):
            self.go.wait(10)
        if text == "feil":
            raise ValueError("secret detail")
        if text == "konflikt":
            raise ConflictError("Planen er endret et annet sted.")
        try:
            words = text.split()
            for count in range(1, len(words) + 1):
                on_text(" ".join(words[:count]))
                self.go.wait(10)
            on_text(text)
        except BaseException:
            self.stopped.append(message_id)
            raise
        self.sent.append(message_id)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def turns(script: Script) -> Any:
    made = Turns(script, workers=2, waiting=1, each=2)  # type: ignore[arg-type]
    yield made
    script.go.set()
    made.close()


async def followed(turns: Turns, owner: str, message: str) -> list[Update]:
    return [update async for update in turns.follow(owner, message)]


async def test_a_follower_hears_the_turn_to_its_end(turns: Turns, script: Script) -> None:
    turns.submit("kari", "c1", "en to tre", "m1")
    heard = []
    async for update in turns.follow("kari", "m1"):
        heard.append(update)
        script.go.set()
    assert heard[-1] == Update("en to tre", done=True)
    assert all(not update.done for update in heard[:-1])
    assert script.sent == ["m1"]


async def test_a_turn_goes_on_when_nobody_follows(turns: Turns, script: Script) -> None:
    turns.submit("kari", "c1", "en to", "m1")
    async for _ in turns.follow("kari", "m1"):
        break
    assert turns.running("kari", "c1") == "m1"
    script.go.set()
    await followed(turns, "kari", "m1")
    assert script.sent == ["m1"]
    assert turns.running("kari", "c1") is None


async def test_two_followers_hear_the_same_end(turns: Turns, script: Script) -> None:
    turns.submit("kari", "c1", "en", "m1")
    first, second = turns.follow("kari", "m1"), turns.follow("kari", "m1")
    assert (await anext(first)).text == (await anext(second)).text == "en"
    script.go.set()
    assert (await anext(first)).done
    assert (await anext(second)).done


async def test_stop_lets_followers_go_at_once_and_the_turn_is_not_answered(turns: Turns, script: Script) -> None:
    turns.submit("kari", "c1", "en to tre", "m1")
    assert script.began.wait(5)
    turns.stop("kari", "m1")
    assert turns.running("kari", "c1") is None
    assert [update.done for update in await followed(turns, "kari", "m1")] == [True]
    script.go.set()
    turns.close()
    assert script.stopped == ["m1"]
    assert script.sent == []


@pytest.mark.parametrize(("text", "sentence"), [("feil", False), ("konflikt", True)])
async def test_a_failure_ends_in_one_sentence_without_details(
    turns: Turns, script: Script, text: str, sentence: bool
) -> None:
    turns.submit("kari", "c1", text, "m1")
    last = asyncio.ensure_future(anext(turns.follow("kari", "m1")))
    await asyncio.sleep(0)
    script.go.set()
    update = await last
    assert update.done
    assert update.error
    assert "secret" not in update.error
    assert (update.error == "Planen er endret et annet sted.") is sentence
    assert turns.running("kari", "c1") is None


async def test_one_turn_at_a_time_in_a_conversation(turns: Turns) -> None:
    turns.submit("kari", "c1", "en", "m1")
    with pytest.raises(OutsideError):
        turns.submit("kari", "c1", "to", "m2")


async def test_an_owner_has_a_share_and_the_whole_a_limit(turns: Turns) -> None:
    turns.submit("kari", "c1", "en", "m1")
    turns.submit("kari", "c2", "en", "m2")
    with pytest.raises(OutsideError):
        turns.submit("kari", "c3", "en", "m3")
    turns.submit("ola", "c4", "en", "m4")
    with pytest.raises(OutsideError):
        turns.submit("per", "c5", "en", "m5")


async def test_nobody_follows_or_stops_anothers_turn(turns: Turns, script: Script) -> None:
    turns.submit("kari", "c1", "en", "m1")
    assert await followed(turns, "ola", "m1") == []
    turns.stop("ola", "m1")
    assert turns.running("kari", "c1") == "m1"
    assert turns.running("ola", "c1") is None
