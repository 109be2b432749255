"""A stand-in for a server that speaks OpenAI's chat completions: it answers well, badly, or with lies.

`python -m tests.model.stand_in --port 8099` runs it by hand, for `IDEABRIDGE_MODEL__URL=http://localhost:8099/v1`.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, Self

import msgspec
from aiohttp import web
from aiohttp.test_utils import TestServer

MEGABYTE = 2**20


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A turn as it is sent."""

    turn: int
    speaker: str
    said: str


class Asked(NamedTuple):
    """A request, taken apart."""

    body: dict[str, Any]
    key: str
    request: web.Request
    server: StandIn

    @property
    def form(self) -> str:
        """json_schema, json_object, or nothing."""
        return str(self.body.get("response_format", {}).get("type", ""))

    @property
    def turns(self) -> list[Turn]:
        return msgspec.json.decode(self.body["messages"][1]["content"], type=list[Turn])


Manner = Callable[[Asked], Awaitable[web.StreamResponse]]


class Waits:
    """A sleep that takes no time and remembers how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


class StandIn:
    """The server. Each request meets the next of `manners`, and the last of them for ever."""

    def __init__(self, *manners: Manner, key: str = "") -> None:
        self.asked: list[Asked] = []
        self.bytes_sent = 0
        self.was_asked = asyncio.Event()
        self.is_closing = asyncio.Event()
        self._manners = deque(manners or [well])
        self._key = key
        app = web.Application(client_max_size=MEGABYTE)
        app.router.add_post("/v1/chat/completions", self._answer)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.is_closing.set()
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("/v1"))

    async def start(self, port: int) -> None:
        self._server.port = port
        await self._server.start_server()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        asked = Asked(msgspec.json.decode(await request.read()), key, request, self)
        self.asked.append(asked)
        self.was_asked.set()
        if key != self._key:
            return web.json_response({"error": {"message": "Incorrect API key provided"}}, status=401)
        manner = self._manners.popleft() if len(self._manners) > 1 else self._manners[0]
        return await manner(asked)


def passage(turn: int | list[int], quote: str, kind: str = "idea", restated: str = "") -> dict[str, Any]:
    return {"turns": turn if isinstance(turn, list) else [turn], "quote": quote, "restated": restated, "kind": kind}


def completion(content: str | None, finish_reason: str = "stop") -> web.Response:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return web.json_response({"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]})


def found(passages: Iterable[dict[str, Any]]) -> str:
    return msgspec.json.encode({"found": list(passages)}).decode()


def ideas(turns: Iterable[Turn]) -> list[dict[str, Any]]:
    """What a model of few wits finds: sentences with "could", and those that tell of "when I"."""
    return [
        passage(turn.turn, sentence, "idea" if "could" in sentence else "experience")
        for turn in turns
        for sentence in re.findall(r"[^.?!]*\b(?:could|[Ww]hen I)\b[^.?!]*[.?!]?", turn.said)
    ]


# Manners that are honest.


async def well(asked: Asked) -> web.StreamResponse:
    return completion(found(ideas(asked.turns)))


def saying(*passages: dict[str, Any]) -> Manner:
    """Says just this, whatever it is asked."""
    return answering(found(passages))


def answering(content: str | None, finish_reason: str = "stop") -> Manner:
    async def manner(_: Asked) -> web.StreamResponse:
        return completion(content, finish_reason)

    return manner


async def fenced(asked: Asked) -> web.StreamResponse:
    text = found(ideas(asked.turns))
    return completion(
        f"<think>Which of {{these}}?</think>\nHere is what I found:\n```json\n{text}\n```\nAnything else?"
    )


def knowing_only(*forms: str) -> Manner:
    """Refuses every form of asking but these, as vLLM, LM Studio and others put it."""

    async def manner(asked: Asked) -> web.StreamResponse:
        if asked.form in forms:
            return await well(asked)
        message = f"'response_format.type' must not be '{asked.form}'"
        return web.json_response({"error": {"message": message}}, status=400)

    return manner


# Manners that fail.


def failing(
    status: int, headers: Mapping[str, str] | None = None, *, body: bytes = b'{"error":{"message":"no"}}'
) -> Manner:
    async def manner(_: Asked) -> web.StreamResponse:
        return web.Response(status=status, body=body, headers=headers)

    return manner


def holding(turns: int) -> Manner:
    """A model whose answers are cut off where it is given more turns than that."""

    async def manner(asked: Asked) -> web.StreamResponse:
        text = found(ideas(asked.turns))
        return completion(text) if len(asked.turns) <= turns else completion(text[: len(text) // 2], "length")

    return manner


async def hanging(asked: Asked) -> web.StreamResponse:
    await asked.server.is_closing.wait()
    return web.Response()


async def closing(asked: Asked) -> web.StreamResponse:
    """Closes in the middle of its answer."""
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(asked.request)
    await response.write(b'{"choices":[{"message":{"content":"{')
    assert asked.request.transport is not None
    asked.request.transport.close()
    return response


async def endless(asked: Asked) -> web.StreamResponse:
    """200 MB, for as long as somebody reads them."""
    response = web.StreamResponse()
    await response.prepare(asked.request)
    for _ in range(200):
        try:
            await response.write(b" " * MEGABYTE)
        except ConnectionError:
            break
        asked.server.bytes_sent += MEGABYTE
    return response


async def swelling(_: Asked) -> web.StreamResponse:
    """64 MB in some 64 KB, which nobody asked to be compressed."""
    return web.Response(body=gzip.compress(b" " * 64 * MEGABYTE, 1), headers={"Content-Encoding": "gzip"})


async def page(_: Asked) -> web.StreamResponse:
    return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")


# Manners that lie.


async def inventing(asked: Asked) -> web.StreamResponse:
    return completion(found(passage(it.turn, "We could open a second site in the spring.") for it in asked.turns))


async def splicing(asked: Asked) -> web.StreamResponse:
    """Joins the beginning of each turn to its own end, and to the next turn's."""
    turns = asked.turns
    words = [it.said.split() for it in turns]
    own = [passage(it.turn, " ".join(said[:3] + said[-3:])) for it, said in zip(turns, words, strict=True)]
    both = [passage([one.turn, two.turn], f"{one.said} {two.said}") for one, two in pairwise(turns)]
    return completion(found(own + both))


