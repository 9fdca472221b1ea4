import pytest
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests

from assistant.retrieval.dense import MemoryVectors
from assistant.retrieval.hybrid import HybridRetriever, Mode, Searcher, originals_first
from assistant.retrieval.passages import Passage
from tests.retrieval.conftest import HashedWords

_PASSAGES = [
    Passage(f"x#{n}", f"x{n}", text) for n, text in enumerate(["kunde og mål", "mål", "kunde", "pris på vare"])
]


class TestStandard(RetrieversIntegrationTests):
    """LangChain's own suite."""

    @property
    def retriever_constructor(self):
        return HybridRetriever

    @property
    def retriever_constructor_params(self):
        embedder = HashedWords()
        vectors = MemoryVectors(_PASSAGES, embedder)
        return {"searcher": Searcher(_PASSAGES, embedder=embedder, vectors=vectors)}

    @property
    def retriever_query_example(self):
        return "hva er mål for kunden?"


@pytest.fixture(scope="module")
def searcher(few, embedder):
    return Searcher(few, embedder=embedder, vectors=MemoryVectors(few, embedder))


@pytest.mark.parametrize("mode", list(Mode))
def test_each_mode_finds_the_section_that_says_it(searcher, mode):
    found = HybridRetriever(searcher=searcher, k=1, mode=mode).invoke("hva er omdømme")
    assert [d.id for d in found] == ["b#1"]
    assert found[0].metadata["article"] == "b"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("kva er omdøme", "b#1"),
        ("hva er omdoemme", "b#1"),
        ("hva er omdomme", "b#1"),
        ("markedspaln", "d#1"),
        ("what does the price say about quality", "c#1"),
        ("what is reputation", "b#1"),
    ],
)
def test_nynorsk_ascii_misspelt_and_english_questions_find_the_same(few, question, expected):
    found = HybridRetriever(searcher=Searcher(few), k=1).invoke(question)
    assert [d.id for d in found] == [expected]


def test_step_and_dimension_are_a_prior_and_no_filter(searcher):
    plain = searcher.rank("kunden")
    leaning = searcher.rank("kunden", dimension="oppfølging", step="mål")
    assert leaning.scores[0] > plain.scores[0]
    assert leaning.scores[1] == plain.scores[1] > 0


def test_synonyms_reach_a_section_that_shares_no_word(few):
    found = HybridRetriever(searcher=Searcher(few, synonyms={"rykte": ("omdømme",)}), k=1).invoke("hvilket rykte?")
    assert [d.id for d in found] == ["b#1"]


def test_a_known_question_leads_to_its_section(few, embedder):
    helped = Passage("e#1", "e", "Noe helt annet.", questions=("Hvorfor ser jeg dem aldri mer?",))
    asked = [*few, helped]
    found = HybridRetriever(
        searcher=Searcher(asked, embedder=embedder, vectors=MemoryVectors(asked, embedder)), k=1
    ).invoke("jeg ser dem aldri mer, hvorfor?")
    assert [d.id for d in found] == ["e#1"]


@pytest.mark.parametrize("question", ["", "   ", "?!", "og det er", "🙂", "\x00", "a" * 5000, "\ud800 lone"])
def test_odd_questions_are_ranked_without_error(searcher, question):
    assert len(searcher.documents(searcher.rank(question), 3)) == 3


def test_an_empty_corpus_gives_nothing(embedder):
    assert HybridRetriever(searcher=Searcher([], embedder=embedder)).invoke("hva er mål?") == []


def test_an_original_comes_before_ours_on_the_same_title():
    def doc(name, title, origin):
        return Document(name, metadata={"title": title, "origin": origin})

    given = [doc("1", "A", "own"), doc("2", "B", "own"), doc("3", "A", "original"), doc("4", "B", "own")]
    assert [d.page_content for d in originals_first(given)] == ["3", "2", "1", "4"]
