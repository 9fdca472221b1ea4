import shutil

import pytest

from assistant.errors import CorpusError, NotFoundError
from assistant.library import course_sources, given_sources, ingest, load_catalogue, read_article, remove, status
from assistant.store import SHARED, open_store


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'data' / 'amstak.db'}")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "artikler"
    made.mkdir()
    for name in ("a", "b", "c"):
        write(made / f"{name}.md", f"# Artikkel {name}\n\n## Hva\nTekst {name}.\n\n## Hvorfor\nFordi {name}.\n")
    return made


def write(path, text):
    path.write_text(text, encoding="utf-8")


def take(store, *paths, **options):
    return ingest(store, given_sources(map(str, paths)), **options)


def test_the_result_is_what_the_command_prints(store, folder):
    printed = take(store, folder).as_json()
    assert list(printed) == ["articles", "sections", "added", "updated", "unchanged", "refused", "seconds"]
    assert printed["added"] == ["original-artikkel-a", "original-artikkel-b", "original-artikkel-c"]
    assert (printed["articles"], printed["sections"], printed["updated"], printed["refused"]) == (3, 6, [], [])


def test_only_what_changed_is_touched(store, folder):
    take(store, folder)
    before = {row.id: row for row in store.articles.all(SHARED)}
    write(folder / "b.md", "# Artikkel b\n\n## Hva\nNytt.\n\n## Hvorfor\nFordi b.\n")
    (folder / "c.md").unlink()
    write(folder / "d.md", "# Artikkel d\n\nTekst.")
    result = take(store, folder)
    assert (result.added, result.updated, result.unchanged) == (("original-artikkel-d",), ("original-artikkel-b",), 1)
    assert result.removed == ("original-artikkel-c",)
    after = {row.id: row for row in store.articles.all(SHARED)}
    assert sorted(after) == ["original-artikkel-a", "original-artikkel-b", "original-artikkel-d"]
    assert after["original-artikkel-a"] == before["original-artikkel-a"]
    changed, old = after["original-artikkel-b"].sections, before["original-artikkel-b"].sections
    assert [s.id for s in changed] == [s.id for s in old]
    assert changed[1] == old[1]


def test_doing_it_again_does_nothing(store, folder):
    take(store, folder)
    fingerprint = store.articles.fingerprint(SHARED)
    result = take(store, folder)
    assert (result.unchanged, result.added, result.updated) == (3, (), ())
    assert store.articles.fingerprint(SHARED) == fingerprint
    assert take(store, folder, force=True).updated == (
        "original-artikkel-a",
        "original-artikkel-b",
        "original-artikkel-c",
    )


def test_a_retitled_file_takes_its_old_article_with_it(store, folder):
    take(store, folder)
    write(folder / "a.md", "# Helt ny\n\nTekst.")
    assert take(store, folder).updated == ("original-helt-ny",)
    assert "original-artikkel-a" not in {row.id for row in store.articles.all(SHARED)}


def test_bad_files_are_refused_and_the_others_go_on(store, folder):
    write(folder / "uten.md", "---\nsummary: x\n---\n## A\nTekst.")
    write(folder / "ødelagt.md", "---\ntitle: [\n---\nTekst.")
    (folder / "latin.md").write_bytes("# Blåbær\n\nSyltetøy.".encode("latin-1"))
    (folder / "bilde.png").write_bytes(b"\x89PNG\x00")
    (folder / "tom.md").touch()
    result = take(store, folder)
    assert result.articles == 3
    assert sorted(r.source.rpartition("/")[2] for r in result.refused) == [
        "bilde.png",
        "latin.md",
        "tom.md",
        "uten.md",
        "ødelagt.md",
    ]
    assert all(r.reason.endswith(".") for r in result.refused)


def test_what_was_stored_stays_when_its_file_breaks(store, folder):
    take(store, folder)
    (folder / "a.md").write_bytes(b"\xff\xfe\xff")
    result = take(store, folder)
    assert len(result.refused) == 1
    assert load_catalogue(store).find("Artikkel a").sections[0].text == "Tekst a."


def test_hidden_files_and_folders_are_passed_by(store, folder):
    (folder / ".git").mkdir()
    write(folder / ".git" / "x.md", "# Skjult\n\nx")
    (folder / "under").mkdir()
    write(folder / "under" / "d.md", "# Dypt\n\nx")
    assert take(store, folder).articles == 4


