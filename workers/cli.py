"""The command line. Global options are taken before or after the command; exit 0 done, 1 failed, 2 bad usage."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from bridge.records import SourceName
from config import logs
from config.settings import Settings
from workers import filters
from workers.options import Options, global_options, run_to_end

#: Where posts can be copied from.
_NETWORKS = [it.value for it in SourceName if it is not SourceName.SESSION]
_SCOPE = click.Choice(["ingest", "feed", "moderate", "admin"])
#: Characters of a name that others read, as the API takes them.
_LONGEST_NAME = 120


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ideabridge")
@global_options
def main(_options: Options) -> None:
    """What people say in a chat or a session becomes an idea in the ideas store, live."""


@main.command()
@click.option("--rehearsal/--no-rehearsal", default=None, help="Play the recorded chat, or not.")
@click.option("--speed", type=float, help="Of the rehearsal; 60 plays a minute in a second.")
@global_options
def run(options: Options, rehearsal: bool | None, speed: float | None) -> None:
    """Everything in one process, on the embedded store."""
    chosen = {key: value for key, value in (("on", rehearsal), ("speed", speed)) if value is not None}
    settings = options.settings(rehearsal=chosen)
    _start("run", settings)


@main.command()
@global_options
def serve(options: Options) -> None:
    """The store's side alone: takes pushes, serves feed, pages and API."""
    _start("serve", options.settings())


@main.command()
@global_options
def listen(options: Options) -> None:
    """Listens to the networks alone and pushes to a bridge that runs elsewhere."""
    _start("listen", options.settings())


@main.command()
@global_options
def transcribe(options: Options) -> None:
    """Reads uploaded documents alone, beside a `serve` on the same data folder."""
    _start("transcribe", options.settings())


