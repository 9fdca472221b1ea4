import inspect

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ConflictError, NotFoundError, StoreError
from assistant.store import Message, MessageState, PlanChange
from assistant.store.tables import storable


@pytest.fixture
def talk(store, plan):
    store.plans.create("kari", plan)
    return store.conversations.create("kari", plan.id, "Første")


def test_a_turn_is_saved_whole(store, plan, talk):
    message, reply = (
        Message("Vi er en sykkelbutikk", id="m1"),
        Message("Fint. Hvor?", evidence=[{"section": "x#y", "start": 1}], options=("Bodø", "Vet ikke"), asked="sted"),
    )
    assert store.conversations.begin_turn("kari", talk.id, message).state == MessageState.WAITING
    change = PlanChange(plan.with_(title="Sykkel"), 1, "m1")
    saved = store.conversations.save_turn("kari", talk.id, message, reply, change)
    stored = store.conversations.messages("kari", talk.id)
    assert [(m.role, m.text, m.state) for m in stored] == [
        ("user", "Vi er en sykkelbutikk", "ferdig"),
        ("assistant", "Fint. Hvor?", "ferdig"),
    ]
    assert stored[1] == saved
    assert (saved.evidence, saved.options, saved.asked) == (reply.evidence, reply.options, "sted")
    assert (saved.reply_to, saved.plan_version) == ("m1", 2)
    assert store.plans.get("kari", plan.id).plan.title == "Sykkel"


def test_a_conflict_saves_neither_answer_nor_plan(store, plan, talk):
    store.plans.save("kari", PlanChange(plan, 1, "en annen fane"))
    message = Message("hei", id="m1")
    store.conversations.begin_turn("kari", talk.id, message)
    with pytest.raises(ConflictError):
        store.conversations.save_turn("kari", talk.id, message, Message("svar"), PlanChange(plan, 1, "m1"))
    assert [m.state for m in store.conversations.messages("kari", talk.id)] == ["venter"]
    assert store.plans.get("kari", plan.id).version == 2


def test_sending_twice_gives_one_message_and_one_answer(store, plan, talk):
    message = Message("hei", id="m1")
    for text in ("første svar", "andre svar"):
        store.conversations.begin_turn("kari", talk.id, message)
        answer = store.conversations.save_turn("kari", talk.id, message, Message(text))
        assert answer.text == "første svar"
    assert len(store.conversations.messages("kari", talk.id)) == 2
    assert store.conversations.begin_turn("kari", talk.id, message).state == MessageState.DONE
    assert store.conversations.reply("kari", "m1").text == "første svar"


def test_an_interrupted_turn_is_marked_and_can_be_retried(store, talk):
    message = Message("hei", id="m1")
    store.conversations.begin_turn("kari", talk.id, message)
    assert store.conversations.mark_interrupted() == 1
    assert [m.state for m in store.conversations.messages("kari", talk.id)] == ["avbrutt"]
    assert store.conversations.mark_interrupted() == 0
    assert store.conversations.begin_turn("kari", talk.id, message).state == MessageState.WAITING
    store.conversations.save_turn("kari", talk.id, message, Message("svar"))
    assert [m.state for m in store.conversations.messages("kari", talk.id)] == ["ferdig", "ferdig"]


def test_stopping_does_not_touch_a_finished_turn(store, talk):
    message = Message("hei", id="m1")
    store.conversations.save_turn("kari", talk.id, message, Message("svar"))
    store.conversations.interrupt("kari", "m1")
    assert store.conversations.messages("kari", talk.id)[0].state == MessageState.DONE


def test_an_id_used_in_another_conversation_is_refused(store, talk):
    other = store.conversations.create("kari")
    store.conversations.begin_turn("kari", talk.id, Message("hei", id="m1"))
    with pytest.raises(ConflictError):
        store.conversations.begin_turn("kari", other.id, Message("hei", id="m1"))


def test_an_unanswered_message_has_no_reply_yet(store, talk):
    store.conversations.begin_turn("kari", talk.id, Message("hei", id="m1"))
    with pytest.raises(NotFoundError):
        store.conversations.reply("kari", "m1")


def test_conversations_are_listed_renamed_deleted_and_brought_back(store, plan, talk):
    second = store.conversations.create("kari", title="Andre")
    store.conversations.attach("kari", second.id, plan.id)
    store.conversations.rename("kari", talk.id, "Omdøpt")
    store.conversations.save_turn("kari", talk.id, Message("hei"), Message("svar"))
    assert [(c.title, c.plan_id) for c in store.conversations.all("kari")] == [("Omdøpt", plan.id), ("Andre", plan.id)]
    store.conversations.delete("kari", talk.id)
    assert [c.id for c in store.conversations.all("kari")] == [second.id]
    with pytest.raises(NotFoundError):
        store.conversations.messages("kari", talk.id)
    store.conversations.undelete("kari", talk.id)
    assert len(store.conversations.messages("kari", talk.id)) == 2


