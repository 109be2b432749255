"""Tells from a post's link where it stands, which post it is and whose, without asking anybody.

The name of a post of X, Bluesky or Mastodon is the one that their own stream gives it, so that a post that was heard
and captured is one. Every other link is reduced to what names the post: how it was shared is no part of that.
Shapes of links are those that the networks' own "copy link" gives, on the web and on phones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

from bridge.records import SourceName

LONGEST = 2_000  # characters of a link

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")
#: Names that a network's pages have besides the one we write.
_VARIANTS = re.compile(r"^(?:www|m|mobile|mbasic|web|touch|l|lm|[a-z]{2}|[a-z]{2}-[a-z]{2})\.(?=[^.]+\.[^.]+$)")
_NETWORKS = {
    "x.com": SourceName.X,
    "twitter.com": SourceName.X,
    "bsky.app": SourceName.BLUESKY,
    "linkedin.com": SourceName.LINKEDIN,
    "lnkd.in": SourceName.LINKEDIN,
    "facebook.com": SourceName.FACEBOOK,
    "fb.com": SourceName.FACEBOOK,
    "fb.watch": SourceName.FACEBOOK,
    "instagram.com": SourceName.INSTAGRAM,
    "instagr.am": SourceName.INSTAGRAM,
}
#: What says how a link was shared or found, on any site.
_TRACKING = re.compile(
    r"utm_.*|mc_.*|_hs.*|__.*|fbclid|gclid|dclid|msclkid|twclid|igshid?|igsh|img_index|mibextid|rdid|refsrc|ref_src|ref_url"
    r"|ref|trk|trkinfo|trackingid|lipi|rcm|midtoken|midsig|eid|si|s|t|hl|share_url|originalsubdomain",
    re.IGNORECASE,
)
_X_POST = re.compile(r"/(?:i/web|i|(?P<user>\w{1,20}))/status(?:es)?/(?P<id>\d{1,20})(?:/.*)?")
_BLUESKY_POST = re.compile(r"/profile/(?P<who>[\w.:%-]{3,255})/post/(?P<key>[\w.~:-]{1,512})/?")
_MASTODON_POST = re.compile(r"/(?:@|users/)(?P<user>\w[\w.-]{0,60})/(?:statuses/)?(?P<id>\d{10,20})(?:/.*)?")
_LINKEDIN_POST = re.compile(r"(?:urn:li:|[-_/]|^)(?P<type>activity|share|ugcpost)[:-](?P<id>\d{10,25})", re.IGNORECASE)
_LINKEDIN_COMMENT = re.compile(r"urn:li:(?:fsd_)?comment:\((.{5,120})\)", re.IGNORECASE)
_INSTAGRAM_POST = re.compile(
    r"(?:/[\w.]{1,40})?/(?:p|reel|reels|tv)/(?P<code>[\w-]{5,60})(?:/(?:c|comments)/(?P<comment>\d+)(?:/r/(?P<reply>\d+))?)?/?"
)
#: What in the query of a Facebook link names the post, or the comment on it.
_FACEBOOK_NAMES = ("story_fbid", "fbid", "id", "v", "set", "comment_id", "reply_comment_id")
_UNRESOLVED = re.compile(r"bluesky:at://(?!did:)(?P<handle>[^/]+)/app\.bsky\.feed\.post/(?P<key>.+)")


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A post as its link names it. `account` is the stable name of its author and `handle` the public one, if it says.

    `native` is what the network's own stream calls it. That of a Bluesky link with a handle is not whole: see `handle_in`.
    """

    source: SourceName
    native: str
    link: str
    account: str = ""
    handle: str = ""


def read_link(text: str) -> Named | None:
    """What a link names; None for what is no link to a page."""
    text = text.strip().strip("<>")
    if len(text) > LONGEST or any(sign.isspace() for sign in text):
        return None
    address = text if _SCHEME.match(text) else f"https://{text}"
    with suppress(ValueError):
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme.lower() not in ("http", "https") or parts.username or not _HOST.fullmatch(host):
            return None
        site = host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"
        return _named(_VARIANTS.sub("", site), site, parts.path, parse_qsl(parts.query, keep_blank_values=True))
    return None


def handle_in(native: str) -> str:
    """The Bluesky handle that stands where the account's id belongs; empty where all is known."""
    found = _UNRESOLVED.fullmatch(native)
    return found["handle"] if found else ""


