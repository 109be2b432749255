"""What counts as an answer while a question is on that asks for ideas: a thing that there should be, without a verb."""

from __future__ import annotations

import re

from bridge.intake.cues.book import WEAK
from bridge.intake.cues.orders import ADVISE, AMBIGUOUS, ASK
from bridge.intake.cues.reactions import noun_answer

_FEWEST_WORDS = 4
_ASKS_FOR_IDEAS = re.compile(
    r"\b(?:would|should|could|might|ideas?|chang\w+|improv\w+|better|differently|solutions?|suggest\w*|help\w*|stop|start|fix|"
    r"(?:how|what) (?:can|do|must|shall) (?:we|you|i|people|the|our|your)|one thing)\b",
    re.IGNORECASE,
)
#: What was or is, or who is there.
_ASKS_OTHERWISE = re.compile(
    r"\b(?:tell us|introduce|who (?:are|is)|where are|have you|has (?:anyone|anybody|it|your)|did (?:you|it)|(?:how|what) (?:was|were|has|have|had|did|is|are)|"
    r"what happen\w+|experiences?|stor(?:y|ies)|why (?:is|are|do|does|did)|barriers?|worr\w+|challenges?|examples?|feel|felt)\b",
    re.IGNORECASE,
)
#: What says how a thing, the talk or the speaker is, though it has no verb either.
_REMARK = re.compile(
    r"(?:found|left|tried|had|lost|made|great|good|lovely|brilliant|interesting|excellent|fair|important|amazing|wonderful|fantastic|nice|happy|proud|glad|"
    r"pleased|delighted|really|some|so|such|same (?:here|problem|issue|story|in|with|as)|true|agreed?|exactly|absolutely|totally|"
    r"completely|spot|well|only|still|back|here|see|sorry|haha|lol|wow|oh|ah|yes|yep|yeah|evening|morning|hello|hi|hey|dinner|late|tea|"
    r"time (?:for|to)|off|now|first|last|next|loving|watching|reading|joining|enjoying|catching|looking|listening|following|running|"
    r"my|our|your|his|her|their|a (?:great|good|lovely|bit|lot|few|huge|big|real|very|similar|fair|friend|colleague|question|"
    r"thought|reminder|tale|shame|pity|joke|waste|\w+ years?|nurse|physio|carer|patient|porter|doctor|student|paramedic)|"
    r"an? (?:\w+ )?(?:question|point|comment|answer|reply|issue|problem|concern|bunch|load) (?:of|about|for|on|from|to)|another|bunch|"
    r"one of (?:the|my|our)|most|all (?:of|the)|half|both|many|lots|loads|plenty|thousands|hundreds|years|months|weeks|days|hours|\d+|"
    r"nurse|physio\w*|carer|porter|gp|patient|student|doctor|paramedic|pharmacist|therapist|volunteer|consultant|manager|"
    r"receptionist|commissioner|midwife|retired|former|wow|same|link|slides?|recording|blog|webinar|new (?:blog|post|paper|report)|"
    r"poll|photo|picture|video|greetings|croeso|welcome|bienvenid\w+|anyone|just|right|ok|okay|not|cost|costs|money|funding|depends)\b"
)
_JUDGES = re.compile(
    r"\b(?:chat|tweets?|thread|hashtag|tonight|this evening|everybody'?s|you all|feed|replies|points?|question \d)\b"
)
_TELLS = re.compile(
    r"\b(?:wants|needs|likes|loves|hates|makes|helps|takes|knows|goes|keeps|brings|says|seems|looks|works|gets|feels|means|comes|"
    r"runs|gives|thinks|asks|starts|went|came|got|made|said|took|gave|felt|kept|excuse|join in|vote)\b"
)
#: Its beginning is a verb, and the rules of orders did not take it for one.
_VERBS_ONLY = (ASK | ADVISE) - AMBIGUOUS
_CLAUSE = re.compile(r"\b(?:who|that|which|where|when|so|if|while|because)\b")
#: What ties a thing to whom it is for, where, when or to do what.
_TIES = re.compile(
    r"\b(?:for|in|on|at|with|to|from|by|between|per|every|each|after|before|near|that|where|who|which|instead|not|so|without|while|during|"
    r"across|inside|outside|until|within|through|about|of)\b"
)


def asks_for_ideas(question: str) -> bool:
    """Whether a question, in its host's or its plan's words, asks what to do; so do those whose words say nothing of it."""
    return bool(_ASKS_FOR_IDEAS.search(question)) or not _ASKS_OTHERWISE.search(question)


def thing_to_do(sentences: list[str]) -> tuple[float, str] | None:
    """How surely the first of these plain sentences names a thing that there should be, and why; None if it does not."""
    text = sentences[0].strip() if sentences else ""
    words = text.rstrip(".!").split()
    if len(words) < _FEWEST_WORDS or text.endswith("?") or words[0].endswith("ing") or words[0] in _VERBS_ONLY:
        return None
    if _REMARK.match(text) or _JUDGES.search(text) or _tells(_CLAUSE.split(text, maxsplit=1)[0]):
        return None
    return (
        (WEAK, "names a thing, while a question asks what to do") if noun_answer(text) and _TIES.search(text) else None
    )


def _tells(clause: str) -> bool:
    """Whether it says how things are: "the chapel lends wheelchairs"."""
    return bool(_TELLS.search(clause)) or any(
        word.endswith("s") and word[:-1] in _VERBS_ONLY for word in clause.split()[1:]
    )
