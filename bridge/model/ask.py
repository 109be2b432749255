"""Asks one server for one completion: tries, waits, and ways round what the server does not know.

The wire is OpenAI's chat completions, which Ollama, llama.cpp, vLLM, LM Studio and the clouds speak as well. Nothing of
what is sent or answered goes into a log or an error: a server may quote our words back to us.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bridge.model.prompt import Form, request
from bridge.model.windows import Window

#: Bytes of an answer; one for a full window has some 20,000.
LARGEST_ANSWER = 2**20
_LARGEST_COMPLAINT = 2**16
#: Seconds before each further try, where the server names none.
WAITS = (1.0, 3.0, 9.0)
#: Seconds: a server that asks for more is left alone.
LONGEST_WAIT = 60.0
#: 529 is Anthropic's "overloaded", behind its OpenAI-compatible address too.
_PASSING = frozenset({408, 429, 500, 502, 503, 504, 529})
_UNKNOWN_FORM = re.compile(rb"response_?format|json_?schema|json_?object|structured|grammar", re.IGNORECASE)
_TOO_MUCH = re.compile(
    rb"context[ _]?(?:length|window|size)|maximum context|too many tokens|prompt is too long", re.IGNORECASE
)
_INSIDE_NAMES = (".home.arpa", ".internal", ".lan", ".local", ".localhost")


class Unanswered(Exception):  # noqa: N818 - an outcome, which the caller turns into what it means
    """No answer, and none is to be had from this server now. The message is for a person."""


class Unusable(Exception):  # noqa: N818 - as above
    """An answer, and none to what was asked. The next window may fare better. The message is for a person."""


class Overlong(Unusable):
    """The window, or the answer to it, is more than the model holds. A shorter one may do."""


class _Message(msgspec.Struct, frozen=True, kw_only=True):
    content: str | None = None


class _Choice(msgspec.Struct, frozen=True, kw_only=True):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct, frozen=True, kw_only=True):
    choices: list[_Choice]


class _Reply(msgspec.Struct, frozen=True, kw_only=True):
    status: int
    body: bytes
    is_whole: bool
    wait: float | None = None  # seconds until the server wants to be asked again


def is_outside(url: str) -> bool:
    """Whether an address may be one on the internet. Names without a dot are looked up on one's own network only."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(_INSIDE_NAMES)
    return not (address.is_loopback or address.is_private)


class Endpoint:
    """A server and one of its models. `seconds` is how long one answer may take.

    It remembers which form of asking the server knows.
    """

    def __init__(
        self,
        *,
        url: str,
        name: str,
        key: str,
        http: aiohttp.ClientSession,
        seconds: float,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._name = name
        self._headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        self._headers |= {"Authorization": f"Bearer {key}"} if key else {}
        self._http = http
        self._seconds = seconds
        self._sleep = sleep
        self._forms = list(Form)

    async def answer(self, window: Window) -> str:
        """What the model says of a window. Raises `Unanswered`, `Unusable` and `Overlong`."""
        waits = iter(WAITS)
        while True:
            reply = await self._posted(request(window, model=self._name, form=self._forms[0]))
            if reply is not None and reply.status not in _PASSING:
                if self._is_new_form_needed(reply):
                    continue
                return _content(reply)
            wait = next(waits, None)
            if wait is None:
                raise Unanswered(f"it did not answer in {len(WAITS) + 1} tries ({_shown(reply)})")
            if reply is not None and reply.wait is not None:
                wait = reply.wait
            if wait > LONGEST_WAIT:
                raise Unanswered(f"it asks to be left alone for {wait:.0f} s")
            await self._sleep(wait)

    def _is_new_form_needed(self, reply: _Reply) -> bool:
        if reply.status not in {400, 422} or len(self._forms) == 1 or not _UNKNOWN_FORM.search(reply.body):
            return False
        del self._forms[0]
        return True

    async def _posted(self, asked: bytes) -> _Reply | None:
        """The reply; None where the connection fails. Redirects are not followed: the words go where they were meant to."""
        try:
            async with self._http.post(
                self._url,
                data=asked,
                headers=self._headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._seconds),
            ) as response:
                largest = LARGEST_ANSWER if response.status == 200 else _LARGEST_COMPLAINT
                body, is_whole = await _bounded(response, largest)
                return _Reply(status=response.status, body=body, is_whole=is_whole, wait=_wait(response.headers))
        except TimeoutError as error:
            raise Unanswered(f"it took longer than {self._seconds:g} s (`seconds` of [model])") from error
        except aiohttp.InvalidURL as error:
            raise Unanswered("its address is none: mend `url` of [model]") from error
        except (aiohttp.ClientError, OSError):
            return None


async def _bounded(response: aiohttp.ClientResponse, largest: int) -> tuple[bytes, bool]:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > largest:
            return bytes(body[:largest]), False
    return bytes(body), True


def _content(reply: _Reply) -> str:
    """The model's words in a reply that is no passing failure."""
    if reply.status == 413 or (reply.status in {400, 422} and _TOO_MUCH.search(reply.body)):
        raise Overlong("the passage is longer than the model takes")
    if reply.status != 200:
        raise Unanswered(_REFUSALS.get(reply.status, f"it answered {reply.status}: check `url` and `name` of [model]"))
    if not reply.is_whole:
        raise Unusable(f"its answer has more than {LARGEST_ANSWER} bytes")
    try:
        choices = msgspec.json.decode(reply.body, type=_Completion).choices
    except (ValueError, RecursionError) as error:
        raise Unusable("its answer is no chat completion: check `url` of [model], it often ends in /v1") from error
    if not choices or not choices[0].message.content:
        raise Unusable("its answer is empty")
    if choices[0].finish_reason == "length":
        raise Overlong("its answer was cut off")
    return choices[0].message.content


_REFUSALS = {
    401: "it answered 401: check `key` of [model]",
    403: "it answered 403: check `key` of [model], and what it may do",
    404: "it answered 404: check `url` of [model], it often ends in /v1, and `name`",
}


def _shown(reply: _Reply | None) -> str:
    return "the connection failed" if reply is None else f"it answered {reply.status}"


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds in Retry-After, which holds seconds or a date (RFC 9110, 10.2.3), by the server's own clock."""
    told = headers.get("Retry-After", "")
    with suppress(ValueError):
        return max(float(told), 0.0) if told.strip().isdigit() else _until(told, headers.get("Date", ""))
    return None


def _until(told: str, now: str) -> float:
    at = parsedate_to_datetime(told)
    server_now = parsedate_to_datetime(now) if now else datetime.now(UTC)
    return max((at - server_now).total_seconds(), 0.0) if at.tzinfo and server_now.tzinfo else WAITS[0]
