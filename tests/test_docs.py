"""What the documents say of the code is so."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from bridge.ideas.grouping import Outcome
from bridge.push import frames
from workers.cli import main

ROOT = Path(__file__).parent.parent
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "frame",
    [frames.Hello, frames.Welcome, frames.Push, frames.Ack, frames.Refused, frames.Mistaken],
    ids=lambda it: it.__name__,
)
def test_each_push_frame_is_described(frame: type[msgspec.Struct]) -> None:
    assert f'"type":"{frame.__struct_config__.tag}"' in PROTOCOL


@pytest.mark.parametrize("type_", ["hello", "change", "live", "place", "reset"])
def test_each_feed_frame_is_described(type_: str) -> None:
    assert f'{{"type":"{type_}"' in PROTOCOL


@pytest.mark.parametrize("outcome", [*Outcome, "known", "updated", "withdrawn"])
def test_each_outcome_is_described(outcome: str) -> None:
    assert re.search(rf"^\| [^|]*\b{outcome}\b[^|]*\|", PROTOCOL, re.MULTILINE)


def test_each_invariant_names_a_test_that_is_there() -> None:
    named = re.findall(r"tests/[\w./]+\w", (ROOT / "docs" / "invariants.md").read_text(encoding="utf-8"))

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_command_that_the_documents_name_is_there() -> None:
    documents = [*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]
    named = {
        command
        for path in documents
        for command in re.findall(r"ideabridge (?:--config \S+ )?([a-z][a-z-]+)", path.read_text(encoding="utf-8"))
    }

    assert named
    assert sorted(named - set(main.commands) - {"is", "began"}) == []


@pytest.mark.parametrize("path", [*ROOT.glob("docs/*.md"), ROOT / "README.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8"))

    assert [target for target in targets if not (path.parent / target).exists()] == []
