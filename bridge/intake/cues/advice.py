"""Advice to those who come after: "make sure you", "it's worth", "you may want to", "beware".

The last pattern of a cue is what makes the same words mean something else ("we made sure", "it was worth it").
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, STRONG, WEAK, Cue, cue

ADVICE: tuple[Cue, ...] = (
    cue(
        "sure",
        r"\b(?:make|be) (?:absolutely |very |really )?sure (?:to|you|that|your|they|it|the|not|of|people|patients|"
        r"everyone|staff|every|and)\b",
        STRONG,
        "tells others to make sure",
        r"\b(?:to|i|we|staff|they|will|would|did|always|he|she|us|who|and|can|could|not|only) (?:\w+ly |always |"
        r"also )?(?:make|be) (?:\w+ )?sure\b",
        code=False,
        speech=False,
    ),
    cue(
        "miss forget bother hesitate expect fooled waste worry leave book stay go eat pay rely trust buy use take let",
        r"\bdo not (?:\w+ly |even |ever )?(?:miss|forget|bother|hesitate|expect|be fooled|be put|let|waste|worry|"
        r"leave|book|stay|go|eat|pay|rely|trust|buy|use the|take the)\b",
        STRONG,
        "tells others what not to do",
        r"\b(?:i|we|they|you|people|who|that|staff|rooms?|doctors|gps|to|\w+s) (?:(?:just|simply|still|really|also|"
        r"often|usually) )?do not\b",
        code=False,
        speech=False,
    ),
    cue(
        "avoid",
        r"\b(?:hotels?|places?|area|restaurants?|rooms?|things?|one|street|beach) to (?:be )?avoid(?:ed)?\b",
        MEDIUM,
        "advises against",
    ),
    cue(
        "you",
        r"\byou (?:just |really |simply |absolutely ){0,4}(?:have to|must|need to|got to|should) (?:try|visit|"
        r"see (?:the|this)|"
        r"taste|check out|order|eat at|stay at|do (?:this|the|it)|go (?:to|up|there)|experience)\b",
        MEDIUM,
        "says what one has to try",
        r"\b(?:if|that|when|before) you (?:\w+ )?(?:have|need)",
        code=False,
        speech=False,
    ),
    cue("were would", r"\bif i (?:were|was) you\b", STRONG, "says what they would do"),
    cue(
        "would",
        r"^(?:(?:i|we) )?would (?:\w+ly |just |also )?(?!.{0,80}\b(?:again|return|back|"
        r"next time we)\b)(?:stick (?:with|to)|book|take the|use the|go (?:for|with|early|in|to the)|try|choose|"
        r"pick|buy|eat|bring|pay (?:the|a|extra|more)|stay (?:in|at|on) (?:the|a))\b",
        MEDIUM,
        "says what they would do",
        r"\b(?:if we|like|love) to\b|\?",
        code=False,
        speech=False,
    ),
    cue(
        "would",
        r"^(?:(?:personally |so |but |and ){0,2}(?:i|we) )?would not (?:\w+ly )?(?:bother|go (?:in|to|there|for|"
        r"near)|book|"
        r"eat|use|take|try|choose|pay|stay (?:here|there|in|at)|rely|risk|order)(?!.{0,60}\b(?:again|"
        r"back)\b)",
        MEDIUM,
        "advises against",
        code=False,
        speech=False,
    ),
    cue(
        "way",
        r"\b(?:the )?(?:best|easiest|cheapest|quickest|nicest) way (?:to (?:get|reach|see|travel|go|explore|visit|"
        r"do (?:it|this) is (?:by|on foot|to|with)|beat|start)|around|there|in|into|from|out|back)\b",
        MEDIUM,
        "tells the best way",
        r"\?|^(?:what|is there|how)\b|\bis not\b|\b(?:was|find|found|know|figure)\b",
        code=False,
        speech=False,
    ),
    cue(
        "if when for in on at should before unless to",
        r"^(?:if|when|for|to (?:get|reach|avoid|beat|save)|in|on|at|should|before|"
        r"unless) [^,]{4,70}?(?<!\bto)(?<!\byou)(?<!\bwe)(?<!\bthey)(?<!\bi)(?<!\band)(?<!\bor)(?<!\bcan)(?<!\bnot)(?<!\bwill)(?<!\bwould)(?<!\bcould)(?<!\bshould)(?<!\bthe)(?<!\ba) (?:try|request|"
        r"take|eat|call|visit|ask for|head|book|choose|avoid|use|go (?:to|up|for|early|with)|get|pick|stay|"
        r"bring) (?:the|an?|where|"
        r"for|to|it|one|up|over|down|off|your|another|elsewhere|somewhere|house\w+|reception|something)\b",
        FAIR,
        "gives advice for a case",
        r"\b(?:was|were|had|did|went|is|are|has|they|which)\b",
        code=False,
        speech=False,
    ),
    cue(
        "need",
        r"\byou (?:really |will |do |just |only |also ){0,4}need to (?!pay|sign|leave|know|be (?!aware|careful|"
        r"prepared|early|quick)|understand|wait|use|get (?:past|through)|have)\w+",
        MEDIUM,
        "says what one needs to do",
        r"\b(?:if|when|that|what|all|everything|before|because|where|who|do) you (?:\w+ )?need\b",
        code=False,
        speech=False,
    ),
    cue(
        "need want",
        r"\b(?:you|visitors|guests|families|people|travell?ers|vegetarians|vegans|drivers|parents|"
        r"\w+ users) will (?:definitely |also |probably |"
        r"really ){0,4}(?:need|want) (?:an? |to |some |your )",
        MEDIUM,
        "says what one will need",
        code=False,
        speech=False,
    ),
    cue(
        "must",
        r"\b(?:an? (?:absolute |definite |real |total )?must(?:[- ](?:see|do|visit|try|have|eat))?(?! (?:be|"
        r"have))\b|must[- ](?:see|do|visit|try)s?\b|^must (?!be|have|say|admit|not)\w+)",
        MEDIUM,
        "calls it a must",
        r"\bmust (?:have|be)\b",
        code=False,
    ),
    cue(
        "would",
        r"\b(?:i|we) would (?:(?:also|just|always|definitely|rather|personally|instead|certainly|"
        r"not) ){0,4}(?:start by|start with|begin|avoid|ask (?:for|them|every|people|all)|choose|opt|steer|skip|"
        r"make|put|introduce|invest|give|get rid|bring in|look elsewhere|think twice|stay elsewhere|stay away)\b",
        MEDIUM,
        "says what they would do",
        r"\band (?:he|she|they) would\b|\bwould make (?:me|sure i|my)\b|\bwould give (?:it|this|them|the (?:hotel|"
        r"place)) (?:an? )?\w*|\bgive [^.]{1,40}\b(?:out of|stars?|points?|an? (?:one|two|three|four|five|six|"
        r"seven|eight|nine|ten))\b",
    ),
    cue("avoid", r"^(?:(?:i|we) )?would (?:\w+ )?avoid\b", MEDIUM, "advises against"),
    cue(
        "well",
        r"\bwould do well to\b",
        MEDIUM,
        "says what is better done",
    ),
    cue(
        "thing",
        r"\b(?:only|one) thing (?:i|we) would (?:say|add|suggest|advise|recommend) is (?:to|that you)\b",
        MEDIUM,
        "announces a suggestion",
    ),
    cue(
        "recommended advisable advised",
        r"^(?!(?:it|this|that|which|was|not)\b)(?:\S+ ){1,6}?(?:(?:is|are) )?(?:advisable|advised|recommended)[ .!]*$|"
        r"^(?:definitely )?recommended (?:for|if|to)\b",
        MEDIUM,
        "recommends",
        r"\b(?:was|were|been|had|by|as|has|have)\b",
    ),
    cue("avoided", r"\b(?:best|better) avoided\b", MEDIUM, "advises against"),
    cue(
        "if",
        r"^(?:so |and |but )?if you (?:are|want|like|love|have|need|do not|prefer|enjoy|get|go|stay|come|travel|"
        r"plan|fancy|"
        r"would like|value)\b[^,]{2,90}, ?(?:then )?(?:there (?:is|are)|this (?:is|hotel|place)|it is (?:a|the|well)\b|"
        r"[^,]{3,60} is the (?:place|one|way|best|hotel)\b)",
        FAIR,
        "gives advice for a case",
        r"\b(?:was|were|had|error|exception|no way|nothing)\b",
        code=False,
        speech=False,
    ),
    cue(
        "if",
        r"^(?:so |and |but )?if [^,]{3,60}, there (?:is|are) (?:an?|some|plenty|lots|good|great|other|many|"
        r"cheap\w*|always)\b",
        FAIR,
        "gives advice for a case",
        r"\b(?:was|were|had|error|exception|problem|issue|bug)\b",
        code=False,
        speech=False,
    ),
    cue(
        "need",
        r"\byou (?:do not|will not) (?:really |even |actually )?need (?:to|an?|any)\b",
        MEDIUM,
        "says what is not needed",
        r"\b(?:if|that|so|when|which) you\b",
        code=False,
        speech=False,
    ),
    cue(
        "essential must",
        r"^(?!(?:it|this|that|which|what)\b)(?:\S+ ){1,8}?(?:is|are) (?:absolutely |really )?(?:essential|"
        r"a must)\b(?! (?:part|to|for))",
        MEDIUM,
        "says what is wise",
        r"\b(?:was|were|had|if)\b",
        code=False,
    ),
    cue(
        "guests visitors travellers travelers",
        r"\b(?:guests|visitors|travell?ers) should (?:also )?(?:know|note|expect|be aware)\b",
        MEDIUM,
        "warns or prepares others",
    ),
    cue(
        "not",
        r"^(?:(?:it|this|this hotel|this place|the hotel) is )?(?:definitely |really |"
        r"certainly )?not (?:really )?(?:a (?:place|hotel) |"
        r"the (?:place|hotel) |suitable |ideal |good |great |recommended )?for (?:an?\b|the faint|anyone|people|"
        r"families|those|"
        r"wheelchair|couples|kids|children|light sleepers|someone|everyone|you)",
        MEDIUM,
        "advises against",
        code=False,
        speech=False,
    ),
    cue(
        "best",
        r"\bbest time (?:of \w+ )?to (?:visit|go|come|see|arrive|travel|book) (?:\w+ ){0,3}?is\b",
        MEDIUM,
        "says what is better done",
        code=False,
    ),
    cue(
        "want like wish",
        r"\b(?:you|guests|visitors|people|families|they|one|microsoft) (?:may|might|will) (?:also |well )?(?:want|"
        r"like|wish|prefer) to\b",
        STRONG,
        'says "you may want to"',
        r"\bif you\b[^,]{0,12}\b(?:may|might|will) (?:want|like)",
        code=False,
    ),
    cue(
        "better best",
        r"\b(?:you|we|they) (?:are|would be|will be) (?:much |far |probably |definitely )?better(?: off)? \w+|"
        r"\byou (?:had|would) better\b|\b(?:best bet|best to|best thing to do)\b|\bbetter (?:to|off)\b (?!\w+ than)",
        MEDIUM,
        "says what is better done",
        r"\bbetter to me\b|\bis better to use\b|\bdeserve better\b|\b(?:trying|did|tried|our|"
        r"their) (?:\w+ )?best to\b|\bknow(?:s)? (?:how )?best to\b",
    ),
    cue(
        "advisable wise recommended important essential vital crucial imperative sensible idea safer cheaper "
        "better easier worth time",
        r"\b(?:it is|it would be|it might be|it may be|is|may be|it will be) (?:also |always |really |probably |"
        r"definitely |much |far |so |very |a lot |a great deal ){0,4}(?:advisable|wise|recommended|essential|vital|"
        r"crucial|imperative|"
        r"important|sensible|advised|a (?:very |really )?good idea|cheaper|safer|quicker|better|best|easier|time|"
        r"about time|high time) (?:to|that|for (?:\w+ ){1,3}to|we|if you)(?! note| know| be (?:part|here)| me\b|"
        r" us\b)",
        MEDIUM,
        "says what is wise",
        r"\b(?:why|how|not|that) it is|\bimportant (?:to|for) (?:note|remember|me|us|my|our|every|any|people|users|"
        r"all|some|many)\b|\btime (?:to (?:go|leave|move|say|finish|wrap|start)|for (?:a break|our|the next|"
        r"question|me|us))\b|\bthan it is|"
        r"\btime (?:we|they|you) (?:got|had|heard) an? (?:\w+ )?(?:answer|reply|response)",
        code=False,
    ),
    cue(
        "time better easier wise best sensible",
        r"\b(?:about time|high time|it is time) (?:to|that|for (?:\w+ ){1,3}to|we|you|they|microsoft)\b|"
        r"\bit (?:would|might|may) (?:\w+ )?be "
        r"(?:\w+ )?(?:better|easier|wise|best|sensible) (?:to|if|for|that)\b",
        MEDIUM,
        "says what is wise",
        r"\btime (?:we|they|you) (?:got|had|heard) an? (?:\w+ )?(?:answer|reply|response)|\bthan it\b|"
        r"\bif it (?:was|were|had) not\b",
    ),
    cue(
        "worth",
        r"\b(?:is|are|be|well|definitely|really|only|might be|also|maybe|certainly|perhaps|totally|just|"
        r"it) (?:well |really |definitely |also |maybe |probably )?worth (?:an? (?!mention)|"
        r"the (?:\w+ ){0,2}(?:ride|journey|drive|trip|visit|walk|detour|"
        r"extra|effort|climb|wait)|(?!having (?:had|been))\w+ing\b)|^(?:definitely |well |also |"
        r"really ){0,4}worth (?:an? (?!mention)|the (?!money|price|cost)|\w+ing\b)",
        MEDIUM,
        'says "worth"',
        r"\b(?:was|were|not|never|is|be|hardly|been) (?:not |all |even )?(?:\w+ )?worth (?:the (?:money|price)|it\b|"
        r"every|mentioning|noting|what)|\b(?:was|were|been) (?:\w+ )?worth\b|\bworth (?:mentioning|noting|living|"
        r"having to)\b|\bnot worth\b|\bno longer worth\b|\bworth (?:asking|checking|finding out|seeing|hearing|testing) "
        r"(?:[\w'-]+ ){0,6}(?:first|though)[ .!]*$",
    ),
    cue(
        "warned careful aware prepared beware warning cautious",
        r"\b(?:be (?:\w+ )?(?:warned|careful|aware|prepared|cautious|ready|sure|vigilant|mindful)|beware)\b",
        STRONG,
        "warns or prepares others",
        r"\b(?:to|will|not|would|should|could|must|can|might|may|i|we|they|cannot|always|fully|people|staff|users|"
        r"and) be (?:\w+ )?(?:sure|aware|ready|prepared|careful|"
        r"mindful)\b(?<!should be aware)(?<!should be prepared)(?<!should be careful)|\bshould be aware of this\b",
        code=False,
        speech=False,
    ),
    cue(
        "elsewhere away",
        r"\b(?:look|go|stay|eat|try|book|shop|live|park) elsewhere\b|\b(?:stay|steer|keep) (?:well |far |"
        r"right )?(?:away|clear)\b|\bgive (?:it|this \w+) a (?:miss|wide berth)\b|\blook no further\b(?! than)|"
        r"\bthink twice\b|\byour money elsewhere\b",
        MEDIUM,
        "sends others elsewhere",
        r"\b(?:to|will|i|we|would have|had to|they|could) (?:\w+ )?(?:stay|eat|go|keep|live) (?:away|elsewhere|"
        r"clear)\b",
    ),
    cue(
        "need point use",
        r"^(?:so |and |but )?(?:there is )?(?:no need to|no point in|no point|no use) \w+",
        MEDIUM,
        "says what is not needed",
        r"\bmy\b|\bneed to (?:panic|worry|say|explain)",
        code=False,
        speech=False,
    ),
    cue(
        "place",
        r"\bnot (?:really )?(?:the|a) (?:right )?(?:place|hotel) (?:for you|to (?:stay|be|come)|if)\b",
        MEDIUM,
        "advises against",
    ),
    cue(
        "can",
        r"\byou can (?:(?:also|just|always|easily|even|simply|either|then) ){0,4}(?:walk|take|catch|get an?|get the|"
        r"buy|book|rent|hire|ask|grab|hop|order|haggle|bargain|save|avoid)\b",
        WEAK,
        "tells others how to go about it",
        r"\b(?:if|where|that|so|as|when|which|what|because|before|until) you can\b|"
        r"\byou can (?:\w+ )?(?:get the (?:same|error)|take a look|ask me|save (?:the|your) (?:file|work))",
        code=False,
        speech=False,
    ),
)
