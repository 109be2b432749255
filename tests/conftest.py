"""How much luck the tests of laws use: `make test` none, so that it depends on none; `make explore` a lot of it.

Whatever `make explore` finds is mended, and its counterexample stays beside its law as an `@example`.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

#: How many times as many examples as otherwise are tried when exploring.
TIMES = 20

settings.register_profile("test", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", derandomize=False, database=None, deadline=None, print_blob=True)
settings.load_profile("test")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Laws say themselves how many examples they are worth; exploring multiplies that."""
    if settings.get_current_profile_name() != "explore":
        return
    laws = {it.obj for it in items if isinstance(it, pytest.Function) and hasattr(it.obj, "hypothesis")}
    for law in laws:
        # Hypothesis keeps there what `@settings` said, and has no other way to change it.
        said: settings = law._hypothesis_internal_use_settings
        law._hypothesis_internal_use_settings = settings(said, max_examples=said.max_examples * TIMES)
