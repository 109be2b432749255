"""The files that pages need, read once and kept: a few hundred kilobytes that change only with a release."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from aiohttp import hdrs, web

STATIC = Path(__file__).parent / "static"


class Assets:
    """Every file under a folder, in memory.

    aiohttp's own static route opens a file in a thread for each request, and leaves it open when the visitor has gone
    before it is there (aiohttp 3.14, web_fileresponse.py). `address` changes whenever a file does.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        self._bodies = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        digest = hashlib.sha256()
        for name, body in self._bodies.items():
            digest.update(name.encode())
            digest.update(body)
        self.address = f"/static/{digest.hexdigest()[:12]}"

    def route(self) -> web.RouteDef:
        """Where they are served; a `.gz` beside a file is given to those who take gzip."""
        return web.get(self.address + "/{name:.+}", self._asset)

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = self._bodies.get(name)
        if body is None:
            raise web.HTTPNotFound
        headers: dict[str, str] = {hdrs.VARY: hdrs.ACCEPT_ENCODING}
        packed = self._bodies.get(f"{name}.gz")
        if packed and "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "").lower():
            body, headers[hdrs.CONTENT_ENCODING] = packed, "gzip"
        kind = mimetypes.types_map.get(Path(name).suffix, "application/octet-stream")
        return web.Response(body=body, headers=headers, content_type=kind)
