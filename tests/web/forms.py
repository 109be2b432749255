"""A visitor who reads our pages and sends their forms."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientResponse
from yarl import URL

from tests.web.house import OURS, House, Visitor


async def send(house: House, owner: Visitor, path: str, status: int = 200, **fields: Any) -> tuple[URL, str]:
    """Send a form as our own page does; give where it led and what stands there."""
    data = [("form_token", house.form_token(owner))]
    for name, value in fields.items():
        data += [(name, it) for it in (value if isinstance(value, list) else [value])]
    answer: ClientResponse
    async with owner.post(path, data=data, headers=OURS) as answer:
        page = await answer.text()
        assert answer.status == status, page
        return answer.url, page


async def look(visitor: Visitor, path: str) -> str:
    async with visitor.get(path) as answer:
        assert answer.status == 200
        return await answer.text()


def between(page: str, first: str, last: str) -> str:
    """What stands on the page from one mark to the next other."""
    start = page.index(first)
    return page[start : page.index(last, start)]
