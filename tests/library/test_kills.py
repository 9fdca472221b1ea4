"""kill −9 in mid-turn and mid-ingest: what was acknowledged is there, once and whole; the rest can be done again."""

import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from assistant.library import given_sources, ingest
from assistant.store import SHARED, DataLock, MessageState, open_store

ROUNDS = 100

TURNS = """
import sys
from datetime import date
from pathlib import Path
from assistant.planning.plan import Plan
from assistant.store import DataLock, Message, PlanChange, open_store
data = Path(sys.argv[1])
with DataLock(data):
    store = open_store(f"sqlite:///{data}/amstak.db")
    store.conversations.mark_interrupted()
    if not store.plans.all("kari"):
        store.plans.create("kari", Plan(id="p", created=date(2026, 1, 1)))
    talk = (store.conversations.all("kari") or [store.conversations.create("kari", "p")])[0]
    print("ready", flush=True)
    while True:
        message = store.conversations.begin_turn("kari", talk.id, Message("hei " * 50))
        print("heard", message.id, flush=True)
        held = store.plans.get("kari", "p")
        change = PlanChange(held.plan.with_(title=message.id), held.version, message.id)
        reply = store.conversations.save_turn("kari", talk.id, message, Message("svar " * 50), change)
        print("answered", message.id, reply.plan_version, flush=True)
"""

INGEST = """
import sys
from pathlib import Path
from assistant.library import given_sources, ingest
from assistant.store import DataLock, open_store
data = Path(sys.argv[1])
with DataLock(data):
    store = open_store(f"sqlite:///{data}/amstak.db")
    print("ready", flush=True)
    sources = given_sources([sys.argv[2]])
    ingest(store, sources, progress=lambda done, total, source: print("stored", source, flush=True))
"""


def killed(code, *arguments, delay):
    """Run, kill −9 after `delay` seconds of work; return the whole lines it had printed."""
    process = subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    process.kill()
    printed, _ = process.communicate()
    return [line.split() for line in printed.rpartition("\n")[0].splitlines()]


@pytest.mark.slow
def test_turns(tmp_path):
    chance = random.Random(1)
    heard, answered = set(), {}
    for _ in range(ROUNDS):
        for kind, key, *version in killed(TURNS, tmp_path, delay=chance.uniform(0, 0.15)):
            heard.add(key)
            if kind == "answered":
                answered[key] = int(version[0])
    store = open_store(f"sqlite:///{tmp_path}/amstak.db")
    (talk,) = store.conversations.all("kari")
    stored = store.conversations.messages("kari", talk.id)
    asked = {m.id: m for m in stored if m.role == "user"}
    replies = Counter(m.reply_to for m in stored if m.role == "assistant")
    assert len(answered) > ROUNDS
    assert heard <= set(asked)
    assert max(replies.values()) == 1
    assert set(answered) <= set(replies)
    assert {key for key, m in asked.items() if m.state == MessageState.DONE} == set(replies)
    history = store.plans.history("kari", "p")
    causes = {line.cause: line.version for line in history}
    assert {key: causes[key] for key in answered} == answered
    assert len(causes) == len(history)
    store.close()


@pytest.mark.slow
def test_ingests(tmp_path):
    chance = random.Random(2)
    folder = tmp_path / "artikler"
    folder.mkdir()
    for n in range(600):
        parts = "\n\n".join(f"## Del {k}\nTekst {n} {k}." for k in range(5))
        (folder / f"a{n:03}.md").write_text(f"# Artikkel {n}\n\n{parts}\n", encoding="utf-8")
    partial = 0
    for round_ in range(ROUNDS):
        data = tmp_path / f"d{round_ // 4}"  # four kills for each directory, then it is finished
        acknowledged = {source for _, source in killed(INGEST, data, folder, delay=chance.uniform(0, 0.25))}
        store = open_store(f"sqlite:///{data}/amstak.db")
        rows = {row.source: row for row in store.articles.all(SHARED)}
        assert acknowledged <= set(rows)
        assert all(len(row.sections) == 5 for row in rows.values())
        partial += 0 < len(rows) < 600
        if round_ % 4 == 3:
            with DataLock(data):
                result = ingest(store, given_sources([str(folder)]))
            assert (result.articles, result.sections, result.refused) == (600, 3000, ())
            assert result.unchanged + len(result.added) == 600
        store.close()
    assert partial > 5
