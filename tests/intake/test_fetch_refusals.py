"""Attempts to be led to this machine or its neighbours: none of them connects.

The server on loopback stands for every address there is. Whatever the guard let through would reach it.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from panel.errors import FetchFault, FetchRefused, PanelError
from panel.intake.fetch import Fetcher
from tests.fakes.clock import FakeClock
from tests.fakes.web import ALSO_PUBLIC, PUBLIC, Web, moved, page

SPELLINGS = (
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0X7F.1/",
    "http://127.0x0.0.01/",
    "http://１２７.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://０ｘ７ｆ.1/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://0251.0376.0251.0376/",
    "http://192.0.0.192/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://192.88.99.1/",
    "http://203.0.113.7/",
)
IPV6 = (
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::8.8.8.8]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::1]/",
    "http://[2606:2800::5efe:127.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[::1%25lo]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[v1.127.0.0.1]/",
    "http://[127.0.0.1]/",
    "http://[::1/",
    "http://::1/",
)
USERINFO = (
    "http://feeds.example@127.0.0.1/",
    "http://user:password@feeds.example/",
    "http://127.0.0.1\\@feeds.example/",
    "http://feeds.example\\@127.0.0.1/",
    "http://@127.0.0.1/",
    "http://feeds.example%40127.0.0.1/",
    "http://feeds.example:80@127.0.0.1/",
    "http://feeds.example:80:127.0.0.1/",
)
SCHEMES = (
    "file:///etc/passwd",
    "/etc/passwd",
    "//127.0.0.1/",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:11211/stats",
    "data:text/plain,feed",
    "jar:http://127.0.0.1/!/",
    "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "javascript:alert(1)",
    "ws://feeds.example/",
    "http:127.0.0.1/",
    "http:/127.0.0.1/",
    "http:///127.0.0.1/",
    "",
)
PORTS = (
    "http://feeds.example:22/",
    "http://feeds.example:8000/",
    "http://feeds.example:0/",
    "http://feeds.example:65616/",
    "http://feeds.example:-1/",
    "http://feeds.example:８０/",
    "http://feeds.example:80x/",
    "http://127.0.0.1:11434/",
)
BROKEN = (
    "http://feeds.example\r\nHost: 127.0.0.1/",
    "http://feeds.example/\r\nX: y",
    "http://127.0.0.1\t/",
    "http://127.0.\n0.1/",
    "http://127.0.0.1%00.feeds.example/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%2f@feeds.example/",
    "http://127.0.0.1%2e/",
    "http://256.256.256.256/",
    "http://1.2.3.4.5/",
    "http://4294967297/",
    "http://0x/",
    "http://08.8.8.8/",
    "http://feeds..example/",
    "http://.../",
    "http://loc\u00adalhost/",
    "http://-/",
    "http://" + "a" * 300 + ".example/",
    "http://feeds.example/" + "a" * 5_000,
)
NAMES = {
    "localhost": ("127.0.0.1",),
    "LOCALHOST": ("127.0.0.1",),
    "localhost.": ("127.0.0.1",),
    "ⓛocalhost": ("127.0.0.1",),
    "loopback.example": ("127.0.0.1",),
    "six.example": ("::1",),
    "mapped.example": ("::ffff:127.0.0.1",),
    "metadata.example": ("169.254.169.254",),
    "mixed.example": (PUBLIC, "127.0.0.1"),
    "mixed-six.example": (ALSO_PUBLIC, PUBLIC, "fd00::1"),
    "nat64.example": ("64:ff9b::10.0.0.1",),
    "zone.example": ("fe80::1%eth0",),
    "carrier.example": ("100.100.100.200",),
    "nobody.example": ("0.0.0.0",),  # noqa: S104 - an address to be refused
    "crowd.example": tuple(f"93.184.215.{number}" for number in range(40)),
}


@pytest.mark.parametrize("url", [*SPELLINGS, *IPV6, *USERINFO, *SCHEMES, *PORTS, *BROKEN])
async def test_no_spelling_of_an_address_leads_anywhere(web: Web, url: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        await web.fetcher().fetch(url)
    assert (web.dialled, web.connections, web.lookups) == ([], 0, [])
    assert "password" not in str(caught.value).replace("user name or password", "")


@pytest.mark.parametrize("host", NAMES)
async def test_no_name_that_stands_for_a_private_address_leads_anywhere(web: Web, host: str) -> None:
    web.name("localhost" if "ocalhost" in host.lower() else host, NAMES[host])
    with pytest.raises(FetchRefused, match="not on the public internet"):
        await web.fetcher().fetch(f"http://{host}/")
    assert (web.dialled, web.connections) == ([], 0)


@pytest.mark.parametrize("location", [*SPELLINGS, *IPV6, *USERINFO, *SCHEMES[:1], *SCHEMES[2:12], *PORTS, *BROKEN[2:]])
async def test_no_redirect_leads_there_either(web: Web, location: str) -> None:
    web.serve("/feed", moved(location))
    # What no URL reader takes for a host is a path of the server that redirects, and is asked of that one.
    with suppress(PanelError):
        await web.fetcher().fetch("http://feeds.example/feed")
    assert set(web.dialled) == {PUBLIC}


@pytest.mark.parametrize("host", NAMES)
async def test_no_redirect_leads_to_a_name_of_a_private_address(web: Web, host: str) -> None:
    web.name("localhost" if "ocalhost" in host.lower() else host, NAMES[host])
    web.serve("/feed", moved(f"http://{host}/"))
    with pytest.raises(PanelError):
        await web.fetcher().fetch("http://feeds.example/feed")
    assert web.dialled == [PUBLIC]


async def test_a_second_redirect_is_checked_as_the_first(web: Web) -> None:
    web.serve("/feed", moved("/next"))
    web.serve("/next", moved("http://127.0.0.1/"))
    with pytest.raises(FetchRefused, match="not on the public internet"):
        await web.fetcher().fetch("http://feeds.example/feed")
    assert web.dialled == [PUBLIC, PUBLIC]


async def test_what_stands_behind_a_fragment_is_no_host(web: Web) -> None:
    await web.fetcher().fetch("http://feeds.example#@127.0.0.1:22/../")
    assert (web.lookups, web.dialled) == (["feeds.example"], [PUBLIC])


async def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(web: Web) -> None:
    web.name("rebinding.example", (PUBLIC,), ("127.0.0.1",))
    assert (await web.fetcher().fetch("http://rebinding.example/")).content == b"content"
    assert (web.lookups, web.dialled) == (["rebinding.example"], [PUBLIC])


async def test_a_name_that_turns_private_is_refused_at_the_next_look(web: Web) -> None:
    web.name("rebinding.example", (PUBLIC,), ("127.0.0.1",))
    web.serve("/", moved("/again"))
    with pytest.raises(FetchRefused, match="not on the public internet"):
        await web.fetcher().fetch("http://rebinding.example/")
    assert web.dialled == [PUBLIC]


async def test_a_named_host_that_was_public_does_not_turn_private(web: Web) -> None:
    web.name("rebinding.example", (PUBLIC,), ("127.0.0.1",))
    fetcher = web.fetcher(named=["http://rebinding.example/"])
    await fetcher.fetch("http://rebinding.example/")
    with pytest.raises(FetchRefused):
        await fetcher.fetch("http://rebinding.example/")
    assert web.dialled == [PUBLIC]


async def test_a_redirect_from_https_never_leads_to_http(web: Web) -> None:
    web.serve("/feed", moved("http://feeds.example/plain"))
    with pytest.raises(FetchRefused, match="from https to http"):
        await web.fetcher().fetch("https://feeds.example/feed")
    assert len(web.dialled) == 1


async def test_https_once_reached_is_not_left_again(web: Web) -> None:
    web.serve("/feed", moved("https://feeds.example/safe"))
    web.serve("/safe", moved("http://feeds.example/feed"))
    with pytest.raises(FetchRefused, match="from https to http"):
        await web.fetcher().fetch("http://feeds.example/feed")
    assert len(web.dialled) == 2


@pytest.mark.parametrize("named", ["localhost:8000", "http://localhost:8000/feed", "LOCALHOST:8000"])
async def test_a_host_that_the_user_names_may_be_private(web: Web, named: str) -> None:
    web.name("localhost", ("127.0.0.1", "::1"))
    assert (await web.fetcher(named=[named]).fetch("http://localhost:8000/feed")).content == b"content"
    assert web.dialled == ["127.0.0.1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8001/feed",
        "http://localhost/feed",
        "http://127.0.0.1:8000/feed",
        "http://[::1]:8000/feed",
        "http://other.example:8000/feed",
        "http://localhost.example:8000/feed",
    ],
)
async def test_and_nothing_beside_it_may(web: Web, url: str) -> None:
    for host in ("localhost", "other.example", "localhost.example"):
        web.name(host, ("127.0.0.1",))
    with pytest.raises(FetchRefused):
        await web.fetcher(named=["localhost:8000"]).fetch(url)
    assert web.dialled == []


async def test_a_named_host_redirects_to_no_other_private_host(web: Web) -> None:
    web.name("localhost", ("127.0.0.1",))
    web.serve("/feed", moved("http://10.0.0.1/"))
    with pytest.raises(FetchRefused):
        await web.fetcher(named=["localhost:8000"]).fetch("http://localhost:8000/feed")
    assert web.dialled == ["127.0.0.1"]


async def test_nobody_else_redirects_to_a_host_that_the_user_named(web: Web) -> None:
    web.name("localhost", ("127.0.0.1",))
    web.serve("/feed", moved("http://localhost:8000/admin"))
    with pytest.raises(FetchRefused):
        await web.fetcher(named=["localhost:8000"]).fetch("http://feeds.example/feed")
    assert web.dialled == [PUBLIC]


async def test_a_named_host_redirects_within_itself(web: Web) -> None:
    web.name("localhost", ("127.0.0.1",))
    web.serve("/feed", moved("/other"))
    await web.fetcher(named=["localhost:8000"]).fetch("http://localhost:8000/feed")
    assert web.dialled == ["127.0.0.1", "127.0.0.1"]


@pytest.mark.parametrize("answers", [("169.254.169.254",), ("::",), ("fe80::1",), (PUBLIC, "127.0.0.1")])
async def test_a_named_host_is_on_no_metadata_service_and_not_public_and_private_at_once(
    web: Web, answers: tuple[str, ...]
) -> None:
    web.name("named.example", answers)
    with pytest.raises(FetchRefused, match="not fetched even where it is named"):
        await web.fetcher(named=["named.example"]).fetch("http://named.example/")
    assert web.dialled == []


async def test_a_public_host_may_be_named_with_a_port_of_its_own(web: Web) -> None:
    await web.fetcher(named=["feeds.example:8080"]).fetch("http://feeds.example:8080/feed")
    assert web.requests[0].headers["host"] == "feeds.example:8080"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
async def test_no_proxy_of_the_environment_is_asked(web: Web, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{web.port}")
    async with Web() as other:
        url = f"http://127.0.0.1:{other.port}/feed"
        await Fetcher(clock=FakeClock(), named=[url]).fetch(url)
    assert (other.connections, web.connections) == (1, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]", "0"])
async def test_the_network_itself_is_not_reached_unless_it_is_named(web: Web, host: str) -> None:
    fetcher = Fetcher(clock=FakeClock(), named=[f"elsewhere.example:{web.port}"])
    with pytest.raises(FetchRefused):
        await fetcher.fetch(f"http://{host}:{web.port}/feed")
    assert web.connections == 0


async def test_the_network_itself_is_reached_where_it_is_named(web: Web) -> None:
    fetcher = Fetcher(clock=FakeClock(), named=[f"localhost:{web.port}"])
    assert (await fetcher.fetch(f"http://localhost:{web.port}/feed")).content == b"content"
    assert web.requests[0].headers["host"] == f"localhost:{web.port}"


async def test_a_refusal_shows_neither_password_nor_token(web: Web) -> None:
    path = "/feed?api_key=canary-canary"
    web.serve(path, moved("http://user:hunter2hunter2@127.0.0.1/?token=canary-canary"), page(status=404))
    with pytest.raises(FetchRefused) as caught:
        await web.fetcher().fetch(f"http://feeds.example{path}")
    with pytest.raises(FetchFault) as failed:
        await web.fetcher().fetch(f"http://feeds.example{path}")
    for said in (str(caught.value), str(failed.value), repr(failed.value)):
        assert "canary" not in said
        assert "hunter2" not in said


@pytest.mark.parametrize(
    ("location", "advice"),
    [
        ("http://169.254.169.254/", "save it as a file and give its path"),
        ("http://169.254.169.254:8080/", "save it as a file and give its path"),
        ("http://metadata.example/", "save it as a file and give its path"),
        ("http://mixed.example/", "save it as a file and give its path"),
        ("http://10.0.0.1/", "name that address on the command line if you trust it"),
        ("http://192.168.1.1/", "name it in place of the address that redirects"),
    ],
)
async def test_a_refusal_advises_to_name_only_what_may_be_named(web: Web, location: str, advice: str) -> None:
    for host in ("metadata.example", "mixed.example"):
        web.name(host, NAMES[host])
    web.serve("/feed", moved(location))
    with pytest.raises(FetchRefused, match=f"{advice}$"):
        await web.fetcher(named=["http://192.168.1.1/"]).fetch("http://feeds.example/feed")
