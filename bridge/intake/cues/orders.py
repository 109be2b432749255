"""Tells an order ("Bring earplugs", "please add an option") from a noun or a tale by its first words, without a tagger.

Only the base form of a verb at the head of a clause counts. Words that are nouns as well ("report", "visit") must be
followed by what follows a verb. Greetings, asides and orders about the talk itself ("see below") are no orders.
"""

from __future__ import annotations

import re

from bridge.intake.cues.book import FAIR, MEDIUM, STRONG, words_of

#: Asked of those who make or run a thing.
ASK = words_of(
    """abandon abolish adapt agree add adjust adopt allow announce apply appoint arrange ask assign automate ban bring
    broaden build bundle cancel co-design co-locate co-produce codesign combine commission commit communicate
    connect consider consult coproduce create decouple decrease delete deliver deploy deprecate develop devote
    digitise disable discontinue distribute ditch do drop educate eliminate embed embrace employ empower enable
    encourage end enforce engage enhance ensure escape establish expand expose extend fill finish fix follow
    fund generate get give grant group harmonise hire hold identify implement improve include incorporate
    increase integrate introduce invest investigate invite involve join keep learn let listen localise lower
    maintain make merge migrate modernise move notify offer open organise pay permit phase pilot place prevent
    prioritise promote protect provide publish put raise rationalise reconsider recruit redesign reduce refactor
    reinstate relax release remove rename reopen replace respect respond restore reuse revert revise revive
    reward rotate scrap sell send separate signpost simplify speed standardise stop streamline strengthen
    accompany advertise advise amend anchor archive assemble assess award befriend borrow celebrate certify
    circulate collate collect colour-code convert coordinate co-ordinate cultivate decentralise decorate
    dedicate delegate detect devise dim display dispense divert donate download earmark embed emulate
    enlarge enlist enrich enrol equip erect escalate escort facilitate forbid foster gather greet grow
    guarantee illustrate improvise incentivise insulate install interpret invent launch lend let license
    lighten mandate map mend minimise negotiate nominate normalise obtain outlaw overhaul personalise
    persuade pool preserve procure prohibit rebuild recompense refer refurbish rehouse reimburse reintroduce
    remind renew renovate reorganise repaint repeal repurpose require rescue reschedule reshape restructure
    retain rethink retrain reuse rewrite roster safeguard shorten shrink sing soften sow subsidise
    surround sustain synchronise tackle talk teach tell think tidy treat triage unify unlock update upgrade utilise"""
)
#: Told to those who go or do the same.
ADVISE = words_of(
    """aim allow arrange arrive ask avoid bargain bear beware book brace bring buy call carry catch check choose come
    consider contact decide dine dodge double-check dress drink drive eat email enjoy enquire expect explore
    factor find forget get give go grab haggle hail have head hire hop ignore inquire insist inspect invest keep
    leave look make mind negotiate opt order pack pay pick plan pre-book prebook prepare prepay purchase
    reconfirm remember rent request research reserve ride save say search see select sit skip sleep spare speak
    spend splurge stay steer stick stroll swim take taste tip tour travel treat trust try upgrade use venture
    visit wait walk wander watch wear"""
)
#: Also nouns or adjectives: taken as verbs only before an article, a pronoun, a number, a plural and the like.
AMBIGUOUS = words_of(
    """access act address aim answer back book budget bus call catch change charge check choose clean clear close
    commission contact control copy cover cut design display double dress drink drive drop email end exercise
    fence fill filter find finish fix focus group hand head help highlight house increase judge label leave level
    limit link list lock map mark match measure mind model monitor move name note notice offer open order pack
    pair park phone pick pilot place plan plant play point post present print process promise protest question
    raise rate reach record reform refund release rent repair report request research rest return review reward
    ride ring rotate run save schedule screen search set shape share shift shop show sign sleep sort spend split
    spread staff stagger stand start state stay step stop store stream study support survey swap switch sync
    talk target tell test text thank time tip top touch tour track train transfer treat trial trust turn update upgrade use
    value view visit vote walk warn watch water welcome wish work write
    audit boost bridge brief broadcast champion coach contract cook discharge draft draw exchange export extract
    feed fetch film flag guide halve import interview issue knit loan mentor paint partner programme
    purchase recycle register remodel scrap seat select shelter sponsor stock strip substitute supply"""
)
_VERBS = ASK | ADVISE | AMBIGUOUS
_SPOKEN_ORDERS = ASK | {"ring", "phone", "use", "text", "train"}
_AFTER_A_VERB = words_of(
    """a an the my your our their his her its this that these those all any some every each both another one two
    three more less fewer better us me them it him everyone everybody people patients someone somebody anyone
    anybody yourself yourselves yourself up out away off down back ahead early late directly together
    elsewhere somewhere there here only at least enough plenty to no not extra as just what where how whether
    who when before if well also instead staff carers users developers apps things time money care water
    transport support local new free small simple full clear short long regular plain independent upfront
    online straight light over around in on into by with about until"""
)
_FINITE = words_of(
    """is are was were has had does did will would can could may might am seems looks works crashes fails shows stops
    says told takes runs goes comes makes gives keeps happens means wants do went came got felt made took"""
)
_OPENERS = words_of(
    """and but so then also just always definitely first second third firstly secondly lastly finally next instead
    simply really yes yeah yep well ok okay honestly seriously please pls plz kindly maybe perhaps or
    otherwise do therefore again only even absolutely certainly personally oh hey now alternatively
    additionally basically surely um er erm actually like plus still ideally no nope obviously hence thus
    meanwhile furthermore right either"""
)
#: Asides, wishes of good will, elliptical first persons and orders that steer the talk or the reader of a post.
_ASIDE = re.compile(
    r"(?:see (?:you|the|also|my|this|below|above|here|attached|for|what|how)|look(?:ing)? (?:forward|like|"
    r"at (?:this|that|the (?:picture|screenshot|code|following)))|look(?:s|ed)|note\b|notice (?:that|how)|"
    r"say\b(?! that you)(?! (?:thank you|hello|sorry|good morning|please) (?:to|at|when|before|in|after)\b)|"
    r"let us (?:say|know|hope|assume|see|not|be|suppose)|let me (?:know|explain|say|see|share|"
    r"just|tell|give|add|think|start|be|introduce|try|show|check|put|rephrase|illustrate|ask)|let alone|trust me|"
    r"believe|call me|tell (?:me|us)|forgive|excuse|bear with|hang on|hold on|go on(?! (?:the|an?|one|up)\b)|come on|go (?:figure|ahead|you|"
    r"team|back and)|come (?:back|to think)|keep (?:up|on|it up|going|posted|getting|in touch|safe|well)|"
    r"stay (?:safe|tuned|well|was|here was|at|in)|take (?:care|for example|the case|this|a look|away (?:the|all))|"
    r"have (?:fun|a (?:good|great|nice|lovely|safe)|to\b|not\b|been|had|you|never|also|always|just|any|tried|used|"
    r"no|stayed|the (?:same (?:problem|issue|error|thing|question)|latest)|everything|\w+ed\b|i\b|we\b|read|they|"
    r"got|seen|gone)|make sense|makes|"
    r"give or take|get (?:well|this|"
    r"the (?:feeling|same|following|error|idea|impression))|wish (?:you|i|we|them|every)|thank(?! (?:people|"
    r"patients|staff|each|every|"
    r"them|your|the (?:team|porters|staff)))|welcome|"
    r"think (?:of it as|i|this|it|that|they|we|the|about it)|find (?:it|this|that|attached|below|out more|myself)|"
    r"forget (?:it|about it)|mind you\b|never mind|love|like|hate|need|want|know|feel|guess|hope|agree(?! (?:the|"
    r"an?|who|how|what|which|one|our|your|with each|on)\b)|"
    r"use(?:d)? (?:to\b|case)|make no mistake|think of an?\b|look at how|try it and|consider (?:an? (?:user|list|"
    r"app|application|scenario|situation|page|document|file|project|developer|person|"
    r"case|game|company)|the following|this|that|an example|someone)|see if (?:this|that|it) |copy (?:and|paste)|"
    r"expect(?:ed|ing)? (?:more|better|it)|put (?:simply|another|it|differently|us|me|in)|judge|listen(?:ing)?,|"
    r"wait(?:,| a| for it| till you| until you)|try (?:as|to imagine|doing (?:that|this|it))|show me (?:one|an?|"
    r"where)|remember (?:the (?:days?|times?)|when)|"
    r"look no further|\w+ in hand|follow(?:ing)? (?:this|the link|me|us|along|"
    r"that|on|up)|join (?:us|me|in|now)|plan (?:is|was)|question |time (?:is|to|for|and|will)|work (?:is|in|on|for|"
    r"from|around)|point (?:is|taken|being)|rest of|answer (?:is|was|to)|end of|top (?:of|tip|notch|marks|floor)|"
    r"back (?:in|to|from|at|on|then|when|again)|set in|stand by|thing|even|back|free|clear(?:ly)?\b|right|"
    r"wish ?list|suppose|assume|presume|use this link|visit our|follow these|ask yourself|get real$|"
    r"get back to (?:work|your)\b|get a (?:life|grip|real job|proper job|room)\b|grow up\b|shut up|cry more|do your jobs?\b|"
    r"(?:sack|fire|sue|jail) (?:them|the lot|all|everyone|everybody)\b|give me a break|support \w+ed (?:that|it|me|us|my|by|to|with)\b|"
    r"(?:try|do) it (?:yourself|out)|give it a (?:try|go)[ .!]*$|"
    r"double (?:room|bed)|open (?:and|to)|close (?:to|by)|clean (?:and|room)|present|state|value (?:for|is)|view|"
    r"staff|water|house|shop(?:s|ping)|bar|seat|store|top|present|model|level|rest\b|step|state|base|lead\b|"
    r"vote (?:for this|here|up)|mention|add (?:to that|to this|insult)|add(?:ing)? that|pay (?:per|as)|leave aside|"
    r"carry on|fill(?:ed)? in|drop(?:ping)? in|act(?:ed|ion)|check[ -]?(?:in|out)\b(?! (?:the|what|this|some|their|"
    r"these|every|local|for))|call(?:s|ed|er|ing)\b|report(?:s|ed|ing)\b|send (?:me|my)|share (?:the link|"
    r"your (?:screen|thoughts|experience))|raise your hand|welcome|finish(?:es|ed)|start(?:s|ed) )"
)
_NOT_TOLD = re.compile(
    r"(?:get me wrong|know|understand|think|like|love|want|need|see|care|believe|mind|have|remember|agree|"
    r"get (?:why|it|how|what|the|this)|work|seem|exist|even (?:know|get|think|like|have|want)|really (?:know|get|"
    r"like|want|see|understand|care|think|mind|have)|say|fit|help|matter|apply|mean|appear|fully|quite|you\b|we\b|"
    r"they\b|i\b|always (?:have|work|get)|do (?:it|that)\b|come up|ask me|recall|tell me|no|actually|usually|"
    r"go there(?:$| again)|(?:close|delete|lock) (?:this|the) (?:thread|post|topic|ticket)|hear|feel (?:like|that|the))"
)
#: Orders that a post about software gives to its reader, to show how something is done or goes wrong.
_STEP = re.compile(
    r"(?!make it|get rid|open up|open source|open (?:the |your )?[\w ]{1,30}\b(?:api|apis|sdk|stack|chip|radio|"
    r"store|source)s? (?:to|for|up)\b|change the|put back|be able)(?:click|press|tap|right-click|double-click|type|"
    r"install|uninstall|compile|launch|navigate|scroll|debug|run|"
    r"set|copy|paste|create|start|open|select|choose|go to|use|change|try|call|make sure|check|close|restart|switch|"
    r"move|pick|find|ensure|look|remember|watch|download|connect|build|deploy|put|get|take|write|drag|wait|find|"
    r"delete|declare|have a look|insert|rotate|hold|enter|plug|ensure|swipe|register|assign|hit|turn|repeat|leave|"
    r"be|keep (?:in mind|calm)|step \d|suppose|give it|send me)\b"
    r"|(?:change|set) the target\b|"
    r"(?:add|insert|include|put|remove|enable|disable|assign|implement|register|attach) [^.]{0,60}?(?:\breference to\b|"
    r"\bto (?:the|your) (?:project|class|main page|manifest|constructor|form)(?:$| and\b)|"
    r" and (?:(?:re)?(?:build|run|press|boot|compile|try|see)|set its|you (?:get|will|can|see)|nothing|"
    r"the \w+ (?:is|are|will))\b|"
    r", re\w+)"
)
_ADJECTIVE_ORDERS = re.compile(
    r"(?:be|get|being) (?:\w+ )?(?:sure|aware|prepared|careful|ready|warned|patient|kind|honest|clear|early|mindful|"
    r"cautious|open|brave|bold|firm|nice|polite|quick|there|proactive|transparent|consistent|able to|specific|"
    r"vigilant|flexible|creative|on time|inclusive)\b"
)
_TALK = re.compile(
    r"(?:go (?:ahead|to|back|first|on|round)|share|mute|unmute|put (?:your|that|it|them|any)|click|look|come|wait|"
    r"hang|bear|say|raise|pop|type|carry|feel free|move on|keep going|check the|send me|let me|take (?:a|your|over|"
    r"it)|start us|turn|try (?:it )?(?:now|again)|leave|remember|drop|get (?:back|started)|have a|repeat|post|"
    r"use the chat|ask (?:away|me)|tell|give (?:me|us|it|people another)|speak|show|talk|call|sit|join|think)\b"
)


