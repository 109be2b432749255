"""What someone should do, needs or could do: "trusts should", "we need to", "one thing we could do", "instead of".

The last pattern of a cue is what makes the same words mean something else: what is expected ("it should be fine"), a
step ("you must restart"), the past ("could have"), a plan for the day ("we need to finish").
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, MEDIUM, SOFTLY, STRONG, WEAK, Cue, cue

_MODAL = r"(?:should|ought to|must|shall)"
_BODIES = (
    r"(?:we|they|everyone|everybody|all of us|people|nhs|england|trusts?|hospitals?|boards?|managers?|leaders?|"
    r"staff|services|commissioners?|icbs?|ics|gps?|practices?|doctors|nurses|clinicians|consultants|surgeons|teams?|"
    r"pharmacists|volunteers|schools?|councils?|charities|providers?|departments?|government|ministers?|employers|"
    r"organisations?|systems|physios|microsoft|google|apple|hotels?|management|owners?|restaurants?)"
)
#: After "should" and "must": what is expected, reported, over, or merely noted, not what is proposed.
_EXPECTED = (
    rf"\b{_MODAL} (?:(?:not|really|also|already|now|still|probably|just|all|only|never|soon|hopefully|"
    rf"actually) ){{0,4}}"
    r"(?:have (?!an? |the |more |some |at least|access|their |one\b|(?:that|this|those|these) (?!\w+ed\b)\w|its |no |better |support|options|to be )|"
    r"be (?:fine|ok|okay|right|alright|good|easy|easier|straightforward|obvious|clear|over|finished|done|back|there|"
    r"here|home|enough|ready|noted|said|mentioned|coming|getting|arriving|going|working|in|on|at|about|joking|"
    r"kidding|a bug|a problem|an issue|some|something|because|due|ashamed|proud|glad|grateful|seeing|hearing|"
    r"able to (?:see|hear))\b|(?:work|know|take|happen|mean|mention|see|hear|arrive|suffice|assume|admit|"
    r"come(?! (?:with|from|to (?:us|them|you|people|the)|as|first|before|together|out to)\b)|need|note|clarify|point|appear|apply|probably|confess|feel|realise|realize|expect|receive|return|throw|"
    r"behave|be noted|restart|confirm the|be called|be selected|close\b)\b|look (?:like|good|nice|ok|the same|"
    r"at (?:this|it)))|\bshould (?:then|now|already)\b|\bexpected (?:behaviou?r|result|output)|"
    rf"\b{_MODAL} (?:[\w'-]+ ){{1,7}}?by now\b|\b{_MODAL} (?:reach|land|finish|end|start|begin|"
    rf"resume) (?:[\w'-]+ ){{0,4}}?"
    r"(?:within \d|(?:in|by|on|before) (?:(?:early |late |mid )?(?:january|february|march|april|may|june|july|"
    r"august|september|"
    r"october|november|december|spring|summer|autumn|winter)|the (?:spring|summer|autumn|winter|new year|\d)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
)
#: How a program ought to behave as it was built, said to show that it does not.
_AS_BUILT = (
    r"\bshould (?!(?:\w+ )?(?:be able|be allowed|allow|let|have)\b)[^.]{1,80}(?:, but|, yet|, however|, instead)\b|"
    r"\ban? (\w+) should be an? \1\b|\bshould not \w+ (?:because|when|just|while)\b"
)
#: A day by which it is to be done: plans of the week, not proposals.
_SCHEDULED = (
    r"\b(?:should (?:be \w+ing|have|get|know)|need to (?:get|have|send|sort|finish|look|speak|talk|discuss|"
    r"cover)) (?:\w+ ){0,6}?(?:(?:by|on|this|next) (?:monday|tuesday|"
    r"wednesday|thursday|friday|week|month|the end)|tomorrow|today|tonight|later|at some point|next time|"
    r"before we (?:go|finish))\b"
    r"|\b(?:i|we|you|everyone) need to be (?:at|in|on|there|here|back|ready|out)\b"
)
_NO_SUBJECT = (
    r"(?!(?:i|it|this|that|these|those|which|what|how|why|who|where|when|there|you|we|if|as|nor|or|and|but|so|than|"
    r"he|she|nobody|one|not|really|also|then|therefore|anyway|probably|just|only|always|never|they|everything|all|"
    r"else)\b)"
)


DUTIES: tuple[Cue, ...] = (
    cue(
        "need",
        r"\b(?:you|they|you guys|microsoft|google|apple) (?:really |also |guys ){0,4}(?:need|have|"
        r"got) to (?:bring back|add|fix|make (?:it|this|the)|let|allow|support|give|provide|improve|remove the|"
        r"include|rethink|reconsider|listen)\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:if|when|that|before|because|then) (?:you|they)\b",
        speech=False,
    ),
    cue(
        "needs need",
        r"\bneeds? to (?:come back|change|go|die|return|happen|catch up|grow|evolve|get (?:better|with))\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:i|you|user|if|when|who|we|he|she) (?:\w+ )?needs? to\b",
    ),
    cue(
        "there",
        rf"\bthere (?:really |also )?(?:{_MODAL}|needs? to|has to|have to|have got to) (?:\w+ )?be\b",
        STRONG,
        'says "there should be"',
        r"\bthere should be (?:about|around|over|nearly|\d) |\bthere (?:must|has to) (?:\w+ )?be (?:about|around|over|nearly|loads|lots|hundreds|thousands|dozens|plenty|others|"
        r"other people|people|someone|somebody|hardly|\d)|"
        r"\bthere (?:should|must) (?:\w+ )?be (?:no (?:problem|need|reason)|some (?:mistake|reason)|something)|"
        r"\bthere (?:must|has to|have to) be (?:an? )?(?:\w+ )?(?:reason|explanation|catch|mistake|error|bug|cause|"
        r"misunderstanding|"
        r"problem)\b",
    ),
    cue(
        "should ought must shall",
        rf"\b(?:we|they|you|you guys) (?:all |really |also |both ){{0,4}}{_MODAL} (?!have (?:\w+ed|been|known|had|"
        rf"read|gone|"
        r"done|got|"
        r"seen|taken|made|thought|brought)\b)\w+",
        MEDIUM,
        "says what we or they should do",
        rf"{_EXPECTED}|{_SCHEDULED}|\b(?:as|than|like|what|which|how|why|when|where|who|whether|everything|all|"
        rf"know if) (?:we|"
        r"they|you) "
        rf"{_MODAL}|\byou (?:should|must|shall) (?:(?:now|also|already|all|still|then|just|probably) ){{0,4}}(?:see|"
        r"get|"
        r"find|have|hear|notice|be (?!careful|"
        rf"aware|prepared|sure|able)|understand|mute|click|press|use your)|\bwe {_MODAL} (?:\w+ )?(?:finish|move on|"
        r"wrap|break|start\b|stop there|leave|begin|carry on|hear|go on|press on)|\bso should\b|"
        r"\byou should (?:\w+ly |just |first |then )?(?:call|dispose|declare|pass|instantiate|override|subscribe|unsubscribe|wrap|await|"
        r"invoke|inherit|cast|compile|debug|bind|set (?:the|it|this)|check (?:the|if|whether|that|out)|look at)\b|"
        r"\byou should (?:use an?|install|restart|contact|read the|try (?:again|the latest))\b|"
        r"\bshould be able to (?:do (?:this|it|that)|find|see)\b",
        speech=True,
    ),
    cue(
        "should ought must shall",
        rf"\b{_NO_SUBJECT}[\w/'-]+,? {SOFTLY}(?:should|ought to) {SOFTLY}(?!contain|terminate|be aware of this|"
        rf"crash|use\b|call\b|fire|"
        r"save\b|match|equal|inherit|implement|run\b|fail|point|stay)\w+|\bmust (?:be able|be allowed|be possible|"
        r"have the (?:option|choice))\b|\b(?:microsoft|google|apple|nhs|trusts?|hospitals?|boards?) must (?!be\b|"
        r"have\b|think)\w+|"
        r"\bmust (?:remember|support|allow|offer|respect|provide|become|be (?:\w+er|improved|fixed|removed|"
        r"extended|documented|supported|made))\b",
        MEDIUM,
        "says what someone should do",
        rf"{_EXPECTED}|{_AS_BUILT}|\b(?:which|that|what|how|if|nobody|whether) (?:[\w'-]+ ){{0,2}}{_MODAL}|"
        rf"\bthere {_MODAL}",
    ),
    cue(
        "should ought must shall",
        rf"\b{_NO_SUBJECT}[\w/'-]+,? {SOFTLY}{_MODAL} {SOFTLY}\w+",
        MEDIUM,
        "says what someone should do",
        rf"{_EXPECTED}|{_AS_BUILT}|\b(?:which|that|what|how|if|nobody|whether) (?:[\w'-]+ ){{0,2}}{_MODAL}|"
        rf"\bthere {_MODAL}|"
        r"\bmust (?:be|not)\b(?! able| allowed| given| possible| made| in | require| force| involve)|"
        r"\baware of this (?:issue|bug|problem)\b",
        code=False,
    ),
    cue(
        "should must ought",
        rf"\b(?:it|this|that|these|those|which|one) (?:really |also |definitely |certainly ){{0,4}}{_MODAL} (?:\w+ly |"
        r"also |at least |not ){0,4}(?:be (?:possible|optional|mandatory|standard|allowed|able|easier to|available|"
        r"configurable|the default|default|simple|as easy|as simple|up to|consistent|free|compulsory|routine|built|"
        r"part|an? (?:option|setting|feature|priority|toggle|button|choice)|considered|added|fixed|changed|"
        r"improved|made|implemented|addressed|removed|supported|included|"
        r"enabled|disabled|given|extended|corrected|reviewed|offered|rolled out|higher|lower|like that everywhere)|"
        r"support|allow|let|include|offer|show|provide|have an?|default to|give|also|ask|accept|handle|remember|"
        r"detect|display|stop)\b",
        MEDIUM,
        "says how it should be",
        r"\bit should be easier in\b|\bshould give (?:you|me|the|an?)\b|\b(?:this|that|it) should (?:not )?have been\b",
    ),
    cue(
        "need needs",
        r"\b(?:needs? to|need not) (?:also |really |all |be )?(?:be (?:\w+ly )?\w+(?:ed|en|t|de)|be (?:an?|more|"
        r"some|at|able|part|one|on|in the|the|easier|simpler|clearer|faster|cheaper|better|quicker|possible|free)|"
        r"stop|start|add|fix|provide|support|allow|improve|change|address|implement|make|"
        r"bring|open|learn|share|invest|listen|involve|publish|focus|give|offer|talk|work together|think|sort out|"
        r"replace|refurbish|rethink|reconsider|hire|do something|look into)\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:i|if|user|when|because|that|who|which|you) (?:\w+ )?needs? to\b|\bneeds? to be (?:signed|installed|"
        r"careful here|finished|done)|\b(?:why|how) (?:does|do|did) (?:\w+ ){1,3}need|\b(?:if|when|as|since|"
        r"once) (?:\w+ ){1,3}needs? to\b|"
        r"\bneeds? to be (?:\w+ed|set|done) (?:\w+ ){0,5}?(?:before|first|after|by hand|manually|for this|in order)\b",
        speech=False,
    ),
    cue(
        "need got have",
        rf"\b(?:{_BODIES}|and|^) (?:(?:really|all|also|just|do|desperately|still|urgently|will|"
        rf"have) ){{0,4}}(?:need to|"
        r"got to|have to (?:get|stop|start|make|find|ask|listen|change|be)) (?!finish|leave|go\b|move on|wrap|"
        r"stop there|be (?:done|finished|quick)|know|get (?:going|started|on)|dash|start\b|break|hear|run|pop|pay|"
        r"ship\b|submit|"
        r"say|mention|restart|close|log|sign|use\b)\w+|^need to \w+",
        MEDIUM,
        "says what we need to do",
        rf"{_SCHEDULED}|"
        r"\b(?:if|when|what|why|how|that|because|where|before|who|whenever|all|things|do) (?:we|they|"
        r"you) (?:\w+ )?(?:need|have)\b|\bdo not (?:need|have)\b",
        code=False,
    ),
    cue(
        "need needs",
        r"\b(?:needs?|needed is|lacks) (?:an? (?!(?:bit|lick|lot|little|break|drink|good clean|refurb|facelift|"
        r"new coat|minute|moment|holiday|visa|restart|reboot|touch|makeover|rest|car)\b)\w+|more (?!time\b)\w+|"
        r"better \w+|fewer|clear(?:er)? \w+|proper|somebody|someone|people who|one \w+|real)\b",
        MEDIUM,
        "says what is needed",
        r"\b(?:i|if|who|nobody|that|what|whatever|he|she|not|may|might|user|no|which|any|does|do|when|because|still|"
        r"longer) (?:\w+ )?needs?\b|\bgoing to need\b|\bapp needs\b|\b(?:all|everything) (?:\w+ )?(?:you|we) need|"
        r"\byou (?:will |"
        r"would |may |might |only |just )?need an? (?:key|code|card|account|licen[cs]e|certificate|server|second|"
        r"separate)|"
        r"\b(?:if|when|as|since|once) (?:\w+ ){1,3}needs?\b|\b(?:each|every|any|"
        r"an) \w+ needs\b(?! an? (?:\w+ )?(?:way|option|setting|button|switch|mode|person|name))",
    ),
    cue(
        "deserve deserves", r"\bdeserves? (?:an? |to (?:be|have|know)|better|more)\b", WEAK, "says what people deserve"
    ),
    cue(
        "could",
        rf"\b(?:{_BODIES}|you|someone|somebody|one) could (?:(?:all|also|maybe|perhaps|just|even|at least|always|"
        r"then|easily|instead|try to|possibly|really|definitely) ){0,4}(?!hear|see\b|feel|smell|tell|not\b|"
        r"have\b(?! (?:somebody|someone|people|volunteers|patients|one|more|an? (?!look|problem|issue|chat|break|"
        r"quick|good|"
        r"great|nice|swim|drink|shower|go\b|rest|bath|walk)\w+)\b)|be\b|only|barely|hardly|understand|find\b|get\b|"
        r"want|wish|say|go on|imagine|fault|possibly|ask for\b|"
        r"expect|never|still|eat|sleep|sit\b|watch|swim|walk|put your|take a look|think|afford|do (?:with|that|it|"
        r"this|"
        r"so)|no longer)\w+",
        WEAK,
        'says "could"',
        r"\b(?:if|that|so|where|when|what|which|as|how|because|until|wish|once|whether|before|"
        r"think) (?:\w+ ){0,2}could\b|\bdo without\b|\bdo (?:\w+day|next|half past)\b|"
        r"\bwe could (?:\w+ )?(?:do|start|finish|meet|break|stop|have|take|go|come|pick|move|push) (?:[\w']+ ){0,5}?(?:at|until|till) "
        r"(?:about )?(?:\d|half|quarter|five|ten|twenty|one|two|three|four|six|seven|eight|nine|eleven|twelve)\b|, but (?:nobody|no one|that|"
        r"it|i|they|this)\b|^(?:then|"
        r"with (?:this|that)|th(?:is|at) way)\b|"
        r"\bcould (?:\w+ )?(?:argue|say|claim|live with)\b",
        code=False,
    ),
    cue(
        "could",
        r"\b(?:one thing|something|what|things|another thing) (?:that )?(?:we|you|they|trusts|"
        r"hospitals) (?:also )?could (?:also |always |maybe |perhaps |really )?(?:do|try|offer|look at)\b",
        STRONG,
        'says "one thing we could do"',
    ),
    cue(
        "could",
        r"\b(?:one|another|an?|the|better|simple) (?:\w+ )?(?:solution|way|option|idea|approach|fix|compromise|"
        r"answer|alternative) (?:could|would|might) be\b",
        MEDIUM,
        "offers a solution",
        r"\b(?:another|only|other) option would be\b[^.]{0,80}\bbut\b|\bthe only\b",
    ),
    cue(
        "instead rather",
        r"^(?:so |and |then |and then |but ){0,4}(?:instead of|rather than) (?:[\w'/-]+ ){1,12}?[\w'/-]+, (?!(?:i|"
        r"we|he|she|they|it|you|there|this|the|our|my) (?:\w+ ){0,2}?(?:was|were|got|had|is|are|has|have|can|did|"
        r"went|paid|gave|found|decided|chose|get|\w+ed|\w{2,}[^s\W]s)\b)\w+",
        MEDIUM,
        'says "instead of"',
    ),
    cue(
        "instead rather",
        r"\b(?:use|show|offer|give|let|make|put|try|take|have|ask|do|send|allow|display|move|"
        r"provide) (?:[\w'-]+ ){1,8}(?:instead of|rather than)\b",
        WEAK,
        "offers one thing in place of another",
        r"^use an? \w+ instead of \w+ing\b|\b(?:i|we|he|she|they|to|had|they|it|would|you|who|did|can|does|"
        r"that) (?:\w+ ){0,2}?(?:use|show|offer|"
        r"give|let|make|put|try|take|have|ask|do|send|allow|display|move|provide)\b",
        speech=False,
    ),
    cue(
        "if",
        r"\bif (?:we|they|you|hospitals|trusts|gps|patients|people|staff|every\w*|each \w+|all \w+|letters|the nhs|"
        r"only (?:we|they|you|trusts|hospitals|gps|the nhs)) (?:\w+ ){0,2}?(?:could|shared|had|were|asked|offered|"
        r"gave|made|used|let|put|sent|told|got|moved|started|stopped|opened|worked|brought|just|all|ran|trained|"
        r"\w+ed) [^.?]{3,90}?\b(?:would|could|might)\b",
        MEDIUM,
        'says what "if we did" would bring',
        r"\b(?:i|we|you) (?:could|would) (?:not )?have (?:\w+ed|been|had|got|known|done|gone|seen)\b|\b(?:know|"
        r"ask\w*|wonder\w*|see|like|as|even|happy|back|"
        r"again|back tomorrow) if\b|\bif (?:you|we|they) (?:could|had) (?:please|known|not)\b",
        code=False,
    ),
    cue(
        "if",
        r"^(?:and |so |but )?if (?:the \w+|there were|microsoft|apps?|"
        r"developers) (?!I\b)[^,]{3,80}, (?:\w+ ){1,3}(?:could|"
        r"would) (?!still|get an?|see an?|crash|fail|throw|have to|need)\w+",
        FAIR,
        'says what "if we did" would bring',
        r"^\W*(?:\w+ ){0,6}(?:is|are|has|have|does|do|need|needs|want|wants)\b[^,]*,",
        speech=False,
    ),
    cue(
        "perhaps maybe",
        r"^(?:or |and |so |but )?(?:perhaps|maybe) (?:you|we|they|microsoft|someone|the \w+) (?:could|should|"
        r"can) (?!have\b|be\b|help|tell|"
        r"explain|see\b|hear|not\b)\w+",
        MEDIUM,
        'says "maybe"',
    ),
    cue(
        "perhaps maybe",
        r"^(?:or |and |so |but |then )?(?:perhaps|maybe) (?:an? (?!bit|little|lot|few|touch|tad)|some|more|the nhs|trusts|have|use|try|even|try\w*|"
        r"offer\w*|let|having|giving) \w+",
        MEDIUM,
        'says "maybe"',
        r"\b(?:is|was|are|were|had|has|did|will|because)\b",
        speech=False,
    ),
)
