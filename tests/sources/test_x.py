from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bridge.records import Act, Arrival, Reason, Rejected, SourceName
from bridge.sources.x import read

RECEIVED_AT = datetime(2026, 11, 2, 19, 0, 7, tzinfo=UTC)


def post(text: str, post_id: str = "100", **fields: Any) -> dict[str, Any]:
    plain = {
        "id": post_id,
        "text": text,
        "author_id": "7",
        "created_at": "2026-11-02T19:00:00.000Z",
        "conversation_id": post_id,
        "edit_history_tweet_ids": [post_id],
        "lang": "en",
    }
    return plain | fields


def line(data: dict[str, Any], **includes: Any) -> dict[str, Any]:
    users = [{"id": "7", "username": "amy_ot", "name": "Amy"}]
    return {"data": data, "includes": {"users": users, **includes}, "matching_rules": [{"id": "1"}]}


def arrived(message: dict[str, Any]) -> Arrival:
    item = read(message, RECEIVED_AT)
    assert isinstance(item, Arrival)
    return item


def url(text: str, short: str, full: str = "", **fields: str) -> dict[str, Any]:
    start = text.index(short)
    return {"start": start, "end": start + len(short), "url": short, "expanded_url": full, **fields}


def hashtags(*tags: str) -> list[dict[str, Any]]:
    return [{"start": 0, "end": 1, "tag": tag} for tag in tags]


def refers(**references: str) -> list[dict[str, str]]:
    return [{"type": kind, "id": post_id} for kind, post_id in references.items()]


def test_a_post_is_told_with_author_handle_link_and_version() -> None:
    arrival = arrived(line(post("A1 Ring first #SolvingTogether", entities={"hashtags": hashtags("SolvingTogether")})))

    assert arrival == Arrival(
        id="x:100",  # type: ignore[arg-type]
        source=SourceName.X,
        said_at=datetime(2026, 11, 2, 19, 0, tzinfo=UTC),
        received_at=RECEIVED_AT,
        text="A1 Ring first #SolvingTogether",
        author="7",
        handle="amy_ot",
        version="100",
        tags=("SolvingTogether",),
        lang="en",
        link="https://x.com/i/status/100",
    )


def test_links_are_cut_out_by_code_points_of_the_escaped_text_and_put_in_unescaped() -> None:
    text = "👩‍⚕️ Hips &amp; knees &lt;3 https://t.co/abc is good &amp;amp; free"
    entities = {"urls": [url(text, "https://t.co/abc", "https://guide.example/?a=1&copy=2")]}

    arrival = arrived(line(post(text, entities=entities)))

    assert arrival.text == "👩‍⚕️ Hips & knees <3 https://guide.example/?a=1&copy=2 is good &amp; free"


def test_a_number_longer_than_python_reads_is_left_as_it_stands() -> None:
    text = "&#" + "9" * 5_000 + ";"

    assert arrived(line(post(text))).text == text


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"expanded_url": "https://a.example/full", "display_url": "a.example/f…"}, "https://a.example/full"),
        ({"display_url": "a.example/full"}, "a.example/full"),
        ({}, "https://t.co/abc"),
    ],
)
def test_a_short_link_is_shown_as_full_as_x_tells(fields: dict[str, str], shown: str) -> None:
    entities = {"urls": [{"start": 4, "end": 20, "url": "https://t.co/abc", **fields}]}

    arrival = arrived(line(post("See https://t.co/abc today", entities=entities)))

    assert arrival.text == f"See {shown} today"


def test_trailing_links_to_the_quoted_post_and_to_pictures_are_dropped() -> None:
    text = "This works for us https://t.co/quote https://t.co/photo"
    photo = url(text, "https://t.co/photo", "https://x.com/amy_ot/status/100/photo/1", media_key="3_1")
    entities = {"urls": [url(text, "https://t.co/quote", "https://twitter.com/ben/status/55"), photo, photo]}

    arrival = arrived(line(post(text, entities=entities, referenced_tweets=refers(quoted="55"))))

    assert arrival.text == "This works for us"
    assert arrival.quotes == "x:55"


def test_a_link_to_another_post_or_in_the_middle_stays() -> None:
    text = "First https://t.co/quote then https://t.co/other"
    entities = {
        "urls": [
            url(text, "https://t.co/quote", "https://x.com/ben/status/55"),
            url(text, "https://t.co/other", "https://x.com/cai/status/77"),
        ]
    }

    arrival = arrived(line(post(text, entities=entities, referenced_tweets=refers(quoted="55"))))

    assert arrival.text == "First https://x.com/ben/status/55 then https://x.com/cai/status/77"


@pytest.mark.parametrize("name", ["note_tweet", "note_post"])
def test_a_long_post_is_told_in_full_with_all_its_tags(name: str) -> None:
    full = "A2 " + "many words &amp; " * 40 + "#SolvingTogether"
    note = {"text": full, "entities": {"hashtags": hashtags("SolvingTogether")}}
    cut = "A2 many words… https://t.co/self"

    arrival = arrived(line(post(cut) | {name: note}))

    assert arrival.text == "A2 " + "many words & " * 40 + "#SolvingTogether"
    assert arrival.tags == ("SolvingTogether",)