def may_open(word: str) -> bool:
    """Whether a word may be the verb at the head of an order."""
    return word in _VERBS


#: "Add your name", "bring your chairs round": in speech these move the room.
_WITH_ONES_OWN = words_of("add bring check fill finish hold keep leave move place put send")


def order(clause: str, *, spoken: bool, code: bool) -> tuple[float, str] | None:
    """How surely a clause of plain text gives an order, 0-1, and why; None if it gives none.

    `code` says that the text is about software, where "open the project" tells how, and "add a project view" asks.
    """
    if "at " in clause[:12]:
        clause = _AT_LEAST.sub("", clause)
    words = [word.rstrip(".,:!?") for word in clause.split()[:40]]
    asked, first = _opening(words)
    pause = next((at for at, word in enumerate(clause.split()[first:40], 1) if word[-1] in ",:;"), None)
    words = words[first:]
    rest = " ".join(words)
    if not spoken and _NEXT_STEP.match(clause):
        return None
    if not words or _ASIDE.match(rest) or (spoken and _TALK.match(rest)) or (asked and _PLEASE_ASIDE.match(rest)):
        return None
    if words[0] == "do" and clause.rstrip().endswith("?"):
        return None
    if spoken and words[1:2] == ["your"] and words[0] in _WITH_ONES_OWN:
        return None
    if words[0] in {"not", "never"} or rest.startswith("do not "):
        return None if spoken else _negated(rest, code=code)
    if asked and len(words) > 1 and words[0] in _VERBS:
        return STRONG, "says “please” with what to do"
    if code and _STEP.match(rest):
        return None
    if spoken and words[0] not in _SPOKEN_ORDERS:
        return (
            None
            if words[0] in _VERBS - {"double"} or _HOUSEKEEPING.match(rest)
            else _unlisted_order(words[0], words[1:pause])
        )
    if _ADJECTIVE_ORDERS.match(rest):
        return MEDIUM, "tells others to be something"
    if (
        pause == 1
        and not spoken
        and words[0] in ADVISE - {"wait", "look", "see"}
        and clause.startswith(("just ", "so just ", "instead ", "always "))
    ):
        return FAIR, f"begins with “{words[0]}”, an order"
    found = _plain_order(words[0], words[1:pause])
    if found and words[0] in AMBIGUOUS and words[0] not in _MENDS and _FAULT.fullmatch(rest):
        return None
    if found and (_SHOWS_HOW.search(rest) or _HANDS_IN.match(rest)):
        return None
    return (min(FAIR, found[0]), found[1]) if found and spoken else found


