"""What a language model finds beside the rules, from a server on a real socket that also lies."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from bridge.intake.identity import voice_key
from bridge.intake.pipeline import Plan
from bridge.model.extract import Extractor
from bridge.records import (
    ContributionId,
    EventId,
    Kind,
    Passage,
    SourceName,
    State,
    Transcript,
    VoiceKey,
)
from tests import factories
from tests.model.stand_in import Manner, StandIn, Waits, failing, passage, saying, well
from workers.extracting import Findings, ModelFinder

EVENT = factories.event(id=EventId("connect-1"), type="session")
PLAN = Plan(campaign=factories.campaign(), events=(EVENT,), questions=(), key=b"key")
TALK = Transcript(
    upload="u-1",
    session=EVENT.id,
    passages=(
        Passage(voice=VoiceKey("v-a"), text="What would help?", from_s=5),
        Passage(
            voice=VoiceKey("v-b"), text="We could text them the day before.", from_s=9, said=(ContributionId("c-1"),)
        ),
        Passage(voice=None, text="Or they could ring [phone number] at night.", from_s=20),
        Passage(voice=VoiceKey("v-a"), text="When I was in, nobody rang.", from_s=30),
    ),
)
BY_RULES = {ContributionId("c-1"): "we could text them the day before"}


async def found(*manners: Manner, transcript: Transcript = TALK) -> tuple[Findings, list[str]]:
    """What is found, and who and what the server was told."""
    async with StandIn(*manners) as server, aiohttp.ClientSession() as http:
        model = Extractor(url=server.url, name="small", http=http, sleep=Waits())
        findings = await ModelFinder(model, PLAN)(EVENT, transcript, BY_RULES)
        return findings, [f"{turn.speaker}: {turn.said}" for asked in server.asked for turn in asked.turns]


async def test_what_the_rules_found_too_stays_theirs_and_the_rest_is_marked_as_the_model_s() -> None:
    findings, told = await found(well)

    assert [(at, it.text, it.kind) for at, it in findings.found] == [
        (2, "Or they could ring [phone number] at night.", Kind.IDEA),
        (3, "When I was in, nobody rang.", Kind.EXPERIENCE),
    ]
    assert {it.why for _, it in findings.found} == {"found by the language model small"}
    assert "found 2 more" in findings.note
    assert [line.partition(":")[0] for line in told] == ["S1", "S2", "", "S1"]


async def test_a_finding_is_of_its_speaker_at_its_time_and_names_what_is_masked_in_it() -> None:
    findings, _ = await found(well)

    (_, unnamed), (_, named) = findings.found
    assert (named.voice, named.said_at) == (VoiceKey("v-a"), EVENT.opens_at + timedelta(seconds=30))
    assert (unnamed.voice, unnamed.masked) == (voice_key(b"key", SourceName.SESSION, "", EVENT.id), ("phone",))
    assert {it.state for _, it in findings.found} == {State.LIVE}, "who places it lets it wait"


async def test_asking_again_finds_the_same() -> None:
    once, _ = await found(well)
    again, _ = await found(well)

    assert once.found == again.found


async def test_how_the_model_puts_it_is_told_with_why_it_is_there() -> None:
    put = passage(3, "When I was in, nobody rang", "experience", "Nobody rang the patient")

    findings, _ = await found(saying(put))

    assert findings.found[0][1].why.endswith("small, which puts it as “Nobody rang the patient”")


async def test_what_was_not_said_is_thrown_away_and_the_host_is_told() -> None:
    findings, _ = await found(saying(passage(2, "We should close the ward"), passage(3, "When I was in, nobody rang")))

    assert len(findings.found) == 1
    assert "thrown away" in findings.note


@pytest.mark.parametrize("manner", [failing(500)])
async def test_a_server_that_fails_leaves_the_rules_as_they_are(manner: Manner) -> None:
    findings, _ = await found(manner)

    assert findings.found == []
    assert "found 0 more" in findings.note
