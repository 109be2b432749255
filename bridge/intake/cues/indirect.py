"""Suggestions made sideways, as people do in talk: "it wouldn't hurt to", "have you thought of", "someone needs to".

They are forms of English and name no trade. Hints, needs and questions that serve as directives: Ervin-Tripp, "Is Sybil
there?" (1976); wishes and improvements in feedback: Ramanand, Bhavsar and Pedanekar (2010), Brun and Hagège (2013).

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, STRONG, WEAK, Cue, cue

_PEOPLE = (
    r"(?:we|patients|families|carers|staff|users|customers|guests|visitors|parents|pupils|students|members|people)"
)
#: What is done on purpose to a thing or for people, as against what befalls them.
_DOES = (
    r"(?:add|offer|give|send|bring|open|move|change|scrap|remove|replace|keep|allow|let|train|teach|build|create|"
    r"hire|"
    r"pay|fund|set up|split|merge|rename|simplify|publish|ban|extend|shorten|reduce|share|write|print|record|lend|"
    r"provide|show|run|start|stop|ring|phone|text)"
)
_HABIT = (
    r"\b(?:used to|back then|otherwise|in those days)\b|\bwhen (?:i|we|he|she|they|it) (?:was|were|had)\b|"
    r"\band (?:he|she|they|it) would\b"
)

INDIRECT: tuple[Cue, ...] = (
    cue(
        "hurt take kill cost hard difficult harm much",
        r"\b(?:it|that) (?:would|does|will) not (?:really |even )?(?:hurt|kill|cost (?:much|a lot|a fortune|"
        r"anything)|"
        r"take (?:much|a lot|long)|be (?:too |that |so |very )?(?:hard|difficult)) (?:\w+ ){0,3}?to\b|"
        r"\bwould it (?:really )?(?:hurt|kill|be (?:so|too|that) (?:hard|difficult|much))\b[^?]{0,20} to\b|"
        r"\bhow (?:hard|difficult) would it be to\b|\b(?:no|any) harm in \w+ing\b",
        STRONG,
        "says that it would cost little",
        r"\bto (?:say|imagine|see|guess|know|believe|understand|tell)\b|\bfor (?:me|us) to\b",
    ),
    cue(
        "thought considered looked",
        r"\b(?:have|has) (?:you|they|we|anyone|anybody|someone|(?:the|your|our) \w+)(?: \w+)? (?:ever |not |also )?"
        r"(?:thought (?:about|of)|considered|looked (?:at|into)) (?:just |maybe |perhaps |also )?"
        r"(?!being\b|going back\b)(?:\w{2,}ing\b(?<!thing)|an? (?!lot|look)\w)",
        MEDIUM,
        'asks "have you thought of"',
        r"\b(?:if|when|since|what|how) (?:you|they|we) have\b",
    ),
    cue(
        "thing change",
        r"\b(?:one|only|first|main|biggest) thing (?:that )?(?:i|we|you) (?:would|could|might|"
        r"should) (?:\w+ )?change\b|"
        r"\bif (?:i|we) could (?:only |just )?change (?:one|a single)\b",
        STRONG,
        "names what they would change",
        r"\bchange my mind\b",
    ),
    cue(
        "only",
        r"\bif only (?:we|they|you|there|someone|somebody|people|the \w+|every \w+) (?:\w+ )?(?:would|could|were|"
        r"was|did|"
        r"\w+ed)\b",
        MEDIUM,
        'says "if only"',
        r"\bhad (?:been|known|told)\b|\byou (?:knew|could see)\b",
    ),
    cue(
        "reason",
        r"\bno (?:good |real )?reason (?:why |that )?(?:[\w']+ ){1,4}?(?:can|could|should|would) not\b|"
        r"\bany reason (?:why )?(?:we|they|you|people) (?:can|could|should) not\b",
        FAIR,
        "sees no reason against it",
        code=False,
    ),
    cue(
        "nothing",
        r"\bnothing (?:to stop|stopping|that stops) (?:us|them|you|people|any\w+|hospitals|"
        r"the \w+) (?:from )?\w+ing\b",
        MEDIUM,
        "sees no reason against it",
        code=False,
    ),
    cue(
        "got need have",
        r"\b(?:you|they) (?:have |do |really |just ){0,3}(?:got|need|have) to (?:really |just |"
        r"also )?(?:get (?:the|people|"
        r"everyone|them|those|more|rid)|start \w+ing|involve|listen to|train|fund|invest|stop \w+ing|change (?:the|"
        r"how)|"
        r"make (?:it|sure|things)|let (?:people|them|patients|staff)|give (?:people|them|patients|staff|everyone))\b",
        FAIR,
        "says what is needed",
        r"\b(?:if|when|before|until|because|that|why) (?:you|they)\b|\b(?:first|past|through)\b",
        code=False,
    ),
    cue(
        "time",
        r"\b(?:about|high) time (?:that )?(?:somebody|someone|everyone|it|this|(?:the|our|these|"
        r"those) \w+) (?!is\b|to\b|of\b|"
        r"for\b|was\b)\w+",
        MEDIUM,
        'says "it is time"',
        r"\bwas (?:about|high) time\b|\bat about time\b",
    ),
    cue(
        "tempted inclined",
        r"\b(?:i|we) would be (?:very |more |quite )?(?:tempted|inclined) to (?!say|agree|think|believe)\w+",
        MEDIUM,
        "says what they would do",
    ),
    cue(
        "like love want prefer",
        r"\b(?:like|love|want|prefer) there to be\b",
        STRONG,
        "says what is wanted",
        r"\bnot (?:\w+ )?want\b",
    ),
    cue(
        "want need",
        rf"\b(?:i (?:\w+ )?want|{_PEOPLE} (?:really |just |also |do |still |only ){{0,3}}(?:want|"
        rf"need)) (?:to be able to|"
        r"(?:somebody|someone|somewhere|an option|a way) (?:to|who|that|where|on|in|at)\b)",
        FAIR,
        "says what is wanted",
        r"\b(?:(?<!even )if|when|whenever|what|because|since|who|as|do) (?:i|we|you|people)\b|\bvolunteer\b|"
        r"\bto (?:time|take notes)\b",
        code=False,
    ),
    cue(
        "want need",
        rf"^(?:and |so |but )?{_PEOPLE} (?:really |just |do ){{0,2}}(?:want|need) (?!to\b|you\b|help\b|it\b|that\b)"
        r"(?:[\w'-]+ ){1,4}(?:that|who|which|where)\b",
        FAIR,
        "says what is wanted",
        r"\b(?:was|were|had)\b|\?",
        code=False,
        speech=False,
    ),
    cue(
        "want",
        r"\b(?:i|we) would (?:really |also |just |always )?want (?:an?|some\w*|there|more|people to|them to|"
        r"the \w+ to)\b",
        FAIR,
        "says what is wanted",
        r"\b(?:if|when|why|what|where|how|which|that) (?:i|we) would\b|\bto know\b",
    ),
    cue(
        "could",
        r"\b(?:we|you|(?:the|a|our) \w+|trusts|hospitals|schools) could (?:also |easily |always )?be (?:doing|using|"
        r"offering|asking|sharing|giving|making|sending|training|putting|paying|looking at|building|teaching)\b",
        WEAK,
        'says "could"',
        r"\bif\b|\b(?:that|which|so) (?:[\w']+ ){1,2}could\b|\b(?:wrong|waiting)\b",
        code=False,
    ),
    cue(
        "could",
        rf"\b(?:someone|somebody|one of (?:us|them|the \w+)|(?:the|an?|our|your|each) \w+) could (?:also |just |"
        rf"maybe |perhaps |"
        rf"always |then |at least )?(?:{_DOES}|sit (?:with|down|in)|do (?:the|an?|it|them|that)|come (?:to|in|"
        rf"round|and)|"
        r"visit|check|meet)\b",
        WEAK,
        'says "could"',
        r"\b(?:if|that|so|where|when|what|which|as|how|because|until|whether|before|think) (?:[\w']+ ){0,3}could\b|"
        r"\b(?:was|were|had|did|told|hoped|wished|only)\b|\bcould (?:\w+ )?(?:let|show|give|send) (?:me|us) know\b|"
        r"\b(?:you never know|not sure|and (?:he|she|they|it) would)\b|\bcould (?:\w+ )?\w+ (?:us|me|around|about|"
        r"freely)\b|^(?:could|can)\b",
        code=False,
    ),
    cue(
        "would",
        rf"\b(?:i|we(?= would (?:\w+ ){{0,2}}have\b)) would (?:(?:also|just|definitely|rather|personally|instead|"
        rf"probably|maybe|simply|certainly) ){{0,4}}"
        rf"(?:{_DOES}|get (?:the|rid|people|someone|every\w*|more|them|some)|have (?:an?|every|all|one|two|more|somebody|someone|people|"
        rf"the) (?!(?:\w+ )?(?:problem|issue|look|guess|error|trouble|"
        r"time|chance|cup|same|feeling|question)\b)\w+)\b(?! (?:(?:up|in|out) (?:at|with)|and)\b)",
        FAIR,
        "says what they would do",
        rf"{_HABIT}|, but (?:nothing|it|that|this)\b|\b(?:if|when|what|how|which|that|whether|as|so|why|then|"
        rf"because|hoped|thought|said|where) (?:i|we) would\b|"
        r"\bif\b(?!.{0,40}\b(?:in charge|running|my)\b)|\?|\b(?:saying|pay (?:for it|more|that|it)|"
        r"give [^.]{1,40}\b(?:out of|stars?|points?|an? (?:one|two|three|four|five|six|seven|eight|nine|ten)))\b|"
        r"\b(?:was|were|said)\b",
        code=False,
    ),
    cue(
        "maybe perhaps",
        r"\b(?:thinking|thought|wondering|wondered),? (?:about |of )?(?:maybe|perhaps|possibly) (?:an?|some|more|we|"
        r"\w+ing)\b",
        FAIR,
        'says "maybe"',
        r"\b(?:they|he|she) (?:is|are|was|were) ",
    ),
    cue(
        "perhaps maybe possibly",
        r"\b(?:perhaps|maybe|possibly),? (?:we|you|they|someone|the \w+) might (?!have\b|be\b|not\b)\w+",
        FAIR,
        'says "maybe"',
    ),
    cue(
        "sense",
        r"\b(?:it|that) (?:really |also |just )?makes (?:more |a lot (?:of |more )|perfect |total |much more |"
        r"good )?sense "
        r"(?:to|for (?:\w+ ){1,3}to) (?!me\b|us\b|you\b)\w+",
        MEDIUM,
        "says what is wise",
        r"\b(?:if|whether|when|why) (?:it|that)\b|\?",
        code=False,
    ),
    cue(
        "someone somebody",
        r"\b(?:someone|somebody) (?:really |just )?(?:needs|has|has got|ought) to (?!go\b|leave|close|finish|say|"
        r"have\b|"
        r"be (?:here|there|able))\w+",
        MEDIUM,
        "says what is needed",
        r"\b(?:if|when|that|because|where|means) (?:someone|somebody)\b",
        code=False,
    ),
    cue(
        "way",
        r"\bsurely there (?:is|are|must be|has to be) (?:an? |some )?(?:\w+ )?ways? (?:of|to|for)\b|"
        r"\bthere (?:must|has to|has got to) be (?:an?|some) (?:better|simpler|easier|quicker|kinder|other|way)\b",
        MEDIUM,
        "says that there must be a way",
    ),
    cue(
        "should could",
        r"\b(?:should not (?:we|they|you|there|(?:the|every|each|our) \w+)|(?:could|should) (?:we|they|you) not) "
        r"(?:all |also |just |really |at least )?(?:be \w+ing\b|be (?:an?|some|more|able)\b)",
        MEDIUM,
        'asks "shouldn\'t we"',
        r"\b(?:going|leaving|finishing|starting|moving) (?:on|now|soon|home)\b|^(?:if|so that)\b",
    ),
    cue(
        "ought",
        r"\b(?:we|they|you|people|staff|(?:the|every|each|our) \w+) ought (?:really|also|perhaps|probably|surely|"
        r"at least|maybe|both|all) to (?!be (?:fine|ok|okay|done|ready|there|going|able to see)|have (?:\w+ed|been|"
        r"known)\b|(?:know|finish|go|move on|stop there)\b)\w+",
        MEDIUM,
        "says what someone should do",
    ),
    cue(
        "happier better advised",
        r"^(?!(?:it|that|this|i|we|he|she|what|which|there)\b)(?:[\w'-]+ ){1,7}(?:would|might|may|"
        r"will) (?:probably |perhaps )?"
        r"be (?:much |far |a lot )?(?:happier (?:at|in|with)|better (?:at|in|with|served|off)|well advised)\b",
        MEDIUM,
        "says what is better done",
        r"\bif (?:i|we)\b|\?",
        code=False,
    ),
    cue(
        "stress emphasise emphasize recommend wrong",
        r"\bcan not (?:really )?(?:(?:stress|emphasi[sz]e) (?:this |it )?(?:enough|how)|"
        r"recommend (?:\w+ ){1,5}?(?:enough|"
        r"highly)|go (?:far |too )?wrong (?:with|if|by))\b",
        MEDIUM,
        "recommends",
        code=False,
    ),
    cue(
        "asking ask",
        r"\bthat is all (?:i am|we are|i|we) ask(?:ing)?\b|\b(?:is|would) (?:that|it|"
        r"this) (?:be )?(?:really )?too much to ask\b",
        MEDIUM,
        "asks for it",
    ),
    cue(
        "what",
        r"\bwhat (?:[\w']+ ){1,3}?(?:needs?|wants?|(?:should|ought to|could) (?:be doing|do|have)|would (?:really |"
        r"actually )?"
        r"(?:help|be (?:good|great|nice|better|ideal|useful|helpful|lovely))) (?:most |now |here |instead )?(?:is|"
        r"are|would be) "
        r"(?!to know|that|not|so|the (?:problem|question))\w+",
        MEDIUM,
        "says what is wanted",
        r"\bto know\b|\?|^what is\b|\bwhat you (?:need|want|could)\b|\b(?:know|understand|explain|see|asked) what\b",
    ),
    cue(
        "what thing things something",
        r"\b(?:what|things?|something) (?:that |which )?(?:would|might|could) (?:really |actually |also |"
        r"definitely )?(?:help|"
        r"make (?:a|all the|the) (?:\w+ )?difference) (?:\w+ ){0,3}?(?:is|are|would be)\b",
        MEDIUM,
        'says what "would help"',
        r"\?|\b(?:know|see|wonder) what\b",
    ),
    cue(
        "solve fix prevent sort avoid",
        r"^(?:an?|some|more|better|one|having|just|even|only) (?:[\w'-]+ ){1,8}would (?:really |easily |"
        r"probably )?(?:solve|fix|"
        r"prevent|sort|avoid|cure) (?!me\b)\w+",
        FAIR,
        "says what a thing would bring",
        r"\b(?:said|told|promised|hoped|thought)\b",
    ),
    cue(
        "chance possibility",
        r"^(?:so |and |hi,? )?(?:is there )?any (?:chance|possibility) (?:of (?:an?|some|more|\w+ing)|"
        r"(?:that )?(?:you|we|this|it|the "
        r"\w+) (?:can|could|will|would|might))\b",
        FAIR,
        'asks "any chance of"',
        r"\b(?:help|reply|answer|update|share|repeat|say|explain|send|post|know|link|copy|lift|confirm|refund)\b",
        speech=False,
    ),
    cue(
        "why",
        r"\bwhy (?:do|does|can|could|are|is) (?:we|they|you|nobody|no one|hospitals|trusts|staff|(?:the|"
        r"our) \w+) never "
        r"(?!have|get|see|hear|know|learn|seem|find|feel|work|open|been)\w+",
        WEAK,
        'asks "why don\'t we"',
        code=False,
    ),
)