def test_a_dry_run_tells_and_writes_nothing(store, folder):
    take(store, folder / "a.md")
    write(folder / "a.md", "# Artikkel a\n\nKortere.")
    planned = take(store, folder, dry_run=True)
    assert (planned.articles, planned.sections) == (3, 5)
    assert status(store).as_json()["articles"] == 1
    done = take(store, folder)
    assert {**planned.as_json(), "seconds": 0} == {**done.as_json(), "seconds": 0}


def test_one_file_leaves_the_rest_alone(store, folder):
    take(store, folder)
    write(folder / "a.md", "# Artikkel a\n\nNy.")
    result = take(store, folder / "a.md")
    assert (result.articles, result.updated, result.removed) == (3, ("original-artikkel-a",), ())


def test_an_emptied_folder_takes_its_articles_along_but_no_others(store, folder, tmp_path):
    other = tmp_path / "artikler-2"
    shutil.copytree(folder, other)
    for name in ("a", "b", "c"):
        write(other / f"{name}.md", f"# Annen {name}\n\nTekst.")
        (folder / f"{name}.md").unlink()
    take(store, other)
    result = take(store, folder, other)
    assert result.articles == 3


def test_a_moved_folder_keeps_its_ids(store, folder, tmp_path):
    take(store, folder)
    folder.rename(tmp_path / "flyttet")
    result = take(store, tmp_path / "flyttet")
    assert (result.articles, result.refused) == (3, ())


def test_an_id_in_use_is_refused(store, folder):
    write(folder / "d.md", "---\ntitle: Kopi\nid: original-artikkel-a\norigin: own\n---\nx")
    result = take(store, folder)
    assert [(r.source.rpartition("/")[2], "a.md" in r.reason) for r in result.refused] == [("d.md", True)]


def test_missing_paths_and_addresses(store):
    with pytest.raises(CorpusError, match="finnes-ikke"):
        take(store, "finnes-ikke")
    result = take(store, "https://www.estudie.no/amstak/")
    assert [r.source for r in result.refused] == ["https://www.estudie.no/amstak/"]


def test_removing_one(store, folder):
    take(store, folder)
    assert remove(store, "original-artikkel-a").articles == 2
    with pytest.raises(NotFoundError):
        remove(store, "original-artikkel-a")
    assert (folder / "a.md").exists()


def test_progress_comes_when_it_is_stored(store, folder):
    seen = []

    def progress(done, total, source):
        stored = {row.source for row in store.articles.all(SHARED)}
        assert source in stored
        seen.append((done, total))

    take(store, folder, progress=progress)
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_run_is_logged(store, folder):
    take(store, folder)
    started, finished, result = store.runs.last(SHARED)
    assert finished >= started
    assert result["articles"] == 3


@pytest.fixture
def course(tmp_path):
    made = tmp_path / "corpus" / "articles"
    made.mkdir(parents=True)
    write(made / "torg.md", "---\nid: torg\ntitle: Torg\norigin: own\n---\n## Hva er et torg?\nEt torg er et sted.")
    return made.parent


@pytest.mark.parametrize("original", ["# Torg\n\nOriginalen.", "---\nid: torg\ntitle: Torg\n---\nOriginalen."])
def test_an_original_stands_beside_ours_and_comes_first(store, course, folder, original):
    ingest(store, course_sources(course))
    write(folder / "torg.md", original)
    assert "original-torg" in take(store, folder).added
    assert load_catalogue(store).find("Torg").origin == "original"
    assert load_catalogue(store).get("torg").origin == "own"
    assert take(store, folder).unchanged == 4


def test_the_course_given_by_path_is_the_same_course(store, course):
    ingest(store, course_sources(course))
    result = take(store, course)
    assert (result.articles, result.unchanged, result.refused) == (1, 1, ())


def test_no_course_is_a_clear_error(tmp_path):
    with pytest.raises(CorpusError):
        course_sources(tmp_path)


def test_stored_articles_are_the_articles_that_were_read(store, course):
    ingest(store, course_sources(course))
    path = course / "articles" / "torg.md"
    assert load_catalogue(store).articles == (read_article(path.read_bytes(), path.name),)
