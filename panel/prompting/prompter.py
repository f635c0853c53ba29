"""The prompter: renders the templates of ``prompts/take`` in Jinja's sandbox, once for all prompts that share a part.

Tool and persona texts go in as values and are never templates themselves.
"""

from __future__ import annotations

import traceback
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from panel.domain.frozen import fingerprint
from panel.domain.persona import Persona
from panel.domain.prompt import Prompt
from panel.domain.tool import Dossier, Tool
from panel.errors import AnswerFault, Mistake
from panel.prompting.fence import Field, fields, marker

PARTS = ("rules", "dossier", "persona", "again")

_DOSSIERS = 1_024
"""Rendered dossiers that are kept: more than the tools that are in flight together, each of which has several seats."""

_PERSONAS = 256


def templates_hash(templates: Path, ship_at: int) -> str:
    """The hash of every template with what is rendered into the rules; raises Mistake for one that cannot be read."""
    folder = templates / "take"
    return fingerprint("templates/1", [_source(folder / _file(part)) for part in PARTS], ship_at)


class Prompter:
    """Makes the prompts of takes; ``secret`` is the installation's."""

    def __init__(self, templates: Path, *, secret: bytes, ship_at: int = 60) -> None:
        self._secret = secret
        self._folder = folder = templates / "take"
        environment = _Sandbox(
            loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
        )
        self._templates = {part: _template(environment, folder, part) for part in PARTS}
        self._rules = self._render("rules", ship_at=ship_at)
        self._dossier = lru_cache(_DOSSIERS)(self._render_dossier)
        self._persona = lru_cache(_PERSONAS)(self._render_persona)

    def prompt(self, tool: Tool, persona: Persona) -> Prompt:
        """The prompt of one cell's first ask."""
        return Prompt(rules=self._rules, dossier=self._dossier(tool.dossier), persona=self._persona(persona))

    def again(self, prompt: Prompt, fault: AnswerFault) -> Prompt:
        """The same prompt and one line that names the fault; nothing of the answer is quoted."""
        return prompt.model_copy(update={"again": self._render("again", cause=fault.cause.value)})

    def _render_dossier(self, dossier: Dossier) -> str:
        return self._render("dossier", fence=marker(self._secret, dossier), fields=fields(dossier))

    def _render_persona(self, persona: Persona) -> str:
        return self._render("persona", persona=persona)

    def _render(self, part: str, **values: Any) -> str:  # noqa: ANN401 - what the template names
        try:
            return self._templates[part].render(**values).strip()
        except (TemplateError, TypeError) as error:
            path = self._folder / _file(part)
            raise Mistake(f"{path}:{_line(error, path)}: {error}; mend the template") from None


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, which does not ask of every field of a dossier anew whether a template may read its two parts."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - what the template names
        if type(obj) is Field:
            if attribute == "lines":
                return obj.lines
            if attribute == "label":
                return obj.label
        return super().getattr(obj, attribute)


def _file(part: str) -> str:
    return f"{part}.md.j2"


def _source(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Mistake(f"{path}: cannot be read; the installation is incomplete") from None


def _line(error: Exception, path: Path) -> int:
    """The template's line that was being rendered; Jinja puts it into the traceback."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path]
    return lines[-1] or 1 if lines else 1


def _template(environment: ImmutableSandboxedEnvironment, folder: Path, part: str) -> Template:
    name = _file(part)
    try:
        return environment.get_template(name)
    except TemplateSyntaxError as error:
        raise Mistake(f"{folder / name}:{error.lineno}: {error.message}; mend the template") from None
    except (TemplateError, OSError, UnicodeDecodeError):
        raise Mistake(f"{folder / name}: cannot be read; the installation is incomplete") from None
