"""Reads what a person has copied from a network: one pasted post, or a table of them; and makes arrivals of it.

Such an upload begins with a line of JSON, the `Slip`, that says what was chosen when it was sent in; after it come the
words of the post, or the table's file as it was. `{"captured":` at the very start is what tells it from a document.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Literal

import msgspec

from bridge.documents import clutter
from bridge.documents.decode import decode
from bridge.documents.links import Named, handle_in, read_link, with_account
from bridge.documents.moments import months_first, read_moment
from bridge.documents.skips import Skips
from bridge.documents.table import Row, read_table
from bridge.errors import DocumentError
from bridge.records import Arrival, ChallengeId, EventId, NativeId, QuestionId, Report, SourceName, Time, Via

_MARK = b'{"captured":'
_NO_NOTES: tuple[str, ...] = ()
_LONGEST_SLIP = 64 * 1024  # bytes
_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"(?:question|answer|[qat])?[\s.:#]{0,3}(\d{1,2})[.:]?", re.IGNORECASE)
#: What people call networks. Whatever is none of them is "elsewhere".
_CALLED = {
    "x": SourceName.X,
    "twitter": SourceName.X,
    "x twitter": SourceName.X,
    "bluesky": SourceName.BLUESKY,
    "bsky": SourceName.BLUESKY,
    "mastodon": SourceName.MASTODON,
    "fediverse": SourceName.MASTODON,
    "linkedin": SourceName.LINKEDIN,
    "linked in": SourceName.LINKEDIN,
    "facebook": SourceName.FACEBOOK,
    "fb": SourceName.FACEBOOK,
    "instagram": SourceName.INSTAGRAM,
    "insta": SourceName.INSTAGRAM,
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the event, as it was when the posts were sent in."""

    id: QuestionId
    number: int
    challenge: ChallengeId | None = None


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen for all posts of an upload. A post's own cells go before it; `link` to `said_at` are for one post."""

    captured: Literal["post", "table"]
    network: SourceName | None = None
    question: int | None = None
    questions: tuple[Asked, ...] = ()
    link: str = ""
    author: str = ""
    said_at: Time | None = None


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One captured post. `native` is what its link names, `account` its author as the network knows them; both may be empty.

    `said_at` without a zone is the campaign's clock; without it, it was said when it was captured.
    """

    line: int
    text: str
    network: SourceName
    link: str = ""
    native: str = ""
    account: str = ""
    author: str = ""
    handle: str = ""
    said_at: datetime | None = None
    question: Asked | None = None
    reply_to: str = ""


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """What an upload of posts holds."""

    report: Report
    posts: tuple[Post, ...]


def is_captured(body: bytes) -> bool:
    """Whether it holds captured posts, and is no document."""
    return body.startswith(_MARK)


def read_captured(body: bytes) -> Captured:
    """Read an upload of posts. Raises DocumentError, which says what was wrong and what to do; nothing else."""
    slip, words = _slip(body)
    decoded = decode(words)
    skips = Skips()
    if slip.captured == "post":
        found, notes = 1, _NO_NOTES
        posts = list(_pasted(slip, decoded.text, skips))
    else:
        table = read_table(decoded.text, skips)
        found, notes = table.found, (*decoded.notes, *_notes(table.rows, slip))
        posts = list(_listed(table.rows, slip, skips))
    report = Report(
        format="pasted post" if slip.captured == "post" else "table of posts",
        encoding=decoded.encoding,
        unit="post" if slip.captured == "post" else "row",
        found=found,
        read=len(posts),
        turns=len(posts),
        speakers=len({(it.network, who) for it in posts if (who := _who(it))}),
        unattributed=sum(1 for it in posts if not _who(it)),
        skipped=skips.told(),
        notes=notes,
    )
    if not posts:
        raise _nothing_read(report)
    return Captured(report=report, posts=tuple(posts))


def handles_in(captured: Captured) -> set[str]:
    """Bluesky handles whose accounts must be known before the posts have their names."""
    return {handle for post in captured.posts for name in (post.native, post.reply_to) if (handle := handle_in(name))}


def with_accounts(captured: Captured, accounts: Mapping[str, str]) -> Captured:
    """The posts under the accounts of their handles; where one is not among them, its posts are known by their links."""
    missing = len(handles_in(captured) - accounts.keys())
    posts = tuple(
        msgspec.structs.replace(
            post,
            native=with_account(post.native, accounts),
            reply_to=with_account(post.reply_to, accounts),
            account=post.account or accounts.get(handle_in(post.native), ""),
        )
        for post in captured.posts
    )
    if not missing:
        return Captured(report=captured.report, posts=posts)
    accounts_ = "1 Bluesky account" if missing == 1 else f"{missing} Bluesky accounts"
    note = f"{accounts_} could not be looked up: posts of theirs may be here twice, if they were heard live, too."
    return Captured(report=msgspec.structs.replace(captured.report, notes=(*captured.report.notes, note)), posts=posts)


def arrivals(captured: Captured, *, event: EventId, zone: tzinfo, captured_at: datetime) -> list[tuple[Post, Arrival]]:
    """Each post and its arrival, in the order in which they were said.

    A post without a link is known by the event, its author and its words: captured again, it is the same. Nothing is
    said after it was captured. Who is not named is one voice for each of their posts.
    """
    arrived = [(post, _arrival(post, event, zone, captured_at)) for post in captured.posts]
    return sorted(arrived, key=lambda it: it[1].said_at)


def _arrival(post: Post, event: EventId, zone: tzinfo, captured_at: datetime) -> Arrival:
    said_at = post.said_at or captured_at
    if said_at.tzinfo is None:
        said_at = said_at.replace(tzinfo=zone)
    who = _who(post)
    native = post.native or f"captured:{event}:{_digest(event, post.network, who, _normal(post.text))}"
    return Arrival(
        id=NativeId(native),
        source=post.network,
        said_at=min(said_at, captured_at),
        received_at=captured_at,
        text=post.text,
        author=who or native,
        handle=post.author or post.handle or None,
        link=post.link or None,
        reply_to=NativeId(post.reply_to) if post.reply_to else None,
        event=event,
        via=Via.CAPTURED,
    )


def _slip(body: bytes) -> tuple[Slip, bytes]:
    told, _, words = body.partition(b"\n")
    if len(told) > _LONGEST_SLIP:
        raise DocumentError("unreadable_slip", "The first line is too long. Send the posts in again.")
    try:
        return msgspec.json.decode(told, type=Slip), words
    except (msgspec.DecodeError, UnicodeDecodeError):
        message = (
            "The first line does not say what was captured. Send the posts in again, from the page or the command."
        )
        raise DocumentError("unreadable_slip", message) from None


def _pasted(slip: Slip, text: str, skips: Skips) -> Iterator[Post]:
    row = Row(1, {"text": text, "link": slip.link, "author": slip.author})
    if post := _post(row, slip, skips, said_at=slip.said_at):
        yield post


def _listed(rows: Sequence[Row], slip: Slip, skips: Skips) -> Iterator[Post]:
    month_first = months_first(row.cells.get("date", "") for row in rows)
    for row in rows:
        told = f"{row.cells.get('date', '')} {row.cells.get('time', '')}".strip()
        said_at = read_moment(told, month_first=month_first)
        if told and said_at is None:
            skips.add("time_not_understood", row.line)
        elif post := _post(row, slip, skips, said_at=said_at):
            yield post


def _post(row: Row, slip: Slip, skips: Skips, *, said_at: datetime | None) -> Post | None:
    """A row as a post, or None and the reason told."""
    cells = row.cells
    linked, answered = _linked(cells.get("link", "")), _linked(cells.get("reply_to", ""))
    author = _name(cells.get("author", ""))
    text = clutter.strip(cells.get("text", ""), author)
    for reason, is_so in (
        ("no_text", not text),
        ("link_not_understood", linked is False),
        ("reply_to_not_understood", answered is False),
    ):
        if is_so:
            skips.add(reason, row.line)
            return None
    named = linked or None
    return Post(
        line=row.line,
        text=text,
        network=_network(cells.get("network", "")) or slip.network or (named.source if named else SourceName.WEB),
        link=named.link if named else "",
        native=named.native if named else "",
        account=named.account if named else "",
        handle=named.handle if named else "",
        author=author.removeprefix("@"),
        said_at=said_at,
        question=_question(cells.get("question", ""), slip),
        reply_to=answered.native if answered else "",
    )


def _linked(cell: str) -> Named | Literal[False] | None:
    """What a link names; None without one, False for what is none."""
    return (read_link(cell) or False) if cell else None


def _name(cell: str) -> str:
    return " ".join(cell.split())[:120]


def _network(cell: str) -> SourceName | None:
    return _CALLED.get(" ".join(_WORDS.findall(cell.casefold()))) if cell else None


def _question(cell: str, slip: Slip) -> Asked | None:
    found = _NUMBER.fullmatch(cell) if cell else None
    number = int(found[1]) if found else None if cell else slip.question
    return next((it for it in slip.questions if it.number == number), None)


def _notes(rows: Sequence[Row], slip: Slip) -> tuple[str, ...]:
    without = sum(1 for row in rows if (cell := row.cells.get("question")) and not _question(cell, slip))
    if not without:
        return ()
    rows_ = "1 row names" if without == 1 else f"{without} rows name"
    return (f"{rows_} a question that this event does not have: the time and the words of the post decide instead.",)


def _who(post: Post) -> str:
    """The author as one voice: the account or handle in the link, else the name however it is capitalised."""
    if in_link := post.account or post.handle:
        return in_link
    name = unicodedata.normalize("NFKC", post.author).casefold()
    return f"@{name}" if name and post.network is SourceName.X and " " not in name else name


def _normal(text: str) -> str:
    """What stays when capitals and punctuation are corrected."""
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold())) or text


def _digest(*parts: str) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def _nothing_read(report: Report) -> DocumentError:
    if not report.found:
        return DocumentError("empty", "The table has no rows below its header. Check that the right file was chosen.")
    reasons = "; ".join(
        f"{it.count} {it.reason.replace('_', ' ')}, at line {', '.join(map(str, it.lines))}" for it in report.skipped
    )
    return DocumentError("nothing_read", f"No post could be read ({reasons}). Correct it and send it again.")
