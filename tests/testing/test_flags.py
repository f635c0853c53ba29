"""``python -m panel.testing`` reads its flags, and says what would be right where it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import httpx2
import pytest

from panel.testing.flags import read_flags
from panel.testing.openrouter.kinds import Kind
from panel.testing.openrouter.schedule import Schedule


def test_without_flags_everything_is_answered_at_once() -> None:
    conditions = read_flags([]).conditions
    assert (conditions.latency, conditions.faults, conditions.rate, conditions.takes_unlisted) == (0, {}, None, True)


EVERY_FLAG = (
    "--port 8099 --latency 0.2 --jitter 0.1 --beat-every 0.5 --schedule 0:150,20:60 --account-rate 90 --upstream "
    "--daily 50 --retry-after 1 --in-flight 64 --credit 2.50 --key-limit 3 --faults 503=0.04,dropped=0.02 --seed 7 "
    "--no-cache --cached-share 0.25 --only-listed --served a/b=c/d --unfound-generations 2 --cache-blocks --charges"
)


def test_flags_become_conditions() -> None:
    wanted = read_flags(EVERY_FLAG.split())
    got = wanted.conditions
    assert (wanted.port, got.latency, got.jitter, got.beat_every) == (8099, 0.2, 0.1, 0.5)
    assert (got.rate, got.account_rate) == (Schedule(((0, 150), (20, 60))), Schedule.of(90))
    assert (got.is_limit_upstream, got.daily_requests, got.retry_after, got.in_flight) == (True, 50, "1", 64)
    assert (got.credit, got.key_limit, got.cached_share) == (Decimal("2.50"), Decimal(3), Decimal("0.25"))
    assert (got.faults, got.seed) == ({Kind.OVERLOADED: 0.04, Kind.DROPPED: 0.02}, 7)
    assert (got.caches, got.takes_unlisted, got.served, got.unfound_generations) == (False, False, {"a/b": "c/d"}, 2)
    assert (got.caches_blocks, got.keeps_charges) == (True, True)


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        ("--laten 3", "did you mean --latency?"),
        ("--port 70000", "from 0 to 65535"),
        ("--latency nan", "seconds from 0, such as 0.2"),
        ("--beat-every 0", "above 0"),
        ("--rate 0", "above 0, such as 150"),
        ("--rate 1 --schedule 0:1", "not allowed with argument --rate"),
        ("--schedule 5:3", "starts at second 0"),
        ("--schedule 0-3", "such as 0:150,20:60"),
        ("--schedule 0:0", "more than 0"),
        ("--daily -1", "a whole number from 0"),
        ("--in-flight 0", "a whole number from 1"),
        ("--credit NaN", "dollars from 0, such as 2.50"),
        ("--credit much", "such as 2.50"),
        ("--faults 503", "such as 503=0.04,dropped=0.02"),
        ("--faults droped=0.1", "did you mean dropped?"),
        ("--faults zzz=0.1", "the kinds are fine, 400"),
        ("--faults 503=0.7,502=0.7", "add up to 1.4"),
        ("--retry-after date+soon", "date+5"),
        ("--cached-share 2", "from 0 to 1"),
        ("--served a/b", "ASKED=SERVED"),
    ],
)
def test_a_flag_that_cannot_be_read_is_refused_with_the_fix(
    words: str, fix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        read_flags(words.split())
    assert caught.value.code == 2
    assert fix in capsys.readouterr().err


def test_as_a_process_it_serves_and_prints_its_bill_when_it_is_stopped() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "panel.testing", "--faults", "fenced=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        body = {"model": "simulated/model", "messages": [{"content": "x"}]}
        answer = httpx2.post(f"{url}/chat/completions", json=body).text
        cost = json.loads(answer, parse_float=Decimal)["usage"]["cost"]
        bill = httpx2.get(f"{url}/bill").json()
        server.terminate()
        _, said = server.communicate()
    assert (bill["kinds"], Decimal(bill["dollars"])) == ({"fenced": 1}, cost)
    assert (f"billed: 1 completions, ${cost} of pretended money" in said, server.returncode) == (True, 0)
