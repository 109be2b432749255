"""One bridge for every case, and for what is thrown at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running import Bridge, running


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    with running(tmp_path_factory.mktemp("conformance") / "data", "--no-rehearsal") as bridge:
        yield bridge
