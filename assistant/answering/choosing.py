"""Which sentences of the sources answer a question, and in what order: the embedded engine's judgement. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import log

import yaml

from assistant.answering.evidence import Source
from assistant.language import tokens
from assistant.language.sentences import Unit, units

# Words that lean on the sentence before: such a sentence is not taken without it.
_LEANING = re.compile(
    r"(?:det|dette|den|denne|disse|de|da|slik|slike|derfor|dermed|her|der|også|men|og|så|begge|ingen av|alle tre"
    r"|på den måten|i tillegg|likevel|samtidig|resultatet|svaret|forskjellen er|eksempelet|samme|siden|tallet)\b",
    re.IGNORECASE,
)
_LONGEST_LIST, _LONGEST_ITEM = 9, 260
_RANK_LOSS = 0.18
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit of one source with how well it answers. `order` counts the units of the source."""

    source: int
    order: int
    unit: Unit
    stems: frozenset[str]
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Head:
    """What a section is called, and how its heading suits the kind of answer that is wanted."""

    stems: frozenset[str]
    fit: float


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of answer is wanted, and how sentences that give one look."""

    name: str
    cue: re.Pattern[str]
    ask: re.Pattern[str] = re.compile(r"(?!)")


def choose(question: str, sources: Sequence[Source], most: int) -> list[Piece]:
    """Return the pieces that answer, the direct answer first; lists stay whole and in order. [] when nothing fits."""
    wanted = kind_of(question)
    pieces = _scored(question, sources, wanted)
    if not pieces or max(piece.score for piece in pieces) <= 0:
        return []
    lead = max(pieces, key=lambda piece: (piece.score, -piece.source, -piece.order))
    if wanted.name == "compare":
        return _compared(_subject(question), wanted.cue, lead, pieces, most)
    if wanted.name in {"steps", "list", "measure"} and most > 2:
        listed = _list_near(lead, pieces, wanted.name)
        if listed:
            return listed
    return _told(_standing(lead, pieces), pieces, most)


def kind_of(question: str) -> Kind:
    """Return the kind of answer a question wants; «tell» when nothing says."""
    asked = question.lower()
    return next((kind for kind in _kinds() if kind.ask.search(asked)), Kind("tell", re.compile(r"(?!)")))


@cache
def _kinds() -> tuple[Kind, ...]:
    rows = yaml.safe_load(resources.files(__package__).joinpath("kinds.yaml").read_text(encoding="utf-8"))
    return tuple(Kind(row["kind"], re.compile(row["cue"]), re.compile(row["ask"])) for row in rows)


def _scored(question: str, sources: Sequence[Source], wanted: Kind) -> list[Piece]:
    pieces = [
        Piece(number, order, unit, frozenset(tokens.analyse(unit.text)))
        for number, source in enumerate(sources)
        for order, unit in enumerate(units(source.text))
    ]
    asked = _subject(question)
    seen = Counter(stem for piece in pieces for stem in piece.stems)
    weight = {stem: log(1 + len(pieces) / (1 + seen[stem])) for stem in asked}
    heads = [_Head(frozenset(tokens.analyse(f"{s.title} {s.heading}")), _fit(s, wanted)) for s in sources]
    return [replace(p, score=_score(p, weight, heads[p.source], wanted)) for p in pieces]


def _fit(source: Source, wanted: Kind) -> float:
    """Return what a heading is worth: it may promise the kind of answer that is wanted, or be a mere example."""
    promised = kind_of(source.heading).name
    if promised == "example" and wanted.name not in {"example", "amount"}:
        return -0.3
    return 0.2 * (promised == wanted.name)


def subject_words(question: str) -> list[str]:
    """Return the words of what is asked about, without those that only say what kind of answer is wanted."""
    left = kind_of(question).ask.sub(" ", question.lower())
    return [word for word in tokens.words(left) if not tokens.is_stop(word)]


def _subject(question: str) -> frozenset[str]:
    subject = frozenset(stem for word in subject_words(question) for stem in tokens.analyse(word))
    return subject or frozenset(tokens.analyse(question))


def _score(piece: Piece, weight: Mapping[str, float], head: _Head, wanted: Kind) -> float:
    """Share of the question's weight that the piece holds, its label's part counting half, and how it stands."""
    asked, total = frozenset(weight), sum(weight.values()) or 1.0
    held = sum(weight[stem] for stem in asked & piece.stems)
    named = sum(weight[stem] for stem in (asked & head.stems) - piece.stems)
    text = piece.unit.text.lower()
    score = (held + 0.5 * named) / total + 0.25 * bool(wanted.cue.search(text)) + head.fit
    score += {0: 0.25, 1: 0.1}.get(piece.order, 0.0) - 0.15 * piece.unit.item - _RANK_LOSS * piece.source
    if wanted.name == "define":
        score += 0.3 * _defines(piece, asked)
    if len(piece.stems) < 3 or text.endswith((":", "?")):
        score -= 0.4
    return score


def _defines(piece: Piece, asked: frozenset[str]) -> bool:
    """Say whether the sentence opens with what was asked about, followed by a verb that defines."""
    opening = re.split(r"\b(?:er|betyr|handler om|kalles|vil si|består av)\b", piece.unit.text.lower(), maxsplit=1)
    named = frozenset(tokens.analyse(opening[0])) if len(opening) > 1 else frozenset()
    return bool(asked & named) and len(named - asked) <= 1


def _list_near(lead: Piece, pieces: Sequence[Piece], kind: str) -> list[Piece]:
    """Return the list of the lead's section with the sentence before it, when it has one fit for the question."""
    section = [piece for piece in pieces if piece.source == lead.source]
    items = [piece for piece in section if piece.unit.item]
    if not 2 <= len(items) <= _LONGEST_LIST or any(len(item.unit.text) > _LONGEST_ITEM for item in items):
        return []
    if kind == "steps" and items[0].unit.number is None and not lead.unit.item:
        return []
    opening = section[0] if not section[0].unit.item else None
    return ([opening] if opening else []) + items


