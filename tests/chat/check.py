"""Holds what is stored against what was said: everything once, with its last words, or in a gap that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from bridge.intake.identity import contribution_id
from bridge.records import Contribution, Entity, Gap, Listening, NativeId, SourceName, State
from tests.chat.networks import Networks, Post

_LEAST_APART = timedelta(seconds=0.99)  # of connects; a timer may end a tick early
#: What a reader of the feed asks for.
READ = ("contribution", "idea", "question", "event", "gap")
#: X's stream is up to so many seconds late (X's documentation), and our stand-in so many seconds of real time on a busy
#: machine: what was said just before a break may be lost on its way.
_LATE, _BUSY = 7.0, 0.15
_X, _B = SourceName.X, SourceName.BLUESKY


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the store, by the feed's places; and the same as one reader of the feed has it."""

    changes: Mapping[tuple[str, str], tuple[int, Entity]]
    read: Mapping[tuple[str, str], int]

    def all(self, kind: type[Entity]) -> list[Entity]:
        return [entity for _, entity in self.changes.values() if isinstance(entity, kind)]


class Account(msgspec.Struct, kw_only=True):
    """What came of the chat. `wrong` is what must not be, in words that name posts by the script's names."""

    posts: int = 0
    stored: int = 0
    withdrawn: int = 0
    rejected: int = 0
    in_gaps: int = 0
    gaps: int = 0
    recovered: int = 0
    edits: int = 0
    deletions: int = 0
    rechecked: int = 0  # edits and deletions that only the daily check found
    connects: dict[str, int] = {}
    wrong: list[str] = []

    def told(self) -> str:
        connects = ", ".join(f"{name} {count}" for name, count in self.connects.items())
        return (
            f"{self.posts} posts: {self.stored} stored, of which {self.withdrawn} withdrawn, {self.rejected} rejected,"
            f" {self.in_gaps} in a gap; {self.gaps} gaps, {self.recovered} posts recovered; {self.edits} edits and"
            f" {self.deletions} deletions, {self.rechecked} of them found by the daily check; connects: {connects};"
            f" {len(self.wrong)} wrong"
        )


class Ledger:
    """Who is who: posts by the script's names, contributions by their ids."""

    def __init__(self, networks: Networks, key: bytes, stored: Stored) -> None:
        self.posts = networks.posts
        self._late = timedelta(seconds=max(_LATE, _BUSY * networks.speed))
        self.gaps = [it for it in stored.all(Gap) if isinstance(it, Gap)]
        said = {contribution_id(key, NativeId(post.native)): name for name, post in self.posts.items()}
        self.found: dict[str, list[Contribution]] = {}
        self.strange: list[Contribution] = []
        for it in stored.all(Contribution):
            assert isinstance(it, Contribution)
            names = {said[identity] for identity in (it.id, *it.aliases) if identity in said}
            for name in names:
                self.found.setdefault(name, []).append(it)
            if len(names) != 1:
                self.strange.append(it)

    def changes_missing(self) -> list[str]:
        """Posts that are stored and not as they stand at their network."""
        return [
            name
            for name, post in self.posts.items()
            for it in self.found.get(name, ())
            if (it.state is State.WITHDRAWN) != post.gone or (not post.gone and not _says(it, post))
        ]

    def in_gap(self, post: Post, *, taken_back: bool) -> bool:
        """Whether it was said in a stretch that is not said to be whole, or is known by what was said there alone.

        What was taken back before anybody could ask for it may lie in any stretch that was not heard.
        """
        late = self._late if post.network is _X else timedelta(0)
        if any(
            gap.source is post.network
            and gap.from_at - late <= post.said_at <= gap.to_at
            and (gap.is_open or gap.lacks or taken_back)
            for gap in self.gaps
        ):
            return True
        root = self.posts[post.under] if post.under and not self.found.get(post.under) else None
        return root is not None and self.in_gap(root, taken_back=taken_back)


def _says(it: Contribution, post: Post) -> bool:
    return post.is_repost or f"({post.mark})" in it.text


def account(networks: Networks, key: bytes, stored: Stored, *, hands_out: set[str], unchecked: int) -> Account:
    """Count everything, and say what is wrong."""
    ledger, came = Ledger(networks, key, stored), Account(rechecked=unchecked)
    posts = {name: post for name, post in ledger.posts.items() if not post.is_noise}
    came.posts = len(posts)
    for name, post in posts.items():
        _hold(name, post, ledger, came, hands_out=hands_out)
    came.wrong += [f"{it.id} ({it.source}) is no post of the chat" for it in ledger.strange]
    noise = [name for name, post in ledger.posts.items() if post.is_noise and name in ledger.found]
    came.wrong += [f"{name} is none of ours" for name in noise]
    came.wrong += [f"{name} is not as it stands at its network" for name in ledger.changes_missing()]
    came.gaps, came.recovered = len(ledger.gaps), sum(gap.recovered for gap in ledger.gaps)
    came.wrong += _connects(networks, came)
    came.wrong += _read(stored)
    rejected = sum(it.rejected.get("empty", 0) for it in stored.all(Listening) if isinstance(it, Listening))
    if rejected < came.rejected:
        came.wrong.append(f"{came.rejected} posts hold nothing, and {rejected} were counted as such")
    return came


def _hold(name: str, post: Post, ledger: Ledger, came: Account, *, hands_out: set[str]) -> None:
    found = ledger.found.get(name, [])
    came.edits += len(post.changed_at) - post.gone
    came.deletions += post.gone
    came.stored += bool(found)
    came.withdrawn += any(it.state is State.WITHDRAWN for it in found)
    if len(found) > 1:
        came.wrong.append(f"{name} is stored {len(found)} times")
    if not post.mark and not post.is_repost:
        came.rejected += 1
        if found and not post.gone:
            came.wrong.append(f"{name} holds nothing and is stored")
        return
    if found or post.gone:
        return
    # Bluesky tells everything again but what a host has forgotten, and that is a gap.
    if post.network is not _B and post.native in hands_out:
        came.wrong.append(f"{name} is not stored, and its network would still hand it out")
    elif ledger.in_gap(post, taken_back=bool(post.changed_at)):
        came.in_gaps += 1
    else:
        came.wrong.append(f"{name} ({'repost' if post.is_repost else 'said'} {post.said_at:%H:%M:%S}) is in no gap")


def _connects(networks: Networks, came: Account) -> Iterator[str]:
    tried: dict[str, Sequence[datetime]] = {
        "x": networks.x.connects,
        "bluesky": networks.bluesky.connects,
        **{f"mastodon {nth}": server.tried for nth, server in enumerate(networks.mastodon)},
    }
    for name, times in tried.items():
        came.connects[name] = len(times)
        for one, other in pairwise(times):
            if other - one < _LEAST_APART:
                yield f"{name} was connected to twice within {(other - one).total_seconds():.3f} s, at {one:%H:%M:%S}"


def _read(stored: Stored) -> Iterator[str]:
    """The reader of the feed has what is stored, at the same places."""
    for key, (seq, _) in stored.changes.items():
        if key[0] in READ and stored.read.get(key) != seq:
            yield f"{key[0]} {key[1]} is stored at {seq}, and the feed's reader has it at {stored.read.get(key)}"
    yield from (f"{key[0]} {key[1]} is on the feed and not stored" for key in stored.read if key not in stored.changes)
