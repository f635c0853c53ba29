"""Reads one YAML document from disk; what is wrong with the file is a Mistake that names it."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG

from panel.domain.yaml_text import SIZE_CAP, Located, parse_yaml
from panel.errors import Mistake


def read_yaml(path: Path) -> Located:
    """Return the mapping in a file. Raises Mistake for one that cannot be read, is not text, or is not YAML."""
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            raise Mistake(f"{path}: not a file; give a YAML file")
        raw = path.read_bytes() if stat.st_size <= SIZE_CAP else None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Mistake(f"{path}: cannot be read ({reason}); check that it is there and readable") from None
    if raw is None:
        raise Mistake(f"{path}: over {SIZE_CAP // 1024} KB; shorten it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Mistake(f"{path}:{line}: not UTF-8 text; save it as UTF-8") from None
    return parse_yaml(text, str(path))
