"""What the course asks of its own articles, as pure functions: form, links, lengths, sums, and that the words are ours.

Each check returns problems in Norwegian, for those who write; none means well.
"""

import ast
import math
import operator
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import CorpusError
from assistant.library.article import PLACES, Article, Figures, Section, slug
from assistant.planning.framework import DIMENSIONS, STEPS

ARTICLE_WORDS = (700, 1300)
LONG_ARTICLE_WORDS = (700, 2400)
# The two subjects that carry every fact of the source articles.
LONG_ARTICLES = frozenset({"amstak-og-rike-modellen", "4-planleggingsdimensjoner-for-markedsforingen"})
SECTION_WORDS = (80, 250)
RELATED = (3, 6)
EACH = 4  # articles that every step, dimension and stage needs at least
RUN = 8  # words in a row that may not be shared
WORDS_A_MINUTE = 200

_WORD = re.compile(r"\w+")
_SPACE = r"[ \u00a0\u202f]"
_NUMBER = re.compile(rf"(?<![\w,.])(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+)(?:,\d+)?(?!\w)")
_LIST_NUMBER = re.compile(r"(?m)^\s*\d+\. ")
_LEANING = re.compile(r"(?:dette|denne|disse|det (?:betyr|gjør|gir|kan|skal|må|vil|har|fører))\b", re.IGNORECASE)
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.lower())


def word_count(article: Article) -> int:
    """Count the words of an article's sections with their headings."""
    return sum(map(section_words, article.sections))


