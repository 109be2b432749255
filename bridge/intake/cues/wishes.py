"""Wishes: "would be good if", "I'd love to see", "I wish", and things wanted by their name ("ability to", "more …").

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, STRONG, WEAK, Cue, cue

_GOOD = (
    r"(?:nice|great|good|best|better|helpful|useful|brilliant|awesome|cool|lovely|amazing|wonderful|fantastic|ideal|"
    r"perfect|handy|beneficial|excellent|neat|sensible|wise|interesting|sweet|easier|appreciated|a good idea|"
    r"a great idea|a (?:great|big|huge|nice|good|major|useful) (?:help|feature|addition|improvement|step|start|"
    r"thing))"
)
_VERY = r"(?:(?:really|very|so|also|much|even|extremely|absolutely|pretty|super|just|definitely|incredibly|far) ){0,4}"

WISHES: tuple[Cue, ...] = (
    cue(
        "nice great good best better helpful useful brilliant awesome cool lovely amazing wonderful fantastic "
        "ideal perfect "
        "handy beneficial excellent neat sensible wise interesting sweet easier appreciated help feature addition "
        "improvement",
        rf"\b(?:would|might|could|will|shall) (?:not )?{_VERY}(?:be|"
        rf"make it) {_VERY}(?:more )?{_GOOD}[ ,]+(?:\w+ ){{0,3}}?(?:if|to|for|that|when|having|being)\b",
        STRONG,
        'says "would be good if"',
        r"\bif it (?:was|were|had) not\b|\bgood to (?:see|hear|know) (?:you|how|what|from)\b|\binteresting (?:to|"
        r"if) (?:know|see|hear|find)\b|"
        r"\b(?:this|that|which|these|"
        r"those) (?:\w+ )?(?:would|could|might) (?:\w+ )?be [^,]{0,40}\b(?:for|to|when)\b(?!.*\bif\b)",
    ),
    cue(
        "nice great good helpful useful brilliant awesome cool lovely amazing wonderful fantastic ideal perfect handy "
        "beneficial excellent neat appreciated enough suffice solution welcome",
        r"^(?!(?:any|this|that|which|it|thanks|all|your|some|"
        rf"every)\b)(?:\S+ ){{2,14}}?would {_VERY}(?:be {_VERY}(?:{_GOOD}|enough|welcome|a solution)|"
        r"suffice)(?: here| too| though| as well)?[ !.]*$",
        MEDIUM,
        'says what "would be good"',
        r"\b(?:help|advice|ideas?|feedback|answer|information|pointers?|thoughts) would\b|\bthat would\b|\bi would\b",
    ),
    cue(
        "help difference",
        r"\bwould (?:really |also |definitely )?(?:help|make (?:a|such a|all the) (?:big |huge |"
        r"real )?difference)(?: \w+){0,5} (?:if|to have|to be able)\b",
        STRONG,
        'says "would help if"',
    ),
    cue(
        "help",
        r"^(?:an?|more|some|better) (?:\S+ ){1,8}?would (?:really |also )?help\b",
        MEDIUM,
        'says what "would help"',
    ),
    cue(
        "love like",
        r"\b(?:would|'d) (?:also |really |just |still |personally |very much |dearly |all |absolutely ){0,4}(?:love|"
        r"like|prefer) (?:it )?(?:to (?:see|have|be able|suggest|propose|request|recommend|ask (?:for|that|you|"
        r"microsoft)|encourage)|if|the (?:ability|option|possibility|chance)|an? (?:option|way|feature|setting|"
        r"button)|support|more|better|some (?:way|kind))\b",
        STRONG,
        'says "would like to see"',
        r"\b(?:see|have) you\b|\bwould (?:love|like) to (?:see|have) (?:how|what|where|why|who|whether)\b|"
        r"\bto see (?:the |some |any |more |your |real |actual |good )*(?:figures?|evidence|numbers|proof|costs?|costings?|results|"
        r"statistics|stats|research|data)(?:[ .!]*$| (?:on|for|of|behind|about|before|first) )|"
        r"\bif you would like\b|\bto ask (?:for )?(?:about|a question|if)\b",
    ),
    cue(
        "love",
        r"\b(?:i|we) would (?:\w+ )?love an? (?!coffee|chat|link|copy|hint|word|reply|response|holiday|stay|bath|"
        r"cup)\w+",
        FAIR,
        'says "would love to see"',
        r"\bif\b|\?",
    ),
    cue(
        "sense",
        r"\bit would (?:\w+ )?make (?:more |a lot of |much more |perfect )?sense (?:to|if|for|that)\b",
        STRONG,
        'says "would be good if"',
    ),
    cue(
        "all",
        r"^all (?:i|we) (?:really )?(?:ask|want|need|ask for|are asking for)(?: for)? is\b",
        MEDIUM,
        "says what is wanted",
    ),
    cue("improved", r"\bcould be (?:\w+ )?improved (?:by|with|if)\b", STRONG, "names an improvement"),
    cue(
        "wish",
        r"\b(?:i|we|do|just|only|really) wish (?!i (?:had|could have|would have|knew|would (?:known|been|had|gone|"
        r"done|seen|\w+ed))\b|we had\b|you (?:all|well|a|"
        r"luck|every|were)\b|everyone (?:a|well)|them|him|her|it had|they had)(?:that )?(?:there|you|they|it|we|i|"
        r"the|hospitals|trusts|more|someone|everyone|every|people|microsoft|nhs|our|my|this|some|staff|gps|all|"
        r"letters)\b",
        STRONG,
        "makes a wish",
        r"\bwish (?:\w+ ){1,4}had (?:been|known|told)\b|\bwish \w+(?: \w+)? (?:good luck|well|all the|the best|"
        r"a (?:happy|merry|good|great|nice))\b",
    ),
    cue(
        "hope hoping hopefully",
        r"\b(?:hope|hoping|hopefully) (?:that )?(?!this |it )(?:[\w']+ ){1,4}?(?:will|would|can|"
        r"could) (?:\w+ )?(?:add|fix|change|make|consider|provide|support|allow|bring|improve|implement|include|"
        r"open|release|enable|stop|start|give|let|look into|introduce|see a|think about|reconsider|restore)\b",
        MEDIUM,
        "hopes for a change",
        r"\b(?:someone|somebody) (?:will|can) (?:\w+ ){1,2}(?:it|this|that)[ .!]*$",
    ),
    cue(
        "want need",
        r"\b(?:i|we|patients|people|users|customers|developers) (?:really |just |also |do |still |all |simply |"
        r"only |badly |desperately ){0,4}(?:want|need) (?:an? (?:\w+ )?(?:way|option|feature|api|setting|button|"
        r"possibility|mechanism|method|place|tool) (?:to|for|that|where)|the (?:ability|option|possibility)|"
        r"some(?:thing)? (?:way|kind|sort|like|to(?! (?:eat|drink|do|say)\b)|that)|to be able to|you to|microsoft to)\b",
        MEDIUM,
        "says what is wanted",
        r"\b(?:if|when|whenever|what|that|because|since|who) (?:i|we|you|people|users) (?:\w+ )?(?:want|need)\b|"
        r"\b(?:i|we) (?:want|need) to see (?:how|what|if|why|whether)\b",
        speech=False,
    ),
    cue(
        "would",
        r"^(?:personally |actually |really ){0,4}would (?:really |also )?(?:love|like) (?:to see|to have|"
        r"an? (?!chat|link|copy|word|coffee|cup)|it if|some|more|support)",
        STRONG,
        'says "would love to see"',
    ),
    cue(
        "what",
        r"^what (?:i|we|you|people|patients|developers|users|is|would) (?:\w+ ){0,3}(?:like|love|want|need|needed|"
        r"help|missing) (?:most )?(?:is|would be) (?!to know|speed|(?:on|in|at|under|here|there|a bit)\b)",
        MEDIUM,
        "says what is wanted",
        r"\bto know\b|\?",
    ),
    cue(
        "if",
        r"\bit would (?:\w+ ){0,3}be (?:[\w']+,? ){1,6}if\b",
        STRONG,
        'says "would be good if"',
        r"\bwould not be (?:here|possible|able)\b|\bif it (?:was|were|had) not\b",
    ),
    cue(
        "appreciate",
        r"\bwould (?:\w+ )?appreciate (?:it if|if|an? (?:\w+ )?(?:way|option|feature|setting|button)|the (?:ability|"
        r"option|possibility)|having|more)\b",
        STRONG,
        'says "would appreciate"',
    ),
    cue("ideally", r"^(?:and |so |but )?ideally,? (?:[\w'-]+ ){1,4}(?:would|could|should)\b", MEDIUM, 'says "ideally"'),
    cue(
        "give",
        r"\bgive (?:us|users|developers|people|patients|staff) (?:back|an?|the|more|some|our|their|at least|real|"
        r"full|control|access|better)\b",
        MEDIUM,
        "asks to be given",
        r"\b(?:to|would|will|can|not|they|it|that|which|could|does|did|we|i|and) (?:\w+ )?give\b",
        speech=False,
    ),
    cue(
        "please",
        r"^(?:an?|more|some|better|the|less|fewer|proper|real|full|native|official|free|longer|shorter|bigger|smaller|"
        r"clearer|simpler|no more|same (?:for|with|on)) [^.?]{3,90}\bplease[ !.]*$",
        MEDIUM,
        "asks for it with “please”",
        r"\b(?:next slide|again|questions?|coffee|moment|minute)\b",
    ),
    cue(
        "should must needs need missing wanted",
        r"^(?:should have (?:an?|the|more|some|better)\b|must[- ]have ?:|(?:missing|wanted|needed) ?:|needs? (?:an?|"
        r"more|better)\b)",
        MEDIUM,
        "says what is missing",
        r"\bneeds an? (?:bit|lick|lot|little)\b",
    ),
    cue(
        "hope hoping",
        r"\b(?:hope|hoping) for (?:an?|more|some|better|the (?:option|ability))\b",
        FAIR,
        "hopes for a change",
        r"\b(?:was|were|had) (?:\w+ )?hoping|\bhoped\b|\bfor an? (?:\w+ )?(?:reply|answer|response|solution|fix)\b",
    ),
    cue(
        "rather prefer",
        r"\b(?:i|we) would (?:much |really |definitely ){0,4}(?:rather (?:have|see|be able)|prefer (?:if|an?|"
        r"to (?:have|see|be able)|having))\b",
        FAIR,
        "says what they would rather have",
    ),
    cue(
        "option ability possibility way support possibility permission feature button setting option",
        r"^(?:an? |the |some |more |better |full |native |improved |proper |built-in ){0,4}(?:ability|option|"
        r"possibility|feature|button|setting|support|way|permission|api) (?:to|for|of|that|in|on) (?!me\b|"
        r"the (?:same|contrary))\w+(?!(?:(?!\b(?:while|when|if|that|which|who|where|so|as|because|without)\b).){0,60}\b(?:is|was|are|were|told|said|has|had|does|did|will|seems|came|exists|"
        r"works|answered|replied|helped|ended|stopped|dropped|broke|crashed|failed|disappeared)\b)",
        MEDIUM,
        "names a wanted ability",
        speech=False,
    ),
    cue(
        "more better less fewer",
        r"^(?:and |also |even |just |much |far |yes |a lot |plus ){0,4}(?:more|better|less|fewer) (?!than|like|"
        r"of an?|so\b|expensive|importantly|info|details?|about|or less|often|and more|to (?:come|follow|the point)|"
        r"generally|specifically|precisely|recently|likely|later|thing|was|is|problems|value)(?!.{0,80}\b(?:is|was|"
        r"are|were|has|had|have|did|does|than|would|will|can|i|we|they|it|meant|came)\b)[\w'-]+[ ,]+[\w'-]+",
        WEAK,
        "asks for more, better or less of something",
        speech=False,
    ),
    cue(
        "all everyone everybody",
        r"^(?:an? )?(?:[\w'-]+ ){1,8}for (?:all|everyone|everybody)(?: (?:who|on|with|waiting)\b.*|[ !.,].*)?$",
        WEAK,
        "names something for everyone",
        r"\b(?:is|was|are|were|has|had|have|did|does|than|would|will|can|i|we|they|it|there|thanks|thank|something|"
        r"not|good|great)\b",
    ),
)