def with_account(native: str, accounts: Mapping[str, str]) -> str:
    """The name with its handle's account in it; the post's link instead, where the handle is not among them."""
    found = _UNRESOLVED.fullmatch(native)
    if not found:
        return native
    account = accounts.get(found["handle"])
    if account is None:
        return f"bluesky:https://bsky.app/profile/{found['handle']}/post/{found['key']}"
    return f"bluesky:at://{account}/app.bsky.feed.post/{found['key']}"


def _named(bare: str, site: str, path: str, query: list[tuple[str, str]]) -> Named:
    source = _NETWORKS.get(bare)
    if source is SourceName.X and (found := _X_POST.fullmatch(path)):
        return _x(found["user"], found["id"])
    if source is SourceName.BLUESKY and (found := _BLUESKY_POST.fullmatch(unquote(path))):
        return _bluesky(found["who"], found["key"])
    if source is SourceName.LINKEDIN and (found := _LINKEDIN_POST.search(unquote(path))):
        return _linkedin(found["type"].lower(), found["id"], dict(query))
    if source is SourceName.INSTAGRAM and (found := _INSTAGRAM_POST.fullmatch(path)):
        return _instagram(found["code"], found["comment"], found["reply"])
    if source is SourceName.FACEBOOK:
        kept = [(name, dict(query)[name]) for name in _FACEBOOK_NAMES if dict(query).get(name)]
        return _other(source, bare, path, kept)
    if source is None and (found := _MASTODON_POST.fullmatch(path)):
        return _mastodon(site, found["user"], found["id"])
    kept = sorted((name, value) for name, value in query if not _TRACKING.fullmatch(name))
    return _other(source or SourceName.WEB, bare if source else site.removeprefix("www."), path, kept)


def _x(user: str | None, post: str) -> Named:
    link = f"https://x.com/{user or 'i'}/status/{post}"
    account = f"@{user.casefold()}" if user else ""
    return Named(source=SourceName.X, native=f"x:{post}", link=link, account=account, handle=user or "")


def _bluesky(who: str, key: str) -> Named:
    account = who if who.startswith("did:") else ""
    handle = "" if account else who.removeprefix("@").casefold()
    name = account or handle
    link = f"https://bsky.app/profile/{name}/post/{key}"
    native = f"bluesky:at://{name}/app.bsky.feed.post/{key}"
    return Named(source=SourceName.BLUESKY, native=native, link=link, account=account, handle=handle)


def _mastodon(site: str, user: str, post: str) -> Named:
    """A person of the server in the link. A post of another server has another name there, which its link does not tell."""
    account = f"https://{site}/users/{user}"
    return Named(
        source=SourceName.MASTODON,
        native=f"mastodon:{account}/statuses/{post}",
        link=f"https://{site}/@{user}/{post}",
        account=account,
        handle=f"{user}@{site}",
    )


def _linkedin(type_: str, post: str, query: Mapping[str, str]) -> Named:
    """A post has up to three ids, and each link has one of them: which belong together, no link tells."""
    urn = f"urn:li:{'ugcPost' if type_ == 'ugcpost' else type_}:{post}"
    link = f"https://www.linkedin.com/feed/update/{urn}"
    native = f"linkedin:{urn}"
    asked = query.get("commentUrn") or query.get("dashCommentUrn", "")
    if found := _LINKEDIN_COMMENT.search(asked):
        ids = re.findall(r"\d{10,25}", found[1])
        native += f"/comment:{max(ids, default='')}"
        link += f"?{urlencode({'commentUrn': asked})}"
    return Named(source=SourceName.LINKEDIN, native=native, link=link)


def _instagram(code: str, comment: str | None, reply: str | None) -> Named:
    below = f"/c/{comment}" + (f"/r/{reply}" if reply else "") if comment else ""
    link = f"https://www.instagram.com/p/{code}/{below.removeprefix('/')}"
    return Named(source=SourceName.INSTAGRAM, native=f"instagram:{code}{below}", link=link)


def _other(source: SourceName, site: str, path: str, query: list[tuple[str, str]]) -> Named:
    """Any page by its link alone. A post that a stranger's server shows ("/@user@elsewhere/1") is named so, too."""
    asked = f"?{urlencode(query)}" if query else ""
    link = f"https://{site}{path.rstrip('/')}{asked}"
    if re.fullmatch(r"/@[\w.-]+@[\w.-]+/\d{10,20}", path) and source is SourceName.WEB:
        source = SourceName.MASTODON
    return Named(source=source, native=f"{source}:{link}", link=link)
