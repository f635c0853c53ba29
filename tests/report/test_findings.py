"""Every finding that can be made has its words."""

from __future__ import annotations

import re
from pathlib import Path

from panel.report.findings import meaning

PANEL = Path(__file__).parent.parent.parent / "panel"


def test_every_code_that_the_program_makes_has_words_of_its_own() -> None:
    text = "".join(path.read_text("utf-8") for path in PANEL.rglob("*.py"))
    codes = set(re.findall(r'(?:Finding\(code=|_note\(notes, )"([a-z_]+)"', text))
    assert len(codes) > 15
    assert [code for code in sorted(codes) if meaning(code) == code.replace("_", " ").capitalize()] == []


def test_a_code_from_elsewhere_is_shown_by_its_name() -> None:
    assert meaning("house_style") == "House style"
