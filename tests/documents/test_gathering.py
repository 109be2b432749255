from __future__ import annotations

from datetime import UTC, datetime

from bridge.documents.read import Document, read
from bridge.documents.shelf import SessionDesk
from bridge.records import CampaignId, ChosenColumns, EventId, Upload
from workers.errands import Errands
from workers.gathering import Gatherer

TABLE = (
    b"What went well;What to improve\n"
    b"The porters came early today;We wait too long for scans\n"
    b"Nurses rang people the day before;Text people a week before\n"
)


async def test_a_host_who_chose_the_first_of_several_columns_of_notes_gets_that_alone() -> None:
    sniffed = read("board.csv", TABLE).columns
    assert sniffed is not None
    assert sniffed.used.text == 0
    chosen = ChosenColumns(id=sniffed.signature, campaign=CampaignId("c"), text=0)
    upload = Upload(
        id="u", session=EventId("s"), label="board.csv", size=len(TABLE), received_at=datetime(2026, 11, 2, tzinfo=UTC)
    )
    desk = SessionDesk(uploads=(), columns=(chosen,), declaration=None)
    gatherer = Gatherer(Errands("ws://127.0.0.1:1/v1/push", "", CampaignId("c")))

    own = (await gatherer.gather(TABLE, upload, desk)).own

    assert isinstance(own, Document)
    assert [turn.text for turn in own.turns] == ["The porters came early today", "Nurses rang people the day before"]
