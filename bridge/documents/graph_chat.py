"""Reads a Teams chat as Microsoft Graph and its PowerShell tell it: messages in JSON, as a list, a page or several pages.

Newest comes first there; turns are in the order of time. https://learn.microsoft.com/graph/api/resources/chatmessage
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import msgspec

from bridge.documents import speakers
from bridge.documents.notes import Notes
from bridge.documents.reactions import agrees
from bridge.documents.skips import Skips
from bridge.documents.turns import LONGEST, Turn
from bridge.errors import DocumentError

#: More than any chat of a meeting.
MOST_MESSAGES = 20_000

_LOOKS_SO = re.compile(r'"(?:c|C)reatedDateTime"')
#: Graph's older names of reactions; the newer ones are the signs themselves.
_OLDER_SIGNS = {"like": "👍", "heart": "❤"}
#: As Windows PowerShell writes a time: milliseconds since 1970.
_WINDOWS_TIME = re.compile(r"/Date\((\d{12,14})\)/")
#: What stands around the words of a message.
_AROUND = frozenset(("from", "reactions", "mentions", "attachments"))
_BREAKS = frozenset(("p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "pre"))


_SHALLOW = "Of {} messages the export does not tell who wrote them. In PowerShell, export with ConvertTo-Json -Depth 8."


class _User(msgspec.Struct, frozen=True, rename="camel"):
    id: str | None = None
    display_name: str | None = None


class _Who(msgspec.Struct, frozen=True):
    user: _User | None = None
    application: dict[str, Any] | None = None


class _Body(msgspec.Struct, frozen=True, rename="camel"):
    content: str | None = None
    content_type: str | None = None


class _Reaction(msgspec.Struct, frozen=True, rename="camel"):
    reaction_type: str | None = None
    user: _Who | None = None


class _Mention(msgspec.Struct, frozen=True):
    mentioned: _Who | None = None


class _Attachment(msgspec.Struct, frozen=True, rename="camel"):
    id: str | None = None
    content_type: str | None = None


class _Message(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    created_date_time: str
    message_type: str | None = "message"
    body: _Body | None = None
    who: _Who | None = msgspec.field(default=None, name="from")
    deleted_date_time: str | None = None
    reply_to_id: str | None = None
    policy_violation: Any = None
    reactions: list[_Reaction] | None = None
    mentions: list[_Mention] | None = None
    attachments: list[_Attachment] | None = None


def is_graph_chat(text: str) -> bool:
    """Whether it looks like messages in JSON, and like nothing else."""
    return text.lstrip()[:1] in ("[", "{") and _LOOKS_SO.search(text) is not None


def read_graph_chat(text: str) -> Notes:
    """One turn for each message, and one for each who agrees with it by a sign.

    Raises DocumentError: "broken" where it is no JSON, "too_large" beyond MOST_MESSAGES.
    """
    found = _decoded(text)
    if len(found) > MOST_MESSAGES:
        raise DocumentError("too_large", f"The chat holds more than {MOST_MESSAGES:,} messages. Send it in parts.")
    skips = Skips()
    told: list[tuple[int, _Message, str]] = []
    shallow = 0
    for at, one in enumerate(found, 1):
        message = _message(one)
        words = _words(message.body) if message and message.body else ""
        if message is None or (reason := _fault(message, words)):
            skips.add("unreadable_json" if message is None else reason, at)
        else:
            told.append((at, message, words))
            shallow += message.who is None
    told.sort(key=lambda it: _moment(it[1]) or datetime.max.replace(tzinfo=UTC))
    began = _moment(told[0][1]) if told else None
    return Notes(
        format="teams-json",
        turns=tuple(_turns(told, began)),
        found=len(found),
        skipped=skips.told(),
        notes=(_SHALLOW.format(shallow),) if shallow else (),
        began=began,
        people=tuple(dict.fromkeys(name for _, message, _ in told for name in _mentioned(message))),
    )


def _decoded(text: str) -> list[dict[str, Any]]:
    try:
        return list(_messages(msgspec.json.decode(text)))
    except (msgspec.DecodeError, RecursionError):
        raise DocumentError(
            "broken", "The JSON is damaged or was cut. Export the chat again, or paste the chat itself."
        ) from None


def _messages(held: Any) -> Iterator[dict[str, Any]]:
    """Whatever stands where a message is expected, of a list, a page of Graph, or a list of pages."""
    if isinstance(held, list):
        for one in held:
            yield from _messages(one)
    elif isinstance(held, dict):
        fields = {
            name[:1].lower() + name[1:]: value for name, value in held.items()
        }  # PowerShell's begin with a capital
        pages = fields.get("value", fields.get("messages"))
        if isinstance(pages, list):
            yield from _messages(pages)
        else:
            yield fields
            yield from _messages(fields.get("replies"))


def _message(fields: dict[str, Any]) -> _Message | None:
    """What cannot be read around the words is left out: an export that is not deep enough has names of types there."""
    with suppress(RecursionError):
        told = _camel(fields)
        for kept in (told, {name: it for name, it in told.items() if name not in _AROUND}):
            with suppress(msgspec.ValidationError):
                return msgspec.convert(kept, _Message)
    return None


def _camel(value: Any) -> Any:
    """With field names as Graph writes them."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _camel(it) for name, it in value.items()}
    return [_camel(it) for it in value] if isinstance(value, list) else value


