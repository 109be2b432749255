"""Logs tell what happened and where, and nothing that a person wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from config import logs

WORDS = "Ada Smith fell on ward 6 on the way to theatre"


@pytest.fixture(autouse=True)
def _configured() -> Iterator[None]:
    handlers = logging.getLogger().handlers[:]
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    lines = capsys.readouterr().err.splitlines()
    return json.loads(lines[-1])


def test_an_exception_is_told_by_its_class_and_place_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(style="json", level="info")

    try:
        dict[str, str]()[WORDS]
    except KeyError:
        structlog.get_logger().exception("batch.failed")

    line = told(capsys)
    assert line["event"] == "batch.failed"
    assert line["raised"].startswith("KeyError at test_logs.py:")
    assert "Ada" not in str(line)


def test_a_librarys_line_is_told_without_what_was_put_into_it(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(style="json", level="info")

    try:
        int(WORDS)
    except ValueError:
        logging.getLogger("asyncio").exception("Task failed: %r", WORDS)

    line = told(capsys)
    assert line["event"] == "Task failed: %r"
    assert line["raised"].startswith("ValueError at ")
    assert "Ada" not in str(line)


def test_a_value_that_reads_like_words_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(style="json", level="info")

    structlog.get_logger().info("idea.opened", idea="i-1", title=WORDS)

    line = told(capsys)
    assert line["idea"] == "i-1"
    assert line["title"] == f"[{len(WORDS)} characters left out]"
