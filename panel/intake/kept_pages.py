"""Kept pages: what was fetched, in the user's cache folder, so that a server need not send again what did not change.

Two files a page, named by the hash of its URL and readable by their owner alone. No URL with its query is in either.
The head names the hash of the body, so that halves that do not belong together count as none; so does all that is
unsound. What cannot be written is not kept, and no failure here stops a fetch.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from panel.domain.frozen import Frozen, Moment, fingerprint
from panel.intake.cache_terms import LONGEST_FRESH, LONGEST_WAIT
from panel.kept_file import KeptFile

_SENDABLE = r"^[\x21-\x7e\x80-\xff]([\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?\z"
FieldValue = Annotated[str, StringConstraints(pattern=_SENDABLE, max_length=1_000)]
"""The value of a header, byte for byte as Latin-1."""

FORMAT: Literal["panel-page/1"] = "panel-page/1"

_FIELD = TypeAdapter(FieldValue)
_HEAD_CAP = 20_000


class Head(Frozen):
    """What is known of a page. ``served_by`` is the hash of the URL that answered, the only one that knows the ETag."""

    format: Literal["panel-page/1"]
    url: str = Field(default="", max_length=10_000)
    served_by: str = ""
    moved_to: str | None = Field(default=None, max_length=10_000)
    fetched_at: Moment
    content_type: FieldValue | None = None
    etag: FieldValue | None = None
    last_modified: FieldValue | None = None
    fresh_until: Moment | None = None
    not_before: Moment | None = None
    is_gone: bool = False
    body: str | None = None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What is known of a page; it has no content where only the time before which its server is not asked is known."""

    head: Head
    has_content: bool = False

    def is_fresh(self, now: datetime) -> bool:
        """Whether its server was content with its not being asked again yet."""
        until = self.head.fresh_until
        return self.has_content and until is not None and now < until <= now + LONGEST_FRESH

    def put_off(self, now: datetime) -> datetime | None:
        """Until when its server asked to be left alone, if that is to come."""
        until = self.head.not_before
        return until if until is not None and now < until <= now + LONGEST_WAIT else None


class KeptPages:
    """Pages under a folder, of at most ``cap`` bytes; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, *, cap: int) -> None:
        self._folder = folder
        self._cap = cap

    def find(self, url: str) -> KeptPage | None:
        """What was last kept of a URL, if it is sound; its content is looked through and not held."""
        if self._folder is None:
            return None
        written = self._head(self._folder, url).read()
        try:
            head = Head.model_validate_json(written) if written is not None else None
        except (ValidationError, RecursionError):
            return None
        if head is None or head.body is None:
            return KeptPage(head) if head is not None else None
        is_sound = self._body(self._folder, url).digest() == head.body
        return KeptPage(head, has_content=True) if is_sound else None

    def content(self, url: str, page: KeptPage) -> bytes | None:
        """The content of a page that was found; None where another process has put a new one in its place since."""
        if self._folder is None or not page.has_content:
            return None
        content = self._body(self._folder, url).read()
        return content if content is not None and digest(content) == page.head.body else None

    def keep(self, url: str, head: Head, content: bytes | None) -> None:
        """Put a page in the place of the one before; a crash leaves the old, the new, or what counts as none.

        The head names the digest of the content.
        """
        if self._folder is None:
            return
        body = self._body(self._folder, url)
        if content is None:
            with contextlib.suppress(OSError, ValueError):
                body.path.unlink(missing_ok=True)
        else:
            body.write(content)
        self.note(url, head if content is not None else head.model_copy(update={"body": None}))

    def note(self, url: str, head: Head) -> None:
        """Put a head in the place of the one before, and leave the body."""
        if self._folder is not None:
            self._head(self._folder, url).write(head.model_dump_json(exclude_defaults=True).encode())

    def _head(self, folder: Path, url: str) -> KeptFile:
        return KeptFile(folder / f"{fingerprint(url)}.json", _HEAD_CAP)

    def _body(self, folder: Path, url: str) -> KeptFile:
        return KeptFile(folder / f"{fingerprint(url)}.body", self._cap)


def as_field(value: str | None) -> str | None:
    """The value of a header where it may be kept and sent back; None for one that no sound server sends."""
    try:
        return _FIELD.validate_python(value)
    except ValidationError:
        return None


def digest(content: bytes) -> str:
    """SHA-256 of a body, in hex."""
    return hashlib.sha256(content).hexdigest()
