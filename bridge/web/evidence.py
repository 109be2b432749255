"""What became of each contribution of an event, as a file for spreadsheets, without a word of anybody. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from bridge.records import Contribution, Relation, State

#: What the rules made of a contribution, by where they put it.
_BY_RULES = {
    Relation.FIRST: "new_idea",
    Relation.COPY: "duplicate",
    Relation.NEAR: "duplicate",
    Relation.SUPPORT: "support",
    Relation.COMMENT: "adds",
}
COLUMNS = (
    *("id", "said_at", "source", "kind", "state", "disposition", "decided_by", "who", "decided_at", "reason"),
    *("read_at", "responded_at", "idea"),
)
#: Cells that begin so are formulas to a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: The first line of the file.
HEAD = ",".join(COLUMNS) + "\r\n"
#: Who decided about what moved with its idea, when a person merged that into another. Who and when is in the audit: the
#: contribution does not know it.
BY_MERGING = "merging"


def rows(said: Sequence[Contribution]) -> str:
    """Lines of the file, in the order in which they come."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerows([safe_cell(cell) for cell in _row(it)] for it in said)
    return lines.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(it: Contribution) -> tuple[str, ...]:
    decided, placed = it.disposition, it.placed
    if decided is not None:
        by = "rules" if decided.who == "rules" else "person"
        disposition = (decided.becomes.value, by, decided.who, decided.at.isoformat(), decided.reason)
    elif it.state is State.HELD:
        disposition = ("held", "rules", "", "", " ".join(it.masked))
    else:
        became = _BY_RULES[placed.relation] if placed else ""
        # Records older than versions of rules have none, and stand where the rules put them.
        by_merging = placed is not None and not placed.rules and placed.before is not None
        disposition = (became, BY_MERGING if by_merging else "rules" if became else "", "", "", "")
    read, responded = it.read, it.responded
    return (
        *(it.id, it.said_at.isoformat(), it.source.value, it.kind.value, it.state.value),
        *disposition,
        read.at.isoformat() if read else "",
        responded.at.isoformat() if responded else "",
        placed.idea if placed else "",
    )
