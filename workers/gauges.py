"""What /metrics tells of listening and reading. Labels are campaigns, sources and reasons, never anything of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bridge.feed.feeds import Feeds
from bridge.projection.known import Projection
from bridge.records import CampaignId, Hearing, Listening
from bridge.web.asks import Gauge
from workers.erasing import Eraser

_OF_SOURCE = ("campaign", "worker", "source")


def gauges(known: Mapping[CampaignId, Projection], feeds: Feeds, erasers: Mapping[CampaignId, Eraser]) -> list[Gauge]:
    """Everything that is counted: arrived = contributed + rejected, by source; what is held; places; readers."""

    def listening() -> Iterator[tuple[tuple[str, ...], Listening]]:
        for campaign, projection in known.items():
            for it in projection.listening():
                yield (campaign, it.worker, it.source), it

    def by_campaign(read: Callable[[Projection], float]) -> Callable[[], Mapping[tuple[str, ...], float]]:
        return lambda: {(str(campaign),): read(projection) for campaign, projection in known.items()}

    def standing() -> Mapping[tuple[str, ...], float]:
        return {
            (str(campaign), it.source, it.what): 1.0
            for campaign, projection in known.items()
            for it in projection.alarms()
            if it.over_at is None
        }

    return [
        Gauge(name="ideabridge_feed_readers", says="Readers of the feed now.", read=lambda: float(feeds.readers)),
        Gauge(
            name="ideabridge_head",
            says="The place that a campaign has been read up to.",
            labels=("campaign",),
            read=by_campaign(lambda projection: projection.seq),
        ),
        Gauge(
            name="ideabridge_held",
            says="Contributions that wait for a person.",
            labels=("campaign",),
            read=by_campaign(lambda projection: projection.held()),
        ),
        Gauge(
            name="ideabridge_in_memory",
            says="Ideas in memory, with which what is said is compared; the others are in the store alone.",
            labels=("campaign",),
            read=by_campaign(lambda projection: projection.in_memory()),
        ),
        Gauge(
            name="ideabridge_unerased_seconds",
            says="How long something that was taken back may have been in the store's files, since we know of it.",
            labels=("campaign",),
            read=by_campaign(lambda projection: erasers[projection.id].due_for()),
        ),
        Gauge(
            name="ideabridge_alarms",
            says="Alarms that stand: a chat is on, and a source does not hear it.",
            labels=("campaign", "source", "what"),
            read=standing,
        ),
        Gauge(
            name="ideabridge_source_hears",
            says="1 for a source that is listened to now, 0 for one that is waiting, paused, refused or resting.",
            labels=_OF_SOURCE,
            read=lambda: {
                labels: float(it.condition.hearing is Hearing.LISTENING) for labels, it in listening() if it.condition
            },
        ),
        Gauge(
            name="ideabridge_source_cost_dollars",
            says="What a source has cost by its network's published price, since it began to count.",
            labels=_OF_SOURCE,
            read=lambda: {labels: it.condition.cost for labels, it in listening() if it.condition},
        ),
        Gauge(
            name="ideabridge_arrived",
            says="What a source gave: contributed and rejected together.",
            labels=_OF_SOURCE,
            read=lambda: {labels: float(it.arrived) for labels, it in listening()},
        ),
        Gauge(
            name="ideabridge_contributed",
            says="What of it became contributions.",
            labels=_OF_SOURCE,
            read=lambda: {labels: float(it.contributed) for labels, it in listening()},
        ),
        Gauge(
            name="ideabridge_rejected",
            says="What of it was not kept, by reason.",
            labels=(*_OF_SOURCE, "reason"),
            read=lambda: {
                (*labels, reason): float(count) for labels, it in listening() for reason, count in it.rejected.items()
            },
        ),
    ]
