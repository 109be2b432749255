"""What a sign that somebody may be at risk is made of, and the words that all of them share.

Patterns are matched on `kind.plain` text after `safety` has put its spelling right. Every gap in them is bounded, so
that each takes linear time.
"""

from __future__ import annotations

import re

import msgspec

#: How the why of what may be a risk begins.
RISK = "somebody may be at risk: "


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """A form of words that tells of a risk: a sentence shows it if all of `says` are in it, and none of `unless`.

    It is tried only on sentences with one of the words `on`. `own` says that people tell it of themselves; `source` is
    the published list that names the sign (the wording is ours).
    """

    on: frozenset[str]
    says: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    why: str
    source: str
    own: bool

    def is_in(self, text: str) -> bool:
        """Whether a sentence of plain text shows it, whatever its words are."""
        return all(part.search(text) for part in self.says) and not any(part.search(text) for part in self.unless)


def sign(
    on: str,
    *says: str,
    why: str,
    source: str,
    unless: str = "",
    own: bool = True,
    told: bool = True,
    past: bool = False,
) -> Sign:
    """A sign as it is written in a list: `on` as prose, patterns as text.

    `told` is for loose patterns, which do not count in what is proposed or taught. `past` is for what says itself
    when it was.
    """
    never = [unless] if unless else []
    never += [PROPOSED] if told else []
    never += [REPORTED] if past else [REPORTED, PAST]
    return Sign(
        on=frozenset(on.split()),
        says=tuple(map(re.compile, says)),
        unless=tuple(map(re.compile, never)),
        why=RISK + why,
        source=source,
        own=own,
    )


def said(words: str) -> str:
    """One of several forms of words, as whole words."""
    return rf"\b(?:{words})(?![\w-])"


def few(most: int) -> str:
    """A gap of at most so many words."""
    return rf"(?:[\w'&-]+,? ){{0,{most}}}?"


