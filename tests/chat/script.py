"""The script of a chat of one hour on three networks: who says, reposts, edits and deletes what, and when.

Made from a seed, of phrases written for it. Every version of every post has words that no other has (`mark`), so that
what is stored can be told apart. Times are seconds since the chat opened.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from bridge.records import SourceName

HOUR = 3600.0
QUESTIONS = (
    "What would help people while they wait?",
    "How could we use our theatres better?",
    "What makes a letter easy to understand?",
    "Who is missing from this conversation?",
    "What did you stop doing that nobody missed?",
    "What will you try in the coming week?",
)
#: When hosts ask: a question every nine minutes.
ASKED = tuple(180.0 + 540.0 * nth for nth in range(len(QUESTIONS)))
#: Nobody knows of a thread sooner than this: the host's post must be heard, and its rule be set.
FOLLOWED = 75.0
TAG = "#SolvingTogether"
_TAGS = (TAG, TAG, TAG, TAG, "#SolvingTogther", "#solvingtogether")
_SHARES = {SourceName.X: 0.6, SourceName.BLUESKY: 0.25, SourceName.MASTODON: 0.15}
_REPOSTED = {SourceName.X: 0.58, SourceName.BLUESKY: 0.2, SourceName.MASTODON: 0.0}
_PEOPLE = {SourceName.X: 140, SourceName.BLUESKY: 60, SourceName.MASTODON: 40}
_DEEDS = ("Ring", "Invite", "Pair up", "Train", "Ask", "Support", "Pay", "Visit", "Thank", "Hear")
_WHOM = (
    "people on the list",
    "ward clerks",
    "volunteers",
    "carers",
    "porters",
    "students",
    "booking staff",
    "patients",
)
_WHEN = (
    "a week before",
    "on the same day",
    "every Friday",
    "before the letter goes out",
    "at the first call",
    "at night",
)
_WHY = (
    "so that slots are not lost",
    "and write down what they say",
    "because fewer get lost then",
    "with one number to ring",
)
_NOISE = (
    "The rain will not stop",
    "Best loaf yet out of the new oven",
    "The 17:42 is late #trains",
    "Any cello for sale?",
)


class Act(StrEnum):
    SAY = "say"
    REPOST = "repost"
    EDIT = "edit"
    DELETE = "delete"
    LEAVE = "leave"
    NOISE = "noise"


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What happens. `post` is the post that is made or changed, `about` the one it answers, quotes or reposts."""

    at: float
    network: SourceName
    act: Act
    post: str = ""
    author: str = ""
    text: str = ""
    mark: str = ""
    about: str = ""
    quotes: bool = False
    homes: tuple[int, ...] = (0, 1)  # on which of Mastodon's servers it is known


class _Post(msgspec.Struct, kw_only=True):
    """A post as the script goes on. `stays` if nobody ever changes it."""

    deed: Deed
    tagged: bool = True
    stays: bool = True


