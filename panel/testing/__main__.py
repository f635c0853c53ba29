"""``python -m panel.testing``: a simulated endpoint that answers every prompt of the panel, to rehearse a run with."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from panel.testing.endpoint import SimulatedEndpoint


def main() -> int:
    """Serve until interrupted; the address is the first line on stdout."""
    parser = argparse.ArgumentParser(prog="python -m panel.testing", description=__doc__)
    parser.add_argument("--port", type=_port, default=0, help="port on 127.0.0.1; a free one when not given")
    port = parser.parse_args().port
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(port))
    except OSError as error:
        sys.stderr.write(f"port {port} cannot be used ({error.strerror}); give another with --port\n")
        return 2
    return 0


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no port; give a number from 0 to 65535")
    return int(text)


async def _serve(port: int) -> None:
    async with SimulatedEndpoint(port=port) as endpoint:
        sys.stdout.write(f"{endpoint.base_url}\n")
        sys.stdout.flush()
        sys.stderr.write(f"Try: panel review TOOL.md --base-url {endpoint.base_url} --model simulated/model\n")
        await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
