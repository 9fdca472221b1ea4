import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from assistant.errors import ConflictError, NotFoundError, PlanFormatError
from assistant.planning.plan import Plan, Waiver
from assistant.store import PlanChange, open_store
from assistant.store.tables import plan_versions


def test_a_change_makes_a_version_and_the_earlier_ones_stay(store, plan):
    store.plans.create("kari", plan)
    changed = plan.with_(title="Ny", waived=(Waiver(what="kanaler"),))
    assert store.plans.save("kari", PlanChange(changed, 1, "svar")) == 2
    assert store.plans.get("kari", plan.id) == type(store.plans.get("kari", plan.id))(changed, 2)
    assert store.plans.version("kari", plan.id, 1) == plan
    assert [(v.version, v.cause) for v in store.plans.history("kari", plan.id)] == [(1, "ny"), (2, "svar")]
    assert [(e.title, e.version) for e in store.plans.all("kari")] == [("Ny", 2)]


def test_a_change_from_an_old_version_is_a_conflict_and_changes_nothing(store, plan):
    store.plans.create("kari", plan)
    store.plans.save("kari", PlanChange(plan.with_(title="A"), 1, "fane 1"))
    with pytest.raises(ConflictError):
        store.plans.save("kari", PlanChange(plan.with_(title="B"), 1, "fane 2"))
    assert store.plans.get("kari", plan.id).plan.title == "A"
    assert len(store.plans.history("kari", plan.id)) == 2


def test_restoring_is_a_new_version_and_can_be_undone(store, plan):
    store.plans.create("kari", plan)
    store.plans.save("kari", PlanChange(plan.with_(title="Feil"), 1, "svar"))
    assert store.plans.restore("kari", plan.id, 1).version == 3
    assert store.plans.get("kari", plan.id).plan == plan
    assert store.plans.restore("kari", plan.id, 2).plan.title == "Feil"
    with pytest.raises(NotFoundError):
        store.plans.restore("kari", plan.id, 99)


def test_a_deleted_plan_is_out_of_sight_until_it_is_brought_back(store, plan):
    store.plans.create("kari", plan)
    store.plans.delete("kari", plan.id)
    assert store.plans.all("kari") == []
    assert [entry.id for entry in store.plans.all("kari", deleted=True)] == [plan.id]
    with pytest.raises(NotFoundError):
        store.plans.get("kari", plan.id)
    with pytest.raises(NotFoundError):
        store.plans.save("kari", PlanChange(plan, 1, "svar"))
    store.plans.undelete("kari", plan.id)
    assert store.plans.get("kari", plan.id).plan == plan


def test_a_new_title_is_in_the_list_and_in_the_plan(store, plan):
    store.plans.create("kari", plan)
    store.plans.rename("kari", plan.id, "Bodø sykkel 🚲")
    assert store.plans.all("kari")[0].title == store.plans.get("kari", plan.id).plan.title == "Bodø sykkel 🚲"


def test_an_id_is_taken_once_whoever_asks(store, plan):
    store.plans.create("kari", plan)
    with pytest.raises(ConflictError):
        store.plans.create("ola", plan)
    assert store.plans.all("ola") == []


def test_lists_are_newest_change_first(store, plan):
    for name in ("a", "b", "c"):
        store.plans.create("kari", plan.with_(id=name))
    store.plans.save("kari", PlanChange(plan.with_(id="a"), 1, "svar"))
    assert [entry.id for entry in store.plans.all("kari")] == ["a", "c", "b"]


def test_a_plan_from_a_newer_program_is_named_as_such(store, plan):
    store.plans.create("kari", plan)
    newer = {**plan.model_dump(mode="json"), "format": 99, "nytt": 1}
    with store.database.write() as connection:
        connection.execute(plan_versions.update().values(data=newer))
    with pytest.raises(PlanFormatError, match="nyere"):
        store.plans.get("kari", plan.id)


class TwoTabs(RuleBasedStateMachine):
    """Two tabs change one plan; whatever was acknowledged is in the history, in order, and nothing else is."""

    tabs = Bundle("tabs")

    def __init__(self):
        super().__init__()
        import tempfile
        from datetime import date

        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(f"sqlite:///{self.folder.name}/t.db")
        plan = Plan(id="p", created=date(2026, 1, 1), title="0")
        self.store.plans.create("kari", plan)
        self.acknowledged = ["0"]
        self.held = {1: (plan, 1), 2: (plan, 1)}
        self.deleted = False

    @rule(tab=st.sampled_from([1, 2]))
    def read(self, tab):
        if not self.deleted:
            stored = self.store.plans.get("kari", "p")
            self.held[tab] = (stored.plan, stored.version)

    @rule(tab=st.sampled_from([1, 2]), title=st.text(max_size=4))
    def write(self, tab, title):
        plan, version = self.held[tab]
        current = version == len(self.acknowledged)
        try:
            new = self.store.plans.save("kari", PlanChange(plan.with_(title=title), version, f"fane {tab}"))
        except ConflictError:
            assert not current
            assert not self.deleted
        except NotFoundError:
            assert self.deleted
        else:
            assert current
            assert not self.deleted
            self.acknowledged.append(title.replace("\0", ""))
            self.held[tab] = (plan.with_(title=title), new)

    @rule(data=st.data())
    @precondition(lambda self: not self.deleted)
    def restore(self, data):
        version = data.draw(st.integers(1, len(self.acknowledged)))
        self.store.plans.restore("kari", "p", version)
        self.acknowledged.append(self.acknowledged[version - 1])

    @rule()
    def delete_or_bring_back(self):
        (self.store.plans.undelete if self.deleted else self.store.plans.delete)("kari", "p")
        self.deleted = not self.deleted

    @invariant()
    def nothing_acknowledged_is_lost(self):
        if self.deleted:
            return
        history = self.store.plans.history("kari", "p")
        assert [line.version for line in history] == list(range(1, len(self.acknowledged) + 1))
        assert self.store.plans.get("kari", "p").plan.title == self.acknowledged[-1]
        assert (
            self.store.plans.version("kari", "p", len(history) // 2 + 1).title == self.acknowledged[len(history) // 2]
        )

    def teardown(self):
        self.store.close()
        self.folder.cleanup()


TestTwoTabs = TwoTabs.TestCase
TestTwoTabs.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)


@pytest.mark.slow
class TestTwoTabsAtLength(TwoTabs.TestCase):
    settings = settings(max_examples=1000, stateful_step_count=20, deadline=None)
