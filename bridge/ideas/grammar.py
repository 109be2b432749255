"""The closed classes of English words by which the parts of a sentence are told, and the forms of irregular verbs."""

from __future__ import annotations

from bridge.ideas.contrasts import JOINTS
from bridge.ideas.lexicon import DUTIES, word_set

#: What a phrase of a thing or person may begin with.
DETERMINERS = word_set("a an the this that these those my our your their his her its every each some any no all both")
POSSESSIVES = word_set("my our your their his her its")
#: What a phrase that says where, when or how begins with.
PREPOSITIONS = (JOINTS - {"as", "like", "and", "or"}) | word_set(
    "with without under over above below near behind beside between among along across around through during after before"
    " since until towards against inside outside within about despite"
)
#: What a clause or phrase begins with that may stand before or behind what it belongs to.
FRONTED = (PREPOSITIONS - {"of", "to", "about", "against"}) | word_set(
    "because although though when while if unless as according"
)
#: Where another clause begins: what stands before it says nothing of what stands behind.
CLAUSES = word_set(
    "that who which whose whom when where while because although though if unless until since before after as than and or"
    " but so then what why how whether not no never only even just except nor"
)
#: Verbs whose object is what somebody says, thinks or means to do.
SAYING = word_set(
    "say says said tell tells told think thinks thought believe believes believed claim claims claimed announce announces"
    " announced warn warns warned hope hopes hoped know knows knew know deny denies denied report reports reported promise promises"
    " promised decide decides decided agree agrees agreed ask asks asked want wants wanted expect expects expected suggest suggests"
    " suggested"
)
#: Of these, what stands behind who said it at either end of a report.
SAID = word_set("say says said announced warned reported")
NEGATIONS = word_set("not no never nobody none nothing neither nor hardly without")
#: Words that stand for somebody or something that was named before.
PRONOUNS = word_set("he she it they him them his her hers its their theirs this that these those one former latter")
#: Words by which an order or a pairing is meant.
ORDERED = word_set(
    "first second 1st 2nd 3rd former latter respectively then later again before after next finally also too so but therefore"
    " than versus not"
)
#: Adverbs that stand before or behind their verb, or at the head of the sentence.
FLOATING = word_set("also later again often usually sometimes today yesterday tomorrow originally")
#: What ends like one of them and is none, or what says another thing in another place.
FIXED = word_set(
    "only hardly barely nearly scarcely early family daily weekly monthly yearly likely friendly lovely lonely ugly elderly"
    " reply supply apply fly july rely ally rally belly jelly assembly anomaly exactly merely simply especially really"
)
BE = word_set("is are was were am be been being")
DUTY = DUTIES | {"to"}

#: Verbs with the word for what was done, and that for what somebody did: "ridden", "rode".
_VERBS = """
    beat/beaten/beat begin/begun/began bite/bitten/bit blow/blown/blew break/broken/broke bring/brought/brought
    build/built/built buy/bought/bought catch/caught/caught choose/chosen/chose cut/cut/cut dig/dug/dug do/done/did
    draw/drawn/drew drink/drunk/drank drive/driven/drove eat/eaten/ate feed/fed/fed fight/fought/fought find/found/found
    forgive/forgiven/forgave freeze/frozen/froze get/got/got give/given/gave grow/grown/grew hear/heard/heard hide/hidden/hid
    hit/hit/hit hold/held/held hurt/hurt/hurt keep/kept/kept know/known/knew lay/laid/laid lead/led/led leave/left/left
    lend/lent/lent lose/lost/lost make/made/made meet/met/met overthrow/overthrown/overthrew pay/paid/paid put/put/put
    read/read/read ride/ridden/rode ring/rung/rang run/run/ran see/seen/saw sell/sold/sold send/sent/sent set/set/set
    shake/shaken/shook shoot/shot/shot sing/sung/sang sink/sunk/sank speak/spoken/spoke spend/spent/spent spread/spread/spread
    steal/stolen/stole strike/struck/struck sweep/swept/swept take/taken/took teach/taught/taught tear/torn/tore
    tell/told/told throw/thrown/threw understand/understood/understood wear/worn/wore win/won/won write/written/wrote
    """
#: By what was done: the verb, and what somebody did.
PARTICIPLES = {done: (verb, did) for verb, done, did in (line.split("/") for line in _VERBS.split())}
#: Two states that somebody or something is in have no order: "is based on …", "has two sons".
STATES = frozenset({"is", "are", "has", "have"})
