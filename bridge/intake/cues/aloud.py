"""Proposals as they are made in the flow of talk: hedged, cut short, put as a condition or as the little that it would take.

They are forms of English and name no trade. Hedges before what is proposed: Holmes, "Hedges and boosters in women's and
men's speech" (1990); conditionals and bare noun phrases that serve as requests: Ervin-Tripp, "Is Sybil there?" (1976).

The last pattern of a cue is what makes the same words mean something else.
"""

from __future__ import annotations

import re

from bridge.intake.cues.book import FAIR, MEDIUM, STRONG, WEAK, Cue, cue

#: What speakers put before the thing itself; what follows is read as if it stood alone.
_HEDGE = re.compile(
    r"(?:(?:so|and|but|or|well|um|er|uh|like|just|even|yeah|okay|right|also|honestly|basically|personally|obviously|anyway|"
    r"i mean|i think|i suppose|i guess|i feel|i reckon|i do not know|you know|you know what|to be honest|if i am honest|"
    r"for me|sort of|kind of|(?:i am|i was) (?:just )?(?:thinking|wondering)(?: out loud| aloud)?(?: here)?|"
    r"(?:it|this) (?:might|may|could) (?:just )?be (?:a )?(?:silly|daft|stupid|mad|crazy|just me)(?: idea| question| thought)?|"
    r"(?:i )?(?:would|will) say|the way (?:i|we) see it|in my (?:view|opinion|head|mind)|if you ask me)(?:,| -)? )+"
)


#: Where a proposal begins in the midst of a sentence: "nobody reads it, so maybe a video".
_TURNS = re.compile(
    r"(?:,| but| so| and| or| because),? (?=(?:maybe|perhaps|possibly|could|can we|should we|why|what about|what if|how about|instead of|"
    r"rather than|even (?:just )?an?|if only|ideally|surely|some kind of|something like|just an?|start with)\b)"
)


def unhedged(text: str) -> list[str]:
    """What a sentence of plain text says after its hedges, and from where it turns to a proposal; empty if neither is."""
    rests = [text[found.end() :]] if (found := _HEDGE.match(text)) else []
    if turn := _TURNS.search(text):
        rests.append(text[turn.end() :])
    return rests


#: A form of words with a subject and its verb, which a bare noun phrase has not.
_FINITE = (
    r"\b(?:is|are|was|were|am|has|had|have|does|do|did|will|would|can|could|should|i|we|he|she|it|they|you|there|that|"
    r"because|said|went|got|came|about \d|needs|wants|gets|keeps|makes|takes|comes|goes|seems|looks|knows|thinks|tells|rings|asks)\b"
)
_THING = (
    r"(?!(?:bit|little|lot|few|couple|day|week|fortnight|month|year|hour|minute|second|moment|while|good|bad|quick|question|"
    r"bigger|better|worse|problem|issue|different|point|person|thing|nightmare|shame|mess|joke|third|half|quarter|dozen|hundred|"
    r"thousand)s?\b)"
)
#: The rest of a bare noun phrase: no verb but in a clause of its own.
_REST = rf"(?:,? (?!{_FINITE})[\w'-]+){{0,12}}(?:,? (?:who|where|that|which|so)\b.*)?[ .!,]*$"
_BARE = rf"[\w'-]+{_REST}"
_ABSENT = r"\b(?:if|when|because|that|which|what|why|who|where|how|until|before) (?:\w+ )?"

