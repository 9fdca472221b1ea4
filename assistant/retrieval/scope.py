"""Does the course answer this? What a message is, by its words; and how well the best passages cover a question.

Patterns, weights and limits are data (scope.yaml, domain.json). Decides before anything is composed; words nothing.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from math import exp, tanh
from typing import Any

import yaml

from assistant.language import tokens
from assistant.language.sentences import spans
from assistant.retrieval.hybrid import Ranking, Searcher

_LOOKED_AT = 5
_DOMAIN_SCALE = 6
# Names after the first word are mostly of something else.
_NAME = re.compile(r"(?<=[^.!?:«\"] )[A-ZÆØÅ][\w-]+|\b\d{2,}\b")
_TELLING = 5  # letters: shorter stems are in too many headings to mean anything
_QUESTION = re.compile(
    r"\?|^(?:og |men |så )?(?:hva|hvem|hvor|hvordan|hvorfor|hvilke[nt]?|når|kan|bør|skal|må|er|kva|kven|kor|korleis"
    r"|kvifor|forklar|what|how|why|which|explain)\b"
)


class Verdict(StrEnum):
    """What a message is to us."""

    COVERED = "covered"
    NEAR = "near"
    OUTSIDE = "outside"
    SMALLTALK = "smalltalk"
    ABOUT = "about"
    CATALOGUE = "catalogue"
    STEERING = "steering"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as read. `question` is what is left to answer, without attempts to steer; `detail` says which pattern.

    `verdict` is None when only the course can tell. `found` are the pattern's named parts.
    """

    question: str
    verdict: Verdict | None = None
    detail: str = ""
    found: Mapping[str, str] = field(default_factory=dict)
    steered: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the course covers a question: `chance` from 0 to 1, the signals it came from, and a field next door."""

    verdict: Verdict
    chance: float
    signals: Mapping[str, float]
    topic: str | None = None


def read(message: str) -> Message:
    """Say what a message is where its words alone tell. Attempts to steer are taken out, and what is left is read."""
    patterns = _patterns()
    question, steered = _without_steering(message, patterns["steering"])
    if not question:
        return Message("", Verdict.STEERING if steered else Verdict.SMALLTALK, "hilsen", steered=steered)
    plain = re.sub(r"[^\w\sæøå'-]+", " ", question.lower())
    plain = " ".join(plain.split())
    for name, pattern in patterns["smalltalk"].items():
        if pattern.search(plain):
            return Message(question, Verdict.SMALLTALK, name, steered=steered)
    for verdict in (Verdict.ABOUT, Verdict.CATALOGUE):
        for name, pattern in patterns[verdict].items():
            match = pattern.search(question.lower().strip())
            if match:
                found = {key: value for key, value in match.groupdict().items() if value}
                return Message(question, verdict, name, found, steered)
    return Message(question, steered=steered)


def judge(searcher: Searcher, ranking: Ranking) -> Judgement:
    """Say whether the course covers the question that was ranked."""
    data = _data()
    signals = signals_of(searcher, ranking)
    chance = _logistic(data["weights"], signals)
    topic = _topic(searcher, ranking)
    if topic:
        return Judgement(Verdict.NEAR, chance, signals, topic)
    if chance >= data["covered"]:
        return Judgement(Verdict.COVERED, chance, signals)
    return Judgement(Verdict.NEAR if chance >= data["near"] else Verdict.OUTSIDE, chance, signals)


def signals_of(searcher: Searcher, ranking: Ranking) -> dict[str, float]:
    """Return what the decision is made from, each from 0 to about 1."""
    rows = ranking.best(_LOOKED_AT)
    held = [_held(searcher, ranking, int(row)) for row in rows]
    best = {name: float(scores.max(initial=0.0)) for name, scores in ranking.signals.items()}
    stems = ranking.query.stems
    weight = {stem: searcher.lexical.idf(stem) for stem in stems}
    known = sum(weight[stem] for stem in stems if ranking.query.known[stem])
    total = sum(weight.values()) or 1.0
    return {
        "domain": domain(ranking.query.plain),
        "names": _names(searcher, ranking),
        "coverage": max(held, default=0.0),
        "known": known / total,
        "ngram": best.get("ngram", 0.0),
        "dense": ranking.nearest,
        "question": best.get("question", 0.0),
        "label": best.get("label", 0.0) / total,
    }


def domain(question: str) -> float:
    """Return how much the words are those of people who ask about their business, from -1 (not at all) to 1."""
    odds = _odds()
    return tanh(sum(odds.get(stem, 0.0) for stem in question_stems(question)) / _DOMAIN_SCALE)


def question_stems(question: str) -> set[str]:
    """Return the stems of all words, the small ones too: «jeg» and «min» tell much."""
    return {tokens.stem(word) for word in tokens.words(question)}


def _names(searcher: Searcher, ranking: Ranking) -> float:
    """Return how many names and numbers that no section knows stand in the question, as a share that nears 1."""
    words = _NAME.findall(ranking.query.text)
    strange = sum(not any(stem in searcher.lexical.vocabulary for stem in tokens.analyse(word)) for word in words)
    return strange / (strange + 1)


def _held(searcher: Searcher, ranking: Ranking, row: int) -> float:
    """Return the share of the question's weight that one passage holds, in text, heading, title or terms."""
    held = searcher.stems_of(row)
    query = ranking.query
    weight = {stem: searcher.lexical.idf(stem) for stem in query.stems}
    got = sum(
        weight[stem] * max((query.weighted.get(s, 0.5) for s in query.known[stem] if s in held), default=0.0)
        for stem in query.stems
    )
    return got / (sum(weight.values()) or 1.0)


def _topic(searcher: Searcher, ranking: Ranking) -> str | None:
    """Return the field next door that the question belongs to, unless a top passage is about its very words."""
    text = ranking.query.text.lower()
    labels = [searcher.label_of(int(row)) for row in ranking.best(3)]
    for topic, pattern in _patterns()["topics"].items():
        words = [match[0] for match in pattern.finditer(text)]
        stems = {stem for word in words for stem in tokens.analyse(word) if len(stem) >= _TELLING}
        if words and not (stems and any(stems <= label for label in labels)):
            return str(topic)
    return None


def _without_steering(message: str, pattern: re.Pattern[str]) -> tuple[str, bool]:
    """Return the message without the sentences that try to steer; nothing when what is left asks nothing."""
    if not pattern.search(message.lower()):
        return message.strip(), False
    kept = [message[a:b] for a, b in spans(message) if not pattern.search(message[a:b].lower())]
    asked = [sentence for sentence in kept if _QUESTION.search(sentence.lower().strip())]
    return " ".join(asked).strip(), True


def _logistic(weights: Mapping[str, float], signals: Mapping[str, float]) -> float:
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in signals.items())
    return 1 / (1 + exp(-total))


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(
        resources.files(__package__).joinpath("scope.yaml").read_text(encoding="utf-8")
    )
    return data


@cache
def _odds() -> Mapping[str, float]:
    """Return, for each stem, how much likelier it is in a question to the course than in any other (log odds)."""
    odds: Mapping[str, float] = json.loads(
        resources.files(__package__).joinpath("domain.json").read_text(encoding="utf-8")
    )
    return odds


@cache
def _patterns() -> Mapping[str, Any]:
    groups = {
        name: {key: re.compile(pattern) for key, pattern in _data()[name].items()}
        for name in ("smalltalk", "about", "catalogue", "topics")
    }
    return {**groups, "steering": re.compile(_data()["steering"])}
