"""Folding: one word for each thing that people write in several ways, and nothing for what they say while they think.

A key is folded before it is compared. Only what is the same word is folded, spelt out or cut short, British or American:
words that mean much the same are for suggestions (lexicon.SAME_HERE).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bridge.ideas.lexicon import word_set

#: One word for another: short spellings of the field and of phones, and American ones.
WORDS = {
    line.split()[0]: " ".join(line.split()[1:])
    for line in """
    shd should
    shld should
    wd would
    wld would
    cd could
    cld could
    abt about
    tmr tomorrow
    tmw tomorrow
    2day today
    2moro tomorrow
    2morrow tomorrow
    2nite tonight
    gr8 great
    cos because
    msg message
    msgs messages
    txt text
    txts texts
    wkend weekend
    wkends weekends
    wkly weekly
    mth month
    mths months
    mtg meeting
    mtgs meetings
    mgr manager
    mgrs managers
    svc service
    svcs services
    btwn between
    incl including
    esp especially
    approx approximately
    diff different
    tue tuesday
    tues tuesday
    thu thursday
    thur thursday
    thurs thursday
    avg average
    vols volunteers
    info information
    docs doctors
    doc doctor
    meds medicines
    ops operations
    amb ambulance
    lab laboratory
    labs laboratories
    exam examination
    exams examinations
    uni university
    rehab rehabilitation
    comms communications
    admin administration
    physios physiotherapists
    telephone phone
    telephones phones
    bike bicycle
    bikes bicycles
    fridge refrigerator
    kid child
    kidss childrens
    flu influenza
    hes he is
    shes she is
    youd you would
    theyd they would
    itd it would
    kids children
    mom mum
    moms mums
    mommy mum
    mummy mum
    hcas healthcare assistants
    hca healthcare assistant
    ots occupational therapists
    ot occupational therapist
    slt speech and language therapist
    slts speech and language therapists
    icu intensive care
    itu intensive care
    mh mental health
    ltc long term condition
    ltcs long term conditions
    mdt multidisciplinary team
    mdts multidisciplinary teams
    pcn primary care network
    pcns primary care networks
    ooh out of hours
    epr electronic patient record
    ceo chief executive
    anybody anyone
    everybody everyone
    somebody someone
    till until
    til until
    alright allright
    color colour
    colors colours
    center centre
    centers centres
    theater theatre
    theaters theatres
    meter metre
    meters metres
    liter litre
    liters litres
    fiber fibre
    labor labour
    neighbor neighbour
    neighbors neighbours
    neighborhood neighbourhood
    neighborhoods neighbourhoods
    favor favour
    favorite favourite
    behavior behaviour
    behaviors behaviours
    behavioral behavioural
    tumor tumour
    tumors tumours
    program programme
    programs programmes
    pediatric paediatric
    pediatrics paediatrics
    pediatrician paediatrician
    anesthetic anaesthetic
    anesthetist anaesthetist
    anemia anaemia
    hemorrhage haemorrhage
    diarrhea diarrhoea
    edema oedema
    esophagus oesophagus
    estrogen oestrogen
    fetus foetus
    gynecology gynaecology
    gynecologist gynaecologist
    orthopedic orthopaedic
    orthopedics orthopaedics
    leukemia leukaemia
    hematology haematology
    maneuver manoeuvre
    practise practice
    license licence
    defense defence
    catalog catalogue
    dialog dialogue
    counseling counselling
    counselor counsellor
    counselors counsellors
    traveling travelling
    traveled travelled
    canceled cancelled
    canceling cancelling
    enroll enrol
    fulfill fulfil
    skillful skilful
    judgment judgement
    aging ageing
    aluminum aluminium
    pajamas pyjamas
    diaper nappy
    diapers nappies
    elevator lift
    elevators lifts
    sidewalk pavement
    sidewalks pavements
    vacation holiday
    vacations holidays
    apartment flat
    apartments flats
    trash rubbish
    truck lorry
    trucks lorries
    couch sofa
    cellphone mobile
    cellphones mobiles
    gotten got
    """.strip().splitlines()
}

#: Several words for one.
PHRASES = {
    tuple(line.partition(" = ")[0].split()): tuple(line.partition(" = ")[2].split())
    for line in """
    national health service = nhs
    general practitioner = gp
    general practitioners = gps
    health care assistant = healthcare assistant
    health care assistants = healthcare assistants
    accident and emergency = a and e
    intensive care unit = intensive care
    multi disciplinary team = multidisciplinary team
    care quality commission = cqc
    chronic obstructive pulmonary disease = copd
    x ray = xray
    x rays = xrays
    e mail = email
    e mails = emails
    wi fi = wifi
    web site = website
    on line = online
    week end = weekend
    week ends = weekends
    health care = healthcare
    child care = childcare
    day care = daycare
    drop in = dropin
    walk in = walkin
    follow up = followup
    follow ups = followups
    check up = checkup
    check ups = checkups
    car park = carpark
    car parks = carparks
    parking lot = carpark
    parking lots = carparks
    d c = discharge
    w e = weekend
    no one = nobody
    any one = anyone
    o clock = oclock
    """.strip().splitlines()
}
#: What people say while they think.
FILLERS = word_set("er err erm ermm ah ahem obviously literally hashtag umm omg lol haha btw fyi")
#: "kind of" is none of them after these: "this kind of help".
_KINDS = word_set(
    "this that some what any a an the same each every one another all which these right new no of other two"
)
#: What people say when they begin again.
AGAIN = (
    ("let", "me", "start", "again"),
    ("i", "will", "start", "again"),
    ("sorry",),
    ("no",),
    ("no", "sorry"),
    ("rather",),
    ("wait",),
)
_ENDS_AGAIN = frozenset(marker[-1] for marker in AGAIN)
#: How long a stretch is that someone says twice.
STRETCH = 7
#: "4" is "for" and "2" is "to" before these, in the spelling of phones.
_AFTER_FOR = word_set(
    "a an the all my our your their his her them us me this that these those everybody anybody each every any"
)
_AFTER_TO = word_set(
    "a an the all my our your their his her them us me be go see get have do make help everybody anybody"
)
_BEFORE_TO = word_set("want need have going able like up back due access close next used try listen talk go get")

#: What would be a phrase if its first word were not in nearly every text.
_HALF_HEARD = (
    (re.compile(r"(?<=\d )([ap]) m\b"), r"\1m"),
    (re.compile(r"\b(should|could|would|must) of\b"), r"\1 have"),
)
_OPENING = frozenset(phrase[0] for phrase in PHRASES)
_BEGUN = frozenset(phrase[:2] for phrase in PHRASES)
_LONGEST = max(map(len, PHRASES))
_TOUCHED = frozenset({*WORDS, *FILLERS, "4", "2", "kind", "sort"})


def folded(key: str) -> str:
    """The key with one word for each thing, without fillers and without what was said twice in a row."""
    return " ".join(folded_words(key, key.split())) or key


def folded_words(key: str, words: list[str]) -> list[str]:
    """The words of the folded key, given those of the key; the same list if there is nothing to fold."""
    if "ld of " in key or "must of " in key or " m " in key or key.endswith(" m"):
        for heard, written in _HALF_HEARD:
            key = heard.sub(written, key)
        words = key.split()
    if not _TOUCHED.isdisjoint(words) or (not _OPENING.isdisjoint(words) and not _BEGUN.isdisjoint(pairwise(words))):
        words = _written_out(words)
    return _said_once(words[:]) if len(set(words)) < len(words) else words


def _written_out(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _OPENING and (word, following) in _BEGUN and (length := _phrase(words, at)):
            found += PHRASES[tuple(words[at : at + length])]
            at += length
            continue
        if word in {"kind", "sort"} and following == "of" and found and found[-1] not in _KINDS:
            at += 2
            continue
        if word == "4" and following in _AFTER_FOR:
            word = "for"
        elif (
            word == "2"
            and following in _AFTER_TO
            and (following not in {"all", "a"} or not _BEFORE_TO.isdisjoint(found[-1:]))
        ):
            word = "to"
        if word not in FILLERS:
            found.append(WORDS.get(word, word))
        at += 1
    return found


def _phrase(words: Sequence[str], at: int) -> int:
    """How many words a phrase has that begins here; 0 if none does."""
    for length in range(min(_LONGEST, len(words) - at), 1, -1):
        if tuple(words[at : at + length]) in PHRASES:
            return length
    return 0


def _said_once(words: list[str]) -> list[str]:
    """The words without a stretch that is said again at once, or after "sorry" or the like."""
    seen: set[str] = set()
    at = 0
    while at < len(words):
        word = words[at]
        if word in seen:
            for start in range(at - 1, max(0, at - STRETCH - 4) - 1, -1):
                if words[start] == word and (cut := _repeated(words, start, at)):
                    del words[start:at]
                    at -= cut
                    break
        else:
            seen.add(word)
        at += 1
    return words


def _repeated(words: Sequence[str], start: int, at: int) -> int:
    """How many words to drop because what begins at one place begins again at another; 0 if it does not."""
    said = tuple(words[start:at])
    for marker in AGAIN if said[-1] in _ENDS_AGAIN else ():
        kept = len(said) - len(marker)
        if kept > 0 and said[kept:] == marker and tuple(words[at : at + kept]) == said[:kept]:
            return at - start
    if len(said) > STRETCH or (len(said) == 1 and (said[0] in {"not", "no"} or said[0][:1].isdigit())):
        return 0
    return at - start if tuple(words[at : at + len(said)]) == said else 0
