"""One post has one name, however its link was copied; and the name is the one that its network's stream gives it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.links import LONGEST, handle_in, read_link, with_account
from bridge.records import SourceName

X, BLUESKY, MASTODON, WEB = SourceName.X, SourceName.BLUESKY, SourceName.MASTODON, SourceName.WEB
LINKEDIN, FACEBOOK, INSTAGRAM = SourceName.LINKEDIN, SourceName.FACEBOOK, SourceName.INSTAGRAM

ONE_POST = {
    "x:1855555555555555555": [
        "https://x.com/AdaOkoro/status/1855555555555555555",
        "https://twitter.com/AdaOkoro/status/1855555555555555555?s=20&t=abc",
        "http://mobile.twitter.com/adaokoro/status/1855555555555555555/photo/1",
        "https://www.x.com/i/web/status/1855555555555555555",
        "x.com/AdaOkoro/status/1855555555555555555#m",
    ],
    "bluesky:at://did:plc:abc123/app.bsky.feed.post/3lbxyz": [
        "https://bsky.app/profile/did:plc:abc123/post/3lbxyz",
        "https://bsky.app/profile/did%3Aplc%3Aabc123/post/3lbxyz/?ref=share",
    ],
    "mastodon:https://mastodon.example/users/ada/statuses/113412345678901234": [
        "https://mastodon.example/@ada/113412345678901234",
        "https://mastodon.example/users/ada/statuses/113412345678901234",
        "https://MASTODON.example/@ada/113412345678901234/embed?x=1",
    ],
    "linkedin:urn:li:activity:7261234567890123456": [
        "https://www.linkedin.com/feed/update/urn:li:activity:7261234567890123456/",
        "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7261234567890123456?trk=public",
        "https://uk.linkedin.com/posts/ada-okoro_waiting-well-activity-7261234567890123456-aB3d?utm_source=share&rcm=AC",
        "https://www.linkedin.com/posts/activity-7261234567890123456-aB3d",
    ],
    "facebook:https://facebook.com/northfield/posts/pfbid02abc": [
        "https://www.facebook.com/northfield/posts/pfbid02abc?__cft__[0]=AZ&__tn__=%2CO%2CP-R",
        "https://m.facebook.com/northfield/posts/pfbid02abc/?mibextid=wwXIfr",
    ],
    "facebook:https://facebook.com/permalink.php?story_fbid=12&id=34": [
        "https://www.facebook.com/permalink.php?story_fbid=12&id=34&ref=share",
        "https://mbasic.facebook.com/permalink.php?id=34&story_fbid=12",
    ],
    "instagram:DAbc_12-x": [
        "https://www.instagram.com/p/DAbc_12-x/?igsh=MzRl&img_index=2",
        "https://instagram.com/ada.okoro/reel/DAbc_12-x/",
        "instagr.am/p/DAbc_12-x",
    ],
    "web:https://forum.example/t/waiting/7?page=2": [
        "https://www.forum.example/t/waiting/7?page=2&utm_campaign=x&fbclid=y",
        "https://forum.example/t/waiting/7/?page=2#reply-3",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("native", "link"), [(native, link) for native, links in ONE_POST.items() for link in links])
def test_every_link_to_a_post_names_the_same_post(native: str, link: str) -> None:
    named = read_link(link)

    assert named is not None
    assert named.native == native
    assert named.source == native.partition(":")[0]


@pytest.mark.parametrize("link", [link for links in ONE_POST.values() for link in links])
def test_the_link_that_is_kept_leads_to_the_same_post(link: str) -> None:
    named = read_link(link)
    assert named is not None

    again = read_link(named.link)

    assert again is not None
    assert (again.native, again.source, again.link) == (named.native, named.source, named.link)


def test_a_comment_is_not_the_post_that_it_stands_under() -> None:
    pairs = [
        (
            "https://www.linkedin.com/feed/update/urn:li:activity:7261234567890123456",
            "https://www.linkedin.com/feed/update/urn:li:activity:7261234567890123456?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7261234567890123456%2C7269999999999999999%29",
        ),
        ("https://facebook.com/a/posts/1", "https://facebook.com/a/posts/1?comment_id=99"),
        ("https://instagram.com/p/DAbc_12-x/", "https://instagram.com/p/DAbc_12-x/c/178/"),
    ]

    for post, comment in pairs:
        named, below = read_link(post), read_link(comment)
        assert named is not None
        assert below is not None
        assert below.native.startswith(named.native)
        assert below.native != named.native


@pytest.mark.parametrize(
    ("link", "account", "handle"),
    [
        ("https://x.com/AdaOkoro/status/18555", "@adaokoro", "AdaOkoro"),
        ("https://x.com/i/status/18555", "", ""),
        ("https://bsky.app/profile/did:plc:abc123/post/3lb", "did:plc:abc123", ""),
        ("https://bsky.app/profile/Ada.Example/post/3lb", "", "ada.example"),
        ("https://mastodon.example/@ada/113412345678901234", "https://mastodon.example/users/ada", "ada@mastodon.example"),
        ("https://www.linkedin.com/posts/ada-okoro_x-activity-7261234567890123456-aB3d", "", ""),
    ],
)  # fmt: skip
def test_a_link_tells_its_author_where_it_does(link: str, account: str, handle: str) -> None:
    named = read_link(link)

    assert named is not None
    assert (named.account, named.handle) == (account, handle)


def test_a_handle_gives_way_to_its_account_and_without_one_to_the_link() -> None:
    named = read_link("https://bsky.app/profile/ada.example/post/3lb")
    assert named is not None
    assert handle_in(named.native) == "ada.example"

    found = with_account(named.native, {"ada.example": "did:plc:abc123"})
    lost = with_account(named.native, {})

    assert found == "bluesky:at://did:plc:abc123/app.bsky.feed.post/3lb"
    assert lost == "bluesky:https://bsky.app/profile/ada.example/post/3lb"
    assert [handle_in(it) for it in (found, lost, "x:1")] == ["", "", ""]


def test_a_post_of_another_server_is_known_by_its_link() -> None:
    named = read_link("https://mastodon.example/@ben@other.example/113412345678901234")

    assert named is not None
    assert named.source is MASTODON
    assert named.native == "mastodon:https://mastodon.example/@ben@other.example/113412345678901234"


@pytest.mark.parametrize(
    "link",
    [
        "https://lookalike-x.com/ada/status/18555",
        "https://x.com.evil.example/ada/status/18555",
        "https://youtube.com/@ada/videos",
        "https://threads.net/@ada/post/Dabc",
        "https://medium.com/@ada/waiting-well-0123456789ab",
    ],
)
def test_what_only_looks_like_a_network_is_elsewhere(link: str) -> None:
    named = read_link(link)

    assert named is not None
    assert named.source is WEB


@pytest.mark.parametrize(
    "text",
    [
        "",
        "see my post",
        "javascript:alert(1)",
        "ftp://files.example/a",
        "https://",
        "https://user:secret@x.com/a/status/1",
        "https://[::1",
        "https://localhost/a",
        "mailto:ada@ward.example",
        "https://x.com/" + "a" * LONGEST,
        "https://x.com:99999999/a",
    ],
)
def test_what_is_no_link_is_told_as_none(text: str) -> None:
    assert read_link(text) is None


@given(
    st.text(max_size=200) | st.from_regex(r"https?://(x\.com|bsky\.app|www\.linkedin\.com)/[ -~]{0,80}", fullmatch=True)
)
def test_whatever_it_is_it_is_read_or_none(text: str) -> None:
    named = read_link(text)

    assert named is None or named.link.startswith("https://")
