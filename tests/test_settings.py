import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ConfigurationError
from assistant.settings import PREFIX, Settings, refuse_unknown, resources


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


def test_defaults_need_nothing_and_serve_this_machine_only():
    settings = Settings.load()
    assert (settings.engine, settings.host, settings.port, settings.audience) == (
        "embedded",
        "127.0.0.1",
        7860,
        "local",
    )
    assert settings.database == f"sqlite:///{settings.data}/amstak.db"
    assert settings.data.is_absolute()


def test_the_environment_is_read_and_options_win(monkeypatch, tmp_path):
    monkeypatch.setenv("AMSTAK_DATA", str(tmp_path / "æøå med mellomrom"))
    monkeypatch.setenv("AMSTAK_PORT", "8000")
    settings = Settings.load(port=9000, engine=None)
    assert (settings.data, settings.port, settings.engine) == (tmp_path / "æøå med mellomrom", 9000, "embedded")


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    monkeypatch.setenv("AMSTAK_PORT", "")
    assert Settings.load().port == 7860


@pytest.mark.parametrize("name", ["AMSTAK_TYPO", "amstak_typo", "AMSTAK_", "AMSTAK_DATABASE"])
def test_an_unknown_name_is_refused(monkeypatch, name):
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigurationError, match=name):
        Settings.load()


def test_names_the_test_suite_reads_are_no_misspellings():
    refuse_unknown({"AMSTAK_SOURCES": "x", "AMSTAK_SHARED": "y", "AMSTAK_DATA": "z", "PATH": "/"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "abc"),
        ("port", "70000"),
        ("auth", "åpen"),
        ("database_url", "mysql://x"),
        ("engine", "to ord"),
        ("host", "to ord"),
        ("root_path", "uten-skråstrek"),
        ("data", "a\0b"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_setting(name, value):
    with pytest.raises(ConfigurationError) as caught:
        Settings.load(**{name: value})
    assert str(caught.value).startswith(f"AMSTAK_{name.upper()} må være ")
    assert "\n" not in str(caught.value)


@given(st.text(min_size=1))
def test_a_secret_address_is_never_repeated(secret):
    with pytest.raises(ConfigurationError) as caught:
        Settings.load(database_url=f"mysql://bruker:hemmelig-{secret}@x")
    assert "hemmelig-" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "auth", "audience"),
    [
        ("127.0.0.1", None, "local"),
        ("::1", None, "local"),
        ("0.0.0.0", None, "visitors"),
        ("0.0.0.0", "local", "local"),
    ],
)
def test_an_open_address_gives_each_visitor_an_own_room(host, auth, audience):
    assert Settings.load(host=host, auth=auth).audience == audience


def test_settings_stay_few_and_frozen():
    assert len(Settings.model_fields) <= 15
    with pytest.raises(ValueError, match="frozen"):
        Settings.load().port = 1


def test_shipped_folders_are_found_in_a_clone():
    found = resources()
    assert (found.corpus / "README.md").is_file()
    assert found.prompts.parent == found.models.parent == found.corpus.parent


def test_shipped_folders_are_found_in_an_installed_package(tmp_path):
    package = tmp_path / "site" / "assistant"
    (package / "_bundle" / "corpus").mkdir(parents=True)
    (tmp_path / "site" / "corpus").mkdir()  # somebody else's folder beside it
    for name in ("__init__.py", "errors.py", "settings.py"):
        (package / name).write_bytes((Path(sys.modules["assistant.settings"].__file__).parent / name).read_bytes())
    code = "from assistant.settings import resources; print(resources().corpus)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "site", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(package / "_bundle" / "corpus")