#: Orders of the moment, which move the room.
_HOUSEKEEPING = re.compile(
    r"(?:pass|mute|unmute|scroll|click|press|tap|grab|bless|blame|ignore|pause|admit|remind|pardon|double (?:check|click))\b"
)
_MENDS = words_of("fix stop end list show report clear highlight track target address handle")
#: The next of several steps at a machine.
_NEXT_STEP = re.compile(
    r"(?:and |so )?(?:then|next|now|after that|afterwards|finally),? (?:re)?(?:open|click|press|select|copy|paste|"
    r"replace|run|build|launch|install|delete|start|save|compile|type|enter|drag|export|import)\b"
)
#: A title that names a fault: "Map control memory leak".
_FAULT = re.compile(
    r"(?:[\w-]+ ){1,5}(?:leaks?|crash(?:es)?|bugs?|errors?|issues?|problems?|failures?|freezes?|exceptions?|glitch(?:es)?)[ .!]*"
)
#: What an order ends in that shows the reader how to do a thing, and what comes of it.
_SHOWS_HOW = re.compile(
    r"\b(?:(?:double-|right-)?click|tap) (?!here|into)\w|\bpress (?:\w+ )?(?:next|back|delete|enter|ok|f\d|save|"
    r"ctrl|play|\w+ (?:button|key))\b|"
    r"\bsee what happens\b|\bthe (?:following|attached)\b|\b(?:write|mail|email|contact|ping|"
    r"message) (?:to )?me(?: at\b|$)|^try it$|"
    r"\bfor (?:a|one|just a) (?:second|sec|minute|moment)\b|\band (?:it|nothing) (?:compiles|works|crashes|fails|hangs|runs|happens)\b"
)
#: "Return the slip by Monday": a task with its deadline.
_HANDS_IN = re.compile(
    r"(?:take|return|send|hand|submit|complete|fill|email|post|get|do|finish|have) [^.]{2,80}\b(?:by|"
    r"before) (?:the end|\d{1,2}(?:[ .:]?\d\d)? ?(?:am|pm)?\b|"
    r"noon\b|midday\b|the \d|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)"
)
_AT_LEAST = re.compile(r"^(?:(?:or|and|but|so|please) )?at (?:the )?(?:very )?least,? ")


