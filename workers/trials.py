"""Trying each network's access at once, with the keys that are set here, and telling of a preflight in the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from itertools import groupby
from typing import Any, cast

import click
import msgspec

from bridge.errors import SourceRefusedError
from bridge.ports import Heard, Source
from bridge.records import Event, EventId, Hearing
from bridge.sources.jetstream import Jetstream
from bridge.sources.mastodon_stream import MastodonTags
from bridge.sources.x_api import XApi
from bridge.sources.x_problems import XProblemError
from bridge.web.preflight import Check, Colour, worst
from config.settings import Settings
from workers.runtime import SystemClock, plan_of

#: Seconds within which a network that takes us has said so.
PATIENCE = 30.0
_SHOWN = {"green": ("green", "right"), "amber": ("yellow", "look"), "red": ("red", "wrong")}


async def look(settings: Settings, event: str) -> dict[str, Any]:
    """Connect to each network that is set up, until it answers, and say what came of it; as the bridge's own preflight does."""
    campaign = next(it for it in settings.plans if event in {one.id for one in it.events()})
    chat = plan_of(campaign, b"").event(EventId(event))
    assert chat is not None
    trials = [_listened(source) for source in _sources(settings, chat)]
    if settings.x.on and settings.x.bearer_token:
        trials.append(_asked(XApi(settings.x.bearer_token, settings.x.address)))
    found = [check for checks in await asyncio.gather(*trials) for check in checks]
    for network in sorted(set(chat.hosts) - {it.about.partition("/")[0] for it in found} - {"bluesky"}):
        do = "Set it up here, or ask where `ideabridge listen` runs."
        found.append(
            Check(about=network, check="access", colour=Colour.RED, says="nothing is set up for it here", do=do)
        )
    return {"event": event, "colour": worst(found).value, "checks": msgspec.to_builtins(found)}


def told(found: Mapping[str, Any]) -> str:
    """A preflight for a person."""
    lines = []
    for about, checks in groupby(found["checks"], key=lambda it: it["about"]):
        lines.append(click.style(about or "the plan", bold=True))
        for it in checks:
            colour, word = _SHOWN[it["colour"]]
            do = f" {it['do']}" if it["do"] else ""
            lines.append(f"  {click.style(f'{word:5}', fg=colour)}  {it['check']}: {it['says']}.{do}")
    return "\n".join(lines)


def _sources(settings: Settings, chat: Event) -> Iterator[Source]:
    if settings.bluesky.on and settings.bluesky.jetstream:
        yield Jetstream(*settings.bluesky.jetstream, clock=SystemClock())
    if settings.mastodon.on:
        for server in settings.mastodon.servers:
            yield MastodonTags(server.url, [chat], clock=SystemClock(), token=server.token)


async def _listened(source: Source) -> Sequence[Check]:
    """Listen until it is clear how the source stands."""
    detail = "it did not answer in time"
    try:
        async with (
            asyncio.timeout(PATIENCE),
            aclosing(cast(AsyncGenerator[Heard, None], source.listen(None))) as hearing,
        ):
            async for heard in hearing:
                if heard.condition is None:
                    continue
                detail = heard.condition.detail or detail
                if heard.condition.hearing is Hearing.LISTENING:
                    colour = Colour.AMBER if heard.condition.detail else Colour.GREEN
                    return [
                        Check(
                            about=source.name, check="access", colour=colour, says=heard.condition.detail or "it hears"
                        )
                    ]
    except SourceRefusedError as error:
        detail = str(error)
    except TimeoutError:
        pass
    return [Check(about=source.name, check="access", colour=Colour.RED, says="it does not hear", do=detail)]


async def _asked(api: XApi) -> Sequence[Check]:
    """Ask X what costs nothing: our rules, and what it has counted."""
    if problem := await api.check():
        return [Check(about="x", check="access", colour=Colour.RED, says="X does not take us", do=problem)]
    found = [Check(about="x", check="access", colour=Colour.GREEN, says="X takes us")]
    try:
        usage = await api.usage()
    except XProblemError as error:
        return [*found, Check(about="x", check="usage", colour=Colour.AMBER, says="X does not tell", do=str(error))]
    if usage.read is None or not usage.cap:
        return [*found, Check(about="x", check="usage", colour=Colour.AMBER, says="X does not tell")]
    colour = Colour.GREEN if usage.read < 0.9 * usage.cap else Colour.AMBER if usage.read < usage.cap else Colour.RED
    says = f"{usage.read:,} of {usage.cap:,} posts read this month"
    do = "" if colour is Colour.GREEN else "Raise the cap at X, or leave reposts out with x.reposts = false."
    return [*found, Check(about="x", check="usage", colour=colour, says=says, do=do)]
