"""Tells what is said around ideas: agreement, greetings and technical talk, questions and bare answers.

An agreement or a greeting that is followed by own words is taken off, and the own words are judged.
"""

from __future__ import annotations

import re

from bridge.intake.cues.book import Verdict, words_of
from bridge.records import Kind

_AGREEMENT = re.compile(
    r"(?:\+ ?1\b|plus one|(?:i |we |yes |yeah |and |so ){0,4}(?:do |would |could not |can not |also |totally |"
    r"completely |absolutely |really |very much |strongly |fully |100% |so |wholeheartedly |definitely |"
    r"have to ){0,4}agree(?:d)?(?! (?:the|an?|who|how|which|one|our|your|on)\b)(?: more| with (?:you|this|that|"
    r"all of (?:this|that|the above)|every word|@?[\w-]+)|"
    r" completely| totally| 100%| entirely| wholeheartedly| there| here){0,4}|(?:(?:i |we |yes |just |absolutely |"
    r"really |oh |also |love |would ){0,4}(?:love|like|second|echo|support|loving) (?:this|that|it|these|"
    r"your)(?: \w+)??(?: (?:idea|suggestion|approach|thinking|point|one|so much|a lot|very much|too|all|thought|"
    r"comment)){0,4})|(?:yes |oh |wow |such ){0,4}(?:what )?(?:that is |this is |it is )?(?:an? |really |so |very |"
    r"such ){0,4}(?:great|good|brilliant|excellent|fantastic|fab|fabulous|lovely|super|wonderful|amazing|top|nice|"
    r"superb|cracking|important|inspiring|valid|fair|interesting|awesome|smart|simple but brilliant)(?: (?:idea|"
    r"ideas|suggestion|suggestions|point|points|thinking|stuff|shout|comment|thought|one|work|example|initiative|"
    r"tweet|post|call))+|(?:hear[ ,]+hear)|(?:so|very|too|how|absolutely|that is|this is|it is) (?:so |very |"
    r"too |much |well |badly )?(?:true|right|important|needed|necessary|put|said)|exactly(?: this| that| right)?|"
    r"absolutely(?: this| that)?|precisely|(?:totally|"
    r"100%?|100 per ?cent|hundred per ?cent|one hundred per ?cent|a hundred per ?cent|definitely|all of|more of|"
    r"yes to|yes,? to|a big yes to|big|huge|massive|so much|very much|oh|yes|yeah)(?: (?:this|that|all of this|"
    r"all this|all of that|all of these|yes))+(?: please)?|this|(?:that is |this is |you are |"
    r"i think that is ){0,4}(?:spot on|bang on|well said|well put|so well said|nailed it|seconded|thirded|ditto|"
    r"same here|same|likewise|(?:me|us) (?:too|as well)|yes please|yes+|100%|100|hundred per ?cent|amen|preach|bravo|brilliant|excellent|"
    r"fantastic|love it|amazing|great|lovely|agreed|fab|wow|couldn't agree more|you are right|quite right|right|"
    r"fair point|my thoughts exactly|what (?:he|she|they|@?\w+) said|big fan of (?:this|that)|big fan|count me in|"
    r"a thousand times|a million times|(?:totally |"
    r"completely |i am )?with (?:you|@?\w+) on (?:this|that)(?: one)?|i was (?:just )?(?:going|"
    r"about) to say (?:exactly )?(?:that|this|the same)|"
    r"i am in|sign me up))(?=[\s.,!:?+]|$)"
)
_FILLER = re.compile(
    r"(?:oh|um+|uh|er+m?|yeah|yes|no|yep|so|well|okay|ok|right|and|actually|i think|really|you know|(?:thanks|"
    r"thank you) for sharing(?: (?:this|that|it))?|thank you|"
    r"thanks|i mean|very much|here|there|too|again|@?\w+_\w+|that|this|it|all|definitely|please|from me|the above|"
    r"with you|ha+|haha|lol|as well|also|like|basically|honestly|wow|folks|all round|indeed|"
    r"though)(?=[\s.,!:?]|$)"
)
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|evening|morning|afternoon|good (?:evening|morning|afternoon|day|night)|greetings|"
    r"welcome|howdy|happy \w+day)(?: (?:again|all|everyone|everybody|folks|team|both|there|from (?:\w+ ){0,4}?\w+|"
    r"friends|and|to|"
    r"you|to everyone|tweeps|tweeters|colleagues|\w+))??(?=[,.!:]|$)|(?:hi|hello|hey|hiya|evening|morning|"
    r"good (?:evening|morning|afternoon)|happy \w+day)(?: (?:all|everyone|everybody|folks|team|there|"
    r"both))?(?=[\s,.!:])|(?:good )?night (?:all|everyone|everybody|folks)(?=[\s,.!:]|$))"
)
#: One word before a pause: after an agreement, a name.
_NAME = re.compile(r"[^\W\d_]{2,20}(?=[,.!]|$)")
_WORD = re.compile(r"\w+")
_GAP = re.compile(r"[\s.,!:;?&+/()-]+")
_BUT = re.compile(r"(?:but|although|though|however|and|so|because|also|yet)[ ,]+")


