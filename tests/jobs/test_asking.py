"""Asking what is missing: what is loaded before the first request leaves."""

from __future__ import annotations

import subprocess
import sys


def test_a_run_over_plain_http_loads_neither_pages_nor_files_of_tools_nor_another_http_library() -> None:
    script = (
        "import sys, panel.jobs.asking, panel.jobs.options, panel.wire.client, panel.store.store;"
        "needless = {'httpx2', 'alembic', 'markdown_it', 'nh3', 'rich', 'selectolax', 'panel.domain.checkup',"
        " 'panel.intake.tool_files', 'panel.report.document', 'panel.wire.offline.transport'};"
        "print(*sorted(needless & sys.modules.keys()))"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.PIPE, text=True)
    assert ended.stdout.split() == []