def test_two_owners_may_use_the_same_message_id(store, talk):
    theirs = store.conversations.create("ola")
    store.conversations.save_turn("kari", talk.id, Message("mitt", id="m"), Message("svar"))
    store.conversations.save_turn("ola", theirs.id, Message("ditt", id="m"), Message("svar"))
    assert store.conversations.messages("ola", theirs.id)[0].text == "ditt"


def _calls(store, plan, talk):
    """Every public function that takes an owner and an id, with arguments that work for the owner."""
    values = {
        "plan_id": plan.id,
        "conversation_id": talk.id,
        "message_id": "m1",
        "version": 1,
        "title": "kapret",
        "message": Message("kapret", id="ny"),
        "reply": Message("kapret"),
        "plan": PlanChange(plan, 1, "kapret"),
        "change": PlanChange(plan.with_(title="kapret"), 1, "kapret"),
    }
    for repository in (store.plans, store.conversations):
        for name, method in inspect.getmembers(repository, inspect.ismethod):
            wanted = list(inspect.signature(method).parameters)
            if name.startswith("_") or wanted in ([], ["owner", "deleted"]) or name == "create":
                continue
            yield f"{type(repository).__name__}.{name}", method, [values[key] for key in wanted[1:]]


def test_nobody_meets_anothers_plans_or_conversations(store, plan, talk):
    store.conversations.save_turn("kari", talk.id, Message("hemmelig", id="m1"), Message("svar"))

    def everything():
        return (
            store.plans.all("kari"),
            store.plans.history("kari", plan.id),
            store.conversations.all("kari"),
            store.conversations.messages("kari", talk.id),
        )

    before, tried = everything(), []
    for name, method, arguments in _calls(store, plan, talk):
        tried.append(name)
        if name.endswith(".interrupt"):
            method("ola", *arguments)  # gives nothing away: it never tells whether the id exists
        else:
            with pytest.raises(NotFoundError):
                method("ola", *arguments)
        assert everything() == before, name
    assert len(tried) >= 17
    assert store.plans.all("ola") == store.conversations.all("ola") == []
    with pytest.raises(NotFoundError):
        store.conversations.create("ola", plan.id)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=[])), st.lists(st.text(st.characters(exclude_categories=[]))))
def test_any_text_comes_back_clean_or_as_it_was(lite, text, options):
    talk = lite.conversations.create("kari", title=text)
    message = Message(text, evidence={"tekst": options}, options=tuple(options))
    lite.conversations.save_turn("kari", talk.id, message, Message(text))
    stored = lite.conversations.messages("kari", talk.id)[0]
    assert stored.text == storable(text) == stored.text.encode().decode()
    assert stored.evidence == {"tekst": [storable(option) for option in options]}
    if "\0" not in text and text == text.encode("utf-8", "replace").decode():
        assert stored.text == text


def test_surrogate_pairs_become_the_character_they_mean():
    assert storable("\ud83d\ude00 \ud83d alene") == "😀 � alene"


def test_a_huge_message_goes_round(lite):
    talk = lite.conversations.create("kari")
    text = "æøå 🚲 " * 1_500_000
    lite.conversations.save_turn("kari", talk.id, Message(text), Message("svar"))
    assert lite.conversations.messages("kari", talk.id)[0].text == text


def test_no_failure_leaves_half_a_turn(lite, plan):
    """Fail at the Nth statement for every N: each time the turn is there whole, or not at all."""
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    lite.plans.create("kari", plan)
    talk = lite.conversations.create("kari", plan.id)
    engine, left = lite.database._engine, [0]

    def failing(*_):
        left[0] -= 1
        if left[0] == 0:
            raise OperationalError("x", {}, Exception("disk I/O error"))

    event.listen(engine, "before_cursor_execute", failing)
    failures = 0
    for nth in range(1, 40):
        message, base = Message("hei", id=f"m{nth}"), lite.plans.get("kari", plan.id).version
        before = lite.conversations.messages("kari", talk.id)
        left[0] = nth
        try:
            lite.conversations.save_turn("kari", talk.id, message, Message("svar"), PlanChange(plan, base, "m"))
        except StoreError:
            failures += 1
            left[0] = 0
            assert lite.conversations.messages("kari", talk.id) == before
            assert lite.plans.get("kari", plan.id).version == base
        else:
            left[0] = 0
            assert len(lite.conversations.messages("kari", talk.id)) == len(before) + 2
            assert lite.plans.get("kari", plan.id).version == base + 1
            break
    assert failures >= 5
