"""Endpoints: addresses, where keys may go, and how models are named."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.domain.origin import Origin
from panel.domain.seat import Model
from panel.errors import Mistake
from panel.wire.endpoints import BUILT_IN, Dialect, Endpoint, address, make_endpoint, parse_model

KEY = "sk-or-v1-canary0123456789abcdef"
OPENROUTER = "https://openrouter.ai/api/v1"


def made(base_url: str, *, origin: Origin = Origin.FLAG, key: str | None = None, name: str = "mine") -> Endpoint:
    return make_endpoint(name, base_url=base_url, dialect=Dialect.OPENAI, origin=origin, key=key)


def named(spec: str, default: str = "openrouter") -> Model:
    return parse_model(spec, BUILT_IN, default)


def test_an_address_loses_its_trailing_slash_and_the_case_of_its_host() -> None:
    assert address(made("HTTPS://Host.Example:8443/V1/")) == "https://host.example:8443/V1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host.example/v1",
        "ftp://host.example/v1",
        "http://",
        "http:///v1",
        "http://host.example:0/v1",
        "http://host.example:99999/v1",
        "http://host.example:port/v1",
        "http://[::1/v1",
        "http://localhost\\.evil.example/v1",
        "http://localhost /v1",
        "http://lo\ncalhost/v1",
        "http://-/v1",
        "http://h/" + "a" * 600,
    ],
)
def test_what_is_no_base_url_is_refused(url: str) -> None:
    with pytest.raises(Mistake, match="mine"):
        made(url)


@pytest.mark.parametrize("url", ["https://user:hunter2@host.example/v1", "https://host.example/v1?key=hunter2"])
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Mistake) as caught:
        made(url)
    assert "hunter2" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_as_an_address_is_accepted_or_a_mistake(text: str) -> None:
    with suppress(Mistake):
        assert made(f"http://{text}").base_url.startswith("http://")


@pytest.mark.parametrize("origin", [Origin.FLAG, Origin.ENVIRONMENT, Origin.USER])
@pytest.mark.parametrize(
    "url", ["https://host.example/v1", "http://localhost:1/v1", "http://127.0.0.9/v1", "http://[::1]/v1"]
)
def test_a_key_goes_to_an_address_that_the_user_gave(origin: Origin, url: str) -> None:
    assert made(url, origin=origin, key=KEY).key is not None


@pytest.mark.parametrize("url", ["https://evil.example/v1", "http://127.0.0.1:1/v1", OPENROUTER])
def test_a_key_never_goes_to_an_address_that_a_project_names(url: str) -> None:
    with pytest.raises(Mistake, match="--base-url"):
        made(url, origin=Origin.PROJECT, key=KEY, name="openrouter")


def test_a_project_may_name_an_address_that_needs_no_key() -> None:
    assert made("https://host.example/v1", origin=Origin.PROJECT).key is None


@pytest.mark.parametrize("url", ["http://host.example/v1", "http://192.168.0.2/v1", "http://localhost.example/v1"])
def test_a_key_never_goes_over_plain_http_off_this_machine(url: str) -> None:
    with pytest.raises(Mistake, match="https"):
        made(url, key=KEY)


def test_the_built_in_address_is_trusted_with_its_key() -> None:
    assert made(OPENROUTER, origin=Origin.BUILT_IN, key=KEY, name="openrouter").key is not None


def test_nothing_else_passes_for_built_in() -> None:
    with pytest.raises(Mistake, match="built-in"):
        made("https://evil.example/v1", origin=Origin.BUILT_IN, key=KEY, name="openrouter")


def test_an_endpoint_that_leads_its_key_astray_cannot_be_made_by_hand_either() -> None:
    sound = made("http://localhost:1/v1", key=KEY)
    with pytest.raises(Mistake):
        Endpoint(name="x", base_url="http://h.example", dialect=Dialect.OPENAI, origin=Origin.FLAG, key=sound.key)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "ключ-canary", "\x00canary"])
def test_a_key_with_characters_that_no_key_has_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(Mistake) as caught:
        made(OPENROUTER, key=key)
    assert key not in str(caught.value)


def test_showing_an_endpoint_shows_no_key() -> None:
    endpoint = made(OPENROUTER, key=KEY)
    assert KEY not in f"{endpoint!r} {endpoint} {endpoint.model_dump()} {endpoint.model_dump_json()}"


@pytest.mark.parametrize("name", ["", "a b", "a/b", "a:b", "A", "offline", "x" * 41])
def test_a_name_that_a_model_could_not_be_asked_on_is_refused(name: str) -> None:
    with pytest.raises(Mistake, match="name"):
        made(OPENROUTER, name=name)


@pytest.mark.parametrize(
    ("spec", "endpoint", "identifier"),
    [
        ("a/b", "openrouter", "a/b"),
        ("  a/b ", "openrouter", "a/b"),
        ("x/y:free", "openrouter", "x/y:free"),
        ("openrouter:x/y:free", "openrouter", "x/y:free"),
        ("ollama:llama3.2:3b", "ollama", "llama3.2:3b"),
        ("ollama:hf.co/maker/model:Q4", "ollama", "hf.co/maker/model:Q4"),
        ("lmstudio:maker/model", "lmstudio", "maker/model"),
        ("~a/b-latest", "openrouter", "~a/b-latest"),
    ],
)
def test_a_model_is_named_on_its_endpoint(spec: str, endpoint: str, identifier: str) -> None:
    assert named(spec) == Model(endpoint=endpoint, id=identifier)


@pytest.mark.parametrize("spec", ["offline/rubric", "offline:offline/rubric", "ollama:offline/rubric"])
def test_offline_ids_always_mean_the_offline_endpoint(spec: str) -> None:
    assert named(spec, "ollama") == Model(endpoint="offline", id="offline/rubric", is_deterministic=True)


@pytest.mark.parametrize("spec", ["offline/other", "offline/", "offline:rubric", "offline/x:free"])
def test_an_unknown_offline_model_names_the_one_there_is(spec: str) -> None:
    with pytest.raises(Mistake, match="offline/rubric"):
        named(spec)


def test_an_unknown_endpoint_lists_the_known_ones() -> None:
    with pytest.raises(Mistake, match="no endpoint named 'foo'; there are openrouter, ollama, lmstudio, offline"):
        named("foo:bar/baz")


@pytest.mark.parametrize("spec", ["gpt-5", "a/", "/b", "llama3.2:3b"])
def test_an_openrouter_id_needs_a_maker(spec: str) -> None:
    with pytest.raises(Mistake, match="anthropic/claude"):
        named(spec)


def test_a_plain_server_takes_any_id() -> None:
    assert named("llama3.2:3b", "ollama").id == "llama3.2:3b"


@pytest.mark.parametrize("spec", ["", "   ", "a/b c", "a/\x1b[31mb", "a/b\u202e", "a/" + "b" * 200, "ollama:"])
def test_what_cannot_be_a_model_is_refused_in_printable_words(spec: str) -> None:
    with pytest.raises(Mistake) as caught:
        named(spec)
    assert str(caught.value).isprintable()


def test_a_key_given_for_a_model_is_not_repeated() -> None:
    with pytest.raises(Mistake) as caught:
        named(KEY)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("dialect", "url", "in_flight"),
    [
        (Dialect.OLLAMA, "http://localhost:11434/v1", 4),
        (Dialect.LMSTUDIO, "http://localhost:1234/v1", 4),
        (Dialect.OLLAMA, "http://192.168.1.20:11434/v1", 4),
        (Dialect.OPENAI, "http://127.0.0.1:8080/v1", 4),
        (Dialect.OPENAI, "http://[::1]:8080/v1", 4),
        (Dialect.OPENAI, "https://api.example/v1", None),
        (Dialect.OPENROUTER, "http://127.0.0.1:8080/v1", None),
    ],
)
def test_a_server_of_ones_own_is_asked_few_things_at_once(dialect: Dialect, url: str, in_flight: int | None) -> None:
    endpoint = make_endpoint("mine", base_url=url, dialect=dialect, origin=Origin.FLAG, key=None)
    assert endpoint.default_in_flight == in_flight


def test_the_offline_rules_have_no_such_limit() -> None:
    assert BUILT_IN["offline"].default_in_flight is None