_AFTER_DO = (["not"], ["the"], ["a"], ["your"], ["some"])


def _opening(words: list[str]) -> tuple[bool, int]:
    """Whether the opening words hold a "please", and how many they are. "do not" and "never" stay."""
    asked, first = False, 0
    for word in words:
        if word not in _OPENERS or (word == "do" and words[first + 1 : first + 2] in _AFTER_DO):
            break
        asked = asked or word in {"please", "pls", "plz", "kindly"}
        first += 1
    return asked, first


def _negated(rest: str, *, code: bool) -> tuple[float, str] | None:
    told = re.sub(r"^(?:do not|never|not) (?:(?:ever|just|please) )?", "", rest)
    if code and re.match(r"(?:call|set|click|press|pass|install|try|forget|rely|start|store|free)\b", told):
        return None
    listed = told.split(" ", 1)[0] in _VERBS
    if rest.startswith("not ") or _NOT_TOLD.match(told) or (rest.startswith("never ") and not listed):
        return None
    return (STRONG, "tells others what not to do") if listed or " " in told else None


_PLEASE_ASIDE = re.compile(
    r"(?:see|note|find|provide feedback|comment|help\b(?! (?:people|patients|us to))|advise|let (?:me|us) know|vote|"
    r"contact|reply|respond|correct|tell|share the|repost|mute|read|look|do not hesitate|forgive|excuse|bear|"
    r"explain|post|confirm|follow|join|ignore|give me|send me|someone|somebody|anyone|refer|try again|feel free|"
    r"say|wait|be patient|e-?mail me|"
    r"speak|unmute|put your|click|visit (?:the|my|our)|leave (?:a|your))\b"
)


