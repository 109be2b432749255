"""Open proposals and suggestions in so many words: "what if", "why don't we", "let's", "I suggest", "my idea is".

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, SOFTLY, STRONG, WEAK, Cue, cue

PROPOSALS: tuple[Cue, ...] = (
    cue("what", r"\bwhat (?:i|we) would do is\b", STRONG, "says what they would do"),
    cue(
        "piece",
        r"\b(?:one|a|only|best) (?:\w+ )?piece of advice\b(?! (?:was|from))",
        MEDIUM,
        "announces a suggestion",
    ),
    cue(
        "improvement enhancement improvements addition thing",
        r"\b(?:one|another|an?|big|useful|nice|great|the (?:only|one)) (?:\w+ )?(?:improvement|enhancement|addition|"
        r"thing (?:to (?:add|improve|change)|i would (?:change|add)))s? (?:would be|could be|might be|is to)",
        STRONG,
        "names an improvement",
    ),
    cue(
        "can",
        r"^(?:so |and |also |hi ){0,4}can you (?:guys |also |just |maybe ){0,4}(?:add|support|make|include|"
        r"implement|allow|enable|bring back|provide|fix|introduce)\b",
        MEDIUM,
        'asks "can you add"',
        r"\bmake it\b[ ?]*$",
    ),
    cue(
        "request beg",
        r"\b(?:i|we) (?:would like to |kindly |humbly |hereby ){0,4}(?:request|beg) (?:you|that|to|the|an?|"
        r"microsoft)\b",
        STRONG,
        "asks for it",
    ),
    cue(
        "surely",
        r"\bsurely (?:we|they|there|hospitals|trusts|the nhs|it) (?:can|could|must|should)(?! not\b)\b",
        FAIR,
        'says "surely we can"',
    ),
    cue(
        "using having letting giving offering sharing asking bringing training putting moving sending adding "
        "making merging opening allowing",
        r"^(?:i (?:think|reckon|feel) )?(?:maybe |just )?(?:using|having|letting|giving|offering|sharing|asking|bringing|training|putting|moving|sending|adding|"
        r"making|merging|opening|allowing) (?!to |had |been )(?:[\w'-]+ ){1,10}(?:would|could) (?!(?:\w+ )?(?:have|"
        r"break|cost|open|mean|require|take|not))\w+",
        FAIR,
        "says what doing it would bring",
    ),
    cue(
        "what",
        r"\bwhat if (?:we|you|they|people|every|all|there|patients|staff|hospitals|trusts|the nhs|instead|each|gps|"
        r"someone|it were|our)\b",
        STRONG,
        'asks "what if"',
        r"\bwhat if (?:i|we|you|they|there) (?:am|are|is|have no|do not|can not|need|want)\b",
    ),
    cue(
        "what",
        r"^(?:and |so |but )?what if\b",
        WEAK,
        'asks "what if"',
        r"\bwhat if (?:i|the user|something|it (?:goes|does|is|fails|breaks|rains|happens))\b",
        code=False,
    ),
    cue(
        "how",
        r"\bhow about (?!you\b|yourself|everyone\b|now\b|that\b|(?:the )?[\w-]+ ?\?)\w",
        STRONG,
        'asks "how about"',
    ),
    cue(
        "what",
        r"^(?:and |so |or |but )?what about (?!existing|pricing|parking)(?:an? |some |more |\w+ing\b|if )",
        MEDIUM,
        'asks "what about"',
    ),
    cue("why", r"\bwhy not[ ,]+\w", STRONG, 'asks "why not"', r"\b(?:know|understand|see|explain|wonder|reason) why\b"),
    cue(
        "why",
        r"\bwhy (?:do not|can not|could not|should not|does not|do|can|could) (?:we|you|they|the nhs|trusts|"
        r"hospitals|microsoft|everyone|staff|gps|somebody|someone) (?:not )?(?:(?:just|all|simply|also) )?\w",
        STRONG,
        'asks "why don\'t we"',
        r"\b(?:know|understand|see|explain|wonder|reason) why\b|\bwhy (?:do|can|could) (?:we|you|they) (?!not)|"
        r"\bwhy do not you (?:go|put|start|share|say|tell)\b",
    ),
    cue(
        "could should shall can",
        r"^(?:\w+[, ]+)?(?:could|should not|could not|can not|shall) (?:(?<=not )(?:the|an?|every|each) \w+|we|"
        r"they|trusts|hospitals|the nhs|gps|"
        r"volunteers|pharmacists|staff|you) (?:not |all |also |just |maybe |perhaps |please ){0,4}(?!be\b|"
        r"have (?!an?\b|more\b|the\b|one\b)|hear|see\b|say\b|tell|repeat|share|speak|move|start|explain|mute|stop|"
        r"go\b|give us|clarify|expand|elaborate|help|point|send me|show me|post|take a|do\b)\w+",
        MEDIUM,
        'asks "could we"',
        r"\bshall we (?:begin|have (?:a|our|some) (?:\w+ )?(?:minute|break|moment|go|look|lunch|coffee)|say|do (?:that|this|it))|"
        r"^(?:\w+[, ]+)?could you (?!(?:also |not |just |maybe |perhaps ){0,4}(?:please )?(?:add|make|provide|"
        r"support|fix|include|implement|allow|enable|consider|bring|remove|change|improve|let|introduce|open|extend|"
        r"expose))",
    ),
    cue(
        "can could would",
        r"\b(?:can|could|would) (?:you|we|someone|somebody|microsoft) (?:please |kindly )+(?!(?:please |"
        r"also ){0,4}(?:help|tell|share|repeat|explain|clarify|repost|post|say|mute|send me|let me|show|confirm|"
        r"advise|see|speak|point|look at|check|call|elaborate|give me))\w+|\bplease,? (?:can|could|may) (?:we|"
        r"i) (?:have|get|see)\b|^(?:and |so |but )?can we (?:please |also |just |not |all ){0,4}(?:have|get|make|"
        r"add|stop|use|try|offer|ask|bring|let|give) (?!your|our own|the same|the link|that again|started|"
        r"everyone to mute)\w",
        MEDIUM,
        'asks "can we please"',
    ),
    cue(
        "would is possible",
        r"^(?:\w+[, ]+)?(?:would (?:not )?(?:it|there) (?:not )?(?:be|help|make sense|work)|is it (?:not )?(?:worth|"
        r"time)) (?:(?:possible|worth|good|better|useful|helpful|an idea|a good idea|any chance|sense|a way|"
        r"for \w+) ?){0,4}(?:to(?! (?:get (?:an? (?:answer|reply|update|link)|help|some (?:help|info)|more info)|"
        r"know|hear|share the))|if|that|having|of|\w+ing)\b",
        MEDIUM,
        'asks "would it be possible"',
    ),
    cue(
        "wonder wondering",
        r"\b(?:wonder|wondering) (?:if|whether) (?:\w+ ){1,3}(?:could|should|might)\b",
        STRONG,
        'wonders "if we could"',
    ),
    cue(
        "let's lets",
        r"(?:\blet's|^(?:\w+[ ,]+){0,2}lets) (?!us\b|the\b|you\b|me\b|users?\b|people\b|them\b|an?\b|it\b|"
        r"developers\b)(?:(?:all|just|not|also|please|really) ){0,4}+(?!say|see|hope|face|be honest|move on|go\b|"
        r"start (?:with|off)|begin|take a|forget|wait|talk|have a (?:look|break|think)|pretend|assume|imagine|"
        r"call it|look|suppose|take (?:five|ten|two|\d+)|get (?:started|going)|come|leave it|hear|crack on|"
        r"kick off|keep going|pause|do this|wrap|park|take (?:that|this|it) (?:offline|away)|name\b|"
        r"chat|catch up|carry on|turn|bring up|continue|give it)\w+",
        STRONG,
        'says "let\'s"',
        r"\blet's (?:have|take|do|hear) (?:[\w']+ ){1,3}(?:next|first|now)[ .!]*$",
    ),
    cue(
        "imagine picture",
        r"^(?:and |just |so )?(?:imagine|picture) (?:if|a world|being able|a system|every|how much better)\b",
        MEDIUM,
        'says "imagine if"',
    ),
    cue(
        "suggest propose recommend advise advice urge encourage recommended caution",
        r"\b(?:i|we|would|'d|may i|might i|can i|could i|let me|like to|want to|must|highly|strongly|definitely|"
        r"thoroughly|"
        rf"can|could|can not|wholeheartedly) {SOFTLY}(?:suggest|propose|recommend|advise|urge|encourage|caution)\b",
        STRONG,
        "suggests or recommends in so many words",
        r"\b(?:did|can|could|would|does|do) (?:i|we|you|they|anyone|anybody|somebody|someone) (?:\w+ )?(?:suggest|"
        r"recommend|advise)\b|\bwould you\b|\bas i (?:suggest|recommend)|"
        r"\brecommend (?:this|the|his|her) (?:\w+ )?(?:book|article|tutorial|post|video|blog|course)\b",
    ),
    cue(
        "recommended recommend suggest advise",
        r"\b(?:highly|strongly|definitely|thoroughly|not|is|comes|come|well|very much) (?:be )?(?:recommended|"
        r"advised|advisable)(?! (?:by|to us|to me|way|for us)\b)|^(?:so |but |and )?(?:recommend|suggest|"
        r"advise)\b(?!ed)|^recommended[ .!]*$",
        MEDIUM,
        "recommends",
        r"\b(?:was|were|been|which|came) (?:\w+ )?(?:recommended|advised)|\brecommended (?:way|by|approach|"
        r"practice)|^(?:what|how|why|where)\b|"
        r"\bit is (?:\w+ )?(?:recommended|advised) (?:that you|to) (?:use|dispose|call|set|install|keep)\b",
    ),
    cue(
        "word suggestion suggestions idea heads proposal advice hint tip tips recommendation solution request plea "
        "warning ask wish thought",
        r"(?:\b(?:my|our|one|another|a|an|big|first|only|best|other|biggest|personal|quick|"
        r"simple) (?:\w+ )?(?:suggestion|idea|proposal|advice|tip|recommendation|solution|request|plea|ask|wish|"
        r"thought)s?(?: for \w+(?: \w+)?)? (?:is|are|would be|could be|might be|to|of (?:warning|advice|caution))\b|"
        r"\b(?:feature request|suggestions?|proposal|tips?|idea|advice|recommendations?|request|warning) ?: ?\w|"
        r"\bword of (?:warning|advice|caution)\b|\bword to the wise\b|\bheads[ -]up\b|\b(?:tip|advice|"
        r"hint)s? (?:for|to) (?:\w+ ){1,4}?(?:is|:)|\bhint ?:)",
        STRONG,
        "announces a suggestion",
        r"\b(?:no|any|good|great|bad|an? (?:\w+ )?idea to (?:me|us)|my (?:first )?(?:thought|request) (?:was|to)|"
        r"what a|had the) (?:idea|thought|suggestion)\b|\bidea (?:is|was) (?:good|great|not|that i)\b|\bask to\b|"
        r"\bidea of (?:how|what|why)\b",
    ),
    cue(
        "tip tips hint suggestion suggestions advice request proposal recommendation",
        r"^(?:one|another|an?|my|our|top|quick|handy|small|final|last|just an?|insider|feature|the) (?:\w+ ){0,2}?(?:tips?|hint|suggestions?|"
        r"advice|request|proposal|recommendation)(?: for \w+(?: \w+)?)?[ .,!:-]*$",
        MEDIUM,
        "announces a suggestion",
        r"\b(?:great|good|nice|lovely|brilliant|pull|merge)\b",
    ),
    cue(
        "answer solution key fix way trick best",
        r"^(?:so |and |but |i (?:would )?(?:say|think|reckon) (?:that )?){0,2}(?:the|one|a|another|"
        r"part of the) (?:\w+ )?(?:answer|solution|key|fix|way forward|"
        r"trick|quick win)(?: here| for me)? ?(?:: ?|is to |would be |could be |might be )\w",
        MEDIUM,
        "names an answer",
        code=False,
    ),
    cue(
        "answer solution key fix",
        r"^(?:so |and |but )?(?:the|part of the) (?:\w+ )?(?:answer|solution|key|fix)(?: here| for me)? is "
        r"(?:more|fewer|better|extra) (?!(?:[\w-]+ )?(?:than|to do)\b|complicated|complex|difficult|nuanced|subtle|likely|often|"
        r"important|of\b|or less|about|obvious)\w+",
        MEDIUM,
        "names an answer",
        code=False,
    ),
    cue(
        "ran led charge running leading",
        r"\bif (?:i|we) (?:ran|led|(?:was|were) (?:in charge|running|leading))\b[^.?!]{0,60}\b(?:i|we) would "
        r"(?:just |simply |also |first ){0,2}(?!have\b|be\b|not know|like\b)\w+",
        STRONG,
        "says what they would do in charge",
    ),
    cue(
        "free save cut reduce shorten speed unblock release ease help",
        r"^(?!(?:no|any|nothing|what|how|if)\b)(?:(?!(?:i|we|you|he|she|it|this|that|these|those|they|there|who|which|not|"
        r"thought|said|hoped|told|promised)\b)[\w'-]+,? ){1,8}would (?:really |also |surely |certainly |"
        r"probably ){0,2}(?:(?:free|"
        r"save|cut|reduce|shorten|speed|unblock|release|ease) (?!me\b)\w|help (?:so many|a lot of|lots of|many|patients|people|"
        r"staff|families|carers)\b)",
        FAIR,
        "says what a thing would bring",
        code=False,
    ),
    cue(
        "vote call push",
        r"\b(?:i|we)(?: would| will)? (?:vote|call|push|ask|campaign) for\b",
        MEDIUM,
        "asks for it",
        speech=False,
    ),
)
