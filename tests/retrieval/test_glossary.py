import pytest

from assistant.errors import CorpusError
from assistant.retrieval.glossary import load_synonyms
from assistant.retrieval.hybrid import HybridRetriever, Searcher


def test_other_names_lead_to_the_term(tmp_path, few):
    path = tmp_path / "glossary.yaml"
    path.write_text("- {term: gjenkjøp, english: [Repeat business], synonyms: [omsalg]}\n", encoding="utf-8")
    synonyms = load_synonyms(path)
    assert synonyms == {"repeat business": ("gjenkjøp",), "omsalg": ("gjenkjøp",)}
    retriever = HybridRetriever(searcher=Searcher(few, synonyms=synonyms), k=1)
    assert retriever.invoke("more repeat business please")[0].id == "a#1"


def test_no_glossary_is_no_synonyms(tmp_path):
    assert load_synonyms(tmp_path / "none.yaml") == {}


@pytest.mark.parametrize("text", ["- [", "- {english: [a]}", "5"])
def test_a_broken_glossary_is_refused(tmp_path, text):
    path = tmp_path / "glossary.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError):
        load_synonyms(path)
