"""An answer with its sources, as the command line prints it."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Citation:
    """One quote: `quote == text[start:end]` of the section's stored text, in code points.

    `status` is «verified» (stood word for word, or the sentence it supports was checked against it) or «repaired»
    (the source's exact words were put in).
    """

    n: int
    article: str
    title: str
    series: str | None
    part: int | None
    section: str
    quote: str
    start: int
    end: int
    url: str | None
    status: str

    def to_json(self) -> dict[str, Any]:
        """Return the citation as `amstak ask --json` prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article that comes near what was asked."""

    article: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question. `[n]` in `text` points into `citations`.

    `kind` is covered, refused, smalltalk, catalogue or about; `unsupported` are sentences that no source bears;
    `removed` counts marks taken out. `ms` is the time it took, `prompt` the digest of the prompt, if a model was asked.
    """

    question: str
    text: str
    kind: str = "covered"
    citations: tuple[Citation, ...] = ()
    unsupported: tuple[str, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    removed: int = 0
    engine: str = "embedded"
    ms: float = 0.0
    prompt: str | None = None

    @property
    def refused(self) -> bool:
        """Say whether no article answers."""
        return self.kind == "refused"

    def to_json(self, id: str | None = None) -> dict[str, Any]:
        """Return the answer as `amstak ask --json` prints it; `nearest` is there when refused."""
        line: dict[str, Any] = {
            "id": id,
            "question": self.question,
            "answer": self.text,
            "refused": self.refused,
            "citations": [citation.to_json() for citation in self.citations],
            "unsupported": list(self.unsupported),
            "engine": self.engine,
            "ms": self.ms,
        }
        return line | ({"nearest": [asdict(near) for near in self.nearest]} if self.refused else {})
