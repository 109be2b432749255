"""Signs that somebody may be about to part from life, said sideways: methods, means, farewells, wounds, hunger.

Which signs count follows the Columbia scale (C-SSRS, its questions 1 to 6), the Suicide Prevention Resource Center's
"Warning Signs for Suicide" (SPRC), the NHS ("Self-harm") and the Royal College of Psychiatrists' "Medical emergencies
in eating disorders" (MEED); the wording is ours.
"""

from __future__ import annotations

from bridge.intake.cues.signs import DENIED, IS, KIN, ONE, SOMEBODY, Sign, few, said, sign

_DYING = "speaks of dying, or of killing themselves"
_MEANS = "speaks of means, a plan or farewell"
_HOPE = "feels hopeless, trapped or a burden"
_OTHER = "tells of somebody who may harm themselves"
_HARM = "speaks of harming themselves"
_FOOD = "tells of starving or purging"

_PILLS = (
    r"(?:tablets|pills|meds|medication|medicine|insulin|paracetamol|ibuprofen|codeine|co-codamol|morphine|tramadol|amitriptyline|sertraline|"
    r"citalopram|diazepam|zopiclone|propranolol|lithium|warfarin|antidepressants?|sleepers|sleeping tablets|painkillers|patches|boxes|packets|\d+mg)"
)
_PILL_WORDS = (
    "tablets pills meds medication medicine insulin paracetamol ibuprofen codeine co-codamol morphine tramadol amitriptyline sertraline "
    "citalopram diazepam zopiclone propranolol lithium warfarin antidepressant antidepressants sleepers painkillers patches boxes packets"
)
_NOT_PILLS = (
    r"\b(?:repeat|app|collect\w*|prescri\w+|dosette|pill box|pill organiser|blister|chemist|pharmac\w+|delivered|with me|on holiday|side effects?|never event|reminders?|keeps my|labels?|remind\w*|"
    r"not had|run out|ran out|reviewe?d?|helped|working|camera|counter)\b"
)
#: Places from which, and things before which, people throw themselves.
_DEEP = r"(?:bridge|roof|ledge|cliff|parapet|railings?|balcony|viaduct|multi-?storey|platform edge|wrong side|tracks|train tracks|railway line|window ?ledge)"
_LEAP = r"(?:jump|jumping|step|stepping|walk|walking|drive|driving|crash|crashing|swerve|swerving|steer|steering|veer|swim|swimming|wade|wading|throw myself|throwing myself|lie|lying|drop|let go)"
_INTO = (
    r"(?:in front of|under|off|into|onto|out to|on to|over|down on) (?:a |an |the |that |of |some |my )?(?:\w+ )?(?:tree|wall|train|lorry|truck|bus|traffic|river|sea|canal|lake|water|bridge|"
    r"roof|cliff|edge|balcony|tracks?|rails|line|road|motorway|central reservation|something|oncoming)"
)
_THINKS = (
    r"(?:think|thinking|thought of|thoughts of|think about|imagine|picture|imagining|tempted|feel like|felt like|urge|urges|easy|want|wanting|going|keep|could just|talks? (?:of|about)|"
    r"away from|look at|dream|dreaming|plan|planning|ready|says? (?:he|she) will)"
)
_HIM = rf"(?:me|i|{SOMEBODY})"

