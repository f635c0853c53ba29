"""Kept listings: the last list of models of each address, in the user's cache folder, so that prices need no network.

A file is read as foreign: what cannot be a list that was kept here counts as none. It holds no key, and only its
owner may read it, since a list that was asked for with a key may be private.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from panel.domain.catalogue import Dated, ListedModel, Listing
from panel.domain.frozen import Frozen, fingerprint
from panel.kept_file import KeptFile
from panel.wire.endpoints import Dialect, Endpoint
from panel.wire.error_body import tidy
from panel.wire.listing import MOST_MODELS, is_an_id

SIZE_CAP = 16_000_000
"""Bytes of a file that are read or written; the largest list that is read from an endpoint comes to less."""

_FORMAT: Literal["panel-models/1"] = "panel-models/1"


class _File(Frozen):
    """What is in a file. Another release's fields make it another format."""

    format: Literal["panel-models/1"]
    address: str
    fetched_at: AwareDatetime
    models: tuple[ListedModel, ...]


class KeptListings:
    """Lists under a folder, a file for each address; without a folder nothing is kept. No failure here stops a run."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / "models" if folder is not None else None

    def find(self, endpoint: Endpoint) -> Dated[Listing] | None:
        """The list that was last kept of an endpoint's address, if it is sound."""
        if self._folder is None:
            return None
        try:
            content = self._file(self._folder, endpoint).read()
            kept = _File.model_validate_json(content) if content is not None else None
        except (ValidationError, RecursionError):
            return None
        if kept is None or kept.address != endpoint.base_url or not _is_sound(kept.models):
            return None
        return Dated(Listing(models=kept.models), kept.fetched_at)

    def keep(self, endpoint: Endpoint, dated: Dated[Listing]) -> None:
        """Put a list in the place of the one before, whole or not at all; the rules in this process need none."""
        if self._folder is None or endpoint.dialect is Dialect.OFFLINE:
            return
        file = _File(format=_FORMAT, address=endpoint.base_url, fetched_at=dated.fetched_at, models=dated.value.models)
        content = file.model_dump_json(exclude_defaults=True).encode("utf-8", "replace")
        self._file(self._folder, endpoint).write(content)

    def _file(self, folder: Path, endpoint: Endpoint) -> KeptFile:
        return KeptFile(folder / f"{fingerprint(endpoint.base_url)[:32]}.json", SIZE_CAP)


def _is_sound(models: tuple[ListedModel, ...]) -> bool:
    """Whether these could have been read from an endpoint: ids that can be ids, each once, and plain words."""
    ids = {model.id for model in models}
    return len(models) <= MOST_MODELS and len(ids) == len(models) and all(map(_is_plain, models))


def _is_plain(model: ListedModel) -> bool:
    words = (
        *(model.supported_parameters or ()),
        *(model.reasoning_efforts or ()),
        *([model.name] if model.name else ()),
    )
    ids = (model.id, *([model.canonical_slug] if model.canonical_slug is not None else ()))
    return all(map(is_an_id, ids)) and all(tidy(word) == word for word in words)