@main.command()
@click.argument("recording", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--speed", type=float, help="1 plays it as it was; as fast as can be when left out.")
@global_options
def replay(options: Options, recording: Path, speed: float | None) -> None:
    """Plays a recording into a running bridge."""
    if run_to_end(_remote().ask(options.settings(), "GET", "/v1/campaigns")) is None:
        return
    _start("replay", options.settings(), recording=recording, speed=speed)


def _remote() -> ModuleType:
    from workers import remote  # noqa: PLC0415 - the filters need not wait for the network

    return remote


def _start(process: str, settings: Settings, **more: Any) -> None:
    from workers import processes  # noqa: PLC0415 - the filters need not wait for the web

    logs.configure(style=settings.log.format, level=settings.log.level)
    run_to_end(getattr(processes, process)(settings, **more))


@main.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option("--session", required=True, help="The session's id, as the campaign's file has it.")
@click.option(
    "--informed", default="", help="How people were told that it is noted and published. Declares the session."
)
@click.option("--public/--internal", default=None, help="Who may read its ideas once published.")
@click.option("--quotes/--no-quotes", default=None, help="Whether public pages may show what was said word for word.")
@click.option("--held-at", default="", help="When it began, as 2026-11-02 14:00; as planned, if left out.")
@click.option("--title", default="", help="The session's title; as planned, if left out.")
@global_options
def upload(options: Options, files: tuple[Path, ...], session: str, **told: Any) -> None:
    """Hands in a session's files and shows what was read of each; - is what is pasted on stdin."""
    from workers import uploading  # noqa: PLC0415 - the filters need not wait for the network

    if not run_to_end(uploading.hand_in(options.settings(), files, session, told, as_json=options.as_json)):
        raise SystemExit(1)


@main.command()
@click.argument("event")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--link", "address", default="", help="Of the post. It names the post, so that it is here once.")
@click.option("--author", default="", help="Who said it, as the network shows them.")
@click.option(
    "--at", "said", default="", help="When, on the campaign's clock: 19:05, or 2026-11-02 19:05. Now, if left out."
)
@click.option("--network", type=click.Choice(_NETWORKS), help="Where the link does not say it.")
@click.option("--question", type=click.IntRange(1), help="The number of the question that it answers.")
@global_options
def capture(
    options: Options,
    *,
    event: str,
    files: tuple[Path, ...],
    address: str,
    author: str,
    said: str,
    network: str | None,
    question: int | None,
) -> None:
    """Takes in posts that were copied from a network: tables (CSV), or one post whose words stand on stdin."""
    remote = _remote()
    settings = options.settings()
    if files and (address or author or said):
        raise click.UsageError("--link, --author and --at are for one post on stdin; a table has columns for them")
    if files:
        chosen = {name: str(it) for name, it in (("network", network), ("question", question)) if it}
        sent = [partial(remote.capture_table, settings, file, event, chosen) for file in files]
    else:
        try:
            said_at = remote.moment(said, datetime.now(_zone(settings, event)))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--at") from error
        post = {"text": sys.stdin.read(), "link": address, "author": author, "said_at": said_at}
        post |= {"network": network or "", "question": question}
        sent = [partial(remote.capture_post, settings, event, post)]
    _show(options, sent)


def _zone(settings: Settings, event: str) -> ZoneInfo:
    """That of the event's campaign."""
    zones = [plan.time_zone for plan in settings.plans for it in plan.events() if it.id == event]
    return ZoneInfo(next(iter(zones), "Europe/London"))


def _show(options: Options, sent: Sequence[Callable[[], Coroutine[Any, Any, Any]]]) -> None:
    """Hand in one after another, and show what became of each. Ends the program with code 1 when one was refused."""
    refused = False
    for send in sent:
        taken = run_to_end(send())
        if taken is None:
            return
        refused |= taken["state"] == "refused"
        click.echo(json.dumps(taken, ensure_ascii=False) if options.as_json else _remote().told(taken))
    if refused:
        raise SystemExit(1)


@main.command()
@click.argument("event")
@click.option("--now", is_flag=True, help="Try each network's access at once, with the keys that are set here.")
@global_options
def preflight(options: Options, event: str, now: bool) -> None:
    """Says whether a chat would be heard, check by check, and what to do. Fails if one is red."""
    from workers import trials  # noqa: PLC0415 - the filters need not wait for the network

    settings = options.settings()
    if now and event not in {it.id for plan in settings.plans for it in plan.chats}:
        raise click.UsageError(f"no chat {event!r} is in the campaigns that are set here")
    if now:
        logs.configure(style=settings.log.format, level="error")
        found = run_to_end(trials.look(settings, event))
    else:
        found = run_to_end(_remote().ask(settings, "GET", f"/v1/events/{event}/preflight"))
    if found is None:
        return
    click.echo(json.dumps(found, ensure_ascii=False) if options.as_json else trials.told(found))
    if found["colour"] == "red":
        raise SystemExit(1)


@main.command()
@click.argument("events", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--undo", type=click.IntRange(min=1), help="Put back what the regroup of this number moved.")
@click.option("--campaign", default="", help="Whose regroup to undo; may be left out where there is one.")
@global_options
def regroup(options: Options, events: tuple[str, ...], dry_run: bool, undo: int | None, campaign: str) -> None:
    """Groups everything anew by today's rules of sameness, or what was said in some events; what people decided stays."""
    from workers import regrouping  # noqa: PLC0415 - the filters need not wait for the network

    if events and undo:
        raise click.UsageError("--undo puts a whole regroup back: leave the events out")
    if campaign and not undo:
        raise click.UsageError("--campaign goes with --undo; name events to regroup some of what was said")
    settings = options.settings()
    logs.configure(style=settings.log.format, level="error")
    asked = (
        regrouping.undo(settings, undo, campaign, dry_run=dry_run)
        if undo
        else regrouping.regroup(settings, events, dry_run=dry_run)
    )
    for found in run_to_end(asked) or ():
        click.echo(json.dumps(found, ensure_ascii=False) if options.as_json else regrouping.told(found))


@main.command()
@click.option("--after", default="0", show_default=True, help="The place to go on from; 0 is the beginning.")
@click.option("--campaign", default="", help="May be left out where there is one.")
@click.option("--challenge", default="")
@click.option("--event", default="")
@click.option("--once", is_flag=True, help="Stop when caught up.")
@global_options
def tail(options: Options, after: str, once: bool, **wanted: str) -> None:
    """Follows the feed in the terminal."""
    run_to_end(_remote().tail(options.settings(), after, wanted, raw=options.as_json, once=once))


@main.group()
@global_options
def token(_options: Options) -> None:
    """Keys for programs."""


@token.command("create")
@click.option("--scope", "scopes", multiple=True, required=True, type=_SCOPE)
@click.option("--note", default="", help="What it is for.")
@click.option("--days", default=365, show_default=True, help="How long it is good for.")
@global_options
def token_create(options: Options, scopes: tuple[str, ...], note: str, days: int) -> None:
    """Makes a token and shows it this once."""
    body = {"scopes": scopes, "note": note, "expires_in_days": days}
    made = run_to_end(_remote().ask(options.settings(), "POST", "/v1/tokens", json=body))
    if made is not None:
        click.echo(json.dumps(made) if options.as_json else made["token"])


@main.command()
@click.option("--name", default="", help="Who it is for, as colleagues read it: “Amy from the North team”.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=["admin"],
    show_default=True,
    type=_SCOPE,
    help="What they may do; moderate is what a facilitator needs. May be given several times.",
)
@global_options
def link(options: Options, name: str, scopes: tuple[str, ...]) -> None:
    """Makes a one-time sign-in link, for the owner or for a colleague."""
    called = " ".join(name.split())
    if len(called) > _LONGEST_NAME:
        raise click.BadParameter(f"at most {_LONGEST_NAME} characters; this has {len(called)}", param_hint="--name")
    settings = options.settings()
    body = {"scopes": scopes, "note": called}
    made = run_to_end(_remote().ask(settings, "POST", "/v1/sign-in-links", json=body))
    if made is not None:
        click.echo(json.dumps(made) if options.as_json else settings.origin() + made["path"])


@main.command("check-config")
@global_options
def check_config(options: Options) -> None:
    """Says whether the settings are right, and what they come to."""
    settings = options.settings()
    if options.as_json:
        click.echo(msgspec.json.encode(settings.without_secrets()).decode())
        return
    click.echo(f"right: {settings.origin()}, data in {settings.data}")
    click.echo(f"listens to: {', '.join(_networks(settings)) or 'nothing'}")
    if settings.related.model:
        click.echo(f"similar in meaning: {_tried(settings)}")
    for plan in settings.plans:
        click.echo(
            f"{plan.id}: {len(plan.challenges)} challenges, {len(plan.chats)} chats, {len(plan.sessions)} sessions"
        )


def _tried(settings: Settings) -> str:
    from workers import encoding  # noqa: PLC0415 - most commands need none

    try:
        return encoding.tried(Path(settings.related.model), threads=settings.related.threads)
    except encoding.ModelUnusableError as error:
        raise click.ClickException(str(error)) from error


def _networks(settings: Settings) -> Iterator[str]:
    """What chats would be heard on."""
    if settings.x.on and settings.x.bearer_token:
        yield (
            f"X (at most ${settings.x.ceiling:g} a day)" if settings.x.ceiling else "X (without a ceiling on its cost)"
        )
    if settings.bluesky.on and settings.bluesky.jetstream:
        yield "Bluesky"
    for server in settings.mastodon.servers if settings.mastodon.on else ():
        yield f"Mastodon at {server.url}" + ("" if server.token else " (polled: it has no token)")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@global_options
def inspect(_options: Options, file: Path) -> None:
    """Shows what a document holds, scrubbed as it would be stored, as JSON lines."""
    run_to_end(filters.inspect(file))


@main.command()
@global_options
def classify(_options: Options) -> None:
    """Reads JSON lines {"id","text"}, writes {"id","kind","score","why"}."""
    filters.through(filters.classify)


@main.command()
@global_options
def group(_options: Options) -> None:
    """Reads JSON lines {"id","text",…}, writes {"id","outcome","idea","score","why"}."""
    filters.through(filters.Group())


if __name__ == "__main__":
    main()