#: "He is", "she has" and "dad's": what contracts to 's.
IS = r"(?:'s| is| are| was| has| have)"
KIN = (
    r"(?:(?:mother|father|brother|sister|son|daughter)[ -]in[ -]law|husband|wife|partner|boyfriend|girlfriend|fiance|fiancee|ex|mum|mam|mom|mother|dad|father|stepdad|step-dad|stepfather|"
    r"step dad|stepmum|step-mum|stepmother|brother|sister|son|daughter|uncle|aunt|auntie|cousin|nan|gran|grandad|grandpa|grandma|grandson|"
    r"granddaughter|nephew|niece|lad|boy|girl|child|kid|baby|toddler|twins|friend|mate|best mate|neighbour|flatmate|housemate|client|patient|"
    r"pupil|student|teenager|teen|year[ -]old|yr[ -]old|carer|landlord|in-laws|colleague|fella|bloke|missus|member|resident|tenant|lodger|little one)"
)
#: One person who is there, not anybody: "my son", "a boy in my class", "the girl next door", "she".
ONE = (
    rf"(?:he|she|they|(?:my|our|his|her|their|this|that|the|a|one of my|one of our|another|little) (?:\w+ ){{0,2}}?{KIN}s?"
    r"(?: (?:of (?:mine|ours)|next door|downstairs|upstairs|in (?:my|our|the) (?:\w+ )?\w+|at (?:my|our) \w+))?|"
    r"(?:a|the|this|that) (?:man|woman|lady|resident|tenant|caller))"
)
#: The same, as people write it in haste: "mum", "daughter, 14", "someone".
SOMEBODY = (
    rf"(?:{ONE}|(?:mum|mam|mom|dad|nan|gran|grandma|grandad|grandpa|husband|wife|hubby|daughter|son|brother|sister|baby|"
    r"someone|somebody|friend|mate|bloke|man|woman|girl|boy|lad|kid|child|toddler|lady|guy|resident|patient)s?(?:,? (?:of )?\d+)?)"
)
#: Said of people at large, of what should be done for them, or to teach how to deal with it.
AT_LARGE = (
    r"\b(?:if|when|whenever|where|unless|once|for|with|to) (?:a|an|any|some|every|each|the|your|their)? ?(?:patients?|person|people|persons|"
    r"someone|somebody|anyone|anybody|everyone|callers?|child|children|young|pupils?|colleagues?|residents?|carers?|parents?|you)\b|"
    r"\b(?:someone|somebody|anyone|anybody|those|people|patients|everyone|a person|a patient|a caller|a child) who\b|"
    r"\b(?:train|training|teach|teaching|posters?|leaflets? (?:about|on|for)|campaign|policy|prevention|awareness)\b"
)
SUPPOSED = rf"\bif i (?:was|were|felt|had|ever|am ever)\b|\b(?:in case|imagine) i\b|{AT_LARGE}"
NO_MORE = r"(?:any ?more|no more|any longer(?! than)|much longer)"
SELF = r"(?:myself|himself|herself|themselves|themself|hisself)"
LAUGH = r"\blaughing\b|\bwith (?:work|overtime|stress)\b|\btrying to\b|\bover (?:this|a)\b"
#: A wish or act that is denied.
DENIED = (
    r"\b(?:not|never|no longer) (?:(?!(?:stop|help|see|know|why|care|scared|afraid|mind|only|just|if|to be|resist|here|safe|sure)\b)[\w']+ ){0,3}?"
    r"(?:die|dying|kill\w*|hurt\w*|harm\w*|cut|cutting|suicid\w*|self-?harm\w*|overdos\w*|in (?:any )?danger|end (?:it|my life)|take my life)\b(?! enough)(?!.{0,40}\bbut (?:\w+ )?(?:i )?(?:wish|would|will|can|still|sometimes|part of me|wouldn't|do)\b)|"
    r"\b(?:no|without|not any|never any) (?:\w+ )?(?:thoughts?|plans?|intentions?|urges?|wish|history) (?:of|to|about)\b|\b(?:nobody|no one|no-one) (?:is|was|has|ever) \w+ing\b"
)
#: What is over, and told as such; "again" and "still" bring it back.
PAST = (
    r"^(?!.*\b(?:again|still|tonight|right now|even now|this time|been ever since)\b)(?=.*(?:"
    r"\b(?:years?|months|decades?|ages) (?:ago|back|since|later|clean|sober|free)\b|\bin (?:the )?(?:19|20)\d\d(?:'?s)?\b|\b(?:last|that|one) (?:year|winter|christmas|summer|spring|autumn|may|march|april)\b|"
    r"\b(?:used to|back then|back in|at the time|looking back|in those days|long ago|in the past|no longer|in my (?:teens|twenties|thirties|youth|darkest)|as a (?:\w+ )?(?:child|kid|teenager|girl|boy|lad|student))\b|"
    r"\b(?:when|while|after|before|until) (?:i|we|my \w+|our \w+) (?:was|were|had|felt|died|got|broke|came|collapsed|went)\b|\b(?:when|while|after|before|until) (?:he|she|they|my \w+|our \w+|\w+) (?:died|hanged|killed|took (?:his|her|their)|ended (?:his|her|their)|jumped|drowned|overdosed|was (?:\d+|little|young|small|born|alive|a (?:child|kid|baby|teenager)))\b|\bi had (?:\w+ )?(?:\w+ )?(?:depression|psychosis|anorexia|bulimia|breakdown)\b|\bi was \d+ when\b|\bsince i stopped\b|"
    r"\b(?:survived|survivor|recovered|recovering|recovery|got (?:me|him|her|us) (?:through|out of it|back on)|saved (?:me|us|my life)|what (?:helped|saved)|changed (?:that|everything)|clean from|turned it round|"
    r"i once|once i was|we lost|bereaved|died (?:by|from|of|in)|the inquest)\b))"
)
#: What somebody would have done about such things, or does for a living.
PROPOSED = (
    r"(?<!\bi )\b(?:should|ought to)\b(?! (?:i|we)\b)|\b(?:for|if|when|where) (?:a |an |any |every |each )?(?:anyone|someone|somebody|people|patients|persons?|callers?|pupils?|residents?)\b(?! (?:in|at|from) (?:the|our|my)\b)|\b(?:anyone|someone|people|those|patients|residents) who\b|\b(?:could|can) (?:we|you|gps?|pharmac\w+|staff|schools?|dentists?|paramedics)\b(?! (?:\w+ )?(?:help|reach|send|ring|come)\b)|"
    r"\bwe need\b(?! (?:someone|somebody|help|an ambulance)\b)|\b(?:needs? to be|needs? (?:more|better))\b|"
    r"\b(?:what if|how about|what about|why not|how (?:do|can|could) we|let us|i suggest|i would like|would (?:help|be good|be great|like)|please (?:make|display|put|let|add))\b|"
    r"^(?:put|make|train|teach|fund|give|offer|add|let|set up|share|open|smaller|more|better|every|all(?! i\b)|use|show|print|tell)\b(?! (?:up|day|night|time|morning|week|of us|my|our)\b)|"
    r"\b(?:training|trained|protocol|pathway|guidance|guidelines?|awareness|polic(?:y|ies)|assess(?:es)? |treated|drills?|leaflets? (?:about|on|for)|posters?|magnet|induction|evidence|referrals?|workshop|campaign|audit|programmes?|screening)\b"
)
#: Said of many, or by the news, or denied.
REPORTED = (
    r"\d ?%|\bper cent\b|\b(?:is|are|was|were|does|do|did|been|am) not (?:\w+ )?(?:violent|aggressive|abusive|controlling|abused|neglected|beaten|hit|hitting|hurting|a threat|a risk|in danger)\b|\b(?:one|two|three|four|\d+) (?:in|out of) (?:two|three|four|five|six|ten|\d+)\b(?! (?:hours|days|weeks))|\b(?:thousands|hundreds|millions|most|many|(?:a|one) (?:third|quarter|half|fifth|tenth)|half|three quarters) of\b|"
    r"\b(?:study|studies|survey|statistics|stats|figures|rates?|research|inquest|court|jailed|bbc|gazette|charity|film|documentary|novel|ombudsman|regulator|rehears\w+|a play)\b|"
    r"^(?!(?:my|our|the|these|those|two|his|her|you|some) )(?:\w+ )?(?:nurses|patients|parents|teenagers|women|families|victims|survivors|prisoners|carers|children|people|deaths)\b(?! (?:have|has|are|did|do) not\b)"
)
