from dataclasses import replace

import pytest

from assistant.errors import StoreError
from assistant.store import SHARED, ArticleRow, SectionRow


def row(key, text="tekst", source=None):
    parts = (SectionRow(f"{key}#a", "A", text, (("ord", "mål"),)), SectionRow(f"{key}#b", "B", "mer"))
    return ArticleRow(key, source or f"{key}.md", f"d-{text}", key.title(), {"origin": "own"}, parts)


def test_articles_come_back_as_stored_with_sections_in_order(store):
    rows = [row("a"), row("b")]
    store.articles.put(SHARED, rows)
    assert store.articles.all(SHARED) == rows
    assert store.articles.counts(SHARED) == (2, 4)
    assert store.articles.known(SHARED) == {"a.md": ("a", "d-tekst"), "b.md": ("b", "d-tekst")}


def test_putting_replaces_by_id_and_by_source(store):
    store.articles.put(SHARED, [row("a"), row("b")])
    moved = row("ny", source="b.md")
    store.articles.put(SHARED, [replace(row("a", "endret"), sections=row("a", "endret").sections[:1]), moved])
    assert [(r.id, len(r.sections)) for r in store.articles.all(SHARED)] == [("a", 1), ("ny", 2)]


def test_one_bad_row_stores_none(store):
    store.articles.put(SHARED, [row("a")])
    twice = replace(row("b"), sections=(row("b").sections[0], row("b").sections[0]))
    with pytest.raises(StoreError):
        store.articles.put(SHARED, [row("a", "endret"), twice])
    assert store.articles.all(SHARED) == [row("a")]


def test_owners_do_not_see_each_other(store):
    store.articles.put(SHARED, [row("a")])
    store.articles.put("kari", [row("a", "mitt")])
    assert store.articles.remove("kari", ["a", "finnes-ikke"]) == ["a"]
    assert store.articles.all("kari") == []
    assert store.articles.all(SHARED) == [row("a")]


def test_the_fingerprint_follows_the_content(store):
    seen = [store.articles.fingerprint(SHARED)]
    for rows in ([row("a")], [row("a", "endret")], [row("b")]):
        store.articles.put(SHARED, rows)
        seen.append(store.articles.fingerprint(SHARED))
    assert len(set(seen)) == 4
    store.articles.put(SHARED, [row("b")])
    assert store.articles.fingerprint(SHARED) == seen[-1]


def test_runs_are_remembered_and_unfinished_ones_show(store):
    assert store.runs.last(SHARED) is None
    first = store.runs.start(SHARED, "kurs/")
    store.runs.finish(SHARED, first, {"articles": 3})
    assert store.runs.last(SHARED)[2] == {"articles": 3}
    store.runs.start(SHARED, "mappe")
    assert store.runs.last(SHARED)[1] is None
