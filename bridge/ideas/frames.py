"""Frames: what people put around an idea that they pass on, and which says nothing of the idea itself.

A list mark, a part number, a greeting, a yes, a hedge, "JP suggested that …", "from at ward sister says …". Both ends
are peeled before texts are compared. A frame is peeled only if it is listed here: what disagrees, doubts, asks or
tells of something else ("Not sure about this:", "We tried that.") is no frame, and stays for the guard to see.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: So many words must be left, or nothing is peeled: a greeting by itself is a greeting.
LEAST = 3
#: So many frames may lie around one another: a list mark, a name, a greeting and a yes.
LAYERS = 5

_END = r"(?:[\s,;:.!–—-]+|$)"
_STOP = r"(?:\s*[,;:.!–—]+\s*|\s+-+\s+|\s*[👉👇➡️⬇️👏🙌👍❤️💯]+\s*)"
_WHO = (
    r"(?:(?:the\s+)?chair(?:man|woman|person)?|(?:one|a|another|the)\s+(?:member|colleague|participant|delegate|attendee|"
    r"person|speaker|user|contributor|commenter|carer|nurse|patient|relative|parent|doctor|volunteer|visitor|resident|"
    r"porter|physio|manager)|members|someone|somebody|one\s+of\s+you|(?-i:[A-Z]{2,3}|"
    r"(?:Dr|Mr|Mrs|Ms|Prof|Cllr|Sister|Nurse)\.?\s+[A-Z][\w'-]*))"
)
_SAYS = r"(?:says|said|writes|wrote|tweets|tweeted|posts|posted|suggests|suggested|proposes|proposed|puts|put)"
_HANDLE = r"@[\w.-]*\w"
_SPOKEN_HANDLE = rf"(?:at\s+\w+(?:\s+(?:underscore|dot)\s+\w+){{0,3}}|{_HANDLE})"
_ALL = (
    r"(?:\s+(?:all|everyone|everybody|team|folks|there|both|colleagues|chat|friends|again|to\s+all|from\s+\w+|sir|madam"
    r"|or|ideas\s+team|committee|panel))"
)
_YES = (
    r"(?:(?:i\s+)?(?:totally|completely|fully|strongly|absolutely|really|so)?\s*agreed?(?:\s+(?:with\s+(?:this|that|you)|100%))?"
    r"|100\s?%(?:\s+(?:this|agree|agreed|yes))?|hear,?\s+hear|seconded|ditto|exactly(?:\s+this)?|absolutely|definitely"
    r"|spot\s+on|so\s+true|well\s+said|this|yes(?:,?\s+(?:please|yes|this))?|(?:love|loving)\s+(?:this|it|this\s+idea)"
    r"|(?:great|good|brilliant|excellent)\s+(?:idea|point|thought|suggestion|one)|couldn't\s+agree\s+more|same\s+here)"
)
_HEDGE = (
    r"(?:tbh|imh?o|to\s+be\s+honest|just\s+a\s+(?:thought|suggestion)|just\s+(?:saying|my\s+view)|i\s+(?:think|feel|believe"
    r"|reckon|suppose|guess)|perhaps|maybe|in\s+my\s+(?:view|opinion|humble\s+opinion))"
)
_WEB = r"(?:https?://|www\.|pic\.twitter\.com/)\S+?"


class Frame(NamedTuple):
    """A pattern at one end of a text, and whether what it frames is told in the past: "JP suggested that we needed …"."""

    pattern: str
    tells: bool = False


#: What people put before an idea. Where a frame could be the idea's own first words, a stop must follow it.
BEFORE = (
    # Threads, lists and answers of a chat: "1/", "(1/2)", "2)", "(iii)", "1.", "Idea 4:", "Ans 3:", "- ", "[ ] ".
    Frame(r"[(\[]\d{1,2}\s?/\s?(?:\d{1,2}|n)?[)\]][\s:.-]*"),
    Frame(r"\d{1,2}\s?/\s?(?:(?:\d{1,2}|n)(?![\w./])[:.]?)?\s+(?=(?-i:[A-Z\"“'#@>]))"),
    Frame(r"\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s*[.:]?\s*(?=\D)"),
    Frame(r"\d{1,2}[.:]\s+(?=\D)"),
    Frame(r"[-–—•·*>▪◦‣→🧵]+\s+|\[[ x]?\]\s*"),
    Frame(
        r"(?:idea|ans(?:wer)?|point|item|no|number|suggestion|question|comment|reply|tip|part)\.?\s*(?:no\.?\s*)?"
        r"#?\d{1,2}[a-c]?\s*[.:)–—/-]+\s*"
    ),
    Frame(r"#?[aqrt]\.?\s?\d{1,2}[a-c]?\s*[.:)–—/-]*\s+(?=\D)"),
    # Agreement, which adds a voice and no words.
    Frame(r"\+\s?1\b[\s,;:.!–—-]*"),
    Frame(rf"{_YES}(?:\s+(?:{_HANDLE}))?{_STOP}"),
    # Greetings.
    Frame(rf"(?:hi|hiya|hello|hey|dear|(?:good\s+)?(?:morning|afternoon|evening|day)|greetings){_ALL}{{0,3}}{_STOP}"),
    Frame(r"(?:hi|hiya|hello|hey|dear)\s+(?:all|everyone|everybody|team|folks|colleagues)\s+"),
    # Hedges and courtesies: they soften how it is said.
    Frame(rf"(?:{_HEDGE}|personally){_STOP}(?:that\s+)?"),
    Frame(
        r"(?:tbh|imh?o|perhaps|maybe|personally)\s+(?!(?:not|no|if|never|it's|that's|the\s+answer|later|next|one\s+day)\b)"
    ),
    Frame(
        r"(?:personally,?\s+)?i(?:'d|\s+would)?\s+(?:say|suggest|think|feel|believe|reckon)(?:\s*:\s*|,\s*|\s+that\s+|\s+)"
    ),
    Frame(
        rf"(?:here's\s+)?(?:(?:just\s+)?(?:a|an|one|another|my|our)\s+)?(?:simple\s+|quick\s+|small\s+)?"
        rf"(?:idea|thought|suggestion|proposal|answer|view|two\s+pence|2p)(?:\s+from\s+(?:me|us))?(?:\s+is)?{_STOP}"
    ),
    Frame(r"(?:well|right|ok(?:ay)?|so|now|look|listen|anyway|sorry),\s+(?!(?:not|no|if|why|who)\b)"),
    # Minutes.
    Frame(rf"(?:suggestion|idea|proposal|comment|point)\s*(?:\([^()]{{1,24}}\)|from\s+{_WHO}|by\s+{_WHO}){_STOP}"),
    Frame(rf"{_WHO}\s+(?:suggests|suggested|proposes|proposed|says|said|felt|thought|stated)\s+that\s+", tells=True),
    Frame(rf"{_WHO}\s+(?:felt|thought|stated|{_SAYS[3:-1]}){_STOP}"),
    Frame(r"(?-i:[A-Z]{2,3}|(?:Dr|Mr|Mrs|Ms|Prof|Cllr)\.?\s+[A-Z][\w'-]*|[Tt]he\s+[Cc]hair|[Oo]ne\s+[Mm]ember)\s*:\s*"),
    Frame(
        r"it\s+(?:was|has\s+been)\s+(?:felt|suggested|proposed|said|thought|stated)(?:\s+by\s+\w+)?\s+that\s+",
        tells=True,
    ),
    # Read out, or passed on by hand.
    Frame(r"(?:i'll|let\s+me|i\s+will)\s+read\s+(?:it|this|that|one|this\s+one)(?:\s+out)?[\s,:.]+"),
    Frame(rf"(?:so\s+|and\s+|then\s+|ok(?:ay)?\s+)*{_SPOKEN_HANDLE}\s+{_SAYS}[\s,:]+"),
    Frame(
        rf"(?:so\s+|and\s+)*(?:there's|there\s+is|we\s+have|here's)\s+(?:one|a\s+tweet|another)(?:\s+here)?\s+(?:from|by)\s+{_SPOKEN_HANDLE}[\s,:]+"
    ),
    Frame(
        r"(?:so\s+|and\s+)*(?:this|the\s+next|another|next|the\s+first)\s+(?:one|tweet|comment|post)?\s*(?:says|reads|is)[\s,:]+(?!(?:not|no|a|an|the)\b)"
    ),
    Frame(r"(?:and\s+)?(?:the\s+other|one\s+more|another|one\s+other|one)\s+thing(?:\s+is)?(?:,|:|\s+that)\s+"),
    Frame(rf"\.?(?:{_HANDLE}[\s,:]+)+"),
    Frame(rf"(?:the\s+)?next\s+(?:one|tweet|comment|post){_STOP}"),
    Frame(
        rf"(?:retweeting|reposting|quoting|sharing|from|via|quote|credit(?:\s+to)?|h/t|ht)\s+{_HANDLE}(?:'s)?(?:\s+{_HANDLE})*\s*[:,–—-]*\s+"
    ),
)

#: What people put behind one. It stands after a stop, unless it can be no part of a sentence.
AFTER = (
    Frame(r"[\s]*[(\[]\d{1,2}\s?/\s?(?:\d{1,2}|n)?[)\]]"),
    Frame(r"\s+\d{1,2}/n"),
    Frame(r"(?<=[.!?…\"”'’])\s+\d{1,2}/\d{0,2}"),
    Frame(r"(?<=[.!?…\"”'’])\s+\(?#?[aqt]\d{1,2}\)?"),
    Frame(r"(?<=[.!?…\"”'’,–—-])\s*\+\s?1[.!]*"),
    Frame(rf"(?<=[.!?…\"”'’,–—-])\s*{_YES}[\s.!]*"),
    Frame(r"\s*(?:<-+|←|⬅️?|👆|☝️?)\s*this[.!]*"),
    Frame(
        r"(?<=[.!?…\"”'’,–—-])\s*(?:ta|cheers|thanks|thank\s+you|thx|many\s+thanks|(?:kind|best|warm)?\s*(?:regards|wishes)|best)"
        r"(?:\s+(?:all|everyone|team|so\s+much|in\s+advance|again|for\s+(?:reading|listening)))?(?:,\s*(?:(?:a|an|your)\s+)?[\w.]{1,12})?[\s.!]*"
    ),
    Frame(
        r"\s+(?:just\s+saying|(?:kind|best|warm)\s+(?:regards|wishes)(?:,?\s+[\w.]{1,12}(?:\s+[\w.]{1,12})?)?)[\s.!]*"
    ),
    Frame(r"\s+(?:i\s+)?hope\s+(?:that|this|it)\s+helps[.!]*"),
    Frame(r"(?<=[.!?…\"”'’])\s*x{1,3}[.!]*"),
    Frame(r"\s+(?:tbh|imh?o)[.!]*"),
    Frame(rf"(?<=[.!?…\"”'’,–—-])\s*{_HEDGE}[.!]*"),
    Frame(r"\s+if\s+(?:at\s+all\s+)?possible[.!]*"),
    Frame(
        r"[\s,]+(?:(?:that's|that\s+is)\s+(?:my|our|the)\s+(?:point|idea|suggestion|view|thought)|if\s+(?:you\s+see|you\s+know|you\s+get)\s+what\s+i\s+mean|if\s+that\s+makes\s+sense)[.!]*"
    ),
    Frame(
        rf"(?<=[.!?…\"”'’,–—\w-])\s*[(\[]?(?:(?:read\s+|find\s+out\s+|see\s+)?more(?:\s+(?:here|at|on|info))?|see|link|details|source|info|full\s+story|here)\s*:?\s*{_WEB}[)\]]?"
    ),
    Frame(r"[\s.,]+(?:hashtag\s+\w+\s*)+[.!]*"),
    Frame(r"[\s.,]+(?:end\s+quote|unquote)[.!]*"),
)

_BEFORE = re.compile(
    "|".join(f"({frame.pattern})" if frame.tells else f"(?:{frame.pattern})" for frame in BEFORE), re.IGNORECASE
)
_AFTER = re.compile(rf"(?:{'|'.join(frame.pattern for frame in AFTER)})\s*$", re.IGNORECASE)
#: A frame before an idea begins with one of these, or with what is no small letter; one behind it ends with one of these.
_FIRST = frozenset(
    [
        "a",
        "q",
        "t",
        "r",
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "a1",
        "a2",
        "a3",
        "a4",
        "q1",
        "q2",
        "q3",
        "q4",
        "idea",
        "ans",
        "answer",
        "point",
        "item",
        "no",
        "number",
        "suggestion",
        "question",
        "comment",
        "reply",
        "tip",
        "part",
        "agree",
        "agreed",
        "totally",
        "completely",
        "fully",
        "strongly",
        "absolutely",
        "really",
        "so",
        "hear",
        "seconded",
        "ditto",
        "exactly",
        "definitely",
        "spot",
        "well",
        "this",
        "yes",
        "love",
        "loving",
        "great",
        "good",
        "brilliant",
        "excellent",
        "couldn't",
        "same",
        "hi",
        "hiya",
        "hello",
        "hey",
        "dear",
        "morning",
        "afternoon",
        "evening",
        "day",
        "greetings",
        "tbh",
        "imo",
        "imho",
        "to",
        "just",
        "in",
        "perhaps",
        "maybe",
        "personally",
        "i",
        "i'd",
        "i'll",
        "here's",
        "an",
        "one",
        "another",
        "my",
        "our",
        "proposal",
        "right",
        "ok",
        "okay",
        "now",
        "look",
        "listen",
        "anyway",
        "sorry",
        "the",
        "chair",
        "members",
        "someone",
        "somebody",
        "it",
        "let",
        "at",
        "and",
        "then",
        "there's",
        "there",
        "we",
        "next",
        "retweeting",
        "reposting",
        "quoting",
        "sharing",
        "from",
        "via",
        "quote",
        "credit",
        "ht",
        "h/t",
        "simple",
        "quick",
        "small",
        "thought",
    ]
)
_LAST = frozenset(
    [
        "1",
        "agree",
        "agreed",
        "this",
        "you",
        "hear",
        "seconded",
        "ditto",
        "exactly",
        "absolutely",
        "definitely",
        "on",
        "true",
        "said",
        "yes",
        "please",
        "it",
        "idea",
        "point",
        "thought",
        "suggestion",
        "one",
        "more",
        "here",
        "ta",
        "cheers",
        "thanks",
        "thx",
        "regards",
        "wishes",
        "best",
        "all",
        "everyone",
        "team",
        "much",
        "advance",
        "again",
        "reading",
        "listening",
        "helps",
        "x",
        "xx",
        "xxx",
        "tbh",
        "imo",
        "imho",
        "honest",
        "saying",
        "view",
        "think",
        "feel",
        "believe",
        "reckon",
        "suppose",
        "guess",
        "perhaps",
        "maybe",
        "opinion",
        "possible",
        "mean",
        "sense",
        "quote",
        "unquote",
    ]
)
_EDGE = ".,;:!?…-–—()[]\"“”'‘’«»<>"
_TAIL = 90


def peeled(text: str) -> tuple[str, bool]:
    """A text without the frames around it, and whether one of them tells the idea in the past.

    A text that would have fewer than `LEAST` words left is returned as it is.
    """
    left, tells = text.strip(), False
    for _ in range(LAYERS):
        before = left
        if _may_begin(left) and (frame := _BEFORE.match(left)):
            tells = tells or frame.lastindex is not None
            left = left[frame.end() :].lstrip(' \t\n"“”«»')
        if _may_end(left) and (frame := _AFTER.search(left, max(0, len(left) - _TAIL))):
            left = left[: frame.start()].rstrip()
        if left == before:
            break
        if left.count(" ") < LEAST - 1:
            return text, False
    else:
        before = left
    return (left if left != text.strip() else text), tells


def _may_begin(text: str) -> bool:
    first = text.partition(" ")[0]
    return (
        not first.isalpha()
        or first.isupper()
        or first.casefold() in _FIRST
        or (first[:1].isupper() and first in _TITLES)
    )


def _may_end(text: str) -> bool:
    last = text.rpartition(" ")[2]
    bare = last.strip(_EDGE).casefold()
    return (
        bare in _LAST
        or not bare.isalpha()
        or len(bare) == 1
        or "hashtag " in text
        or (bare[:1].isalpha() and _signed(text))
    )


def _signed(text: str) -> bool:
    """Whether a name may stand behind a sign-off."""
    return "," in text[-24:]


_TITLES = frozenset({"Dr", "Mr", "Mrs", "Ms", "Prof", "Cllr", "Sister", "Nurse", "Dr.", "Prof."})
