import pytest
from langchain_core.documents import Document

from assistant.answering.composer import chat_prompt

BODY = "Svar fra kildene.\n===\n{samtale}\n{kilder}\n{spørsmål}\n{setninger}"


def document(number, text, *, article="gjenkjop", title="Gjenkjøp", heading="Hva er gjenkjøp?"):
    about = {"id": f"{article}#{number}", "article": article, "title": title, "heading": heading, "url": None}
    return Document(text, metadata={**about, "series": "Kurs", "part": 3})


@pytest.fixture
def prompt():
    return chat_prompt(BODY)


@pytest.fixture
def documents():
    return [
        document(1, "Gjenkjøp er når en kunde handler igjen. Det koster lite. Gjenkjøpsrate er 25 % i eksempelet."),
        document(2, "Slik gjør du:\n1. Ring kunden etter en uke.\n2. Spør om alt er bra. Noter svaret.\n3. Tilby mer."),
        document(3, "Frafall er andelen som slutter. Frafall måles hver måned.", article="frafall", title="Frafall"),
    ]
