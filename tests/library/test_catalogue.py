import json

import pytest

from assistant.errors import NotFoundError
from assistant.library import Article, Catalogue, Section, Series, article_json, entry_json, sections


def article(key, title, *, origin="own", series=(), steps=(), dimensions=()):
    return Article(
        id=key,
        title=title,
        origin=origin,
        series=tuple(Series(name=name, part=part, of=9) for name, part in series),
        steps=steps,
        dimensions=dimensions,
        sections=(Section(id=f"{key}#hva", heading="Hva?", text=f"{title} er noe."),),
    )


@pytest.fixture
def catalogue():
    return Catalogue(
        [
            article("verditilbud", "Verditilbud", series=[("Grunnleggende", 3)], steps=["strategi"]),
            article(
                "fornyelse", "Forbedring og fornyelse av verditilbudet", series=[("Kunden", 4), ("Grunnleggende", 1)]
            ),
            article("for-kjopet", "Før kjøpet: Skape rette forventninger", dimensions=["rekruttering"], steps=["mål"]),
            article("original-verditilbud", "Verditilbud", origin="original"),
            article("swot-og-tows", "SWOT og TOWS", steps=["analyse"], dimensions=["omdømme", "rekruttering"]),
        ]
    )


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("verditilbud", "verditilbud"),  # an id is exact
        ("Verditilbud", "original-verditilbud"),  # a title: the original first
        ("for kjopet skape rette forventninger", "for-kjopet"),
        ("Før kjøpet", "for-kjopet"),
        ("forventningr", None),
        ("swot og tovs", "swot-og-tows"),
        ("SWOT", "swot-og-tows"),
        ("før kjøpet skape rett forventning", "for-kjopet"),
    ],
)
def test_an_article_is_found_by_id_or_title_even_misspelt(catalogue, words, key):
    if key is None:
        with pytest.raises(NotFoundError):
            catalogue.find(words)
    else:
        assert catalogue.find(words).id == key


def test_what_is_not_there_is_answered_with_the_nearest(catalogue):
    with pytest.raises(NotFoundError, match="amstak articles"):
        catalogue.find("merverdiavgift")
    with pytest.raises(NotFoundError, match="Mente du «Forbedring og fornyelse"):
        catalogue.find("Forbedring og fornying verdi")
    with pytest.raises(NotFoundError):
        catalogue.get("Verditilbud")


def test_listings_narrow_down_and_a_series_is_in_its_order(catalogue):
    assert [a.id for a in catalogue.listing(series="grunnleggende")] == ["fornyelse", "verditilbud"]
    assert [a.id for a in catalogue.listing(step="analyse")] == ["swot-og-tows"]
    assert {a.id for a in catalogue.listing(dimension="rekruttering")} == {"for-kjopet", "swot-og-tows"}
    assert [a.id for a in catalogue.listing(dimension="rekruttering", step="mål")] == ["for-kjopet"]
    assert catalogue.listing(series="Kunden", step="kontroll") == []
    assert len(catalogue.listing()) == 5
    with pytest.raises(NotFoundError, match="Grunnleggende"):
        catalogue.listing(series="finnes ikke")


def test_the_json_is_the_agreed_one(catalogue):
    printed = article_json(catalogue.get("fornyelse"))
    assert list(printed) == ["id", "title", "origin", "series", "summary", "url", "sections"]
    assert printed["series"][0] == {"name": "Kunden", "part": 4, "of": 9}
    assert list(printed["sections"][0]) == ["id", "heading", "text"]
    assert json.loads(json.dumps(printed)) == printed
    assert "sections" not in entry_json(catalogue.get("fornyelse"))


def test_records_carry_plain_values(catalogue):
    record = next(r for r in sections(catalogue.articles) if r.article == "swot-og-tows")
    assert (record.id, record.position, record.steps) == ("swot-og-tows#hva", 0, ("analyse",))
    assert all(type(step) is str for step in (*record.steps, *record.dimensions))
