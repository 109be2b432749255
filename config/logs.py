"""Logs: one line a unit of work, `noun.verbed` and key=value, in UTC. Nobody's name, handle or words go in.

Values are let through by type and size, not by trust: only numbers, truth values, and short strings without spaces
beyond the words that the programmer wrote. What people wrote is never a log value; `_without_words` is the last gate.
An exception is logged as its class and where it was raised, never with its message, which may quote a person.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

#: Keys whose values we write ourselves and that read as a sentence.
_SENTENCES = {"event", "error", "reason", "problem", "raised"}
#: Longest value of any other key, in characters: an id, a path of ours, a number.
_LONGEST = 120


def configure(*, style: str, level: str) -> None:
    """Set up structlog and the standard library's logging once, at start. `style` is auto, console or json."""
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    renderer: Any = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_raised,
        _without_words,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[_bare, renderer], use_get_message=False
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("aiohttp.access").disabled = True
    logging.getLogger("websockets").setLevel(logging.ERROR)


def _bare(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's line as its programmer wrote it: the first line, without what was to be put into it."""
    line.pop("_record", None)
    line.pop("_from_structlog", None)
    line.pop("positional_args", None)
    line["event"] = str(line["event"]).partition("\n")[0][:_LONGEST]
    return line


def _where_raised(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    raised = line.pop("exc_info", None)
    error = (
        raised[1]
        if isinstance(raised, tuple)
        else raised
        if isinstance(raised, BaseException)
        else sys.exception()
        if raised
        else None
    )
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        places = " < ".join(f"{Path(it.filename).name}:{it.lineno} {it.name}" for it in reversed(frames))
        line["raised"] = f"{type(error).__name__} at {places or 'nowhere'}"
    return line


def _without_words(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in line.items():
        if isinstance(value, str) and key not in _SENTENCES and (len(value) > _LONGEST or value.count(" ") > 3):
            line[key] = f"[{len(value)} characters left out]"
    return line
