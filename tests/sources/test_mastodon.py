from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.records import Act, Arrival, Reason, Rejected, SourceName, Via
from bridge.sources.mastodon import plain, read, read_status

RECEIVED_AT = datetime(2026, 11, 2, 19, 0, 7, tzinfo=UTC)
HOME = "https://care.example"


def status(content: str = "<p>A1 Ring first</p>", **fields: Any) -> dict[str, Any]:
    account = {"id": "4", "acct": "amy", "username": "amy", "url": f"{HOME}/@amy", "uri": f"{HOME}/users/amy"}
    shape = {
        "id": "900",
        "uri": f"{HOME}/users/amy/statuses/900",
        "url": f"{HOME}/@amy/900",
        "created_at": "2026-11-02T19:00:00.000Z",
        "edited_at": None,
        "content": content,
        "visibility": "public",
        "language": "en",
        "spoiler_text": "",
        "in_reply_to_id": None,
        "account": account,
        "tags": [{"name": "solvingtogether", "url": f"{HOME}/tags/solvingtogether"}],
        "reblog": None,
    }
    return shape | fields


def frame(payload: Any, event: str = "update") -> dict[str, Any]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return {"stream": ["hashtag", "solvingtogether"], "event": event, "payload": text}


def arrived(message: dict[str, Any]) -> Arrival:
    item = read(message, RECEIVED_AT)
    assert isinstance(item, Arrival)
    return item


def test_a_status_is_known_by_its_uri_and_also_by_its_local_id() -> None:
    arrival = arrived(frame(status()))

    assert arrival == Arrival(
        id=f"mastodon:{HOME}/users/amy/statuses/900",  # type: ignore[arg-type]
        source=SourceName.MASTODON,
        said_at=datetime(2026, 11, 2, 19, 0, tzinfo=UTC),
        received_at=RECEIVED_AT,
        text="A1 Ring first",
        author=f"{HOME}/users/amy",
        handle="amy@care.example",
        aliases=("mastodon:local:900", f"mastodon:{HOME}/@amy/900"),  # type: ignore[arg-type]
        tags=("solvingtogether",),
        lang="en",
        link=f"{HOME}/@amy/900",
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two</p><p>Three<br>four</p>", "One & two\nThree\nfour"),
        (
            '<p>Do <a href="https://care.example/tags/x" class="mention hashtag" rel="tag">#<span>SolvingTogether</span></a></p>',
            "Do #SolvingTogether",
        ),
        ('<p>Do <a href="https://other.example/tags/x" rel="tag">#SolvingTogether</a></p>', "Do #SolvingTogether"),
        (
            '<p><span class="h-card"><a href="https://care.example/@h" class="u-url mention">@<span>h</span></a></span> yes</p>',
            "@h yes",
        ),
        (
            '<p>See <a href="https://guide.example/pre?a=1&amp;b=2"><span class="invisible">https://</span>guide.ex</a>!</p>',
            "See https://guide.example/pre?a=1&b=2!",
        ),
        ('<p class="quote-inline">RE: <a href="https://care.example/@b/1">care.example</a></p><p>Yes</p>', "Yes"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<p>Before</p><script>alert(1)</script><p>after</p>", "Before\nafter"),
        ('<p>Cut <a href="https://a.example">off</p><p>and on', "Cut https://a.example\nand on"),
        ("No tags at all, 3 < 4", "No tags at all, 3 < 4"),
        ("", ""),
    ],
)
def test_html_is_told_as_the_text_a_reader_sees(html: str, text: str) -> None:
    assert plain(html) == text


