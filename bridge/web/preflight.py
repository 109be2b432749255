"""Whether a chat would be heard: each source's checks, green, amber or red, with what to do.

Everything is read from what listeners tell of themselves, so it is the same wherever they run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import msgspec
from aiohttp import web

from bridge.ports import Clock
from bridge.records import Condition, Event, Hearing, Listening, Question, SourceName, Word, network_of
from bridge.web.answers import json_answer
from bridge.web.asks import Known
from bridge.web.reception import Reception
from bridge.web.sight import page
from bridge.web.standings import stream_name

#: A listener tells of itself every few seconds; after this long it is taken for dead.
TOLD_WITHIN = timedelta(seconds=30)
#: Silence of a network's own wire that is as it should be, and that is too long: heartbeats come every 20 to 30 s.
QUIET, SILENT = timedelta(seconds=35), timedelta(seconds=90)
#: How old a test post may be.
TESTED_WITHIN = timedelta(hours=24)
#: What a busy chat of an hour holds (1,409 were counted once), reposts with it.
POSTS_OF_A_CHAT = 1_500
#: Part of a ceiling beyond which people should know.
NEARLY = 0.7


class Colour(Word):
    """GREEN is right, AMBER may be right, RED is not."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at. `about` is a network or, for the plan itself, empty."""

    about: str
    check: str
    colour: Colour
    says: str
    do: str = ""


class Preflight:
    """Handlers of the page and of /v1/events/{event}/preflight."""

    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception = reception
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/events/{event}/preflight", self.show),
            web.get("/v1/events/{event}/preflight", self.answer),
        ]

    async def show(self, request: web.Request) -> web.Response:
        known, event, found = self._looked(request)
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "event": event,
            "now": self._clock.now(),
            "colour": worst(found).value,
            "groups": [(stream_name(about), list(group)) for about, group in groupby(found, key=lambda it: it.about)],
        }
        return page(request, "preflight.html", context)

    async def answer(self, request: web.Request) -> web.Response:
        known, event, found = self._looked(request)
        answer = {"place": str(known.place()), "event": event.id, "colour": worst(found), "checks": found}
        return json_answer(answer)

    def _looked(self, request: web.Request) -> tuple[Known, Event, Sequence[Check]]:
        self._reception.require(request, "moderate")
        known, event = self._reception.event(request, request.match_info["event"])
        return known, event, checks(event, known.questions(event.id), known.listening(), self._clock.now())


def worst(found: Iterable[Check]) -> Colour:
    """The colour of all checks together."""
    return max((it.colour for it in found), key=list(Colour).index, default=Colour.GREEN)


def checks(
    event: Event, questions: Sequence[Question], listening: Iterable[Listening], now: datetime
) -> Sequence[Check]:
    """Everything that can be seen from here before, and during, a chat."""
    if event.rehearsal:
        return [_check("", "plan", Colour.GREEN, "a rehearsal: its posts are played, and no network is listened to")]
    sources = sorted(
        (it for it in listening if it.condition is not None and network_of(it.source)),
        key=lambda it: it.heard_at or now,
    )
    last = {it.source: it for it in sources}
    networks = dict.fromkeys([*sorted(event.hosts), *sorted({str(network_of(it)) for it in last})])
    found = [*_plan(event, questions, now)]
    for network in networks:
        theirs = [it for source, it in last.items() if network_of(source) == network]
        if not theirs:
            says = "nothing listens there"
            found.append(_check(network, "listener", Colour.RED, says, _SET_UP.get(str(network), "")))
        for it in theirs:
            found += _source(event, it, now)
        found += _hosts(event, network)
    return found


_SET_UP: Mapping[str, str] = {
    SourceName.X: "Set x.bearer_token_file where `ideabridge listen` runs, and start it.",
    SourceName.BLUESKY: "Set bluesky.on = true where `ideabridge listen` runs, and start it.",
    SourceName.MASTODON: "Name a server under [[mastodon.servers]] where `ideabridge listen` runs, and start it.",
}


def _plan(event: Event, questions: Sequence[Question], now: datetime) -> Iterator[Check]:
    if event.type != "chat":
        yield _check("", "plan", Colour.RED, "a session is not listened to", "Upload its documents instead.")
        return
    if now > event.closes_at:
        yield _check("", "plan", Colour.AMBER, "the chat is over", "Late answers may be taken still.")
    else:
        yield _check("", "plan", Colour.GREEN, f"#{', #'.join((*event.tags, *event.aliases))}")
    asked = [it for it in questions if it.text]
    if not asked:
        says, do = "no question is planned", "Answers can be told apart only by the numbers that hosts write."
        yield _check("", "questions", Colour.AMBER, says, do)
    else:
        yield _check("", "questions", Colour.GREEN, f"{len(asked)} planned")


def _hosts(event: Event, network: str) -> Iterator[Check]:
    if not event.hosts.get(network):
        do = f"Name the host's account under chats.hosts.{network}: only a host's Q1 opens a question."
        yield _check(network, "host", Colour.AMBER, "no host account is named", do)


