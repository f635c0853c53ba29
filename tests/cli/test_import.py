"""Documents written elsewhere, by people too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panel.testing.endpoint import SimulatedEndpoint
from tests.cli.conftest import Panel, serving

TOOLS = [{"name": "Gamma", "description": "It keeps notes."}, {"name": "Delta", "facts": ["It is fast."]}]


def a_take(**fields: object) -> dict[str, object]:
    """A person's take on Gamma, with the fields that have to be there."""
    return {"tool": "gamma", "persona": "builder", "score": 72, "decision": "ship", "text": "Fine.", **fields}


def a_document(folder: Path, *takes: dict[str, object], **more: object) -> str:
    """A document on Gamma and Delta, by its file's name."""
    path = folder / "d.json"
    path.write_text(json.dumps({"format": "panel/1", "tools": TOOLS, "takes": takes, **more}), "utf-8")
    return path.name


def exported(panel: Panel) -> list[dict[str, Any]]:
    """Every stored take."""
    takes: list[dict[str, Any]] = json.loads(panel("export").out)["takes"]
    return takes


def test_a_take_without_a_model_is_a_persons(panel: Panel, project: Path) -> None:
    assert panel("import", a_document(project, a_take())).code == 0
    (take,) = exported(panel)
    assert (take["model"], take["endpoint"], take["status"], take["sample"]) == ("human", None, "ok", 1)


def test_the_same_again_is_no_change_and_another_text_is_newer(panel: Panel, project: Path) -> None:
    assert "1 new take (0 unchanged)" in panel("import", a_document(project, a_take())).out
    assert "0 new takes (1 unchanged)" in panel("import", a_document(project, a_take())).out
    assert "1 new take (0 unchanged)" in panel("import", a_document(project, a_take(text="Finer."))).out
    assert [take["text"] for take in exported(panel)] == ["Fine.", "Finer."]
    assert "Finer." in panel("compare", "gamma", "alpha.md").out


def test_votes_replace(panel: Panel, project: Path) -> None:
    panel("import", a_document(project, votes=[{"tool": "gamma", "ship": 1, "skip": 1}]))
    panel("import", a_document(project, votes=[{"tool": "gamma", "ship": 2, "skip": 1}]))
    assert json.loads(panel("export").out)["votes"] == [{"tool": "gamma", "ship": 2, "skip": 1}]