@given(st.text(alphabet="<![]()-/?&#;x3 ap=\"'\n") | st.text())
def test_no_html_however_broken_raises(html: str) -> None:
    assert isinstance(plain(html), str)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "html", ["<a ", "<", "</", "&#", "<!", "<a href='", "<a b='c' ", "<a/", "<!--", "<![x[", "&#9", "a=", "<a>"]
)
def test_two_hundred_thousand_signs_of_broken_html_are_read_without_delay(html: str) -> None:
    assert isinstance(plain(html * (200_000 // len(html)) + "&#" + "9" * 5_000 + ";"), str)


def test_a_content_warning_is_read_first() -> None:
    assert arrived(frame(status(spoiler_text="Surgery"))).text == "Surgery\nA1 Ring first"


def test_an_edit_is_the_same_status_in_another_version() -> None:
    before = arrived(frame(status()))
    after = arrived(frame(status("<p>A1 Text</p>", edited_at="2026-11-02T19:02:00.000Z"), "status.update"))

    assert (before.id, before.said_at) == (after.id, after.said_at)
    assert before.version != after.version


def test_a_deletion_and_a_reply_name_a_status_by_its_local_id() -> None:
    said = arrived(frame(status()))
    deleted = arrived(frame("900", "delete"))
    reply = arrived(frame(status(id="901", uri=f"{HOME}/users/amy/statuses/901", in_reply_to_id="900")))

    assert (deleted.act, deleted.said_at) == (Act.DELETED, RECEIVED_AT)
    assert deleted.id == reply.reply_to == said.aliases[0]


def test_the_same_status_on_two_servers_has_one_id_and_a_local_one_for_each() -> None:
    here, there = status(id="7", in_reply_to_id="6"), status(id="8", in_reply_to_id=None)

    first = read(frame(here), RECEIVED_AT, "one.example")
    second = read_status(there, RECEIVED_AT, "two.example", via=Via.ASKED)
    deleted = read(frame("7", "delete"), RECEIVED_AT, "one.example")

    assert isinstance(first, Arrival)
    assert isinstance(second, Arrival)
    assert isinstance(deleted, Arrival)
    assert first.id == second.id
    assert (first.aliases[0], second.aliases[0]) == ("mastodon:local:one.example:7", "mastodon:local:two.example:8")
    assert first.aliases[1:] == second.aliases[1:] == (f"mastodon:{HOME}/@amy/900",)
    assert (first.reply_to, deleted.id) == ("mastodon:local:one.example:6", "mastodon:local:one.example:7")
    assert (first.via, second.via) == (Via.LIVE, Via.ASKED)


def test_a_boost_is_a_repost_with_the_text_of_what_it_repeats() -> None:
    boost = status(
        "", uri=f"{HOME}/users/amy/statuses/902/activity", tags=[], reblog=status("<p>Open late</p>", id="5")
    )

    arrival = arrived(frame(boost))

    assert (arrival.act, arrival.text) == (Act.REPOSTED, "Open late")
    assert arrival.reposts == f"mastodon:{HOME}/users/amy/statuses/900"
    assert arrival.tags == ("solvingtogether",)


def test_a_quote_names_what_it_quotes() -> None:
    quote = {"state": "accepted", "quoted_status": status(uri=f"{HOME}/users/ben/statuses/1")}

    assert arrived(frame(status(quote=quote))).quotes == f"mastodon:{HOME}/users/ben/statuses/1"


@pytest.mark.parametrize(
    ("acct", "url", "handle"),
    [
        ("amy", "https://care.example/@amy", "amy@care.example"),
        ("ben@far.example", "https://social.far.example/@ben", "ben@far.example"),
        ("amy", "", "amy"),
        ("amy", "https://[::/@amy", "amy@[::"),
    ],
)
def test_a_handle_has_its_domain_where_it_is_known(acct: str, url: str, handle: str) -> None:
    assert arrived(frame(status(account={"acct": acct, "url": url}))).handle == handle


@pytest.mark.parametrize(
    "hidden",
    [status(visibility="private"), status(visibility="direct"), status(reblog=status(visibility="private"))],
    ids=["followers only", "direct", "a boost of one for followers"],
)
def test_what_is_not_public_is_rejected_as_private(hidden: dict[str, Any]) -> None:
    item = read(frame(hidden), RECEIVED_AT)

    assert isinstance(item, Rejected)
    assert item.reason is Reason.PRIVATE


@pytest.mark.parametrize("event", ["filters_changed", "announcement", "notification", "conversation"])
def test_other_events_of_a_stream_are_nothing(event: str) -> None:
    assert read(frame("{}", event), RECEIVED_AT) is None


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (["a list"], "object"),
        ({"stream": ["user"]}, "event"),
        ({"event": "update", "payload": {"a": 1}}, "payload"),
        (frame("{Secret", "update"), "payload"),
        (frame("[" * 100_000), "payload"),
        (frame("", "delete"), "payload"),
        (frame(status() | {"content": None}), "content"),
        (frame(status(created_at="Secret")), "created_at"),
        (frame(status(account={"acct": "Secret"})), "account"),
    ],
)
def test_a_malformed_frame_is_rejected_by_the_name_of_its_field(message: Any, field: str) -> None:
    item = read(message, RECEIVED_AT)

    assert isinstance(item, Rejected)
    assert item.reason is Reason.UNREADABLE
    assert field in item.detail
    assert "Secret" not in item.detail
