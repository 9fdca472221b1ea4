import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.answering.composer import Composer, Wording
from assistant.answering.models import build_model, engine_of, host_of, self_test
from assistant.errors import ConfigurationError, ModelUnavailableError


def saying(text):
    return GenericFakeChatModel(messages=iter([AIMessage(text)]))


class Failing(BaseChatModel):
    """Fails as a provider does when the network is gone."""

    model: str = "borte"

    @property
    def _llm_type(self):
        return "test-chat"

    def _generate(self, *args, **kwargs):
        raise ConnectionError("no route to host")


def test_a_models_answer_is_checked_and_invented_sentences_are_marked(prompt, documents):
    model = saying("Gjenkjøp er når en kunde handler igjen [K1]. Det gir alltid 90 % mer salg [K1].")
    answer = Composer(model, prompt, wording=Wording("(uten kilde)")).answer("Hva er gjenkjøp?", documents)
    assert answer.text.startswith("Gjenkjøp er når en kunde handler igjen [1]")
    assert answer.unsupported == ("Det gir alltid 90 % mer salg",)
    assert answer.text.endswith("(uten kilde)")


def test_a_streaming_model_is_checked_sentence_by_sentence(prompt, documents):
    said = "Gjenkjøp er når en kunde handler igjen. [K1] Det koster lite. [K1] Alt er gratis. [K2]"
    *parts, answer = Composer(saying(said), prompt).stream("Hva er gjenkjøp?", documents)
    assert len(parts) == 3
    assert [c.quote for c in answer.citations] == ["Gjenkjøp er når en kunde handler igjen.", "Det koster lite."]
    assert answer.unsupported == ("Alt er gratis.",)


@pytest.mark.parametrize("said", ["", "INGEN KILDE", "[K1]", "{}", "\x00"])
def test_an_answer_without_support_is_not_covered(prompt, documents, said):
    model = saying(said) if said else Failing()
    composer = Composer(model, prompt)
    if not said:
        with pytest.raises(ModelUnavailableError):
            composer.answer("Hva er gjenkjøp?", documents)
    else:
        assert composer.answer("Hva er gjenkjøp?", documents).refused


def test_a_failing_model_is_reported_in_the_stream_too(prompt, documents):
    with pytest.raises(ModelUnavailableError):
        list(Composer(Failing(), prompt).stream("Hva er gjenkjøp?", documents))


@pytest.mark.parametrize("engine", ["tull", "finnesikke:modell", ":", "openai:"])
def test_an_engine_that_cannot_be_made_says_why(engine):
    with pytest.raises(ConfigurationError):
        build_model(engine)


def test_the_embedded_engine_keeps_everything_here():
    model = build_model("embedded")
    assert engine_of(model) == "embedded"
    assert host_of("embedded", model) is None
    assert self_test(model)


@pytest.mark.parametrize(
    ("engine", "host"), [("openai:gpt", "api.openai.com"), ("ollama:llama3.1", None), ("egen:x", "egen")]
)
def test_the_host_that_data_goes_to_is_named(engine, host):
    assert host_of(engine) == host
