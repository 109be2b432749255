"""Signing in with a one-time link, and signing out.

A link opens a page whose button uses it: what merely looks at addresses (mail scanners, previews) uses nothing up.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from bridge.errors import NotAllowedError
from bridge.web.access import SESSION_LIVES
from bridge.web.reception import Reception, same_origin
from bridge.web.sight import page


class SignIn:
    """Handlers of signing in and out."""

    def __init__(self, reception: Reception, body_seconds: float) -> None:
        self._reception = reception
        self._access = reception.access
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sign-in", self.explain),
            web.get("/sign-in/{secret}", self.offer),
            web.post("/sign-in/{secret}", self.use),
            web.post("/sign-out", self.leave),
        ]

    async def explain(self, request: web.Request) -> web.Response:
        return page(request, "sign_in.html", {})

    async def offer(self, request: web.Request) -> web.Response:
        return page(request, "sign_in.html", {"secret": request.match_info["secret"]})

    async def use(self, request: web.Request) -> web.Response:
        if not same_origin(request):
            raise NotAllowedError(403, "Open the sign-in link itself, and press its button there.")
        try:
            secret = await self._access.use_link(request.match_info["secret"])
        except NotAllowedError as error:
            return page(request, "sign_in.html", {"refused": str(error)}, status=403)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            self._access.cookie,
            secret,
            max_age=int(SESSION_LIVES.total_seconds()),
            path="/",
            secure=self._access.https,
            httponly=True,
            samesite="Lax",
        )
        return response

    async def leave(self, request: web.Request) -> web.Response:
        async with asyncio.timeout(self._body_seconds):
            form = await request.post()
        self._reception.accept_form(request, str(form.get("form_token", "")))
        await self._access.end_session(self._access.session_secret(request.headers))
        response = web.Response(status=303, headers={"Location": "/sign-in"})
        response.del_cookie(self._access.cookie, path="/", secure=self._access.https, httponly=True, samesite="Lax")
        return response