_PREFIXES = words_of("ring fast double triple cross re pre co spot over hand self")


def _plain_order(verb: str, after: list[str]) -> tuple[float, str] | None:
    if verb not in _VERBS and "-" in verb and verb.split("-", 1)[0] in _PREFIXES:
        verb = verb.split("-", 1)[1]
    if verb not in _VERBS:
        return _unlisted_order(verb, after)
    why = f"begins with “{verb}”, an order"
    if verb in AMBIGUOUS:
        return (MEDIUM, why) if after and not _reads_as_noun(after) else None
    if not after:
        return (MEDIUM, why) if verb in {"avoid", "beware"} else None
    if after[0] in _FINITE or (after[0] in {"to", "as"} and _reads_as_noun(after)):
        return None
    return 0.85, why


_ARTICLES = words_of("a an the your yourself our all any these those my")
_NO_VERB = words_of(
    """about above across after against all along although among around as at because before behind below beside
    besides between both but by despite down during especially even everywhere except exactly few for from
    half hardly here how if in inside into instead just least less like many maybe mine more most mostly much
    near nearly no nor not nothing now of off often on once only onto or otherwise out outside over
    particularly per perhaps plus quite rather since so some somehow still such than that then there therefore
    they this those though through throughout till to today together too toward towards under unless unlike
    until up upon via was what when where whereas whether which while who whom whose why with within without
    yet you i we he she it is are were am be been has had have do did does can could may might must shall
    should will would thank thanks hi hello the a an my your our their also almost always never sometimes got
    took left ate found went made paid kept saw said told felt lost spent gave came met knew thought bought
    brought caught drove flew heard held ran sat slept stood woke wrote began chose grew hid rode sang sent
    shut sold spoke stole swam taught threw wore won read put set let cut hit hurt cost quit split spread bet
    cast shed burst love loved hate like liked adore dislike need want wish hope feel guess know think believe
    remember understand mean miss enjoyed across aside right okay yes sorry congrats well absolutely whatever
    whichever whoever wherever however quoting regarding concerning considering including following excluding
    given worth true same another other every each either neither several one two three four five six seven
    eight nine ten first second third last next great good nice bad best worst better worse lovely wonderful
    clean free big small old new definitely certainly overall unfortunately sadly luckily fortunately sure
    perfect amazing typical way minus ditto versus imagine hence"""
)
_NO_BASE_FORM = (
    "ed",
    "ing",
    "ly",
    "s",
    "er",
    "est",
    "ful",
    "less",
    "ous",
    "able",
    "ible",
    "ion",
    "ity",
    "ness",
    "al",
    "ive",
    "ment",
)


def _unlisted_order(verb: str, after: list[str]) -> tuple[float, str] | None:
    """A first word that is none of those that may stand before an article, and has the look of a verb, is an order."""
    if len(after) < 2 or after[0] not in _ARTICLES or verb in _NO_VERB or not verb.isalpha():
        return None
    if len(verb) < 3 or verb.endswith(_NO_BASE_FORM):
        return None
    return FAIR, "begins with a verb and its object, as orders do"


_CLAUSE_BEGINS = words_of(
    "who that which when where if because so while what how until unless whether as before after and"
)


def _reads_as_noun(after: list[str]) -> bool:
    """Whether what follows an ambiguous first word makes it a noun: "report builder crashes", "visit to the castle was"."""
    if after[0] in _ARTICLES or after[0] in {"me", "us", "them", "him", "it", "you"}:
        return False
    if after[0] in {"for", "of", "from", "and", "or", "as"} or after[0] in _FINITE:
        return True
    plural = after[0].endswith("s") and not after[0].endswith("ss")
    if after[0] not in _AFTER_A_VERB and not plural and len(after) < 2:
        return True
    for word in after:
        if word in _CLAUSE_BEGINS:
            return False
        if word in _FINITE:
            return True
    return False
