"""Who may come in: API tokens, one-time sign-in links and browser sessions, all of them `records.Token`.

A secret is shown once and kept nowhere; the store has its SHA-256 alone (256 random bits need no slow hash). Every
`serve` process follows the same tokens in the store, so that what one revokes is dead on all of them.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie

import msgspec
import structlog

from bridge.errors import Conflict, NotAllowedError, UnknownError, store_may_be_away
from bridge.ports import Clock, Store
from bridge.records import Audit, CampaignId, Commit, Place, Token

log = structlog.get_logger()

#: Where tokens stand in the store; no campaign of people may begin with "~".
ACCESS = CampaignId("~access")
SCOPES = ("ingest", "feed", "moderate", "admin")
LINK_LIVES = timedelta(hours=24)
SESSION_LIVES = timedelta(hours=12)
_FOR_EVER = timedelta(days=3650)
_PAGE = 500
_SHAPE = re.compile(r"ib_([0-9A-Za-z]{8})_[0-9A-Za-z]{43}")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: What the holder of a scope may do besides.
_IMPLIES = {"admin": frozenset(SCOPES), "moderate": frozenset({"moderate", "feed"})}
_NOT_KNOWN = "Sign in, or send a token: this one is not known, has expired or was revoked."


class Access:
    """Gives out tokens and checks them. `start` before use; `follow` must run to see what other processes do."""

    def __init__(self, store: Store, clock: Clock, *, https: bool = False) -> None:
        self._store = store
        self._clock = clock
        self._tokens: dict[str, Token] = {}
        #: What ideabridge itself comes in with, by id: secret, scopes and note.
        self._needed: dict[str, tuple[str, Collection[str], str]] = {}
        self._at = Place("", 0)
        self._reading = asyncio.Lock()
        self.https = https
        #: The __Host- prefix keeps other hosts of the domain from setting it; browsers take it over https only.
        self.cookie = "__Host-ideabridge" if https else "ideabridge"

    async def start(self) -> None:
        """Read every token there is."""
        await self._catch_up()

    async def follow(self) -> None:
        """Read tokens as they change, for ever."""
        while True:
            await self._store.wait(ACCESS, self._at.seq)
            await self._catch_up()
            for lost in [needed for id_, needed in self._needed.items() if id_ not in self._tokens]:
                await self.ensure_token(*lost)

    async def create_token(self, scopes: Collection[str], note: str = "", expires: timedelta = _FOR_EVER) -> str:
        """Give the secret of a new API token; this is the one time that it is seen. Raises ValueError for a scope."""
        secret = new_secret()
        await self._add(secret, "api", scopes, note, expires)
        return secret

    async def ensure_token(self, secret: str, scopes: Collection[str], note: str = "") -> Token:
        """Make a given secret an API token, once. Raises ValueError if it is too short to be safe."""
        if len(secret) < 32:
            raise ValueError("a token's secret has at least 32 characters; make one with `ideabridge token create`")
        self._needed[_id(secret)] = (secret, scopes, note)
        known = self._find(secret, "api")
        if known is not None and set(known.scopes) == set(scopes):
            return known
        return await self._add(secret, "api", scopes, note, _FOR_EVER)

    async def create_link(self, scopes: Collection[str] = ("admin",), note: str = "") -> str:
        """Give the secret of a sign-in link, good once within 24 hours; `sign_in_path` says where it leads."""
        secret = new_secret()
        await self._add(secret, "link", scopes, note, LINK_LIVES)
        return secret

    async def use_link(self, secret: str) -> str:
        """Turn a link into a session and give its secret. Of two at once one wins. Raises `NotAllowedError`."""
        session = new_secret()

        def decide() -> Sequence[Token]:
            link = self._find(secret, "link")
            if link is None:
                raise NotAllowedError(401, "This sign-in link was used already, has expired, or is not ours.")
            opened = self._token(session, "session", link.scopes, link.note, SESSION_LIVES)
            return [self._ended(link), opened]

        await self._commit(decide, "signed_in")
        return session

    async def end_session(self, secret: str) -> None:
        """Sign out: the cookie is dead at once, wherever a copy of it may be."""
        session = self._find(secret, "session")
        if session is not None:
            await self._commit(lambda: [self._ended(session)], "signed_out")

    async def revoke(self, id: str) -> None:  # noqa: A002 - the record's own word
        """End a token, link or session. Raises `UnknownError`, and `NotAllowedError` for our own workers' token."""
        token = self._tokens.get(id)
        if token is None:
            raise UnknownError(f"No token has the id {id[:40]!r}; GET /v1/tokens lists them.")
        if id in self._needed:
            raise NotAllowedError(
                403, "This one is needed by ideabridge itself: stop it and delete keys/local instead."
            )
        await self._commit(lambda: [self._ended(token)], "revoked")

    def tokens(self) -> Sequence[Token]:
        """Those that still open the door, oldest first."""
        return sorted((it for it in self._tokens.values() if self._is_good(it)), key=lambda it: it.created_at)

    def note_of(self, id: str) -> str:  # noqa: A002 - the record's own word
        """What was written down for a token, also when it has ended: whose it is. Empty if it is not known."""
        token = self._tokens.get(id)
        return token.note if token else ""

    def check(self, headers: Mapping[str, str], scope: str) -> Token:
        """Who sends these headers, if they may. Raises `NotAllowedError`: 401 not known, 403 without the scope."""
        token = self.bearer(headers)
        if token is None and "Authorization" not in headers:
            token = self._find(self.session_secret(headers), "session")
        if token is None:
            raise NotAllowedError(401, _NOT_KNOWN)
        if not allows(token, scope):
            raise NotAllowedError(403, f"This needs the scope '{scope}', which your token or session does not have.")
        return token

    def bearer(self, headers: Mapping[str, str]) -> Token | None:
        """The API token in the Authorization header, if it is a good one."""
        scheme, _, secret = _header(headers, "Authorization").partition(" ")
        return self._find(secret.strip(), "api") if scheme.lower() == "bearer" else None

    def session_secret(self, headers: Mapping[str, str]) -> str:
        """The session's secret in the cookie, good or not; empty if there is none."""
        jar: SimpleCookie = SimpleCookie()
        with suppress(CookieError):
            jar.load(_header(headers, "Cookie"))
        return jar[self.cookie].value if self.cookie in jar else ""

    def _find(self, secret: str, type_: str) -> Token | None:
        token = self._tokens.get(_id(secret))
        stored = token.digest if token else _digest("")
        same = hmac.compare_digest(stored, _digest(secret))
        return token if token and same and token.type == type_ and self._is_good(token) else None

    def _is_good(self, token: Token) -> bool:
        return token.ended_at is None and self._clock.now() < token.expires_at

    async def _add(self, secret: str, type_: str, scopes: Collection[str], note: str, lives: timedelta) -> Token:
        token = self._token(secret, type_, scopes, note, lives)
        await self._commit(lambda: [token], f"{type_}_created")
        return token

    def _token(self, secret: str, type_: str, scopes: Collection[str], note: str, lives: timedelta) -> Token:
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise ValueError(f"scopes are one or more of {', '.join(SCOPES)}; got {', '.join(unknown) or 'none'}")
        now = self._clock.now()
        return Token(
            id=_id(secret),
            campaign=ACCESS,
            type=type_,
            digest=_digest(secret),
            scopes=tuple(sorted(set(scopes))),
            created_at=now,
            expires_at=now + lives,
            note=note[:120],
        )

    def _ended(self, token: Token) -> Token:
        return msgspec.structs.replace(token, ended_at=self._clock.now())

    async def _commit(self, decide: Callable[[], Sequence[Token]], act: str) -> None:
        """Raises `StoreAwayError`; it may be stored then, or may not."""
        while True:
            tokens = decide()
            audit = tuple(Audit(at=self._clock.now(), who=it.id, act=act, target=it.type) for it in tokens)
            commit = Commit(expected_seq=self._at.seq, epoch=self._at.epoch, puts=tuple(tokens), audit=audit)
            with store_may_be_away():
                with suppress(Conflict):
                    await self._store.commit(ACCESS, commit)
                    break
                await self._catch_up()
        with store_may_be_away():
            await self._catch_up()
        log.info("access.changed", act=act, tokens=[it.id for it in tokens])

    async def _catch_up(self) -> None:
        """Read what changed; all anew if the store may have lost what we read (its epoch is another)."""
        async with self._reading:
            epoch = (await self._store.place(ACCESS)).epoch
            tokens, seq = (self._tokens, self._at.seq) if epoch == self._at.epoch else ({}, 0)
            while page := await self._store.changes(ACCESS, seq, _PAGE):
                tokens |= {it.value.id: it.value for it in page if isinstance(it.value, Token)}
                seq = page[-1].seq
            self._tokens, self._at = tokens, Place(epoch, seq)


def new_secret() -> str:
    """A fresh secret: "ib_", 8 characters of id, "_", 32 random bytes in base62."""
    return f"ib_{_base62(secrets.randbits(47), 8)}_{_base62(secrets.randbits(256), 43)}"


def sign_in_path(secret: str) -> str:
    """The path of a sign-in link on our own address."""
    return f"/sign-in/{secret}"


def allows(token: Token, scope: str) -> bool:
    return any(scope == held or scope in _IMPLIES.get(held, ()) for held in token.scopes)


def form_token(session_secret: str) -> str:
    """What each form of a session carries, to show that it came from our own page. Nothing can be read back from it."""
    return hmac.new(session_secret.encode(), b"form", "sha256").hexdigest()


def _id(secret: str) -> str:
    shaped = _SHAPE.fullmatch(secret)
    return shaped[1] if shaped else _digest(secret)[:16]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 62)
        digits.append(_BASE62[digit])
    return "".join(digits)


def _header(headers: Mapping[str, str], name: str) -> str:
    try:
        return headers.get(name, "")
    except LookupError:  # sent twice: some header classes refuse to choose
        return ""
