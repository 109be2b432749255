"""The words that the rules of sameness know. All English, except where a set says otherwise.

The guard refuses every swap of unlike words by itself, so nothing here lists opposites for their own sake: only those
that a rule for typing errors, endings or little words would otherwise let pass.
"""

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

#: Little words that tell who does what to whom, or whether it is done: one of them on one side only is a difference.
TELLING = word_set("""
    by from or be been being have has had having did done right know see say said feel well here
    who whom whose what when where how why
    """)

#: Words of content that may come and go all the same: they only press or soften.
PRESSING = word_set("""
    definitely absolutely certainly truly totally completely surely obviously honestly literally seriously kindly
    mr mrs ms
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

#: Words that deny: where only one of two texts on one thing has one of them, it may say the opposite.
DENYING = word_set(
    "not no never none nobody nothing nowhere neither nor without hardly unless against scrap ban abolish"
)

#: Words that take a stand, in all their forms: one of them alone on one side turns the meaning, too.
STANCE = word_set("""
    stop avoid ban refuse reject oppose prevent fail lack deny disagree doubt fake false former wrong bad terrible
    rubbish nonsense impossible
    """)

#: How binding something is: any of them may come or go, but one is not another.
DUTIES = word_set("must should could can may might need ought will would shall")

#: Little words that tell where, whither, whose and what for, and those that join: in the place of one stands no other.
JOINTS = word_set("to of for in on at from into as and or")

#: Pairs of them that say the same all the same: "at the hospital" and "in the hospital", "into Leeds" and "to Leeds".
ALIKE_JOINTS = {frozenset(pair.split("/")) for pair in word_set("in/at on/at in/into to/into")}

#: Little words that pull against each other.
PULLING = {
    frozenset(pair.split("/"))
    for pair in word_set(
        "now/then here/there i/you we/you my/your our/your me/you us/you i/we was/will were/will is/was are/were am/was this/that these/those mr/mrs mr/ms"
    )
} | ({frozenset({one, other}) for one in JOINTS for other in JOINTS if one < other} - ALIKE_JOINTS)

#: Verbs after which "to" and "-ing" are two things: "stopped to smoke" and "stopped smoking".
TURNED_BY_TO = word_set(
    "stop stops stopped remember remembers remembered forget forgets forgot regret regrets regretted"
)

#: Who does it, at the beginning of a report: "We text people".
TELLERS = word_set("i we they he she")

#: What makes a proposal of a sentence that begins with who does it.
PROPOSING = DUTIES | word_set(
    "need needs want wants wish like love propose suggest please hope think feel believe why if"
)

#: Verbs that ask for what follows them: without one of them at its head, the rest still asks for it.
ASKING_FOR = word_set("""
    give let put have offer provide make ensure bring get use open fund start set add keep train teach show tell ask ring
    text phone send print pay share check record run build buy invite book plan help allow create
    """)

#: A sentence cannot end here: what follows was cut off.
OPEN_ENDS = word_set("""
    a an the our your their my his her its this these each every some any no of to in on at by for from with without into
    about above under over before after between through until than as and or but so that when where if because while who
    which is are was were be been has have had should must can could would will may might not very more most main first
    next low high new
    """)

#: Words that say when or how at the end of a sentence that is whole without them.
WHEN = word_set("today tonight tomorrow soon first last again together alone here there now then online free please")

#: In the same place of two texts, one is the other as it is heard, or typed on a phone, or as little different.
SOUND_ALIKES = {
    frozenset(pair.split("/"))
    for pair in (
        "their/there", "their/they are", "there/they are", "your/you are", "too/to", "for/4", "to/2", "too/2", "are/r", "be/b",
        "and/n", "you/u", "its/it is", "than/then", "whose/who is", "our/are", "in/wearing", "on/along", "down/along",
    )
}  # fmt: skip

#: Small words that stand before or behind what their verb acts on: "turn down the music", "turn the music down".
PARTICLES = word_set("up down out off away back over")

#: Verbs whose participle is no other word: "must put" and "must be put" are two things.
ONE_FORM = word_set("put cut let read set shut hit cost hurt run come become let spread split quit cast rid")

#: What a report in the past makes of verbs that change within.
BACKSHIFTS = {
    frozenset(pair.split("/"))
    for pair in word_set("""
        is/was are/were am/was has/had have/had can/could will/would may/might do/did does/did give/gave gives/gave get/got gets/got
        keep/kept leave/left come/came comes/came go/went goes/went send/sent know/knew knows/knew tell/told make/made
        makes/made take/took takes/took find/found feel/felt feels/felt lose/lost run/ran think/thought speak/spoke
        leaves/left loses/lost wins/won sells/sold buys/bought finds/found hits/hit rises/rose falls/fell says/said begins/began
        """)
}

#: Words that look like a slip of the pen or another form of one another, and are not. Each line is one family.
LOOKALIKES = tuple(
    frozenset(line.split())
    for line in """
    monday tuesday wednesday thursday friday saturday sunday weekday weekdays weekend weekends
    mondays tuesdays wednesdays thursdays fridays saturdays sundays
    january february march april may june july august september october november december
    hundred thousand million billion trillion hundreds thousands millions billions trillions
    second seconds minute minutes hour hours day days week weeks fortnight month months quarter year years
    hourly daily weekly fortnightly monthly quarterly yearly annual annually biweekly
    morning afternoon evening night mornings afternoons evenings nights
    mg mcg kg gram grams kilogram ml litre litres cm mm km metre metres mile miles
    north south east west northern southern eastern western
    ward wards word words world worlds
    patient patients patent patents patience
    hospital hospitals hospice hospices
    county country counties countries
    trial trials trail trails
    causal casual
    quiet quite
    public publish
    import export imports exports
    immigrate emigrate immigration emigration
    internal external interior exterior
    include exclude includes excludes included excluded including excluding inclusion exclusion
    increase decrease increases decreases increased decreased increasing decreasing
    inpatient outpatient inpatients outpatients
    encourage discourage encouraged discouraged encouraging discouraging
    prescribe proscribe
    effect affect defect
    hyper hypo
    private privates privacy
    prevention intervention
    mother father brother sister mothers fathers
    attach attack
    ureter ureters ureteral urethra urethral
    car cars care cares caring
    """.strip().splitlines()
)

#: What is put before a word to turn it round.
TURNING_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "de", "mis", "anti", "a", "over", "under", "re")

#: Beginnings that make two words of one stem: "hyper" and "hypo" are no slip of one another.
RIVAL_PREFIXES = tuple(
    tuple(line.split("/")) for line in word_set("hyper/hypo pre/post pre/pro intra/inter in/out anti/ante macro/micro")
)

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