#: What a listener says while another speaks: it shows attention and backs nothing.
BACKCHANNEL: Verdict = (Kind.CHATTER, 0.7, "a word or two between others")
_BACKCHANNELS = words_of(
    "right yes yeah yep yup wow oh ah ok okay sure true great good nice lovely mm mhm hmm no uh huh"
)


def is_backchannel(text: str) -> bool:
    """Whether a spoken sentence is nothing but such words."""
    return all(word in _BACKCHANNELS for word in _WORD.findall(text))


def take_off(text: str, raw: str = "") -> tuple[str, Verdict | None]:
    """What is left of a sentence of plain text without agreement, filler and greeting at its head, and what was taken off.

    Empty if nothing else was said. A head that something else follows without a pause stays ("great hotel by the sea").
    `raw` is the same with its capitals: they tell whoever is agreed with by name.
    """
    at, agreed, greeted = 0, False, False
    while at < len(text):
        found = _GREETING.match(text, at)
        greeted = greeted or found is not None
        if not found:
            found = _AGREEMENT.match(text, at)
            agreed = agreed or found is not None
        found = found or _FILLER.match(text, at) or _GAP.match(text, at)
        if not found and agreed and (name := _NAME.match(text, at)) and name[0].title() in raw:
            found = name
        if not found or found.end() == at:
            break
        at = found.end()
    if at >= len(text):
        return "", _reaction(agreed=agreed, greeted=greeted)
    return _own_words(text, at) if agreed or greeted else text, None


def _own_words(text: str, at: int) -> str:
    """Own words begin after a pause or a "but"; without one the whole sentence stands."""
    before = text[:at].rstrip()
    if before.endswith((",", ".", "!", ":", "?", ")", " -", " and", " so")) or _BUT.match(text, at):
        return text[at:]
    return text


def _reaction(*, agreed: bool, greeted: bool) -> Verdict:
    if agreed:
        return Kind.SUPPORT, 0.9, "agrees, and says nothing of its own"
    if greeted:
        return Kind.CHATTER, 0.9, "greets"
    return Kind.CHATTER, 0.6, "acknowledges, and says nothing of its own"


