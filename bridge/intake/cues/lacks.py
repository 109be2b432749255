"""What is lacking, what would be enough, and what pays: wishes and advice that name the thing rather than the deed.

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, Cue, cue

LACKS: tuple[Cue, ...] = (
    cue(
        "missing lacking",
        r"\b(?:ability|possibility|option|way|support|button|setting|feature|choice) (?:(?:to|for|of) (?:[\w'-]+ ){1,7}?)?"
        r"(?:is|are) (?:still |sorely |badly |really |just )?(?:missing|lacking)\b",
        FAIR,
        "says what is missing",
        r"\b(?:why|if|when) \b|\?",
    ),
    cue(
        "asking",
        r"\b(?:i am|we are) (?:only |just |simply |really |not )?asking for (?:an?|some|more|the (?:option|ability|choice))\b",
        MEDIUM,
        "asks for it",
        r"\b(?:help|advice|friend|reply|refund)\b|\bnot asking\b",
    ),
    cue(
        "happy satisfied content delighted",
        r"\b(?:i|we|users|people|patients|guests) would (?:already |also |even )?be (?:very |quite |more than |perfectly )?"
        r"(?:happy|satisfied|content|delighted) (?:with (?:an?|just|even|some)|if|to see an?)\b",
        MEDIUM,
        "says what would be enough",
        r"\b(?:result|stay|answer|service)\b",
    ),
    cue(
        "perhaps maybe possibly",
        r"\b(?:perhaps|maybe|possibly),? (?:it|this|that|these|those) (?:could|should|can|might) (?:also |just )?be "
        r"(?!related|caused|connected|linked|used|needed)\w+(?:ed|de|en|t|ut|ld)\b",
        FAIR,
        'says "maybe"',
    ),
    cue(
        "least",
        r"\b(?:should|could|must|ought to) at (?:the very )?least (?!have (?:\w+ed|been|had|told|given)\b|be (?:fine|done))\w+",
        FAIR,
        "says what is the least",
        r"\b(?:i|he|she) (?:should|could)\b",
        speech=False,
    ),
    cue(
        "need",
        r"\b(?:developers|users|patients|carers|people|families|staff|guests|pupils|students|parents|teams) (?:really |also |"
        r"just |all |still ){0,2}need (?:access to|control (?:over|of)|a (?:choice|say)|choice|somebody|someone|somewhere|"
        r"space|training|clarity)\b",
        FAIR,
        "says what is needed",
        r"\b(?:if|when|because|that|do|why|what|where) (?:developers|users|patients|carers|people|families|staff|guests|"
        r"parents)\b",
    ),
    cue(
        "time",
        r"\b(?:it is|about|high) time for (?:some|more|another|an? (?!break|quick|drink|coffee|bit|cup|rest|few|"
        r"(?:\w+ )?question)\w+)",
        MEDIUM,
        'says "it is time"',
        r"\b(?:was|if) (?:it|time)\b|\?",
    ),
    cue(
        "instead alternatively",
        r"^(?:and |or |but )?(?:instead|alternatively),? (?!(?:i|he|she|it|they)\b)(?:[\w'-]+ ){1,5}(?:could|should|might|can) "
        r"(?!see\b|hear\b|have\b|not\b)\w+",
        FAIR,
        "offers one thing in place of another",
        r"\b(?:was|were|had|said)\b|\byou can\b",
    ),
    cue(
        "pays",
        r"\bit (?:really |always |often |certainly |also )?pays to \w+",
        MEDIUM,
        "says what is wise",
        r"\bwho\b",
        code=False,
    ),
    cue(
        "regret",
        r"\byou (?:will|would) not regret (?:it if|\w+ing|an?|the)\b",
        FAIR,
        "recommends",
    ),
    cue(
        "have",
        r"\bshould not (?:ever |still |all )?have to (?!be\b)\w+",
        FAIR,
        "says what someone should not have to do",
        r"\b(?:i|it|that|so|which) should not\b|\?",
        code=False,
    ),
    cue(
        "one ones",
        r"\b(?:is|are) the (?:one|ones|place|places|thing|rooms?|way) to (?:have|book|get|ask|choose|go for|go with|try|pick|"
        r"avoid|watch|order|stay|eat)\b",
        MEDIUM,
        "tells the best way",
        r"\b(?:what|where|which|how) (?:is|are)\b|\bonly place\b",
        code=False,
    ),
)
