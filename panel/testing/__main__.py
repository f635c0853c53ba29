"""``python -m panel.testing``: a simulated OpenRouter on this machine, to rehearse a run with."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

from panel.testing.flags import Wanted, read_flags
from panel.testing.openrouter.bill import Bill
from panel.testing.openrouter.listing import plain
from panel.testing.openrouter.server import SimulatedOpenRouter


def main() -> int:
    """Serve until interrupted or terminated; the address is the first line on stdout, the bill the end of stderr."""
    wanted = read_flags(sys.argv[1:])
    try:
        bill = asyncio.run(_serve(wanted))
    except OSError as error:
        sys.stderr.write(f"port {wanted.port} cannot be used ({error.strerror}); give another with --port\n")
        return 2
    sys.stderr.write(f"{_in_words(bill)}\n")
    return 0


async def _serve(wanted: Wanted) -> Bill:
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    async with SimulatedOpenRouter(wanted.conditions, port=wanted.port) as server:
        # Everything loaded stays: collecting it again and again would take a third of the time from the answers.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 50, 50)
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        sys.stderr.write(f"Try: panel review TOOL.md --base-url {server.base_url} --model simulated/model\n")
        await stopped.wait()
    return server.bill


def _in_words(bill: Bill) -> str:
    refused = ", ".join(f"{count} with {status}" for status, count in sorted(bill.refused.items())) or "none"
    kinds = ", ".join(f"{count} {kind}" for kind, count in bill.kinds.most_common()) or "none"
    return "\n".join(
        (
            f"{bill.requests} requests, at most {bill.most_in_flight} at once",
            f"  turned away: {refused}",
            f"  let through: {kinds}",
            f"  billed: {bill.completions} completions, ${plain(bill.dollars)} of pretended money",
            f"  usable: {bill.usable}, of which {bill.surplus()} beyond the first for the same prompt",
            f"  tokens: {bill.prompt_tokens} in, {bill.cached_tokens} of these cached; {bill.completion_tokens} out",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
