"""How people propose while they think aloud: "we might as well", "I don't see why it can't", "some kind of passport".

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, STRONG, WEAK, Cue, cue

#: When a thing is to be done: plans of the day, not proposals.
_WHEN = r"\b(?:again|tomorrow|today|tonight|later|next (?:time|week|month)|in (?:\d|an?|five|ten|two)|\w+day)\b"

TALK: tuple[Cue, ...] = (
    cue(
        "way how",
        r"\b(?:the way|how) i would (?:do|run|organise|set up|approach) (?:it|that|this) (?:is|would be)\b",
        STRONG,
        "says what they would do",
    ),
    cue(
        "might",
        r"\b(?:we|you|they) might (?:just )?as well (?!be\b|have (?:\w+ed|been)\b|not\b|stop|finish|go (?:home|"
        r"now))\w+",
        MEDIUM,
        "says what is wise",
        _WHEN,
        code=False,
    ),
    cue(
        "could can should",
        r"\b(?:could|can) not (?:it|that|this) (?:just |all |also )?(?:be|go|come|have an?)\b(?! have)|"
        r", (?:could|can|should) (?:we|they|you) not \w+|\b(?:could|can) (?:it|that|this) not (?:just |all |"
        r"also )?be\b",
        MEDIUM,
        'asks "could we"',
        r"\bnot (?:hear|see|say|tell)\b|\bbe (?:because|that|due|right)\b",
    ),
    cue(
        "do trick",
        r"^(?:i (?:think|reckon) )?(?!(?:that|this|it|which|who|what|i|we|he|she|"
        r"they)\b)(?:[\w'-]+ ){2,14}?(?:would|might) (?:probably |really )?do "
        r"(?:it|the trick|the job)[ .!]*$",
        FAIR,
        "says what would be enough",
        r"\b(?:thought|said|told|hoped) ",
    ),
    cue(
        "needs has got",
        r"\bit (?:really |also |just )?(?:needs to|has to|(?:has|is) got to) (?:start (?:in|with|from|at|by)|"
        r"come from|be (?:an? |"
        r"much |far |as |about |more |easier|simpler|quicker|clearer|shorter|cheaper|local|free|fair))",
        FAIR,
        "says what is needed",
        r"\b(?:if|when|why|that|because|where) it\b|\bbe (?:an? (?:mistake|bug|joke|reason|problem)|more than|"
        r"about (?:\d|ten|"
        r"twenty))",
        code=False,
    ),
    cue(
        "option idea possibility approach way route thing",
        r"\b(?:another|one|the other) (?:option|idea|possibility|approach|way|route)(?: here| for us)? (?:is|"
        r"might be|would be|"
        r"could be) (?:to|having|using|an? |just|that we)|\banother thing (?:would|could|might) be\b",
        MEDIUM,
        "offers a solution",
        r"\b(?:only|no) (?:option|way)\b|\bis to (?:call|install|restart|press|click)\b|\bis an? (?:lot|bit)\b|"
        r", but\b",
        code=False,
    ),
    cue(
        "see",
        r"\bdo not (?:really |quite )?see why (?:[\w']+ ){1,4}?(?:can|could|should) not (?!see|hear)\w+",
        MEDIUM,
        "sees no reason against it",
    ),
    cue(
        "could",
        r"\b(?:we|they|you|people|trusts|hospitals|schools) could (?:just |all |also |easily )?do (?:it|that|this|"
        r"them) (?:at|in|"
        r"by|from|on|with|online|over|through|differently|together|instead|before|as)\b",
        WEAK,
        'says "could"',
        rf"{_WHEN}|\b(?:if|so|that|wish|before|when|where|until|because) (?:we|they|you|people) could\b|"
        rf"\bdo (?:\w+ )with\b",
        code=False,
    ),
    cue(
        "wonder wondering",
        r"\b(?:i|we) (?:am |are |was |were |do )?(?:just |also )?wonder(?:ing|ed)? about (?:having|using|maybe|"
        r"some|an?) (?!lot)\w+",
        FAIR,
        "wonders about a thing to do",
        r"\?|\bso (?:i|we)\b|\babout an? (?:thing|question|point|comment)\b",
    ),
    cue(
        "maybe perhaps",
        r"^(?:or |and |so |um |like |even |well |just ){0,3},?(?:maybe|perhaps|possibly),? (?:some|an?) (?:kind|"
        r"sort|form|type) of\b",
        MEDIUM,
        'says "maybe"',
    ),
    cue(
        "have",
        r"^(?:so |and |or |just |maybe |perhaps |then |um ){0,3}have (?:the|every|each|someone|somebody|one|more|"
        r"all|people|"
        r"patients|staff) (?!of\b|time\b|same (?:problem|issue|error|thing)\b|latest\b)(?:[\w'-]+ ){2}",
        FAIR,
        "tells others what to have",
        r"\?|\b(?:come|gone|been|arrived|left|said|heard|joined) (?:through|back|in|out)\b",
        code=False,
    ),
    cue(
        "scope case argument",
        r"\bthere is (?:also |definitely |still |really |perhaps )?(?:scope|a (?:\w+ )?case|"
        r"an argument) for (?:an?|some|more|"
        r"better|having|\w+ing)\b",
        FAIR,
        "says what there is a case for",
    ),
    cue(
        "know",
        r"\byou know what (?:would|might) (?:really )?(?:be|help)\b",
        MEDIUM,
        "announces a suggestion",
    ),
    cue(
        "difference change transform start way touch godsend relief",
        r"^(?!(?:it|that|this|which|who|what|how|if|nothing|no|i|we|he|she|"
        r"they)\b)(?:[\w'-]+,? ){1,14}?would (?:really |also |"
        r"just )?(?:make (?:such |all the |quite )?(?:an? )?(?:\w+ )?difference|change (?:the|every\w*|so much|"
        r"people|lives)|"
        r"transform \w+|go a long way|be an? (?:\w+ )?(?:start|touch|godsend|relief|help|improvement))\b",
        FAIR,
        "says what a thing would bring",
        r"\b(?:said|told|promised|hoped|thought|he|she) ",
    ),
    cue(
        "thing wish ask suggestion advice vote priority",
        r"\bwould be my (?:\w+ ){0,2}?(?:thing|wish|ask|suggestion|advice|vote|priority)\b",
        MEDIUM,
        "announces a suggestion",
        r"\bwhat would\b",
    ),
    cue(
        "if",
        r"\bif there (?:was|were) (?:always |just |only )?(?:an?|some|more|one|someone|somebody|"
        r"somewhere) [^?]{3,90}\b(?:would|could)\b",
        FAIR,
        'says what "if we did" would bring',
        r"\b(?:would|could) not have (?:\w+ed|been)\b|\b(?:as|wonder|know|asked) if\b|\b(?:bug|error|problem|issue|"
        r"emergency)\b",
        code=False,
    ),
    cue(
        "want",
        r"\b(?:they|you|hospitals|trusts) want to be \w+ing\b",
        FAIR,
        "says what is better done",
        r"\b(?:if|do|when|who|that|why|what) (?:they|you)\b",
        code=False,
    ),
    cue(
        "could",
        r"\b(?:the|an?|this|that|it|these|those|they) (?:[\w'-]+ ){0,3}?could (?:also |easily |perhaps |maybe |"
        r"simply )?be (?:extended|"
        r"added|offered|shared|moved|combined|merged|opened|simplified|shortened|reduced|given (?:to|an?|more)|"
        r"made (?:\w+er|"
        r"more|less|into|available|part))\b",
        WEAK,
        'says "could"',
        r"\b(?:if|so|that|how|until|hoped|told|said) (?:[\w'-]+ ){0,3}could\b|\b(?:was|were)\b",
    ),
    cue(
        "could can should",
        r"\b(?:could|can|should) not there (?:just |at least )?be\b",
        MEDIUM,
        'asks "could we"',
    ),
)
