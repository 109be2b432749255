"""A campaign in the middle of a chat, with a session: what pages are tested and looked at with. All of it is made up."""

from __future__ import annotations

from typing import Any

import msgspec

from bridge.records import (
    Alarm,
    CampaignId,
    ChallengeId,
    Contribution,
    ContributionId,
    EventId,
    Gap,
    Idea,
    IdeaId,
    Kind,
    Listening,
    Placed,
    QuestionId,
    Relation,
    Report,
    Skipped,
    SourceName,
    State,
    Suggestion,
    Upload,
    VoiceKey,
)
from tests.factories import campaign, challenge, contribution, event, idea, minutes, question
from tests.web.fakes import KnownCampaign, UploadsAsTold

HIPS, FAIR, THINK = "hips-and-knees", "fair", "unthinkable"
CHALLENGES = {
    "rethinking": "Rethinking demand",
    FAIR: "Making elective service recovery fair, inclusive and accessible",
    "boosting-capacity": "Boosting capacity",
    "theatre-teams": "Building outstanding theatre teams",
    "coordinating": "Coordinating elective care",
    THINK: "Thinking the unthinkable",
    HIPS: "Supporting people waiting for hip and knee operations",
}
QUESTIONS = {
    1: (HIPS, "What would help people while they wait for a hip or knee operation?"),
    2: (FAIR, "Who finds it hardest to get care, and what would change that?"),
    3: (THINK, "If nothing stood in your way, what would you stop doing tomorrow?"),
}
#: Minute, question, source, words, kind: each opens an idea.
IDEAS: tuple[tuple[float, int, SourceName, str, Kind], ...] = (
    (6, 1, SourceName.X, "Ring people every month while they wait, so that nobody feels forgotten", Kind.IDEA),
    (7, 1, SourceName.BLUESKY, "A swimming pass for everyone on the list. Mine kept me walking.", Kind.EXPERIENCE),
    (9, 1, SourceName.MASTODON, "One page that says where you are in the queue and what to do if it gets worse", Kind.IDEA),
    (11, 1, SourceName.BLUESKY, "Group sessions with a physio before the operation, at the leisure centre", Kind.IDEA),
    (17, 2, SourceName.X, "Offer evening and weekend slots to people who are paid by the hour", Kind.IDEA),
    (19, 2, SourceName.BLUESKY, "Letters in plain words, and in the language that someone speaks at home", Kind.IDEA),
    (20, 2, SourceName.MASTODON, "Des créneaux le soir pour celles et ceux qui travaillent la journée", Kind.IDEA),
    (22, 2, SourceName.X, "I missed two appointments because the bus does not run before nine. Nobody asked me why.", Kind.EXPERIENCE),
    (27, 3, SourceName.X, "Stop booking follow-ups that nobody needs: let people ask for one", Kind.IDEA),
    (29, 3, SourceName.BLUESKY, "Let patients see the waiting list as staff see it", Kind.IDEA),
)  # fmt: skip


def scene(**of_campaign: Any) -> KnownCampaign:
    """Half an hour into the chat, a session from the afternoon beside it."""
    known = KnownCampaign(campaign(**of_campaign))
    known.all_challenges = [
        challenge(id=ChallengeId(id_), title=title, position=nth)
        for nth, (id_, title) in enumerate(CHALLENGES.items(), 1)
    ]
    known.all_events = [
        event(
            id=EventId("connect-1"),
            type="session",
            title="Connect session: hips and knees",
            opens_at=minutes(-240),
            closes_at=minutes(-180),
            tags=(),
        ),
        event(),
    ]
    known.all_questions = [
        question(
            number, challenge=ChallengeId(about), text=text, planned_at=minutes(10 * number - 5),
            opened_at=minutes(10 * number - 5),
        )
        for number, (about, text) in QUESTIONS.items()
    ]  # fmt: skip
    for nth, (minute, number, source, text, kind) in enumerate(IDEAS, 1):
        open_idea(known, nth, minute=minute, number=number, source=source, text=text, kind=kind)
    _more_voices(known)
    _heard(known)
    return known


def open_idea(
    known: KnownCampaign, nth: int, *, minute: float, number: int, source: SourceName, text: str, kind: Kind = Kind.IDEA
) -> Idea:
    """Someone says something new: a contribution, and the idea that it opens."""
    about = {
        "question": QuestionId(f"chat-1/q{number}"),
        "challenge": ChallengeId(QUESTIONS[number][0]),
        "lang": "fr" if "soir" in text else "en",
    }
    opened = idea(
        text, id=IdeaId(f"i-{nth}"), kind=kind, first_at=minutes(minute), last_at=minutes(minute),
        sources={source.value: 1}, **about,
    )  # fmt: skip
    known.all_ideas[opened.id] = opened
    known.all_said.append(
        _said(nth, text, minute, source, _placed(opened, Relation.FIRST, "says something new"), kind=kind, **about)
    )
    return opened


