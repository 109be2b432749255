"""Whose sign-in had ended while they typed: their words come back to them, and to nobody else's page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import bridge.web
from bridge.web.unsaved import MOST, TYPED
from tests.web.house import OURS, House, Visitor

ONE = "/events/chat-1/queue/c-1"
WORDS = "Ring people <b>every</b> month &\nsay where they are"
TEMPLATES = Path(bridge.web.__file__).parent / "templates"
#: What is chosen or sought rather than written.
CHOSEN = {"q", "assigned_to", "said_at", "held_at", "typed"}


async def signed_out(house: House) -> Visitor:
    """Somebody whose session ended under the page that they have open."""
    owner = await house.owner()
    cookies = owner.session.cookie_jar.filter_cookies(house.server.make_url("/"))
    await house.access.end_session(cookies[house.access.cookie].value)
    return owner


async def sent(visitor: Visitor, path: str, data: Any, headers: dict[str, str] = OURS) -> tuple[int, str]:
    async with visitor.post(path, data=data, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.text()


async def test_whoever_was_signed_out_while_they_typed_gets_their_words_back_to_copy(house: House) -> None:
    visitor = await signed_out(house)
    form = {"form_token": "of before", "act": "accept", "ids": "c-1", "words": WORDS, "how": ""}

    status, page = await sent(visitor, ONE, form)

    assert status == 401
    assert "Ring people &lt;b&gt;every&lt;/b&gt; month &amp;\nsay where they are</textarea>" in page
    assert "Nothing that you sent was saved" in page
    assert 'href="/sign-in"' in page
    assert "of before" not in page
    assert page.count("<textarea") == 1
    assert not house.triager.acts


async def test_what_was_typed_beside_a_file_comes_back_without_the_file(house: House) -> None:
    visitor = await signed_out(house)
    boundary = "--b\r\nContent-Disposition: form-data; name="
    body = f'{boundary}"table"; filename="a.csv"\r\n\r\nof the file\r\n{boundary}"author"\r\n\r\nAda\r\n--b--\r\n'
    headers = OURS | {"Content-Type": "multipart/form-data; boundary=b"}

    status, page = await sent(visitor, "/events/chat-1/capture", body.encode(), headers)

    assert status == 401
    assert ">Ada</textarea>" in page
    assert "of the file" not in page


async def test_a_page_of_an_earlier_sign_in_loses_no_words_either(house: House) -> None:
    owner = await house.owner()

    status, page = await sent(owner, ONE, {"form_token": "of before", "act": "accept", "words": WORDS})

    assert status == 403
    assert "opened under another sign-in" in page
    assert "every" in page
    assert not house.triager.acts


async def test_no_other_site_makes_us_show_its_words(house: House) -> None:
    visitor = await signed_out(house)
    form = {"words": "words of another site"}

    answers = [
        await sent(visitor, ONE, form, headers)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {})
    ]

    assert [status for status, _ in answers] == [303, 303, 303]
    assert not any("words of another site" in page for _, page in answers)


async def test_what_is_long_or_broken_is_not_read_and_its_sender_is_told_where_it_is(house: House) -> None:
    visitor = await signed_out(house)
    broken = OURS | {"Content-Type": "multipart/form-data; boundary=b"}

    answers = [
        await sent(visitor, ONE, {"words": "x" * (MOST + 1)}),
        await sent(visitor, ONE, b"no part of it", broken),
        await sent(visitor, ONE, {"act": "read"}),
    ]

    assert [status for status, _ in answers] == [401, 401, 401]
    assert all("go back in your browser" in page and "<textarea" not in page for _, page in answers)


async def test_programs_are_told_as_ever(house: House) -> None:
    stranger = await house.stranger()

    async with stranger.post("/v1/triage", json={"act": "read", "ids": ["c-1"]}, headers=OURS) as answer:
        assert (answer.status, answer.content_type) == (401, "application/problem+json")


def test_every_field_into_which_people_write_is_kept() -> None:
    written = set()
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text()
        for call in re.findall(r"(?:textarea|(?<!\w)input)\(\{(.*?)\}\)", text, re.DOTALL):
            written |= set(re.findall(r'"name": "(\w+)"', call))
        for tag in re.findall(r"<(?:textarea|input)\b[^>]*>", text):
            if not re.search(r'type="(?:hidden|checkbox|radio|file)"', tag):
                written |= set(re.findall(r'\bname="(\w+)"', tag))

    assert {"words", "parts", "informed_how"} <= written
    assert written - CHOSEN <= set(TYPED)
