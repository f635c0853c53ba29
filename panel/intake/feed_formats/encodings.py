"""Which encoding a feed is in, and its text as UTF-8 whatever it was.

The bytes are believed before the label: what is UTF-8 is read as UTF-8. A label is believed next, and only then is an
encoding guessed, from the head alone.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from panel.intake.feed_formats.feed_bytes import FeedBytes
from panel.intake.feed_formats.record import Remarks

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KNOWN = re.compile(
    r"(?i)(?:utf[-_]?(?:8|16|32)(?:[-_]?[lb]e)?|us-ascii|ascii|iso[-_]?8859[-_]\d{1,2}|latin[-_]?\d|windows-\d{3,4}"
    r"|cp\d{3,4}|koi8[-_][ru]|gb2312|gbk|gb18030|big5|shift[-_]?jis|euc[-_](?:jp|kr)|mac[-_]?roman)"
)
"""Labels that name a text encoding: Python's codecs also know some that unpack, escape or rotate."""

_DECLARED = re.compile(rb"""(?i)^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_CHARSET = re.compile(r"""(?i)charset\s*=\s*["']?([\w.:-]{1,40})""")
_GUESSES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_2", "koi8_r"),
    *("shift_jis", "euc_jp", "euc_kr", "gb18030", "big5"),
]
_LATIN = frozenset(("cp1250", "cp1254", "iso8859_2"))
_WESTERN = "panel.windows-1252"


@dataclass(frozen=True, slots=True)
class Encoding:
    """A name that Python's codecs know, and a remark where it is a guess."""

    name: str
    remark: str = ""


def encoding_of(head: bytes, content_type: str | None) -> Encoding:
    """The encoding of a feed that begins so and was served with such a label."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name)
    if wide := _wide(head):
        return Encoding(wide, f"no byte order mark; read as {wide}, which is how its bytes lie")
    label = _label(head, content_type)
    if _decodes(head, "utf-8"):
        return Encoding("utf-8")
    if label and label.replace("_", "-").lower() not in ("utf-8", "utf8") and _decodes(head, label):
        return Encoding(label.lower())
    guess = _guess(head)
    said = f"it says {label} and is not" if label else "it is not utf-8 and says nothing"
    return Encoding(guess, f"the encoding is a guess: {said}; read as {guess}")


class Utf8(io.RawIOBase):
    """A feed's text as UTF-8, whatever its encoding. Bytes that do not fit are read as windows-1252, with a remark."""

    def __init__(self, source: FeedBytes, encoding: str, remarks: Remarks) -> None:
        self._source = source
        self._encoding = encoding
        self._remarks = remarks
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._waiting = b""
        self._is_over = False

    def readable(self) -> bool:
        """Whether it can be read, which is all that it is for."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer, as every raw stream does."""
        view = memoryview(buffer)
        while not self._waiting and not self._is_over:
            piece = self._source.read()
            self._is_over = not piece
            self._waiting = self._decoded(piece).encode("utf-8", "replace")
        taken = self._waiting[: len(view)]
        self._waiting = self._waiting[len(taken) :]
        view[: len(taken)] = taken
        return len(taken)

    def _decoded(self, piece: bytes) -> str:
        before = self._decoder.getstate()
        try:
            return self._decoder.decode(piece, not piece)
        except UnicodeDecodeError:
            is_utf8 = self._encoding in ("utf-8", "utf-8-sig")
            self._decoder.errors = _WESTERN if is_utf8 else "replace"
            way = "read as windows-1252" if is_utf8 else "shown as �"
            self._remarks.add(f"some bytes are not {self._encoding.removesuffix('-sig')}; they are {way}")
            self._decoder.setstate(before)
            return self._decoder.decode(piece, not piece)


def text_start(head: bytes, encoding: str) -> str:
    """The start of a feed as text, its last character perhaps missing."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(head).removeprefix("\ufeff")


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: in most scripts' markup every second byte is zero."""
    sample = head[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    high, low = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
    if low > 0.4 * half and high < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if high > 0.4 * half and low < 0.05 * half else None


def _label(head: bytes, content_type: str | None) -> str | None:
    served = _CHARSET.search(content_type or "")
    declared = _DECLARED.search(head)
    for name in (served and served[1], declared and declared[1].decode("ascii")):
        if name and _KNOWN.fullmatch(name):
            # Without a mark these two would have Python look for one.
            return f"{name}-le" if re.fullmatch(r"(?i)utf[-_]?(?:16|32)", name) else str(name)
    return None


def _decodes(head: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)("strict").decode(head)
    except (UnicodeError, LookupError):
        return False
    return True


def _guess(head: bytes) -> str:
    """The likeliest encoding; of two that Western text looks alike in, windows-1252."""
    from charset_normalizer import from_bytes

    matches = from_bytes(head, cp_isolation=_GUESSES)
    best = matches.best()
    if best is None:
        return "cp1252"
    alike = {name for match in matches for name in match.could_be_from_charset}
    return "cp1252" if best.encoding in _LATIN and "cp1252" in alike else best.encoding


def _western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WESTERN, _western)
