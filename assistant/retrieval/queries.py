"""A question made ready for searching: its words, its stems, and what else they may stand for, each with a weight.

Words that the corpus does not know are read as ASCII spellings, compounds or typing errors of words that it knows.
Synonyms and English terms come as data from whoever builds the reader.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.language import tokens

Synonyms = Mapping[str, tuple[str, ...]]
_SAME, _PART, _TYPO, _SYNONYM = 0.9, 0.6, 0.7, 0.5
_SHORTEST_TYPO = 5
_NORWEGIAN = set("æøåÆØÅ")


@dataclass(frozen=True, slots=True)
class Query:
    """`plain` is the question as the corpus would spell it, `words` those of its words that carry a subject.

    `weighted` maps a stem to its weight: 1 for the person's own, less for what it may stand for. `stems` are the
    person's own; `known` maps each of them to the stems of the corpus it was read as (itself, when the corpus has it).
    """

    text: str
    plain: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    weighted: Mapping[str, float]
    known: Mapping[str, tuple[str, ...]]


class QueryReader:
    """Reads questions against one vocabulary of stems; `synonyms` maps a phrase, lower case, to words beside it."""

    def __init__(self, vocabulary: Iterable[str], synonyms: Synonyms | None = None) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._synonyms = {tuple(_stems(phrase)): others for phrase, others in (synonyms or {}).items()}
        self._longest = max((len(key) for key in self._synonyms), default=0)

    def read(self, text: str) -> Query:
        """Return the question as the index is to be asked."""
        stems = tuple(dict.fromkeys(tokens.analyse(text)))
        ascii_only = not _NORWEGIAN & set(text)
        weighted: dict[str, float] = dict.fromkeys(stems, 1.0)
        known: dict[str, tuple[str, ...]] = {}
        for stem in stems:
            guesses = self._guess(stem, ascii_only)
            known[stem] = ((stem,) if stem in self._vocabulary else ()) + tuple(guesses)
            for guess, weight in guesses.items():
                weighted[guess] = max(weight, weighted.get(guess, 0.0))
        beside = self._beside(stems)
        for other in (stem for found in beside.values() for phrase in found for stem in _stems(phrase)):
            weighted.setdefault(other, _SYNONYM)
        for stem, found in beside.items():
            known[stem] += tuple(s for phrase in found for s in _stems(phrase) if s in self._vocabulary)
        typed = tokens.words(text)
        spelt = {word: self._spelt(word, known) for word in typed}
        plain = " ".join(spelt.values()) if any(word != other for word, other in spelt.items()) else text
        words = tuple(spelt[word] for word in typed if not tokens.is_stop(word))
        return Query(text, plain, words, stems, weighted, known)

    def _spelt(self, word: str, known: Mapping[str, tuple[str, ...]]) -> str:
        """Return a word in bokmål, or the stem it is taken for when the corpus does not have its own."""
        stem = tokens.stem(word)
        guesses = known.get(stem, ())
        return tokens.as_bokmal(word) if not guesses or stem in self._vocabulary else guesses[0]

    def _guess(self, stem: str, ascii_only: bool) -> dict[str, float]:
        """Return other readings of a stem; the loosest kind only when the stricter ones gave nothing."""
        unknown = stem not in self._vocabulary
        if unknown or ascii_only:
            same = [other for other in self._folded.get(tokens.fold(stem), ()) if other != stem]
            if same or not unknown:
                return dict.fromkeys(same, _SAME)
        if not unknown:
            return {}
        parts = tokens.split_compound(stem, self._vocabulary)
        if parts:
            return dict.fromkeys(parts, _PART)
        return dict.fromkeys(self._typos(stem), _TYPO)

    def _typos(self, stem: str) -> list[str]:
        if len(stem) < _SHORTEST_TYPO or any(letter.isdigit() for letter in stem):
            return []
        near = {other for form in _deletions(stem) for other in self._misspelt.get(form, ())}
        return sorted(other for other in near if abs(len(other) - len(stem)) <= 1)

    def _beside(self, stems: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for size in range(1, self._longest + 1):
            for start in range(len(stems) - size + 1):
                others = self._synonyms.get(stems[start : start + size])
                if others:
                    found |= {stem: found.get(stem, ()) + others for stem in stems[start : start + size]}
        return found

    @cached_property
    def _folded(self) -> Mapping[str, tuple[str, ...]]:
        """Every known stem under its ASCII key, those with æøå first."""
        groups: dict[str, list[str]] = defaultdict(list)
        for stem in sorted(self._vocabulary, key=lambda stem: (not _NORWEGIAN & set(stem), stem)):
            groups[tokens.fold(stem)].append(stem)
        return {key: tuple(group) for key, group in groups.items()}

    @cached_property
    def _misspelt(self) -> Mapping[str, tuple[str, ...]]:
        """Every known stem under itself and under itself with one letter left out."""
        groups: dict[str, list[str]] = defaultdict(list)
        for stem in sorted(self._vocabulary):
            if len(stem) >= _SHORTEST_TYPO and stem.isalpha():
                for form in _deletions(stem):
                    groups[form].append(stem)
        return {key: tuple(group) for key, group in groups.items()}


def _deletions(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _stems(phrase: str) -> list[str]:
    return tokens.analyse(phrase)
