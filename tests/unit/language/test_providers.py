from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
import tiny_chat

from comenius.errors import SettingError, SourceError
from comenius.language import providers
from comenius.language.ask import Engine
from comenius.language.http import Http
from comenius.language.local import Local
from comenius.language.model import LanguageModel, user
from comenius.language.providers import from_environment, kept_calls, provider
from comenius.language.scripted import Replay, Scripted
from comenius.language.store import Store
from comenius.language.template import prompt


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMENIUS_LLM_URL", "COMENIUS_LLM_MODEL", "COMENIUS_LLM_KEY_ENV"):
        monkeypatch.delenv(name, raising=False)


def test_the_environment_names_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_environment() is None
    with pytest.raises(SettingError, match="--llm-model"):
        from_environment("http://localhost:1/v1")
    with pytest.raises(SettingError, match="--llm URL"):
        from_environment(model="tiny")
    monkeypatch.setenv("COMENIUS_LLM_URL", "http://localhost:1/v1/chat/completions")
    monkeypatch.setenv("COMENIUS_LLM_MODEL", "tiny")
    found = from_environment()
    assert isinstance(found, Http)
    assert (found.base_url, found.name) == ("http://localhost:1/v1", "tiny")
    other = from_environment("http://localhost:2/v1", "big")
    assert isinstance(other, Http)
    assert (other.base_url, other.name) == ("http://localhost:2/v1", "big")
    monkeypatch.setenv("COMENIUS_LLM_KEY_ENV", "NOT_SET_ANYWHERE")
    with pytest.raises(SettingError, match="NOT_SET_ANYWHERE"):
        from_environment()


def test_the_environment_says_how_long_an_answer_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    for words, seconds in (("", 180.0), ("600", 600.0), ("0.5", 0.5)):
        monkeypatch.setenv("COMENIUS_LLM_TIMEOUT", words)
        found = provider("http://localhost:1/v1", "tiny")
        assert isinstance(found, Http)
        assert found.timeout_s == seconds
    for words in ("soon", "0", "-3", "nan", "inf"):
        monkeypatch.setenv("COMENIUS_LLM_TIMEOUT", words)
        with pytest.raises(SettingError, match="COMENIUS_LLM_TIMEOUT"):
            provider("http://localhost:1/v1", "tiny")


def test_a_directory_runs_here(tmp_path: Path) -> None:
    found = provider(str(tiny_chat.build(tmp_path / "babble")))
    assert isinstance(found, Local)
    assert found.name.startswith("local:babble@")


def test_a_file_of_calls_is_replayed_in_the_name_of_its_model(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with pytest.raises(SettingError, match="not the address"):
        provider(str(path))
    Store(path).close()
    with pytest.raises(SourceError, match="holds no calls to replay"):
        provider(str(path))
    for name in ("gpt-x", "gpt-y"):
        live = Engine(model=Scripted({"repair": lambda request: [1]}, name=name), store=Store(path))
        live.ask([user("Stir.")], asked=prompt("repair"), read=lambda value: value)
        live.store.close()
        if name == "gpt-x":
            assert provider(str(path)).name == "gpt-x"
    with pytest.raises(SettingError, match="gpt-x, gpt-y"):
        provider(str(path))
    with pytest.raises(SettingError, match="gpt-x, gpt-y"):
        provider(str(path), "gpt-z")
    found = provider(str(path), "gpt-y")
    assert isinstance(found, Replay)
    assert found.name == "gpt-y"
    again = Engine(model=found).ask([user("Stir.")], asked=prompt("repair"), read=lambda value: value)
    assert again.value == [1]


def mine(where: str, model: str) -> LanguageModel:
    return Scripted(name=f"{where}/{model}")


def test_somebodys_own_provider_is_found_by_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint(name="mine", value="test_providers:mine", group=providers.GROUP)
    monkeypatch.setattr(EntryPoint, "load", lambda self: mine)
    monkeypatch.setattr(providers, "entry_points", lambda **wanted: EntryPoints([point]).select(**wanted))
    assert provider("mine:there", "m").name == "mine:there/m"
    with pytest.raises(SettingError, match="not the address"):
        provider("theirs:there", "m")


@pytest.mark.parametrize("where", ["x" * 5000, "a\0b", " "])
def test_what_is_no_place_is_a_setting_error(where: str) -> None:
    with pytest.raises(SettingError):
        provider(where, "m")


def test_answers_about_a_guide_are_kept_under_its_title_in_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept_calls("Rösti & Eggs!") == tmp_path / "comenius" / "calls" / "rösti-eggs.sqlite"
    assert kept_calls("../../etc/passwd").parent == tmp_path / "comenius" / "calls"
    assert kept_calls("...").name == "guide.sqlite"
    assert len(kept_calls("soup " * 100).name) < 80
