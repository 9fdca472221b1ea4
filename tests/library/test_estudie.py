import html
import os
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.library import read_article

TITLES = ["Torg", "Bod og kiosk", "Handel (bytte)", "Marked på torget"]
OTHER = ["Handel (bytte)", "Pris: hva koster det?"]
HEAD = (
    "Domene + webhotell + epost = kr. 198/år\n"
    "\xa0 \xa0 Tast inn domene du ønsker å bestille webhotell til:\n\xa0  http://www.\n\n\n"
)
BODY = """En handel er et bytte mellom to som begge vil ha noe. Den skjer på torget.

Slik bytter du

torget

Du gir noe og får noe. Målet her er:

  • å bli enige
  • å komme igjen

HVA INNGÅR?

  • Hilsen
  • Prat

PRISEN

Få penger nok til mat

Prisen avtales.

HVA INNGÅR?

  1. Pruting
  2. Betaling

Kilde:

  • http://example.org/handel
"""


def series_line(part, of, name):
    line = f"    Denne artikkelen er del {part} av {of} artikler om {name}\n"
    return f"{line}\xa0    Hvordan lese artiklene og -seriene?\n\n\n"


def siblings(titles, shown, bullet="  • "):
    listed = "".join(f"{bullet}{title}\n" for title in titles)
    line = f"  Gå til neste/forrige artikkel i denne artikkelserien:  {shown}\n"
    return f"{line}    Andre artikler i serien er:\xa0\n{listed}"


TAIL = """Klikk her hvis du ikke fant svaret på det du lurte på
Topp20
Siste 20
Nye serier
"""
AFTER = """Andre artikler i samme kategori er:

Torg
Om torg, som ikke hører hjemme her.
DEL
Entrepenør og forretningsutvikler med mer enn 20 års erfaring. Les mer."""


def page(part=3, shown="<< Bod og kioskMarked på torget >>", titles=TITLES, second=True):
    lists = siblings(titles, shown) + ("  •  " + siblings(OTHER, "Pris: hva koster det? >>").lstrip() if second else "")
    lines = series_line(part, len(TITLES), "1. Grunnleggende byttehandel")
    lines += series_line(1, 2, "Bytte - Pris") if second else ""
    return HEAD + lines + BODY + TAIL + lists + AFTER


def read(text, name="side.txt"):
    return read_article(text.encode(), name)


def test_title_series_and_parts_are_found():
    article = read(page())
    assert (article.title, article.origin) == ("Handel (bytte)", "original")
    assert [(s.name, s.part, s.of) for s in article.series] == [
        ("Grunnleggende byttehandel", 3, 4),
        ("Bytte – Pris", 1, 2),
    ]


def test_the_article_stays_and_the_site_goes():
    article = read(page())
    assert [(s.heading, s.text) for s in article.sections] == [
        ("Handel (bytte)", "En handel er et bytte mellom to som begge vil ha noe. Den skjer på torget."),
        ("Slik bytter du", "Du gir noe og får noe. Målet her er:\n\n- å bli enige\n- å komme igjen"),
        ("Slik bytter du – HVA INNGÅR?", "- Hilsen\n- Prat"),
        ("PRISEN", "Få penger nok til mat\n\nPrisen avtales."),
        ("PRISEN – HVA INNGÅR?", "1. Pruting\n2. Betaling"),
    ]
    assert article.sources == ("http://example.org/handel",)
    assert article.summary.startswith("En handel er")


@pytest.mark.parametrize(
    ("part", "shown", "title"),
    [
        (1, "Bod og kiosk >>", "Torg"),
        (4, "<< Handel (bytte)", "Marked på torget"),
        (2, "<< TorgHandel (bytte) >>", "Bod og kiosk"),
    ],
)
def test_first_middle_and_last_of_a_series(part, shown, title):
    assert read(page(part, shown, second=False)).title == title


def test_neighbours_settle_it_when_the_list_is_short():
    assert read(page(3, "<< TorgHandel (bytte) >>", titles=TITLES[:3], second=False)).title == "Bod og kiosk"


def test_the_files_name_helps_when_the_lists_do_not():
    text = page(3, "", titles=TITLES[:2], second=False)
    assert read(text, "bod-og-kiosk.txt").title == "Bod og kiosk"


def test_a_line_above_the_text_may_be_the_title():
    text = series_line(3, 4, "Bytte") + BODY + TAIL
    assert read("Handel i gamle dager\n\n" + text).title == "Handel i gamle dager"


def test_without_any_title_it_is_refused():
    with pytest.raises(CorpusError, match="tittelen"):
        read(series_line(3, 4, "Bytte") + BODY + TAIL)


def test_without_any_text_it_is_refused():
    with pytest.raises(CorpusError, match="ingen artikkeltekst"):
        read(page().replace(BODY, ""))


def test_the_same_page_saved_as_html():
    lines = "".join(
        f"<p>{html.escape(line)}</p>\n" for line in page().replace("  • ", "• ").split("\n") if line.strip()
    )
    article = read(f"<html><head><title>eStudie</title></head><body>{lines}</body></html>", "side.html")
    assert article.title == "Handel (bytte)"
    assert [s.heading for s in article.sections] == [s.heading for s in read(page()).sections]


SEEDS = Path(os.environ.get("AMSTAK_SOURCES") or Path(__file__).parents[3] / "shared" / "seeds")


@pytest.mark.parametrize(
    "path", sorted(SEEDS.glob("*.txt")) or [pytest.param(None, marks=pytest.mark.skip("no sources"))]
)
def test_real_pages_lose_the_site_and_keep_every_word_of_the_article(path):
    raw = path.read_text(encoding="utf-8")
    article = read(raw, "ukjent.txt")
    text = "\n".join(f"{s.heading}\n{s.text}" for s in article.sections)
    for foreign in (
        "webhotell",
        "Topp20",
        "Klikk her",
        "Denne artikkelen er del",
        "Andre artikler",
        "Entrepenør",
        "DEL\n",
    ):
        assert foreign not in text
    assert article.title in raw
    assert all(part.part <= part.of for part in article.series)
    body = raw.split("Hvordan lese artiklene og -seriene?")[-1].split("Klikk her hvis")[0]
    paragraphs = [" ".join(line.split()) for line in body.split("\n") if len(line.split()) > 8]
    assert len(paragraphs) > 10
    lines = {line.lstrip("- 0123456789.") for line in text.split("\n")}
    assert [p for p in paragraphs if p.lstrip("• 0123456789.") not in lines] == []
