"""The only place that knows providers: an engine's name becomes a chat model, and its failures become ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel

from assistant.answering.embedded import EmbeddedChat
from assistant.errors import AssistantError, ConfigurationError, ModelUnavailableError

EMBEDDED = "embedded"
_TIMEOUT = 60.0
# Where a provider's own service is, and which extra brings its package.
_HOSTS = {
    "ollama": "localhost",
    "openai": "api.openai.com",
    "anthropic": "api.anthropic.com",
    "google_genai": "generativelanguage.googleapis.com",
    "mistralai": "api.mistral.ai",
    "groq": "api.groq.com",
}
_ADDRESSES = ("base_url", "openai_api_base", "anthropic_api_url", "endpoint")


def build_model(engine: str, *, nothing: str = "") -> BaseChatModel:
    """Return the model an engine names: «embedded» or provider:model. ConfigurationError when it cannot be made.

    `nothing` is what the embedded engine says when no source answers.
    """
    if engine == EMBEDDED:
        return EmbeddedChat(nothing=nothing)
    provider, _, model = engine.partition(":")
    if not model:
        message = f"Motoren «{engine}» er ikke gyldig. Skriv «embedded» eller leverandør:modell, som ollama:llama3.1."
        raise ConfigurationError(message)
    return _provided(engine, provider, model)


def _provided(engine: str, provider: str, model: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        made = init_chat_model(model, model_provider=provider, temperature=0, timeout=_TIMEOUT)
    except ImportError as error:
        message = (
            f"Motoren «{engine}» trenger en pakke til. Installer den med «pip install amstak-assistenten[{provider}]»."
        )
        raise ConfigurationError(message) from error
    except Exception as error:  # each provider raises its own kinds for a missing key or a bad name
        message = f"Motoren «{engine}» kunne ikke settes opp. Sjekk navnet og nøkkelen, eller bruk «embedded»."
        raise ConfigurationError(message) from error
    if not isinstance(made, BaseChatModel):
        raise ConfigurationError(f"Motoren «{engine}» er ikke en samtalemodell.")
    return made


def engine_of(model: BaseChatModel) -> str:
    """Return the name that answers carry."""
    if isinstance(model, EmbeddedChat):
        return EMBEDDED
    name = getattr(model, "model_name", None) or getattr(model, "model", None) or type(model).__name__
    return f"{model._llm_type.removesuffix('-chat').removeprefix('chat-')}:{name}"


def host_of(engine: str, model: BaseChatModel | None = None) -> str | None:
    """Return the host that questions and sections are sent to; None when nothing leaves this machine."""
    if engine == EMBEDDED:
        return None
    addresses = (str(getattr(model, name, None) or "") for name in _ADDRESSES)
    set_to = next((urlsplit(address).hostname for address in addresses if address), None)
    host = set_to or _HOSTS.get(engine.partition(":")[0], engine.partition(":")[0])
    return None if host in {"localhost", "127.0.0.1", "::1"} else host


@contextmanager
def answering(engine: str) -> Iterator[None]:
    """Turn whatever a provider raises while answering into ModelUnavailableError."""
    try:
        yield
    except AssistantError:
        raise
    except Exception as error:  # every provider has its own errors; all mean that no answer came
        message = (
            f"Språkmodellen «{engine}» svarte ikke. Prøv igjen, eller bruk den innebygde motoren (--engine embedded)."
        )
        raise ModelUnavailableError(message) from error


def self_test(model: BaseChatModel) -> bool:
    """Ask the model for one word; ModelUnavailableError when it fails, False when the reply is empty."""
    with answering(engine_of(model)):
        reply = model.invoke("Svar med ordet ja.")
    return isinstance(model, EmbeddedChat) or bool(reply.text.strip())