def test_a_foreign_key_and_cost_are_claims(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md").code == 0
    takes = json.loads(panel("export").out)["takes"]
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    document = {
        "format": "panel/1",
        "tools": json.loads(panel("export").out)["tools"],
        "takes": [{**take, "cost_usd": "5"} for take in takes],
    }
    (elsewhere / "d.json").write_text(json.dumps(document), "utf-8")
    store = str(elsewhere / "panel.db")
    assert panel("import", str(elsewhere / "d.json"), "--store", store).code == 0
    said = panel("review", "alpha", "--store", store, "--json")
    assert "0 stored, 5 to ask" in said.err
    assert json.loads(said.out)["verdicts"][0]["cost_usd"] in (None, "0")


def test_a_persons_contradiction_is_a_finding(panel: Panel, project: Path) -> None:
    assert panel("import", a_document(project, a_take(score=90, decision="skip"))).code == 0
    (take,) = exported(panel)
    assert [finding["code"] for finding in take["findings"]] == ["contradiction"]
    assert (take["score"], take["decision"]) == (90, "skip")


@pytest.mark.parametrize(
    ("claim", "place"),
    [({"usage": {"prompt_tokens": 2**63}}, "takes[0].usage.prompt_tokens"), ({"latency_ms": 10**30}, "latency_ms")],
)
def test_a_count_that_no_store_can_hold_is_refused(
    panel: Panel, project: Path, claim: dict[str, object], place: str
) -> None:
    said = panel("import", a_document(project, a_take(**claim)))
    assert (said.code, f"{place}: over 9223372036854775807; take it out" in said.err) == (2, True)


def test_people_and_models_are_not_counted_together(panel: Panel, project: Path) -> None:
    document = a_document(
        project,
        a_take(text="By a person."),
        a_take(model="a/b", text="By a model.", score=80),
        a_take(persona="founder"),
    )
    assert panel("import", document).code == 0
    said = panel("compare", "gamma", "alpha.md")
    assert "By a model." in said.out
    assert "By a person." not in said.out


def test_a_derived_value_that_differs_is_a_warning(panel: Panel, project: Path) -> None:
    assert panel("import", a_document(project, a_take())).code == 0
    verdict = json.loads(panel("export", "gamma").out)["verdicts"][0]
    said = panel("import", a_document(project, a_take(), verdicts=[{**verdict, "ship": 4}]))
    assert said.code == 0
    assert "ship is 4, the takes give 1" in said.err
    assert "Warning" not in panel("import", a_document(project, a_take(), verdicts=[verdict])).err


def test_a_persona_that_is_not_here_is_a_warning(panel: Panel, project: Path) -> None:
    said = panel("import", a_document(project, a_take(persona="auditor")))
    assert (said.code, "auditor is not a persona here" in said.err) == (0, True)


def test_hostile_text_cannot_steer_a_terminal(panel: Panel, project: Path) -> None:
    hostile = "red \u001b[31m, back\u202ewards, \u0007bell"
    assert panel("import", a_document(project, a_take(text=hostile, model="human/\u001b[1mA"))).code == 0
    said = panel("compare", "gamma", "alpha.md")
    assert not {"\u001b", "\u202e", "\u0007"} & set(said.out + said.err + panel("export").out)


def test_a_take_of_nothing_that_can_be_seen_is_refused(panel: Panel, project: Path) -> None:
    said = panel("import", a_document(project, a_take(text="  \u200b\u2063 ")))
    assert (said.code, "takes[0].text" in said.err) == (2, True)


def test_peoples_takes_are_shown_beside_models_only_when_asked(panel: Panel, project: Path) -> None:
    assert panel("review", "alpha.md", "beta.md").code == 0
    takes = [{**a_take(text="By a person.", persona=one), "tool": "alpha"} for one in ("builder", "skeptic", "founder")]
    assert panel("import", a_document(project, *takes)).code == 0
    assert "By a person." not in panel("compare", "alpha", "beta").out
    asked = panel("compare", "alpha", "beta", "--model", "human")
    assert (asked.code, asked.out.count("By a person.")) == (0, 3)
    refused = panel("review", "alpha", "--model", "human")
    assert (refused.code, "import" in refused.err) == (2, True)


def test_an_export_of_several_runs_imports_without_a_warning(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(SimulatedEndpoint()) as simulated:
        monkeypatch.setenv("PANEL_BASE_URL", simulated.base_url)
        assert panel("review", "alpha.md", "--model", "a/b", "--model", "c/d").code == 0
        assert panel("review", "alpha.md", "--model", "x/y").code == 0
        assert panel("review", "alpha.md", "--model", "x/y", "--fresh").code == 0
    (project / "all.json").write_text(panel("export").out, "utf-8")
    elsewhere = project.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    imported = panel("import", str(project / "all.json"))
    assert (imported.code, "Warning" in imported.err) == (0, False)
    assert "15 new takes (5 unchanged)" in imported.out
    assert "0 new takes (20 unchanged)" in panel("import", str(project / "all.json")).out


def test_a_document_laid_out_as_the_seed_page_compares_to_the_golden_file(panel: Panel) -> None:
    golden = Path(__file__).parent.parent / "data"
    assert panel("import", str(golden / "seed_like.json")).code == 0
    assert panel("compare", "lantern-small", "choir-router").out == (golden / "seed_like.txt").read_text("utf-8")


def test_asking_for_people_where_there_are_none_is_refused(panel: Panel) -> None:
    assert panel("review", "alpha.md", "beta.md").code == 0
    for arguments in (["compare", "alpha", "beta"], ["review", "alpha", "--dry-run"]):
        said = panel(*arguments, "--model", "human/Ana")
        assert (said.code, said.out, "human/Ana" in said.err) == (2, "", True)


def test_people_and_a_model_as_the_default_are_both_shown(
    panel: Panel, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel("review", "alpha.md", "beta.md").code == 0
    take = {**a_take(text="By a person.", persona="creator"), "tool": "alpha"}
    assert panel("import", a_document(project, take)).code == 0
    monkeypatch.setenv("PANEL_MODEL", "human,offline/rubric")
    document = json.loads(panel("compare", "alpha", "beta", "--json").out)
    assert {one["model"] for one in document["takes"] if one["tool"] == "alpha"} == {"human", "offline/rubric"}


def test_a_models_take_that_claims_experience_makes_the_page_a_draft(panel: Panel, project: Path) -> None:
    document = a_document(project, a_take(model="a/b", text="I tested it for a week."))
    assert panel("import", document).code == 0
    (take,) = exported(panel)
    (finding,) = [one for one in take["findings"] if one["severity"] == "hard"]
    assert (finding["code"], finding["detail"]) == ("experience", "I tested")
    assert (take["score"], take["decision"], take["text"]) == (72, "ship", "I tested it for a week.")
    assert "Draft" in panel("compare", "gamma", "alpha.md").out


def test_a_persons_take_may_claim_it(panel: Panel, project: Path) -> None:
    assert panel("import", a_document(project, a_take(text="I tested it for a week."))).code == 0
    (take,) = exported(panel)
    assert take["findings"] == []
    assert "Draft" not in panel("compare", "gamma", "alpha.md").out


def test_a_take_is_checked_on_a_tool_that_is_only_stored(panel: Panel, project: Path) -> None:
    assert panel("import", a_document(project)).code == 0
    evidence = [{"id": "e1", "quote": "It keeps notes."}, {"id": "e2", "quote": "It keeps secrets."}]
    (project / "takes.json").write_text(
        json.dumps({"format": "panel/1", "takes": [a_take(model="a/b", persona="auditor", evidence=evidence)]}), "utf-8"
    )
    assert panel("import", "takes.json").code == 0
    (take,) = exported(panel)
    assert [(one["code"], one["detail"]) for one in take["findings"]] == [
        ("quote_not_in_dossier", "e2: It keeps secrets.")
    ]


def test_findings_that_a_document_carries_are_not_doubled(panel: Panel, project: Path) -> None:
    document = a_document(project, a_take(model="a/b", text="I tested it [here](https://example.org)."))
    assert panel("import", document).code == 0
    (project / "all.json").write_text(panel("export").out, "utf-8")
    assert panel("import", "all.json", "--store", "other.db").code == 0
    again = json.loads(panel("export", "--store", "other.db").out)["takes"]
    assert [take["findings"] for take in again] == [take["findings"] for take in exported(panel)]
    assert [finding["code"] for finding in again[0]["findings"]] == ["experience", "links", "length"]
