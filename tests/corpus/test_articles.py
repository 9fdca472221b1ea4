"""The course's own articles, held to what corpus/README.md asks."""

import csv
import os
from functools import cache
from pathlib import Path

import pytest

from assistant.library import quality, read_article
from assistant.settings import resources

ROOT = Path(__file__).parents[2]
SOURCES = Path(os.environ.get("AMSTAK_SOURCES") or ROOT.parent / "shared" / "seeds")
TITLES = Path(os.environ.get("AMSTAK_SHARED") or ROOT.parent / "shared") / "titles.tsv"
PATHS = sorted((resources().corpus / "articles").glob("*.md"))

each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@cache
def article(path):
    return read_article(path.read_bytes(), path.name)


def course():
    return [article(path) for path in PATHS]


@cache
def source_runs():
    texts = [
        path.read_text(encoding="utf-8", errors="replace") for path in sorted(SOURCES.rglob("*")) if path.is_file()
    ]
    return frozenset().union(*map(quality.runs_of, texts))


def test_there_is_a_course():
    assert len(PATHS) >= 12
    assert len({one.title for one in course()}) == len(PATHS)


@each
def test_form(path):
    assert article(path).id == path.stem
    assert quality.form_problems(article(path)) == []
    assert quality.markup_problems(path.read_text(encoding="utf-8")) == []


@each
def test_figures_add_up_and_every_number_in_the_example_is_among_them(path):
    assert quality.figure_problems(article(path).figures) + quality.example_problems(article(path)) == []


@each
def test_links_lead_somewhere(path):
    assert quality.link_problems(article(path), {other.stem for other in PATHS}) == []


@each
@pytest.mark.skipif(not SOURCES.is_dir(), reason="no folder of sources to compare with (AMSTAK_SOURCES)")
def test_the_words_are_ours(path):
    assert quality.shared_runs(article(path), source_runs(), [one.title for one in course()]) == []


def test_every_step_dimension_and_stage_has_its_articles():
    assert quality.coverage_problems(course()) == []


def test_series_are_whole_and_without_doubles():
    places = {}
    for one in course():
        for place in one.series:
            assert places.setdefault((place.name, place.part), one.title) == one.title
            assert place.part <= place.of
    for name, of in {(place.name, place.of) for one in course() for place in one.series}:
        assert sorted(part for other, part in places if other == name) == list(range(1, of + 1)), name


@pytest.mark.skipif(not TITLES.is_file(), reason="no list of titles (AMSTAK_SHARED)")
def test_titles_series_and_parts_are_those_of_the_course_list():
    rows = list(csv.reader(TITLES.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    series = [(head.rpartition(" (")[0], int(head.rpartition("(")[2].rstrip(")"))) for head in rows[0][1:]]
    ours = {one.title: {(place.name, place.part, place.of) for place in one.series} for one in course()}
    for title, *parts in rows[1:]:
        wanted = {(name, int(part), of) for (name, of), part in zip(series, parts, strict=False) if part.strip()}
        assert ours.get(title) == wanted, title