def _compared(
    terms: frozenset[str], cue: re.Pattern[str], lead: Piece, pieces: Sequence[Piece], most: int
) -> list[Piece]:
    """Return the sentence that sets the terms against each other, then one that says what each of them is."""
    both = [piece for piece in pieces if len(terms & piece.stems) >= min(2, len(terms)) and not piece.unit.item]
    against = [piece for piece in both if cue.search(piece.unit.text.lower())] or both
    chosen = _standing(max(against, key=lambda piece: piece.score), pieces) if against else []
    for term in sorted(terms, key=lambda term: _first_place(term, pieces)):
        defining = [p for p in pieces if term in p.stems and _defines(p, frozenset({term})) and _adds(p, chosen)]
        if defining and len(chosen) < most:
            chosen.append(max(defining, key=lambda piece: piece.score))
    return chosen if len(chosen) > 1 else _told(_standing(chosen[0] if chosen else lead, pieces), pieces, most)


def _first_place(term: str, pieces: Sequence[Piece]) -> tuple[int, int]:
    return next(((p.source, p.order) for p in pieces if term in p.stems), (len(pieces), 0))


def _standing(lead: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the lead with the sentences it leans on, two at most."""
    run = [lead]
    section = {piece.order: piece for piece in pieces if piece.source == lead.source}
    while len(run) < 3 and _LEANING.match(run[0].unit.text) and run[0].order - 1 in section:
        run.insert(0, section[run[0].order - 1])
    return run


def _told(lead: list[Piece], pieces: Sequence[Piece], most: int) -> list[Piece]:
    """Add to the lead what follows it in its section, then the best of the other sections, up to `most` sentences."""
    chosen = lead[:most]
    last = chosen[-1]
    section = sorted((p for p in pieces if p.source == last.source and p.order > last.order), key=lambda p: p.order)
    best = lead[-1].score
    for piece in section[: max(1, most // 2)]:
        if len(chosen) < most and _adds(piece, chosen) and not piece.unit.item:
            chosen.append(piece)
    others = sorted((p for p in pieces if p.source != last.source), key=lambda p: -p.score)
    for piece in others[:8]:
        fits = piece.score >= 0.8 * best and not _LEANING.match(piece.unit.text) and not piece.unit.item
        if len(chosen) < min(most, 4) and fits and _adds(piece, chosen):
            chosen.append(piece)
    return chosen


def _adds(piece: Piece, chosen: Sequence[Piece]) -> bool:
    """Say whether a piece tells something that the chosen ones do not."""
    if piece.unit.text.endswith((":", "?")) or piece.unit.row or len(piece.stems) < 3:
        return False
    return all(len(piece.stems & c.stems) / max(1, len(piece.stems | c.stems)) < _ALIKE for c in chosen)
