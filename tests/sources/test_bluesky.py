from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.records import Act, Arrival, Reason, Rejected, SourceName
from bridge.sources.bluesky import read
from tests.networks.jetstream import POST, REPOST, account, as_v2, commit, identity, post

SEEN_AT = datetime(2026, 11, 2, 19, 0, 5, tzinfo=UTC)
SEEN_US = 1_793_646_005_000_000
RECEIVED_AT = SEEN_AT + timedelta(seconds=1)
URI = f"at://did:plc:amy/{POST}/{SEEN_US}"


def arrived(event: dict[str, Any]) -> Arrival:
    item = read(event, RECEIVED_AT)
    assert isinstance(item, Arrival)
    return item


def facet(text: str, shown: str, feature: dict[str, str]) -> dict[str, Any]:
    start = text.encode().index(shown.encode())
    return {"index": {"byteStart": start, "byteEnd": start + len(shown.encode())}, "features": [feature]}


def link(uri: str) -> dict[str, str]:
    return {"$type": "app.bsky.richtext.facet#link", "uri": uri}


def tag(name: str) -> dict[str, str]:
    return {"$type": "app.bsky.richtext.facet#tag", "tag": name}


def test_a_post_is_known_by_its_uri_and_told_with_author_link_and_version() -> None:
    arrival = arrived(commit(SEEN_US, post("A1 Ring first", langs=["cy", "en"])))

    assert arrival == Arrival(
        id=f"bluesky:{URI}",  # type: ignore[arg-type]
        source=SourceName.BLUESKY,
        said_at=datetime(2026, 11, 2, 19, 0, tzinfo=UTC),
        received_at=RECEIVED_AT,
        text="A1 Ring first",
        author="did:plc:amy",
        version=f"bafy{SEEN_US}",
        lang="cy",
        link=f"https://bsky.app/profile/did:plc:amy/post/{SEEN_US}",
    )


@pytest.mark.parametrize(
    "event",
    [
        commit(SEEN_US, post("A1 Ring first #SolvingTogether", tags=["NHS"])),
        commit(SEEN_US, None, operation="delete"),
        account(SEEN_US, active=False, status="deleted"),
        identity(SEEN_US),
    ],
    ids=["a post", "a deletion", "an account", "a handle"],
)
def test_a_message_says_the_same_on_either_wire(event: dict[str, Any]) -> None:
    assert read(as_v2(event, 7), RECEIVED_AT) == read(event, RECEIVED_AT)


def test_what_a_host_says_of_itself_is_nothing() -> None:
    assert read({"$type": "error", "error": "ConsumerTooSlow"}, RECEIVED_AT) is None


@pytest.mark.parametrize(
    ("created_at", "said_at"),
    [
        ("2026-11-02T19:00:01.5Z", SEEN_AT - timedelta(seconds=3.5)),
        ("2026-11-02T20:00:01+01:00", SEEN_AT - timedelta(seconds=4)),
        ("2031-01-01T00:00:00Z", SEEN_AT),
        ("2026-11-02T18:00:00", SEEN_AT),
        ("0001-01-01T00:00:00+14:00", SEEN_AT),
        ("last Monday", SEEN_AT),
    ],
    ids=["honest", "another zone", "the future", "no zone", "before all time", "words"],
)
def test_a_post_is_said_when_its_author_claims_but_never_later_than_it_was_seen(
    created_at: str, said_at: datetime
) -> None:
    arrival = arrived(commit(SEEN_US, post("Hello", created_at)))

    assert arrival.said_at == said_at
    assert arrival.said_at.tzinfo is UTC


def test_a_shortened_link_is_shown_in_full_after_letters_of_several_bytes() -> None:
    text = "👩🏽‍⚕️ Gŵyl: guide.example/pre… łatwo! 🎉 #SolvingTogether"
    record = post(text, facets=[facet(text, "guide.example/pre…", link("https://guide.example/prehab?a=1&b=2"))])

    arrival = arrived(commit(SEEN_US, record))

    assert arrival.text == "👩🏽‍⚕️ Gŵyl: https://guide.example/prehab?a=1&b=2 łatwo! 🎉 #SolvingTogether"


@pytest.mark.parametrize(("start", "end"), [(1, 4), (0, 2), (0, 99), (4, 4), (5, 4), (-3, 4)])
def test_a_link_whose_positions_make_no_sense_leaves_the_text_alone(start: int, end: int) -> None:
    facets = [{"index": {"byteStart": start, "byteEnd": end}, "features": [link("https://x.example")]}]

    arrival = arrived(commit(SEEN_US, post("🎉 yes", facets=facets)))

    assert arrival.text == "🎉 yes"


def test_of_two_links_on_the_same_words_the_first_is_shown() -> None:
    text = "see here now"
    facets = [facet(text, "here", link("https://a.example")), facet(text, "here now", link("https://b.example"))]

    arrival = arrived(commit(SEEN_US, post(text, facets=facets)))

    assert arrival.text == "see https://a.example now"


def test_tags_come_from_facets_and_from_the_tags_field_each_once() -> None:
    text = "A1 yes #SolvingTogether"
    record = post(
        text, facets=[facet(text, "#SolvingTogether", tag("SolvingTogether"))], tags=["NHS", "SolvingTogether"]
    )

    arrival = arrived(commit(SEEN_US, record))

    assert arrival.tags == ("SolvingTogether", "NHS")
    assert arrival.text == text


def test_a_reply_names_its_parent_and_its_root() -> None:
    reply = {"parent": {"uri": "at://did:plc:b/p/2", "cid": "c"}, "root": {"uri": "at://did:plc:h/p/1", "cid": "c"}}

    arrival = arrived(commit(SEEN_US, post("Agree!", reply=reply)))

    assert (arrival.reply_to, arrival.root) == ("bluesky:at://did:plc:b/p/2", "bluesky:at://did:plc:h/p/1")


