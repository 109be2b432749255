"""Signs that somebody wants to die or to harm themselves, said outright.

Which signs count follows the Columbia scale (C-SSRS, its questions 1 to 6), the Suicide Prevention Resource Center's
"Warning Signs for Suicide" (SPRC) and the NHS ("Self-harm"); the wording is ours.
"""

from __future__ import annotations

from bridge.intake.cues.signs import AT_LARGE, DENIED, LAUGH, NO_MORE, ONE, SELF, SUPPOSED, Sign, sign

_I = r"\bi (?:(?!not\b)[\w']+ ){0,4}?"
_HOW = r"(?:to (?:go on|live|carry on|be (?:here|alive|around))|in (?:going on|living|carrying on|being (?:here|alive)|anything))"
_END = r"(?=[.,!]|$| (?:and|but|because|cos|coz|since|so|or|if|some|sometimes|tonight|today|now|right|honestly|please|at night|when|every|most)\b)"

DESPAIR: tuple[Sign, ...] = (
    sign(
        "die dead myself suicidal suicide unalive overdose overdosed death funeral live wake",
        rf"{_I}(?:want|wants|wanted|wanting|wish|need|ready|rather|prefer|going|hope|hoping|deserve) (?:\w+ ){{0,2}}?(?:to )?(?:just )?die\b|"
        r"\bi (?:\w+ ){0,3}?(?:wish|want|wanted|better off|rather) (?:\w+ ){0,4}?(?:was|were|be|am|off|being)? ?dead\b|\bi am better off dead\b|"
        r"\bwant(?:ed|ing)? (?:\w+ )?to die\s*[.!,]*$|\b(?:kill|killing|killed|unalive|unaliving|hang|hanging|hanged|drown|drowning) myself\b|"
        r"\bi (?:\w+ ){0,4}?(?:am|feel|feeling|felt|been|was|being|get|getting|become|became|still|so|really) (?:\w+ ){0,2}?suicidal\b|"
        r"^(?:\w+ ){0,2}?(?:feel|feeling|felt|been|having|still|so|getting) (?:\w+ ){0,3}?suicid(?:al|e)\b|"
        r"\b(?:my|having|had|have|get|getting|got) (?:\w+ ){0,3}?suicidal (?:thought|thoughts|feelings|urges|plans)\b|"
        rf"{_I}(?:thought|think|thinking|consider|considered|considering|contemplat\w+|attempted|planning|tried|commit|talk about|thoughts of) (?:\w+ ){{0,2}}?suicide\b|"
        r"\bi (?:\w+ ){0,3}?(?:took|taken|take|taking|had) an? (?:\w+ )?overdose\b|\bi (?:have |just )*overdosed\b|\bi (?:\w+ ){0,5}?my own (?:death|funeral)\b|\bnot care (?:if|whether) i (?:live|die|wake)\b|\b(?:top|topping|end|ending) myself\b",
        why="speaks of dying, or of killing themselves",
        source="C-SSRS 1-2: wish to be dead, active suicidal thoughts",
        unless=(
            DENIED
            + "|"
            + (
                rf"{LAUGH}|\bdie (?:at home|in (?:a |the |my |her |his )?(?:hospital|hospice|own|bed|peace|dignity)|with dignity|there|on (?:a|the) (?:\w+ )?(?:list|trolley))\b|"
                r"\brather die than (?!(?:go on|live|carry on|wake|keep)\b)|"
                r"\b(?:not|never) (?:\w+ )?(?:suicidal|want to die)\b|\bwork (?:on|in|for)\b|\bdead (?:on time|easy|simple|good|tired)\b|"
                rf"\bsuicide (?:prevention|awareness|team|rates?|statistics|bereave\w+|training|risk|policy|lead|line|strategy|audit)\b|{SUPPOSED}"
            )
        ),
        told=False,
    ),
    sign(
        "end ending ended finish life",
        r"\b(?:end|ending|ended|finish) (?:my (?:own )?life|things for good|myself)\b|\b(?:end|ending) it(?: all)?"
        rf"{_END}|\b(?:take|taking|took|taken) my (?:own )?life\b",
        why="speaks of ending their life",
        source="C-SSRS 2: thoughts of ending one's life",
        unless=DENIED
        + "|"
        + rf"\b(?:call|chat|meeting|session|subscription|contract|shift)\b|\b(?:we|let us) (?:\w+ )?(?:end|ending)\b|\bend it (?:here|there|with)\b|{SUPPOSED}|\b(?:he|she|they|husband|wife|son|daughter|dad|mum|friend|brother|sister)\b",
        told=False,
    ),
    sign(
        "more longer live exist existed wake waking woken woke born existing sleep here alive around disappear life last make living",
        rf"{_I}(?:do|does|did|can|could|will|am) not (?:\w+ ){{0,2}}?(?:want|wanting|wish|see|think|feel)\w* (?:\w+ ){{0,2}}?(?:be|being|live|living|exist|alive|wake|point|i will be) ?(?:\w+ )?(?:here|alive|around|up|like this|existing)?\s?{NO_MORE}|"
        r"\bdo not (?:\w+ ){0,2}?want to (?:be (?:here|alive|around)|live|exist|wake up)(?: (?:like this|tomorrow|at all|on this earth))?(?=[.,!]|$| any ?more| and\b| but\b| since\b| because\b)|"
        r"\b(?:wish|wished|want|wanted) (?:\w+ ){0,3}?(?:never|not|had never) (?:been born|wake up|woken up|woke up|exist(?:ed)?|here)\b|\b(?:fall|go to|going to) sleep and (?:just )?(?:not|never) wak\w+\b|"
        r"\b(?:not|never) (?:being|be) (?:here|around|alive) (?:any ?more|at all)\b|\b(?:think|thinking|thought|thoughts|dream) (?:\w+ ){0,2}?(?:about|of)[, ]+(?:you know[, ]+)?not (?:being (?:here|around|alive)|waking up|existing)\b|"
        r"\bi (?:do|will) not (?:\w+ )?(?:think|expect|reckon) i (?:will|shall) (?:be (?:here|alive|around)|live|make it|last)\b(?! (?:at|on|for|by|in time)\b)|"
        r"\bi (?:\w+ ){0,3}?want (?:(?:my|this) life (?:to be )?(?:over|to end)|out of (?:this |my )?life\b)|\bnot want to (?:carry on|go on|keep)(?: on)? (?:living|like this|with (?:my|this) life|being (?:here|alive))\b|"
        r"\bi (?:\w+ ){0,3}?want to (?:just )?disappear (?:for ever|forever|for good)?(?=[.,!]|$| and\b)",
        why="does not want to live, or be here",
        source="C-SSRS 1: wish to be dead or not to wake up",
        unless=(
            rf"\b(?:we|patients|people|nobody|no one|residents|they) (?:\w+ )?(?:do not|does not|want|wants)\b|\b(?:in|on|at) (?:this|that|the|a) (?:\w+ )?(?:ward|hospital|meeting|chat|queue|list|team)\b|"
            rf"\b(?:near|next to|in a|in the|on leave|on holiday|away)\b|{SUPPOSED}"
        ),
        told=False,
    ),
    sign(
        "point reason reasons live life living alive hope future tired purpose lost given giving",
        rf"\bno (?:\w+ )?(?:point|reason|reasons) (?:left )?(?:for me )?{_HOW}\b(?! (?:with|about|to)\b)|\b(?:point|reason) (?:of|in|for) (?:living|going on|being alive|carrying on|being here)(?: like this| any ?more| at all)?\s*(?:[?.!,]|$)|"
        rf"\b(?:can|could|do) not (?:\w+ ){{0,2}}?(?:see|find|have|think of) (?:\w+ ){{0,2}}?(?:point|reason|purpose) (?:\w+ )?{_HOW}\b(?! (?:with|about)\b)|\b(?:what is|whats|is there) the point (?:any ?more|of me|of it all|of life)\b|"
        r"\b(?:nothing|no reason|not much|little) (?:\w+ ){0,2}?to live for\b|\b(?:life|living)(?: is|'s| has| feels| does) (?:\w+ )?(?:not|no) (?:\w+ )?(?:worth|point|meaning|feel worth)\b|\bnot worth living\b|\b(?:why|reason|reasons|point|want|how) (?:\w+ ){0,4}?(?:stay|staying|keep|keeping) (?:myself )?alive\b|\blost (?:all |the )?(?:hope|will to (?:live|go on))\b(?! (?:of|in|that|for the)\b)|"
        r"\bno hope (?:left )?(?:for me|left|any ?more)\b(?! (?:of|for the)\b)|\b(?:no|any|see a|have a) future (?:for (?:me|myself)|left|any ?more)\b|\bgiven up (?:on|with) (?:my |this )?(?:life|living|everything|myself)\b|\bgiving up (?:on|with) (?:my )?(?:life|living|everything)\b|\btired of (?:living|life|being alive|fighting to live)\b",
        why="sees no reason or hope to go on",
        source="SPRC warning signs: no reason to live, hopelessness",
        unless=rf"\b(?:with|about|to|by) (?:the )?(?:fax|form|app|phone|paper)\w*\b|\b(?:of|in) living (?:next|near|in|by|so|with|here)\b|\b(?:worth|point) living (?:in|near)\b|\bwill to live (?:\w+ )?(?:filling|waiting|reading|trying|with|in this|on hold|listening|queu\w+|doing)\b|{SUPPOSED}",
        told=False,
    ),
    sign(
        "can could tether rope",
        r"\bi (?:\w+ ){0,2}?(?:can|could) not (?:\w+ ){0,2}?(?:go on|carry on|keep going|keep on|keep living|go on living)(?: (?:like|with) (?:this|it)| living| any ?more| much longer| any longer)*"
        rf"{_END}|\bi (?:\w+ ){{0,2}}?can not (?:\w+ ){{0,2}}?(?:(?:do|face|handle|manage) (?:this|it|life)(?: life| pain)? {NO_MORE}|(?:take|bear|stand|face|live with) (?:this|it|life|the pain|living|any ?more of (?:this|it)|another day(?: of this)?)(?: life| pain)? ?{NO_MORE}?)(?: of (?:this|it))?{_END}|"
        rf"\bi (?:\w+ ){{0,2}}?can not (?:\w+ ){{0,2}}?cope(?: with (?:life|everything|it all|living))? ?{NO_MORE}{_END}|\bi (?:\w+ ){{0,2}}?can not take (?:any ?more|much more)(?: of (?:this|it))?{_END}|"
        r"^i (?:\w+ )?can not any more\b|\bi am at the end of my (?:rope|tether)(?=[.,!]|$| and\b)|^can not (?:do|take) (?:this|it) any ?more\b(?! (?:than|often)\b)|^can not go on\b(?: like this)?\s*[.!]*$",
        why="cannot go on",
        source="SPRC warning signs: unbearable pain, no way on",
        unless=rf"\b(?:alone at night on call|two jobs)\b|\bthan\b|\b(?:tonight|today|tomorrow|at (?:six|seven|eight|nine|\d+))$|{SUPPOSED}|\b(?:with|on) (?:paper|the (?:form|app|rota|system)\w*)\b",
        told=False,
    ),
    sign(
        "hopeless worthless trapped way burden",
        r"\bi (?:\w+ ){0,3}?(?:am|feel|felt|feeling) (?:(?:so|completely|totally|utterly|just|really|very|all|such) ){0,2}?(?:hopeless|worthless|trapped)(?: and (?:hopeless|trapped|alone|worthless|scared))?(?=[.,!]|$| and (?:i|can|no|alone|there is no)| right now| all the time| most days)|"
        r"^(?:feel|feeling) (?:\w+ )?(?:hopeless|worthless|trapped)\b(?! (?:in|by|with|at|about|trying)\b)|\b(?:see|is|there is|can see|have) (?:\w+ )?no way out(?: of (?:this|it)| for me| any ?more)?(?=[.,!]|$| and| but)|"
        r"\bi (?:\w+ ){0,3}?(?:am|feel|be|become|became|being|feel like) (?:\w+ ){0,3}?a burden(?=[.,!]|$| (?:and|because|now)\b| (?:to|on) (?:everyone|everybody|my|them|him|her|you|others|people|all|those)\b)",
        why="feels hopeless, trapped or a burden",
        source="SPRC warning signs: hopeless, trapped, a burden",
        told=False,
    ),
    sign(
        "better happier easier fine cope manage miss notice care",
        r"\b(?:everyone|everybody|they|you|family|kids|children|husband|wife|mum|dad|people|we|world|all|partner|team) (?:\w+ ){0,3}?(?:better off|better|happier|easier|fine|cope|cope fine|manage) (?:\w+ )?(?:without (?:me|him|her)|(?:if|when|once) (?:i|he|she) (?:was|were|had|am|is|will be|are) (?:\w+ )?(?:gone|dead|around|here|never|no longer|not))\b|"
        r"\b(?:better|easier|happier) (?:\w+ ){0,4}?if i (?:was|were|had) (?:not|never|gone|dead|no longer)\b|\bbetter off without me\b|\b(?:nobody|no one) (?:would|will) (?:\w+ )?(?:miss|notice|care) (?:me|if i (?:was|were|die|died|went|had|disappear))\b",
        why="thinks that others would be better off without them",
        source="SPRC warning signs: being a burden to others",
        unless=r"\b(?:meeting|on leave|on holiday|chair|minutes|party)\b",
        told=False,
    ),
    sign(
        "self-harm self-harmed self-harms self-harming selfharmed harm harming harmed hurt hurting myself cut cutting scratch scratching burn burning slashed slash bleed bleeds",
        r"\bi (?:\w+ ){0,4}?(?:self[- ]?harm(?:ing|ed)?|(?:hurt|hurting|harm|harming|harmed|cut|cutting|burn|burning|starving|scratching|punching|hitting|biting|choking|stabbing|bruising|slapping) myself)\b|"
        r"^(?:\w+ ){0,3}?(?:started|been|keep|kept|thinking of|want to|wanna) (?:\w+ )?(?:self[- ]?harming|(?:cutting|hurting|harming|burning) (?:myself|again))\b|"
        r"\bi (?:\w+ ){0,3}?(?:started|start|back to|been|keep) cutting(?: again)?(?=[.,!]|$| again| and| because| when)|\bi (?:\w+ ){0,3}?(?:cut|cutting|scratch|scratching|burn|burning|slashed|slash) my (?:own )?(?:arms?|wrists?|legs?|thighs?|stomach|skin)\b|\bmy (?:own )?self[- ]?harm\b|\b(?:until|till|so that) (?:i|it|they|my (?:\w+ )?(?:hands?|arms?|legs?|skin|knuckles|head)) bleeds?\b|\burges? to (?:self[- ]?harm|cut|hurt myself)\b",
        why="speaks of harming themselves",
        source="NHS, Self-harm",
        unless=DENIED
        + "|"
        + rf"\b(?:shaving|cooking|falling|fell|lifting|slipped|on (?:a|the|some|my)|off|at work|playing|running|by accident|accidentally|gardening|opening|tripp\w+|moving|laughing|hurt myself (?:in|at))\b|\b(?:teach|train|work|research|run)\b|{SUPPOSED}",
        told=False,
    ),
    sign(
        "tablets pills meds medication insulin paracetamol packet box bottle bridge roof cliff building train trains bus car lorry traffic park multistorey tracks platform rope noose knife blade razor things belongings stuff possessions note notes letter letters goodbye goodbyes again last gone dead ways how where plan planned planning decided safe something",
        r"\bi (?:\w+ ){0,3}?(?:saving|saved|stockpil\w+|hoarding|collecting|counting|counted) (?:up )?(?:\w+ ){0,3}?(?:tablets|pills|meds|medication|insulin|paracetamol)\b|\bi (?:\w+ ){0,3}?(?:took|taken|take|swallow(?:ed)?) (?:ten|twelve|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|[1-9]\d|all (?:of )?(?:my|the)|too many|the whole|every one of my|a load of|loads of|a handful of) (?:\w+ )?(?:tablets|pills|meds|medication|insulin|packet|box|bottle|paracetamol)\b|"
        r"\b(?:jump(?:ed|ing)?|(?:throw|threw)(?:ing)? myself|step(?:ped|ping)?|walk(?:ed|ing)? out) (?:\w+ )?(?:off|from|in front of|under|onto) (?:\w+ ){0,3}?(?:bridge|roof|cliff|building|train|trains|bus|car|lorry|traffic|car park|multistorey|tracks|platform)\b|"
        r"\b(?:tablets|pills|rope|knife|blade|razor|insulin|noose) (?:\w+ ){0,4}?(?:lined up|in front of me|in my hands?|beside me|next to me)\b|\b(?:pills|tablets) lined up\b|\b(?:rope|noose) (?:is )?ready\b|\b(?:giving|given|gave) (?:away )?(?:all )?my (?:things|belongings|stuff|possessions)(?: away)?\b|\b(?:think|thinking|thought|looking|researching|googling|reading) (?:\w+ )?(?:of|about|for|up|into)? ?(?:\w+ )?ways to (?:do it|die|end|kill|go(?=[.,!]|$))|"
        r"\bi (?:\w+ ){0,3}?(?:written|wrote|writing|left) (?:\w+ )?(?:note|notes|letters?) (?:to|for) (?:\w+ ){0,3}?(?:kids|family|children|mum|dad|wife|husband|goodbye|everyone)\b|\b(?:say|said|saying) (?:my )?goodbyes? (?:to (?:everyone|the kids|my|you all) )?(?:for good|for the last|forever)\b|\bsaid goodbye\s*$|"
        r"\b(?:you|they) (?:will|shall) (?:not|never) (?:hear from|see) me again\b|\bthis is my last (?:post|message|tweet)\b(?! (?:of the|on|here))|\bmy last (?:night|day) alive\b|\bby (?:the time you (?:read|see) this|tomorrow|morning|tonight) i (?:will|shall) be (?:gone|dead)\b|\bwhen i am gone\b(?! (?:on|to|for|from)\b)|"
        r"\bi (?:\w+ ){0,4}?(?:plan|planned|planning|know|worked out|decided) (?:exactly )?(?:how|when|where) i (?:would|will|am going to|want to) (?:do it|end|die|go)\b|\bi (?:\w+ )?(?:am|do|did) not (?:\w+ ){0,2}?safe (?:with myself|from myself|on my own (?:tonight|right now|today)|alone (?:tonight|right now|with my thoughts)|tonight|right now)\b|\b(?:keep|keeping) myself safe\b(?! from)|\bi (?:might|may|will|could|am going to|am about to|am scared i will) (?:\w+ )?do something(?: (?:really |very |so )?(?:stupid|silly|bad|terrible|awful|drastic|to myself))?(?: tonight| soon)?(?=[.,!]|$| and\b| if\b)|\bi have (?:a plan|the means|everything i need) (?:to (?:do it|end)|and (?:a date|tonight))",
        why="speaks of means, a plan or farewell",
        source="C-SSRS 4-5, preparatory acts: means, plan, farewell",
        unless=rf"\b(?:pill box|blister|dosette|on leave|retire|retiring)\b|\bsaid goodbye to (?:paper|fax|the)\b|{AT_LARGE}",
        told=False,
    ),
    sign(
        "suicidal die wake end ending dead kill killing killed hang hanging hanged drown drowning harm harming hurt hurting cut cutting unalive burning starving missing go carry keep cope top topping topped swallowed taken took take taking something self-harm self-harms self-harming self-harmed overdose overdosed suicide dying here life live living on",
        rf"\b{ONE} (?:\w+ ){{0,4}}?(?:is|was|feels?|felt|has been|been|are|seems?|sounds?|being|gets?|became) (?:\w+ ){{0,2}}?suicidal\b|"
        rf"\b{ONE} (?:\w+ ){{0,5}}?(?:want|wants|wanted|going|wishes) (?:\w+ )?(?:to (?:\w+ )?(?:die|end (?:it|his|her|their)|(?:kill|hang|hurt|harm|drown) {SELF})|(?:he|she|they) (?:was|were|is|are) dead)\b|"
        rf"\b{ONE} (?:\w+ ){{0,6}}?(?:kill|killing|killed|hang|hanging|hanged|drown|drowning|harm|harming|hurt|hurting|cut|cutting|unalive|burning|starving) {SELF}\b|\b{ONE} (?:\w+ ){{0,6}}?can not (?:\w+ )?(?:go on|carry on|keep going|cope)(?: (?:like this|living|any ?more|no more))*(?=[.,!]|$| (?:she|he|they)\b)|\b{ONE} (?:\w+ ){{0,2}}?(?:gone|went) missing\b|\b{ONE} (?:\w+ ){{0,5}}?(?:top|topping|topped) {SELF}\b|\b{ONE} (?:\w+ ){{0,3}}?(?:swallowed|taken|took) (?:all|too many|a (?:load|lot|handful) of|loads of) (?:\w+ ){{0,2}}?(?:tablets|pills|medication|meds|paracetamol)\b|\b{ONE} (?:\w+ ){{0,3}}?(?:wants?|wanted|wishes) to be dead\b|\bdo something to {SELF}\b|\bdo something (?:stupid|silly|terrible|awful)\b|"
        rf"\b{ONE} (?:\w+ ){{0,5}}?(?:self[- ]?harm(?:s|ing|ed)?|(?:took|taken|take|taking|had|having) an? (?:\w+ )?overdose|overdosed)\b|"
        rf"\b{ONE} (?:\w+ ){{0,4}}?(?:talk|talks|talked|talking|thinks?|thinking|thought|speaks?|threaten\w*|plann?\w*|attempt\w*|tried|tries|contemplat\w+|posted|posting|texted|goes on) (?:\w+ ){{0,3}}?(?:suicide|ending (?:it|his|her|their)|end (?:it|his life|her life|their life)|(?:take|taking) (?:his|her|their) (?:own )?life|dying|killing|not being here)\b|"
        rf"\b(?:took|take|taken|end|ended) (?:his|her|their) (?:own )?life (?:last|this|yesterday|today|tonight)\b|\b{ONE} (?:\w+ ){{0,4}}?(?:not want|no point|no reason|nothing) (?:to|in|left to) (?:live|be here|living|going on|carry on)\b|\b{ONE} (?:\w+ ){{0,3}}?does not want to (?:live|be here|be alive|wake up)(?=[.,!]|$| any ?more)",
        why="tells of somebody who may harm themselves",
        source="SPRC warning signs, seen in another",
        unless=(
            DENIED
            + "|"
            + (
                rf"{LAUGH}|\bdie (?:at home|in (?:a |the |her |his )?(?:hospital|hospice|own|bed|peace|dignity)|with dignity|there)\b|\b(?:works?|worked|volunteers?|leads?|trained) (?:on|in|for|with)\b|\b(?:falling|fell|lifting|shaving|slipped|playing|hurt (?:him|her)self (?:at|on|in|moving|running))\b|"
                rf"\bwhere (?:they|people)\b|\bsuicide (?:prevention|awareness|team|rates?|bereave\w+|training|policy|lead|strategy|audit)\b|{AT_LARGE}"
            )
        ),
        own=False,
        told=False,
    ),
)