ALOUD: tuple[Cue, ...] = (
    cue(
        "all only",
        r"\b(?:all (?:that )?(?:it|this) (?:takes|would take|needs|would need)|it (?:only|just) takes|all (?:you|we|they) "
        r"(?:really |ever )?(?:need|have to do|would (?:have to|need to) do|would need|had to do)) (?:is|would be|to do is)\b"
        r"|\bit (?:only|just) takes (?:an?|one|some\w*|two) ",
        MEDIUM,
        "says how little it would take",
        r"\b(?:minutes?|hours?|seconds?)\b|\b(?:click|log in|sign in|press)\b",
    ),
    cue(
        "even just simply",
        r"^(?:even |just |simply |even just )+(?:having )?(?:an?|one|some|two|\w+ing) (?:[\w'-]+ ){0,10}?(?:would|might|could) "
        r"(?:really |probably )?(?:do(?! for)|help|be (?:enough|nice|good|better|great|lovely|something|useful|an? (?:start|help))|make|work|change|suffice)\b",
        FAIR,
        "says what would be enough",
        r"\b(?:could|would) be (?:worse|dangerous|hard|difficult|too)\b",
    ),
    cue(
        "help helped nice good better great useful lovely brilliant helpful",
        r"^(?!(?:it|that|this|which|i|we|you|he|she|they|what|who|there|nothing|everything|all)\b)(?:[\w'-]+,? ){1,9}would "
        r"(?:really |actually |at least )?(?:help|have (?:helped|been (?:so |really |much |very )?(?:nice|good|better|great|useful|lovely|"
        r"brilliant|helpful|enough)))\b(?! me| you| us)",
        FAIR,
        "says what would help",
        r"\b(?:my|she|he|said|told|thought|hoped|nothing|not|weather|never)\b",
        code=False,
    ),
    cue(
        "would",
        r"^(?:an?|some|one|having an?) (?:[\w'-]+ ){1,8}would (?:really |definitely |probably )?(?:help|do|work)\b",
        FAIR,
        "says what would help",
        r"\b(?:said|told|thought|hoped|never)\b",
    ),
    cue(
        "way chance possible there",
        r"\b(?:is|was|would) there (?:\w+ )?(?:any|some|a|no) (?:\w+ )?(?:way|chance|possibility|scope|option) (?:that |of |for )?"
        r"(?:we|they|you|people|somebody|someone|the \w+|patients|carers|families|\w+ing) ?(?:could|can|might)?\b(?! know)|"
        r"^(?:could|might|should) there (?:not )?(?:\w+ )?be (?:an?|some|more|one|someone|somebody)\b",
        MEDIUM,
        'asks "could we"',
        r"\b(?:of|for) (?:knowing|seeing|finding|telling|getting (?:help|an? (?:answer|reply|refund)))\b|\bbe an? (?:reason|problem|issue|bug|"
        r"mistake|link|connection)\b|\b(?:find|know) out\b",
    ),
    cue(
        "would could",
        r"^(?:would|could) (?:not )?(?:it|that) (?:not )?(?:be|make|save|help) (?:[\w']+ ){0,4}?(?:if|to have|having|to just)\b",
        MEDIUM,
        'says "would be good if"',
        r"\bif (?:i|we) (?:were|was|had)\b",
    ),
    cue(
        "would",
        r"\bit would (?:just |really |also |definitely )*(?:save|make (?:life|things|it)|stop|free|cut|avoid|speed|take) (?:[\w']+,? ){1,6}?"
        r"(?:to have|having|if|to be able|to get|to let|to use|to give|to send|to put)\b",
        MEDIUM,
        "says what a thing would bring",
        r"\bnot have\b|\bwould take (?:\w+ ){0,3}(?:weeks|months|years|hours|ages|minutes|forever)\b",
    ),
    cue(
        "rather prefer",
        r"\b(?:i|we|people|patients|families|she|he|they) would (?:much |far |really |all |just |also )*(?:rather|prefer it if) (?:you|they|"
        r"someone|somebody|it|there|the \w+|we|people|staff) \w+",
        MEDIUM,
        "says what they would rather have",
        r"\b(?:if|said|thought|had)\b",
    ),
    cue(
        "want wants",
        r"\bit wants (?:to be|an?|some|more|doing)\b|\b(?:you|we) would (?:really |just |always |then |also )*want (?:somebody|someone|an?|the|it|"
        r"them|people|to (?:be|have|get|make|know|start|ask))\b",
        FAIR,
        "says what is wanted",
        rf"{_ABSENT}(?:it|you|we)\b|\bto know\b|\?",
    ),
    cue(
        "maybe perhaps possibly",
        r"^(?:maybe|perhaps|possibly),? (?:we|you|they|the \w+|someone|somebody|everyone|each \w+) (?:just |all |also |could just )*"
        r"(?:start|ask|try|put|give|get|make|let|send|use|have|do|offer|bring|ring|keep|take|set|train|move|open|share|stop|look at)\b",
        MEDIUM,
        'says "maybe"',
        r"\bhave (?:to|not|been|\w+ed|got|had)\b|\bdo not\b|\bmake (?:mistakes|a mistake|money)\b|\bget (?:it|that|them|used) (?:wrong|from)\b|\?",
        code=False,
    ),
    cue(
        "maybe perhaps possibly or",
        rf"^(?:(?:maybe|perhaps|possibly),? (?:like )?(?:an?|(?:some|more|one)(?! of\b| than\b)|just)|or (?:maybe |even )*an?) {_THING}{_BARE}",
        FAIR,
        'says "maybe"',
        r"\?",
        code=False,
    ),
    cue(
        "some something",
        rf"^(?:some (?:kind|sort|form) of|something like) (?:an? )?(?!that\b|this\b|it\b|those\b){_BARE}",
        FAIR,
        "names something wanted",
        r"\?|^\w+ \w+ \w+ (?:an? )?(?:error|virus|infection|accident|building|bug|problem|issue|mistake|scam|joke|fault|illness|party)\b",
        code=False,
    ),
    cue(
        "every each everyone everybody",
        rf"^(?:an?|one) {_THING}(?:(?!{_FINITE})[\w'-]+ ){{1,6}}for (?:every|each|everyone|everybody)\b{_REST}",
        WEAK,
        "names something for everyone",
        r"\?|\b(?:thanks?|morning|welcome|star|crash|error|fee|charge|bill|queue|wait|call)\b",
        code=False,
    ),
    cue(
        "instead rather",
        r"^(?:instead of|rather than) (?:[\w'-]+ ){1,8}?(?:(?:just |please |then )?(?:send|give|have|ask|let|ring|put|do|make|get|try|offer|"
        r"show|text|bring|train|move) (?:an?|the|them|it|people|one|everyone|us|someone|somebody|more|your|at|in|every\w*)|why not|"
        r"(?:we|you|they) (?:could|should|can|might))\b",
        MEDIUM,
        'says "instead of"',
        r"\b(?:i|we|he|she|they|it|to|had|did|would|used to|\w+ed to) (?:send|give|have|ask|let|ring|put|do|make|get|try|offer|show|text|bring|"
        r"train|move)\b",
        code=False,
    ),
    cue(
        "what thing",
        r"\b(?:what|the (?:main |one |first )?thing) (?:we|you|they|people|someone|everyone|trusts|hospitals|schools|the \w+) (?:really |actually |all |just )*"
        r"(?:need|have|have got|want|ought|should)(?: to)? (?:be )?(?:do|doing|have|get|see|start|focus on|stop|make|making) "
        r"(?:(?!next\b)\w+ ){0,2}?(?:is|are)\b(?! look)|\bthat is what (?:we|they|you|people|trusts|hospitals|schools) (?:should|could|ought to|need to) (?:be doing|do|have|offer)\b",
        MEDIUM,
        "says what is needed",
        r"\?|\b(?:know|see|understand|wonder) what\b",
    ),
    cue(
        "about",
        r"\b(?:it is|it has to be|it should be|it needs to be|it is got to be) (?:all |really |just |more |also |mainly |partly |for me )*about (?:\w+ly |just |actually )?"
        r"(?:giving|making|getting|training|teaching|letting|bringing|asking|listening|putting|offering|sharing|helping|involving|"
        r"building|keeping|telling|treating|meeting|supporting|using|changing|starting|joining|linking|stopping|working (?:with|together|as|in)|"
        r"talking to|having (?:an?|the|some|one|people|more|somebody|someone)|taking)\b",
        FAIR,
        "says what it should be about",
        r"\b(?:if|what|whether|because|why) it is\b|\?|\b(?:making (?:ends|money|it through)|getting (?:through|by|on|used|up|out|home)|"
        r"keeping (?:going|calm)|taking (?:time|a break))\b",
        code=False,
    ),
    cue(
        "if",
        r"^if (?:only )?(?:somebody|someone|they|we|everyone|people|there|staff|hospitals|schools|the \w+) (?:could|would|were|was|had|did|just) "
        r"(?:just |all |only |actually |even |at least |always )*[\w'-]+(?: [\w'-]+){1,14}[ .!]*$",
        WEAK,
        'says "if only"',
        r",|\b(?:would|could|will|is|are|can|should|might) (?!just|all|only|actually|even|at least)[\w' ]{0,80}\b(?:would|will|is|are|was|can|should|might|do|did|get|got)\b|"
        r"\b(?:was|were|had) (?:to|been|known|no|not|\w+ed|wrong|ill|worse|here|there|anything|any)\b|\?",
        code=False,
    ),
    cue(
        "could",
        r"\bthere could (?:also |even |always |maybe |perhaps )?be (?:an?|some|more|one|somebody|someone) (?!(?:\w+ )?(?:reason|problem|issue|bug|delay|"
        r"queue|danger|risk|lot of (?:reasons|problems)|number of|explanation|link|conflict|mistake|chance|error)\b)\w+",
        FAIR,
        'says "there could be"',
        r"\b(?:if|because|that|whether|so|when) there could\b|\bbe more than\b|\bcould be (?:\w+ ){1,3}(?:wrong|missing|waiting|broken)\b",
    ),
    cue(
        "could come",
        r"\b(?:that is|this is) where (?:the |our |your )?[\w'-]+(?: \w+)? (?:could|can|should) (?:really |also )?(?:come in|help|play|step in)\b",
        MEDIUM,
        "offers a solution",
    ),
    cue(
        "could can should",
        r"^(?:could|can|should) not (?:the|an?|every|each|some|our|your|their) (?:[\w'-]+ ){1,3}?(?:do|be|have|help|take|give|ring|come|run|make|use|just|"
        r"also|offer|send|get)\b(?!.{0,80}\b(?:hear|see me)\b)",
        FAIR,
        'asks "could we"',
    ),
    cue(
        "suggest propose",
        r"\b(?:can|could|may|might) (?:i|we) (?:just |please |also )?(?:suggest|propose|recommend) (?!that i\b|an? time|a break)\w+",
        STRONG,
        "suggests or recommends in so many words",
        r"\bwhat (?:can|could|may|might)\b",
    ),
    cue(
        "idea thought thinking thought suggestion proposal",
        r"\b(?:an?|one|another|the|our|my) (?:\w+ )?(?:idea|thought|suggestion|proposal) (?:that )?(?:we|i|someone|our \w+|they) (?:had|came up with|talked about|wrote down) (?:was|is|were)\b"
        r"|\b(?:we|i) (?:were|was|are|am|have been) (?:also |just )?(?:thinking|talking) (?:of|about) (?:maybe |perhaps |possibly )?(?:having|using|doing|setting up|making|giving|"
        r"maybe an?|perhaps an?|possibly an?|some (?:kind|sort))\b",
        MEDIUM,
        "announces a suggestion",
        r"\b(?:went|leaving|going|coffee|lunch|baby|kids|children|it (?:done|out))\b",
    ),
    cue(
        "put do have get keep",
        r"^(?:put|keep|have|do|get) (?:it|them|that|those|one|these) (?:all )?(?:on|in|at|by|near|next to|over|as|where|outside|online|done|up|together|talking|to) "
        r"(?!on\b|hold\b|mind\b|short\b|brief\b|the (?:chat|list)\b|this way\b)[\w'-]+(?:,? [\w'-]+){0,13}[ .!]*$",
        FAIR,
        "tells others what to do",
        r"\b(?:was|were|had|did|i|my|me|mute|chat|screen|slide)\b|\bput it (?:this|another) way\b|\?|\bby (?:the end|\w+day|tomorrow|next)\b|\bif you can\b|\bfor a (?:second|minute|moment)\b|\b(?:please|next time)\b",
        code=False,
    ),
    cue(
        "do",
        r"^do (?:what (?:they|we|you) (?:do|did|have|had) (?:in|at|on|with|for)|it (?:on|at|in|by|from|over) an? )",
        FAIR,
        "tells others what to do",
        r"\?",
        code=False,
    ),
    cue(
        "need needs",
        r"^(?:people|carers|patients|families|staff|parents|users|pupils|students|teachers|nurses|everyone|everybody|residents|volunteers|children|"
        r"young people|older people|customers|guests|drivers) (?:really |just |also |all |still |do )*needs? (?:to (?:know (?:who|where|what|how|when|that)|feel|"
        r"see|hear|get|have|understand (?:what|how|why))|an? (?:break|voice|name|number|plan|map|place|person|choice|rest|space|guide|contact))\b",
        FAIR,
        "says what is needed",
        r"\b(?:if|because|when) \w+ needs?\b|\?|\b(?:the toilet|to pee)\b",
        code=False,
    ),
    cue(
        "should",
        r"\bit should (?:just |always |all |really |also )*be (?:the same|one|an? \w+|free|normal|automatic|simple\w*|easy|eas\w+|everywhere|somewhere|local|"
        r"about|there for|offered|like|as (?:easy|simple))\b(?! (?:to see|tomorrow|today|for (?:most|the most))\b)",
        FAIR,
        "says how it should be",
        r"\b(?:on the next|slide|screen|says?|so) (?:\w+ )?it should\b|\bbe (?:an? (?:error|exception|string|number|problem|issue|bug)|easy from here|"
        r"about (?:\d|ten|twenty|half|an? )|free (?:tomorrow|on|at|by|in))\b|\bbut\b",
        code=False,
    ),
    cue(
        "all",
        r"\bthat is all (?:people|anyone|anybody|we|i|they|families|patients|carers) (?:really |ever |actually )?(?:wants?|needs?|wanted|needed|asks?)\b",
        MEDIUM,
        "says what is wanted",
    ),
    cue(
        "more",
        r"^more (?:of )?(?:that|this|those|these|like (?:this|that)) ?,? ?(?:please|in|for|at|across|everywhere)\b",
        MEDIUM,
        "asks for more, better or less of something",
    ),
    cue(
        "for that who where which with so to before after when",
        rf"^(?:and |then |or |so )?(?:an?|one|somebody|someone|free|proper|decent|better) {_THING}(?:(?!{_FINITE})[\w'-]+,? ){{0,6}}?"
        rf"(?!{_FINITE})[\w'-]+,? (?:for|that|who|where|which|with|so|to|before|after|when) [\w'-]+(?:,? [\w'-]+){{1,30}}[ .!]*$",
        WEAK,
        "names something wanted",
        r"\b(?:was|were|came|went|told|said|had|did|got|there is|there are|good|bad|question|to be (?:fair|honest)|each day|one nurse|a nurse with)\b|"
        r"\b(?:of|to) (?:you|us|me|them)\b|\?",
        writing=False,
        code=False,
    ),
    cue(
        "could might",
        r"^(?:(?:and|so|or|then) )*(?:(?:perhaps|maybe|possibly),? )?(?!(?:i|it|that|this|he|she|there|what|which|who|you|we|they|nobody|no|nothing|one|if|when|because)\b)"
        r"(?:(?!(?:i|it|you|we|they|he|she|who|which|that|there|if)\b)[\w'-]+ ){1,6}?(?:could|might) (?:also |just |all |easily |always |then |even )*"
        r"(?!(?:be|have|not|hear|feel|get|need|seem|look|find|go|say|think|know|want|like|mean|happen|cause|die|lose|fall|miss|forget|wait|struggle|cost|only|"
        r"hardly|never|still|no|understand|tell|remember|notice|disagree|argue|take (?:months|weeks|years|ages|hours|longer|forever))\b)\w+",
        WEAK,
        'says "could"',
        r"\b(?:was|were|had|did|told|said|hoped|used to|if|because|until|before we)\b|\b(?:could|might) see (?!the|their|them|it)|\?",
        writing=False,
        code=False,
    ),
    cue(
        "should need needs has have must",
        r"^(?:and |so |but |then )*(?!(?:i|it|that|this|he|she|there|what|which|who|you|we|if|when)\b)(?:(?!(?:i|it|you|we|they|who|which|that|there|if)\b)[\w'-]+ ){1,6}?"
        r"(?:should|needs? to|has to|have to|must) be (?:in|on|at|by|near\w*|next to|where|part|with|involved|present|visible|more than|less than|\w+er than) "
        r"(?!the (?:chat|post|mail|pack|folder|email|inbox|slides?|screen|next|table|website|link|top|bottom)\b|there\b|here\b|touch\b|on the\b|about\b)\w+",
        FAIR,
        "says how it should be",
        r"\b(?:if|because|says?|said|told|was|were)\b|\?",
        writing=False,
        code=False,
    ),
    cue(
        "should",
        r"\bwe should (?:\w+ly |just |all |also )*(?:take (?!a (?:break|look)|five|ten|questions?|that (?:one|away|offline)|stock)|throw|hold|run|carry|point|show|see (?:people|them|patients))",
        MEDIUM,
        "says what we or they should do",
        r"\bso (?:that )?we should\b|\bwhat we should\b|\?",
        code=False,
    ),
    cue(
        "imagine",
        r"\b(?:i|we) (?:could|can) imagine (?:an?|some|having|\w+ing)\b",
        FAIR,
        "imagines it",
    ),
)
