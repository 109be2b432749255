"""What /metrics tells of listening and reading. Labels are campaigns, sources and reasons, never anything of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from bridge.feed.feeds import Feeds
from bridge.projection.known import Projection
from bridge.records import CampaignId, Condition, Hearing, Listening
from bridge.web.asks import Gauge
from workers.erasing import Eraser

Known = Mapping[CampaignId, Projection]

_OF_SOURCE = ("campaign", "worker", "source")


def gauges(known: Known, feeds: Feeds, erasers: Mapping[CampaignId, Eraser]) -> list[Gauge]:
    """Everything that is counted: readers, what each campaign holds, and what each source gave and how it stands."""
    readers = Gauge(name="ideabridge_feed_readers", says="Readers of the feed now.", read=lambda: float(feeds.readers))
    return [readers, *_of_campaigns(known, erasers), _alarms(known), *_of_conditions(known), *_of_sources(known)]


def _of_campaigns(known: Known, erasers: Mapping[CampaignId, Eraser]) -> Iterator[Gauge]:
    told: list[tuple[str, str, Callable[[Projection], float]]] = [
        ("head", "The place that a campaign has been read up to.", lambda it: it.seq),
        ("held", "Contributions that wait for a person.", lambda it: it.held()),
        (
            "in_memory",
            "Ideas in memory, with which what is said is compared; the others are in the store alone.",
            lambda it: it.in_memory(),
        ),
        (
            "unerased_seconds",
            "How long something that was taken back may have been in the store's files, since we know of it.",
            lambda it: erasers[it.id].due_for(),
        ),
    ]
    for name, says, of in told:
        read = partial(_by_campaign, known, of)
        yield Gauge(name=f"ideabridge_{name}", says=says, labels=("campaign",), read=read)


def _by_campaign(known: Known, of: Callable[[Projection], float]) -> Mapping[tuple[str, ...], float]:
    return {(str(campaign),): of(projection) for campaign, projection in known.items()}


def _alarms(known: Known) -> Gauge:
    def standing() -> Mapping[tuple[str, ...], float]:
        return {
            (str(campaign), it.source, it.what): 1.0
            for campaign, projection in known.items()
            for it in projection.alarms()
            if it.over_at is None
        }

    says = "Alarms that stand: a chat is on, and a source does not hear it."
    return Gauge(name="ideabridge_alarms", says=says, labels=("campaign", "source", "what"), read=standing)


def _of_conditions(known: Known) -> Iterator[Gauge]:
    told: list[tuple[str, str, Callable[[Condition], float]]] = [
        (
            "hears",
            "1 for a source that is listened to now, 0 for one that is waiting, paused, refused or resting.",
            lambda it: it.hearing is Hearing.LISTENING,
        ),
        (
            "cost_dollars",
            "What a source has cost by its network's published price, since it began to count.",
            lambda it: it.cost,
        ),
    ]
    for name, says, of in told:
        read = partial(_by_condition, known, of)
        yield Gauge(name=f"ideabridge_source_{name}", says=says, labels=_OF_SOURCE, read=read)


def _by_condition(known: Known, of: Callable[[Condition], float]) -> Mapping[tuple[str, ...], float]:
    return {labels: float(of(it.condition)) for labels, it in _listening(known) if it.condition}


def _of_sources(known: Known) -> Iterator[Gauge]:
    """What each gave; what arrived is contributed and rejected together."""
    yield Gauge(
        name="ideabridge_arrived",
        says="What a source gave: contributed and rejected together.",
        labels=_OF_SOURCE,
        read=lambda: {labels: float(it.arrived) for labels, it in _listening(known)},
    )
    yield Gauge(
        name="ideabridge_contributed",
        says="What of it became contributions.",
        labels=_OF_SOURCE,
        read=lambda: {labels: float(it.contributed) for labels, it in _listening(known)},
    )
    yield Gauge(
        name="ideabridge_rejected",
        says="What of it was not kept, by reason.",
        labels=(*_OF_SOURCE, "reason"),
        read=lambda: {
            (*labels, reason): float(count) for labels, it in _listening(known) for reason, count in it.rejected.items()
        },
    )


def _listening(known: Known) -> Iterator[tuple[tuple[str, ...], Listening]]:
    for campaign, projection in known.items():
        for it in projection.listening():
            yield (campaign, it.worker, it.source), it
