"""The words that the rules of sameness know. All English, except where a set says otherwise."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


#: Little words that may come, go or change without a change of meaning.
LITTLE = word_set("""
    a an the this that these those there here it its is are was were be been being am do does did done have has had
    having will would shall to of for in on at by from into as and or so then than also too just really very quite
    actually simply well like please yes yeah oh okay ok now right think feel know see say said which who whom whose
    what when where how why i me my we us our ours you your yours
    """)

#: Words whose coming, going or changing turns the meaning round, however little they are.
WEIGHTY = word_set("""
    not no never none nobody nothing nowhere neither nor without cannot hardly barely scarcely rarely seldom
    nicht kein keine keinen nie niemals ne pas jamais aucun sin nunca jamás tampoco niet geen non mai senza
    nie bez não nem ddim peidiwch nid değil не нет никогда без لا ليس
    if unless only except until till before after while instead although though despite during because always
    sometimes often usually once whenever whether otherwise provided even still yet already
    more less most least fewer few many much some any all every each both either half double twice enough several
    almost nearly about over under above below better worse best worst
    up down out off away back inside outside against versus towards through across between near far
    he she him her his hers they them their theirs himself herself
    percent pounds dollars euros hundreds thousands million millions billion billions anti pre post ex semi too
    """)

#: Words that take a stand, in all their forms: one of them alone on one side turns the meaning, too.
STANCE = word_set("""
    stop avoid ban refuse reject oppose prevent fail lack deny disagree doubt fake false former wrong bad terrible
    rubbish nonsense impossible
    """)

#: How binding something is: any of them may come or go, but one is not another.
DUTIES = word_set("must should could can may might need ought will would shall")

#: Short spellings that everyone reads as the long one.
SPELLED_OUT = {
    "appt": "appointment",
    "appts": "appointments",
    "apt": "appointment",
    "apts": "appointments",
    "appmt": "appointment",
    "min": "minutes",
    "mins": "minutes",
    "hr": "hour",
    "hrs": "hours",
    "wk": "week",
    "wks": "weeks",
    "yr": "year",
    "yrs": "years",
    "govt": "government",
    "gov": "government",
    "dept": "department",
    "mgmt": "management",
    "hosp": "hospital",
    "pls": "please",
    "plz": "please",
    "ppl": "people",
    "u": "you",
    "ur": "your",
    "bc": "because",
    "cuz": "because",
    "coz": "because",
    "b4": "before",
    "thru": "through",
    "tho": "though",
    "tmrw": "tomorrow",
    "pts": "patients",
    "pt": "patient",
    "percentage": "percent",
    "pct": "percent",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "cannot": "can not",
    "cant": "can not",
    "wont": "will not",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "werent": "were not",
    "havent": "have not",
    "hasnt": "has not",
    "hadnt": "had not",
    "shouldnt": "should not",
    "couldnt": "could not",
    "wouldnt": "would not",
    "mustnt": "must not",
    "neednt": "need not",
    "aint": "is not",
    "im": "i am",
    "ive": "i have",
    "youre": "you are",
    "theyre": "they are",
    "thats": "that is",
    "whats": "what is",
    "theres": "there is",
    "lets": "let us",
}

#: Words that say the same in a health service, in any form; the first of a line stands for all. Only for suggestions.
SAME_HERE = tuple(
    tuple(line.split())
    for line in """
    appointment booking slot visit clinic
    doctor gp gps dr medic
    text sms message
    backlog waitlist queue
    phone telephone call ring
    video virtual remote online digital
    staff workforce colleague employee personnel
    patient people person
    operation surgery surgical op procedure
    replacement replace
    consultant surgeon specialist
    carer family relative
    reminder prompt nudge
    letter mail post leaflet
    weekend saturday sunday
    transport travel lift taxi bus drive driver
    training train teach education learn
    hub centre center
    physio physiotherapy physiotherapist
    diagnostic test scan mri
    pharmacist pharmacy chemist
    medicine medication drug
    quick fast speed rapid
    begin start launch
    fund pay money reimburse
    choose choice pick option
    inform explain tell
    follow followup
    elective planned
    protect ringfence
    rural village countryside remote
    neighbouring nearby adjacent
    month monthly
    week weekly
    day daily
    year yearly annual
    mobile portable
    preop pre-op prehab prehabilitation preassessment
    child kid youngster pupil toddler
    old elderly senior
    tablet pill dosette
    respite break
    bicycle bike cycle
    toilet loo lavatory
    mother mum mom
    father dad
    husband wife spouse
    baby infant newborn
    vaccine vaccination jab immunisation
    interpreter translator translation
    secure lock locked
    entrance door
    desk reception receptionist
    mental psychological psychologist
    counsellor counselling therapist therapy
    anxious anxiety worry worried nerves
    smoke smoker cigarette
    meal food dinner supper
    picture photo image
    price fee charge cost
    ban forbid prohibit
    scrap abolish
    large big
    animal pet
    emergency casualty urgent
    exercise fitness gym
    cook kitchen chef
    discharge leave
    prescription script prescribe
    wheelchair scooter
    stair step
    noise noisy quiet
    clean cleaner hygiene
    refugee asylum migrant
    pregnant pregnancy maternity midwife
    dementia alzheimers memory
    funeral bereavement bereaved grief grieving
    """.strip().splitlines()
)

#: Two words that are one thing.
PHRASES = {
    ("waiting", "list"): "backlog",
    ("waiting", "lists"): "backlog",
    ("wait", "list"): "backlog",
    ("general", "practitioner"): "gp",
    ("operating", "theatre"): "theatre",
    ("operating", "theatres"): "theatre",
    ("text", "message"): "sms",
    ("text", "messages"): "sms",
    ("general", "practice"): "gp",
    ("ring", "fence"): "protect",
    ("pre", "op"): "preop",
    ("pre", "assessment"): "preassessment",
}

#: Words so common in what we hear that sharing them says little.
COMMON = word_set("""
    each every all with without before after about any many some much both too own high during while still even
    patient people staff care nhs need help work time make get use service hospital health better good great new one
    way thing lot want idea let go give take put more less could should would can must if their them they
    """)

#: Words of the field that many texts carry: that two share one of them says little, too.
WIDESPREAD = word_set("ward surgery gp nurse doctor clinic home room waiting day week month year free visit leaving")

#: Function words of other languages: a text that has more of them than of English ones is not English.
FOREIGN = word_set("""
    der das und ist ein eine einen dem den nicht wir sie ich mit auf für von zu zum zur auch sollten sollen muss kein
    le la les des une est et dans pour que qui avec sur pas nous vous ils elle sont du au aux ne devrait doit faut
    el los las una del por para con que es en se su como pero más debemos hay sobre
    il lo gli che di per una sono non della dei nel con più dobbiamo
    het een van niet voor zijn met ook wij moeten dat naar
    o os um uma da do dos das não em para com mais devemos
    yn y yr ar mae ac nid ddim ni dylai dylem eu gyda oes
    nie się na jest z do że oraz dla przez powinniśmy
    ve bir bu için ile değil çok olmalı
    och att det som på för med inte är ska av
    si nu este în pe cu la care trebuie
    """) - {
    "a",
    "do",
    "no",
    "me",
    "an",
    "on",
    "as",
    "to",
    "in",
    "is",
    "so",
    "he",
    "we",
    "o",
    "y",
    "z",
    "am",
    "per",
    "met",
    "de",
}
