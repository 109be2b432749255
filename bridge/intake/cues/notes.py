"""Which lines of notes, boards and session chat stand for a point that somebody made, though no cue says so.

What is pinned to a board was thought worth writing down: such lines are taken by default (the way in which Decidim
imports a participatory text: every paragraph a draft, which a person confirms), but for what notes hold of their own:
headings, agendas, who was there, what was done, and to-do lists.
"""

from __future__ import annotations

import re

#: Above it a line is prose, and judged by its cues alone.
MOST_WORDS = 25
_MOST_CHARACTERS = 400

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"(?:{_DAY},? ?)?(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|"
    rf"\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|{_DAY})\b,?(?: ?\d{{2,4}})?"
    r"(?:,? ?(?:at )?\d{1,2}(?:[:.]\d{2})? ?(?:am|pm)?(?: ?(?:to|[-–]) ?\d{1,2}(?:[:.]\d{2})? ?(?:am|pm)?)?)?[ .]*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2} ?(?:am|pm)?|(?:am|pm))\b(?:\s|$|[-–])", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:actions?|action points?|ap ?\d*|to[ -]?do|decisions?|present|attending|attendees|attendance|in attendance|apolog(?:y|ies)|absent|"
    r"chair(?:ed by)?|facilitator|host|minutes?|minute taker|note ?taker|scribe|date|time|venue|location|where|when|agenda|item \d+|agenda item|"
    r"next meeting|date of (?:the )?next meeting|aob|any other business|owner|deadline|due|status|group|table|"
    r"room|session|subject|title|topic|distribution|cc|from|to|link|zoom|teams|meeting id|passcode)\s*(?:[:–—]|-\s)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:(?:agenda|welcome(?:,? (?:and|&) .*)?|introductions?(?: (?:and|&) .*)?|apologies(?: .*)?|minutes of .*|matters arising|any other business|"
    r"aob|action (?:points|items|log)|actions|next steps|(?:date of (?:the )?)?next meeting.*|notes?(?: (?:of|from) .*)?|"
    r"meeting notes|summary(?: of .*)?|key (?:themes?|points?|messages?)|themes?|discussion|feedback|background|context|"
    r"close|closing(?: remarks)?|wrap[ -]?up|coffee(?: break)?|lunch(?: break)?|tea(?: break)?|comfort break|break|"
    r"questions?(?: (?:and|&) answers?)?|q ?& ?a|ideas?|suggestions?|challenges?|opportunities|barriers|enablers|"
    r"what (?:went|worked|works|did(?:n't| not)?) .*|breakout (?:room|group) .*|group \w+|table \w+|part \w+|"
    r"(?:feedback|notes|ideas|thoughts) from .*|parking lot|ice ?breaker|housekeeping|attendance|present|attendees))[ .:]*",
    re.IGNORECASE,
)
#: "Discussed the minutes of …", "Agreed to meet", "It was noted that", "The group heard from".
_PROCEDURE = re.compile(
    r"(?:(?:the )?(?:group|meeting|chair|board|committee|team|members|attendees|panel|we|everyone|all|table \w+|"
    r"\[name\]|[A-Z][a-z]+) (?:also |then |briefly )?)?(?:(?:discussed|noted|thanked|welcomed|approved|recapped|"
    r"summari[sz]ed|outlined|deferred|carried forward|signed off)\b|(?:agreed|reviewed|received|considered|covered|"
    r"presented|introduced|opened|closed|confirmed|reported|heard|explored|looked|talked|shared|updated|circulated|"
    r"attended|reminded|handed|went|gave|met|broke) (?:that|to|the|on|an?|how|what|whether|with|by|at|us|all|"
    r"everyone|in|into|for|from|over|round|through|about|of|back|their|his|her|our|next)\b)|"
    r"it was (?:\w+ )?(?:noted|agreed|reported|discussed|confirmed|suggested)|"
    r".{0,60}\b(?:was|were|have been|has been) (?:noted|agreed|approved|received|discussed|circulated|accepted|"
    r"welcomed|taken as read|reviewed|deferred|thanked|adjourned)\b|"
    r"(?:minutes|meeting) (?:approved|agreed|closed|ended|opened|started|begins?|ends?|closes?|starts?)\b",
    re.IGNORECASE,
)
_OFFICE = (
    r"(?:send|share|circulate|chase|email|draft|write up|book|feed back|follow up|liaise|confirm|collate|update|"
    r"arrange|report back|look into|produce|forward|minute)"
)
#: "JS to send slides", "Anna Bell to chase estates"; "Hospital to send one letter" is a proposal.
_TASK = re.compile(
    rf"(?:\[name\]|(?!GP|NHS|ICB|AHP|HCA|OT\b|MDT|PCN)[A-Z]{{2,3}}|[A-Z][a-z]+ [A-Z][a-z]+)(?:(?:/|, | and | & )"
    rf"(?:\[name\]|[A-Z]{{2,3}}|[A-Z][a-z]+(?: [A-Z][a-z]+)?))*(?: will|'ll)? to \w+|"
    r"(?!Hospital|Nurse|Staff|Reception|Pharmac|School|Council|Trust|Ward|Service|Team|Doctor|Manager|Letter|People|"
    r"Patient|Famil|Carer|Some|Volunteer|Parent|Teacher|Need|Have|Want|Ways?\b|How\b|Easier|Time\b|Access)"
    rf"(?:[A-Z][a-z]+)(?: will|'ll)? to {_OFFICE}\b"
)
#: Of the writer and the moment, as chats hold them.
_OF_ONESELF = re.compile(
    r"(?:i|i'm|im|i've|hi|hello|hey|bye|thanks|thank you|cheers|sorry|apologies|lol|haha|see you|yes|yep|nope|me too|"
    r"here is|here's|(?:good )?(?:morning|afternoon|evening)(?= ?(?:all|everyone|everybody|folks|team)\b|[,!.])|"
    r"welcome(?= (?:all|everyone|back)\b|[,!.])|found|gotta|got|not yet|done|will do|on (?:it|my)|so|that|this|that's|and|but|because|should|would|he|she|they|we|you|my|"
    r"(?:no|ok|okay|agreed?|same)(?= here\b|[,!.]| with\b)|well done)\b",
    re.IGNORECASE,
)
#: A verb that tells how things are or were: then the line is a remark, which its cues must name.
_TELLS = re.compile(
    r"\b(?:is|are|was|were|am|has|had|have|does|did|do not|did not|will|says|said|told|came|went|got|took|gave|made|felt|kept|left|means|meant|"
    r"stands?|hears?|finds?|gets?|feels?|reads|works|goes|knows?|comes|seems|looks|ran|left|lost|sent|saw|thought|walked|moved|supported|"
    r"served|drops|drives|frightens|helped|waited|asked|tried|stayed|stopped|worked|used to|cannot|can't|couldn't|isn't|aren't|wasn't|"
    r"doesn't|don't|didn't|i|i'm|it's|that's|there's|we've|we're|they're)\b",
    re.IGNORECASE,
)
#: "Coffee at 11", "wrap up 16:00", "Next workshop 4 Dec", "Fire drill on the 12th".
_DATED = re.compile(
    rf"(?:\bat|\buntil|\btill|\bfrom)? ?\b\d{{1,2}}[:.]\d{{2}}\b|\bat \d{{1,2}} ?(?:am|pm)?[ .]*$|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|"
    r"\bon the \d{1,2}(?:st|nd|rd|th)\b|\b20\d\d\b",
    re.IGNORECASE,
)
#: What was masked is somebody's detail: where to write, whom to ring.
_MASK = re.compile(r"\[(?!name\b)[a-zA-Z ]+\]")
_LINK = re.compile(r"https?://|www\.|\S+@\S+\.\w|\b[\w-]+\.(?:docx?|pdf|pptx?|xlsx?|png|jpe?g)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:who|that|which|where|when|so|if|before|after|while|because|what|how)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def stands_alone(line: str) -> bool:
    """Whether a line of notes, as it stands there, is short, and names a thing or a deed without telling how things are."""
    said = line.strip(" \t-–—•*·>")
    if len(said) > _MOST_CHARACTERS:
        return False
    words = _WORD.findall(said)
    if len(words) < 2 or len(said.split()) > MOST_WORDS or said.endswith((":", "?")):
        return False
    if all(word.isupper() for word in words) and len(words) < 6:
        return False
    return not (
        _HEADING.fullmatch(said)
        or _LABEL.match(said)
        or _DATE.fullmatch(said)
        or _CLOCK.match(said)
        or _TASK.match(said)
        or _PROCEDURE.match(said)
        or _OF_ONESELF.match(said)
        or _LINK.search(said)
        or _MASK.search(said)
        or _DATED.search(said)
        or _TELLS.search(_CLAUSE.split(said, maxsplit=1)[0])
    )
