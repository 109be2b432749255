"""A chat of Teams as Graph tells it. The shapes: https://learn.microsoft.com/graph/api/chat-list-messages"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bridge.documents.graph_chat import is_graph_chat, read_graph_chat
from bridge.documents.read import arrivals
from bridge.errors import DocumentError
from bridge.records import EventId
from tests.documents.shapes import opened, words


def who(name: str | None, account: str = "") -> dict[str, Any]:
    return {"application": None, "device": None, "user": {"id": account or f"id-{name}", "displayName": name}}


def message(nth: int, html: str, name: str | None = "Ada Okoro", **fields: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": str(nth),
        "messageType": "message",
        "createdDateTime": f"2026-11-05T14:{nth:02}:00.5Z",
        "from": who(name) if name else None,
        "body": {"contentType": "html", "content": html},
        "reactions": [],
        "attachments": [],
        "mentions": [],
    }
    return plain | fields


def reaction(sign: str, name: str | None, account: str = "") -> dict[str, Any]:
    return {"reactionType": sign, "user": who(name, account)}


def page(*messages: Any) -> str:
    """Newest first, as Graph sends them."""
    return json.dumps({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata", "value": messages[::-1]})


def test_messages_are_read_in_the_order_of_time_with_the_seconds_between() -> None:
    document = opened(page(message(1, "<p>Later buses</p>"), message(3, "Who pays?", "Ben Hale")), "messages.json")

    assert words(document) == [("Ada Okoro", "Later buses"), ("Ben Hale", "Who pays?")]
    assert [(turn.from_s, turn.evidence, turn.written) for turn in document.turns] == [
        (0.0, "message 2", True),
        (120.0, "message 1", True),
    ]
    assert document.date == datetime(2026, 11, 5, 14, 1, 0, 500_000, UTC)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div><div>Two lines<br>of one</div></div>", "Two lines of one"),
        ("<p>Tea &amp; cake &lt;soon&gt;&nbsp;please</p>", "Tea & cake <soon> please"),
        ("Ask R&D", "Ask R&D"),
        ('<p>Good <emoji id="smile" alt="🙂" title="Smile"></emoji></p>', "Good 🙂"),
        ('<p><at id="0">Ben</at> yes</p>', "Ben yes"),
        ("<blockquote>What she said</blockquote><p>What I say</p>", "What I say"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("<b>bold</b>ly", "boldly"),
    ],
)
def test_the_words_of_a_message_are_what_its_author_typed(html: str, text: str) -> None:
    assert [turn.text for turn in read_graph_chat(page(message(1, html))).turns] == [text]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"messageType": "systemEventMessage", "from": None}, "machinery"),
        ({"messageType": "unknownFutureValue"}, "machinery"),
        ({"deletedDateTime": "2026-11-05T15:00:00Z"}, "deleted"),
        ({"policyViolation": {"dlpAction": "blockAccess"}}, "blocked"),
        ({"from": {"application": {"displayName": "Polls"}, "user": None}}, "bot"),
        ({"body": {"contentType": "html", "content": '<img alt="image">'}}, "no_text"),
        ({"body": None}, "no_text"),
        ({"body": {"contentType": "text", "content": "a" * 20_001}}, "too_long"),
        ({"id": 7}, "unreadable_json"),
    ],
)
def test_what_is_no_ones_words_is_told_as_skipped_with_its_place(fields: dict[str, Any], reason: str) -> None:
    report = opened(page(message(1, "Later buses"), message(2, "x") | fields), "chat.json").report

    assert (report.format, report.unit, report.found, report.read) == ("teams-json", "message", 2, 1)
    assert [(it.reason, it.lines) for it in report.skipped] == [(reason, (1,))]


def test_a_sign_of_agreement_is_support_for_its_message_once_for_each_who_gave_it() -> None:
    signs = [
        *(reaction("like", "Ben Hale"), reaction("❤️", "Ben Hale"), reaction("sad", "Kit Wren")),
        *(reaction("👏🏽", None, "id-Kit Wren"), reaction("like", "Ada Okoro"), reaction("👍", None)),
    ]
    document = opened(
        page(message(1, "Later buses", reactions=signs), message(2, "Who pays?", "Kit Wren")), "chat.json"
    )

    assert [(it.speaker, it.text, it.about) for it in document.turns[1:-1]] == [
        ("Ben Hale", "👍", 0),
        ("Kit Wren", "👏🏽", 0),
        ("id-None", "👍", 0),
    ]


@pytest.mark.parametrize(
    "answers",
    [
        {"replyToId": "1"},
        {"attachments": [{"id": "1", "contentType": "messageReference", "content": "{}"}]},
    ],
)
def test_an_answer_names_what_it_answers_and_keeps_the_name_it_has_without(answers: dict[str, Any]) -> None:
    def ids(second: dict[str, Any]) -> list[tuple[Any, Any]]:
        made = opened(page(message(1, "Later buses"), second), "chat.json")
        at = datetime(2026, 11, 5, tzinfo=UTC)
        told = arrivals(made, session=EventId("s"), document_id="d", said_at=at, received_at=at)
        return [(it.id, it.reply_to) for it in told]

    ((first, nothing), (answer, about)) = ids(message(2, "Agree", "Ben Hale", **answers))
    assert (nothing, about) == (None, first)
    assert ids(message(2, "Agree", "Ben Hale")) == [(first, None), (answer, None)]


def test_who_is_mentioned_is_masked_as_speakers_are() -> None:
    mention = {"id": 0, "mentionText": "Tove", "mentioned": who("Tove Lindqvist")}
    everyone = {"id": 1, "mentionText": "Everyone", "mentioned": {"conversation": {"displayName": "Everyone"}}}
    document = opened(page(message(1, "Ask <at>Tove</at>", mentions=[mention, everyone])), "chat.json")

    assert document.people == ("Tove Lindqvist",)


def test_a_list_a_page_several_pages_and_threads_are_all_read() -> None:
    one, two = message(1, "Later buses"), message(2, "Who pays?", "Ben Hale")
    for held in (
        [one, two],
        [{"value": [two]}, {"value": [one]}],
        {"id": "19:meeting", "messages": [one, two]},
        [one | {"replies": [two]}],
    ):
        assert [it.text for it in read_graph_chat(json.dumps(held)).turns] == ["Later buses", "Who pays?"]
    assert [it.text for it in read_graph_chat(json.dumps(one)).turns] == ["Later buses"]


def test_powershell_writes_names_with_capitals_and_its_older_one_times_of_its_own() -> None:
    def capital(value: Any) -> Any:
        if isinstance(value, dict):
            return {name[:1].upper() + name[1:]: capital(it) for name, it in value.items()}
        return [capital(it) for it in value] if isinstance(value, list) else value

    late = message(2, "Who pays?", "Ben Hale", createdDateTime="/Date(1793890860000)/")
    early = message(1, "Later buses", createdDateTime="/Date(1793890800000)/")

    chat = read_graph_chat(json.dumps(capital([late, early])))

    assert [(it.speaker, it.text, it.from_s) for it in chat.turns] == [
        ("Ada Okoro", "Later buses", 0.0),
        ("Ben Hale", "Who pays?", 60.0),
    ]


@pytest.mark.parametrize("lost", [{"from": {"user": "Models.Identity"}}, {"reactions": [{"user": "Models.Identity"}]}])
def test_an_export_that_is_not_deep_enough_keeps_its_words_and_says_what_to_do(lost: dict[str, Any]) -> None:
    document = opened(page(message(1, "Later buses") | lost, message(2, "Who pays?", "Ben Hale")), "chat.json")

    assert words(document) == [(None, "Later buses"), ("Ben Hale", "Who pays?")]
    assert document.report.unattributed == 1
    assert any("Of 1 messages" in note and "-Depth 8" in note for note in document.report.notes)


def test_without_times_messages_stay_in_their_order() -> None:
    first, second = message(1, "one", createdDateTime=""), message(2, "two", createdDateTime="soon")

    assert [(it.text, it.from_s) for it in read_graph_chat(json.dumps([first, second])).turns] == [
        ("one", None),
        ("two", None),
    ]


def test_other_json_is_not_taken_for_a_chat() -> None:
    assert not is_graph_chat('[{"createdAt": "2026"}]')
    assert not is_graph_chat('She wrote "createdDateTime" on the board')
    with pytest.raises(DocumentError, match="no chat of Teams"):
        opened('[{"createdAt": "2026"}]', "chat.json")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"createdDateTime": "2026', "broken"),
        ("[" * 100_000 + '"createdDateTime"', "broken"),
        ('{"createdDateTime": "2026", "value": []}', "empty"),
        ('[{"createdDateTime": 7}]', "nothing_read"),
        (f'[{",".join(["{}"] * 20_001)}, {{"createdDateTime": ""}}]', "too_large"),
    ],
)
def test_a_damaged_or_endless_chat_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        opened(text, "chat.json")
    assert refused.value.reason == reason
