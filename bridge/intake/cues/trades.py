"""Tells texts about software from others: there, much that sounds like advice tells how a program is used.

Words of care and of travel speak against it, because those trades have buttons, pages and windows too.
"""

from __future__ import annotations

import re

from bridge.intake.cues.book import words_of

_CODE = words_of(
    """api apis sdk sdks app apps application applications code debugger debug debugging compile compiler emulator
    simulator manifest xaml xml json dll runtime framework developer developers installer driver drivers
    firmware ide namespace repository exception exceptions tile tiles xbox microsoft browser plugin handler
    handlers parameter parameters attribute visual desktop ui winrt uwp bug toolkit certificate certificates
    beta file files folder folders user users memory thread dialog method methods string stringbuilder
    token tokens variable array object constructor callback boolean listbox textbox converter assembly
    reboot x86 x64 arm sql http dispose cache keyboard designer null"""
)
#: Words of software and of other trades alike: two of them are needed.
_CODISH = words_of(
    """control controls windows window build property properties store release menu setting settings button background
    page pages frame class classes event events solution target platform portal server url package packages
    command script query database default icon icons pixels stream handle native capability registry reference
    grid instance login phone tablet device devices screen update version feature support option upload download
    desktop network click library libraries"""
)
_CARE = words_of(
    """patient patients nhs hospital hospitals gp gps clinic clinics nurse nurses ward wards surgery carers carer
    theatre theatres bed beds bathroom shower breakfast dinner food wine cafe taxi tram train bus
    street town city museum wheelchair walk holiday care waiting doctor doctors staff referral
    referrals hotel room rooms breakfast beach restaurant trip health appointment appointments school schools pupil pupils
    teacher teachers parents"""
)
#: A name out of a program: "ListBox", "OnNavigatedTo", "System.Text.Json", "Close()".
_IDENTIFIER = re.compile(
    r"(?<![#@\w])(?!Mac|Mc|TripAdvisor|WhatsApp|YouTube|PayPal|LinkedIn|FaceTime)[A-Z][a-z]+(?:[A-Z][a-z]{2}|"
    r"\.[A-Z][a-z]|\.[a-z]{5})|\w\(\)"
)


def talks_code(words: set[str], said: str) -> bool:
    """Whether a text with these words is of software, where much that sounds like advice tells how a program is used."""
    if not words.isdisjoint(_CARE):
        return False
    return not words.isdisjoint(_CODE) or len(words & _CODISH) > 1 or _IDENTIFIER.search(said) is not None


#: Things of a computer that an order to its user names.
_MACHINE = words_of(
    """button buttons window windows page pages path password tablet screen settings setting login buffer cable monitor
    field machine icon desktop download upload click platform grid stream capability registry handle instance
    script command query database project store layout stack sample device reboot restart flush driver
    certificate"""
)


def shows_steps(words: set[str]) -> bool:
    """Whether an order with these words tells how a program is used."""
    return not words.isdisjoint(_MACHINE) and words.isdisjoint(_CARE)
