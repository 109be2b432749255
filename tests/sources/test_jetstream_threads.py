"""What people say under a host's question, with and without the tag, from Jetstream's wires through intake."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.intake.pipeline import Plan
from bridge.ports import Heard
from bridge.push.spool import Spool
from bridge.records import Arrival, Contribution, Kind, Rejected, State
from tests import factories
from tests.networks import jetstream as network
from tests.networks.jetstream import POST, REPOST, account, commit, post
from tests.sources.jetstreams import SECOND, START_US, WIRES, hear_until, source
from workers.listen import Judge

Address = Callable[[network.Jetstream], str]

HOST = "did:plc:host"
PLAN = Plan(
    campaign=factories.campaign(),
    events=(factories.event(hosts={"bluesky": (HOST,)}),),
    questions=(factories.question(1), factories.question(2)),
    key=b"a key of the tests",
)


@pytest.fixture(params=WIRES, ids=["v1", "v2"])
def address(request: pytest.FixtureRequest) -> Address:
    wire: Address = request.param
    return wire


@pytest.fixture
async def judge(tmp_path: Path) -> AsyncIterator[Judge]:
    spool = await Spool.open(tmp_path / "spool.sqlite")
    yield Judge(PLAN, spool)
    await spool.close()


def said(minute: int, text: str, did: str, **fields: Any) -> dict[str, Any]:
    created_at = factories.minutes(minute).isoformat()
    return commit(START_US + minute * 60 * SECOND, post(text, created_at, **fields), did, rkey=did[-3:])


def under(did: str, root: str | None = None) -> dict[str, Any]:
    uris = {"parent": did, "root": root or did}
    return {"reply": {name: {"uri": f"at://{of}/{POST}/{of[-3:]}", "cid": "bafy"} for name, of in uris.items()}}


async def judged(judge: Judge, url: str, count: int) -> list[Contribution | Rejected]:
    heard = await hear_until(source(url).listen(str(START_US)), lambda heard: len(arrivals(heard)) >= count)
    return await judge.judge(arrivals(heard))


def arrivals(heard: list[Heard]) -> list[Arrival]:
    return [item for batch in heard for item in batch.items if isinstance(item, Arrival)]


def outcome(it: Contribution | Rejected) -> str:
    return it.reason.value if isinstance(it, Rejected) else f"{it.kind.value} {it.question}"


async def test_an_answer_without_the_tag_is_caught_by_its_thread_and_a_strangers_word_is_not_ours(
    judge: Judge, address: Address
) -> None:
    async with network.Jetstream() as server:
        await server.say(
            said(1, "Q1 What would help people while they wait? #SolvingTogether", HOST),
            said(2, "Ring people the week before and ask what would stop them", "did:plc:amy", **under(HOST)),
            said(3, "We could send a text message as well", "did:plc:ben", **under("did:plc:amy", root=HOST)),
            said(4, "We could bake more bread", "did:plc:cat"),
            said(5, "We could bake more cakes too", "did:plc:dan", **under("did:plc:cat")),
        )

        outcomes = await judged(judge, address(server), 5)

    assert [outcome(it) for it in outcomes] == [
        "host chat-1/q1",
        "idea chat-1/q1",
        "idea chat-1/q1",
        "elsewhere",
        "elsewhere",
    ]


async def test_a_quote_and_a_repost_of_an_answer_belong_to_its_question(judge: Judge, address: Address) -> None:
    uri = f"at://did:plc:amy/{POST}/amy"
    embed = {"$type": "app.bsky.embed.record", "record": {"uri": uri, "cid": "bafy"}}
    repost = {"$type": REPOST, "subject": {"uri": uri, "cid": "bafy"}, "createdAt": "2026-11-02T19:04:00Z"}
    async with network.Jetstream() as server:
        await server.say(
            said(1, "Q2 What stops you? #SolvingTogether", HOST),
            said(2, "A2 We need more theatre staff at weekends #SolvingTogether", "did:plc:amy"),
            said(3, "We could share staff between hospitals", "did:plc:ben", embed=embed),
            commit(START_US + 240 * SECOND, repost, "did:plc:cat", collection=REPOST),
        )

        outcomes = await judged(judge, address(server), 4)

    assert [it.question for it in outcomes if isinstance(it, Contribution)] == ["chat-1/q2"] * 4


async def test_an_account_that_leaves_takes_back_all_that_it_said_and_nothing_else(
    judge: Judge, address: Address
) -> None:
    async with network.Jetstream() as server:
        await server.say(
            said(1, "We could ring people the week before #SolvingTogether", "did:plc:amy"),
            said(2, "We could share one waiting list #SolvingTogether", "did:plc:ben"),
            account(START_US + 180 * SECOND, "did:plc:amy", active=False, status="takendown"),
            account(START_US + 181 * SECOND, "did:plc:stranger", active=False, status="deleted"),
        )

        outcomes = await judged(judge, address(server), 4)

    amys, _, *taken_back = outcomes
    assert isinstance(amys, Contribution)
    assert [(it.id, it.state) for it in taken_back if isinstance(it, Contribution)] == [(amys.id, State.WITHDRAWN)]
    assert len(taken_back) == 1


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("We could open on Sundays #SolvingTogether", {}),
        ("We could open on Sundays ＃ＳｏｌｖｉｎｇＴｏｇｅｔｈｅｒ", {}),
        ("We could open on Sundays", {"tags": ["solvingtogether"]}),
        ("We could open on Sundays #Solving\u200dTogether", {}),
        ("We could open on Sundays #Solving\u200cTogether", {}),
    ],
    ids=["no facet", "full width", "beside the text", "joiner", "non-joiner"],
)
async def test_a_tag_is_found_however_it_is_written(
    judge: Judge, address: Address, text: str, fields: dict[str, Any]
) -> None:
    async with network.Jetstream() as server:
        await server.say(said(5, text, "did:plc:amy", **fields))

        (outcome,) = await judged(judge, address(server), 1)

    assert isinstance(outcome, Contribution)
    assert outcome.kind is Kind.IDEA


async def test_a_tag_whose_facet_the_client_has_cut_at_a_joiner_is_found_in_the_text(
    judge: Judge, address: Address
) -> None:
    text = "We could open on Sundays #Solving\u200cTogether"
    start = len(text[: text.index("#")].encode())
    cut = {
        "index": {"byteStart": start, "byteEnd": start + len("#Solving")},
        "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Solving"}],
    }
    async with network.Jetstream() as server:
        await server.say(said(5, text, "did:plc:amy", facets=[cut]))

        (outcome,) = await judged(judge, address(server), 1)

    assert isinstance(outcome, Contribution)
