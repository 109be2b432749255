"""One bridge that has heard the whole rehearsal and then was given the sample session."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.crash.rehearsal import QUICKLY, Entities, stored, wait_until_played
from tests.running import REHEARSAL, SESSION, Bridge, running


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    """What a person finds who reads the recording."""
    return tomllib.loads(REHEARSAL.with_name("rehearsal.answers.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """The bridge as it is once the rehearsal is over."""
    with running(tmp_path_factory.mktemp("rehearsed") / "data", "--no-rehearsal") as bridge:
        bridge.run("replay", str(REHEARSAL))
        yield bridge


@pytest.fixture(scope="session")
def before_session(rehearsed: Bridge) -> dict[str, Any]:
    """Ideas by id, as the chat alone left them."""
    return {idea["id"]: idea for idea in rehearsed.get("/v1/ideas")["ideas"]}


@pytest.fixture(scope="session")
def uploaded(rehearsed: Bridge, before_session: dict[str, Any]) -> str:
    """What `ideabridge upload` printed for the sample session, of which everything was published then."""
    assert before_session
    told = rehearsed.run("upload", str(SESSION), "--session", "connect-1").stdout
    rehearsed.publish()
    return told


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """A bridge that plays the rehearsal by itself, and names people with the one key."""
    with running(tmp_path_factory.mktemp("whole") / "data", environment=QUICKLY) as bridge:
        yield bridge


@pytest.fixture(scope="session")
def calm(whole: Bridge) -> Entities:
    """What the store holds after a rehearsal that nothing disturbed."""
    wait_until_played(whole)
    return stored(whole)
