"""What worries people: a problem, a fear, what cannot be got, what nobody does. Sought where nothing is proposed or asked.

The forms of complaint are those of Trosborg, "Interlanguage Pragmatics: Requests, Complaints and Apologies" (1995): to
name what is wrong, to show annoyance, to tell its consequences. They are forms of English and name no trade.
"""

from __future__ import annotations

from bridge.intake.cues.book import FAIR, WEAK, Book, Cue, Verdict, cue
from bridge.records import Kind

#: How the why of a concern begins; its kind is COMMENT.
CONCERN = "a concern: "

_FINE = (
    r"\b(?:no|not an?|not the|never an?|not any|without(?: any)?|solved|fixed|fewer|less) (?:\w+ )?(?:problems?|issues?|trouble|difficult\w*|"
    r"worr\w+|concerns?|risks?|bother|complaints?)\b|\b(?:take|takes|took|lift|lifts|eases?|reduc\w+|remov\w+|less) [^.]{0,24}\b(?:worry|stress|problems?|fear|pressure|risk)\b|\bnot (?:\w+ )?(?:worr\w+|concerned|afraid|nervous|anxious|"
    r"difficult|hard|bad|too \w+)\b|\b(?:used to be|no longer|not any more)\b"
)

_CUES: tuple[Cue, ...] = (
    cue(
        "problem problems issue difficulty difficulties trouble barrier barriers obstacle obstacles challenge struggle "
        "frustration frustrating bottleneck risk danger downside worry concern fear nightmare disaster shambles mess",
        r"\b(?:the|my|our|one|an?|another|their|his|her|that is|biggest|main|real|big|huge) (?:\w+ ){0,2}?(?:problems?|issue|difficult(?:y|ies)|trouble|"
        r"barriers?|obstacles?|challenge|struggle|frustration|bottleneck|risk|danger|downside|worry|concern|fear|"
        r"nightmare|disaster|shambles|mess)\b|\bproblems? (?:with|is|here|getting)\b|\b(?:have|has|having|get) (?:\w+ )?"
        r"(?:problems|trouble|difficult(?:y|ies)) ",
        FAIR,
        "names a problem",
        _FINE,
    ),
    cue(
        "worried worries worry worrying concerned concerns anxious afraid scared frightened frightening nervous uneasy "
        "dread dreading fear terrified upset upsetting ashamed embarrassed embarrassing",
        r"\b(?:am|is|are|was|get|gets|feel|feels|felt|so|really|very|bit|still|too|quite|left) (?:\w+ ){0,2}?(?:worried|concerned|anxious|afraid|"
        r"scared|frightened|nervous|uneasy|terrified|upset|ashamed|embarrassed|worrying|frightening|upsetting|embarrassing)\b|"
        r"\b(?:i|we|people|patients|families|carers|staff|they|which|that|it|what) (?:\w+ ){0,2}?(?:worry|worries|dread|fear|concerns|scares)\b",
        FAIR,
        "says what worries them",
        rf"{_FINE}|\bas far as\b|\bdo not (?:you )?worry\b|\b(?:is|are|am) concerned with\b|\bafraid (?:i|we) (?:have|need|must|can)\b",
    ),
    cue(
        "difficult hard impossible tricky confusing confused complicated stressful stressed exhausting exhausted frustrating "
        "unfair unsafe dangerous unclear overwhelming overwhelmed isolating unacceptable lonely painful heartbreaking "
        "soul-destroying terrible awful dreadful hopeless useless appalling ridiculous annoying depressing demoralising",
        r"\b(?:is|are|am|it|find|finds|feels?|so|too|very|really|gets|getting|becomes|makes|quite|incredibly|just|and|left|be|as) "
        r"(?:\w+ ){0,2}?(?:difficult|hard(?! work(?:ing)? team)|impossible|tricky|confus(?:ing|ed)|complicated|"
        r"stress(?:ful|ed)|exhaust(?:ing|ed)|frustrat(?:ing|ed)|unfair|unsafe|dangerous|unclear|overwhelm(?:ing|ed)|"
        r"isolating|unacceptable|lonely|painful|heartbreaking|soul-destroying|terrible|awful|dreadful|hopeless|useless|"
        r"appalling|ridiculous|annoying|depressing|demoralising)\b",
        FAIR,
        "says what is hard",
        rf"{_FINE}|\bworks? (?:so |very |really )?hard\b|\bhard[ -]working\b|\bhard to (?:beat|fault|miss|believe how)\b",
    ),
    cue(
        "can",
        r"\b(?:i|we|you|they|he|she|people|patients|families|carers|staff|parents|users|residents|pupils|nobody|(?:the|my|our|some) \w+) "
        r"(?:just |still |really |simply |also )*can not (?:even |really |always |just |physically |actually )*(?!wait\b|complain|fault|thank|recommend|believe|"
        r"imagine|think of|remember|say\b|help (?:but|it)|go wrong|hear you|see (?:you|the (?:slides?|screen|chat))|speak for|"
        r"stress|emphasi[sz]e|tell you|comment|argue|stay\b|make (?:it )?(?:today|tonight|next)|open the link)\w+",
        FAIR,
        "says what cannot be done",
    ),
    cue(
        "nobody no none nowhere",
        r"\b(?:nobody|no one|no-one|none of (?:us|them|the \w+)) (?:\w+ ){0,2}?(?:tells|told|knows|knew|answers|answered|picks|picked|rings|rang|"
        r"asks|asked|listens|listened|explains|explained|seems|cares|comes|came|has|takes|took|can|could|checks|checked|"
        r"looks|talks|speaks|reads|turns|replies|replied|responds|helps|is|wants|uses|gets|got|sees)\b|"
        r"\bnobody (?:there|around|available|to)\b|\b(?:there is|have|had|has|got|with|is|get) (?:simply |just |still |really |often )?"
        r"(?:nobody|no one|nowhere|no (?:way|time|space|privacy|support|staff|money|parking|access|continuity|"
        r"information|follow[ -]up|contact|choice|plan|transport|signal|help|record|cover|lift|room)\b)",
        FAIR,
        "says what nobody does or there is not",
        r"\bno one (?:is )?(?:else|better)\b|\bnobody (?:does it|is) better\b|\bno time at all\b|\b(?:i|we) have no (?:complaints|doubt)\b",
    ),
    cue(
        "enough lack lacks shortage many few long late little far slow short noisy loud expensive",
        r"\b(?:is|are|am|was|there|have|has|do|does|never|still|just|simply) (?:\w+ )?not (?:\w+ ){0,2}?enough\b|\bnever (?:\w+ )?enough\b|"
        r"\b(?:a|the|sheer|total|real) (?:\w+ )?(?:lack|shortage) of\b|^(?:lack|shortage) of\b|\blacks?\b(?= \w)|"
        r"\b(?:far |way |just |still |simply |much )?too (?:many|few|long|late|much|little|far|slow|short|noisy|loud|expensive|busy|"
        r"small|tired|frightened|thin)\b|\bshort of (?:staff|time|money|beds|people|hands)\b",
        WEAK,
        "says what is too much or too little",
        rf"{_FINE}|\bnot too\b|\bcan not \w+ enough\b|\btoo (?:long|much) to (?:read|type|say)\b",
    ),
    cue(
        "struggle struggles struggling fed let forgotten ignored slip slips fall falls through lost stuck suffer suffers "
        "suffering failing fails broken breaks crumbling knackered burnt burned drowning missing misses miss",
        r"\bstruggl(?:e|es|ing)\b|\bfed up\b|\blet(?:ting)? (?:\w+ ){1,3}?down\b|\b(?:feel|feels|feeling|felt|are|is|been|being|get|gets) (?:\w+ ){0,2}?(?:forgotten|ignored|lost|stuck|abandoned|"
        r"dismissed|fobbed|let down|passed (?:around|about|from)|left out|burnt out|burned out|broken|knackered|drowning)\b|"
        r"\b(?:slips?|slipping|falls?|falling|fell) (?:through|between)\b|\b(?:miss|misses|missing|lose|loses|losing) out\b|\bsuffer(?:s|ing)?\b|"
        r"\bkeeps? (?:on )?(?:failing|breaking|crashing|going wrong|getting lost|being cancelled|changing|falling)\b",
        FAIR,
        "tells what goes wrong",
        rf"{_FINE}|\bstuck (?:with|to) (?:it|the plan)\b",
    ),
    cue(
        "take takes wait waits waiting never ages forever",
        r"\b(?:takes?|taking|waits?|waiting) (?:\w+ ){0,3}?(?:ages|forever|too long|so long|(?:\w+ )?(?:weeks|months|years|hours))\b|"
        r"\b(?:i|we|you|they|it|people|patients|families|carers|staff|letters?|(?:the|my|our|their) \w+) (?:just |still |simply )?never "
        r"(?:get|gets|hear|hears|know|knows|answers?|comes?|works?|turns?|rings?|arrives?|sees?|told|reach(?:es)?|talks?|speaks?|listens?|asks?|tells?)\b",
        WEAK,
        "tells what takes too long or never comes",
        rf"{_FINE}|\bnever (?:know|hear|see)s? (?:a|such|better)\b",
    ),
    cue(
        "not",
        r"\b(?:does|do|is|are) (?:just |simply |really |still )?not (?:really |actually |even |always |just )?(?:work|working|help|helping|happen|happening|feel safe|safe|fair|listen|"
        r"listening|talk to|joined up|speak to|reach|fit|good enough|clear|acceptable|sustainable|accessible|told|listened|"
        r"answer|reply|get (?:told|asked|seen|the|any|enough)|have (?:the |enough |any |an? )(?:time|staff|space|money|car|computer|phone|capacity|room|"
        r"resources|tools|kit|beds|people|smartphone|internet))\b",
        FAIR,
        "says what does not work",
        r"\bif (?:it|that|this|they|you|we|the \w+) (?:do|does|is|are) not\b|\bdoes not help that you\b",
    ),
)
_BOOK = Book(_CUES)


def concern(text: str, words: set[str], *, spoken: bool) -> Verdict | None:
    """A sentence of plain text that proposes and asks nothing, judged as a worry or a lack; None if it shows neither."""
    if text.rstrip().endswith("?"):
        return None
    found = _BOOK.find(text, words, spoken=spoken, code=False)
    return (Kind.COMMENT, found[0], CONCERN + found[1]) if found else None


def is_concern(kind: Kind, why: str) -> bool:
    """Whether what was judged is a concern."""
    return kind is Kind.COMMENT and why.startswith(CONCERN)
