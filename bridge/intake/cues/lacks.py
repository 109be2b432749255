"""What is lacking, what would be enough, and what pays: wishes and advice that name the thing rather than the deed.

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, Cue, cue

#: Wear and tear that a guest remarks on: a judgement of the place, not a proposal.
_WORN = (
    r"(?:\w+ )?(?:bit|lick|touch|coat|clean|paint|refurb\w*|facelift|makeover|upgrade|update|updating|drink|rest|love|"
    r"attention|tlc|colour)\b"
)

LACKS: tuple[Cue, ...] = (
    cue(
        "missing lacking",
        r"\b(?:ability|possibility|option|way|support|button|setting|feature|choice) (?:(?:to|for|"
        r"of) (?:[\w'-]+ ){1,7}?)?"
        r"(?:is|are) (?:still |sorely |badly |really |just )?(?:missing|lacking)\b",
        FAIR,
        "says what is missing",
        r"\b(?:why|if|when) \b|\?",
    ),
    cue(
        "asking",
        r"\b(?:i am|we are) (?:only |just |simply |really |not )?asking for (?:an?|some|more|the (?:option|ability|"
        r"choice))\b",
        MEDIUM,
        "asks for it",
        r"\b(?:help|advice|friend|reply|refund)\b|\bnot asking\b",
    ),
    cue(
        "happy satisfied content delighted",
        r"\b(?:i|we|users|people|patients|guests) would (?:already |also |even )?be (?:very |quite |more than |"
        r"perfectly )?"
        r"(?:happy|satisfied|content|delighted) (?:with (?:an?|just|even|some)|if (?:you|they|there|someone|"
        r"we could)|to see an?)\b",
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
        r"\b(?:should|could|must|ought to) at (?:the very )?least (?!have (?:\w+ed|been|had|told|given)\b|"
        r"be (?:fine|done))\w+",
        FAIR,
        "says what is the least",
        r"\b(?:i|he|she) (?:should|could)\b|\b(?:old|previous|earlier|former|before|back then|last year)\b",
        speech=False,
    ),
    cue(
        "need",
        r"\b(?:developers|users|patients|carers|people|families|staff|guests|pupils|students|parents|"
        r"teams) (?:really |also |"
        r"just |all |still ){0,2}need (?:access to|control (?:over|of)|a (?:choice|say)|choice|somebody|someone|"
        r"somewhere|"
        r"space|training|clarity)\b",
        FAIR,
        "says what is needed",
        r"\b(?:if|when|because|that|do|why|what|where) (?:developers|users|patients|carers|people|families|staff|"
        r"guests|"
        r"parents)\b",
    ),
    cue(
        "time",
        r"\b(?:it is |is )?(?:about|high) time for (?!me\b|us\b|my\b|our\b|questions?|lunch|coffee|bed\b|tea\b|dinner|breakfast|"
        r"the (?:next|break)|one (?:more|last)|you to (?:go|leave)|an?\b)\w|"
        r"\b(?:it is|about|high) time for (?:some|more|another|an? (?!break|quick|drink|coffee|bit|cup|rest|few|"
        r"(?:\w+ )?question)\w+)",
        MEDIUM,
        'says "it is time"',
        r"\b(?:was|if) (?:it|time|about|high)\b|\?",
    ),
    cue(
        "instead alternatively",
        r"^(?:and |or |but )?(?:instead|alternatively),? (?!(?:i|he|she|it|they)\b)(?:[\w'-]+ ){1,5}(?:could|"
        r"should|might|can) "
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
        r"\b(?:is|are) the (?:one|ones|place|places|thing|rooms?|way) to (?:have|book|get|ask|choose|go for|"
        r"go with|try|pick|"
        r"avoid|watch|order|stay|eat)\b",
        MEDIUM,
        "tells the best way",
        r"\b(?:what|where|which|how) (?:is|are)\b|\bonly place\b",
        code=False,
    ),
    cue(
        "needed",
        r"\b(?:is|are) (?:badly|sorely|urgently|desperately|really|still|definitely|very much) needed\b|"
        r"^(?:an? |some |much |far )*(?:more|better|proper|real|new|clear\w*|simple\w*|faster|easier|good|decent|dedicated|single|"
        r"different|way|option|place) (?:[\w'-]+ ){1,9}(?:is|are) (?:needed|called for)\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:this|that|it|what|such) (?:is|was)\b|\b(?:was|were|why|if|when)\b",
    ),
    cue(
        "need",
        r"\bthere is (?:still |clearly |definitely )?an? (?:real |clear |big |urgent |desperate |great |strong |"
        r"pressing )?"
        r"need for (?!an? (?:\w+ )?(?:solution|fix|change)\b)",
        MEDIUM,
        "says what is needed",
        r"\b(?:if|when|whenever|whether) there is\b",
    ),
    cue(
        "needs",
        r"\b(?:every|each) (?:[\w'-]+ ){1,2}(?:really )?needs (?:an?|its own|their own|at least|one|more|better|"
        r"to have)\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:if|when|that|because|why|as) (?:every|each)\b",
        code=False,
    ),
    cue(
        "do",
        r"\b(?!(?:i|you|he|she|who|that|one)\b)[\w']+ could (?:really |also |definitely |certainly |"
        r"probably )?do with "
        rf"(?:an?|some|more|better|fewer|less|another|one|\w+ing)\b(?! {_WORN})",
        MEDIUM,
        "says what is needed",
        r"\b(?:tea|coffee|break|sleep|holiday|hand)\b",
    ),
    cue(
        "use",
        rf"\b(?:it|this|that|(?:the|our) \w+) could (?:really |also |definitely )?use (?:an?|some|more|"
        rf"better) (?!{_WORN})\w+",
        FAIR,
        "says what is needed",
        r"\b(?:if|so|that|which) (?:it|this|that|the \w+) could\b",
        speech=False,
    ),
    cue(
        "benefit",
        rf"\b(?:would|could|might) (?:\w+ )?benefit (?:\w+ )?from (?:an?|more|some|better|one|having|"
        rf"\w+ing)\b(?! {_WORN})",
        MEDIUM,
        "says what would bring a benefit",
        r"\b(?:who|that|which|if) (?:\w+ )?(?:would|could|might)\b|\bupdating|refurb",
    ),
    cue(
        "miss missing",
        r"\b(?:i|we|users|people) (?:am |are |do |really |still |also |badly ){0,3}miss(?:ing)? (?:an?|the|some) "
        r"(?:\w+ ){0,2}?(?:option|ability|possibility|feature|function|button|way|setting|view|filter)\b",
        FAIR,
        "says what is missing",
        r"\b(?:am|are) (?:i|we)\b|\b(?:if|maybe|perhaps|unless) (?:i|we)\b",
        speech=False,
    ),
)
