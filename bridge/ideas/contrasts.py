"""The words by which the guard tells a harmless difference between two texts from one that turns the meaning round.

The guard refuses every swap of unlike words by itself, so nothing here lists opposites for their own sake: only those
that a rule for typing errors, endings or little words would otherwise let pass. All English.
"""

from __future__ import annotations

from bridge.ideas.lexicon import DUTIES, word_set

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

#: Little words that tell where, whither, whose and what for, and those that join: in the place of one stands no other.
JOINTS = word_set("to of for in on at from into as like and or")

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

#: Little words on which a sentence hangs: one that goes here and comes there makes another sentence.
HINGES = (JOINTS - {"into"}) | word_set("that which is are was were")

#: What "may" is a month behind.
BEFORE_MAY = word_set("in of on by since until last next early late mid")
