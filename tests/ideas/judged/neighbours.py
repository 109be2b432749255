"""Pairs of ideas that share their topic and its words, and are other proposals: they never belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from random import Random

from tests.ideas.judged.said import Said

#: Proposals that begin alike, "{}" standing for what they ask for.
_FRAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Every GP surgery should have {}.",
        ("a hearing loop", "somewhere to lock a bike", "a nurse who speaks Arabic", "an automatic door", "toys that can be washed", "a machine to take your own blood pressure", "chairs with arms", "a screen with who is next"),
    ),
    (
        "We need {} on our ward.",
        ("a second kettle", "more pillows", "a piano", "a social worker", "blinds that close", "lockers that lock", "fewer forms"),
    ),
    (
        "Could the hospital in Hull {}?",
        ("plant an orchard", "send appointments by text", "open the canteen at night", "put up a map at the bus stop", "buy electric vans", "let patients choose their meals", "teach us to sign"),
    ),
    (
        "Ask patients {}.",
        ("what they like to be called", "how they slept", "whether they understood the letter", "who should be told", "what would make the waiting room better", "if they want their hair washed", "how they got here"),
    ),
    (
        "Carers should get {}.",
        ("a parking pass", "an hour off to see their own doctor", "training in lifting", "a seat on the ward round", "a birthday card", "discounts at the leisure centre", "a copy of the care plan", "paid leave"),
    ),
    (
        "Stop {} in our clinics.",
        ("double booking", "the radio", "asking for a fax number", "calling people by surname", "charging for water", "handing out pens"),
    ),
    (
        "People leaving hospital should have {}.",
        ("a lift home", "a week of meals", "a list of their medicines", "the key to their house", "a warm coat", "a named nurse", "their benefits checked", "a call the next morning"),
    ),
    (
        "A {} for young people in Leeds would help.",
        ("drop-in on Saturdays", "text line", "boxing club", "sleep clinic", "job coach", "museum of feelings", "free bus pass"),
    ),
    (
        "Midwives need {}.",
        ("better torches", "their own cars", "a room to rest in", "more students", "a phone that works", "someone to do the rota"),
    ),
    (
        "Why not let volunteers {}?",
        ("read to patients", "run the library trolley", "walk the dogs of people who are in hospital", "do the gardening", "sew masks", "phone lonely people", "show visitors the way"),
    ),
    (
        "Use the money for {}.",
        ("a new scanner", "foot care", "school nurses", "the hydro pool", "mending the roof", "interpreters", "weekend pharmacists"),
    ),
    (
        "Nurses should be allowed to {}.",
        ("wear trainers", "order scans", "swap shifts", "work from home on training days", "say no to overtime", "prescribe painkillers"),
    ),
    (
        "Put {} in the waiting room.",
        ("a fish tank", "books in Polish", "a water fountain", "plugs for phones", "a clock", "a box for suggestions", "a jigsaw"),
    ),
    (
        "In {} we could do with a walk-in clinic for skin.",
        ("Hull", "Selby", "Goole", "Otley", "Whitby", "Batley"),
    ),
    (
        "Train all staff {}.",
        ("to use the hoist", "in sign language", "to talk about death", "in first aid for the mind", "to write short emails", "how to spot abuse", "on carbon"),
    ),
    (
        "The NHS app should {}.",
        ("show my blood results", "work without a passport", "remind me of my tablets", "let me cancel", "speak Welsh", "show waits", "have a button for carers", "be as easy as my bank's"),
    ),
    (
        "Home visits by {} would save beds.",
        ("physios", "pharmacists", "dietitians", "GPs", "firefighters", "heart nurses", "chiropodists"),
    ),
    (
        "I'd like my {} in large print.",
        ("appointment letters", "menu", "prescription", "care plan", "bill for the car park", "test results"),
    ),
)  # fmt: skip
#: Words that say nothing about a topic.
_EVERYDAY = """
    about after again all and any are away back but can for had has her him his how its may
    not now one our out she the too two was who why yes you before could don't each every from give have into just know like make more most much need
    never only other over people please should some than that their them then there they this until very want what when where
    which while will with would your it's let's many can't open keep tell once"""
_SMALL = frozenset(_EVERYDAY.split())


def topic_words(text: str) -> frozenset[str]:
    """Those of a text by which a topic could be told, each by its beginning."""
    return frozenset(word[:5] for word in frozenset(re.findall(r"[a-z'&]{3,}", text.lower())) - _SMALL)


def neighbours(ideas: Sequence[Said], seed: int = 20) -> list[tuple[Said, str]]:
    """An idea, and another of its topic that shares a word with it; and such as begin with the same words."""
    pairs = [
        (one, other.text)
        for one, other in combinations(ideas, 2)
        if topic_words(one.text) & topic_words(other.text)
        and (one.topic == other.topic or len(_shared(one, other)) > 1)
    ]
    framed = [
        (Said(frame, frame.format(one), (), (), ()), frame.format(other))
        for frame, tails in _FRAMES
        for one, other in combinations(tails, 2)
    ]
    return Random(seed).sample(pairs, min(len(pairs), 1100)) + framed


def _shared(one: Said, other: Said) -> frozenset[str]:
    return topic_words(one.text) & topic_words(other.text)
