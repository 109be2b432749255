"""Frames: what people put around an idea that they pass on, and which says nothing of the idea itself.

A list mark, a part number, a greeting, a yes, a hedge, "JP suggested that …", "at ward sister says …". Both ends are
peeled before texts are compared. A frame is peeled only if it is listed here: what disagrees, doubts, asks or tells of
something else ("Not sure about this:", "We tried that.") is no frame, and stays for the guard to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from bridge.ideas.lexicon import word_set

#: So many words must be left, or nothing is peeled: a greeting by itself is a greeting.
LEAST = 3
#: So many frames may lie around one another: a list mark, a name, a greeting and a yes.
LAYERS = 5
#: How many letters at the end of a text are searched for a frame, and for the digit that some of them have.
TAIL = 90
NUMBERED = 9


class Frame(NamedTuple):
    """A pattern at one end of a text; the words it begins with (ends with, behind a text), or "" for no plain word.

    `tells` says that what it frames may be told in the past: "JP suggested that we needed …".
    """

    words: str
    pattern: str
    tells: bool = False


_STOP = r"(?:\s*[,;:.!–—]+\s*|\s+-+\s+|\s*[👉👇➡️⬇️👏🙌👍❤️💯]+\s*)"
_BREAK = r"(?<=[.!?…\"”'’,–—-])\s*"
_NAME = r"(?-i:(?:Dr|Mr|Mrs|Ms|Prof|Cllr|Sister|Nurse)\.?\s+[A-Z][\w'-]*)"
_INITIALS = r"(?-i:[A-Z]{2,3})"
#: Before a colon they are who said it in minutes, unless they are a thing of the field.
_THING = (
    r"(?-i:(?!(?:NHS|GPS?|OT|MRI|CT|PET|ICU|ITU|ED|HRT|UTI|IVF|MS|MND|HIV|TB|BP|ECG|EEG|IT|HR|AI|UK|EU|US|RT|MT|PS|TV|CQC"
    r"|BMA|RCN|DNA|DNR|PPE|CPR|PIP|ESA|MP|VAT|BME|SEN|HV|MH|NI|ID|FAQ|FYI|OK|NB|IV|ENT)\b))"
)
_ROLE = (
    r"(?:(?:the\s+)?chair(?:man|woman|person)?|(?:one|a|another|the)\s+(?:member|colleague|participant|delegate|attendee|"
    r"person|speaker|user|contributor|commenter|carer|nurse|patient|relative|parent|doctor|volunteer|visitor|resident|"
    r"porter|physio|manager)|someone|somebody)"
)
_WHO = f"(?:{_ROLE}|{_NAME}|{_INITIALS})"
_WHOS = "the chair chairman chairwoman chairperson one a another someone somebody <name>"
_SAYS = r"(?:says|said|writes|wrote|tweets|tweeted|posts|posted|suggests|suggested|proposes|proposed|puts|put)"
_HANDLE = r"@[\w.-]*\w"
_SPOKEN = rf"(?:at\s+\w+(?:\s+(?:underscore|dot)\s+\w+){{0,3}}|{_HANDLE})"
_ALL = (
    r"(?:\s+(?:all|everyone|everybody|team|folks|there|both|colleagues|chat|friends|again|from\s+\w+|sir|madam|or|committee"
    r"|panel))"
)
_YES = (
    r"(?:(?:i\s+)?(?:(?:totally|completely|fully|strongly|absolutely|really|so)\s+)?agreed?(?:\s+(?:with\s+(?:this|that|you)|100%))?"
    r"|100\s?%(?:\s+(?:this|agree|agreed|yes))?|hear,?\s+hear|seconded|ditto|exactly(?:\s+this)?|absolutely|definitely"
    r"|spot\s+on|so\s+true|well\s+said|this|yes(?:,?\s+(?:please|yes|this))?|(?:love|loving)\s+(?:this|it|this\s+idea)"
    r"|(?:great|good|brilliant|excellent)\s+(?:idea|point|thought|suggestion|one)|couldn't\s+agree\s+more|same\s+here)"
)
_HEDGE = (
    r"(?:tbh|imh?o|to\s+be\s+honest|just\s+a\s+(?:thought|suggestion)|just\s+(?:saying|my\s+view)|i\s+(?:think|feel|believe"
    r"|reckon|suppose|guess)|perhaps|maybe|in\s+my\s+(?:view|opinion|humble\s+opinion))"
)
_WEB = r"(?:https?://|www\.|pic\.twitter\.com/)\S+?"

#: What people put before an idea. Where a frame could be the idea's own first words, a stop must follow it.
BEFORE = (
    # Threads, lists and answers of a chat: "1/", "(1/2)", "2)", "(iii)", "1.", "Idea 4:", "Ans 3:", "- ", "[ ] ".
    Frame("", r"[(\[]\d{1,2}\s?/\s?(?:\d{1,2}|n)?[)\]][\s:.-]*"),
    Frame("", r"[1-9]/(?:(?:[2-9]|1\d|n)(?![\w./])[:.]?)?\s+(?=(?-i:[A-Z\"“'#@>]))"),
    Frame("", r"\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s*[.:]?\s*(?=\D)"),
    Frame("", r"\d{1,2}[.:]\s+(?=\D)"),
    Frame("", r"(?:[-–—•·*>▪◦‣→🧵]+|\[[ x]?\])\s*"),
    Frame("", r"#?[aq]\.?\s?\d{1,2}[a-c]?\s*[.:)–—/-]*\s+(?=\D)"),
    Frame("", rf"\.?(?:{_HANDLE}[\s,:]+)+(?!(?:says|said|writes)\b)"),
    Frame(
        "idea ans answer point item no number suggestion question comment reply tip part",
        r"(?:idea|ans(?:wer)?|point|item|no|number|suggestion|question|comment|reply|tip|part)\.?\s*(?:no\.?\s*)?"
        r"#?\d{1,2}[a-c]?\s*[.:)–—/-]+\s*",
    ),
    # Agreement, which adds a voice and no words.
    Frame("", r"\+\s?1\b[\s,;:.!–—-]*"),
    Frame(
        "i totally completely fully strongly absolutely really so agree agreed hear seconded ditto exactly definitely spot"
        " well this yes love loving great good brilliant excellent couldn't same 100% 100",
        rf"{_YES}(?:\s+{_HANDLE})?{_STOP}",
    ),
    # Greetings. "Evening: open the clinic" is none.
    Frame(
        "hi hiya hello hey dear good greetings",
        rf"(?:hi|hiya|hello|hey|dear|good\s+(?:morning|afternoon|evening|day)|greetings){_ALL}{{0,3}}{_STOP}",
    ),
    Frame("morning afternoon evening", rf"(?:morning|afternoon|evening)(?:{_ALL}{{1,3}}{_STOP}|\s*!+\s*)"),
    Frame("hi hiya hello hey dear", r"\w+\s+(?:all|everyone|everybody|team|folks|colleagues)\s+"),
    # Hedges and courtesies: they soften how it is said.
    Frame(
        "tbh imo imho to just i perhaps maybe in personally",
        rf"(?:{_HEDGE}|personally){_STOP}(?:that\s+)?",
    ),
    Frame(
        "tbh imo imho perhaps maybe personally",
        r"\w+\s+(?!(?:not|no|if|never|it's|that's|the\s+answer|later|next|one\s+day)\b)",
    ),
    Frame(
        "personally i i'd",
        r"(?:personally,?\s+)?i(?:'d|\s+would)?\s+(?:say|suggest|think|feel|believe|reckon)(?::\s*|,\s*|\s+that\s+|\s+)",
    ),
    Frame(
        "here's just a an one another my our idea thought suggestion proposal answer simple quick small",
        r"(?:here's\s+)?(?:(?:just\s+)?(?:a|an|one|another|my|our)\s+)?(?:simple\s+|quick\s+|small\s+)?"
        rf"(?:idea|thought|suggestion|proposal|answer|view|two\s+pence|2p)(?:\s+from\s+(?:me|us))?(?:\s+is)?{_STOP}",
    ),
    Frame(
        "well right ok okay so now look listen anyway sorry",
        r"\w+,\s+(?!(?:not|no|if|why|who)\b)",
    ),
    # Minutes.
    Frame(
        "suggestion idea proposal comment point",
        rf"\w+\s*(?:\([^()]{{1,24}}\)|(?:from|by)\s+{_WHO}){_STOP}",
    ),
    Frame(
        _WHOS, rf"{_WHO}\s+(?:suggests|suggested|proposes|proposed|says|said|felt|thought|stated)\s+that\s+", tells=True
    ),
    Frame(_WHOS, rf"{_WHO}\s+(?:felt|thought|stated|{_SAYS}){_STOP}"),
    Frame(_WHOS, rf"{_THING}{_WHO}\s*:\s*"),
    Frame(
        "it",
        r"it\s+(?:was|has\s+been)\s+(?:felt|suggested|proposed|said|thought|stated)(?:\s+by\s+\w+)?\s+that\s+",
        tells=True,
    ),
    # Read out, or passed on by hand.
    Frame("i'll let i", r"(?:i'll|let\s+me|i\s+will)\s+read\s+(?:it|this|that|one|this\s+one)(?:\s+out)?[\s,:.]+"),
    Frame("so and then ok okay at", rf"(?:(?:so|and|then|ok(?:ay)?)\s+)*{_SPOKEN}\s+{_SAYS}[\s,:]+"),
    Frame("", rf"{_HANDLE}\s+{_SAYS}[\s,:]+"),
    Frame(
        "so and there's there we here's",
        r"(?:(?:so|and)\s+)*(?:there's|there\s+is|we\s+have|here's)\s+(?:one|a\s+tweet|another)(?:\s+here)?\s+(?:from|by)\s+"
        rf"{_SPOKEN}[\s,:]+",
    ),
    Frame(
        "so and this the another next",
        r"(?:(?:so|and)\s+)*(?:this|the\s+next|another|next|the\s+first)\s+(?:one|tweet|comment|post)\s+(?:says|reads|is)[\s,:]+"
        r"(?!(?:not|no|a|an|the)\b)",
    ),
    Frame(
        "and the one another",
        r"(?:and\s+)?(?:the\s+other|one\s+more|another|one\s+other|one)\s+thing(?:\s+is)?(?:,|:|\s+that)\s+",
    ),
    Frame("the next", rf"(?:the\s+)?next\s+(?:one|tweet|comment|post){_STOP}"),
    Frame(
        "retweeting reposting quoting sharing from via quote credit ht h/t",
        rf"(?:\w+|h/t)(?:\s+to)?\s+{_HANDLE}(?:'s)?(?:\s+{_HANDLE})*\s*[:,–—-]*\s+",
    ),
)

#: What people put behind one. It stands after a stop, unless it can be no part of a sentence.
AFTER = (
    Frame("<digit>", r"\s*[(\[]\d{1,2}\s?/\s?(?:\d{1,2}|n)?[)\]]"),
    Frame("<digit>", r"\s+\d{1,2}/n"),
    Frame("<digit>", r"(?<=[.!?…\"”'’])\s+\d{1,2}/\d{0,2}"),
    Frame("<digit>", r"(?<=[.!?…\"”'’])\s+\(?#?[aqt]\d{1,2}\)?"),
    Frame("<digit>", rf"{_BREAK}\+\s?1[.!]*"),
    Frame(
        "agree agreed this that you 100% hear seconded ditto exactly absolutely definitely on true said yes please it idea"
        " point thought suggestion one more here",
        rf"{_BREAK}{_YES}[\s.!]*",
    ),
    Frame("this", r"\s*(?:<-+|←|⬅️?|👆|☝️?)\s*this[.!]*"),
    Frame(
        "ta cheers thanks you thx regards wishes best all everyone team much advance again reading listening <name>",
        rf"{_BREAK}(?:ta|cheers|thanks|thank\s+you|thx|many\s+thanks|(?:(?:kind|best|warm)\s+)?(?:regards|wishes)|best)"
        r"(?:\s+(?:all|everyone|team|so\s+much|in\s+advance|again|for\s+(?:reading|listening)))?"
        r"(?:,\s*(?:(?:a|an|your)\s+)?[\w.]{1,12})?[\s.!]*",
    ),
    Frame(
        "regards wishes <name>",
        r"\s+(?:kind|best|warm)\s+(?:regards|wishes)(?:,?\s+[\w.]{1,12}(?:\s+[\w.]{1,12})?)?[\s.!]*",
    ),
    Frame("helps", r"\s+(?:i\s+)?hope\s+(?:that|this|it)\s+helps[.!]*"),
    Frame("x xx xxx", r"(?<=[.!?…\"”'’])\s*x{1,3}[.!]*"),
    Frame("tbh imo imho", r"\s+(?:tbh|imh?o)[.!]*"),
    Frame("saying", r"\s+just\s+saying[.!]*"),
    Frame(
        "tbh imo imho honest thought suggestion saying view think feel believe reckon suppose guess perhaps maybe opinion",
        rf"{_BREAK}{_HEDGE}[.!]*",
    ),
    Frame("possible", r"\s+if\s+(?:at\s+all\s+)?possible[.!]*"),
    Frame(
        "point idea suggestion view thought mean sense",
        r"[\s,]+(?:(?:that's|that\s+is)\s+(?:my|our|the)\s+(?:point|idea|suggestion|view|thought)"
        r"|if\s+you\s+(?:see|know|get)\s+what\s+i\s+mean|if\s+that\s+makes\s+sense)[.!]*",
    ),
    Frame(
        "<web>",
        r"(?<=[.!?…\"”'’,–—\w-])\s*[(\[]?(?:(?:read\s+|find\s+out\s+|see\s+)?more(?:\s+(?:here|at|on|info))?|see|link|details"
        rf"|source|info|full\s+story|here)\s*:?\s*{_WEB}[)\]]?",
    ),
    Frame("<hashtag>", r"[\s.,]+(?:hashtag\s+\w+\s*)+[.!]*"),
    Frame("quote unquote", r"[\s.,]+(?:end\s+quote|unquote)[.!]*"),
)

_EDGE = ".,;:!?…-–—()[]\"“”'‘’«»<>👉👇👏🙌👍❤💯"


def _by_word(frames: Iterable[Frame], form: str) -> dict[str, re.Pattern[str]]:
    """One pattern for all frames that a word may begin, or end."""
    patterns: dict[str, list[str]] = {}
    for frame in frames:
        for word in frame.words.split() or [""]:
            pattern = f"({frame.pattern})" if frame.tells else f"(?:{frame.pattern})"
            patterns.setdefault(word, []).append(pattern)
    return {word: re.compile(form.format("|".join(held)), re.IGNORECASE) for word, held in patterns.items()}


_BEFORE = _by_word(BEFORE, "(?:{})")
_AFTER = _by_word(AFTER, r"(?:{})\s*$")
_DIGIT = re.compile(r"\d")
_TITLES = word_set("Dr Mr Mrs Ms Prof Cllr Sister Nurse")
#: A text of plain words has no frame if it begins with none of these, in small letters, and ends with none of those.
FIRST = frozenset({*_BEFORE, *map(str.casefold, _TITLES)})
LAST = frozenset(_AFTER)


def peeled(text: str) -> tuple[str, bool]:
    """A text without the frames around it, and whether one of them tells the idea in the past.

    A text that would have fewer than `LEAST` words left is returned as it is.
    """
    left, tells = text.strip(), False
    for _ in range(LAYERS):
        before = left
        if (begins := _BEFORE.get(_head(left))) and (frame := begins.match(left)):
            tells = tells or frame.lastindex is not None
            left = left[frame.end() :].lstrip(' \t\n"“”«»')
        if (ends := _AFTER.get(_foot(left))) and (frame := ends.search(left, max(0, len(left) - TAIL))):
            left = left[: frame.start()].rstrip()
        if left == before:
            return (left, tells) if len(left) < len(text.strip()) else (text, False)
        if left.count(" ") < LEAST - 1:
            return text, False
    return left, tells


def _head(text: str) -> str:
    """What the patterns before an idea are kept under: its first word, "<name>", or "" for no plain word."""
    first = text.partition(" ")[0]
    if first.isalpha() and not first[1:2].isupper():
        return "<name>" if first in _TITLES else first.casefold()
    word = first.rstrip(_EDGE)
    if word[1:2].isupper() and word.isupper() and len(word) <= 3:
        return "<name>"
    word = word.casefold().replace("’", "'")
    return word if word in _BEFORE and word != "a" else ""


def _foot(text: str) -> str:
    """What the patterns behind an idea are kept under, likewise; "<digit>" for no plain word with a digit in or near it."""
    last = text.rpartition(" ")[2]
    if "/" in last and ("." in last or ":" in last):
        return "<web>"
    word = last.strip(_EDGE).casefold()
    if word in _AFTER:
        return word
    if word.isalpha():
        end = text[-40:]
        if "hashtag" in end:
            return "<hashtag>"
        return "<name>" if "," in end[-22:] or "egards" in end else ""
    return "<digit>" if _DIGIT.search(text.rstrip(".!")[-NUMBERED:]) else ""