_INTRODUCTION = re.compile(
    r"\b(?:I'm|I’m|I am|[Mm]y name is|[Mm]y name's|[Tt]his is|[Ii]t's) (?:Dr\.? |"
    r"Prof\.? )?[A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?:,| from| here| and I| joining|$|[.!])|"
    r"^(?!Same|Still|Right|Waiting)(?:[A-Z]\w+ )?[A-Z]\w+ here(?:,| from| in)"
)
_SMALL_TALK = re.compile(
    r"\bjoining (?:\w+ )?(?:from|you|us|in|late|for|tonight|the chat|today)\b|\b(?:just )?(?:following|lurking|"
    r"listening in|reading) along\b|\blurking\b|\bcatch(?:ing)? (?:you )?up (?:now|tomorrow|later|with)\b|"
    r"\blooking forward to (?:this|tonight|the chat|it|seeing|hearing|today|chatting|joining|meeting)\b|\b(?:sorry|"
    r"apologies)(?:,? (?:i am|for being|to be|i was|for|go|all|everyone|that|we are|no))|\b(?:have|need|"
    r"got) to (?:dash|go|run|leave|drop off|pop)\b|\bsee (?:you|everyone)\b(?! (?:should|could))|\b(?:bye|goodbye|"
    r"good night|night all|night everyone|cheerio|ta ra)\b|\bgreat to (?:have|see|meet) you\b|\b(?:on|off) mute\b|"
    r"\b(?:un)?mute\b|\bcan (?:you|everyone|everybody|anyone|anybody|people|we|i) (?:all )?(?:just )?(?:hear|see|"
    r"share (?:my|the) screen)\b|\b(?:can not|could not) (?:hear|see) (?:you|q\d|the (?:slides?|screen|question|"
    r"chat)|anything|your)\b|\b(?:share|sharing|see) (?:my|your|the) screen\b|\bnext slide\b|\b(?:got|have|find|put|"
    r"share|post|in) the (?:link|chat)\b(?=[\s?.!]|$)|\brepost\b|\bminutes? to (?:go|join|start)\b|"
    r"\bis this (?:thing )?on\b|\b(?:you have|i think you have|you are|has) (?:frozen|breaking up|cutting out)\b|"
    r"\b(?:i|we) (?:have )?lost (?:the |my |our )?(?:connection|signal|sound|audio|you)\b|\bhand up\b|\bgo round the (?:room|table)\b|\bhand over to\b|\bmoving on[ .!]*$|\bmove on\b|\b(?:no|"
    r"sorry)?,? ?(?:you go|go on|after you|"
    r"carry on)(?: first)?[ .!]*$|\bthanks? (?:you )?(?:everyone|everybody|all|for (?:hosting|having|joining|coming|"
    r"a|the|tonight|today|organising|sharing|listening|that)|so much|again|to (?:all|everyone|our hosts?|"
    r"the hosts?))\b|\bgreat chat\b|\b(?:new|first time) (?:to|at|on|in|joining) (?:this|these|the|"
    r"tweet)?\s?(?:chats?|here|this)\b|\bback again\b|\bkettle (?:is )?on\b|\bready for (?:q\d|this|tonight)|"
    r"\b(?:long-time |first-time )?lurker\b|\b(?:stop|start) "
    r"sharing\b|\bon the little (?:hand|icon)\b|\bpopping in\b|\bbrew in hand\b|\bhappy \w+day\b|\btea and\b|"
    r"\bfirst (?:tweet ?chat|time)\b(?= (?:here|joining|for me))"
)
_TALK_WORDS = words_of(
    """joining following lurking listening reading catch catching looking sorry apologies have need got see bye goodbye
    night cheerio ta great mute unmute can not screen slide link chat repost minute minutes thing frozen
    breaking cutting hand round move moving over go carry after thanks thank first new back brew happy tea
    kettle ready lurker little popping sharing lost"""
)
_THANKS = re.compile(
    r"^(?:(?:many|huge|big|so much|a massive|massive) )?(?:thanks|thank you|cheers|ta|diolch)\b(?! to (?:the|my|our|"
    r"a|this)\b)"
)


#: What whoever leads a session asks of the room: it moves the talk on, and no one is to look for its answer.
_FACILITATES = re.compile(
    r"(?:(?:and|so|okay|ok|right|um|well|now|then)[ ,]+){0,3}(?:where (?:were|had|have|are) we|what (?:made|"
    r"else\b)|any(?:thing|one|"
    r"body) else|any (?:other |more |final )?(?:thoughts|questions|comments|ideas|views)|any(?:one|body) (?:want|"
    r"wants|like|would|"
    r"got (?:any|a))\b|who (?:wants|would like|is (?:next|first))|shall we|how are we (?:doing|getting)|"
    r"what happened (?:then|next)|"
    r"what next|is that (?:right|ok|okay|fair)|what (?:do|did) (?:we|you all|others|people|the others) (?:think|"
    r"reckon)|(?:can|could) "
    r"you (?:say|tell|expand|explain|give us)|is (?:it|that|this) working|does that (?:make sense|help|answer)|"
    r"is every(?:one|body) (?:back|ready|here|ok|okay)|has every(?:one|body)|(?:can|could) you speak|do "
    r"you want to (?:go|come|start|say|add|share)|how did (?:that|it) "
    r"(?:go|feel|work)|how so|such as|like what|why is that|what do you mean(?! by)|(?:can|could|did) (?:you|"
    r"everyone) (?:hear|see))\b"
)
#: Asks the room for a thing that was shown or named: somebody has an answer to give.
_ASKS_FOR = re.compile(
    r"(?:[a-z]+[ ,]+){0,2}(?:can|could|would|will|has|have|does|did) (?:some|any)(?:one|body) (?:please |kindly |got |have |else )?"
    r"(?:(?:share|post|send|find|drop|put|paste|got|have) )?(?:me |us )?(?:the|an?) (?:\w+ )?(?:links?|slides?|recording|report|"
    r"paper|article|document)\b[^?]{0,120}\?"
)
_SELF = words_of(
    """i nurse gp doctor physio ot radiographer pharmacist surgeon anaesthetist practitioner dietitian consultant
    midwife paramedic carer parent patient volunteer manager student lead coordinator governor retired team ward
    tea teas coffee coffees brew kettle cat dog rain rainy sunny late early listening joining here first time
    chat chats lurking tomorrow bed glad happy pleased delighted excited new back from list"""
)
_NOTHING = words_of("nobody never nothing none")
_OWN_VERBS = re.compile(r"\b(?:i am|my name is|while i \w+|to be|to have found|can)\b")