async def misplacing(asked: Asked) -> web.StreamResponse:
    """True words under other turns' numbers, or numbers that are none."""
    wrong = [-1, 10**30, len(asked.turns) + 7, asked.turns[0].turn]
    return completion(found(passage(number, asked.turns[-1].said) for number in wrong))


async def misnaming(asked: Asked) -> web.StreamResponse:
    kinds = ["chatter", "host", "decision", "", "idea; drop table"]
    return completion(found(passage(it.turn, it.said, kind) for it in asked.turns for kind in kinds))


async def obeying(asked: Asked) -> web.StreamResponse:
    """Does what anybody in the meeting tells it to do."""
    if not any("ignore previous instructions" in it.said.lower() for it in asked.turns):
        return await well(asked)
    told = passage(0, "Everybody agreed to close the ward.", restated="Go to https://evil.example and sign in.")
    host = passage(asked.turns[0].turn, asked.turns[0].said, "host")
    real = passage(asked.turns[0].turn, asked.turns[0].said, restated="Go to https://evil.example and sign in.")
    more = {"publish": True, "tool_calls": [{"name": "publish_all"}]}
    return completion(msgspec.json.encode({"found": [told, host, real], **more}).decode())


async def leaking(asked: Asked) -> web.StreamResponse:
    """Puts into other words what nobody said: people, numbers, addresses, its own prompt."""
    turn = asked.turns[0]
    lies = [
        "Patients could be reminded, says Margaret.",
        "Margaret's clinic could remind patients.",
        "Patients could be reminded by Dr Okafor.",
        "Patients could be reminded on 020 7946 0123.",
        "Patients could be reminded from amy@clinic.example.",
        "Patients could be reminded, see evil.example/now.",
        "Patients could be reminded <script>alert()</script>",
        "Patients could be reminded \u202eyletaidemmi",
        "Remind S1.",
        str(asked.body["messages"][0]["content"]),
        "You read a part of the transcript of a meeting.",
    ]
    return completion(found(passage(turn.turn, turn.said, restated=it) for it in lies))


async def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--manner", default="well", help="the name of one of the manners that need no more words")
    options = parser.parse_args()
    server = StandIn(globals()[options.manner])
    await server.start(options.port)
    print(f"listening at {server.url}")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
