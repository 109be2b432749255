"""Making a Redis server's files hold only what is in it now: what was replaced or deleted is gone from them after that.

An append-only file holds every command since it was last rewritten, a snapshot what was there when it was taken. Both
are written anew, and those of the server's replicas, too, for they are files of the store as well.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Mapping
from typing import Any

from bridge.store.nodes import Address, Answered, Node, Nodes

#: Each command that writes a file, what tells that it is still doing so, and what tells how it ended.
_FILES = (
    ("BGREWRITEAOF", ("aof_rewrite_in_progress", "aof_rewrite_scheduled"), "aof_last_bgrewrite_status"),
    ("BGSAVE", ("rdb_bgsave_in_progress",), "rdb_last_bgsave_status"),
)
_CHILDREN = tuple(flag for _, flags, _ in _FILES for flag in flags)
#: Seconds between looks, and after which a replica that does not catch up is given up.
_LOOK, _PATIENCE = 0.05, 60.0


async def rewrite_files(nodes: Nodes, node: Node) -> None:
    """Return once no file of this server, or of a replica of it, holds more than it holds now. Raises `OSError`."""
    for command, _, ended in _FILES:
        if command == "BGSAVE" or (await _about(nodes, node, "persistence"))["aof_enabled"]:
            await _start(nodes, node, command)
            about = await _when_idle(nodes, node)
            if about[ended] != "ok":
                raise OSError(errno.EIO, f"the store at {node.address} could not write its files anew ({command})")
    told = await _about(nodes, node, "replication")
    for replica in _replicas(nodes, told):
        await _caught_up(nodes, replica, int(told["master_repl_offset"]))
        await rewrite_files(nodes, replica)


async def _start(nodes: Nodes, node: Node, command: str) -> None:
    """One that was running before may have seen what is to be gone: it does not count."""
    while True:
        await _when_idle(nodes, node)
        try:
            await nodes.asking(node, command)
        except Answered:  # somebody else was first: after that one, again
            await asyncio.sleep(_LOOK)
        else:
            return


async def _when_idle(nodes: Nodes, node: Node) -> Mapping[str, Any]:
    while True:
        about = await _about(nodes, node, "persistence")
        if not any(about[flag] for flag in _CHILDREN):
            return about
        await asyncio.sleep(_LOOK)


async def _caught_up(nodes: Nodes, replica: Node, offset: int) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            while True:
                if (await _about(nodes, replica, "replication"))["slave_repl_offset"] >= offset:
                    return
                await asyncio.sleep(_LOOK)
    except TimeoutError:
        msg = f"the replica at {replica.address} is behind: what is to be erased is still in it"
        raise TimeoutError(errno.ETIMEDOUT, msg) from None


def _replicas(nodes: Nodes, told: Mapping[str, Any]) -> list[Node]:
    count = int(told.get("connected_slaves", 0))
    found = [told[f"slave{number}"] for number in range(count)]
    return [nodes.at(Address(it["ip"], int(it["port"]))) for it in found]


async def _about(nodes: Nodes, node: Node, section: str) -> Mapping[str, Any]:
    about: Mapping[str, Any] = await nodes.asking(node, "INFO", section)
    return about
