"""What every command shares: the global options, and how its work is run to its end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from bridge.errors import BridgeError
from config.campaign import SettingsError
from config.settings import Settings, load


class Options(msgspec.Struct):
    """The global options, as far as they were given."""

    config: Path | None = None
    data: str | None = None
    port: int | None = None
    as_json: bool = False

    def settings(self, **overrides: Any) -> Settings:
        """Everything that is set. Ends the program with code 2 when something is wrong."""
        try:
            return load(self.config, overrides={"data": self.data, "port": self.port, **overrides})
        except SettingsError as error:
            raise click.UsageError(str(error)) from error


def global_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take --config, --data, --port and --json here, too; a command's own value wins over the one before it."""

    @click.option("--config", type=click.Path(path_type=Path), help="The settings file (bridge.toml).")
    @click.option("--data", help="The folder that keeps everything.")
    @click.option("--port", type=click.IntRange(0, 65535), help="The port of the bridge.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
    @click.pass_context
    @wraps(command)
    def taken(
        context: click.Context,
        /,
        config: Path | None,
        data: str | None,
        port: int | None,
        as_json: bool,
        **arguments: Any,
    ) -> Any:
        options = context.ensure_object(Options)
        options.config = config or options.config
        options.data = data or options.data
        options.port = port if port is not None else options.port
        options.as_json = as_json or options.as_json
        return command(options, **arguments)

    return taken


def run_to_end(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it; Ctrl-C and SIGTERM end it quietly, and what we foresaw becomes a message and exit 1."""

    async def until_signalled() -> Any:
        task = asyncio.ensure_future(work)
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, task.cancel)
        with suppress(asyncio.CancelledError):
            return await task

    try:
        return asyncio.run(until_signalled())
    except BaseExceptionGroup as group:
        foreseen, others = group.split(_FORESEEN)
        if others is not None or foreseen is None:
            raise
        raise click.ClickException(str(_first(foreseen))) from group
    except BrokenPipeError:
        raise  # whoever read us has heard enough, e.g. `head`: click ends quietly
    except _FORESEEN as error:
        raise click.ClickException(str(error)) from error


_FORESEEN = (BridgeError, OSError)


def _first(error: BaseException) -> BaseException:
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