def script(posts: int, seed: int) -> list[Deed]:
    """All that happens, in its order. `posts` are those that carry our tag or answer under a question."""
    chance = random.Random(seed)
    deeds: list[Deed] = []
    for network, share in _SHARES.items():
        deeds += _Network(network, round(posts * share), chance).deeds()
    deeds += _noise(chance, posts * 3 // 5)
    return sorted(deeds, key=lambda deed: deed.at)


def counted(deeds: Sequence[Deed]) -> int:
    """How many posts of the chat there are."""
    return sum(deed.act in {Act.SAY, Act.REPOST} for deed in deeds)


class _Network:
    def __init__(self, network: SourceName, count: int, chance: random.Random) -> None:
        self._network = network
        self._count = count
        self._chance = chance
        self._posts: list[_Post] = []
        self._leaver = f"{network.value}-leaver"

    def deeds(self) -> Iterator[Deed]:
        """Posts in the order of their times, then what becomes of them."""
        chance, reposts = self._chance, round(self._count * _REPOSTED[self._network])
        said = self._count - len(QUESTIONS) - reposts
        times = [*((chance.uniform(20, HOUR - 10), "say") for _ in range(said))]
        times += [(chance.uniform(240, HOUR - 10), "repost") for _ in range(reposts)]
        times += [(at, "ask") for at in ASKED]
        for at, what in sorted(times):
            yield {"say": self._said, "repost": self._reposted, "ask": self._asked}[what](at)
        yield from self._changes()
        if self._network is SourceName.BLUESKY:
            yield Deed(at=HOUR * 0.7, network=self._network, act=Act.LEAVE, author=self._leaver)

    def _asked(self, at: float) -> Deed:
        nth = ASKED.index(at)
        mark = f"{self._network.value} question {nth + 1}"
        text = f"Q{nth + 1}: {QUESTIONS[nth]} ({mark}) {TAG}"
        # Each network's host is a little later than the one before.
        late = list(_SHARES).index(self._network) * 2.0
        return self._kept(at + late, text, mark, author="host")

    def _said(self, at: float) -> Deed:
        chance, number = self._chance, len(self._posts)
        mark = self._mark(number, 1)
        under = [it for it in self._posts if it.deed.author == "host" and it.deed.at + FOLLOWED < at]
        if number % 23 == 11:
            return self._kept(at, f"@somebody {TAG}", "", author=self._person(at))  # nothing is left of it
        if under and chance.random() < 0.2:
            return self._kept(at, _words(chance, mark), mark, about=chance.choice(under[-2:]).deed.post, tagged=False)
        text = f"{chance.choice(('A1 ', 'A2: ', 'a3. ', '', ''))}{_words(chance, mark)} {chance.choice(_TAGS)}"
        others = [it for it in self._posts if it.stays and it.tagged and it.deed.at < at]
        if others and chance.random() < 0.25:
            quotes = self._network is not SourceName.MASTODON and chance.random() < 0.4
            return self._kept(at, text, mark, about=chance.choice(others).deed.post, quotes=quotes)
        return self._kept(at, text, mark, changes=True)

    def _reposted(self, at: float) -> Deed:
        others = [it for it in self._posts if it.stays and it.tagged and it.deed.mark and it.deed.at < at]
        about = self._chance.choice(others[-40:]).deed.post
        deed = Deed(
            at=at, network=self._network, act=Act.REPOST, post=self._name(), author=self._person(at), about=about
        )
        self._posts.append(_Post(deed=deed, tagged=False))
        return deed

    def _kept(
        self,
        at: float,
        text: str,
        mark: str,
        *,
        author: str = "",
        about: str = "",
        quotes: bool = False,
        tagged: bool = True,
        changes: bool = False,
    ) -> Deed:
        homes = (0, 1) if author == "host" or self._chance.random() < 0.7 else (self._chance.randrange(2),)
        deed = Deed(
            at=at,
            network=self._network,
            act=Act.SAY,
            post=self._name(),
            author=author or self._person(at),
            text=text,
            mark=mark,
            about=about,
            quotes=quotes,
            homes=homes,
        )
        stays = not (changes and at < HOUR - 300 and self._chance.random() < 0.6)
        self._posts.append(_Post(deed=deed, tagged=tagged, stays=stays and deed.author != self._leaver))
        return deed

    def _changes(self) -> Iterator[Deed]:
        """Edits that keep or lose the tag, one in eight first, and deletions, some of them of what was edited."""
        for nth, it in enumerate(post for post in self._posts if not post.stays and post.deed.author != self._leaver):
            deed = it.deed
            edited_at = deed.at + self._chance.uniform(30, 120)
            if nth % 4 != 3:
                mark = self._mark(self._posts.index(it), 2)
                tag = "" if nth % 3 == 1 else f" {TAG}"
                changed = {"act": Act.EDIT, "text": f"{_words(self._chance, mark)}{tag}", "mark": mark}
                yield msgspec.structs.replace(deed, at=edited_at, about="", **changed)
            if nth % 4 in (0, 3):
                gone_at = edited_at + self._chance.uniform(5, 100)
                yield msgspec.structs.replace(deed, at=gone_at, act=Act.DELETE, text="", mark="", about="")

    def _person(self, at: float) -> str:
        if self._network is SourceName.BLUESKY and at < HOUR * 0.65 and self._chance.random() < 0.04:
            return self._leaver
        return f"person{self._chance.randrange(_PEOPLE[self._network])}"

    def _name(self) -> str:
        return f"{self._network.value}-{len(self._posts)}"

    def _mark(self, number: int, version: int) -> str:
        return f"{self._network.value} note {number} draft {version}"


def _words(chance: random.Random, mark: str) -> str:
    said = " ".join(chance.choice(words) for words in (_DEEDS, _WHOM, _WHEN, _WHY))
    return f"{said} ({mark})"


def _noise(chance: random.Random, count: int) -> Iterator[Deed]:
    """What the rest of Bluesky says: it never falls silent."""
    for nth in range(count):
        at = (nth + chance.random()) * HOUR / count
        author, text = f"stranger{chance.randrange(500)}", chance.choice(_NOISE)
        yield Deed(at=at, network=SourceName.BLUESKY, act=Act.NOISE, post=f"noise-{nth}", author=author, text=text)
