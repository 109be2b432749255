"""A made-up chat without end, from a seed: what people say in the shares in which they say it, as contributions.

Two mixes. `REHEARSED` has the shares of the rehearsal, which is dense: two posts in five open an idea. `BUSY` is a flood
as a large real chat was: 77 ideas in 1,409 tweets of 537 people, and the rest passes on, agrees, repeats and greets.
A contribution's id carries the moment (monotonic, nanoseconds) at which it reached its worker, so that whoever sees the
idea it opened knows how long that took.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from bridge.records import (
    CampaignId,
    ChallengeId,
    Contribution,
    ContributionId,
    EventId,
    Kind,
    QuestionId,
    SourceName,
    VoiceKey,
)
from tests.bench.group import EDITS, Texts, with_typos
from tests.factories import contribution

#: What `tests.running.live_chat` calls the campaign.
LIVE = CampaignId("live")
#: An idea, or a post, is answered while it is fresh: among so many of the last ones.
FRESH = 2_000
_COPIES = [EDITS[name] for name in ("tags", "via", "link", "emoji")]
_AGREED = ("Agree!", "+1", "Love this idea", "Yes, exactly this", "👏👏")
_GREETED = (
    "Hello from Leeds, lovely to be here #SolvingTogether",
    "Great chat tonight, thank you all",
    "Just putting the kettle on, back in five",
    "Evening everyone, first time here",
)


class Mix(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of a hundred contributions; what is left of the hundred greets. `people` a contribution: how many speak."""

    opens: float
    reposts: float
    agrees: float
    copies: float
    edits: float
    comments: float
    people: float


REHEARSED = Mix(opens=42, reposts=18, agrees=5, copies=6, edits=2, comments=4, people=0.25)
BUSY = Mix(opens=5.5, reposts=30, agrees=10, copies=6, edits=3, comments=12, people=0.38)
MIXES = {"rehearsed": REHEARSED, "busy": BUSY}


class Chat:
    """Says one thing after another; `expected` is how many there will be, which tells how many people there are."""

    def __init__(self, mix: Mix, *, seed: int, expected: int) -> None:
        self._texts = Texts(seed)
        self._chance = self._texts.random
        self._mix = mix
        self._people = max(5, int(expected * mix.people))
        self._said: list[tuple[ContributionId, str]] = []  # what opened an idea, once for each voice: fame brings fame
        self._nth = 0
        names = [name for name in mix.__struct_fields__ if name != "people"]
        shares = [getattr(mix, name) for name in names]
        self._ways: list[Callable[[ContributionId], Contribution]] = [
            *(getattr(self, f"_{name}") for name in names),
            self._greets,
        ]
        self._shares = [*shares, 100 - sum(shares)]

    def say(self, at_ns: int) -> Contribution:
        """The next contribution, of the moment `at_ns`."""
        if not self._said:
            return self.open(at_ns)
        return self._say(at_ns, self._chance.choices(self._ways, self._shares)[0])

    def open(self, at_ns: int) -> Contribution:
        """The next contribution, one that opens an idea."""
        return self._say(at_ns, self._opens)

    def _say(self, at_ns: int, way: Callable[[ContributionId], Contribution]) -> Contribution:
        self._nth += 1
        person = self._chance.randrange(self._people)
        said = way(ContributionId(f"c-{at_ns:016x}{self._nth % 65536:04x}"))
        return msgspec.structs.replace(
            said,
            voice=VoiceKey(f"v-{person:020x}"),
            handle=f"person{person}.bsky.social",
            link=f"https://bsky.app/profile/person{person}.bsky.social/post/{self._nth:013x}",
            said_at=datetime.now(UTC),
        )

    def _about(self) -> tuple[ContributionId, str]:
        latest = self._chance.randrange(max(0, len(self._said) - FRESH), len(self._said))
        self._said.append(self._said[latest])
        del self._said[: -2 * FRESH]
        return self._said[-1]

    def _opens(self, id: ContributionId) -> Contribution:  # noqa: A002 - the record's own word
        text = self._texts.make()
        self._said.append((id, text))
        return _plain(id, text, Kind.IDEA)

    def _reposts(self, id: ContributionId) -> Contribution:  # noqa: A002 - as above
        about, _ = self._about()
        return msgspec.structs.replace(_plain(id, "", Kind.SUPPORT), reposts=about)

    def _agrees(self, id: ContributionId) -> Contribution:  # noqa: A002 - as above
        about, _ = self._about()
        return msgspec.structs.replace(_plain(id, self._chance.choice(_AGREED), Kind.SUPPORT), reply_to=about)

    def _copies(self, id: ContributionId) -> Contribution:  # noqa: A002 - as above
        _, text = self._about()
        return _plain(id, self._chance.choice(_COPIES)(text, self._texts), Kind.IDEA)

    def _edits(self, id: ContributionId) -> Contribution:  # noqa: A002 - as above
        _, text = self._about()
        return _plain(id, with_typos(text, self._texts), Kind.IDEA)

    def _comments(self, id: ContributionId) -> Contribution:  # noqa: A002 - as above
        about, _ = self._about()
        return msgspec.structs.replace(_plain(id, self._texts.make(), Kind.COMMENT), reply_to=about)

    def _greets(self, id: ContributionId) -> Contribution:  # noqa: A002 - as above
        return _plain(id, self._chance.choice(_GREETED), Kind.CHATTER)


def arrived_ns(id: str) -> int:  # noqa: A002 - as above
    """The moment that a contribution's id, or that of the idea it opened, carries."""
    return int(id[2:18], 16)


def _plain(id: ContributionId, text: str, kind: Kind) -> Contribution:  # noqa: A002 - as above
    return contribution(
        text,
        id=id,
        campaign=LIVE,
        event=EventId("chat"),
        source=SourceName.BLUESKY,
        kind=kind,
        score=0.9,
        why="says what to do",
        question=QuestionId("chat/q1"),
        question_why="in the thread of this question",
        challenge=ChallengeId("capacity"),
        lang="en",
        version="bafyreigq4zsipbk5w3uqkbmh2w2633c5tcza2wbpzjikbnqhdsmstmsqwe",
    )
