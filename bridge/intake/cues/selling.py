"""What sells or recruits under a tag that many read: it has nothing to do with what the others talk about."""

from __future__ import annotations

import re

from bridge.intake.cues.book import Verdict
from bridge.records import Kind

_SELLS = re.compile(
    r"^(?:buy|get|gain|order|grow)(?: (?:your|more|cheap|free|real|instant|\d\S*)){1,3} (?:followers|likes|views|subscribers|tickets|crypto|bitcoin|"
    r"tokens|pills|watches|loans?|leads)\b|\b(?:cheap|real|instant) (?:followers|likes|subscribers|loans)\b|\bfollow(?:s)? back\b|"
    r"\b(?:link in (?:my |the )?bio|dm (?:me|us) (?:for|to)|use (?:the |my )?(?:promo |discount )?code \w+|\d+ ?% off\b|limited (?:time )?offer|"
    r"order (?:now|today)|shop now|buy now|click here to|sign up (?:now|today) (?:for|and)|free trial|earn (?:£|\$|money|cash|up to)|"
    r"crypto(?:currency)? (?:giveaway|signals?)|guaranteed (?:returns?|results|profit))\b|^we are (?:hiring|recruiting)\b|"
    r"\b(?:for sale|anyone selling|selling (?:my|two|a|some))\b"
)


def selling(text: str) -> Verdict | None:
    """A sentence of plain text that offers goods, followers or posts; None if it does not."""
    return (Kind.CHATTER, 0.9, "sells or recruits") if _SELLS.search(text) else None
