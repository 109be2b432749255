"""Signs that somebody may be at risk: who says it, or somebody whom they tell of. A person must look at it first.

Which signs count follows what is published for the public: of suicide and self-harm by the Samaritans ("Signs someone
may be struggling"), the NHS ("Warning signs of suicidal behaviour", "Self-harm") and the US National Institute of Mental
Health ("Warning Signs of Suicide"); of abuse at home by the NHS ("Getting help for domestic violence and abuse") and the
UK government's guidance on controlling or coercive behaviour; of children by the NSPCC ("Signs of child abuse") and
"What to do if you're worried a child is being abused". The wording of them is ours. Rather one too many than one missed,
but talk about these things, as colleagues who prevent them have it, is none of them.
"""

from __future__ import annotations

import re

import msgspec

#: How the why of what may be a risk begins.
RISK = "somebody may be at risk: "


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """A form of words that tells of a risk. `own` says that people tell it of themselves."""

    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    why: str
    own: bool


def _sign(says: str, why: str, unless: str = "", *, own: bool = True) -> Sign:
    return Sign(says=re.compile(says), unless=re.compile(unless) if unless else None, why=RISK + why, own=own)


_I = r"\bi (?:(?!not\b)[\w']+ ){0,4}?"
_KIN = (
    r"(?:husband|wife|partner|boyfriend|girlfriend|fiance|fiancee|ex|mum|mam|mom|mother|dad|father|stepdad|step-dad|stepfather|"
    r"stepmum|step-mum|stepmother|brother|sister|son|daughter|uncle|aunt|cousin|nan|gran|grandad|grandma|grandson|"
    r"granddaughter|nephew|niece|lad|boy|girl|child|kid|baby|friend|mate|neighbour|flatmate|housemate|client|patient|"
    r"pupil|student|teenager|teen|year[ -]old|carer|landlord|in-laws)"
)
#: One person who is there, not anybody: "my son", "a boy in my class", "the girl next door", "she".
_ONE = (
    rf"(?:he|she|they|(?:my|our|his|her|their|this|that|the|a|one of my|one of our|another|little) (?:\w+ ){{0,2}}?{_KIN}s?"
    r"(?: (?:of (?:mine|ours)|next door|downstairs|upstairs|in (?:my|our|the) (?:\w+ )?\w+|at (?:my|our) \w+))?|"
    r"(?:a|the|this|that) (?:man|woman|lady|resident|tenant|caller))"
)
#: Said of people at large, of what should be done for them, or to teach how to deal with it.
_AT_LARGE = (
    r"\b(?:if|when|whenever|where|unless|once|for|with|to) (?:a|an|any|some|every|each|the|your|their)? ?(?:patients?|person|people|persons|"
    r"someone|somebody|anyone|anybody|everyone|callers?|child|children|young|pupils?|colleagues?|residents?|carers?|parents?|you)\b|"
    r"\b(?:someone|somebody|anyone|anybody|those|people|patients|everyone|a person|a patient|a caller|a child) who\b|"
    r"\b(?:train|training|teach|teaching|posters?|leaflets?|campaign|policy|prevention|awareness)\b"
)
_SUPPOSED = rf"\bif i (?:was|were|felt|had|ever|am ever)\b|\b(?:in case|imagine) i\b|{_AT_LARGE}"
_NO_MORE = r"(?:any ?more|no more|any longer(?! than)|much longer)"
_HOW = r"(?:to (?:go on|live|carry on|be (?:here|alive|around))|in (?:going on|living|carrying on|being (?:here|alive)|anything))"
_END = r"(?=[.,!]|$| (?:and|but|because|cos|coz|since|so|or|if|some|sometimes|tonight|today|now|right|honestly|please|at night|when|every|most)\b)"
_HARM = r"(?:kill|stab|shoot|hurt|murder|attack|strangle|punch|batter|beat up|beat|slap|harm|hit|smash up|throttle|rape|knife)"
_SELF = r"(?:myself|himself|herself|themselves|themself|hisself)"
_LAUGH = r"\blaughing\b|\bwith (?:work|overtime|stress)\b|\btrying to\b|\bover (?:this|a)\b"