def _fault(message: _Message, words: str) -> str:
    """Why a message is no one's words."""
    if message.deleted_date_time:
        return "deleted"
    if message.message_type not in (None, "message"):
        return "machinery"
    if message.who and message.who.application and not message.who.user:
        return "bot"
    if message.policy_violation:
        return "blocked"
    return "too_long" if len(words) > LONGEST else "" if words else "no_text"


def _moment(message: _Message) -> datetime | None:
    told = message.created_date_time
    with suppress(ValueError):
        windows = _WINDOWS_TIME.fullmatch(told)
        at = datetime.fromtimestamp(int(windows[1]) / 1000, UTC) if windows else datetime.fromisoformat(told)
        if 2000 < at.year < 2100:
            return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _turns(told: Sequence[tuple[int, _Message, str]], began: datetime | None) -> Iterator[Turn]:
    names = {it.id: it.display_name for _, message, _ in told for it in _users(message) if it.id and it.display_name}
    places: dict[str, int] = {}
    place = 0
    for at, message, words in told:
        author, moment = _name(message.who, names), _moment(message)
        yield Turn(
            speaker=author,
            from_s=(moment - began).total_seconds() if moment and began else None,
            text=words,
            evidence=f"message {at}",
            written=True,
            reply_to=next((places[it] for it in _answers(message) if it in places), None),
        )
        agreed = _agreed(message, author, names)
        for name, sign in agreed.items():
            yield Turn(speaker=name, text=sign, evidence=f"message {at}", written=True, about=place)
        places[message.id] = place
        place += 1 + len(agreed)


def _agreed(message: _Message, author: str | None, names: Mapping[str, str]) -> dict[str, str]:
    """Who agrees with it by a sign, and by which."""
    agreed: dict[str, str] = {}
    for it in message.reactions or ():
        sign, name = _OLDER_SIGNS.get(it.reaction_type or "", it.reaction_type or ""), _name(it.user, names)
        if name and agrees(sign) and speakers.key(name) != speakers.key(author):
            agreed.setdefault(name, sign)
    return agreed


def _answers(message: _Message) -> Iterator[str]:
    """Ids of what it quotes, and of the message that began its thread."""
    for it in message.attachments or ():
        if it.content_type == "messageReference" and it.id:
            yield it.id
    if message.reply_to_id:
        yield message.reply_to_id


def _users(message: _Message) -> Iterator[_User]:
    for who in (
        message.who,
        *(it.user for it in message.reactions or ()),
        *(it.mentioned for it in message.mentions or ()),
    ):
        if who and who.user:
            yield who.user


def _name(who: _Who | None, names: Mapping[str, str]) -> str | None:
    """Guests and those who have left come without a name: by what they are called elsewhere in the chat, else by their id."""
    user = who.user if who else None
    if user is None:
        return None
    return speakers.clean(user.display_name or names.get(user.id or "") or user.id or "")


def _mentioned(message: _Message) -> Iterator[str]:
    for it in message.mentions or ():
        if it.mentioned and it.mentioned.user and it.mentioned.user.display_name:
            yield it.mentioned.user.display_name


def _words(body: _Body) -> str:
    content = body.content or ""
    if (body.content_type or "html").casefold() == "text":
        return " ".join(content.split())
    page = _Page()
    with suppress(AssertionError):  # what the parser raises for a declaration that it does not know
        page.feed(f"{content[: 4 * LONGEST]} ")  # what ends with an "&" would wait for more
    return " ".join("".join(page.words).split())


class _Page(HTMLParser):
    """The words of a message. What it quotes of another is not its own, and a picture is none unless it is a sign."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self.quoted += 1
        elif tag == "emoji":
            self.words.append(dict(attrs).get("alt") or "")
        if tag in _BREAKS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self.quoted:
            self.quoted -= 1
        if tag in _BREAKS:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.quoted:
            self.words.append(data)
