"""Remedies told as statements: who could do it, how little it is, how it should be, what nobody should have to bear.

They are forms of English and name no trade. That a statement of what could or should be serves as a request is shown by
Ervin-Tripp, "Is Sybil there?" (1976); that advice to travellers comes as judgements ("earplugs essential") by Negi and
Buitelaar (2015).

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, STRONG, WEAK, Cue, cue

#: What could be is no proposal where it is told, hoped, doubted or depends on something.
_TOLD = (
    r"\b(?:if|that|so|where|when|what|which|as|how|because|until|whether|before|think|hoped?|wish) (?:[\w']+ ){0,3}could\b|"
    r"\b(?:was|were|had|did|told|said|hoped|only)\b|\b(?:us|me) (?:know|in)\b"
)

REMEDIES: tuple[Cue, ...] = (
    cue(
        "up",
        r"\bif it (?:was|were) (?:up|left|down) to me\b",
        MEDIUM,
        "says what they would do in charge",
    ),
    cue(
        "view feeling instinct answer plea dream vision",
        r"\b(?:my|our) (?:\w+ )?(?:view|feeling|instinct|answer|plea|dream|vision) (?:is|would be) (?:that )?(?:we (?!are|have|had|do|did)|"
        r"you (?!are|have|do)|they (?!are|have|do|did)|every|each|to\b|it should|there (?:should|ought)|for )",
        FAIR,
        "announces a suggestion",
        r"\?",
    ),
    cue(
        "answer answer's solution key",
        r"^(?:the|part of the|one) (?:\w+ )?(?:(?:answer|solution|key)(?: here| for me)? is|answer's) (?:just |simply |probably |surely )?(?:an? (?!bit|lot|no\b|"
        r"(?:\w+ )?(?:joke|mystery|secret|problem))|having|letting|giving|to )\w",
        FAIR,
        "names an answer",
        code=False,
    ),
    cue(
        "what",
        r"\bwhat (?:might|would|could) (?:really |also |well |actually |probably )?(?:work|do it|fix it|sort it|solve it)(?: [\w']+){0,3} (?:is|are|would be)\b",
        MEDIUM,
        'says what "would help"',
        r"\?|\b(?:know|see|wonder) what\b",
    ),
    cue(
        "could happily gladly love",
        r"\b(?:that|which) could (?:easily |all |just )?be (?:used|opened|shared|turned into|put to)\b|\bwho (?:would|could) (?:happily|gladly|easily|"
        r"love to|be (?:happy|glad|delighted) to) \w+",
        MEDIUM,
        "offers a solution",
        r"\b(?:was|were)\b|\bif\b|\b(?:someone|anyone) (?:here )?who\b",
        code=False,
    ),
    cue(
        "need",
        r"\b(?:you|we|they) would (?:only|just|really only) (?:really )?need (?:an?|one|two|three|some\w*|the|to)\b",
        FAIR,
        "says how little it would take",
        r"\bif (?:you|we|they) would\b",
    ),
    cue(
        "like love want prefer",
        r"\b(?:i|we) would (?:really |just |also |much )*(?:like|love|want|prefer) (?:people|patients|them|someone|somebody|everyone|everybody|staff|"
        r"families|carers|the \w+|every \w+|all \w+|our \w+|my \w+|more \w+|each \w+) to\b|"
        r"\b(?:i|we) (?:really |just |do |also )*want to see (?:more|fewer|less|better|every|all|people|patients|staff|an? (?!doctor|nurse|gp|manager|"
        r"specialist|consultant|dentist|physio|lawyer))\w*",
        MEDIUM,
        "says what is wanted",
        r"\b(?:if|when|because|what) (?:i|we) (?:would|want)\b|\?",
    ),
    cue(
        "do",
        r"\bcould (?:really |all |also |definitely )?do with (?:a (?:bit|little|lot|few) )?(?:more|fewer|less|some|another|better)\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:i|he|she) could\b|\b(?:tea|coffee|sleep|paint|tlc|love|attention|holiday)\b",
    ),
    cue(
        "what",
        r"\S.{5,200}\bthat is (?:really |just |exactly )?what (?:is )?(?:missing|needed|lacking|would help|we need|they need|people (?:need|want)|we (?:lack|are missing))\b",
        MEDIUM,
        "says what is missing",
        r"\bi (?:think|guess) that is what\b|\bthank|\bneed to\b|\?",
        code=False,
    ),
    cue(
        "think",
        r"\byou would think (?:that )?(?:they|someone|somebody|there|we|the \w+|a \w+|it) (?:could|would|might|should)\b",
        FAIR,
        "says what one would expect of them",
        r"\bwould (?:be|have) (?:\w+ )?(?:easier|simple|obvious|done|been|noticed|better)\b",
        code=False,
    ),
    cue(
        "why",
        r"^why (?:is|are) not there (?:an? |any |more |some )?\w+|"
        r"^why (?:does|do|can|could) not (?:anybody|anyone|somebody|someone|everybody|every \w+|the \w+ just)\b|"
        r"^why (?:do|does|must|should) (?:we|they|you|people|patients|families|carers|everyone|the \w+) (?:still |always |all )?(?:make|makes|force|forces|insist|insists|"
        r"have to|need to|has to)\b",
        FAIR,
        'asks "why don\'t we"',
        r"\bwhy (?:is|are) not there (?:one|body|thing|sound|signal|picture)\b",
        code=False,
    ),
    cue(
        "have need",
        r"\bdoes (?:it|this|that|everything) (?:really |always |all )*(?:have|need) to be\b|\bit (?:does|would) not (?:even |always |really |all )*(?:have to be (?:an?|in|at|on|"
        r"the|done|so|that|this|like|big|expensive|complicated|perfect|much|you|us)|need (?:an? \w|to be (?:an?|in|at|on|done|so|that|big|expensive|complicated)))",
        FAIR,
        "says what it need not be",
        r"\b(?:restart|reboot|password|update|licen[cs]e|driver)\b",
        code=False,
    ),
    cue(
        "could",
        r"\b(?:someone|somebody|(?:the|an?|our|your|each) (?:[\w-]+ ){1,3}?)could (?:also |just |easily |maybe |perhaps |always |then |even )*"
        r"(?:do (?:it|that|them|this|those)|hand|print|explain|carry|collect|pick|pop|drop|deliver|greet|help|answer|remind|lead|host|"
        r"be (?:used|given|shared|trained|asked|put|moved|opened|open|handed|sent|kept|run))\b",
        WEAK,
        'says "could"',
        rf"{_TOLD}|\?",
        code=False,
    ),
    cue(
        "could",
        r"\b(?:they|it|these|those|that) could (?:all |just |also |easily |maybe |always )*be (?:handed|given|done (?:by|at|in|on|over|from|with|online)|sent|put|kept|held|run|"
        r"printed|posted|trained|taught|asked|shown|told|booked|delivered|signed off)\b",
        WEAK,
        'says "could"',
        rf"{_TOLD}|\?|\bput (?:down to|off)\b",
        code=False,
    ),
    cue(
        "simple easy small basic",
        r"\b(?:it|something|that) (?:is |could be |can be |would be |might be )?(?:just |literally |really )?as (?:simple|easy|small|basic) as (?:an?|\w+ing|one|some\w*|the)\b",
        FAIR,
        "says that it would cost little",
        r"\bnot (?:\w+ )?as\b|\b(?:was|were|wish|if)\b|\?",
        code=False,
    ),
    cue(
        "case matter",
        r"\b(?:it is|it would be|it might be|it is really) (?:just |only |simply |really )*a (?:case|matter) of (?:just )?(?!waiting|time|getting used|opinion|taste|life)\w+ing\b",
        FAIR,
        "says that it would cost little",
        code=False,
    ),
    cue(
        "start",
        r"^start (?:small|early|young|simple|locally|by \w+ing|where|from where|with (?:the|one|an?|people|those|small|young|what|just|every|your))\b",
        MEDIUM,
        "tells others what to do",
        r"\b(?:was|were|question|questions|introductions?|agenda|recording|slide|date|project|main)\b|\?",
        code=False,
    ),
    cue(
        "have",
        r"^have an? (?!(?:\w+ )?(?:look|think|go|good|great|nice|lovely|safe|listen|chat|break|read|word|minute|seat|question|coffee|try|feel|vote|"
        r"brilliant|wonderful|happy|quick|problem|issue|similar|cup|drink|day|weekend|time|point|feeling|concern|rest)\b)[\w'-]+(?: [\w'-]+){2,14}[ .!]*$",
        FAIR,
        "tells others what to have",
        r"\b(?:was|were|had|is|are|i|we|they|my|me)\b|\?",
        code=False,
    ),
    cue(
        "should",
        r"\b(?:i|we) do not (?:really )?(?:think|believe|feel) (?:that )?(?:it|people|they|we|there|you|any\w+|the \w+|\w+s) should\b",
        MEDIUM,
        "says what should not be",
        r"\bshould (?:be (?:an? (?:problem|issue)|too|long|hard|difficult)|take|matter|make (?:any|much))\b",
    ),
    cue(
        "should",
        r"\b(?:nobody|no one|no (?!exception|error|value|data|code|file|object)[\w-]+) should (?:ever |still |really |just )*(?:have to|be \w+|need to|feel|go|wait|leave|die|live|get|lie|sit|pay)\b",
        MEDIUM,
        "says what someone should not have to do",
        r"\bbe (?:surprised|fooled|able to (?:tell|see))\b",
        writing=False,
        code=False,
    ),
    cue(
        "better easier happier safer quicker less",
        r"\bthe (?:more|sooner|earlier|less|fewer|quicker|simpler|shorter|closer|nearer)\b [^.?]{3,90}? ?\bthe (?:better|easier|happier|safer|quicker|less|fewer)\b",
        FAIR,
        "says what is better done",
        r"\b(?:was|were|did|had|got|the more i|the less i)\b",
        code=False,
    ),
    cue(
        "has have needs need",
        r"\b(?:has|have|needs?) to be (?:\w+ly |made )?(?:extended|improved|fixed|changed|added|removed|increased|raised|lowered|reduced|supported|simplified|"
        r"redesigned|rewritten|updated|allowed|optional|possible|available|easier|better|faster|clearer|shorter|longer|cheaper|simpler)\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:if|when|because|before|which|that|who|what|why|once|after|i|user) (?:[\w-]+ ){0,3}(?:has|have|needs?) to be\b|\b(?:first|manually|by hand|each time|every time|otherwise)\b|"
        r"\bdoes not\b",
    ),
    cue(
        "please",
        r"[,.!:-] ?(?:so |and )?please,? (?:add|fix|change|consider|support|implement|bring|allow|do something|make|improve|include|enable|reconsider|provide|give|let us (?!know)|"
        r"stop|keep|remove|open|extend|remember|ask|offer)\b",
        STRONG,
        "says “please” with what to do",
        r"\b(?:let me know|keep (?:up|it up)|ask me)\b",
    ),
    cue(
        "necessary desirable preferable",
        r"\bit (?:is|would be) (?:\w+ )?(?:necessary|desirable|preferable) (?:to (?:have|be able|add|allow|support|provide|make|give|offer|keep)|that (?:we|you|there|the|users|people)|if)\b",
        MEDIUM,
        "says what is needed",
        r"\bnot (?:\w+ )?necessary\b|\b(?:if|when|where|whether) it is\b",
    ),
    cue(
        "want need",
        r"^(?:i|we|developers|users) (?:really |just |all |also |do )*want (?!to\b|it\b|this\b|that\b|my\b|you\b)(?:[\w+#.-]+ ){1,3}?(?:support|access|option|mode|api|setting|back)\b|"
        r"\b(?:i|we) would (?:really |also |still |at least )*need (?:at least|an? (?:way|option|api|setting|feature)|to be able|more|access|some (?:way|kind|sort))\b",
        FAIR,
        "says what is wanted",
        r"\?|\b(?:refund|money)\b",
        speech=False,
    ),
    cue(
        "needs need",
        r"\bneeds? (?:\w+ )?(?:examples?|improvement|improving|rethinking|reworking|simplifying|modernising|modernizing)\b",
        FAIR,
        "says what is needed",
        r"\b(?:if|when|i|you) (?:\w+ )?needs?\b|\bno (?:\w+ )?improvement\b|\?",
    ),
    cue(
        "better",
        r"^(?:even |much |far )?better (?:still |yet )?,?(?: ?would be| might be|: )",
        MEDIUM,
        "says what is better done",
    ),
    cue(
        "should must ought needs",
        r"^(?:should|must|ought to|needs to) (?:also |really |definitely |not |at least |always )*(?:be (?:optional|possible|easier|configurable|available|the default|default|an? (?:option|setting|"
        r"choice)|free|allowed|removed|fixed|changed|added|included|mandatory|standard|part|more|less|better|open|able to (?!see|find|hear)|\w+er\b)|have (?:an?|more|the (?:option|ability|choice))|support|allow|"
        r"include|let|offer|provide|come with|work (?:with|on|in|for|offline))\b",
        MEDIUM,
        "says how it should be",
    ),
    cue(
        "must-have must needed",
        r"^(?:an? |an absolute |absolute |definite |real )*must[- ]have\b(?! (?:been|had|\w+ed))|^(?:badly |much |really |desperately |sorely )?needed (?:for|in|by)\b(?! me| my)",
        FAIR,
        "says what is missing",
    ),
    cue(
        "if",
        r"^if you (?:are|want|like|love|have|need|prefer|enjoy|fancy|do not) [^,]{2,70}? (?:then )?(?:this is|it is|then this is) (?:definitely |really |certainly |not |probably )*(?:the (?:place|hotel|one)|"
        r"your (?:place|hotel)|for you|perfect|ideal)\b",
        FAIR,
        "gives advice for a case",
        r"\b(?:was|were|had)\b",
        code=False,
        speech=False,
    ),
    cue(
        "idea choice option bet plan must handy useful advisable essential",
        r"^(?!(?:it|this|that|what|which|there|he|she|they|i|we|the (?:location|staff|hotel|pool|bar|view))\b)(?:[\w'-]+,? ){1,9}(?:is|are) (?:always |probably |definitely |really |"
        r"also )*an? (?:good|great|sensible|wise|better|safe|must) (?:idea|choice|option|bet|plan)\b(?! of)|"
        r"^(?:an? |some )(?:[\w'-]+ ){1,4}(?:is|are) (?:always |very |really |quite |pretty )*(?:handy|useful|advisable|essential)\b",
        FAIR,
        "says what is wise",
        r"\b(?:was|were|if|not)\b|\?",
        code=False,
        speech=False,
    ),
    cue(
        "regret disappointed sorry mad silly crazy daft foolish",
        r"^(?:and |but )?you (?:will|would) not (?:regret|be (?:sorry|disappointed))\b|\byou would be (?:mad|silly|crazy|daft|foolish|stupid) (?:not )?to\b",
        FAIR,
        "recommends",
    ),
    cue(
        "not",
        r"^(?:probably |definitely |really )?not (?:really )?(?:one|somewhere|anywhere|the one) for\b",
        FAIR,
        "advises against",
        code=False,
        speech=False,
    ),
    cue(
        "essential advisable recommended must",
        r"^(?:[\w'-]+ ){1,6}?(?:(?<!is )(?<!are )(?<!was )(?<!were )(?:absolutely |highly |strongly )?(?:essential|advisable|a must))[ .!]*$",
        FAIR,
        "says what is wise",
        r"\b(?:it|this|that|not|was|were|so|no|non)\b",
        code=False,
        speech=False,
    ),
    cue(
        "want need",
        r"^(?:and |so |but )?(?:we|patients|families|carers|people|parents|staff|young people|pupils|students) (?:just |really |do |also )*(?:want|need) "
        r"(?:an?|more|some|fewer|better|our own|their own|proper|real) (?!(?:break|bit|lot|cuppa|coffee|drink|minute|volunteer|look|while)\b)[\w'-]+",
        FAIR,
        "says what is wanted",
        r"\?|\b(?:if|when|because) (?:we|people)\b|\bneed (?:more|some) (?:time|info\w*|tea|chairs)\b",
        writing=False,
        code=False,
    ),
    cue(
        "would",
        r"\bit would (?:\w+ )?be (?!(?:\w+ )?(?:wrong|unfair|hard|difficult|impossible|interesting|too|silly|rude|dangerous|tempting|remiss|strange|odd)\b)(?:[\w']+ ){1,3}to "
        r"(?:let|have|give|ask|be able|get|offer|keep|make|put|send|tell|allow|bring|include|add|use)\b(?! you\b| rid of me)",
        MEDIUM,
        'says "would be good if"',
        r"\bnot be\b|\b(?:nice|good|great|lovely) to (?:have|get) (?:you|an? (?:answer|reply))\b|\bif (?:i|we) (?:was|were|had)\b|\?",
    ),
    cue(
        "needed",
        r"\bwhat (?:i|we|people|they|my \w+) (?:really |just |actually )?needed (?:most )?was (?:an?|one|some\w*|more|just|for)\b",
        FAIR,
        "says what was missing",
    ),
)