@pytest.mark.parametrize(
    ("embed", "quotes"),
    [
        ({"$type": "app.bsky.embed.record", "record": {"uri": URI, "cid": "c"}}, f"bluesky:{URI}"),
        (
            {
                "$type": "app.bsky.embed.recordWithMedia",
                "record": {"$type": "app.bsky.embed.record", "record": {"uri": URI, "cid": "c"}},
                "media": {"$type": "app.bsky.embed.images", "images": []},
            },
            f"bluesky:{URI}",
        ),
        ({"$type": "app.bsky.embed.record", "record": {"uri": "at://did:plc:b/app.bsky.graph.list/1"}}, None),
        ({"$type": "app.bsky.embed.external", "external": {"uri": "https://a.example"}}, None),
    ],
    ids=["a post", "a post with pictures", "a list", "a web page"],
)
def test_an_embedded_post_is_a_quote(embed: dict[str, Any], quotes: str | None) -> None:
    arrival = arrived(commit(SEEN_US, post("This one", embed=embed)))

    assert arrival.quotes == quotes


def test_a_repost_names_what_it_repeats() -> None:
    record = {"$type": REPOST, "subject": {"uri": URI, "cid": "c"}, "createdAt": "2026-11-02T19:00:00Z"}

    arrival = arrived(commit(SEEN_US, record, "did:plc:ben", collection=REPOST, rkey="r1"))

    assert (arrival.act, arrival.reposts) == (Act.REPOSTED, f"bluesky:{URI}")
    assert (arrival.id, arrival.author) == (f"bluesky:at://did:plc:ben/{REPOST}/r1", "did:plc:ben")


def test_an_update_is_the_same_post_in_another_version() -> None:
    before = arrived(commit(SEEN_US, post("Tuesdays"), rkey="1"))
    after = arrived(commit(SEEN_US + 1, post("Thursdays"), rkey="1", operation="update"))

    assert before.id == after.id
    assert before.version != after.version


@pytest.mark.parametrize("collection", [POST, REPOST])
def test_a_deletion_names_what_is_gone(collection: str) -> None:
    arrival = arrived(commit(SEEN_US, None, operation="delete", collection=collection, rkey="1"))

    assert (arrival.act, arrival.id) == (Act.DELETED, f"bluesky:at://did:plc:amy/{collection}/1")
    assert arrival.said_at == SEEN_AT


@pytest.mark.parametrize("status", ["takendown", "suspended", "deleted", "deactivated", ""])
def test_an_account_that_is_gone_or_out_of_sight_has_left(status: str) -> None:
    arrival = arrived(account(SEEN_US, "did:plc:ben", active=False, status=status))

    assert (arrival.act, arrival.id) == (Act.LEFT, "bluesky:did:plc:ben")
    assert (arrival.author, arrival.said_at) == ("did:plc:ben", SEEN_AT)


@pytest.mark.parametrize(
    "event",
    [
        identity(SEEN_US),
        account(SEEN_US),
        account(SEEN_US, active=False, status="desynchronized"),
        account(SEEN_US, active=False, status="throttled"),
        commit(SEEN_US, {}, collection="app.bsky.feed.like"),
    ],
    ids=["identity", "an account that is back", "a host in trouble", "a busy host", "a like"],
)
def test_what_holds_no_speech_is_nothing(event: dict[str, Any]) -> None:
    assert read(event, RECEIVED_AT) is None


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"did": "did:plc:amy", "kind": "commit"}, "time_us"),
        ({"did": "did:plc:amy", "kind": "commit", "time_us": SEEN_US}, "commit"),
        (commit(SEEN_US, post("Hello"), operation="undo"), "commit.operation"),
        (commit(SEEN_US, None), "got `null`"),
        (commit(SEEN_US, {"createdAt": "2026-11-02T19:00:00Z"}), "`text`"),
        (commit(SEEN_US, {"createdAt": ""}, collection=REPOST), "subject"),
        (commit(10**18, post("Secret words")), "time_us"),
    ],
)
def test_a_malformed_event_is_rejected_by_the_name_of_its_field(event: dict[str, Any], field: str) -> None:
    item = read(event, RECEIVED_AT)

    assert isinstance(item, Rejected)
    assert (item.reason, item.received_at) == (Reason.UNREADABLE, RECEIVED_AT)
    assert field in item.detail
    assert "Secret" not in item.detail


@pytest.mark.parametrize(
    "fields",
    [
        {"langs": None},
        {"facets": [{"index": {"byteStart": "one"}}]},
        {"reply": {"root": {"uri": "at://did:plc:bob/app.bsky.feed.post/1"}}},
        {"embed": {"record": "a record"}, "tags": [7]},
    ],
)
def test_words_count_though_what_goes_with_them_is_broken(fields: dict[str, Any]) -> None:
    arrival = arrived(commit(SEEN_US, post("Share one waiting list", **fields)))

    assert arrival.text == "Share one waiting list"


@given(text=st.text(), shown=st.text(min_size=1), rest=st.text())
def test_a_link_is_replaced_whatever_the_letters_around_it(text: str, shown: str, rest: str) -> None:
    start, end = len(text.encode()), len((text + shown).encode())
    facets = [{"index": {"byteStart": start, "byteEnd": end}, "features": [link("https://a.example")]}]

    arrival = arrived(commit(SEEN_US, post(text + shown + rest, facets=facets)))

    assert arrival.text == f"{text}https://a.example{rest}"
