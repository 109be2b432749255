"""Takes off a pasted post what its network's page shows around it: never a word that a person may have said.

A rule fits a whole line, and only lines at the two ends of a paste are looked at. What could be words by itself ("Love",
"12") goes only beside a line that cannot.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LONG_AGE = r"\d{1,3}\s?(?:sec|second|min|minute|hr|hour|day|week|month|year)s?"
_SHORT_AGE = r"\d{1,3}(?:s|m|h|d|w|mo|y|yr)"
_SEEN_BY = r"(?:edited|follow|public|shared with (?:public|your .{1,30})|🌐|🌎|🌍|🌏)"
_DOT = r"\s{0,3}[•·]\s{0,3}"
_NUMBER = r"\d[\d.,]*\s?[km]?"
_COUNTED = r"(?:comments?|reposts?|shares?|likes?|reactions?|replies|reply|views?|quotes?|bookmarks?|impressions?)"
_ACTION = r"(?:like|love|comment|share|repost|retweet|send|reply|save|react|follow|bookmark|quote)"
_REACTION = r"(?:like|celebrate|love|insightful|support|funny)"


class Rule(NamedTuple):
    """What a line of clutter looks like, in any case. A `weak` one is clutter only in a run with one that is not."""

    name: str
    pattern: re.Pattern[str]
    weak: bool = False


def _rule(name: str, pattern: str, *, weak: bool = False) -> Rule:
    return Rule(name, re.compile(pattern, re.IGNORECASE), weak)


#: What stands above a post.
HEAD = (
    _rule("number in the feed", r"feed post number \d+"),
    _rule("degree", rf"(?:.{{0,80}}?{_DOT}(?:1st|2nd|3rd\+?)|(?:1st|2nd|3rd\+?) degree connection)"),
    _rule("following", r"[•·]\s?(?:following|author)"),
    _rule("follow button", r"\+ ?follow"),
    _rule("status", r"status is (?:online|offline|reachable)"),
    _rule("profile", r"view .{1,80}['’]s? (?:(?:verified )?profile|graphic link).{0,40}|(?:verified|premium) (?:profile|account)"),
    _rule("pronouns", r"\((?:she|he|they)/\w{2,6}(?:/\w{2,6})?\)"),
    _rule("age", rf"(?:{_SHORT_AGE}|{_LONG_AGE} ago)(?:{_DOT}{_SEEN_BY})*\s?[•·]?|(?:\d{{1,3}}\s[hmdw]|{_LONG_AGE}|just now|yesterday)(?:(?:{_DOT}{_SEEN_BY})+|\s?[•·])"),
    _rule("audience", r"shared with (?:public|your .{1,30})"),
    _rule("age alone", rf"{_LONG_AGE}|just now|yesterday", weak=True),
    _rule("button", r"[•·]?\s?follow|connect|message|verified|1st|2nd|3rd\+?", weak=True),
)  # fmt: skip

#: What stands below it.
FOOT = (
    _rule("counts", rf"(?:{_NUMBER}\s{_COUNTED}(?:\s{{0,3}}[•·|]?\s{{0,3}}|$))+"),
    _rule("all reactions", r"all reactions:?.{0,20}|you and \d[\d.,]* others?"),
    _rule("actions in a row", rf"{_ACTION}(?:[\s•·|]{{0,3}}{_ACTION})+"),
    _rule("invitation", r"(?:write|add|leave) a (?:public )?(?:comment|reply)(?:…|\.\.\.)?|be the first to (?:comment|react|like).{0,30}"),
    _rule("view more", r"view (?:all |more |previous )?(?:\d[\d.,]* )?(?:more )?(?:comments?|replies|insights)|(?:see|show) (?:translation|original)"),
    _rule("most relevant", r"most relevant(?: is selected.{0,80})?"),
    _rule("picture", r"activate to view larger image,?|no alternative text description for this image|may be an image of .{1,200}"),
    _rule("reactions shown", rf"(?=.*\b(?:like|celebrate|insightful)\b){_REACTION}(?:[\s,]{{1,3}}{_REACTION})+"),
    _rule("and others", rf".{{1,80}} and {_NUMBER} others?|{_NUMBER} others?", weak=True),
    _rule("one action", _ACTION, weak=True),
    _rule("bare number", _NUMBER, weak=True),
)  # fmt: skip

#: LinkedIn's pages say the word for those who listen to them: "hashtag#NHS".
_HASHTAG = re.compile(r"(?:^hashtag\n|(?<!\w)hashtag)(?=[#＃]\w)", re.MULTILINE)
_SEE_MORE = re.compile(r"(?P<cut>…|\.\.\.)\s{0,3}(?:see more|more|see less|show more)$", re.IGNORECASE)
#: Lines of a head at most: name, degree, title, place of work, age, and a button between them.
_HEAD_LINES = 7
#: Buttons one below another that are sure to be buttons.
_ROW = 3
#: Characters; a longer line is somebody's words.
_LONGEST_LINE = 300


def strip(text: str, author: str = "") -> str:
    """The post alone. `author` is who said it, as their page shows them. Doing it twice is doing it once."""
    lines = [line.strip() for line in _HASHTAG.sub("", text).strip().split("\n")]
    while True:
        less = _without_foot(_without_head(lines, author))
        if less == lines:
            return "\n".join(lines).strip()
        lines = less


def _without_head(lines: list[str], author: str) -> list[str]:
    """Without the lines above the words; where the author's name is among the first, up to the age of the post."""
    named = next((at for at, line in enumerate(lines[:3]) if _is_author(line, author)), None)
    if named is not None and all(_fits(line, HEAD) for line in lines[:named]):
        aged = (at for at, line in enumerate(lines[:_HEAD_LINES]) if at > named and _name(line, HEAD) == "age")
        return _after(lines, next(aged, named) + 1)
    end = 0
    while end < len(lines) and (not lines[end] or _fits(lines[end], HEAD)):
        end += 1
    return _after(lines, end) if _is_sure(lines[:end], HEAD) else lines


