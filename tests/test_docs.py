"""What the documents say of the code is so."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import msgspec
import pytest

from bridge.ideas.grouping import Outcome
from bridge.push import frames
from workers.cli import main

ROOT = Path(__file__).parent.parent
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
NETWORKS = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")


@cache
def known_tests(file: str) -> frozenset[str]:
    """The tests of a file, by their names. A file named without a folder is one of the sources'; one that is not there has none."""
    path = ROOT / file if "/" in file else ROOT / "tests" / "sources" / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        it.name
        for it in ast.walk(tree)
        if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef) and it.name.startswith("test_")
    )


def missing_tests(text: str) -> list[str]:
    return [
        f"{file}::{test}" for file, test in re.findall(r"([\w/]+\.py)::(\w+)", text) if test not in known_tests(file)
    ]


def without_a_test(text: str) -> list[str]:
    """The failures, of tables with three columns, of which a page neither names a test nor says that there is none."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    told = [row for row in rows if len(row) == 3 and row[-1] != "test"]
    return [row[0] for row in told if ".py::" not in row[-1] and not row[-1].startswith("no test")]


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
    assert missing_tests((ROOT / "docs" / "invariants.md").read_text(encoding="utf-8")) == []


def test_each_failure_of_a_network_names_tests_that_are_there() -> None:
    told = NETWORKS.partition("## Each failure")[2].partition("\n## ")[0]

    assert told.count(".py::test_") > 100
    assert missing_tests(NETWORKS) == []
    assert without_a_test(told) == []


@pytest.mark.parametrize(
    "named", ["test_x.py::test_that_nobody_wrote", "test_none.py::test_a", "tests/flow/test_x.py::test_a"]
)
def test_a_test_that_is_not_there_is_noticed(named: str) -> None:
    assert missing_tests(f"| it breaks | nothing | {named} |") == [named]


def test_a_failure_without_a_test_is_noticed() -> None:
    assert without_a_test("| failure | what comes of it | test |\n| it breaks | nothing | |\n") == ["it breaks"]


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
