"""Posts as X's API v2 writes them: escaped text, entities by code points, long posts, references, edits."""

from __future__ import annotations

import itertools
import random
import re
import unicodedata
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Self

import msgspec

_TAG = re.compile(r"(?<![\w&])[#＃](\w*[^\W\d]\w*)")
_SHOWN = 280
_NEW_NAMES = {
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
    "tweets": "posts",
}


class Told(msgspec.Struct):
    """A post with what it takes to match it."""

    id: str
    data: dict[str, Any]
    history: list[str]  # shared by all versions of a post
    tags: frozenset[str]
    thread: str
    refers: tuple[str, ...]
    is_repost: bool

    @classmethod
    def of(cls, data: dict[str, Any], history: list[str]) -> Self:
        data["edit_history_tweet_ids"] = history
        words = [data, data.get("note_tweet") or {}]
        tags = {tag["tag"] for shown in words for tag in shown.get("entities", {}).get("hashtags", [])}
        references = data.get("referenced_tweets") or []
        return cls(
            id=data["id"],
            data=data,
            history=history,
            tags=frozenset(map(folded, tags | set(data.pop("_tags", ())))),
            thread=data["conversation_id"],
            refers=tuple(reference["id"] for reference in references),
            is_repost=any(reference["type"] == "retweeted" for reference in references),
        )

    def matches(self, rule: str, *, accents: bool = True) -> bool:
        """Whether a rule or query of hashtags and conversations, OR-ed, finds it."""
        terms = rule.removesuffix(" -is:retweet")
        if terms != rule and self.is_repost:
            return False
        tags = self.tags if accents else {refolded(tag) for tag in self.tags}
        wanted = terms.strip("()").split(" OR ")
        return any(
            (term.startswith("#") and folded(term[1:]) in tags) or term == f"conversation_id:{self.thread}"
            for term in wanted
        )


def plain(text: str, author: str = "7", **fields: Any) -> dict[str, Any]:
    """A post; the server gives it id, time and conversation. Text is written as people write it."""
    shown = escape(text, quote=False)
    data: dict[str, Any] = {"author_id": author, "lang": "en", "possibly_sensitive": False}
    if len(shown) > _SHOWN:
        data["note_tweet"] = {"text": shown, "entities": _entities(shown)}
        shown = shown[: _SHOWN - 2] + "…"
    data |= {"text": shown, "entities": _entities(shown)}
    return data | {name: value for name, value in fields.items() if value not in (None, [])}


def reply(to: Told, text: str, author: str = "8", **fields: Any) -> dict[str, Any]:
    references = [{"type": "replied_to", "id": to.id}]
    return plain(text, author, conversation_id=to.thread, referenced_tweets=references, **fields)


def quote(of: Told, text: str, author: str = "8", **fields: Any) -> dict[str, Any]:
    """X puts a short link to the quoted post at the end."""
    link = "https://t.co/abcdefghij"
    data = plain(f"{text} {link}", author, referenced_tweets=[{"type": "quoted", "id": of.id}], **fields)
    start = len(data["text"]) - len(link)
    full = f"https://twitter.com/person_{of.data['author_id']}/status/{of.id}"
    data["entities"]["urls"] = [{"start": start, "end": start + len(link), "url": link, "expanded_url": full}]
    return data


def retweet(of: Told, author: str = "9", **fields: Any) -> dict[str, Any]:
    """Its text is cut after some 110 characters, and its tags are those of what is left."""
    text = f"RT @person_{of.data['author_id']}: {of.data['text'][:110]}"
    cut = text + ("…" if len(of.data["text"]) > 110 else "")
    references = [{"type": "retweeted", "id": of.id}]
    data = plain("", author, referenced_tweets=references, **fields)
    return data | {"text": cut, "entities": _entities(cut), "_tags": tuple(of.tags)}


def editable(until: str) -> dict[str, Any]:
    """Field `edit_controls`, numbers as strings like X has them."""
    return {"edits_remaining": "5", "is_edit_eligible": True, "editable_until": until}


def renamed(message: Any) -> Any:
    """The spelling of X's specification since 2026-08-07."""
    if isinstance(message, dict):
        return {_NEW_NAMES.get(name, name): renamed(value) for name, value in message.items()}
    return [renamed(item) for item in message] if isinstance(message, list) else message


def folded(tag: str) -> str:
    return unicodedata.normalize("NFKC", tag).casefold()


def refolded(text: str) -> str:
    """Without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _entities(text: str) -> dict[str, Any]:
    found = [{"start": it.start(), "end": it.end(), "tag": it[1]} for it in _TAG.finditer(text)]
    return {"hashtags": found} if found else {}


SAYINGS = (
    "A1 Ring people the week before and ask what would stop them from coming #SolvingTogether",
    "A2: keep one theatre list free for cancellations 💡 #SolvingTogether",
    "a3. a named person to call while you wait & a number that is answered #SolvingTogether",
    "Our ward sends a photo of the entrance with every letter. Fewer people get lost. #SolvingTogether",
    "Thank you all, good evening! #SolvingTogether",
)


def made_up(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Posts of a chat, without end."""
    for number in itertools.count(1):
        yield plain(f"{chance.choice(SAYINGS)} {number}", str(100 + chance.randrange(40)))


def recorded(path: Path) -> Iterator[dict[str, Any]]:
    """The X posts of a recording, in its order, without their times; lines that cannot be read are left out."""
    for line in path.read_bytes().splitlines():
        try:
            message = msgspec.json.decode(line)
        except ValueError:
            continue
        data = message["raw"].get("data") if message["source"] == "x" else None
        if data and "text" in data:
            left_out = {"created_at", "edit_history_tweet_ids", "edit_controls"}
            yield {name: value for name, value in data.items() if name not in left_out}


def said_now(data: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """The post as if it were said now: under an id to come, and with those that others have got meanwhile."""
    now = {name: value for name, value in data.items() if name != "id"}
    if now.get("conversation_id") in ids:
        now["conversation_id"] = ids[now["conversation_id"]]
    else:
        now.pop("conversation_id", None)
    if "referenced_tweets" in now:
        now["referenced_tweets"] = [it | {"id": ids.get(it["id"], it["id"])} for it in now["referenced_tweets"]]
    return now