SIGNS: tuple[Sign, ...] = (
    _sign(
        rf"{_I}(?:want|wants|wanted|wanting|wish|need|ready|rather|prefer|going|hope|hoping|deserve) (?:\w+ ){{0,2}}?(?:to )?(?:just )?die\b|"
        r"\bi (?:\w+ ){0,3}?(?:wish|want|wanted|better off|rather) (?:\w+ ){0,4}?(?:was|were|be|am|off|being)? ?dead\b|\bi am better off dead\b|"
        r"\bwant(?:ed|ing)? (?:\w+ )?to die\s*[.!,]*$|\b(?:kill|killing|killed|unalive|unaliving|hang|hanging|hanged|drown|drowning) myself\b|"
        r"\bi (?:\w+ ){0,4}?(?:am|feel|feeling|felt|been|was|being|get|getting|become|became|still|so|really) (?:\w+ ){0,2}?suicidal\b|"
        r"^(?:\w+ ){0,2}?(?:feel|feeling|felt|been|having|still|so|getting) (?:\w+ ){0,3}?suicid(?:al|e)\b|"
        r"\b(?:my|having|had|have|get|getting|got) (?:\w+ ){0,3}?suicidal (?:thought|thoughts|feelings|urges|plans)\b|"
        rf"{_I}(?:thought|think|thinking|consider|considered|considering|contemplat\w+|attempted|planning|tried|commit|talk about|thoughts of) (?:\w+ ){{0,2}}?suicide\b|"
        r"\bi (?:\w+ ){0,3}?(?:took|taken|take|taking|had) an? (?:\w+ )?overdose\b|\bi (?:have |just )*overdosed\b|\bi (?:\w+ ){0,5}?my own (?:death|funeral)\b|\bnot care (?:if|whether) i (?:live|die|wake)\b|\b(?:top|topping|end|ending) myself\b",
        "speaks of dying, or of killing themselves",
        rf"{_LAUGH}|\bdie (?:at home|in (?:a |the |my |her |his )?(?:hospital|hospice|own|bed|peace|dignity)|with dignity|there|on (?:a|the) (?:\w+ )?(?:list|trolley))\b|"
        r"\brather die than (?!(?:go on|live|carry on|wake|keep)\b)|"
        r"\b(?:not|never) (?:\w+ )?(?:suicidal|want to die)\b|\bwork (?:on|in|for)\b|\bdead (?:on time|easy|simple|good|tired)\b|"
        rf"\bsuicide (?:prevention|awareness|team|rates?|statistics|bereave\w+|training|risk|policy|lead|line|strategy|audit)\b|{_SUPPOSED}",
    ),
    _sign(
        r"\b(?:end|ending|ended|finish) (?:my (?:own )?life|things for good|myself)\b|\b(?:end|ending) it(?: all)?"
        rf"{_END}|\b(?:take|taking|took|taken) my (?:own )?life\b",
        "speaks of ending their life",
        rf"\b(?:call|chat|meeting|session|subscription|contract|shift)\b|\b(?:we|let us) (?:\w+ )?(?:end|ending)\b|\bend it (?:here|there|with)\b|{_SUPPOSED}|\b(?:he|she|they|husband|wife|son|daughter|dad|mum|friend|brother|sister)\b",
    ),
    _sign(
        rf"{_I}(?:do|does|did|can|could|will|am) not (?:\w+ ){{0,2}}?(?:want|wanting|wish|see|think|feel)\w* (?:\w+ ){{0,2}}?(?:be|being|live|living|exist|alive|wake|point|i will be) ?(?:\w+ )?(?:here|alive|around|up|like this|existing)?\s?{_NO_MORE}|"
        r"\bdo not (?:\w+ ){0,2}?want to (?:be (?:here|alive|around)|live|exist|wake up)(?: (?:like this|tomorrow|at all|on this earth))?(?=[.,!]|$| any ?more| and\b| but\b| since\b| because\b)|"
        r"\b(?:wish|wished|want|wanted) (?:\w+ ){0,3}?(?:never|not|had never) (?:been born|wake up|woken up|woke up|exist(?:ed)?|here)\b|\b(?:fall|go to|going to) sleep and (?:just )?(?:not|never) wak\w+\b|"
        r"\b(?:not|never) (?:being|be) (?:here|around|alive) (?:any ?more|at all)\b|\b(?:think|thinking|thought|thoughts|dream) (?:\w+ ){0,2}?(?:about|of)[, ]+(?:you know[, ]+)?not (?:being (?:here|around|alive)|waking up|existing)\b|"
        r"\bi (?:do|will) not (?:\w+ )?(?:think|expect|reckon) i (?:will|shall) (?:be (?:here|alive|around)|live|make it|last)\b(?! (?:at|on|for|by|in time)\b)|"
        r"\bi (?:\w+ ){0,3}?want (?:(?:my|this) life (?:to be )?(?:over|to end)|out of (?:this |my )?life\b)|\bnot want to (?:carry on|go on|keep)(?: on)? (?:living|like this|with (?:my|this) life|being (?:here|alive))\b|"
        r"\bi (?:\w+ ){0,3}?want to (?:just )?disappear (?:for ever|forever|for good)?(?=[.,!]|$| and\b)",
        "does not want to live, or be here",
        rf"\b(?:we|patients|people|nobody|no one|residents|they) (?:\w+ )?(?:do not|does not|want|wants)\b|\b(?:in|on|at) (?:this|that|the|a) (?:\w+ )?(?:ward|hospital|meeting|chat|queue|list|team)\b|"
        rf"\b(?:near|next to|in a|in the|on leave|on holiday|away)\b|{_SUPPOSED}",
    ),
    _sign(
        rf"\bno (?:\w+ )?(?:point|reason|reasons) (?:left )?(?:for me )?{_HOW}\b(?! (?:with|about|to)\b)|\b(?:point|reason) (?:of|in|for) (?:living|going on|being alive|carrying on|being here)(?: like this| any ?more| at all)?\s*(?:[?.!,]|$)|"
        rf"\b(?:can|could|do) not (?:\w+ ){{0,2}}?(?:see|find|have|think of) (?:\w+ ){{0,2}}?(?:point|reason|purpose) (?:\w+ )?{_HOW}\b(?! (?:with|about)\b)|\b(?:what is|whats|is there) the point (?:any ?more|of me|of it all|of life)\b|"
        r"\b(?:nothing|no reason|not much|little) (?:\w+ ){0,2}?to live for\b|\b(?:life|living)(?: is|'s| has| feels| does) (?:\w+ )?(?:not|no) (?:\w+ )?(?:worth|point|meaning|feel worth)\b|\bnot worth living\b|\b(?:why|reason|reasons|point|want|how) (?:\w+ ){0,4}?(?:stay|staying|keep|keeping) (?:myself )?alive\b|\blost (?:all |the )?(?:hope|will to (?:live|go on))\b(?! (?:of|in|that|for the)\b)|"
        r"\bno hope (?:left )?(?:for me|left|any ?more)\b(?! (?:of|for the)\b)|\b(?:no|any|see a|have a) future (?:for (?:me|myself)|left|any ?more)\b|\bgiven up (?:on|with) (?:my |this )?(?:life|living|everything|myself)\b|\bgiving up (?:on|with) (?:my )?(?:life|living|everything)\b|\btired of (?:living|life|being alive|fighting to live)\b",
        "sees no reason or hope to go on",
        rf"\b(?:with|about|to|by) (?:the )?(?:fax|form|app|phone|paper)\w*\b|\b(?:of|in) living (?:next|near|in|by|so|with|here)\b|\b(?:worth|point) living (?:in|near)\b|{_SUPPOSED}",
    ),
    _sign(
        r"\bi (?:\w+ ){0,2}?(?:can|could) not (?:\w+ ){0,2}?(?:go on|carry on|keep going|keep on|keep living|go on living)(?: (?:like|with) (?:this|it)| living| any ?more| much longer| any longer)*"
        rf"{_END}|\bi (?:\w+ ){{0,2}}?can not (?:\w+ ){{0,2}}?(?:(?:do|face|handle|manage) (?:this|it|life)(?: life| pain)? {_NO_MORE}|(?:take|bear|stand|face|live with) (?:this|it|life|the pain|living|any ?more of (?:this|it)|another day(?: of this)?)(?: life| pain)? ?{_NO_MORE}?)(?: of (?:this|it))?{_END}|"
        rf"\bi (?:\w+ ){{0,2}}?can not (?:\w+ ){{0,2}}?cope(?: with (?:life|everything|it all|living))? ?{_NO_MORE}{_END}|\bi (?:\w+ ){{0,2}}?can not take (?:any ?more|much more)(?: of (?:this|it))?{_END}|"
        r"^i (?:\w+ )?can not any more\b|\bi am at the end of my (?:rope|tether)(?=[.,!]|$| and\b)|^can not (?:do|take) (?:this|it) any ?more\b(?! (?:than|often)\b)|^can not go on\b(?: like this)?\s*[.!]*$",
        "cannot go on",
        rf"\b(?:alone at night on call|two jobs)\b|\bthan\b|\b(?:tonight|today|tomorrow|at (?:six|seven|eight|nine|\d+))$|{_SUPPOSED}|\b(?:with|on) (?:paper|the (?:form|app|rota|system)\w*)\b",
    ),
    _sign(
        r"\bi (?:\w+ ){0,3}?(?:am|feel|felt|feeling) (?:(?:so|completely|totally|utterly|just|really|very|all|such) ){0,2}?(?:hopeless|worthless|trapped)(?: and (?:hopeless|trapped|alone|worthless|scared))?(?=[.,!]|$| and (?:i|can|no|alone)| right now| all the time| most days)|"
        r"^(?:feel|feeling) (?:\w+ )?(?:hopeless|worthless|trapped)\b(?! (?:in|by|with|at|about|trying)\b)|\b(?:see|is|there is|can see|have) (?:\w+ )?no way out(?: of (?:this|it)| for me| any ?more)?(?=[.,!]|$| and| but)|"
        r"\bi (?:\w+ ){0,3}?(?:am|feel|be|become|became|being|feel like) (?:\w+ ){0,3}?a burden(?=[.,!]|$| (?:and|because|now)\b| (?:to|on) (?:everyone|everybody|my|them|him|her|you|others|people|all|those)\b)",
        "feels hopeless, trapped or a burden",
    ),
    _sign(
        r"\b(?:everyone|everybody|they|you|family|kids|children|husband|wife|mum|dad|people|we|world|all|partner|team) (?:\w+ ){0,3}?(?:better off|better|happier|easier|fine|cope|cope fine|manage) (?:\w+ )?(?:without (?:me|him|her)|(?:if|when|once) (?:i|he|she) (?:was|were|had|am|is|will be|are) (?:\w+ )?(?:gone|dead|around|here|never|no longer|not))\b|"
        r"\b(?:better|easier|happier) (?:\w+ ){0,4}?if i (?:was|were|had) (?:not|never|gone|dead|no longer)\b|\bbetter off without me\b|\b(?:nobody|no one) (?:would|will) (?:\w+ )?(?:miss|notice|care) (?:me|if i (?:was|were|die|died|went|had|disappear))\b",
        "thinks that others would be better off without them",
        r"\b(?:meeting|on leave|on holiday|chair|minutes|party)\b",
    ),
    _sign(
        r"\bi (?:\w+ ){0,4}?(?:self[- ]?harm(?:ing|ed)?|(?:hurt|hurting|harm|harming|harmed|cut|cutting|burn|burning|starving|scratching|punching) myself)\b|"
        r"^(?:\w+ ){0,3}?(?:started|been|keep|kept|thinking of|want to|wanna) (?:\w+ )?(?:self[- ]?harming|(?:cutting|hurting|harming|burning) (?:myself|again))\b|"
        r"\bi (?:\w+ ){0,3}?(?:started|start|back to|been|keep) cutting(?: again)?(?=[.,!]|$| again| and| because| when)|\bi (?:\w+ ){0,3}?(?:cut|cutting|scratch|scratching|burn|burning|slashed|slash) my (?:own )?(?:arms?|wrists?|legs?|thighs?|stomach|skin)\b|\bmy (?:own )?self[- ]?harm\b|\b(?:until|till|so that) (?:i|it|they|my (?:\w+ )?(?:hands?|arms?|legs?|skin|knuckles|head)) bleeds?\b|\burges? to (?:self[- ]?harm|cut|hurt myself)\b",
        "speaks of harming themselves",
        rf"\b(?:shaving|cooking|falling|fell|lifting|slipped|on (?:a|the|some|my)|off|at work|playing|running|by accident|accidentally|gardening|opening|tripp\w+|moving|laughing|hurt myself (?:in|at))\b|\b(?:teach|train|work|research|run)\b|{_SUPPOSED}",
    ),
    _sign(
        r"\bi (?:\w+ ){0,3}?(?:saving|saved|stockpil\w+|hoarding|collecting|counting|counted) (?:up )?(?:\w+ ){0,3}?(?:tablets|pills|meds|medication|insulin|paracetamol)\b|\bi (?:\w+ ){0,3}?(?:took|taken|take|swallow(?:ed)?) (?:ten|twelve|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|[1-9]\d|all (?:of )?(?:my|the)|too many|the whole|every one of my|a load of|loads of|a handful of) (?:\w+ )?(?:tablets|pills|meds|medication|insulin|packet|box|bottle|paracetamol)\b|"
        r"\b(?:jump(?:ed|ing)?|(?:throw|threw)(?:ing)? myself|step(?:ped|ping)?|walk(?:ed|ing)? out) (?:\w+ )?(?:off|from|in front of|under|onto) (?:\w+ ){0,3}?(?:bridge|roof|cliff|building|train|trains|bus|car|lorry|traffic|car park|multistorey|tracks|platform)\b|"
        r"\b(?:tablets|pills|rope|knife|blade|razor|insulin|noose) (?:\w+ ){0,4}?(?:lined up|in front of me|in my hands?|beside me|next to me)\b|\b(?:pills|tablets) lined up\b|\b(?:rope|noose) (?:is )?ready\b|\b(?:giving|given|gave) (?:away )?(?:all )?my (?:things|belongings|stuff|possessions)(?: away)?\b|\b(?:think|thinking|thought|looking|researching|googling|reading) (?:\w+ )?(?:of|about|for|up|into)? ?(?:\w+ )?ways to (?:do it|die|end|kill|go(?=[.,!]|$))|"
        r"\bi (?:\w+ ){0,3}?(?:written|wrote|writing|left) (?:\w+ )?(?:note|notes|letters?) (?:to|for) (?:\w+ ){0,3}?(?:kids|family|children|mum|dad|wife|husband|goodbye|everyone)\b|\b(?:say|said|saying) (?:my )?goodbyes? (?:to (?:everyone|the kids|my|you all) )?(?:for good|for the last|forever)\b|\bsaid goodbye\s*$|"
        r"\b(?:you|they) (?:will|shall) (?:not|never) (?:hear from|see) me again\b|\b(?:my|this is my|the) last (?:post|message|tweet|night alive|day alive)\b(?! (?:of the|on|here))|\bby (?:the time you (?:read|see) this|tomorrow|morning|tonight) i (?:will|shall) be (?:gone|dead)\b|\bwhen i am gone\b(?! (?:on|to|for|from)\b)|"
        r"\bi (?:\w+ ){0,4}?(?:plan|planned|planning|know|worked out|decided) (?:exactly )?(?:how|when|where) i (?:would|will|am going to|want to) (?:do it|end|die|go)\b|\bi (?:\w+ )?(?:am|do|did) not (?:\w+ ){0,2}?safe (?:with myself|from myself|on my own (?:tonight|right now|today)|alone (?:tonight|right now|with my thoughts)|tonight|right now)\b|\b(?:keep|keeping) myself safe\b(?! from)|\bi (?:might|may|will|could|am going to|am about to|am scared i will) (?:\w+ )?do something(?: (?:stupid|silly|bad|terrible|awful|to myself))?(?=[.,!]|$| and\b| if\b)|\bi have (?:a plan|the means|everything i need) (?:to (?:do it|end)|and (?:a date|tonight))",
        "speaks of means, a plan or farewell",
        rf"\b(?:pill box|blister|dosette|on leave|retire|retiring)\b|\bsaid goodbye to (?:paper|fax|the)\b|{_AT_LARGE}",
    ),
    _sign(
        rf"\b{_ONE} (?:\w+ ){{0,4}}?(?:is|was|feels?|felt|has been|been|are|seems?|sounds?|being|gets?|became) (?:\w+ ){{0,2}}?suicidal\b|"
        rf"\b{_ONE} (?:\w+ ){{0,5}}?(?:want|wants|wanted|going|wishes) (?:\w+ )?(?:to (?:\w+ )?(?:die|end (?:it|his|her|their)|(?:kill|hang|hurt|harm|drown) {_SELF})|(?:he|she|they) (?:was|were|is|are) dead)\b|"
        rf"\b{_ONE} (?:\w+ ){{0,6}}?(?:kill|killing|killed|hang|hanging|hanged|drown|drowning|harm|harming|hurt|hurting|cut|cutting|unalive|burning|starving) {_SELF}\b|\b{_ONE} (?:\w+ ){{0,6}}?can not (?:\w+ )?(?:go on|carry on|keep going|cope)(?: (?:like this|living|any ?more|no more))*(?=[.,!]|$| (?:she|he|they)\b)|\b{_ONE} (?:\w+ ){{0,2}}?(?:gone|went) missing\b|\b{_ONE} (?:\w+ ){{0,5}}?(?:top|topping|topped) {_SELF}\b|\b{_ONE} (?:\w+ ){{0,3}}?(?:swallowed|taken|took) (?:all|too many|a (?:load|lot|handful) of|loads of) (?:\w+ ){{0,2}}?(?:tablets|pills|medication|meds|paracetamol)\b|\b{_ONE} (?:\w+ ){{0,3}}?(?:wants?|wanted|wishes) to be dead\b|\bdo something to {_SELF}\b|\bdo something (?:stupid|silly|terrible|awful)\b|"
        rf"\b{_ONE} (?:\w+ ){{0,5}}?(?:self[- ]?harm(?:s|ing|ed)?|(?:took|taken|take|taking|had|having) an? (?:\w+ )?overdose|overdosed)\b|"
        rf"\b{_ONE} (?:\w+ ){{0,4}}?(?:talk|talks|talked|talking|thinks?|thinking|thought|speaks?|threaten\w*|plann?\w*|attempt\w*|tried|tries|contemplat\w+|posted|posting|texted|goes on) (?:\w+ ){{0,3}}?(?:suicide|ending (?:it|his|her|their)|end (?:it|his life|her life|their life)|(?:take|taking) (?:his|her|their) (?:own )?life|dying|killing|not being here)\b|"
        rf"\b(?:took|take|taken|end|ended) (?:his|her|their) (?:own )?life (?:last|this|yesterday|today|tonight)\b|\b{_ONE} (?:\w+ ){{0,4}}?(?:not want|no point|no reason|nothing) (?:to|in|left to) (?:live|be here|living|going on|carry on)\b|\b{_ONE} (?:\w+ ){{0,3}}?does not want to (?:live|be here|be alive|wake up)(?=[.,!]|$| any ?more)",
        "tells of somebody who may harm themselves",
        rf"{_LAUGH}|\bdie (?:at home|in (?:a |the |her |his )?(?:hospital|hospice|own|bed|peace|dignity)|with dignity|there)\b|\b(?:works?|worked|volunteers?|leads?|trained) (?:on|in|for|with)\b|\b(?:falling|fell|lifting|shaving|slipped|playing|hurt (?:him|her)self (?:at|on|in|moving|running))\b|"
        rf"\b(?:years ago|in (?:19|20)\d\d)\b|\bsuicide (?:prevention|awareness|team|rates?|bereave\w+|training|policy|lead|strategy|audit)\b|{_AT_LARGE}",
        own=False,
    ),
    _sign(
        rf"\b(?:he|she|my (?:\w+ )?{_KIN})(?: (?!no|not|never|nearly)\w+){{0,3}} (?:hits?|hitting|beats?|beating|beaten|punch(?:es|ed)?|kick(?:s|ed)?|slap(?:s|ped)?|strangle[sd]?|chok(?:es|ed)|rape[sd]?|hurts?|hurting|threatens?|threatened|abuse[sd]?|burn(?:s|ed|t)|batter(?:s|ed)?|grab(?:s|bed)|attack(?:s|ed)?|assault(?:s|ed)?|molest(?:s|ed)?|bites?|(?:push(?:es|ed)|threw|throws) (?:me )?(?:down|against|around|at)) (?:me|us|my (?:mum|son|daughter|kids|children|sister|brother)|the (?:kids|children|baby))(?=[.,!?]|$| (?:again|and|when|if|every|all|last|with (?:his|her|a (?:belt|stick|bottle|knife))|in front|because|in the|at (?:night|home)|most|so|but|or|too|now|round|before|after|for|since|badly|on)\b)|"
        rf"\b(?:he|she|my (?:\w+ )?{_KIN}) (?:\w+ ){{0,3}}?(?:threatens?|threatened|threatening|says|said|swore|tells me|told me) (?:\w+ ){{0,4}}?(?:to |will |would |going to |is going to )(?:\w+ )?(?:kill|hurt|stab|burn|beat|find|attack|batter|harm) (?:me|us|the kids|my)\b|"
        rf"\b(?:he|she|my (?:\w+ )?{_KIN}s?|(?:a|the) (?:man|bloke|boy|carer)) (?:\w+ ){{0,3}}?(?:touch(?:es|ed|ing)) (?:me|her|him|my (?:daughter|son|sister|brother))(?=[.,!]|$| (?:at night|there|down|where|in bed|when|inappropriately|and|under)\b)|"
        rf"\b(?:he|she|my (?:\w+ )?{_KIN}) (?:\w+ )?(?:locks?|locked) (?:me|her|him|us|my (?:mum|sister)) (?:in|out|up)\b|\b(?:he|she|my (?:\w+ )?{_KIN}) (?:\w+ ){{0,2}}?(?:push(?:es|ed)|shov(?:es|ed)|throws|threw|drags|dragged) (?:me|us) (?:\w+ )?(?:around|about|down|against|into|across|over|onto|by the)\b|\b(?:he|she|my (?:\w+ )?{_KIN}) (?:\w+ ){{0,2}}?(?:is|gets?|got|turns?|turned|becomes?|being) (?:\w+ )?(?:violent|aggressive)\b|"
        rf"\b(?:my (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|brother)|he) (?:will|would|is going to) (?:kill|hurt) me if i (?:left|leave|told|tell|go|try|ever|say|said)\b|\bhands? (?:round|around|on) my (?:neck|throat)\b|\b(?:did|does|doing|done) things to (?:me|her|him)\b|\b(?:comes?|came|gets?|got|climbs) in(?:to)? (?:my|her|his) (?:room|bed|bedroom) (?:at night|when|and|every|in the night)\b|\bforc(?:es?|ed|ing) (?:me|her|him) (?:to have|into|to do things|to marry|into bed)",
        "tells of violence by somebody close",
        r"\bhit (?:me|us) (?:with (?:an?|the) (?:\w+ )?(?:idea|question|bill|point|news)|up|that|like)\b|\b(?:beat|beats|beating|beaten) (?:me|us) (?:at|to|every (?:time|sunday)|by|in)\b|\b(?:chess|cards|football|tennis|scrabble|bingo|monopoly)\b|\bin (?:his|her) sleep\b",
    ),
    _sign(
        rf"\bi (?:\w+ ){{0,3}}?(?:scared|afraid|frightened|terrified|petrified|fear|live in fear|in fear) (?:of (?:my (?:own )?(?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|mum|mother|stepdad|stepfather|son|daughter|brother|uncle|carer|family|home)|him|her|what (?:he|she) (?:will|might|would|could))|(?:to|of) (?:go(?:ing)?|be(?:ing)?) (?:back )?(?:home|alone with (?:him|her|my))(?=[.,!]|$| (?:to (?:him|her|my)|because of (?:him|her)|tonight|and)\b)|for my life)|"
        r"\bi (?:am|do|did|have) not (?:\w+ ){0,2}?safe (?:at home|in my own (?:home|house)|with (?:him|her|my)|in (?:this|my|the) (?:house|flat|marriage|relationship)|here with)\b|"
        rf"\b(?:he|she|my (?:\w+ )?{_KIN}|they) (?:\w+ ){{0,2}}?(?:will not|does not|would not|never|refuses to|do not) (?:\w+ )?lets? me (?:\w+ )?(?:leave the (?:house|flat)|out of the (?:house|flat)|go out(?: alone)?(?=[.,!]|$| on my own| alone| without)|see my (?:friends|family|mum|sister|own)|have (?:my )?(?:own )?(?:money|phone|my phone)|talk to (?:anyone|my family|my friends)|work(?=[.,!]|$)|near a phone)|"
        rf"\b(?:i am|we are|she is|he is|(?:my|the) (?:\w+ )?{_KIN} (?:is|are)) in (?:\w+ )?danger(?! of)\b|\b(?:he|she|my (?:\w+ )?{_KIN}) (?:\w+ )?(?:takes|took|keeps|steals|stole|is taking|is stealing) (?:all )?my (?:pension|money|benefits|wages|savings|bank card|card)\b|"
        rf"\b(?:he|my (?:husband|wife|partner|boyfriend|girlfriend|ex)) (?:\w+ ){{0,2}}?(?:controls|takes|took|steals|stole|checks|reads|tracks|monitors|follows|stalks|is stalking|is following) (?:all )?(?:me|my (?:\w+ )?(?:money|phone|messages|bank|wages|every move|pension|benefits))\b|"
        r"\bi (?:\w+ ){0,3}?(?:being|been|was|am|get|got|getting) (?:\w+ ){0,2}?(?:abused|beaten|stalked|followed (?:home|by)|raped|assaulted|molested|groomed|trafficked|strangled|battered)\b|\b(?:my|his|her) (?:parents|family|dad|father|uncle) (?:\w+ ){0,3}?(?:making|make|forcing|force|made|forced) (?:me|her) (?:to )?(?:marry|get married)\b|\bforced (?:marriage|to marry)\b.{0,30}\b(?:my|me|i)\b",
        "tells of fear or control at home",
        rf"\b(?:operation|op|surgery|rail|stairs|steps|fall|falls|falling|without (?:a|my) (?:carer|rail|alarm)|discharge\w*|lift|oxygen|needles?|dentist|work email)\b|{_SUPPOSED}|\b(?:phone|telephone) (?:staff|line)\b",
    ),
    _sign(
        rf"\b{_ONE}(?: (?:\w+|next door)){{0,5}}? (?:is|are|was|were|being|been|gets?|got|getting) (?:\w+ ){{0,2}}?(?:hit|beaten|abused|neglected|starved|groomed|raped|molested|assaulted|slapped|beaten up|locked (?:in|up|out)|trafficked)\b|"
        rf"\b{_ONE} (?:\w+ ){{0,6}}?(?:has|have|had|with|covered in|comes? in with|full of|came in with) (?:\w+ ){{0,3}}?(?:bruises|bruise|black eye|cigarette burns|burn marks|bite marks|finger marks)\b|"
        r"\b(?:girl|boy|child|children|kids|kid|baby|toddler|twins|son|daughter|little ones?|brothers|sisters)(?: (?!a |the )\w+){0,4} (?:is|are|was|were|gets?|being|been) (?:\w+ )?left (?:all )?(?:alone|by (?:herself|himself|themselves)|on (?:his|her|their) own) (?:all|at|for|every|overnight|in the (?:house|flat|car))\b|"
        r"\b(?:girl|boy|child|kid|baby|toddler|son|daughter|pupil|student)(?: \w+){0,7} (?:scared|afraid|frightened|terrified|petrified) (?:to go|of going|of) (?:back )?(?:home|(?:his|her|their) (?:\w+ )?(?:dad|father|mum|mother|stepdad|stepfather|uncle|brother|carer))\b|"
        r"\b(?:girl|boy|child|kid|baby|toddler|kids|children)(?: \w+){0,6} (?:(?:is|are) never fed|(?:is|are|has|have) not (?:been )?(?:fed|eaten) (?:for|since|in)|(?:comes?|came) in (?:starving|hungry)|(?:is|are) always (?:hungry|starving))\b|"
        r"\b(?:ask|asks|asked|asking|messages|messaged|messaging|begs|begging|wants|send|sends|sent|sending|making|made) (?:\w+ )?(?:me|her|him|my (?:\w+ )?(?:daughter|son|sister|brother|child|girl|boy|niece|nephew)) (?:\w+ )?(?:for |to send )?(?:\w+ )?(?:naked|nude|nudes|sexual|topless|rude) ?(?:photos|pictures|pics|selfies|videos|messages)?|"
        r"\b(?:toddlers?|children|kids?|baby|child)(?: \w+){0,6} (?:nobody|no adult|no one) (?:has been|is|was|been) (?:there|home|in)\b|"
        rf"\b(?:his|her|their) (?:\w+ )?(?:dad|father|mum|mother|stepdad|stepfather|uncle|brother|partner|husband|boyfriend|carer) (?:\w+ )?(?:hits|beats|hurts|kicks|punches|slaps) (?:him|her|them)(?! (?:at|with an?)\b)|\bhear (?:\w+ ){{0,4}}?(?:child|kids?|children|baby|girl|boy|her|woman|him) (?:\w+ ){{0,3}}?(?:screaming|being (?:hit|beaten|hurt))\b|\b(?:she|he|they|carer|{_KIN}) (?:\w+ ){{0,3}}?(?:hits|hit|hitting|beats|beat|beating|hurts|hurting|slaps|slapped|punches|kicks|shakes|shook) (?:\w+ )?(?:her|his|their|my|our|the|that) (?:\w+ )?(?:child|children|kids?|baby|son|daughter|mum|dad|mother|father|nan|gran|grandad|sister|wife|girlfriend|toddler|residents?)\b(?! with (?:a|an|the) \w+ idea)",
        "tells of a child or somebody else who may be at risk",
        rf"\bby (?:patients|callers|visitors|the public)\b|\b(?:blood (?:test|tests|thinner\w*)|vaccin\w+|needles?|dentist|decorators|waiting room|waiting area|chess|football|cards|staff are|receptionists|park|short of staff)\b|\bhit (?:by|with) (?:the|a) (?:\w+ )?(?:delay|strike|bill|cost|car|bus|van)\w*\b|{_AT_LARGE}",
        own=False,
    ),
    _sign(
        rf"\b(?:i|we|he|she|they|someone|somebody) (?:\w+ ){{0,3}}?(?:will|would|am going to|are going to|is going to|going to|want to|wanna|gonna|could|swear i will|swear to god i will|ought to|might|feel like) (?:\w+ )?(?:{_HARM}|(?:feel like )?{_HARM}ing) (?:you|him|her|them|someone|somebody|everyone|everybody|people|one of|every|whoever|the next (?:one|person|receptionist|doctor|nurse)|(?:the|that|those|your|this|a|one of the|one of those) (?:\w+ ){{0,2}}?(?:nurses?|doctors?|receptionists?|managers?|staff|consultants?|surgeons?|man|woman|people|lot|bitch|bastards?|gp|paramedics?|neighbou?rs?|kids?|boss|team|porters?|guards?))\b(?! with (?:an?|the|some) (?:question|idea|email|text|note|survey))(?! (?:feelings|up about|out\b))|"
        r"\b(?:i|we|he|they|someone|somebody) (?:\w+ ){0,3}?(?:burn|torch|blow up|bomb|blow|petrol bomb) (?:\w+ ){0,2}?(?:place|clinic|building|house|hospital|surgery|ward|office|practice|centre|flat|home)\b|"
        r"\b(?:i|we|he|she|they|someone|somebody|next time) (?:\w+ ){0,5}?(?:bring|bringing|brought|come|coming|carry|carries|carrying|has|have|got|take|taking) (?:\w+ ){0,5}?(?:gun|knife|machete|axe|acid|bomb|weapon|shotgun|hammer|blade)(?=[.,!]|$| (?:and|to|with|in|on|next|if|at|for)\b)|"
        r"\b(?:is|are) going to (?:get|be) (?:\w+ )?(?:stabbed|shot|killed|murdered|knifed|beaten up|hurt)\b|\b(?:someone|somebody|they|you) (?:should|ought to|needs? to) (?:\w+ )?(?:shoot|hang|stab|bomb|gas|shot|be (?:shot|hanged|hung|killed|put down|strung up))\b|"
        r"\b(?:you|they) (?:\w+ ){0,3}?(?:deserve|deserves|need) to (?:die|be (?:shot|killed|stabbed|raped|hanged))\b|\b(?:hope|wish) (?:you|they|she|he) (?:\w+ )?(?:die|dies|died|get cancer|gets cancer|rot|suffer|are raped)\b|\b(?:go|just) (?:and )?(?:kill|hang|drown) yourself\b|\bkill yourself\b|\b(?:go and die|drop dead)\b|"
        r"\bi know where (?:you|your (?:kids|family|mum|wife)) (?:all )?(?:live|lives|work|works|park|go to school)\b(?! (?:so|because))|\bwatch your back\b|\b(?:someone|somebody|people) (?:will|is going to|are going to) (?:die|get hurt) if i\b|\bshould (?:all )?be (?:\w+ ){0,3}?(?:shot|hanged|hung|killed|strung up|stabbed)\b|\b(?:smash|smashing|punch|punching|kick|kicking|break|cave|caving|knock|knocking) (?:\w+ ){0,2}?(?:someone's|somebody's|your|his|her|their|the doctor's) (?:face|faces|head|heads|teeth|jaw|skull|nose)\b|\b(?:needs?|deserves?|wants?) (?:a bullet|shooting|stringing up|a good kicking|a beating|his legs breaking)\b|\byou (?:are|will be) (?:a )?dead (?:man|meat|woman)?\s*[.!]*$|\b(?:death|rape|bomb) threats?\b (?:\w+ ){0,3}?(?:to|at|from) (?:me|my|us)\b",
        "speaks of violence",
        r"\b(?:kill|killing) (?:you|him|her|them|us)? ?(?:for (?:a|an|some)|to)\b(?! hurt)|\bhurt (?:your|their|his|her) (?:feelings|chances)\b|\bwould not hurt\b|\bhit (?:you|them|people|everyone|us) (?:with (?:an?|the|too|so|all)|when|that|hard|like)\b|\bshoot (?:you|them|him|her|me|us) (?:an?|over|the|some)\b|\b(?:chess|quiz|games?|match|film|novel|jab|vaccine)\b|\bnot going to (?:kill|hurt)\b|\bshot of\b|\b(?:policy|training|awareness)\b|\b(?:butter|bread|plastic|palette|glue|nail|heat|staple) (?:knife|gun)\b|\b(?:it|that|this|which|waits?|delays?|cuts?|queues?) (?:will|would|could|is going to|are going to|might) (?:\w+ )?(?:kill|hurt|hit)\b",
        own=False,
    ),
)
#: As people in distress type, for the words that count here.
_TYPED = {
    "wanna": "want to",
    "gonna": "going to",
    "u": "you",
    "ur": "your",
    "dnt": "do not",
    "dunno": "do not know",
    "cnt": "can not",
    "didnt": "did not",
    "thru": "through",
    "nomore": "any more",
    "anymore": "any more",
    "kms": "kill myself",
    "kys": "kill yourself",
    "unaliving": "unalive",
    "selfharm": "self-harm",
    "selfharming": "self-harming",
    "mum's": "mum is",
    "bf": "boyfriend",
    "gf": "girlfriend",
    "hubby": "husband",
    "yourselves": "yourself",
    "every1": "everyone",
    "som1": "someone",
    "2day": "today",
    "2nite": "tonight",
    "tonite": "tonight",
    "alot": "a lot",
}
_MISSPELT = (
    (
        re.compile(r"\bs[ou]+[iu]?[cs]+[iy]?d(?:a|e|i)l+e?\b|\bsui[cs]i?d[aei]l+e?\b|\bsuicid[aei]le?\b|\bsucidal\b"),
        "suicidal",
    ),
    (re.compile(r"\b(?:sui?[cs]i?de|suicied|suisid|sucide|suicde)\b"), "suicide"),
    (re.compile(r"\b(my|him|her) self\b"), r"\1self"),
    (re.compile(r"\bthem selves\b"), "themselves"),
    (re.compile(r"\bself harm"), "self-harm"),
    (re.compile(r"\b(?:boyfreind|boyfirend|boy friend|boyfrend)\b"), "boyfriend"),
    (re.compile(r"\b(?:girlfreind|girl friend|girlfrend)\b"), "girlfriend"),
    (re.compile(r"\bm[iy] (?=(?:boyfriend|girlfriend|husband|dad|mum|partner)\b)"), "my "),
    (re.compile(r"\b(?:freind|frend)\b"), "friend"),
    (re.compile(r"\b(?:evry|evrey|every) ?(one|body)\b"), r"every\1"),
    (
        re.compile(
            r"\b(?:um+|uh+|er+m?|like|you know|sort of|kind of|honestly|literally|kinda|sorta|i mean|to be honest|tbh),? (?!this|that|it\b|him|her|them|i |a )"
        ),
        "",
    ),
    (re.compile(r"\b(?:got to be honest|i guess|i suppose),? "), ""),
    (re.compile(r"\bfor ever\b"), "forever"),
)


def at_risk(sentence: str) -> Sign | None:
    """The sign that a sentence of plain text (see `kind.plain`) shows that somebody may be at risk; None if it shows none."""
    text = " ".join([_TYPED.get(word, word) for word in sentence.split()])
    for wrong, right in _MISSPELT:
        text = wrong.sub(right, text)
    for sign in SIGNS:
        if sign.says.search(text) and not (sign.unless and sign.unless.search(text)):
            return sign
    return None