#: Whoever says "GP in Leeds here, watching from the sofa": one of a trade, and where and how they follow.
_TRADE = (
    r"(?:(?:retired|former|student|trainee|junior|senior|community|district|practice|specialist|ward|clinical|lead|family|"
    r"unpaid|research|theatre|hip|knee|mental health|newly qualified|advanced|healthcare|occupational|social) ){0,3}"
    r"(?:nurse|gp|doctor|physio|physiotherapist|ot|therapist|radiographer|pharmacist|surgeon|anaesthetist|practitioner|"
    r"dietitian|consultant|registrar|midwife|paramedic|hca|assistant|worker|carer|parent|patient|volunteer|manager|"
    r"student|lead|coordinator|governor|psychologist|podiatrist|receptionist|porter|rep)"
)
_PLACE = r"(?:in|from|at|near) (?:(?!every|each|all|any|our|your)[\w'-]+)(?: (?!every|each|all|any)[\w'-]+){0,2}"
_FOLLOWS = r"(?:watching|listening(?: in)?|joining(?: in)?|following|tuning in|dialling in|lurking|reading)(?: along)?"
_PRESENTS = re.compile(
    rf"{_TRADE}(?: {_PLACE})? here(?: {_PLACE})?(?:[ ,.:!-]+{_FOLLOWS}(?: {_PLACE})?| ?,? (?:a )?(?:bit |running )?late)?[ .!]*"
    rf"|(?:[a-z'-]+, )?{_TRADE}, {_FOLLOWS} {_PLACE}[ .!]*"
    r"|(?:just )?(?:watching|listening in|tuning in|dialling in) from (?:the |my |a )?(?:sofa|settee|couch|bed|bath|train|bus|"
    r"car|office|desk|kitchen|garden|home|work|staff room|night shift)(?: (?:tonight|today|this evening))?[ .!]*"
)


def only_greets(sentences: list[str]) -> bool:
    """Whether sentences of plain text greet or say who speaks, and otherwise say only who or where someone is."""
    if _GREETING.match(sentences[0]):
        return all(map(_presents_self, sentences))
    return all(_PRESENTS.fullmatch(it) or take_off(it)[1] for it in sentences)


def _goes_on(found: re.Match[str], raw: str) -> bool:
    """Whether somebody says who is here, and after that something of their own ("Nurse here, we tried it")."""
    return " here" in found[0] and not _presents_self(raw[found.end() :].lower())


def _presents_self(text: str) -> bool:
    text, reaction = take_off(text)
    if reaction:
        return True
    if _PRESENTS.fullmatch(text):
        return True
    words = _WORD.findall(text)
    if not _NOTHING.isdisjoint(words) or len(words) > 14 or _FINITE.search(_OWN_VERBS.sub("", text)):
        return False
    return len(words) <= 3 or not _SELF.isdisjoint(words)


