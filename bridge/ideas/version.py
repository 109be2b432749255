"""Which version of the rules of sameness decided something: it is kept with each decision."""

from __future__ import annotations

#: Raised whenever a rule changes what is joined, so that `ideabridge regroup` can tell what a new version would change.
RULES = "2026-11-27.2"
