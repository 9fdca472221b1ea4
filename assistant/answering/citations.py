"""Every mark and every quote of an answer held against the stored sections: verified, repaired or removed.

The program checks what the engine claims, whichever engine it is. Places count code points of the stored text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.documents import Document

from assistant.answering.answer import Citation
from assistant.answering.matching import Match, find
from assistant.language.sentences import spans

_MARK = re.compile(r"\[\s*(K\d+(?:\s*[,;]\s*K\d+)*)\s*\]")
_KEY = re.compile(r"K\d+")
_LIST = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•])\s+")
_QUOTED = re.compile(r"[«“\"]([^«»“”\"]{12,})[»”\"]")
_FOREIGN = re.compile(r"\[\d{1,3}\]|</?(?:kilde|spørsmål|setninger)\b[^>]*>")
VERIFIED, REPAIRED = "verified", "repaired"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of an answer, or its part between marks, and its marks; `before` is the space and list mark."""

    before: str
    sentence: str
    keys: tuple[str, ...]


@dataclass(slots=True)
class Checker:
    """Checks an answer piece by piece and numbers what is used; `unsupported_mark` follows what nothing bears."""

    documents: Sequence[Document]
    unsupported_mark: str = ""
    citations: list[Citation] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    removed: int = 0

    def check(self, piece: Piece) -> str:
        """Return the piece as it may be shown and keep its citations. Several sentences in a row count as one quote."""
        if piece.keys and self._stands(piece):
            return self._checked(piece)
        parts = [piece.sentence[start:end] for start, end in spans(piece.sentence)]
        if len(parts) < 2:
            return self._checked(piece)
        *first, last = parts
        pieces = [Piece(piece.before if not n else " ", part, ()) for n, part in enumerate(first)]
        return "".join(self._checked(part) for part in (*pieces, Piece(" ", last, piece.keys)))

    def _stands(self, piece: Piece) -> bool:
        documents = [document for key in piece.keys if (document := self._document_or_none(key))]
        return any(piece.sentence in document.page_content for document in documents)

    def _checked(self, piece: Piece) -> str:
        found = self._found(piece.keys, piece.sentence)
        self.removed += len(set(piece.keys)) - len(found)
        if not found:
            key, match = self._anywhere(piece.sentence)
            if match is None:
                return self._unborne(piece)
            found = {key: match}
        first_key, first = next(iter(found.items()))
        shown = self._document(first_key).page_content[first.start : first.end] if first.near else piece.sentence
        marks = "".join(f"[{self._cite(key, match)}]" for key, match in found.items())
        return f"{piece.before}{shown} {marks}"

    def _found(self, keys: Sequence[str], sentence: str) -> dict[str, Match]:
        """Return where each key's section bears the sentence out; a false quotation inside it counts as nothing."""
        found: dict[str, Match] = {}
        for key in dict.fromkeys(keys):
            document = self._document_or_none(key)
            match = find(sentence, document.page_content) if document else None
            if document and match and (match.exact or match.near or _quotes_hold(sentence, document.page_content)):
                found[key] = match
        return found

    def _anywhere(self, sentence: str) -> tuple[str, Match | None]:
        """Look for an unmarked or wrongly marked sentence in every source: only its exact words count."""
        for number, document in enumerate(self.documents, start=1):
            match = find(sentence, document.page_content)
            if match and (match.exact or match.near):
                return f"K{number}", match
        return "", None

    def _unborne(self, piece: Piece) -> str:
        if not re.search(r"\w", piece.sentence):
            return f"{piece.before}{piece.sentence}"
        self.unsupported.append(piece.sentence)
        mark = f" {self.unsupported_mark}" if self.unsupported_mark else ""
        return f"{piece.before}{piece.sentence}{mark}"

    def _cite(self, key: str, match: Match) -> int:
        data = self._document(key).metadata
        place = (data["id"], match.start, match.end)
        for citation in self.citations:
            if (citation.section, citation.start, citation.end) == place:
                return citation.n
        quote = self._document(key).page_content[match.start : match.end]
        status = REPAIRED if match.near else VERIFIED
        about = (data["article"], data["title"], data.get("series"), data.get("part"), data["id"])
        number = len(self.citations) + 1
        self.citations.append(Citation(number, *about, quote, match.start, match.end, data.get("url"), status))
        return number

    def _document_or_none(self, key: str) -> Document | None:
        number = int(key[1:])
        return self.documents[number - 1] if 1 <= number <= len(self.documents) else None

    def _document(self, key: str) -> Document:
        return self.documents[int(key[1:]) - 1]


def pieces_of(text: str) -> list[Piece]:
    """Cut an answer at its marks and lines; numbers and tags that the engine made up are dropped."""
    text = _FOREIGN.sub("", text)
    pieces: list[Piece] = []
    place = 0
    for mark in _MARK.finditer(text):
        said, keys = text[place : mark.start()], tuple(_KEY.findall(mark[1]))
        place = mark.end()
        if pieces and not re.search(r"\w", said):
            last = pieces[-1]
            pieces[-1] = Piece(last.before, last.sentence, last.keys + keys)
            continue
        pieces += _lines(said, keys)
    return pieces + _lines(text[place:], ())


def check(text: str, documents: Sequence[Document], unsupported_mark: str = "") -> tuple[str, Checker]:
    """Check a whole answer; the checker holds what was found."""
    checker = Checker(documents, unsupported_mark)
    return "".join(checker.check(piece) for piece in pieces_of(text)).strip(), checker


def _lines(said: str, keys: tuple[str, ...]) -> list[Piece]:
    """Part what stands before a mark into lines; the marks belong to the last. A stop left by the mark before goes."""
    said = re.sub(r"^\s*[.,;:](?=\s|$)", "", said)
    pieces: list[Piece] = []
    before = ""
    for line in said.splitlines(keepends=True):
        item = _LIST.match(line)
        start = item.end() if item else len(line) - len(line.lstrip())
        text = line[start:].rstrip()
        if text:
            pieces.append(Piece(before + line[:start], text, ()))
            before = ""
        else:
            before += line[:start]
        before += line[start + len(text) :]
    if pieces and keys:
        pieces[-1] = Piece(pieces[-1].before, pieces[-1].sentence, keys)
    return pieces


def _quotes_hold(sentence: str, text: str) -> bool:
    """Say whether every longer quotation inside a sentence stands in the text word for word."""
    return all(quoted.strip() in text for quoted in _QUOTED.findall(sentence))
