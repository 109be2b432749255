"""What X is asked for: stream rules and search queries from an event's tags and threads, and the same check at home.

Rules outlive connections and are shared by all that use the same app, so each of ours carries a tag of our own:
`ideabridge:<instance>:<event>`. Whatever has another tag is somebody else's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from bridge.records import Arrival, Event, EventId, NativeId

#: Characters a rule and a search query may have, self-serve (X's documentation of both, August 2026).
RULE_LENGTH = 1024
QUERY_LENGTH = 512
_TAG = re.compile(r"[#＃](\w+)")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of the filtered stream; one that X does not have yet has no id."""

    value: str
    tag: str
    id: str = ""


class Change(NamedTuple):
    """What is to be done with the rules that X has."""

    add: tuple[Rule, ...]
    delete: tuple[str, ...]  # ids


def wanted(
    events: Iterable[Event], threads: Mapping[str, EventId], *, instance: str, reposts: bool = True
) -> tuple[Rule, ...]:
    """The rules that bring these events: all their tags in as few rules as fit, and one rule a thread."""
    suffix = "" if reposts else " -is:retweet"
    found: dict[str, Rule] = {}
    for event in events:
        own = [f"conversation_id:{root}" for root, of in threads.items() if of == event.id]
        values = [*_joined(_hashtags([event]), RULE_LENGTH, suffix), *(thread + suffix for thread in own)]
        for value in values:
            found.setdefault(value, Rule(value=value, tag=f"{_prefix(instance)}{event.id}"))
    return tuple(found.values())


def change(present: Iterable[Rule], wanted: Iterable[Rule], *, instance: str) -> Change:
    """Add what is missing, delete what is ours and not wanted. A rule that says the same stays, whatever its event."""
    values = {rule.value for rule in wanted}
    kept: set[str] = set()
    delete = []
    for rule in present:
        if is_ours(rule, instance):
            if rule.value in values - kept:
                kept.add(rule.value)
            else:
                delete.append(rule.id)
    return Change(tuple(rule for rule in wanted if rule.value not in kept), tuple(delete))


def is_ours(rule: Rule, instance: str) -> bool:
    return rule.tag.startswith(_prefix(instance))


def queries(events: Sequence[Event], threads: Mapping[str, EventId]) -> tuple[str, ...]:
    """The search queries that find what these events' rules bring, as few as fit."""
    ids = {event.id for event in events}
    own = [f"conversation_id:{root}" for root, of in threads.items() if of in ids]
    return tuple(_joined([*_hashtags(events), *own], QUERY_LENGTH, ""))


class Belonging:
    """Whether a post belongs to events: search is blind to accents and the stream is not, so what it finds is checked."""

    def __init__(self, events: Iterable[Event], threads: Mapping[str, EventId]) -> None:
        self._tags = {_key(tag) for event in events for tag in (*event.tags, *event.aliases)}
        self._threads = {NativeId(f"x:{root}") for root in threads}

    def __contains__(self, arrival: Arrival) -> bool:
        if not self._threads.isdisjoint((arrival.root, arrival.id, *arrival.aliases)):
            return True
        return any(_key(tag) in self._tags for tag in (*arrival.tags, *_TAG.findall(arrival.text)))


def _prefix(instance: str) -> str:
    return f"ideabridge:{instance}:"


def _hashtags(events: Iterable[Event]) -> list[str]:
    tags: dict[str, str] = {}
    for event in events:
        for tag in (*event.tags, *event.aliases):
            tags.setdefault(_key(tag), tag.lstrip("#＃"))
    return [f"#{tag}" for tag in tags.values()]


def _key(tag: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag.lstrip("#＃")).casefold())


def _joined(terms: Iterable[str], length: int, suffix: str) -> Iterator[str]:
    """Terms OR-ed in groups; with what is put around it, none is longer than `length`."""
    group: list[str] = []
    for term in terms:
        if group and len(_or([*group, term])) + len(suffix) > length:
            yield _or(group) + suffix
            group = []
        group.append(term)
    if group:
        yield _or(group) + suffix


def _or(terms: Sequence[str]) -> str:
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"