def _source(event: Event, it: Listening, now: datetime) -> Iterator[Check]:
    condition = it.condition
    assert condition is not None
    about = it.source
    if it.heard_at is None or now - it.heard_at > (
        TOLD_WITHIN if condition.hearing is not Hearing.RESTING else TOLD_WITHIN + timedelta(minutes=2)
    ):
        do = "See that `ideabridge listen` runs, and that it reaches this bridge."
        yield _check(about, "listener", Colour.RED, "its worker says nothing", do)
        return
    if condition.faults:
        do = "The worker's log says why."
        yield _check(about, "listener", Colour.AMBER, f"begun anew {condition.faults} times after a fault", do)
    else:
        yield _check(about, "listener", Colour.GREEN, f"runs ({it.worker})")
    if condition.hearing is Hearing.RESTING:
        when = f"{condition.next_at:%H:%M} UTC on {condition.next_at:%d %B}" if condition.next_at else "the next chat"
        do = "Look again then; `ideabridge preflight --now` tries its access at once, where its keys are."
        yield _check(about, "connection", Colour.AMBER, f"rests until {when}", do)
        return
    yield _access(about, condition)
    yield _connection(about, condition)
    if condition.hearing is Hearing.LISTENING:
        yield _quiet(about, condition, now)
        yield _armed(about, event, condition)
    yield from _cost(about, condition)
    yield _tested(about, event, condition, now)


def _access(about: str, condition: Condition) -> Check:
    if condition.hearing is Hearing.REFUSED:
        return _check(about, "access", Colour.RED, "the network refuses us", condition.detail)
    if condition.connected_at is None:
        return _check(about, "access", Colour.AMBER, "not shown yet", "Wait for the first connection.")
    return _check(about, "access", Colour.GREEN, "the network takes us")


def _connection(about: str, condition: Condition) -> Check:
    match condition.hearing:
        case Hearing.LISTENING:
            return _check(about, "connection", Colour.GREEN, condition.detail or "up")
        case Hearing.PAUSED | Hearing.REFUSED:
            return _check(about, "connection", Colour.RED, condition.hearing.value, condition.detail)
        case _:
            do = condition.detail or "It is tried again by itself."
            return _check(about, "connection", Colour.AMBER, condition.hearing.value, do)


def _quiet(about: str, condition: Condition, now: datetime) -> Check:
    if condition.last_byte_at is None:
        return _check(about, "last sign of life", Colour.AMBER, "none yet", "Wait a minute.")
    age = max(now - condition.last_byte_at, timedelta(0))
    says = f"{age.total_seconds():.0f} s ago"
    if condition.last_post_at is not None:
        says += f", last post {_ago(now - condition.last_post_at)} ago"
    colour = Colour.GREEN if age <= QUIET else Colour.AMBER if age <= SILENT else Colour.RED
    do = "" if colour is Colour.GREEN else "It should have been lost and found again: see the worker's log."
    return _check(about, "last sign of life", colour, says, do)


def _armed(about: str, event: Event, condition: Condition) -> Check:
    """Networks that filter for us must have been asked for each tag; Bluesky sends everything."""
    if network_of(about) is SourceName.BLUESKY:
        return _check(about, "rules", Colour.GREEN, "everything is sent, and we choose")
    asked = " ".join(condition.rules).casefold()
    missing = [tag for tag in (*event.tags, *event.aliases) if tag.casefold() not in asked]
    if missing:
        return _check(about, "rules", Colour.RED, f"not asked for #{', #'.join(missing)}", "Restart the listener.")
    return _check(about, "rules", Colour.GREEN, f"{len(condition.rules)} armed")


def _cost(about: str, condition: Condition) -> Iterator[Check]:
    if network_of(about) is not SourceName.X:
        return
    spent, ceiling = condition.cost, condition.ceiling
    price = spent / condition.posts if condition.posts else _X_PRICE
    expected = POSTS_OF_A_CHAT * price
    says = f"${spent:.2f} spent today; a chat of {POSTS_OF_A_CHAT:,} posts is about ${expected:.2f}"
    if not ceiling:
        yield _check(about, "cost", Colour.AMBER, f"{says}; there is no ceiling", "Set x.ceiling.")
    elif spent + expected > ceiling:
        do = "Raise x.ceiling, or leave reposts out with x.reposts = false."
        yield _check(about, "cost", Colour.AMBER, f"{says}; the ceiling is ${ceiling:.2f}", do)
    else:
        yield _check(about, "cost", Colour.GREEN, f"{says}; the ceiling is ${ceiling:.2f}")


#: US dollars for a post that is read, https://docs.x.com/x-api (pricing), August 2026.
_X_PRICE = 0.005


def _tested(about: str, event: Event, condition: Condition, now: datetime) -> Check:
    tag = event.tags[0] if event.tags else "tag"
    if condition.tested_at is None or now - condition.tested_at > TESTED_WITHIN:
        do = f"Post “#{tag} ideabridge-test” there from any account, and look again. It is not kept."
        return _check(about, "test post", Colour.AMBER, "none was heard in the last day", do)
    return _check(about, "test post", Colour.GREEN, f"heard {_ago(now - condition.tested_at)} ago")


def _ago(age: timedelta) -> str:
    seconds = max(age.total_seconds(), 0)
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.0f} h"
    )


def _check(about: str, check: str, colour: Colour, says: str, do: str = "") -> Check:
    return Check(about=about, check=check, colour=colour, says=says, do=do)
