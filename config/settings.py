"""Every setting there is: TOML, then secret files, then `IDEABRIDGE_…` variables, checked and frozen at start.

A wrong setting stops the start with the file, the key and what to do; nothing is guessed. Nested keys are written
with two underscores in the environment: `IDEABRIDGE_REHEARSAL__SPEED=60`. No other module reads the environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from config.campaign import (
    CampaignPlan,
    SettingsError,
    load_campaign,
    read_toml,
    refuse_shared_tags,
    refuse_two_at_once,
    unique,
)
from config.sections import Bluesky, Display, Log, Mastodon, Model, Push, Recheck, Rehearsal, Related, Sessions, X

PREFIX = "IDEABRIDGE_"
#: What stands before the host in an address: a user, perhaps, and a password.
_PASSWORD = re.compile(r"(//[^:@/]*:).*@")
#: A web server's address, without a user, a query or a fragment.
_SERVER = re.compile(r"https?://(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?(?:/[^\s?#@]*)?")
SHIPPED = Path(__file__).parent / "bridge.toml"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set. `address` is what people type, when a proxy stands in front; else host and port.

    `store` is empty for the embedded one in the data folder, or the address of a Redis ("redis://host:6379/0") that
    several machines share. `store_checks = false` goes on, with a warning, where that Redis could lose what it stored.
    `voice_key` makes one voice one key; without it a random one is made once and kept in the data folder. Workers on
    several machines need the same one.
    """

    data: str = "data"
    host: str = "127.0.0.1"
    port: int = 8080
    address: str = ""
    campaigns: tuple[str, ...] = ()
    store: str = ""
    store_file: str = ""
    store_checks: bool = True
    voice_key: str = ""
    voice_key_file: str = ""
    log: Log = Log()
    rehearsal: Rehearsal = Rehearsal()
    bluesky: Bluesky = Bluesky()
    x: X = X()
    mastodon: Mastodon = Mastodon()
    display: Display = Display()
    sessions: Sessions = Sessions()
    recheck: Recheck = Recheck()
    model: Model = Model()
    related: Related = Related()
    push: Push = Push()
    plans: tuple[CampaignPlan, ...] = ()

    def without_secrets(self) -> Settings:
        """As it may be shown."""
        push = msgspec.structs.replace(self.push, token="set" if self.push.token else "")
        store = _PASSWORD.sub(r"\1set@", self.store)
        x = msgspec.structs.replace(self.x, bearer_token="set" if self.x.bearer_token else "")
        servers = tuple(msgspec.structs.replace(it, token="set" if it.token else "") for it in self.mastodon.servers)
        return msgspec.structs.replace(
            self,
            store=store,
            voice_key="set" if self.voice_key else "",
            push=push,
            x=x,
            model=msgspec.structs.replace(self.model, key="set" if self.model.key else ""),
            mastodon=msgspec.structs.replace(self.mastodon, servers=servers),
        )

    def origin(self) -> str:
        """The address that people open, without a slash at its end."""
        return self.address.rstrip("/") or self.nearby()

    def nearby(self, port: int | None = None) -> str:
        """Where this machine itself reaches the bridge, whatever stands in front of it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - looked up, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{port or self.port}"


def load(
    file: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """Read the settings file (the shipped one when None), then secret files, variables and `overrides`.

    Raises `SettingsError` with file, key and what to do.
    """
    path = file or SHIPPED
    given = read_toml(path)
    _overlay(given, _from_environment(os.environ if environment is None else environment))
    _overlay(given, {key: value for key, value in (overrides or {}).items() if value is not None})
    given.pop("plans", None)
    settings = _convert(given, path)
    settings = _with_secrets(settings, path)
    _check(settings, path)
    plans = tuple(load_campaign(path.parent / name) for name in settings.campaigns)
    unique((plan.id for plan in plans), path, "campaigns")
    unique((event.id for plan in plans for event in plan.events()), path, "campaigns")
    refuse_shared_tags(plans)
    if settings.x.on and settings.x.bearer_token:
        refuse_two_at_once(plans)
    return msgspec.structs.replace(settings, plans=plans)


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or name == f"{PREFIX}SKIP_ASSETS":  # that one belongs to the build
            continue
        *parents, key = name.removeprefix(PREFIX).lower().split("__")
        place = given
        for parent in parents:
            place = place.setdefault(parent, {})
        place[key] = value.split(",") if key in ("campaigns", "jetstream") else value
    return given


def _overlay(under: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(under.get(key), dict):
            _overlay(under[key], value)
        else:
            under[key] = value


def _convert(given: dict[str, Any], path: Path) -> Settings:
    _refuse_unknown(given, Settings, path, "")
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise SettingsError(path, where.rstrip("`"), what[0].lower() + what[1:]) from error


def _refuse_unknown(given: Mapping[str, Any], struct: type[msgspec.Struct], path: Path, prefix: str) -> None:
    known = {field.name: field for field in msgspec.structs.fields(struct) if field.name != "plans"}
    for key, value in given.items():
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known here are {', '.join(sorted(known))}"
            raise SettingsError(path, f"{prefix}{key}", f"is not a setting; {hint}")
        inner = known[key].type
        if isinstance(value, Mapping) and isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            _refuse_unknown(value, inner, path, f"{prefix}{key}.")


def _with_secrets(settings: Settings, path: Path) -> Settings:
    return msgspec.structs.replace(
        settings,
        store=_secret(settings.store, settings.store_file, path, "store_file"),
        voice_key=_secret(settings.voice_key, settings.voice_key_file, path, "voice_key_file"),
        push=msgspec.structs.replace(
            settings.push, token=_secret(settings.push.token, settings.push.token_file, path, "push.token_file")
        ),
        bluesky=msgspec.structs.replace(settings.bluesky, dictionary=_found(settings.bluesky.dictionary, path)),
        related=msgspec.structs.replace(settings.related, model=_model(settings.related.model, path)),
        x=msgspec.structs.replace(
            settings.x,
            bearer_token=_secret(settings.x.bearer_token, settings.x.bearer_token_file, path, "x.bearer_token_file"),
        ),
        model=msgspec.structs.replace(
            settings.model, key=_secret(settings.model.key, settings.model.key_file, path, "model.key_file")
        ),
        mastodon=msgspec.structs.replace(
            settings.mastodon,
            servers=tuple(
                msgspec.structs.replace(it, token=_secret(it.token, it.token_file, path, "mastodon.servers.token_file"))
                for it in settings.mastodon.servers
            ),
        ),
    )


def _found(dictionary: str, path: Path) -> str:
    """Where the dictionary is; a name is one beside the settings file."""
    if dictionary and not (path.parent / dictionary).is_file():
        raise SettingsError(path, "bluesky.dictionary", f"names {dictionary}, which is not there")
    return str(path.parent / dictionary) if dictionary else ""


def _model(folder: str, path: Path) -> str:
    """Where the model of meaning is; a name is a folder beside the settings file."""
    missing = [it for it in ("model.onnx", "tokenizer.json") if folder and not (path.parent / folder / it).is_file()]
    if missing:
        told = f"names {folder}, which has no {' and no '.join(missing)}: docs/operations.md says how to make them"
        raise SettingsError(path, "related.model", told)
    return str(path.parent / folder) if folder else ""


def _secret(value: str, file: str, path: Path, key: str) -> str:
    if not file:
        return value
    try:
        secret = (path.parent / file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            path, key, f"names {file}, which cannot be read: put the secret there, mode 0600"
        ) from error
    if not secret:
        raise SettingsError(path, key, f"names {file}, which is empty: put the secret there")
    return secret


def _check(settings: Settings, path: Path) -> None:
    if not 0 <= settings.port <= 65535:
        raise SettingsError(path, "port", f"must be 0 to 65535, is {settings.port}")
    if settings.log.format not in ("auto", "console", "json"):
        raise SettingsError(path, "log.format", f"must be auto, console or json, is {settings.log.format!r}")
    if settings.log.level not in ("debug", "info", "warning", "error"):
        raise SettingsError(path, "log.level", f"must be debug, info, warning or error, is {settings.log.level!r}")
    if settings.rehearsal.speed <= 0:
        raise SettingsError(path, "rehearsal.speed", "must be above 0; to switch it off set rehearsal.on = false")
    if settings.voice_key and len(settings.voice_key) < 16:
        raise SettingsError(path, "voice_key", "must have at least 16 characters, made at random")
    if settings.store and not settings.store.startswith(("redis://", "rediss://")):
        raise SettingsError(path, "store", "must be empty (embedded) or a redis:// or rediss:// address")
    if not settings.campaigns:
        raise SettingsError(path, "campaigns", "names no campaign file: there is nothing to listen for")
    if settings.push.worker and not re.fullmatch(r"[a-z0-9-]{1,20}", settings.push.worker):
        raise SettingsError(path, "push.worker", "is written with at most 20 small letters, digits and '-'")
    _check_networks(settings, path)
    _check_model(settings.model, path)
    if not 0 < settings.related.near <= settings.related.same <= 1:
        raise SettingsError(path, "related.near", "must be above 0 and at most related.same, which is at most 1")
    if not 1 <= settings.related.threads <= 64:
        raise SettingsError(path, "related.threads", f"must be 1 to 64, is {settings.related.threads}")


def _check_networks(settings: Settings, path: Path) -> None:
    for key, url in (
        ("x.address", settings.x.address),
        *(("mastodon.servers.url", it.url) for it in settings.mastodon.servers),
    ):
        if not url.startswith(("http://", "https://")):
            raise SettingsError(path, key, f"must be a http:// or https:// address, is {url!r}")
    if settings.x.price < 0 or settings.x.ceiling < 0:
        raise SettingsError(path, "x.ceiling", "and x.price must be 0 or more, in US dollars")
    if settings.recheck.most_posts < 0:
        raise SettingsError(path, "recheck.most_posts", "must be 0 (no limit) or more")
    for name in ("x", "bluesky", "mastodon"):
        if getattr(settings.display, name) not in ("words", "links"):
            raise SettingsError(path, f"display.{name}", 'must be "words" or "links"')
    for url in settings.bluesky.jetstream:
        if not url.startswith(("ws://", "wss://")):
            raise SettingsError(path, "bluesky.jetstream", f"must be a ws:// or wss:// address, is {url!r}")


def _check_model(model: Model, path: Path) -> None:
    if model.seconds <= 0:
        raise SettingsError(path, "model.seconds", f"must be above 0, is {model.seconds:g}")
    if not model.url:
        return
    if not _SERVER.fullmatch(model.url):
        raise SettingsError(
            path,
            "model.url",
            'must be a http:// or https:// address such as "http://localhost:11434/v1"; a key goes into model.key',
        )
    if not model.name:
        raise SettingsError(path, "model.name", "is empty: name the model that the server at model.url is to use")
    if not re.fullmatch(r"[!-~]*", model.key):
        raise SettingsError(path, "model.key", "holds a space or a sign that no key has")
