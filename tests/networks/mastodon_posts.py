"""Statuses as Mastodon has them, made up here or taken from a recording, for its stand-in."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

HOME = "https://care.example"


def tags_of(content: str) -> list[dict[str, str]]:
    """The hashtags of HTML that `html` made."""
    pieces = content.split("#<span>")[1:]
    names = dict.fromkeys(piece.partition("<")[0].lower() for piece in pieces)
    return [{"name": name, "url": f"{HOME}/tags/{name}"} for name in names]


def html(text: str) -> str:
    """A text as Mastodon writes it: a paragraph, with links around hashtags and mentions."""
    words = []
    for word in text.replace("&", "&amp;").replace("<", "&lt;").split(" "):
        if word.startswith("#"):
            words.append(
                f'<a href="{HOME}/tags/{word[1:].lower()}" class="mention hashtag" rel="tag">#<span>{word[1:]}</span></a>'
            )
        elif word.startswith("@"):
            words.append(
                f'<span class="h-card"><a href="{HOME}/@{word[1:]}" class="u-url mention">@<span>{word[1:]}</span></a></span>'
            )
        else:
            words.append(word)
    return f"<p>{' '.join(words)}</p>"


_numbers = itertools.count(1)


def status(text: str = "A1 Ring first #SolvingTogether", by: str = "amy", **fields: Any) -> dict[str, Any]:
    """A status, as any server may hold it. `in_reply_to_id` is the uri of what it answers, until a server has taken it in."""
    number = next(_numbers)
    account = {
        "id": "4",
        "username": by,
        "acct": f"{by}@care.example",
        "display_name": by.title(),
        "url": f"{HOME}/@{by}",
        "uri": f"{HOME}/users/{by}",
        "bot": False,
        "locked": False,
    }
    content = html(text)
    plain: dict[str, Any] = {
        "id": "",
        "created_at": "2026-11-02T19:00:00.000Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"{HOME}/users/{by}/statuses/{number}",
        "url": f"{HOME}/@{by}/{number}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "edited_at": None,
        "content": content,
        "reblog": None,
        "account": account,
        "media_attachments": [],
        "mentions": [],
        "tags": tags_of(content),
        "emojis": [],
        "card": None,
        "poll": None,
    }
    return plain | fields


def reply(to: dict[str, Any], text: str = "A1 And ring again", by: str = "ben", **fields: Any) -> dict[str, Any]:
    """A status that answers another."""
    return status(text, by, **{"in_reply_to_id": to["uri"], **fields})


ANSWERS = (
    "A1 Ring people the week before and ask what would stop them from coming #SolvingTogether",
    "A2: keep one theatre list free for cancellations 💡 #SolvingTogether",
    "a3. a named person to call while you wait #SolvingTogther",
    "Our ward sends a photo of the entrance with every letter. Fewer people get lost. #SolvingTogether",
    "Thank you all, good evening! #SolvingTogether",
)


def made_up(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Posts of a chat without end."""
    for _ in itertools.count():
        yield status(chance.choice(ANSWERS), f"person{chance.randrange(40)}")


def recorded(path: Path) -> Iterator[dict[str, Any]]:
    """The Mastodon frames of a recording, in its order; lines that cannot be read are left out."""
    for line in path.read_bytes().splitlines():
        try:
            message = msgspec.json.decode(line)
        except ValueError:
            continue
        if message["source"] == "mastodon":
            yield message["raw"]
