"""What holds for the readers of all networks."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.records import Arrival, Rejected
from bridge.sources import bluesky, mastodon, x
from tests.networks.jetstream import commit, post

RECEIVED_AT = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)

BLUESKY = commit(
    1_793_646_000_000_000,
    post(
        "see here",
        facets=[{"index": {"byteStart": 4, "byteEnd": 8}, "features": [{"uri": "https://a.example", "tag": "t"}]}],
        reply={"root": {"uri": "at://a/b/c"}, "parent": {"uri": "at://a/b/c"}},
        embed={"record": {"record": {"uri": "at://a/app.bsky.feed.post/c"}}},
    ),
)
TWEET = {
    "id": "2",
    "text": "see https://t.co/a",
    "author_id": "7",
    "created_at": "2026-11-02T19:00:00Z",
    "conversation_id": "1",
    "referenced_tweets": [{"type": "retweeted", "id": "1"}],
    "edit_history_tweet_ids": ["2"],
    "entities": {"urls": [{"start": 4, "end": 18, "expanded_url": "https://a.example"}], "hashtags": [{"tag": "t"}]},
}
X = {"data": TWEET, "includes": {"tweets": [TWEET | {"id": "1"}], "users": [{"id": "7", "username": "amy"}]}}
STATUS = {
    "id": "1",
    "uri": "https://care.example/1",
    "created_at": "2026-11-02T19:00:00Z",
    "content": "<p>Hello</p>",
    "visibility": "public",
    "account": {"acct": "amy", "url": "https://care.example/@amy"},
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def paths(message: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = message.items() if isinstance(message, dict) else enumerate(message) if isinstance(message, list) else ()
    return [path, *(deeper for key, value in items for deeper in paths(value, (*path, key)))]


def broken(message: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    message = deepcopy(message)
    inner = message
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return message


def read_frame(status: Any, received_at: datetime) -> Arrival | Rejected | None:
    return mastodon.read({"event": "update", "payload": json.dumps(status)}, received_at)


@pytest.mark.parametrize(
    ("read", "message"), [(bluesky.read, BLUESKY), (x.read, X), (read_frame, STATUS | {"reblog": STATUS})]
)
@given(data=st.data())
def test_no_broken_message_raises(read: Callable[..., object], message: dict[str, Any], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths(message)))

    item = read(broken(message, path, data.draw(anything)), RECEIVED_AT)

    assert item is None or isinstance(item, (Arrival, Rejected))


@pytest.mark.parametrize(("read", "message"), [(bluesky.read, BLUESKY), (x.read, X), (read_frame, STATUS)])
def test_the_whole_message_is_read(read: Callable[..., object], message: dict[str, Any]) -> None:
    assert isinstance(read(message, RECEIVED_AT), Arrival)
