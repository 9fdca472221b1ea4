"""Questions about the course itself, answered from what the articles say of themselves. Finds; `say` words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.language import tokens
from assistant.retrieval.passages import Passage, SeriesPlace

Say = Callable[..., str]
_SHOWN = 12
_NOISE = frozenset(["artikkel", "artikl", "serie", "kurs", "del", "finn", "list", "vis", "hav", "les", "skrev"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the catalogue."""

    article: str
    title: str
    summary: str
    origin: str
    series: tuple[SeriesPlace, ...]
    labels: frozenset[str]
    stems: frozenset[str]


class Listings:
    """The catalogue of the articles that can be cited."""

    def __init__(self, passages: Sequence[Passage], say: Say) -> None:
        self._say = say
        seen: dict[str, Passage] = {}
        for passage in passages:
            seen.setdefault(passage.article, passage)
        self.entries = tuple(_entry(passage) for passage in seen.values())

    def answer(self, kind: str, question: str, found: Mapping[str, str]) -> str | None:
        """Word the answer to one kind of question (see scope.yaml); None when it is none about the catalogue."""
        if kind == "del":
            return self._part(int(found["part"]), question)
        if kind == "antall":
            return self._say("katalog.antall", antall=len(self.entries), serier=" · ".join(self._series_lines()))
        if kind == "serier":
            return self._say("katalog.serier", liste=self._series_list())
        if kind == "om":
            return self._about(found.get("title") or found.get("title2") or "")
        return self._subject(found.get("rest", ""))

    def _part(self, number: int, question: str) -> str:
        stems = set(tokens.analyse(question))
        places = [(entry, place) for entry in self.entries for place in entry.series if place.part == number]
        named = [(e, p) for e, p in places if set(tokens.analyse(p.name)) <= stems]
        told = [
            self._say("katalog.del", nummer=number, serie=p.name, tittel=e.title, sammendrag=e.summary)
            for e, p in named or places
        ]
        return "\n".join(told) or self._say("katalog.ingen_del", nummer=number, liste=self._series_list())

    def _about(self, title: str) -> str | None:
        wanted = frozenset(tokens.analyse(title))
        if not wanted:
            return None
        best = max(self.entries, key=lambda e: _likeness(wanted, frozenset(tokens.analyse(e.title))), default=None)
        if best is None or _likeness(wanted, frozenset(tokens.analyse(best.title))) < 0.5:
            return None
        return self._say("katalog.artikkel", tittel=best.title, sammendrag=best.summary)

    def _subject(self, rest: str) -> str:
        wanted = frozenset(stem for stem in tokens.analyse(rest) if stem not in _NOISE)
        if not wanted:
            return self._say("katalog.alle", antall=len(self.entries), liste=self._list(self.entries))
        ranked = [(_relevance(wanted, entry), entry) for entry in self.entries]
        fitting = [entry for score, entry in sorted(ranked, key=lambda pair: -pair[0]) if score >= 1]
        emne = " ".join(word for word in tokens.words(rest) if tokens.stem(word) in wanted)
        if fitting:
            return self._say("katalog.om_emne", emne=emne, liste=self._list(fitting))
        near = [entry for score, entry in sorted(ranked, key=lambda pair: -pair[0])][:3]
        return self._say("katalog.ingen", emne=emne, liste=self._list(near))

    def _list(self, entries: Sequence[Entry]) -> str:
        lines = [self._line(entry) for entry in entries[:_SHOWN]]
        if len(entries) > _SHOWN:
            lines.append(self._say("katalog.flere", antall=len(entries) - _SHOWN))
        return "\n".join(lines)

    def _line(self, entry: Entry) -> str:
        if not entry.series:
            return self._say("katalog.punkt", tittel=entry.title)
        place = entry.series[0]
        return self._say(
            "katalog.punkt_serie", tittel=entry.title, serie=place.name, del_=place.part, av=place.of or place.part
        )

    def _series_lines(self) -> list[str]:
        counts: dict[str, int] = {}
        for entry in self.entries:
            for place in entry.series:
                counts[place.name] = counts.get(place.name, 0) + 1
        return [self._say("katalog.serie", navn=name, antall=count) for name, count in counts.items()]

    def _series_list(self) -> str:
        return "\n".join(f"- {line}" for line in self._series_lines())


def _entry(passage: Passage) -> Entry:
    labels = frozenset(tokens.stem(w) for w in (*passage.steps, *passage.dimensions, *passage.stages))
    said = " ".join((passage.title, *passage.terms, *(place.name for place in passage.series)))
    return Entry(
        passage.article, passage.title, passage.summary, passage.origin, passage.series, labels,
        frozenset(tokens.analyse(said)),
    )  # fmt: skip


def _relevance(wanted: frozenset[str], entry: Entry) -> float:
    """Return 3 for all words in the title, 2 in what it is about, 1 in its steps and dimensions, less for a part."""
    title = frozenset(tokens.analyse(entry.title))
    if wanted <= title:
        return 3.0
    if wanted <= entry.stems:
        return 2.0
    if wanted <= entry.labels | entry.stems:
        return 1.0
    folded = {tokens.fold(stem) for stem in entry.stems}
    return sum(any(tokens.fold(stem) in other for other in folded) for stem in wanted) / len(wanted) * 0.99 + 0.5 * any(
        stem in other for stem in wanted if len(stem) >= 5 for other in title
    )


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
