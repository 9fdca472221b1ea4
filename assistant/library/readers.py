"""Files to articles. What cannot be read is refused with a CorpusError that says why and what to do."""

import codecs
import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.errors import CorpusError
from assistant.library.article import Article, Meta, article_of
from assistant.library.estudie import is_estudie, read_estudie
from assistant.library.markdown import blocks_of, sections_of, tidy, title_of
from assistant.library.plain import plain_blocks
from assistant.library.webpage import read_page

LARGEST = 10_000_000  # bytes
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MARKED = re.compile(r"(?m)^#{1,3} \S")

_STRANGE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_ALIAS = re.compile(r"(?<![\w*])\*\w")

NO_TITLE = "Artikkelen mangler tittel. Skriv title: i toppteksten, eller en overskrift øverst."
EMPTY = "Artikkelen er tom. Skriv tekst under tittelen og prøv igjen."


def read_article(data: bytes, name: str) -> Article:
    """Read one file's content; the ending of `name` says what it is. Raises CorpusError."""
    path = PurePath(name)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise CorpusError(f"Filtypen «{path.suffix or 'uten endelse'}» kan ikke leses. Lagre artikkelen som {known}.")
    if len(data) > LARGEST:
        raise CorpusError(f"Filen er større enn {LARGEST // 1_000_000} MB. Del den opp og prøv igjen.")
    if not data.strip():
        raise CorpusError(EMPTY)
    declared = _CHARSET.search(data[:4000]) if reader is read_html else None
    return reader(decode(data, declared[1].decode("ascii") if declared else None), path.stem)


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text: UTF-8, or UTF-16 with its mark, or as `declared`. Raises CorpusError for all else."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _declared(data, declared)
    if "\0" in text or _strange(text) > 0.02:
        raise CorpusError("Filen er ikke tekst, men binær. Lagre artikkelen som tekst i UTF-8.")
    return text


def _declared(data: bytes, declared: str | None) -> str:
    if b"\0" in data or _strange(data.decode("latin-1")) > 0.1:
        raise CorpusError("Filen er ikke tekst, men binær. Lagre artikkelen som tekst i UTF-8.")
    try:
        if declared and declared.lower() not in {"utf-8", "utf8"}:
            return data.decode(declared)
    except (LookupError, UnicodeDecodeError):
        pass
    raise CorpusError("Filen er ikke skrevet i UTF-8, men trolig i Latin-1. Lagre den som UTF-8 og prøv igjen.")


def _strange(text: str) -> float:
    """Return the share of control characters that no text has."""
    return len(_STRANGE.findall(text)) / max(1, len(text))


def read_markdown(text: str, stem: str) -> Article:
    """Read Markdown, with front matter or a first-level heading that gives the title."""
    text = tidy(text).lstrip("\n")
    front, body = _front(text)
    if front is None and is_estudie(text):
        return read_estudie(text, stem)
    heading, blocks = title_of(blocks_of(body))
    meta = _meta(front or {}, heading)
    if front is not None and heading is not None and heading != meta.title:
        blocks = blocks_of(body)
    sections = sections_of(meta.title, blocks)
    if not sections:
        raise CorpusError(EMPTY)
    return article_of(meta, sections)


def _front(text: str) -> tuple[dict[str, Any] | None, str]:
    """Part text into front matter and body; None without front matter."""
    if not re.match(r"---[ \t]*\n", text):
        return None, text
    match = _FRONT.match(text)
    if match is None:
        raise CorpusError("Toppteksten er ikke avsluttet. Sett --- på en egen linje etter den.")
    try:
        if _ALIAS.search(match[1]) and any(
            isinstance(e, yaml.AliasEvent) for e in yaml.parse(match[1], yaml.CSafeLoader)
        ):
            raise CorpusError("Toppteksten bruker YAML-alias (*), som ikke er tillatt. Skriv verdien ut.")
        front = yaml.load(match[1], yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (linje {mark.line + 2})" if mark else ""
        raise CorpusError(f"Toppteksten er ikke gyldig YAML{where}. Rett den og prøv igjen.") from error
    if front is not None and not isinstance(front, dict):
        raise CorpusError("Toppteksten må være linjer på formen «navn: verdi». Rett den og prøv igjen.")
    return front or {}, text[match.end() :]


def _meta(front: dict[str, Any], heading: str | None) -> Meta:
    title = front.get("title", heading)
    if isinstance(title, bool | list | dict | None) or not str(title).strip():
        raise CorpusError(NO_TITLE)
    try:
        return Meta.model_validate({**front, "title": str(title)})
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        if problem["type"] == "extra_forbidden":
            allowed = ", ".join(Meta.model_fields)
            raise CorpusError(f"Toppteksten har en ukjent nøkkel, «{where}». Disse finnes: {allowed}.") from error
        shown = str(problem["input"])[:60]
        raise CorpusError(f"Toppteksten har en ugyldig verdi i «{where}»: «{shown}». Se corpus/README.md.") from error


def read_text(text: str, stem: str) -> Article:
    """Read plain text: an eStudie page, Markdown in disguise, or a title on the first line."""
    clean = tidy(text)
    if is_estudie(clean):
        return read_estudie(clean, stem)
    if clean.lstrip("\n").startswith("---\n") or _MARKED.search(clean):
        return read_markdown(clean, stem)
    lines = clean.strip("\n").split("\n")
    title = " ".join(lines[0].split()).strip()
    if not title or len(title) > 120 or title[-1] in ".,;:":
        raise CorpusError(NO_TITLE)
    sections = sections_of(title, plain_blocks(lines[1:]))
    if not sections:
        raise CorpusError(EMPTY)
    return article_of(Meta(title=title), sections)


def read_html(text: str, stem: str) -> Article:
    """Read a saved web page: its main text, without the site around it."""
    page = read_page(text)
    plain = "\n\n".join(block.text for block in page.everything)
    if is_estudie(plain):
        return read_estudie(plain, stem, page.title if "<h1" in text.lower() else None)
    if not page.title:
        raise CorpusError(NO_TITLE)
    sections = sections_of(page.title, [b for b in page.blocks if not (b.level and b.text == page.title)])
    if not sections:
        raise CorpusError(EMPTY)
    return article_of(Meta(title=page.title), sections)


READERS: dict[str, Callable[[str, str], Article]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
}
