"""The map of the code (docs/decisions.md, layout) held against the code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"sources", "documents", "model", "intake", "push", "ideas", "store", "projection", "feed", "web", "outbound"}
SHARED = {"records", "ports", "errors"}
PURE = {"intake", "ideas"}

#: A library has one home. Folders end in a slash.
HOMES = {
    "tweepy": ("bridge/sources/x_api.py",),
    "redis": ("bridge/store/redis.py", "bridge/store/nodes.py"),
    "apsw": ("bridge/store/sqlite.py", "bridge/push/spool.py", "bridge/push/disk.py", "bridge/push/sent.py"),
    "aiohttp": ("bridge/web/", "bridge/feed/sse.py", "bridge/sources/", "bridge/model/", "workers/", "tests/"),
    "websockets": (
        *("bridge/web/door.py", "bridge/web/handshake.py", "bridge/web/bounded.py"),
        *("bridge/feed/", "bridge/push/", "bridge/sources/", "workers/", "tests/"),
    ),
    "zstandard": ("bridge/sources/jetstream_wire.py",),
    "defusedxml": ("bridge/documents/",),
    "syntok": ("bridge/documents/",),
    "phonenumbers": ("bridge/intake/scrub.py",),
    "numpy": ("bridge/ideas/",),
    "rapidfuzz": ("bridge/ideas/",),
    "onnxruntime": ("workers/encoding.py",),
    "tokenizers": ("workers/encoding.py",),
    "jinja2": ("bridge/web/",),
    "click": ("workers/",),
    "structlog": ("config/logs.py", "bridge/", "workers/"),
}


def modules() -> list[Path]:
    return sorted(path for folder in ("bridge", "workers", "config") for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute, so that they can be read off the line"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def wrong_imports(where: str, names: list[str]) -> list[str]:
    """What a module at `where` ("bridge/feed/ring.py") may not import, each with the rule that it breaks."""
    top, *rest = where.removesuffix(".py").split("/")
    room = rest[0] if top == "bridge" and rest and rest[0] in ROOMS else None
    wrong = []
    for name in names:
        head, *tail = name.split(".")
        if top == "bridge" and head in {"workers", "config"}:
            wrong.append(f"{where} imports {name}: bridge knows neither workers nor config")
        if top == "config" and head in {"workers", "bridge"}:
            wrong.append(f"{where} imports {name}: config knows neither workers nor bridge")
        if head == "bridge" and top == "bridge" and tail:
            allowed = SHARED | ({room} if room else set())
            if tail[0] not in allowed:
                wrong.append(f"{where} imports {name}: a room imports records, ports and errors, and no other room")
        if room in PURE and head in {"asyncio", "threading", "socket", "time"}:
            wrong.append(f"{where} imports {name}: intake and ideas are pure")
        if where.startswith("bridge/records/") and head == "asyncio":
            wrong.append(f"{where} imports {name}: records are values")
        homes = HOMES.get(head)
        if homes and not any(where == home or (home.endswith("/") and where.startswith(home)) for home in homes):
            wrong.append(f"{where} imports {name}: its home is {' or '.join(homes)}")
    return wrong


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_module_imports_only_what_its_room_may(path: Path) -> None:
    assert wrong_imports(path.relative_to(ROOT).as_posix(), imports(path)) == []


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("bridge/feed/ring.py", "bridge.store.sqlite"),
        ("bridge/intake/pipeline.py", "asyncio.sleep"),
        ("bridge/model/extract.py", "bridge.intake.scrub"),
        ("bridge/web/pages.py", "workers.serve"),
        ("config/settings.py", "bridge.records"),
        ("bridge/store/redis.py", "apsw"),
        ("bridge/records/changes.py", "bridge.intake"),
    ],
)
def test_the_map_catches_a_wrong_import(where: str, name: str) -> None:
    assert wrong_imports(where, [name])


def test_only_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if {"os.environ", "os.getenv"}
        & {
            ast.unparse(node)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
        }
    ]

    assert readers in ([], ["config/settings.py"])