PARTING: tuple[Sign, ...] = (
    sign(
        "wishing wish reaching see hopeless dead longer rather thoughts life unbearable live meaningless meaning world earth suffering pain end forever gone disappear vanish myself wake waking happened punish deserve hate fighting alive born give dying die",
        r"\b(?:do not|dunno) know how (?:much longer|long) i can (?:keep|hold|go|carry|do|stand|take|live|last|cope|stay)\b|\brather (?:it|it all|everything|my life) (?:was|were) over\b|\b(?:wake up|waking|woke up)\b.{0,30}\bwish(?:ing|ed)? i (?:had not|did not|was not|were not)\b|\bnot see myself (?:reaching|getting to|making it|past|at|being|turning) (?:\d+|past|to|christmas|alive|here|old|next)\b|\bsuicidal thoughts (?:are|have|keep) (?:back|started|come|coming|got|getting)\b|\bso are the suicidal thoughts\b|\b(?:happier|better) dead\b|\bnot see past (?:tonight|today|tomorrow)\b|\b(?:am|feel) (?:\w+ )?so hopeless\b|\bi (?:\w+ ){0,3}?(?:having|have|had|get|getting|got) (?:\w+ ){0,2}?(?:dark|scary|awful|horrible|terrible|frightening|suicidal) thoughts\b|\b(?:can not|could not|not able to|unable to|do not want to) (?:\w+ )?(?:live|keep living|go on living|exist) (?:like this|this way|with (?:it|myself|this|the (?:pain|guilt|shame)))\b|\b(?:my )?life (?:is|feels|has become|seems) (?:\w+ )?(?:meaningless|pointless|worthless|unbearable|over for me|a living hell)\b|\blife has no (?:meaning|point|purpose)\b|\bno meaning (?:in|to) my life\b|"
        r"\b(?:leave|leaving|depart|go from|done with|ready to leave|exit|not of) (?:this|the) (?:world|earth|life|planet)\b|\b(?:end|ending|stop|escape|put an end to) (?:all )?(?:my|the|this) (?:\w+ )?(?:suffering|misery|torment|agony|existence)\b|\bput an end to (?:it all|it|myself|me)\b|\b(?:do away with|do|finish|finishing|off) (?:with )?myself (?:in|off)\b|\bdo away with myself\b|\bi (?:\w+ ){0,3}?(?:want|wanted|wish|need|going) (?:\w+ ){0,4}?(?:to be gone|sleep (?:for ?ever|for good)|disappear|vanish|to not (?:exist|be alive|be here|wake)|die|not be alive|be no more)(?= *[.,!]|\s*$| (?:and|but|for ?ever|from|now|tonight|so|because|already|today)\b)|"
        r"\b(?:did|do|could|would) not (?:just )?wake up (?:tomorrow|one (?:day|morning)|in the morning|at all|ever|again)\b|\bif i (?:just |simply )?(?:never|did not|do not) (?:wake|woke) up\b|\b(?:not|never) (?:really )?(?:mind|care|bothered|object) if (?:something|anything) (?:\w+ )?happen(?:s|ed) to me\b|\bi (?:\w+ ){0,2}?(?:do not|never) deserve (?:to (?:live|be (?:alive|here|born|loved)|exist)|life|this life)\b|\bi (?:\w+ ){0,2}?deserve (?:to (?:die|suffer|be dead|hurt|be in pain|rot)|the pain|this pain|all the pain|death)\b|\bi (?:\w+ ){0,3}?(?:want|need|have|going) to punish myself\b|"
        r"\b(?:wish|wished) (?:that )?i (?:was|were|had|would|could) (?:\w+ )?(?:never (?:been )?born|disappear|vanish|stop existing|not here|be gone|not wake up|not exist|stop being|die)\b|\b(?:feel|feels|feeling|felt) like (?:dying|death would|i (?:should|need to|have to|want to|am going to) die|ending (?:it|things|everything))\b|\b(?:too )?tired (?:of|to keep) (?:fighting|trying|going on)\b(?=.{0,200}\b(?:alive|done|bye|goodbye|gone|end)\b)|\bno longer want to (?:live|be (?:here|alive)|exist|go on)\b|\bi (?:\w+ )?want to give up(?= *[.!]|\s*$)|\bi hate (?:myself|being alive)(?= *[.,!]|\s*$| (?:so|and|for)\b)|\b(?:die|be dead|be gone) (?:tonight|by (?:morning|tomorrow)|soon)\b(?=.{0,200}\b(?:i|me|going)\b)",
        why=_DYING,
        source="C-SSRS 1-2; SPRC warning signs: no reason to live, unbearable pain",
        unless=DENIED
        + r"|\b(?:trying to sleep|the (?:site|screen|app|link|page)|alarm|for lunch|smoking|sugar|chocolate|die laughing|laughing|for an operation|hate myself for (?:laughing|saying|liking|asking)|under the stairs|at home|hospice|like dying (?:my|her|of (?:shame|embarrassment|thirst|hunger))|baby did not wake)\b",
    ),
    sign(
        "burned burnt cut hurt hit punched starved scratched stabbed choked strangled bruised",
        r"\bi (?:\w+ ){0,3}?(?:burned|burnt|cut|hurt|hit|punched|starved|scratched|stabbed|choked|strangled|bruised) myself\b",
        r"\b(?:cigarettes?|lighter|iron|blades?|razor|knife|on purpose|deliberately|again|last night|every|because|deserve|to (?:feel|cope|calm|punish)|when (?:i|it|they|nobody|the)|until|bleed\w*|pain|so bad\w*)\b",
        why=_HARM,
        source="NHS, Self-harm",
        unless=r"\b(?:cook\w*|kettle|oven|shav\w+|iron(?:ing)? (?:my|his|the|a) (?:shirt|clothes)|fell|falling|slip\w*|accident\w*|garden\w*|football|gym|running|bike|work(?:ing|shop)?|lift\w*|waxing|hob|stove|tea|coffee|paper|tin|can opener|used to|stopped)\b",
    ),
    # to be dead
    sign(
        "slip drift fade pass sleep wake waking woke die dead life living alive misery exist existing",
        rf"\b(?:hope|hoping|wish|pray|praying|want|rather|like|love) {few(6)}(?:(?:not|never|without) (?:have to )?(?:wake|waking)(?: up)?(?! call)|(?:slip|drift|fade|pass) away(?! from)|die in my sleep|(?:go|die) in (?:my|the) (?:sleep|night)|to be dead\b|(?:out of|end) (?:my|this) misery|(?:stop|stopped|not|cease to) exist\w*)|"
        rf"\b(?:sick|tired|done|fed up|finished|had enough|enough|over it) (?:\w+ )?(?:of|with) (?:\w+ )?(?:living|being alive|life|(?:my |this )(?:whole )?life)\b(?! (?:in|on|with|at|off|near|next|under|without|saving|coach)\b)|"
        rf"\b(?:can not|do not want|not be) {few(4)}(?:with|doing|do) (?:life|living)\b|\bput me out of my misery\b|\b(?:want|wanted) out of (?:this |my )?life\b|\bcheck(?:ing)? out of (?:this |my )?(?:life|world)\b",
        why=_DYING,
        source="C-SSRS 1: wish to be dead, or not to wake up",
        unless=r"\b(?:babies|baby|noise|alarm|anaesthetic|operation|died at|the patient)\b",
    ),
    sign(
        "over end stop",
        r"\bi (?:\w+ ){0,3}?(?:want|wish|need|pray for|long for) (?:it|it all|everything|all of (?:it|this)|this life|my life)(?: all)?(?: just)? (?:to (?:just )?)?(?:be over|end|stop|finish)(?: now| tonight| for ?ever| for good)?\s*[.!]*$",
        why=_DYING,
        source="C-SSRS 1: wish to be dead",
    ),
    sign(
        "join be face",
        rf"\bwants? to (?:just )?(?:go and )?(?:be with|join) (?:him|her|them|mum|mam|dad|nan|god|jesus|my (?:late |dead )?(?:\w+ )?{KIN})(?= *[.,!]|\s*$| (?:again|now|in heaven|up there|wherever)\b)|\bjust wants? to go and (?:be with|join)\b|\b(?:be|go|going) (?:back )?(?:together|with (?:him|her)) (?:in heaven|on the other side)\b|\bcan not face another (?:day|week|winter|year|night|morning|christmas|month)(?= *[.,!]|\s*$| (?:of (?:this|it|pain)|like this|alone)\b)",
        why=_DYING,
        source="SPRC warning signs: wishing to join somebody who died; unbearable pain",
        unless=r"\b(?:ward|hospital|visiting|scan|theatre|appointment|delivery|birth|same (?:room|bay|home)|stay|team)\b",
    ),
    sign(
        "bus car lorry train lightning cancer heart cold illness virus covid tumour something stroke",
        rf"\b(?:(?:not|never) (?:really )?(?:mind|care|complain|be sorry)|hope|hoping|wish|wishing|pray|praying|want) {few(4)}(?:bus|car|lorry|train|lightning|cancer|heart attack|cold|illness|virus|covid|tumour|stroke|something) {few(2)}(?:hits?|hit me|takes? me|took me|gets? me|got me|finish\w*|kills?|killed|comes? back|came back|does it|did it for me|ends?|struck|run over|ran me)\b",
        r"\b(?:me|i)\b",
        why=_DYING,
        source="C-SSRS 1: wish to be dead",
        unless=r"\b(?:hope (?:the|a) (?:cancer|virus) (?:never|does not)|never comes)\b",
    ),
    sign(
        "death dying dead die suicidal kill",
        r"\b(?:death|dying|being dead|to die|to be dead) (?:\w+ )?(?:seems?|feels?|sounds?|looks?|is|would be|must be) (?:\w+ ){0,3}?(?:kind\w*|peace\w*|better|easier|relief|way out|only|release|lovely|good|welcome|mercy|blessing|answer|nice|appealing|tempting|best)\b|"
        r"\b(?:welcome|long for|longing for|looking forward to|wait(?:ing)? for|ready for|pray(?:ing)? for|crave) (?:my )?death\b|\b(?:do|must|will|have) i (?:have to |got to )?(?:actually |really )?(?:die|be dead)\b(?! (?:at|in|with)\b)|"
        r"\bdo i have to,? (?:do,? )?(?:to get seen,? )?(?:die|kill myself)\b|\bnot (?:\w+ )?suicidal enough\b",
        why=_DYING,
        source="C-SSRS 1: wish to be dead",
    ),
    sign(
        "drive driving jump jumping step walk walking walks stepping crash swerve swerving steer steering veer swim swimming wade wading lie lying throw throwing drop go",
        rf"\b{_THINKS}\b {few(7)}{_LEAP} {_INTO}\b|\blook(?:s|ing)? at the (?:train|river|bridge|traffic|water|tracks)\b.{{0,40}}\b(?:step|jump|easy|over|fall|end)\b|"
        r"\b(?:one|just one|a single|one more) step(?:,? and| forward| away from (?:it|the edge|ending))\b.{0,30}\b(?:over|gone|end|peace|done|train|edge)\b|\baway from (?:jumping|ending it|ending my|topping|killing my|doing something|swallowing)\b|\b(?:if|when) i jump\b",
        why=_DYING,
        source="C-SSRS 3: thoughts of a method",
        unless=r"\b(?:bus stop|clinic is|wheelchair|pushchair|scooter|parking|park and ride|swimming lessons?|queue|waiting list|cyclists?|we want|kids|children|trampoline|ride)\b",
    ),
    sign(
        "inviting tempting calling appealing welcoming beckoning",
        rf"\b(?:river|bridge|sea|water|canal|cliff|railway|train|tracks|pills|tablets|rope|knife|blade|roof|edge|bath|motorway|window|bottle) {few(2)}(?:looks?|looking|seems?|is|are|sounds?|keeps?) {few(4)}(?:inviting|tempting|calling|appealing|welcoming|beckoning)\b",
        why=_DYING,
        source="C-SSRS 3: thoughts of a method",
        unless=r"\bcalling (?:at|for|all|from|it)\b",
    ),
    sign(
        "through weekend week christmas night morning tonight tomorrow birthday here",
        rf"\b(?:not|never|doubt) {few(4)}(?:(?:make it|get|last|be here|be alive|live|be around) (?:through|past|till|until|to|by|come|for|at|beyond)|see|see out|survive) (?:the |this |another |next |my )?(?:weekend|week out|night|christmas|morning|birthday|new year|tomorrow)\b|"
        rf"\bno reason {few(2)}(?:to|for me to|for) {few(2)}(?:be|being|stay|staying|stick|keep) (?:here|around|alive|going)\b|\b(?:any|a|one) reason (?:for me )?to (?:be|stay|stick around) (?:here|alive|around)?\b",
        why="does not want to live, or be here",
        source="C-SSRS 1: wish to be dead",
        unless=r"\b(?:meeting|clinic|appointment|results?|rota|session|chat|workshop|shift|party|to work|the bus|battery|phone|in the office|christmas do|holiday|to bed|anyone|see (?:him|her|them|you|a|my|the) )\b",
    ),
    sign(
        "right keep tonight time soon today decided chosen talked when here drift mean gone long myself guts stopping worry bother need needing",
        r"\b(?:not|will not|never) (?:\w+ ){0,5}?(?:be (?:here|around|about|there))\b.{0,40}\b(?:catch my drift|know what i mean|get my (?:meaning|drift)|if you follow me)\b|"
        r"\bi (?:will|shall|am going to) (?:be|soon be) gone (?:soon|by then|tomorrow|for good)\b|\bgone soon anyway\b|\bnot (?:be )?(?:\w+ )?long (?:now |left )?for (?:me|this world)\b(?! to\b)|\bi am going to do it (?:this time|tonight|today|tomorrow|soon|now)\b|\bi have (?:decided|worked out|chosen) (?:when|how|where)(?=,|\.|\s*$)|\b(?:just )?waiting for the right (?:night|moment)\b|\bkeep (?:walking|going|driving|ending up) (?:down |back |up |out )?(?:to|at|by) the (?:railway|river|bridge|tracks|cliffs?|canal|viaduct)\b|\btalked me (?:down|off the \w+)\b|\bi would do it (?:if|tonight|now|tomorrow|myself)\b.{0,30}\b(?:guts|nerve|courage|brave|bottle|not so|for the)\b|"
        rf"\b(?:only|one) (?:thing|person|reason)s? (?:stopping|that stops|holding|keeping) me (?:here |alive |back )?(?:is|from doing it|from ending|are) (?:(?:my|the) (?:\w+ )?(?:dog|cat|kids|children|{KIN})|knowing|who would)\b|\b(?:only|one) (?:thing|person|reason)s? (?:that )?(?:keeping|keeps|kept) me (?:alive|here)\b|"
        r"\b(?:you|they|nobody|no one|everyone)(?: all)? (?:will|would) (?:not|never) (?:have to |need to )?(?:\w+ )?(?:worry|bother|worried|bothered|put up|deal|hassled) (?:\w+ ){0,2}?(?:me|with me)\b|\bno more (?:worry|bother|trouble) from me\b|\bi (?:will|shall) not (?:be )?need(?:ing)? (?:\w+ ){0,4}?(?:by then|anymore|any more|after tonight|where i am going|soon|you will see)\b|"
        r"\bi (?:will|shall) not be (?:needing|coming back|around to)\b(?! (?:until|because|for|to the next|next|a lift|lunch|in (?:the|on)|on))",
        why=_MEANS,
        source="SPRC warning signs: talking about having no future",
        unless=r"\b(?:holiday|retire\w*|leaving the|new job|on leave|maternity|moving|train home|lunch|physio|wheelchair)\b",
    ),
    # without hope, a burden
    sign(
        "way future hope use point space drain relieved gone dead went disappear disappeared notice miss save enough exit trapped tunnel tomorrow nothing nobody",
        rf"\bno way out (?:of (?:this|it) )?(?:for (?:me|us))\b|\b(?:only|one) way out\b {few(5)}(?:thinking|is|left|dying|death|end)\b|\b(?:i|me) {few(3)}(?:trapped|stuck)\b.{{0,30}}\bonly way out\b|\bno (?:other )?way out\b.{{0,30}}\b(?:of this|me|i)\b|\b(?:can not|could not|do not|not) see (?:\w+ )?(?:a |any )?(?:future|tomorrow|way (?:out|forward|through)|light at|next year)\b(?! (?:for (?:the|this|our)|in (?:the|this)|of the|at the)\b)|"
        rf"\bwhat is the (?:use|point) of (?:me|my life|living|being here)\b(?! (?:next|near|in|by|so|if|with|at|early)\b)|\b(?:taking|take|takes) up (?:\w+ ){{0,2}}?(?:space|air|oxygen|a bed)\b|\bwaste of (?:space|oxygen|air|skin)\b|\bi am (?:\w+ ){{0,3}}?a drain on\b|\b(?:would|will) (?:all )?be (?:so )?(?:relieved|glad|happy|happier|fine|free|better) (?:\w+ ){{0,3}}?(?:if i (?:was|were|am) not|if i (?:died|went|were gone|was gone|was dead)|without me|when i am (?:dead|gone)|once i am)\b|"
        rf"\b(?:manage|do|cope|sleep|live|get on|be) (?:\w+ ){{0,2}}?(?:better|easier|happier|fine) (?:\w+ ){{0,2}}?(?:without me|if i (?:was|were|am) (?:dead|gone|not|no longer)|once i am (?:gone|dead))\b|\bbetter (?:place )?without me\b|\bsave (?:\w+ ){{0,5}}?if i (?:\w+ )?(?:went|died|go|die|was not|were not|disappeared)\b|"
        r"\b(?:nobody|no one|no-one|not a soul) (?:would|will) (?:\w+ )?(?:miss|notice|care|bat an eyelid|mind|cry|even) (?:\w+ ){0,2}?(?:me|if i (?:was|were|am|died|die|went|go|had|disappear\w*|vanish\w*|did not))\b|\b(?:best|kindest|only) thing (?:i (?:could|can) do|for (?:them|everyone|everybody|all)) (?:\w+ ){0,4}?(?:is|would be) (?:\w+ ){0,3}?(?:not be here|go|die|disappear|if i|me gone|end)\b|"
        r"\b(?:no|not any|without|lost all|lost) hope(?: left)?(?: at all)?(?=[.,!]|\s*$)|\bnothing left (?:to live|for me|in me)\b|\bnothing but (?:trouble|a burden|a nuisance) to\b|\bnothing to (?:live|get up|wake up) for\b",
        why=_HOPE,
        source="SPRC warning signs: hopeless, trapped, a burden to others",
        unless=r"\b(?:car park|coins|signs?|sign-?posts?|building|vending|the form|meeting|chair|no hope of|committee|the rota|app)\b",
    ),
    sign(
        "trust safe edge brink place rope tether",
        rf"\b(?:do|can|could) not (?:really )?trust myself\b(?! (?:to (?:remember|drive|cook|speak|choose|get|not forget)|with (?:the|my) (?:app|form|computer|money|cake))\b)|\b(?:not|do not|never) (?:feel |feeling |be )?safe (?:with|from|around) (?:myself|my own|my thoughts)\b|\b(?:help me|someone)\b.{{0,30}}\bnot (?:feel )?safe with myself\b|"
        rf"\b(?:i am|feel|feeling|bit|too|so|very|living|right|this|standing) (?:near|close to|on|at) the (?:edge|brink)(?=[.,!]|\s*$| (?:and|now|again|of (?:it|ending|doing|suicide))\b)|\b(?:really|truly|am|reached|right) {few(2)}at the end of my (?:rope|tether)\b(?! with (?:the|this)\b)|\bin (?:a|such a) (?:very |really |bad )*dark place (?:right now|again|tonight|and (?:i|can not))",
        why=_HOPE,
        source="SPRC warning signs: hopeless, trapped",
        unless=r"\bof my seat\b|\bof (?:town|the (?:town|park|village|estate))\b",
    ),
    # means, a plan, farewell
    sign(
        _PILL_WORDS,
        said(_PILLS),
        r"\b(?:counted|counting (?:out|up)|sav(?:ed|ing)|stockpil\w+|hoard\w*|stash\w*|squirrel\w*|lined up|line up|laid out|collecting|put(?:ting)? by|under (?:my|his|her) (?:pillow|bed|mattress)|hidden|hiding|how many|lethal|painless|enough|"
        r"the lot|all at once|whole (?:box|bottle|packet)|locked (?:herself|himself)|on purpose|choice|so i have got|to do the job|stare|staring|packets?|keep looking at|in front of me|next to me|in my hand|too many|overdos\w+|when it (?:all )?gets too much|washed down|with (?:a bottle of )?(?:vodka|whisky|wine|gin)|"
        r"(?:took|taken|swallowed|had|necked|downed|swallowing|take) (?:\w+ ){0,2}?(?:all|every|whole|the lot|\d\d+|twenty|thirty|forty|fifty|sixty|a load|loads|handful)|just (?:took|taken|swallowed)|tak(?:e|es) to (?:die|kill|do it)|it takes\s*$)(?![\w-])",
        rf"\b(?:i|i'?m|my|me|{ONE}|mum|dad|wife|husband|grandma|nan|gran|son|daughter|sister|brother)\b|^(?:just |been |have )?(?:took|taken|looked|saved|saving|bought|googled|counting|counted|got|swallowed|stockpil\w+)\b",
        why=_MEANS,
        source="C-SSRS 4-6: means and preparation",
        unless=_NOT_PILLS,
    ),
    sign(
        "taken took swallowing swallow swallowed drank drunk drink injected necked overdose overdosed od bleach antifreeze bottle lot",
        r"\bi (?:\w+ ){0,3}?(?:swallowing|swallow|swallowed|necking|downing|taking|took|take) (?:the (?:whole )?lot|all of (?:them|it)|every(?:thing| last one)|the whole (?:lot|box|bottle|packet))\b|\b(?:drank|drunk|swallowed|swallow|drink|drinking|injected) (?:\w+ ){0,3}?(?:bleach|antifreeze|anti-freeze|weedkiller|drain cleaner|detergent|cleaner|disinfectant|white spirit|acid)\b|"
        rf"\b{SOMEBODY}(?:'s)? {few(4)}(?:taken|took|swallowed) (?:an overdose|something|a load of|all (?:his|her|their)|a handful|(?:his|her|their) whole)\b|^(?:just |have )*(?:took|taken|had) an? (?:\w+ )?(?:overdose|od)\b|\bi (?:\w+ ){0, 2}?(?:od|od'd|overdosed)\b",
        why=_MEANS,
        source="C-SSRS 6: suicidal behaviour",
        unless=r"\b(?:it was not|was not an|accident\w* swallow\w* a (?:coin|button)|years ago)\b",
    ),
    sign(
        "rope noose ligature razor razors blade blades gun shotgun rifle helium engine exhaust hosepipe knife knives",
        rf"\b(?:bought|buying|ordered|got|have|have got|found|finding|tied|tying|hid|hidden|hiding|kept|keep|keeping|took|taken|made|asking where|been asking|looking for|carry|carrying)\b {few(4)}(?:noose|ligature|razors?|razor blades?|blades?|(?:\w+'?s? )?(?:shot)?gun|rifle|helium|rope|hosepipe)\b(?! (?:off|course|bridge|ladder|handle|cutters|points?|runner|swing)\b)|\b(?:engine|exhaust|car) (?:\w+ ){{0,2}}?running\b.{{0,40}}\bgarage\b|\bgarage\b.{{0,40}}\b(?:engine|exhaust)\b|\bknife (?:to|against|at|on) (?:my|her|his) (?:wrist|throat|arm|own)\b",
        rf"\b(?:i|i'?m|my|me|{SOMEBODY})\b|^(?:have |just |been )?(?:got|bought|found|tied|ordered|sat|sitting)\b",
        r"^(?!.*\b(?:police|court|jailed|film|tug|climb\w*|skipping|boat|tent|washing line|paddle|toy|farm|fishing|shav(?:e|ing)|ward razor|wind|turbine|skate|wiper|glue gun|heat gun|nail gun|price|cheaper|top gun|starting|flu)\b)",
        why=_MEANS,
        source="C-SSRS 4-6: means and preparation; SPRC warning signs: obtaining a gun",
        unless=r"\b(?:provided|ward|clinic room|kept in the|checked|patients)\b",
    ),
    sign(
        "googled googling looked looking searched searching researched researching reading hang hanging die painless suicide",
        rf"\b(?:googl(?:ed|ing|es)|look(?:ed|ing|s) up|search(?:ed|ing|es)(?: for)?|research(?:ed|ing)|read(?:ing)? up(?: on)?|been looking (?:at|into)|looked into) {few(4)}(?:how (?:many|much|to|long)|ways|which|what|methods?|painless|quick|easiest|best way)\b {few(6)}(?:die|hang\w*|kill\w*|end (?:it|my|your)|overdose|paracetamol|pills|tablets|take|takes|painless|bleed|suicide|do it|drown|jump|fatal|lethal)\b",
        why=_MEANS,
        source="SPRC warning signs: looking for a way to kill oneself",
        unless=r"\b(?:how many (?:patients|people|of us)|die at home|how much it takes to)\b",
    ),
    sign(
        "bridge roof ledge cliff parapet railing railings balcony viaduct multistorey multi-storey platform tracks side edge",
        rf"\b(?:{_HIM}(?:'s|'m)?(?: (?:am|is|are|has|been|was|have))? (?:\w+ )?(?:(?:stood|standing|sat|sitting|climbed|up|out|gone|still) ){{0,3}}(?:up |out |at |over )?(?:on|onto|at|by|over) (?:the|a|this) (?:\w+ ){{0,2}}?{_DEEP})\b|^(?:still |just )?(?:stood|standing|sat|sitting|up) (?:here )?(?:on|at) the (?:\w+ ){{0,2}}?{_DEEP}\b",
        why=_MEANS,
        source="C-SSRS 5-6: on the way to act",
        unless=r"\b(?:is|are|works?|lives?) on the (?:balcony|bridge) (?:team|ward)\b|\b(?:side (?:ward|room)|garden|terrace|repair\w*|builders?|roofers?|sign|poster|telephone|phone is|nets?|coffee|lunch|view|meeting)\b",
    ),
    sign(
        "love note notes letter letters written wrote writing goodbye goodbyes bye farewell sorry everything thanks thank",
        rf"\b(?:written|wrote|writing|write|left|leaving|found|finished) (?:\w+ ){{0,2}}?(?:note|notes|letters?|goodbyes?)\b.{{0,60}}\b(?:kids|children|family|drawer|wife|husband|girlfriend|boyfriend|for when|for after|need someone now|goodbye|to say goodbye|the boys|the girls|my (?:\w+ )?{KIN}s?)\b|"
        rf"\b(?:i have |just |already )*(?:written|wrote|writing|left) my (?:suicide |goodbye |last )?(?:note|letters?|goodbyes?)(?= *[.,!]|\s*$| (?:and|to|for|already|last|today|yesterday)\b)|\bsorry\b.{0, 30}\bi love you all\b|\blove you all\b.{0, 40}\b(?:did your best|sorry|not your fault|forgive)\b|\b(?:emailed|texted|messaged|sent|rang|phoned|left|posted|messaging|texting)\b {few(5)}(?:goodbye|farewell|(?:sorry|thanks|thank you) for everything|to say (?:sorry|goodbye)|(?:thanks|sorry) for all)\b|\b(?:said|say|saying|made) (?:all )?(?:my|her|his|our|their) (?:last )?goodbyes?\b(?! to (?:the|our|my) (?:old|unit|ward|fax|paper|team|colleagues|office))|"
        r"\b(?:goodbye|good bye|bye|farewell)(?: (?:everyone|all|everybody|world|to you all|cruel world|my friends))?\b.{0,60}\b(?:look after (?:my|the)|take care of my|forgive me|love to you all|it has been nice|i am sorry|better this way|won't see|will not see|tell (?:my|the) \w+ i)\b|\bgoodbye (?:cruel )?world\b",
        why=_MEANS,
        source="SPRC and C-SSRS 6: farewell, notes",
        unless=r"\b(?:letters? (?:from|about|by) (?:the|my)|appointment|clinic|complain\w*|mp|to the (?:council|trust|board)|tea party|old (?:unit|ward|building)|retir\w+|hospice|dying|passed away|visit\w*|before (?:he|she) died)\b",
    ),
    sign(
        "night date day way post last hello done reading see time affairs will funeral possessions things tools away records belongings finished cat cats dog dogs",
        rf"\btonight(?:'?s| is) the night\b(?! (?:of|for|we)\b)|\b(?:this|it) is (?:my|her|his) last (?:night|day|post|message|evening|tweet|hour)\b(?! (?:shift|of (?:work|term|leave)|at (?:work|the)|in (?:the|this)|on (?:the|this)|here|as|with)\b)|\bmy last (?:post|message|tweet|night|words) (?:ever|on here ever|to you all)\b|"
        r"\bi (?:have |am )?(?:\w+ )?(?:picked|chosen|set|got|chose|fixed|circled) (?:a|the|my) (?:date|day|time|spot|place)\b(?! (?:for|to|with|of|in|at|with)\b)|\b(?:walk|trip|drive|ticket|train|road) (?:\w+ ){0,2}?one way\b(?! (?:street|system))|^one way\b(?! (?:to|is|of|would|we|system|street|round|in|forward|or|that|could|might)\b)|"
        rf"\b(?:once|when|after|before) i have (?:\w+ )?(?:done it|gone|died|ended it)\b(?! (?:on|to|home|back|into|out|live|for|through)\b)|\bby the time (?:you|anyone|they) (?:\w+ )?(?:reads?|sees?|finds?|gets?)\b.{{0,40}}\b(?:gone|dead|too late|over)\b|\b(?:i|{ONE}|dad|mum|husband|wife|son)\b {few(4)}(?:given|giving|gave|gives) (?:away )?(?:all )?(?:my|his|her|their) (?:\w+ )?(?:things|stuff|possessions|belongings|tools|records|clothes|books|guitars?|watch|jewellery|pets?|dog|bike|savings)(?: away)\b|"
        r"^(?:have |been )?given my (?:\w+ ){1,2}away\b|\b(?:sorting|sorted|putting|getting) (?:\w+ ){0,2}?(?:my )?(?:affairs|things in order|will|funeral)\b.{0,60}\b(?:early|at peace|shall we say|before i go|ready to go|not be long|sooner|goodbye)\b|\bat peace with it (?:now)\b|\bwho (?:will|would|is going to) (?:feed|look after|have|walk|take) (?:my|the) (?:\w+ )?(?:cats?|dogs?|kids|children|rabbits?|budgie|pets?|boys|girls)\b.{0,30}\b(?:once|gone|done it|when i am (?:gone|dead)|after)\b",
        why=_MEANS,
        source="SPRC warning signs: giving away possessions, affairs in order; C-SSRS 4: plan with intent",
        unless=r"\b(?:shift|retire|retiring|leaving (?:do|party)|free clinic|power of attorney|holiday|operation|to hospital|charity shop|moving house|downsiz\w+)\b",
    ),
    # somebody else
    sign(
        "here live alive life die dead grave phone off talk back enough hopeless door answer gone bathroom himself herself night wake go",
        rf"\b{SOMEBODY}(?:'s)? {few(5)}(?:does not want|do not want|not wanting|did not want) to (?:be here|be alive|live|wake up|carry on|go on|exist)\b(?! (?:any longer than|in|at|with|near|when|for|longer than|the|my|his|her|on|next)\b)|"
        rf"\b{SOMEBODY}(?:'s)? {few(5)}(?:had|has) enough of (?:life|living|being alive|it all)\b|\b(?:he|she|they) (?:will|would|is|are|was) (?:\w+ )?(?:be )?(?:better off dead|dead before|not be here|not wake)\b|\b(?:better off dead|rather be dead|wants? to be dead)\b.{{0,60}}\b(?:he|she|today|not come|missing|gone)\b|"
        rf"\b{SOMEBODY}(?:'s)? {few(4)}(?:will not|one day|might not|may not|is not going to|never) (?:he |she |they )?(?:\w+ )?(?:come back|be back|be coming back|see (?:us|him|her) again)\b(?! to (?:work|this|the)\b)|\bthis is (?:her|his) last (?:night|day)\b(?! (?:at|of|in|on|here|as|with|shift|before)\b)|\btonight is (?:her|his) last\b|"
        rf"\b{SOMEBODY}(?:'s)? {few(4)}(?:locked|shut|barricaded) (?:himself|herself|themselves) in\b|\b{SOMEBODY}(?:'s)? {few(3)}(?:stopped|refuses?|refusing|not) (?:taking|to take) (?:\w+ ){{0,3}}?(?:on purpose|time to go|wants to go)\b|\b(?:says?|saying|reckons) (?:it is|it is her|it is his|that it is) (?:her |his )?time to go\b|\b(?:on purpose|stopped (?:eating|taking))\b.{{0,60}}\btime to go\b",
        why=_OTHER,
        source="SPRC warning signs, seen in another",
        own=False,
        unless=r"\b(?:work|school|the lunch club|app|meeting|care home|hospital bed|since (?:he|she) (?:moved|died)|toilets? door|die at home|peaceful\w*|hospice)\b",
    ),
    # self-harm
    sign(
        "chest arm arms wrist wrists leg legs thigh thighs skin stomach forearm forearms hand knuckles head face hair",
        r"\b(?:my|her|his|their) (?:own )?(?:\w+ )?(?:arms?|wrists?|legs?|thighs?|chest|skin|stomach|forearms?|knuckles)\b",
        r"\b(?:cuts|cutting|cut up|slic(?:ed|ing|e)|slash\w*|carv\w+|scratch\w*|burn(?:s|ing|t|ed)?(?! cream)|bleeds?|bleeding|razor\w*|stitches|lighter|iron|scissors|fresh (?:cuts|scars|marks)|covered in)\b|^(?:have |just |been )*(?:cut|slit)\b|\bi (?:\w+ )?(?:cut|slit)\b",
        rf"\b(?:i|me|{ONE}|daughter|son|sister|brother|girlfriend|boyfriend)\b|^(?:\w+ ){{0,2}}?(?:cut|sliced|slashed|carved|burnt|been|slit)\b",
        why=_HARM,
        source="NHS, Self-harm: cutting, scratching, burning",
        unless=r"\b(?:operation|surgery|surgeon|theatre|dressings?|heal(?:s|ed|ing)?|kitchen|shav\w+|accident\w*|fell|fall|plaster|cast|bike|garden\w*|cook\w*|thorns?|cat|dog|eczema|psoriasis|itch\w*|rash|sunburn|toast|oven|kettle|chemo|shingles|cream|sandpaper|ulcers?|nerve|pins and needles|sting\w*|fire(?:work)?)\b",
    ),
    sign(
        "cut cutting sh self-harm self-harming razor razors blades wall head punch punched punching bang bangs banging hurt hurting burning release bruised",
        rf"\bi {few(4)}(?:need|want|urge|urges|have|got|going|desperate) to (?:just )?(?:cut|hurt myself|burn myself|self-harm|bleed)(?=[.,!]|\s*$| (?:just|again|to get|to feel|to cope|tonight|so|when|every|and|because)\b)|\brelaps\w+ (?:\w+ ){{0,2}}?(?:sh|self-harm|cutting|cut)\b|\b(?:back|gone back|returned|started|restarted) (?:to |on )?(?:the )?(?:sh|self-harm(?:ing)?|cutting|the blades?)(?=[.,!]|\s*$| again| this)|"
        r"\b(?:bangs?|banging|banged|smash\w*|hits?|hitting) (?:his|her|my|their) (?:own )?(?:head|face)\b(?= (?:on|against|off|into) (?:the |a )?(?:walls?|floor|door|table|ground)\b| (?:over and over|again and again|until|till|when (?:he|she|i) (?:is|am) (?:upset|angry)))|\b(?:punch(?:ed|ing|es)?|kick\w*|headbutt\w*) (?:\w+ )?(?:walls?|doors?|mirror|myself|himself|herself)\b.{0,50}\b(?:hand|bleed\w*|broke|again|release|knuckles|black and blue|until|till)\b|"
        r"\b(?:razor blades?|razors|blades) (?:\w+ ){0,3}?(?:under|in) (?:his|her|my|their) (?:\w+ )?(?:mattress|bed|pillow|bag|drawer|room|phone case|school bag)\b|\b(?:burning|cutting|hurting|scratching|hitting|punching|starving|bleeding) (?:myself|himself|herself)\b|\b(?:cutting|burning|bleeding|pain|hurting) is the only (?:thing|way)\b|"
        rf"\b{SOMEBODY}(?:'s)? {few(3)}(?:has|have|is|been|started|keeps|caught) {few(2)}(?:self-harm\w*|cutting (?:again|herself|himself|and)|selfharm\w*)\b",
        why=_HARM,
        source="NHS, Self-harm",
        unless=DENIED
        + "|"
        + r"\b(?:cut (?:costs|down|out|back|short|hair|the|it|my hair|grass)|i (?:do|did) not need|stopped (?:hurting|cutting)|never (?:self|cut|hurt)|instead of (?:cutting|hurting)|boxing|drawing on|fancy dress)\b",
    ),
    # starving and purging
    sign(
        "eaten eat eating food meal meals purge purging sick laxatives vomit vomiting kilos kg stone bmi fainting faints fainted starving starve starved weight throwing",
        r"\b(?:not|have not|has not|nothing|barely|never|stopped|refus(?:es|ing)|won't|will not|no food|without) (?:\w+ )?(?:eaten|eat|eating|food|kept (?:\w+ )?(?:food|anything) down)\b|\b(?:purg(?:e|es|ing|ed)|mak(?:e|es|ing) (?:myself|herself|himself) (?:sick|throw up|vomit)|(?:throwing|throw|bring(?:ing)?) (?:\w+ ){0,2}?up (?:on purpose|after every)|vomit\w* (?:on purpose|after (?:every|each))|laxatives?|starv(?:e|ing) (?:myself|herself|himself))\b|"
        r"\b(?:down to|weigh(?:s|ing)?|only|now|just|at|bmi(?: of| is)?) (?:about )?(?:(?:[23]\d|4[0-2]) ?(?:kg|kilos?)|(?:four|five|six|[456]) stone|1[0-4](?:\.\d)?)\b|\b\d+,? (?:four|five|six|[456]) stone\b",
        r"\b(?:(?:\w+ )?stone now|i can control|since (?:sunday|monday|tuesday|wednesday|thursday|friday|saturday|last|the weekend|yesterday)|for (?:\w+ )?(?:days|a week|weeks|months)|in (?:\w+ )?(?:days|a week|weeks)|(?:days|weeks) now|do not plan to|blood|heart|black(?:ed|ing)? out|faint\w*|collaps\w+|every meal|after (?:every|each)|times a day|thin enough|(?:sick|ill|light|underweight) enough|can not stop|drinking|altogether|on purpose|wast(?:es?|ing) away|skin and bone|dizzy|waiting list|hospital won't|bmi|kilos?|kg|again)\b",
        rf"\b(?:i|my|me|{ONE}|daughter|son)\b|^(?:have |been |still )*(?:not eaten|lived|down to|barely|havent|made|making|purged|bmi|living)\b",
        why=_FOOD,
        source="MEED: little or no food, purging, low weight, collapse",
        unless=r"\b(?:nil by mouth|fasting|ramadan|operation|surgery|chemo\w*|anaesthetic|norovirus|stomach bug|morning sickness|hyperemesis|before my|lunch yet|walking group|slimming|diet club|baby weigh\w*|born at|birth ?weight|vegetables|dog|cat|feeds?|milk|ward food|on the ward|canteen|lost \w+ stone with|constipat\w+|counter|takeaways?|gluten|chips|birthday)\b",
    ),
    sign(
        "kids mum dad her him someone now",
        r"\b(?:found|got|has left|left|written|wrote|shes written) (?:a |his |her |the )?(?:suicide |goodbye )?note\b(?! (?:on|from|in|about|at|for me)\b)",
        rf"\b(?:someone now|help|police|ring|missing|what do (?:i|we)|gone|can not find|{IS}|need)\b",
        why=_OTHER,
        source="C-SSRS 6, seen in another: a note",
        own=False,
    ),
)