def _said(nth: int, text: str, minute: float, source: SourceName, placed: Placed, **fields: Any) -> Contribution:
    public = {"handle": f"person{nth}.example", "link": f"https://social.example/posts/{nth}"}
    plain: dict[str, Any] = {
        "id": ContributionId(f"c-{nth}"),
        "source": source,
        "said_at": minutes(minute),
        "voice": VoiceKey(f"v-{nth}"),
        "placed": placed,
    }
    return contribution(text, **plain | ({} if source is SourceName.SESSION else public) | fields)


def _placed(about: Idea, relation: Relation, why: str) -> Placed:
    return Placed(idea=about.id, relation=relation, score=0.93, why=why)


def _more_voices(known: KnownCampaign) -> None:
    ring = known.all_ideas[IdeaId("i-1")]
    for nth in range(20, 26):
        reposted = _placed(ring, Relation.SUPPORT, "reposts it")
        about = {"kind": Kind.SUPPORT, "question": ring.question}
        known.all_said.append(_said(nth, "", 8 + nth / 10, SourceName.X, reposted, **about))
    known.all_said.append(
        _said(
            30, "Somebody should ring people every month while they wait, so nobody feels forgotten", -200,
            SourceName.SESSION, _placed(ring, Relation.NEAR, "11 of 13 words are the same"),
            event=EventId("connect-1"), pseudonym="Speaker 2",
        )
    )  # fmt: skip
    known.all_said.append(
        contribution(
            "My neighbour waits since spring, her number is [phone]. Can someone help?", id=ContributionId("c-40"),
            state=State.HELD, masked=("phone",), kind=Kind.QUESTION, said_at=minutes(24), voice=VoiceKey("v-40"),
            question=QuestionId("chat-1/q2"),
        )
    )  # fmt: skip
    known.all_said.append(
        contribution(
            "", id=ContributionId("c-41"), state=State.WITHDRAWN, said_at=minutes(23), voice=VoiceKey("v-41"),
            question=QuestionId("chat-1/q2"),
        )
    )  # fmt: skip
    known.all_said.append(
        contribution(
            "Hello all, looking forward to this", id=ContributionId("c-42"), kind=Kind.CHATTER,
            said_at=minutes(1), voice=VoiceKey("v-42"), handle="person42.example",
        )
    )  # fmt: skip
    known.all_ideas[ring.id] = msgspec.structs.replace(
        ring, voices=8, sources={"x": 7, "session": 1}, last_at=minutes(10.5), events=(ring.event, EventId("connect-1"))
    )
    slots = known.all_ideas[IdeaId("i-7")]
    known.all_ideas[slots.id] = msgspec.structs.replace(
        slots, suggestions=(Suggestion(idea=IdeaId("i-5"), score=0.71, why="evening slots for people who work"),)
    )


def _heard(known: KnownCampaign) -> None:
    where = CampaignId("elective-care")
    known.all_listening = [
        Listening(
            id="listen/jetstream", campaign=where, worker="listen", source="jetstream", arrived=31, contributed=20,
            rejected={"elsewhere": 9, "outside": 2}, heard_at=minutes(29.9),
        ),
        Listening(
            id="transcribe/session/connect-1", campaign=where, worker="transcribe", source="session/connect-1",
            arrived=4, contributed=1, rejected={"talk": 3}, heard_at=minutes(-170),
        ),
    ]  # fmt: skip
    known.all_alarms = [
        Alarm(
            id="chat-1/x/lost",
            campaign=CampaignId("elective-care"),
            event=EventId("chat-1"),
            source="x",
            what="lost",
            detail="the network does not answer",
            raised_at=minutes(20),
        )
    ]
    known.all_gaps = [
        Gap(
            id="g-1", campaign=where, source=SourceName.MASTODON, from_at=minutes(12), to_at=minutes(14),
            cause="the server closed the stream and keeps no history",
        )
    ]  # fmt: skip


def read_document(uploads: UploadsAsTold) -> Upload:
    """A transcript that was read to its end."""
    upload = Upload(
        id="u-read",
        session=EventId("connect-1"),
        label="Connect session hips and knees.vtt",
        size=48_211,
        received_at=minutes(-175),
        state="done",
        report=Report(
            format="teams-vtt", encoding="utf-8", unit="cue", found=412, read=405, turns=63, speakers=9, seconds=3480,
            unattributed=2, notes=("Two turns have no speaker; they count as one voice each.",),
            skipped=(
                Skipped(reason="no_words", count=6, lines=(14, 98, 240)),
                Skipped(reason="end_before_start", count=1, lines=(377,)),
            ),
            arrived=120, contributed=31, rejected={"talk": 87, "empty": 2},
            outcomes={"new": 22, "joined": 5, "support": 4},
        ),
    )  # fmt: skip
    uploads.known[upload.id] = upload
    return upload
