"""Everything written by people comes out as text; quotes are marked where they stand, whatever stands around them."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_services import TODAY

from assistant.conversation.session import Standing
from assistant.conversation.types import Dialog
from assistant.library import Catalogue
from assistant.planning.framework import Dimension
from assistant.planning.plan import Fact, Goal, Origin, Plan, Provenance, Wording
from assistant.store import Message, MessageState
from assistant.texts import Texts
from assistant.web import library
from assistant.web.rendering import environment, markdown, one_line, source_address, unbroken, with_quote
from assistant.web.services import WebServices
from assistant.web.views import RETRY, Live, Views

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</div></nav><svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example/x>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "{{ 7*7 }} ${alert(1)} {% raw %}",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "`<b>` **<i>x</i>**",
    "\ue000mark\ue001",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
TAGS = """a p br strong em code pre ul ol li blockquote h1 h2 h3 h4 h5 h6 hr mark div span table thead tbody tr th td
button section article details summary dl dt dd nav form label input q sup"""
ALLOWED = set(re.findall(r"\w+", TAGS))


class _Audit(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.wrong: list[str] = []
        self.marked = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("br", "hr", "input"):
            self._open.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src") and re.match(r"\s*(javascript|data|//)", value or "")):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("br", "hr", "input"):
            return
        assert self._open, tag
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self._open:
            self.marked += data


def audited(html: str) -> _Audit:
    audit = _Audit()
    audit.feed(html)
    assert set(audit.tags) <= ALLOWED, set(audit.tags) - ALLOWED
    assert audit.wrong == []
    return audit


@pytest.fixture(scope="module")
def views(request: pytest.FixtureRequest) -> Views:
    texts = request.getfixturevalue("texts")
    unused: dict[str, object] = dict.fromkeys(("conversations", "store", "catalogue", "markdown", "export"))
    return Views(WebServices(texts=texts, **unused), environment(texts))  # type: ignore[arg-type]


def standing(plan: Plan, *messages: Message) -> Standing:
    return Standing("c1", plan, 1, Dialog(), messages)


@pytest.mark.parametrize("evil", EVIL)
def test_markdown_lets_no_markup_of_others_through(evil: str) -> None:
    audited(markdown(f"Tekst {evil} slutt"))


@pytest.mark.parametrize("evil", EVIL)
def test_a_persons_words_are_shown_as_they_were_written(views: Views, evil: str) -> None:
    plan = Plan(id="p", created=TODAY)
    shown = views.chat(standing(plan, Message(evil)), Live("m2", evil, evil))
    for message in shown:
        audited(message["content"])
        assert "\n" not in message["content"]
    text = re.sub(r"<[^>]+>", "", shown[0]["content"])
    assert unescape(text).strip() == evil


@pytest.mark.parametrize("evil", EVIL)
def test_plan_fields_are_shown_as_text(views: Views, evil: str) -> None:
    said = Provenance(origin=Origin.SAID, words=evil)
    fact = Fact(slot="utfordring", value=evil, provenance=said)
    goal = Goal(id="g", dimension=Dimension.OMDOMME, kpi=evil, unit="%", owner=evil, text=Wording(own=evil))
    plan = Plan(id="p", created=TODAY, title=evil, facts=(fact,), goals=(goal,))
    audited(views.board(standing(plan)))


@pytest.mark.parametrize("evil", EVIL)
def test_sources_are_shown_as_text(views: Views, evil: str) -> None:
    citation = {"n": 1, "title": evil, "quote": evil, "section": "a#b", "start": 0, "end": 1, "status": "verified"}
    evidence = {"citations": [citation], "dialog": {}}
    plan = Plan(id="p", created=TODAY)
    reply = Message("Svar [1]", "assistant", evidence=evidence)
    audited(views.sources(standing(plan, reply)))
    audited(views.chat(standing(plan, reply))[0]["content"])


def test_only_numbers_with_a_source_become_links() -> None:
    citation = {"n": 1, "title": "T", "quote": "q", "section": "a#b", "start": 2, "end": 9}
    html = markdown("Ett [1], to [2] og ti [10].", citations=[citation])
    assert html.count('class="source"') == 1
    assert source_address(citation) == "#kilde/a/b/2-9"
    assert 'href="#kilde/a/b/2-9"' in html
    assert "[2]" in html
    assert "[10]" in html


def test_numbers_side_by_side_are_all_links() -> None:
    cited = [{"n": n, "title": "T", "quote": "q", "section": "a#b", "start": 0, "end": 1} for n in (1, 2)]
    assert markdown("Sant.[1][2]", citations=cited).count('class="source"') == 2


def test_any_quote_of_any_section_is_marked_whole(root: object, texts: Texts, catalogue: Catalogue) -> None:
    for article in catalogue.articles:
        for part in article.sections:
            for start in range(0, len(part.text), 97):
                end = min(start + 160, len(part.text))
                marked = audited(with_quote(part.text, start, end)).marked
                wanted = re.sub(r"[\W_]+|(?m:^\d+\.)", "", _plain(part.text[start:end]))
                got = re.sub(r"[\W_]+", "", marked)
                assert got in wanted or wanted in got or _close(got, wanted), (part.id, start)


def _plain(text: str) -> str:
    return re.sub(r"(?m)^\s*(?:\d+[.)]|[-*+>|#]+)\s", "", text)


def _close(got: str, wanted: str) -> bool:
    return abs(len(got) - len(wanted)) <= 4


@given(st.text(max_size=300), st.integers(-5, 320), st.integers(-5, 320))
def test_marking_never_breaks_the_markup(text: str, start: int, end: int) -> None:
    audited(with_quote(text, start, end))


@given(st.text(max_size=300))
def test_markdown_of_anything_is_well_formed(text: str) -> None:
    audited(markdown(text))
    assert "\n" not in one_line(markdown(text))


def test_numbers_stay_on_one_line() -> None:
    assert (
        unbroken("5 000 000 kr og 12 % i 2027 eller 3 dager") == "5\xa0000\xa0000\xa0kr og 12\xa0% i 2027 eller 3 dager"
    )


def test_the_latest_message_alone_has_quick_replies(views: Views) -> None:
    plan = Plan(id="p", created=TODAY)
    first, second = (Message("Hei", "assistant", options=("Godta", "Endre")) for _ in range(2))
    shown = views.chat(standing(plan, first, Message("ja"), second))
    assert [len(message.get("options", ())) for message in shown] == [0, 0, 2]
    assert [option["value"] for option in shown[-1]["options"]] == ["Godta", "Endre"]


def test_a_message_that_broke_off_can_be_tried_again(views: Views) -> None:
    broken = Message("Hva er RIKE?", id="m1", state=MessageState.INTERRUPTED)
    shown = views.chat(standing(Plan(id="p", created=TODAY), broken), reason="Modellen svarer ikke.")
    assert [option["value"] for option in shown[-1]["options"]] == [RETRY + "m1"]
    assert "Modellen svarer ikke." in shown[-1]["content"]


def test_a_running_turn_shows_the_message_before_it_is_stored(views: Views) -> None:
    shown = views.chat(standing(Plan(id="p", created=TODAY)), Live("m1", "Hva er RIKE?"))
    assert [message["role"] for message in shown] == ["user", "assistant"]


def test_sources_are_those_of_the_latest_answer_only(views: Views) -> None:
    citation = {"n": 1, "title": "Gammel", "quote": "q", "section": "a#b", "start": 0, "end": 1, "status": "verified"}
    old = Message("Svar [1]", "assistant", evidence={"citations": [citation], "dialog": {}})
    new = Message("Uten kilde", "assistant", evidence={"citations": [], "dialog": {}})
    html = views.sources(standing(Plan(id="p", created=TODAY), old, Message("så"), new))
    assert "Gammel" not in html


def test_search_wants_every_word_and_ranks_titles_first(catalogue: Catalogue) -> None:
    hits = library.search(catalogue, "omdømme rekruttering")
    assert hits
    assert library.search(catalogue, "omdømme xyzxyz") == []
    assert library.search(catalogue, "verditilbud")[0].article.id == "verditilbud"
    assert any(marked for hit in hits for _, marked in hit.pieces)


def test_an_article_reads_whole_with_its_origin(services: WebServices, texts: Texts, catalogue: Catalogue) -> None:
    html = Views(services, environment(texts)).library("verditilbud")
    article = catalogue.get("verditilbud")
    assert texts.say("web.kilde.egen", emne=article.title) in unescape(html)
    assert all(f">{part.heading}</h2>" in unescape(html) for part in article.sections if part.heading)
    assert "bibliotek?artikkel=" in Views(services, environment(texts)).library("finnes-ikke")
