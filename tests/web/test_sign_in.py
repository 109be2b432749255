"""Signing in by a link, and out by a button; nothing else does either."""

from __future__ import annotations

import pytest

from bridge.web.access import sign_in_path
from tests.web.house import OURS, House

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {},
]


async def test_looking_at_a_link_does_not_use_it_up(house: House) -> None:
    path = sign_in_path(await house.access.create_link())
    stranger = await house.stranger()

    looked = [await stranger.get(path), await stranger.head(path), await stranger.get("/", allow_redirects=False)]
    used = await stranger.post(path, headers=OURS)

    assert [it.status for it in looked] == [200, 200, 303]
    assert used.url.path == "/"


async def test_a_used_link_says_how_to_get_another(house: House) -> None:
    path = sign_in_path(await house.access.create_link())
    await (await house.stranger()).post(path, headers=OURS)

    again = await (await house.stranger()).post(path, headers=OURS)

    page = await again.text()
    assert again.status == 403
    assert "used already" in page
    assert "ideabridge link" in page


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    path = sign_in_path(await house.access.create_link())

    answer = await (await house.stranger()).post(path, headers=OURS, allow_redirects=False)

    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("headers", FOREIGN)
async def test_another_site_cannot_sign_anyone_in(house: House, headers: dict[str, str]) -> None:
    path = sign_in_path(await house.access.create_link())

    answer = await (await house.stranger()).post(path, headers=headers)

    assert answer.status == 403


async def test_signing_out_ends_the_session_and_not_only_the_cookie(house: House) -> None:
    owner = await house.owner()
    kept = owner.session.cookie_jar.filter_cookies(house.server.make_url("/"))[house.access.cookie].value

    await owner.post("/sign-out", data={"form_token": house.form_token(owner)}, headers=OURS)

    stale = {"Cookie": f"{house.access.cookie}={kept}"}
    answer = await (await house.stranger()).get("/", headers=stale, allow_redirects=False)
    assert answer.status == 303


@pytest.mark.parametrize("headers", [*FOREIGN, OURS])
async def test_nobody_is_signed_out_by_another_page(house: House, headers: dict[str, str]) -> None:
    owner = await house.owner()
    token = house.form_token(owner) if headers is not OURS else "made up"

    refused = await owner.post("/sign-out", data={"form_token": token}, headers=headers)

    assert refused.status == 403
    assert (await owner.get("/", allow_redirects=False)).status == 200