def section_words(section: Section) -> int:
    """Count the words of a section with its heading."""
    return len(words(section.heading)) + len(words(section.text))


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """Work out `+ - * / **` over numbers and names. Raises CorpusError for anything else."""
    try:
        return _value(ast.parse(formula, mode="eval").body, values)
    except (SyntaxError, ArithmeticError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise CorpusError(f"Formelen «{formula[:80]}» kan ikke regnes ut ({error}). Rett den i figures.") from error


def _value(node: ast.AST, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=bool()):
            raise ValueError("sann/usann")
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            base, by = _value(left, values), _value(right, values)
            if isinstance(op, ast.Pow) and (abs(by) > 100 or abs(base) > 1e6):
                raise ValueError("for stor potens")
            return float(_BINARY[type(op)](base, by))
    raise ValueError(type(node).__name__)


def figure_problems(figures: Figures) -> list[str]:
    """Recompute every computed figure, in the order written; `value` may be rounded as it is written."""
    values: dict[str, float] = dict(figures.given)
    found = []
    for name, figure in figures.computed.items():
        try:
            values[name] = evaluate(figure.formula, values)
        except CorpusError as error:
            found.append(f"figures {name}: {error}")
            continue
        decimals = len(repr(figure.value).partition(".")[2].rstrip("0"))
        if abs(values[name] - figure.value) > 0.5 * 10**-decimals + 1e-9:
            found.append(f"figures {name}: regnet {values[name]:g}, men det står {figure.value:g}")
    return found


def example_problems(article: Article) -> list[str]:
    """Check that every number written in digits in an example stands in `figures`; years and list numbers need not."""
    examples = [part for part in article.sections if part.heading.startswith("Eksempel")]
    if not examples:
        return ["ingen seksjon som begynner med «Eksempel:»"]
    known = [*article.figures.given.values(), *(figure.value for figure in article.figures.computed.values())]
    written = [number for part in examples for number in _NUMBER.findall(_LIST_NUMBER.sub("", part.text))]
    return [f"eksempel: {number} står ikke i figures" for number in written if not _known(number, known)]


def _known(number: str, known: Iterable[float]) -> bool:
    value = float(re.sub(_SPACE, "", number).replace(",", "."))
    year = re.fullmatch(r"(?:19|20)\d\d", number) is not None
    return year or any(math.isclose(value, abs(other), abs_tol=1e-9) for other in known)


def form_problems(article: Article) -> list[str]:
    """Check front matter, lengths and that each section stands by itself."""
    low, high = LONG_ARTICLE_WORDS if article.id in LONG_ARTICLES else ARTICLE_WORDS
    count = word_count(article)
    checks = {
        "origin skal være own": article.origin == "own",
        f"id skal være {slug(article.title)}": article.id == slug(article.title),
        "summary, steps, terms, sources, license og updated må fylles ut": all(
            (article.summary, article.steps, article.terms, article.sources, article.license, article.updated)
        ),
        "related skal ha 3–6 id-er": RELATED[0] <= len(article.related) <= RELATED[1],
        f"{count} ord; skal ha {low}–{high}": low <= count <= high,
        "tekst før første ##": not article.sections[0].id.endswith("#innledning"),
    }
    found = [problem for problem, well in checks.items() if not well]
    return found + [problem for part in article.sections for problem in _section_problems(part)]


def _section_problems(part: Section) -> list[str]:
    low, high = SECTION_WORDS
    count = section_words(part)
    checks = {
        f"seksjon «{part.heading}»: {count} ord; skal ha {low}–{high}": low <= count <= high,
        f"seksjon «{part.heading}» viser tilbake med sitt første ord": not _LEANING.match(part.text),
    }
    return [problem for problem, well in checks.items() if not well]


def markup_problems(markdown: str) -> list[str]:
    """Check the file as written for what an article may not hold: HTML, pictures, footnotes."""
    held = {"HTML": r"<[a-zA-Z/!]", "bilde": r"!\[", "fotnote": r"\[\^"}
    return [f"{name} i teksten" for name, pattern in held.items() if re.search(pattern, markdown)]


def link_problems(article: Article, ids: Collection[str]) -> list[str]:
    """Check that `related` and links in the text lead to other articles of the course."""
    targets = [*article.related, *(target for part in article.sections for _, target in part.links)]
    return [f"lenke til {target}" for target in dict.fromkeys(targets) if target not in ids or target == article.id]


def coverage_problems(articles: Sequence[Article]) -> list[str]:
    """Check that every step, dimension and stage has its articles."""
    counts = Counter(str(tag) for a in articles for tag in (*a.steps, *a.dimensions, *a.stages))
    tags = [str(tag) for tag in (*STEPS, *DIMENSIONS, *PLACES)]
    return [f"bare {counts[tag]} artikler om {tag}; det skal være minst {EACH}" for tag in tags if counts[tag] < EACH]


def runs_of(text: str) -> set[tuple[str, ...]]:
    """Return every run of eight words in a text that ours are compared with."""
    found = words(text)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def shared_runs(article: Article, runs: Collection[tuple[str, ...]], titles: Iterable[str] = ()) -> list[str]:
    """Return runs of eight words that also stand in `runs`. Titles may be shared; a list's items are not one run."""
    named = [re.compile(r"\W+".join(map(re.escape, parts))) for title in titles if len(parts := words(title)) > 2]
    found = []
    for line in (line for part in article.sections for line in part.text.lower().split("\n")):
        for title in named:
            line = title.sub(" ¶ ", line)
        for stretch in line.split("¶"):
            found += [" ".join(run) for run in sorted(runs_of(stretch) & set(runs))]
    return found


@dataclass(frozen=True)
class ReportRow:
    """One article's line in the overview; `minutes` is reading time."""

    id: str
    title: str
    words: int
    sections: int
    shortest: int
    longest: int
    minutes: int
    steps: tuple[str, ...]
    dimensions: tuple[str, ...]


def report(articles: Iterable[Article]) -> list[ReportRow]:
    """Return an overview line for each article, in the order given."""
    return [_row(article) for article in articles]


def _row(article: Article) -> ReportRow:
    count, sizes = word_count(article), [section_words(part) for part in article.sections]
    return ReportRow(
        id=article.id,
        title=article.title,
        words=count,
        sections=len(sizes),
        shortest=min(sizes),
        longest=max(sizes),
        minutes=math.ceil(count / WORDS_A_MINUTE),
        steps=tuple(map(str, article.steps)),
        dimensions=tuple(map(str, article.dimensions)),
    )


def report_table(rows: Sequence[ReportRow]) -> str:
    """Return the overview as the Markdown table of docs/course.md, with a line of sums."""
    lines = ["| Tittel | Ord | Seksjoner | Lesetid | Steg | Dimensjoner |", "|---|--:|--:|--:|---|---|"]
    for row in rows:
        tags = f"{', '.join(row.steps)} | {', '.join(row.dimensions) or '–'}"
        lines.append(f"| {row.title} | {_grouped(row.words)} | {row.sections} | {row.minutes} min | {tags} |")
    total, parts, minutes = (
        sum(column) for column in zip(*((r.words, r.sections, r.minutes) for r in rows), strict=True)
    )
    lines.append(f"| **{len(rows)} artikler** | {_grouped(total)} | {parts} | {_grouped(minutes)} min | | |")
    return "\n".join(lines) + "\n"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")
