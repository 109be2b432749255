"""Copied posts, pasted one by one or in tables of every make, become arrivals; what cannot be read is told by its line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.captured import (
    Captured,
    Post,
    arrivals,
    handles_in,
    is_captured,
    read_captured,
    with_accounts,
)
from bridge.documents.guarded import read_guarded, read_posts_guarded
from bridge.documents.table import COLUMNS, MOST_ROWS
from bridge.errors import DocumentError
from bridge.records import Arrival, EventId, SourceName, Via

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
QUESTIONS = [{"id": "chat-1/q2", "number": 2, "challenge": "fair"}, {"id": "chat-1/late", "number": 7}]
LINK = "https://www.linkedin.com/feed/update/urn:li:activity:7261234567890123456"
WORDS = "Ring people every month"


def body(words: str | bytes, **slip: Any) -> bytes:
    """An upload: the slip in its first line, then the words."""
    told = {"captured": "table", "questions": QUESTIONS, **slip}
    return json.dumps(told).encode() + b"\n" + (words.encode() if isinstance(words, str) else words)


def pasted(text: str = WORDS, **slip: Any) -> Post:
    return read_captured(body(text, captured="post", **slip)).posts[0]


def table(*lines: str, **slip: Any) -> Captured:
    return read_captured(body("\n".join(lines), **slip))


def arrived(captured: Captured, event: str = "chat-1") -> list[Arrival]:
    return [it for _, it in arrivals(captured, event=EventId(event), zone=LONDON, captured_at=NOW)]


def one(*lines: str, **slip: Any) -> Arrival:
    return arrived(table(*lines, **slip))[0]


def test_a_pasted_post_arrives_as_captured_at_the_event_it_was_pasted_for() -> None:
    captured = read_captured(
        body(f"Ada Okoro\n • 2nd\n2h •\n{WORDS}\nLike\nComment\nSend", captured="post", link=LINK, author="Ada Okoro")
    )

    [arrival] = arrived(captured)

    assert (arrival.via, arrival.event, arrival.source) == (Via.CAPTURED, "chat-1", SourceName.LINKEDIN)
    assert (arrival.text, arrival.handle, arrival.link) == (WORDS, "Ada Okoro", LINK)
    assert (arrival.said_at, arrival.received_at) == (NOW, NOW)
    assert (captured.report.found, captured.report.read, captured.report.unit) == (1, 1, "post")


def test_what_was_chosen_goes_before_what_the_link_says() -> None:
    assert pasted(link="https://social.example/a/1").network is SourceName.WEB
    assert pasted(link="https://social.example/a/1", network="mastodon").network is SourceName.MASTODON
    assert pasted(network="facebook").network is SourceName.FACEBOOK
    assert pasted().network is SourceName.WEB


def test_the_question_that_was_chosen_is_one_of_the_event() -> None:
    chosen = pasted(question=7).question
    unknown = pasted(question=9).question

    assert chosen is not None
    assert chosen.id == "chat-1/late"
    assert unknown is None


def test_the_same_post_again_is_the_same_however_it_was_copied() -> None:
    links = [LINK, "https://uk.linkedin.com/posts/ada_x-activity-7261234567890123456-aB3d?utm_source=share"]
    by_link = {arrived(read_captured(body(WORDS, captured="post", link=link)))[0].id for link in links}
    texts = [WORDS, "ring people, every month!", f"{WORDS}\nLike Comment Share", WORDS.upper()]
    by_words = {arrived(read_captured(body(text, captured="post", author="Ada")))[0].id for text in texts}

    assert len(by_link) == 1
    assert len(by_words) == 1


def test_without_a_link_another_event_author_or_text_is_another_post() -> None:
    first = read_captured(body(WORDS, captured="post", author="Ada"))
    others = [
        arrived(first, "chat-2")[0].id,
        arrived(read_captured(body(WORDS, captured="post", author="Ben")))[0].id,
        arrived(read_captured(body("Text people", captured="post", author="Ada")))[0].id,
        arrived(read_captured(body(WORDS, captured="post", author="Ada", network="facebook")))[0].id,
    ]

    assert len({arrived(first)[0].id, *others}) == 5


def test_one_author_is_one_voice_on_a_network_and_nobody_is_not_everybody() -> None:
    captured = table(
        "text,author,link",
        "One,Ada Okoro,https://facebook.com/a/posts/1",
        "Two,ADA  OKORO,https://facebook.com/a/posts/2",
        "Three,,https://facebook.com/a/posts/3",
        "Four,,https://facebook.com/a/posts/4",
        "Five,@AdaOkoro,https://x.com/i/status/5",
        "Six,Ada,https://x.com/adaokoro/status/6",
    )

    authors = [it.author for it in arrived(captured)]

    assert authors[0] == authors[1]
    assert len({*authors[1:4]}) == 3
    assert authors[4] == authors[5]
    assert (captured.report.speakers, captured.report.unattributed) == (2, 2)


def test_bluesky_handles_give_way_to_accounts_also_in_what_a_post_answers() -> None:
    captured = table(
        "text,link,reply to",
        f"{WORDS},https://bsky.app/profile/ada.example/post/3a,https://bsky.app/profile/host.example/post/3q",
        "Text people,https://bsky.app/profile/lost.example/post/3b,",
    )
    assert handles_in(captured) == {"ada.example", "host.example", "lost.example"}

    known = with_accounts(captured, {"ada.example": "did:plc:ada", "host.example": "did:plc:host"})

    first, second = arrived(known)
    assert first.id == "bluesky:at://did:plc:ada/app.bsky.feed.post/3a"
    assert (first.author, first.handle) == ("did:plc:ada", "ada.example")
    assert first.reply_to == "bluesky:at://did:plc:host/app.bsky.feed.post/3q"
    assert second.id == "bluesky:https://bsky.app/profile/lost.example/post/3b"
    assert (second.author, second.handle) == ("lost.example", "lost.example")
    assert known.report.notes[-1].startswith("1 Bluesky account could not be looked up")


def test_times_are_the_clock_of_the_campaign_and_nothing_is_said_after_it_was_captured() -> None:
    said = arrived(
        table(
            "text,date,time",
            "Winter,2/11/2026,19:05",
            "Summer,2/7/2026,19:05",
            "Zoned,2026-11-02T19:05:00+01:00,",
            "Ahead,2/12/2026,19:05",
            "Undated,,",
        )
    )

    times = {it.text: it.said_at.astimezone(UTC) for it in said}
    assert times["Winter"] == datetime(2026, 11, 2, 19, 5, tzinfo=UTC)
    assert times["Summer"] == datetime(2026, 7, 2, 18, 5, tzinfo=UTC)
    assert times["Zoned"] == datetime(2026, 11, 2, 18, 5, tzinfo=UTC)
    assert times["Ahead"] == times["Undated"] == NOW
    assert [it.said_at for it in said] == sorted(it.said_at for it in said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_in_whatever_it_was_saved(encoding: str, separator: str, line_end: str) -> None:
    lines = [
        separator.join(["Post URL", "Message", "From", "Created At"]),
        separator.join([LINK, '"Café visits, £5;\tno ""more""\nevery | week"', "Zoë Réti", "02/11/2026 19:05"]),
    ]

    captured = read_captured(body((line_end.join(lines) + line_end).encode(encoding)))

    [post] = captured.posts
    assert post.text.split("\n") == ['Café visits, £5;\tno "more"', "every | week"]
    assert (post.author, post.network) == ("Zoë Réti", SourceName.LINKEDIN)
    assert (captured.report.found, captured.report.read) == (1, 1)


@pytest.mark.parametrize(("column", "name"), [(column, name) for column, names in COLUMNS.items() for name in names])
def test_every_spelling_of_a_header_is_read(column: str, name: str) -> None:
    text, other = ("Text", name) if column != "text" else (name, "Likes")
    cells = {
        "link": LINK,
        "author": "Ada",
        "date": "2026-11-02",
        "time": "19:05",
        "network": "Instagram",
        "question": "Q2",
        "reply_to": LINK,
    }
    lines = [f"{text};{other.upper().replace(' ', '_')}", f"{WORDS};{cells.get(column, WORDS)}"]
    if column == "time":
        lines = [f"{lines[0]};Date", f"{lines[1]};2026-11-02"]

    [post] = table(*lines).posts

    told = {
        "text": post.text == WORDS,
        "link": post.link == LINK,
        "author": post.author == "Ada",
        "date": bool(post.said_at),
        "time": post.said_at == datetime(2026, 11, 2, 19, 5),  # noqa: DTZ001 - the campaign's clock
        "network": post.network is SourceName.INSTAGRAM,
        "question": post.question is not None and post.question.challenge == "fair",
        "reply_to": bool(post.reply_to),
    }
    assert told[column]


@pytest.mark.parametrize("cell", ["Q2", "q2.", "A2", "2", "Question 2", "#2"])
def test_a_question_is_named_by_its_number(cell: str) -> None:
    post = table("text,question", f"{WORDS},{cell}").posts[0]

    assert post.question is not None
    assert post.question.id == "chat-1/q2"


def test_a_question_that_the_event_does_not_have_is_told_and_the_post_is_kept() -> None:
    captured = table("text,question", f"{WORDS},Q9", "Text people,What helps?", "Write,2")

    assert len(captured.posts) == 3
    assert captured.report.notes[-1].startswith("2 rows name a question")


def test_a_row_that_cannot_be_read_is_told_with_its_line_and_costs_no_other() -> None:
    captured = table(
        "link,text,date",
        f"{LINK},First,",
        ",,",
        "no link,Second,",
        "https://x.com/a/status/1,,",
        f"{LINK},Third,some day",
        f"{LINK}",
        f'{LINK},"Never closed,',
        f"{LINK},Fourth,,,,extra",
        f'{LINK},He said "ring" to me,',
        f"{LINK},=HYPERLINK(1+1),",
    )

    assert {it.reason: it.lines for it in captured.report.skipped} == {
        "link_not_understood": (4,),
        "no_text": (5,),
        "time_not_understood": (6,),
        "other_number_of_cells": (7, 9),
        "quote_not_closed": (8,),
    }
    assert [post.text for post in captured.posts] == ["First", 'He said "ring" to me', "=HYPERLINK(1+1)"]
    report = captured.report
    assert report.found == report.read + sum(it.count for it in report.skipped) == 9


def test_a_header_may_stand_below_a_title_and_after_excels_own_line() -> None:
    titled = table("Export of 3 November", "", "text,author", f"{WORDS},Ada")
    excel = table("sep=;", "text;author", f"{WORDS};Ada")
    bare = table("Message", WORDS)

    assert [it.posts[0].text for it in (titled, excel, bare)] == [WORDS] * 3


def test_dates_are_read_month_first_only_where_the_table_shows_it() -> None:
    american = table("text,date", "One,11/02/2026 19:05", "Two,11/28/2026 19:05")
    british = table("text,date", "One,11/02/2026 19:05")

    assert [it.posts[0].said_at.month for it in (american, british) if it.posts[0].said_at] == [11, 2]


def test_a_report_holds_no_words_and_no_names() -> None:
    report = str(table("text,author,question", "kaleidoscope,Ada Okoro,Q9", "kaleidoscope,Ada Okoro,Q2,x").report)

    assert not any(word in report for word in ("kaleidoscope", "Okoro"))


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (body("Full Name,User Action\nAda,Joined"), "no_text_column"),
        (body("text,author\n"), "empty"),
        (body("text,link\nRing people,nowhere"), "nothing_read"),
        (body("Like Comment Share", captured="post"), "nothing_read"),
        (body("text\n" + "row\n" * (MOST_ROWS + 1)), "too_many_rows"),
        (body(""), "empty"),
        (body(b"%PDF-1.7"), "binary"),
        (b'{"captured":"film"}\nwords', "unreadable_slip"),
        (b'{"captured":\xff}\nwords', "unreadable_slip"),
        (b'{"captured":' + b" " * 70_000, "unreadable_slip"),
    ],
)
def test_what_holds_no_posts_is_refused_with_what_to_do(sent: bytes, reason: str) -> None:
    assert is_captured(sent) or not sent.startswith(b'{"captured":')

    with pytest.raises(DocumentError) as refused:
        read_captured(sent)

    assert refused.value.reason == reason
    assert str(refused.value).endswith(".")


async def test_posts_are_read_in_a_child_and_a_document_is_not_taken_for_them() -> None:
    sent = body(f"text,link,date\n{WORDS},{LINK},2026-11-02 19:05")

    assert await read_posts_guarded(sent) == read_captured(sent)
    with pytest.raises(DocumentError, match="session"):
        await read_posts_guarded(b"- notes")
    with pytest.raises(DocumentError, match="Capture"):
        await read_guarded(sent, "posts.csv")


async def test_a_table_that_is_one_open_quote_is_read_within_the_limits() -> None:
    lines = ["text,link"] + ['"' + "open" * 500] * 4_000

    with pytest.raises(DocumentError) as refused:
        await read_posts_guarded(body("\n".join(lines)))

    assert refused.value.reason == "nothing_read"


@given(st.text(alphabet='text,link;author\t\n"=|Q2 ', max_size=300))
def test_whatever_a_table_holds_each_row_is_read_or_told(text: str) -> None:
    try:
        captured = read_captured(body(text))
    except DocumentError:
        return

    report = captured.report
    assert report.found == report.read + sum(it.count for it in report.skipped)
    assert len(arrived(captured)) == report.read


def test_a_post_said_in_the_hour_that_the_clocks_skip_has_a_time() -> None:
    [arrival] = arrived(table("text,date", f"{WORDS},29/03/2026 01:30"))

    assert NOW - arrival.said_at > timedelta(days=200)
