"""Tells what people lived through, or do where they work: first-person telling, of themselves and of those close to them.

A tale is no proposal, so the rules of ideas go first; of this, a strong form counts more than small talk around it.
"""

from __future__ import annotations

import re

from bridge.intake.cues.book import Verdict, words_of
from bridge.records import Kind

_DID = (
    r"(?:(?!need|indeed|hundred|speed|proceed|succeed|exceed|feed|seed|breed|sacred|naked|red\b|bed\b)\w{2,}ed|was|"
    r"were|had|went|got|felt|made|took|came|gave|saw|found|told|said|spent|lost|left|kept|heard|met|ran|rang|built|"
    r"sent|brought|began|set up|put|paid|stood|sat|slept|woke|fell|broke|taught|bought|wrote|grew|held|led|drove|"
    r"flew|ate|drank|did|chose|could not|thought|knew|rented|used to)"
)
_MUCH = r"(?:(?:also|have|has|had|all|just|never|always|even|recently|finally|once|really|already|both|only|then|still|initially|actually|first|since|been|myself|ourselves|not|did) ){0,3}"
_FAMILY = (
    r"(?:mum|mam|mother|dad|father|wife|husband|son|daughter|partner|sister|brother|nan|gran|grandad|grandmother|"
    r"grandfather|friend|neighbour|patient|patients|aunt|uncle|team|trust|hospital|ward|gp|consultant|physio|"
    r"own experience|child|baby|service|clinic|department|practice|colleague|colleagues|boss|surgeon|room)"
)
_KIN = (
    r"(?:mum|mam|mother|dad|father|wife|husband|son|daughter|partner|sister|brother|nan|nana|gran|grandma|grandad|"
    r"aunt|uncle|"
    r"(?:mother|father|sister|brother)-in-law|neighbour|best friend)"
)
_OURS = r"(?:ward|team|trust|hospital|department|service|clinic|practice|surgery|region|area|unit|theatres?|icb|school|community|place|work|organisation|network|library|care home)"
_TALES: tuple[tuple[re.Pattern[str], float, str], ...] = (
    (
        re.compile(
            rf"\b(?:when|while|after|before|since|because) (?:i|we|my|our) (?:\w+ )?(?:{_FAMILY} )?{_MUCH}{_DID}\b"
        ),
        0.85,
        "tells what happened when",
    ),
    (re.compile(rf"\b(?:in|at|on|here at|across) (?:our|my) {_OURS}\b"), 0.7, "tells what is done where they work"),
    (
        re.compile(
            r"\b(?:i|we) have (?:\w+ly |now |just |already |also |never |always |had |only ){0,4}(?:been|worked|"
            r"used|tried|had|seen|waited|lived|moved|set|run|started|introduced|found|spent|known|done|made|stayed|"
            r"\w{3,}ed)\b"
        ),
        0.7,
        "tells what they have done or been through",
    ),
    (re.compile(rf"\b(?:i|we) {_MUCH}{_DID}\b"), 0.7, "tells what they did or went through"),
    (
        re.compile(
            rf"\bmy (?:\w+ )?{_FAMILY}(?:'s)? (?:\w+ )?{_MUCH}{_DID}\b|"
            rf"\bour (?:\w+ )?{_FAMILY} (?:\w+ ){{0,2}}?{_DID}\b"
        ),
        0.7,
        "tells what happened to someone close",
    ),
    (
        re.compile(
            rf"\b(?:my|our) (?:\w+ )?{_KIN} (?:\w+ )?(?:is|has|can not|does not|still|waits|needs|lives|gets|keeps|"
            rf"\w{{2,}}ed)\b"
        ),
        0.7,
        "tells of someone close",
    ),
    (
        re.compile(
            r"^(?:i am |we are |still |been )?(?:(?:on the (?:waiting )?list|waiting) (?:here\b|since|for (?:my|"
            r"a year|over|more|\d)|"
            r"now\b|\d)|(?:on |at )?(?:week|month|day) (?:\d+|\w+) (?:on the|of (?:the )?waiting|here|now)|"
            r"\d+ (?:weeks|months|"
            r"years) (?:and counting|on the|here|now|so far|waiting))|\bi (?:really |do )?miss (?:my|\w+ing)\b|"
            r"\b(?:we|i) had an? \w+ who \w+"
        ),
        0.7,
        "tells of waiting",
    ),
    (
        re.compile(
            r"\bas an? (?:\w+ ){1,3}(?:i|we|my)\b|^as an? (?:\w+ ){0,3}(?:carer|patient|nurse|gp|physio|doctor|"
            r"parent|relative)\b"
        ),
        0.7,
        "speaks from their own part",
    ),
    (
        re.compile(
            r"\bi (?:work|live|care|volunteer|nurse|look after|spend|wait) (?:in|as|for|with|at|on|my|hours)\b|"
            r"\b(?:i|we) (?:still |often |always )?(?:answer|chase|deal|do|get|have|hear|hold|lack|lose|meet|miss|offer|open|phone|"
            r"receive|ring|run|see|send|spend|take|use|wait) [^.?!]{1,80}\b(?:every|each) (?:single )?(?:day|week|month|shift|"
            r"morning|monday|night|winter)\b"
        ),
        0.7,
        "tells of their own daily work or life",
    ),
    (
        re.compile(
            rf"\b{_DID} (?:us|me|my|our)\b|\b(?:to|on) (?:my|our) (?:surprise|last day|arrival|first)\b|"
            r"^(?:have )?(?:stayed|waited|visited|tried|booked|spent|used|arrived|worked) (?!\w+ by\b)(?:in|at|here|"
            r"for|with|a|on|this|three|two|\d+)\b"
        ),
        0.7,
        "tells what happened to them",
    ),
)
_NO_TALE = re.compile(
    r"\b(?:they|you|someone) (?:could|should) have\b|\b(?:i|we) (?:could|should|would|might|must) (?:not )?have\b|"
    r"\bi (?:was|were|am) (?:just )?(?:wondering|"
    r"saying|thinking|going to|about to|told)\b|\bi wish\b|\bif (?:i|we|only) \w+|\b(?:i|we) (?:need|want|"
    r"agree)ed\b|\b(?:i|we) (?:have|had) (?:to|an?|no|the|two|three|many|some|lots)\b(?! (?:\w+ ){0,4}(?:when|"
    r"because|every|last|for|on|so))"
)
_WHEN_I = re.compile(
    rf"(?:and |so |but )?(?:when|while|after|before|since) (?:i|we|(?:my|our) (?:{_FAMILY}|{_KIN})) (?:was|were|had|got|came|went|lost|started|left)\b"
)
_TALE_WORDS = words_of("i we my our me us")
_WITHOUT_I = re.compile(r"(?:have )?stayed|waited|visited|on the|on week|at week|still|waiting|been|week|month|day|\d")


def experience(text: str, words: set[str]) -> Verdict | None:
    """First-person telling: what they did, saw, tried, lived through, or do where they work."""
    if words.isdisjoint(_TALE_WORDS) and not _WITHOUT_I.match(text):
        return None
    if _WHEN_I.match(text):
        return Kind.EXPERIENCE, 0.85, "tells what happened when"
    if _NO_TALE.search(text):
        return None
    for says, score, why in _TALES:
        if says.search(text):
            return Kind.EXPERIENCE, score, why
    return None