@pytest.mark.parametrize(("references", "included"), [("referenced_tweets", "tweets"), ("referenced_posts", "posts")])
def test_a_retweet_is_a_repost_with_the_original_in_full_and_its_tags(references: str, included: str) -> None:
    original = post("Open on Saturdays " * 10 + "#SolvingTogether", "50", author_id="8")
    original["entities"] = {"hashtags": hashtags("SolvingTogether")}
    repeat = post("RT @ben_gp: Open on Saturdays Open on…") | {references: refers(retweeted="50")}

    arrival = arrived(line(repeat, **{included: [original]}))

    assert (arrival.act, arrival.reposts, arrival.id) == (Act.REPOSTED, "x:50", "x:100")
    assert arrival.text == "Open on Saturdays " * 10 + "#SolvingTogether"
    assert arrival.tags == ("SolvingTogether",)


def test_a_retweet_without_its_original_shows_no_cut_text() -> None:
    arrival = arrived(line(post("RT @ben_gp: Open on…", referenced_tweets=refers(retweeted="50"))))

    assert (arrival.act, arrival.reposts, arrival.text) == (Act.REPOSTED, "x:50", "")


def test_a_post_may_be_a_reply_and_a_quote_in_a_thread() -> None:
    arrival = arrived(
        line(post("@HorizonsNHS Yes", referenced_tweets=refers(replied_to="90", quoted="55"), conversation_id="80"))
    )

    assert (arrival.reply_to, arrival.quotes, arrival.root) == ("x:90", "x:55", "x:80")


@pytest.mark.parametrize("history", ["edit_history_tweet_ids", "edit_history_post_ids"])
def test_every_edit_is_the_same_post_under_its_first_id(history: str) -> None:
    edited = post("Thursdays", "102", conversation_id="102")
    del edited["edit_history_tweet_ids"]

    arrival = arrived(line(edited | {history: ["100", "101", "102"]}))

    assert (arrival.id, arrival.aliases, arrival.version) == ("x:100", ("x:101", "x:102"), "102")
    assert arrival.root is None


def test_a_quote_of_an_edit_names_the_first_version_where_x_tells_it() -> None:
    original = post("Thursdays", "51", edit_history_tweet_ids=["50", "51"])

    arrival = arrived(line(post("Yes", referenced_tweets=refers(quoted="51")), tweets=[original]))

    assert arrival.quotes == "x:50"


@pytest.mark.parametrize(
    ("lang", "told"),
    [("cy", "cy"), ("in", "id"), ("iw", "he"), ("und", None), ("qst", None), ("zxx", None), ("", None)],
)
def test_languages_are_told_by_their_present_codes_or_not_at_all(lang: str, told: str | None) -> None:
    assert arrived(line(post("Iawn", lang=lang))).lang == told


def test_partial_errors_and_misshapen_includes_do_not_matter() -> None:
    message = line(post("A1 yes"), tweets=[{"id": 5}, "what"], posts=None) | {"errors": [{"title": "Not Found Error"}]}

    assert arrived(message).text == "A1 yes"


@pytest.mark.parametrize("message", [{}, {"errors": [{"title": "operational-disconnect"}]}, {"data": None}])
def test_a_line_without_data_is_nothing(message: dict[str, Any]) -> None:
    assert read(message, RECEIVED_AT) is None


@pytest.mark.parametrize(
    "message",
    [
        {"data": {"delete": {"tweet": {"id": "100", "author_id": "7"}, "event_at": "2026-11-02T19:00:00.000Z"}}},
        {"delete": {"post": {"id": "100", "author_id": "7"}}},
        {"delete": {"status": {"id": 100, "id_str": "100", "user_id": 7}, "timestamp_ms": "1"}},
    ],
    ids=["compliance stream", "renamed", "v1.1"],
)
def test_a_deletion_names_what_is_gone(message: dict[str, Any]) -> None:
    arrival = arrived(message)

    assert (arrival.act, arrival.id, arrival.author, arrival.said_at) == (Act.DELETED, "x:100", "7", RECEIVED_AT)


@pytest.mark.parametrize("fields", [{"entities": {"urls": [{"start": "one"}]}}, {"lang": None}, {"note_tweet": 5}])
def test_words_count_though_what_goes_with_them_is_broken(fields: dict[str, Any]) -> None:
    assert arrived(line(post("Share one waiting list", **fields))).text == "Share one waiting list"


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (["a list"], "object"),
        ({"data": []}, "object"),
        ({"data": {"id": "1", "author_id": "7", "created_at": "2026-11-02T19:00:00Z"}}, "`text`"),
        (line(post("Secret words", created_at="Secret words")), "created_at"),
        (line(post("Secret words", created_at="2026-11-02T19:00:00")), "created_at"),
        (line(post("Secret words", id=100)), "$.id"),
        ({"delete": {}}, "delete"),
        ({"delete": {"status": {}}}, "status"),
        ({"data": {"delete": 5}}, "object"),
    ],
)
def test_a_malformed_line_is_rejected_by_the_name_of_its_field(message: Any, field: str) -> None:
    item = read(message, RECEIVED_AT)

    assert isinstance(item, Rejected)
    assert item.reason is Reason.UNREADABLE
    assert field in item.detail
    assert "Secret" not in item.detail
