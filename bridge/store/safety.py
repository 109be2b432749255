"""Whether a Redis server is set up so that what it acknowledged is there after a power cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bridge.errors import StoreSchemaError, StoreUnsafeError
from bridge.store.nodes import Node, Nodes

log = structlog.get_logger()

#: Functions came with this version.
_OLDEST = 7
#: What must be set, and what each other value would do.
_SAFE = {
    "appendonly": ("yes", "a restart would lose what was stored since the last snapshot"),
    "appendfsync": ("always", "a power cut would lose what was acknowledged in the last second or more"),
    "no-appendfsync-on-rewrite": ("no", "a power cut while the file is rewritten would lose what was acknowledged"),
    "maxmemory-policy": ("noeviction", "a full server would throw stored things away"),
}


async def check(nodes: Nodes, node: Node, *, refuse: bool) -> None:
    """Raises `StoreUnsafeError` with the line to change, or warns; `StoreSchemaError` for a server that is too old."""
    about = await nodes.asking(node, "INFO")
    version = str(about["redis_version"])
    if int(version.partition(".")[0]) < _OLDEST:
        msg = f"the store at {node.address} is Redis {version}: ideabridge needs Redis {_OLDEST} or later"
        raise StoreSchemaError(msg)
    if about["role"] != "master":
        msg = f"the store at {node.address} is a replica: set `store` to the address of its primary"
        raise StoreUnsafeError(msg)
    for problem in await _problems(nodes, node):
        if refuse:
            raise StoreUnsafeError(problem)
        log.warning("store.unsafe", problem=problem)


async def _problems(nodes: Nodes, node: Node) -> list[str]:
    unless = "or, to go on all the same, set `store_checks = false`"
    try:
        told = await nodes.asking(node, "CONFIG", "GET", *_SAFE)
    except PermissionError:
        denied = f"the user of the store at {node.address} may not read its settings: allow it `+config|get`, {unless}"
        return [f"{denied}; wanted are {_wanted()}"]
    has = _pairs(told)
    return [
        f"the store at {node.address} has `{name} {has.get(name)}`, so that {otherwise}: "
        f"put the line `{name} {wanted}` into its redis.conf and restart it, {unless}"
        for name, (wanted, otherwise) in _SAFE.items()
        if has.get(name) != wanted
    ]


def _wanted() -> str:
    return ", ".join(f"`{name} {wanted}`" for name, (wanted, _) in _SAFE.items())


def _pairs(told: Any) -> Mapping[str, str]:
    return {name.decode(): value.decode() for name, value in zip(told[::2], told[1::2], strict=True)}
