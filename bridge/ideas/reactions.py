"""Reactions: texts of a few words that say only that someone agrees. They are a voice for what they answer.

A reaction is never compared with anything: two "Agree!"s have nothing to do with one another.
"""

from __future__ import annotations

import re

from bridge.ideas.canonical import canonical
from bridge.ideas.lexicon import LITTLE, word_set

_ENDORSING = word_set("""
    agree agreed agrees agreeing absolutely exactly definitely totally completely 100 percent yes yep yup yeah
    love loved loving great good brilliant excellent fantastic superb wonderful awesome amazing lovely nice
    idea ideas point points thought thoughts suggestion said spot true bravo hurrah seconded 2nd hear ditto same indeed
    correct thank thanks wow 1
    """)
_NOD = re.compile("^[\\s👍👏🙌💯❤♥🔥👌✅🎯💪🙏⬆☝👆+\ufe0f\U0001f3fb-\U0001f3ff\u200d!.]+$")
_PLUS_ONE = re.compile(r"^\W*\+\s*1\W*$")


def endorses(text: str) -> bool:
    """Whether a text says nothing but agreement: "+1", "Agree!", "Love this idea", "👏👏"."""
    text = text.strip()
    if _NOD.match(text) or _PLUS_ONE.match(text):
        return True
    words = canonical(text).split()
    own = [word for word in words if word not in LITTLE]
    if own:
        return len(own) <= 4 and _ENDORSING.issuperset(own)
    return 0 < len(words) <= 3 and words[0] in {"this", "yes", "yeah", "so", "same", "oh", "please"}