def small_talk(text: str, raw: str, words: set[str], *, spoken: bool) -> Verdict | None:
    """Greetings, introductions, thanks, goodbyes and technical talk. `raw` is the same with its capitals."""
    length = len(text.split())
    if not spoken and _ASKS_FOR.match(text):
        return None
    if _THANKS.match(text) and length <= 12:
        return Kind.CHATTER, 0.9, "thanks"
    if length <= 18 and not words.isdisjoint(_TALK_WORDS) and (found := _SMALL_TALK.search(text)):
        return Kind.CHATTER, 0.9 if length <= 10 else 0.7, f"small talk of the chat: “{found[0].strip()}”"
    if length <= 18 and (found := _INTRODUCTION.search(raw)) and not _goes_on(found, raw):
        return Kind.CHATTER, 0.7, "introduces someone"
    if spoken and length <= 12 and _FACILITATES.match(text):
        return Kind.CHATTER, 0.7, "leads the talk"
    if spoken and length <= 2 and not text.endswith("?"):
        return BACKCHANNEL
    return None


_ASKS = re.compile(
    r"^(?:(?:and|so|but|or|ok|okay|sorry|then|well|just|please|hi|q|question|also|genuine question|"
    r"quick question)[ ,:]+){0,4}(?:who|what|when|where|which|why|how|whose|whom|is|are|was|were|do|does|did|has|"
    r"have|can|could|would|will|should|shall|may|am|any|anyone|anybody)\b"
)
_ASKS_SOFTLY = re.compile(
    r"\b(?:i|we) (?:was |were |am |are )?(?:just )?(?:wonder(?:ing)?|curious|interested to know|would (?:like|"
    r"love) to (?:know|hear|ask|understand)) (?:how|what|why|if|whether|who|where|when|about)\b|^(?:has |does |"
    r"did )?any(?:one|body) (?:got|have|know|tried|else|here)\b|^can i (?:just )?ask\b"
)


_ASKS_WHY = re.compile(
    r"^(?:(?:and|so|but|ok|well|honestly) ){0,2}(?:how come|why (?:is|are|was|were|do|does|did|has|have|will|can)) \w"
)


def question(text: str) -> Verdict | None:
    """A real question: it ends in a question mark, or asks without one."""
    if text.rstrip(" .!").endswith("?"):
        return Kind.QUESTION, 0.9 if _ASKS.match(text) else 0.7, "asks a question"
    if _ASKS_SOFTLY.search(text) or _ASKS_WHY.match(text):
        return Kind.QUESTION, 0.7, "asks without a question mark"
    if "? " in text and _ASKS.match(text):
        return Kind.QUESTION, 0.55, "asks a question"
    return None


_NO_ANSWER = re.compile(
    r"^(?:no\b|not|nothing|nobody|lack|fear|poor|bad|too|because|the (?:problem|biggest|silence|main|worst|lack|"
    r"fact)|worry|anxiety|isolation|pain|loss|long|being (?:forgotten|ignored|told|left|stuck|unable)|having to|"
    r"feeling|uncertainty|frustrat|stress|difficult|hard|sad|when|where|if|as|it|this|that|i|we|you|they|he|she|"
    r"there|people|everyone|someone|definitely|totally|always|never|in my|at our|for me|communication\b|"
    r"knowing nothing|waiting|delays?|cancell|how|what|who|why|such|great|love|thank|who)\b"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|has|had|have|does|do|did|would|will|can|could|should|might|i|we|they|he|she|it|you)\b"
)
_RELATIVE = re.compile(r"\b(?:who|that|which|where|when|so|whose|while|even|if|because|as|to|how|what)\b")


#: "Pharmacists in every care home. Simple.": what it follows is meant as an answer.
_SIMPLE = re.compile(
    r"(?:^|, )(?:it is |it really is )?(?:(?:as |that )?simples?(?: as that)?|easy|sorted|job done|problem solved|no[ -]brainer)[ .!]*$"
)


def calls_it_simple(sentences: list[str]) -> bool:
    """Whether what was said is called simple: then a bare noun phrase is an answer without a label."""
    return any(map(_SIMPLE.search, sentences))


def noun_answer(text: str) -> tuple[float, str] | None:
    """A bare noun phrase or "-ing" under an answer's label ("A1 One-stop clinics closer to home") says what to do."""
    words = text.split()
    if len(words) < 3 or _NO_ANSWER.match(text):
        return None
    if _FINITE.search(_RELATIVE.split(text, maxsplit=1)[0]):
        return None
    return 0.55, "answers the question with a thing to do"
