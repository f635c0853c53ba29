"""Prose: a stand-in for what a model writes, another one for every seat on every tool, and the same one every time.

It says of itself that it is made up. It has no numbers, claims and quotations, so that a check which finds something
has found it in what a test put there.
"""

from __future__ import annotations

import random

_ADMISSIONS = (
    "{name} gets a {kind} {text} here, made up by the simulated endpoint to rehearse a run.",
    "Made up to rehearse a run, this {kind} {text} stands in for what a model says of {name}.",
    "In place of a model's take on {name} stands a {kind} {text} of the simulated endpoint.",
    "On {name} no model was asked, so that this {kind} {text} is a stand-in from the simulated endpoint.",
    "This {kind} {text} on {name} is a stand-in, and the score beside it is drawn by lot.",
    "For {name} the simulated endpoint has a {kind} {text}, which says nothing of the tool.",
    "Nobody weighed {name} for this {kind} {text}; the simulated endpoint made it up.",
    "A {kind} {text} fills the place of a model's take on {name} while a run is rehearsed.",
)
_KINDS = (
    *("plain", "short", "made-up", "careful", "dry", "patient", "brisk", "narrow", "sober", "modest", "loose", "firm"),
    *("quiet", "rough", "mild", "stern", "light", "even", "spare", "cool", "calm", "blunt", "gentle", "terse"),
)
_TEXTS = ("note", "opinion", "sketch", "reading", "remark", "judgement", "summary", "view", "comment", "reply", "text")
_SUBJECTS = (
    *("The way in", "The way out", "The stated scope", "The first step", "Its dossier", "The seat's question"),
    *("A small studio", "Whoever keeps it", "A cautious reader", "The shortest claim", "What is left unsaid"),
    *("The licence", "The upkeep", "A second reader", "The plainest mark", "The last criterion", "An outsider"),
    *("The format", "A newcomer", "The usual reader", "The main promise", "The margin", "A busy office"),
)
_VERBS = (
    *("speaks for", "counts against", "leaves open", "outweighs", "hardly touches", "settles", "hangs on"),
    *("points to", "gains from", "depends on", "says little of", "carries", "stands beside", "makes room for"),
    *("narrows", "widens", "softens", "sharpens", "answers to", "waits on", "turns on", "borrows from"),
)
_OBJECTS = (
    *("the daily chores", "a quiet handover", "the cost of leaving", "the files that stay", "a slow afternoon"),
    *("the reader's patience", "an older habit", "the shape of the work", "the next release", "a narrow corner"),
    *("the plan for later", "a larger archive", "the shared folder", "a tidy desk", "the part that decides"),
    *("the weight of the marks", "an empty page", "the missing detail", "a plain export", "the longer road"),
    *("the settings that matter", "a crowded week", "the owner's calendar", "the smallest use", "a spare machine"),
)
_ENDS = (
    ".",
    ", or so a model might say.",
    "; a real model would weigh that.",
    ", as far as a stand-in can tell.",
    " [e1].",
    ", which the marks beside it repeat.",
    ", and the score knows nothing of it.",
    " in one case and not in the next.",
)


def stand_in(name: str, *, seed: int, words: int) -> str:
    """A text of at least so many words on a tool of this name."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret is made of it
    pick = dice.choice
    admission = pick(_ADMISSIONS).format(name=name, kind=pick(_KINDS), text=pick(_TEXTS))
    sentences, written = [], len(admission.split())
    while written < words:
        sentences.append(f"{pick(_SUBJECTS)} {pick(_VERBS)} {pick(_OBJECTS)}{pick(_ENDS)}")
        written += len(sentences[-1].split())
    # Not always first, since takes that all begin alike would be a finding about the feed.
    sentences.insert(dice.randint(0, len(sentences) // 2), admission)
    return " ".join(sentences)
