"""Quiz items: a question, its key, three wrong choices that are real misconceptions, and the quote that settles it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import CorpusError
from assistant.library.article import Article

CHOICES = 3
_KINDS = ("forstå", "anvende", "skille")


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)


class Wrong(_Form):
    """A wrong choice, what is mistaken in it, and the misconception it shows."""

    text: str
    why: str
    misconception: str


class QuizItem(_Form):
    """One item. `section` is a heading of its article, and `quote` stands there word for word."""

    id: str
    kind: Literal["forstå", "anvende", "skille"]
    concept: str
    stem: str
    key: str
    why: str
    section: str
    quote: str
    wrong: tuple[Wrong, ...]


class Quiz(_Form):
    """The items of one article."""

    article: str
    items: tuple[QuizItem, ...]


def load_quizzes(folder: Path) -> tuple[Quiz, ...]:
    """Read every `folder/*.yaml`, by article. Raises CorpusError for a file in another form."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    quizzes = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            quizzes.append(Quiz.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader)))
        except (ValidationError, yaml.YAMLError) as error:
            raise CorpusError(f"{path.name} er ikke en quiz i kursets form: {str(error).splitlines()[0]}") from error
    return tuple(quizzes)


def quiz_problems(quiz: Quiz, articles: Mapping[str, Article]) -> list[str]:
    """Return what is wrong with a quiz, in Norwegian: sections, quotes, choices, kinds."""
    article = articles.get(quiz.article)
    if article is None:
        return [f"{quiz.article}: artikkelen finnes ikke"]
    texts = {part.heading: " ".join(part.text.split()) for part in article.sections}
    problems = [problem for item in quiz.items for problem in _item_problems(item, texts)]
    kinds = {item.kind for item in quiz.items}
    if len(quiz.items) < 6 or kinds != set(_KINDS):
        problems.append(f"{quiz.article}: {len(quiz.items)} oppgaver av slagene {sorted(kinds)}")
    return problems


def _item_problems(item: QuizItem, texts: Mapping[str, str]) -> Iterable[str]:
    if item.section not in texts:
        yield f"{item.id}: seksjonen «{item.section}» finnes ikke"
    elif " ".join(item.quote.split()) not in texts[item.section]:
        yield f"{item.id}: sitatet står ikke i seksjonen"
    choices = {item.key.casefold(), *(wrong.text.casefold() for wrong in item.wrong)}
    if len(item.wrong) != CHOICES or len(choices) != CHOICES + 1:
        yield f"{item.id}: skal ha fire ulike svar"
    if any(choice.startswith(("alle", "ingen")) and "ovenfor" in choice for choice in choices):
        yield f"{item.id}: «alle/ingen av de ovenfor»"
