"""The questions, quizzes and glossary resolve, are apart, and keep to their own rules."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from assistant.library import Article, read_article
from assistant.library.glossary import Term, load_glossary, synonyms
from assistant.library.questions import load_questions
from assistant.library.quizzes import Quiz, load_quizzes, quiz_problems

LANGUAGES = {"nb", "nn", "en"}
STYLES = {"daglig", "fag", "stikkord", "halv", "feil"}


def rows_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def articles(root: Path) -> dict[str, Article]:
    found = (read_article(path.read_bytes(), path.name) for path in (root / "corpus/articles").glob("*.md"))
    return {article.id: article for article in found}


@pytest.fixture(scope="module")
def train(root: Path) -> list[dict[str, str]]:
    return rows_of(root / "corpus/questions/train.jsonl")


@pytest.fixture(scope="module")
def dev(root: Path) -> list[dict[str, str]]:
    return rows_of(root / "corpus/questions/dev.jsonl")


@pytest.fixture(scope="module")
def quizzes(root: Path) -> tuple[Quiz, ...]:
    return load_quizzes(root / "corpus/quizzes")


@pytest.fixture(scope="module")
def glossary(root: Path) -> tuple[Term, ...]:
    return load_glossary(root / "corpus/glossary.yaml")


def test_every_question_names_a_section_that_is_there(articles: dict[str, Article], train: list, dev: list) -> None:
    places = {(a.id, part.heading) for a in articles.values() for part in a.sections}
    missing = [(r["article"], r["section"]) for r in (*train, *dev) if (r["article"], r["section"]) not in places]
    assert missing == []
    assert all(r["lang"] in LANGUAGES and r["style"] in STYLES for r in (*train, *dev))


def test_every_section_has_enough_questions_of_each_kind(articles: dict[str, Article], train: list) -> None:
    by_section: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in train:
        by_section[row["article"], row["section"]].append(row)
    for article in articles.values():
        for part in article.sections:
            rows = by_section[article.id, part.heading]
            assert len(rows) >= 8, (article.id, part.heading, len(rows))
            assert {"nn", "en"} <= {row["lang"] for row in rows}, (article.id, part.heading)
            assert sum(row["style"] == "daglig" for row in rows) >= 5, (article.id, part.heading)
            assert any(row["style"] == "stikkord" for row in rows), (article.id, part.heading)


def test_no_question_stands_twice_and_the_splits_share_none(train: list, dev: list) -> None:
    def key(row: dict[str, str]) -> str:
        return " ".join(row["q"].casefold().split()).rstrip("?.!")

    counted = Counter(key(row) for row in (*train, *dev))
    assert [question for question, count in counted.items() if count > 1] == []


def test_dev_covers_every_article(articles: dict[str, Article], dev: list) -> None:
    assert {row["article"] for row in dev} == set(articles)
    assert {row["lang"] for row in dev} == LANGUAGES


def test_near_questions_are_answered_by_another_article(root: Path, articles: dict[str, Article]) -> None:
    rows = rows_of(root / "corpus/questions/near.jsonl")
    assert Counter(row["near"] for row in rows) == dict.fromkeys(articles, 3)
    assert all(row["article"] in articles and row["article"] != row["near"] for row in rows)


def test_questions_are_loaded_by_place(root: Path, train: list) -> None:
    loaded = load_questions(root / "corpus/questions/train.jsonl")
    assert sum(map(len, loaded.values())) == len(train)
    assert load_questions(root / "finnes-ikke.jsonl") == {}


def test_every_quiz_holds(articles: dict[str, Article], quizzes: tuple[Quiz, ...]) -> None:
    assert {quiz.article for quiz in quizzes} == set(articles)
    assert [problem for quiz in quizzes for problem in quiz_problems(quiz, articles)] == []
    ids = Counter(item.id for quiz in quizzes for item in quiz.items)
    assert max(ids.values()) == 1


def test_the_key_is_not_told_by_its_length(quizzes: tuple[Quiz, ...]) -> None:
    items = [item for quiz in quizzes for item in quiz.items]
    longest = sum(len(item.key) > max(len(wrong.text) for wrong in item.wrong) for item in items)
    assert longest <= 0.35 * len(items)


def test_the_glossary_resolves(articles: dict[str, Article], glossary: tuple[Term, ...]) -> None:
    assert len(glossary) >= 250
    assert [term.term for term in glossary if term.article not in articles] == []
    assert max(Counter(term.term.casefold() for term in glossary).values()) == 1
    assert all(term.definition.endswith(".") and (term.english or term.daily) for term in glossary)
    assert "gjenkjøpsrate" in synonyms(glossary)["repeat purchase rate"]
