"""The pages round a review: what would be published, who spoke, the whole transcript, and the ends of a session.

Of these a reviewed chat has those on which it is published and taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
from aiohttp import web
from multidict import MultiMapping

from bridge.errors import UnknownError, UnreadableError
from bridge.records import Contribution, ContributionId, IdeaId, Transcript
from bridge.web.asks import Uploads
from bridge.web.candidates import Queue, is_hidden, moment, name_of, read_queue
from bridge.web.review import (
    KINDS,
    LONGEST,
    LONGEST_NAME,
    Act,
    Difference,
    Keep,
    Reviews,
    Sitting,
    SpeakerChange,
    checked,
)
from bridge.web.review_api import speaker_number
from bridge.web.review_pages import back, done, read_form
from bridge.web.sight import count, page

#: Passages on one page of the transcript.
SHOWN = 200
#: Groups of differences, in the order in which a host reads them.
DIFFERENCES = {
    "new": "Open an idea",
    "suggested": "Open an idea that may say the same as another",
    "joins": "Join an idea in the same words",
    "supports": "Are one more voice for an idea",
    "changed": "Change the words of a published idea",
    "taken_back": "Are taken back",
}


class SessionPages:
    """Handlers for moderators; whatever cannot be undone has a page that asks first."""

    def __init__(self, reviews: Reviews, uploads: Uploads, body_seconds: float) -> None:
        self._reviews = reviews
        self._uploads = uploads
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        here = "/sessions/{session}"
        return [
            web.get(f"{here}/publish", self.preview),
            web.post(f"{here}/publish", self.publish),
            web.get(f"{here}/speakers", self.speakers),
            web.get(f"{here}/speakers/{{number}}", self.speaker),
            web.post(f"{here}/speakers/{{number}}", self.change_speaker),
            web.get(f"{here}/transcript", self.transcript),
            web.post(f"{here}/transcript", self.keep),
            web.get(f"{here}/withdraw", self.ask_withdraw),
            web.post(f"{here}/withdraw", self.withdraw),
            web.get(f"{here}/end-review", self.ask_end),
            web.post(f"{here}/end-review", self.end),
        ]

    async def preview(self, request: web.Request) -> web.Response:
        return await self._preview(request, self._reviews.sit(request))

    async def publish(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit(request)
        form = await self._form(request)
        try:
            would = await sitting.reviewer.publish(sitting.event.id, sitting.who, dry_run=True)
            if _digest(would) != form.get("seen"):
                return await self._preview(request, sitting, changed=True)
            found = await sitting.reviewer.publish(sitting.event.id, sitting.who, dry_run=False)
        except UnreadableError:
            return await self._preview(request, sitting)
        return back(sitting, "publish", sum(it.what != "lacking" for it in found))

    async def _preview(self, request: web.Request, sitting: Sitting, *, changed: bool = False) -> web.Response:
        problem, found = "", []
        try:
            found = [*await sitting.reviewer.publish(sitting.event.id, sitting.who, dry_run=True)]
        except UnreadableError as error:
            problem = str(error)
        groups = [(title, [it for it in found if it.what == what]) for what, title in DIFFERENCES.items()]
        lacking = [it for it in found if it.what == "lacking"]
        context = sitting.context | {
            "groups": [(title, there) for title, there in groups if there],
            "number": len(found) - len(lacking),
            "lacking": lacking,
            "ideas": await sitting.known.find_ideas({it.idea for it in found if it.idea}),
            "seen": _digest(found),
            "problem": problem,
            "changed": changed,
            "done": done(request.query) if request.method == "GET" else None,
        }
        return page(request, "publish.html", context, status=422 if problem and request.method == "POST" else 200)

    async def speakers(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit_at_session(request)
        queue = await read_queue(sitting, self._reviews.order)
        by_voice = {it.voice: it for it in queue.speakers}
        said = await sitting.reviewer.candidates(sitting.event.id)
        saved = request.query.get("saved", "")
        context = sitting.context | {
            "saved": next((it.name for it in queue.speakers if str(it.number) == saved), ""),
            "rows": [
                {
                    "speaker": it,
                    "same_as": name_of(it.same_as, by_voice),
                    "turns": sum(passage.voice == it.voice for one in queue.transcripts for passage in one.passages),
                    "found": sum(it.voice in (one.voice, one.speaker) for one in said),
                }
                for it in queue.speakers
            ],
        }
        return page(request, "speakers.html", context)

    async def speaker(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit_at_session(request)
        return self._speaker(request, sitting, speaker_number(request, sitting))

    async def change_speaker(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit_at_session(request)
        number, form = speaker_number(request, sitting), await self._form(request)
        label, other = str(form.get("label", "")).strip(), str(form.get("same_as", ""))
        if len(label) > LONGEST_NAME:
            wrong = {"label": f"Shorten the name to {LONGEST_NAME} characters."}
            return self._speaker(request, sitting, number, form, wrong)
        change = SpeakerChange(
            label=label,
            facilitates="facilitates" in form,
            hidden="hidden" in form,
            same_as=int(other) if other.isdecimal() and len(other) < 6 else None,
        )
        try:
            await sitting.reviewer.name_speaker(sitting.event.id, number, change, sitting.who)
        except (UnreadableError, UnknownError) as error:
            return self._speaker(request, sitting, number, form, {"same_as": str(error)})
        address = f"/sessions/{quote(sitting.event.id, safe='')}/speakers?saved={number}#done"
        return web.Response(status=303, headers={"Location": address})

    def _speaker(
        self,
        request: web.Request,
        sitting: Sitting,
        number: int,
        form: MultiMapping[Any] | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> web.Response:
        speakers = sitting.reviewer.speakers(sitting.event.id)
        speaker = next(it for it in speakers if it.number == number)
        numbers = {it.voice: it.number for it in speakers}
        fields = {
            "label": speaker.label,
            "facilitates": speaker.facilitates,
            "hidden": speaker.hidden,
            "same_as": str(numbers.get(speaker.same_as, "")) if speaker.same_as else "",
        }
        context = sitting.context | {
            "speaker": speaker,
            "others": [it for it in speakers if it.number != number and it.same_as is None],
            "fields": dict(form) if form else fields,
            "longest": LONGEST_NAME,
            "wrong": wrong or {},
        }
        return page(request, "speaker.html", context, status=422 if wrong else 200)

    async def transcript(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit_at_session(request)
        return await self._transcript(request, sitting, request.query)

    async def keep(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit_at_session(request)
        form = await self._form(request)
        said = {
            "upload": str(form.get("upload", "")),
            "passage": str(form.get("keep", "")),
            "words": str(form.get("words", "")).replace("\r\n", "\n").strip(),
            "kind": str(form.get("kind", "idea")),
        }
        try:
            act: Act = msgspec.convert(said, type=Keep, strict=False)
            name = await sitting.reviewer.decide(sitting.event.id, checked(act, sitting.known), sitting.who)
        except msgspec.ValidationError:
            wrong = (
                f"Enter the words to keep, at most {LONGEST:,} characters."
                if said["words"]
                else "Enter the words to keep."
            )
            return await self._transcript(request, sitting, form, wrong)
        except (UnreadableError, UnknownError) as error:
            return await self._transcript(request, sitting, form, str(error))
        return back(sitting, "keep", act=name)

    async def _transcript(
        self, request: web.Request, sitting: Sitting, asked: Mapping[str, Any], wrong: str = ""
    ) -> web.Response:
        queue = await read_queue(sitting, self._reviews.order)
        shown = next((it for it in queue.transcripts if it.upload == asked.get("upload")), None)
        shown = shown or next(iter(queue.transcripts), None)
        keep = _number(asked.get("keep"), -1)
        pages = max(1, -(-len(shown.passages) // SHOWN)) if shown else 1
        at = keep // SHOWN + 1 if keep >= 0 else _number(asked.get("page"), 1)
        at = min(max(1, at), pages)
        context = sitting.context | {
            "upload": shown.upload if shown else "",
            "documents": [(it.upload, self._label(it)) for it in queue.transcripts],
            "rows": _rows(queue, shown, (at - 1) * SHOWN) if shown else [],
            "page": at,
            "pages": pages,
            "keep": keep,
            "fields": asked,
            "kinds": KINDS,
            "longest": LONGEST,
            "wrong": wrong,
        }
        return page(request, "transcript.html", context, status=422 if wrong else 200)

    def _label(self, transcript: Transcript) -> str:
        upload = self._uploads.upload(transcript.upload)
        return upload.label if upload else "A document"

    async def ask_withdraw(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit(request)
        target = await _target(sitting, request.query)
        said = await sitting.reviewer.candidates(sitting.event.id)
        number = sum(target.holds(it) for it in said)
        context = sitting.context | {
            "title": f"Withdraw {target.name}",
            "says": f"{count(number, 'contribution')} of this {sitting.event.type} will be taken back, published or not, and the words"
            f" deleted{'' if sitting.is_session else ' here; on their network they stay'}. This cannot be undone.",
            "do": "Withdraw",
            "fields": target.fields,
            "action": "withdraw",
            "to": target.to,
        }
        return page(request, "review_confirm.html", context)

    async def withdraw(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit(request)
        target = await _target(sitting, await self._form(request))
        withdrawn = await sitting.reviewer.withdraw(sitting.event.id, sitting.who, **target.asks)
        return back(sitting, "withdraw", withdrawn)

    async def ask_end(self, request: web.Request) -> web.Response:
        context = self._reviews.sit_at_session(request).context | {
            "title": "End the review",
            "says": "The session's files and transcripts are deleted now. What was decided and published stays; what was said"
            " around it can no longer be read, and nothing more can be kept from it.",
            "do": "End the review",
            "fields": {},
            "action": "end-review",
            "to": "review",
        }
        return page(request, "review_confirm.html", context)

    async def end(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit_at_session(request)
        await self._form(request)
        return back(sitting, "end", await sitting.reviewer.end_review(sitting.event.id, sitting.who))

    async def _form(self, request: web.Request) -> MultiMapping[Any]:
        return await read_form(request, self._reviews, self._body_seconds)


class _Target(NamedTuple):
    """What is to be withdrawn: its name, what its form carries, where "no" leads, what the reviewer is asked, what it holds."""

    name: str
    fields: Mapping[str, str]
    to: str
    asks: Mapping[str, Any]
    holds: Callable[[Contribution], bool]


async def _target(sitting: Sitting, fields: Mapping[str, Any]) -> _Target:
    """Raises `UnknownError` for what is named and not there: never more is withdrawn than was asked for."""
    if "speaker" in fields:
        there = {str(it.number): it for it in sitting.reviewer.speakers(sitting.event.id)}
        speaker = there.get(str(fields["speaker"]))
        if speaker is None:
            raise UnknownError("No speaker of this session has that number.")
        name, told, asks = f"what {speaker.name} said", {"speaker": str(speaker.number)}, {"speaker": speaker.number}
        return _Target(name, told, "speakers", asks, lambda one: speaker.voice in (one.voice, one.speaker))
    if "idea" in fields:
        idea = await sitting.known.find_idea(IdeaId(str(fields["idea"])))
        if idea is None:
            raise UnknownError("No idea has that id, or it was taken back.")
        name = f"“{idea.text[:100]}”"
        return _Target(
            name,
            {"idea": idea.id},
            sitting.home,
            {"idea": idea.id},
            lambda one: bool(one.placed and one.placed.idea == idea.id),
        )
    return _Target(f"the whole {sitting.event.type}", {}, sitting.home, {"everything": True}, lambda _: True)


def _rows(queue: Queue, transcript: Transcript, first: int) -> list[dict[str, Any]]:
    """A page of passages, each with who said it, when, and what was found in it."""
    by_voice = {it.voice: it for it in queue.speakers}
    found = {it.id: it for it in queue.candidates}
    kept: dict[int, list[ContributionId]] = {}
    for id_, (upload, at) in queue.kept.items():
        if upload == transcript.upload:
            kept.setdefault(at, []).append(id_)
    return [
        {
            "at": nth,
            "speaker": name_of(it.voice, by_voice),
            "text": it.text,
            "moment": moment(it.from_s),
            "group": it.group,
            "found": [found[id_] for id_ in (*it.said, *kept.get(nth, ())) if id_ in found],
            "is_hidden": is_hidden(it, by_voice),
        }
        for nth, it in enumerate(transcript.passages[first : first + SHOWN], first)
    ]


def _digest(found: Sequence[Difference]) -> str:
    """A name for what would be published, to see whether it is still that when it is."""
    return hashlib.sha256(msgspec.json.encode(found)).hexdigest()[:16]


def _number(said: object, otherwise: int) -> int:
    text = str(said)
    return int(text) if text.isdecimal() and len(text) < 7 else otherwise