def _without_foot(lines: list[str]) -> list[str]:
    start = len(lines)
    while start and (not lines[start - 1] or _fits(lines[start - 1], FOOT)):
        start -= 1
    if start < len(lines) and [_name(line, FOOT) == "one action" for line in lines[start : start + 2]] == [True, False]:
        start += 1  # one such word above the counts is the last that was said
    if _is_sure(lines[start:], FOOT):
        lines = _before(lines, start)
    if lines and (found := _SEE_MORE.search(lines[-1])):
        return [*lines[:-1], lines[-1][: found.end("cut")]]
    return lines


def _after(lines: list[str], start: int) -> list[str]:
    while start < len(lines) and not lines[start]:
        start += 1
    return lines[start:]


def _before(lines: list[str], end: int) -> list[str]:
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]


def _is_sure(lines: list[str], rules: tuple[Rule, ...]) -> bool:
    fitting = [rule for line in lines if (rule := _fits(line, rules))]
    return any(not rule.weak for rule in fitting) or [rule.name for rule in fitting].count("one action") >= _ROW


def _name(line: str, rules: tuple[Rule, ...]) -> str:
    rule = _fits(line, rules)
    return rule.name if rule else ""


def _fits(line: str, rules: tuple[Rule, ...]) -> Rule | None:
    return next((rule for rule in rules if rule.pattern.fullmatch(line)), None) if len(line) < _LONGEST_LINE else None


def _is_author(line: str, author: str) -> bool:
    """Whether a line is the author's name, also twice ("Ada OkoroAda Okoro") or with a degree after it."""
    if not author:
        return False
    line = re.sub(rf"{_DOT}(?:1st|2nd|3rd\+?|following|you|author)$", "", line, flags=re.IGNORECASE).casefold()
    name = " ".join(author.split()).casefold()
    return bool(name) and line in (name, name * 2, f"{name} {name}", f"@{name.lstrip('@')}")
