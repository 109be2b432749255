"""Signs of risk that name neither death nor violence: preparations, wounds, hunger, watching, hiding, being used.

Which signs count follows the same lists as in `parting`, `home` and `peril`; the wording is ours. People who tell of
such things in images that nobody has written down here are not found: see docs/operations.md, "Somebody who may be at risk".
"""

from __future__ import annotations

from bridge.intake.cues.signs import DENIED, KIN, SOMEBODY, Sign, few, sign

_DYING = "speaks of dying, or of killing themselves"
_MEANS = "speaks of means, a plan or farewell"
_OTHER = "tells of somebody who may harm themselves"
_HARM = "speaks of harming themselves"
_FOOD = "tells of starving or purging"
_HURT = "tells of violence by somebody close"
_FEAR = "tells of fear or control at home"
_CHILD = "tells of a child or somebody else who may be at risk"
_CARE = "tells of somebody who may be harmed or neglected by those who care for them"
_USED = "tells of somebody who may be forced or used"

_HE = rf"(?:he|she|they|(?:my|her|his|our) (?:\w+ ){{0,2}}?{KIN}|hubby|husband|wife|partner|boyfriend|ex|stepdad)"

QUIET: tuple[Sign, ...] = (
    # dying and parting
    sign(
        "point use done breathing alive earth funeral existing here under accident crash thought disappointed disappointment gutted sorry lights existence",
        r"\bno (?:point|use) in me(?= *[.,!]|\s*$| (?:any ?more|no more|now)\b)|\bi am (?:so |just )?done with (?:it all|everything|life|living|all of it|being here)\b|\b(?:doubt|decid\w+|whether|wondering|not sure|not (?:think|reckon|expect)) .{0,40}\b(?:(?:still )?be (?:breathing|alive)|stay (?:on this earth|alive)|on this earth)\b|\bmy own funeral\b|"
        r"\bmy funeral\b.{0,40}\b(?:who would|imagin\w+|daydream\w*|songs?)\b|\b(?:sick|tired|weary|fed up) of (?:existing|existence|being (?:here|alive|me))\b|\b(?:pray|praying|hop(?:e|ing)|wish(?:ing)?|wait(?:ing)?) for (?:an? |the )?(?:\w+ )?(?:accident|crash|heart attack|stroke|terminal)\b|\bsix f(?:oo|ee)t under\b|\b(?:thought|idea) of (?:dying|death|being dead|not being here|ending)\b.{0,50}\b(?:calm\w*|comfort\w*|peace\w*|relief|sooth\w*|nice|helps?)\b|"
        r"\b(?:disappoint\w*|gutted|upset|annoyed|sorry|cry\w*|hate it)\b.{0,40}\b(?:when|that|to|each|every|i) .{0,20}\b(?:wake up|woke up|waking|eyes open|still (?:here|alive|breathing))\b|\b(?:my eyes open|i wake up|waking up)\b.{0,40}\b(?:disappoint\w*|gutted|still here)\b",
        why=_DYING,
        source="C-SSRS 1: wish to be dead",
        unless=r"\b(?:i was done|sleep clinic|anaesthetic|funeral (?:plan|director|poverty)|sorry i woke)\b",
    ),
    sign(
        "let end lights find guilty left clean clear passwords barriers belt rope cord scarf flex lead cable sheet neck beam banister dam reservoir quarry viaduct bridge cliff cliffs woods railway train vodka bottled nerve checked",
        r"\b(?:please |just )+let me (?:go|die)\b(?! (?:home|to|back|out|in|for|on|early|outside|and)\b)|\bso (?:nobody|no one|they|she|he|the kids|you)(?: \w+){0,2} (?:has|have|had) to (?:find (?:me|it|the body)|feel guilty|clean up after me|see me)\b|\bnobody has to feel guilty\b|\bnot much (?:else )?left to do\b|\bno (?:barriers?|fence|railings?)\b.{0,50}\bi (?:have )?(?:checked|looked|been)\b|"
        r"\b(?:belt|rope|cord|scarf|flex|lead|cable|sheet) .{0,30}\b(?:round|around|over|on|to) (?:the |my |a )?(?:\w+ )?(?:neck|throat|door ?handle|banister|beam|hook|branch|tree|loft hatch|rail)\b|\b(?:drove|walked|went|driven|cycled|been|go|ended up) (?:out |down |up |back )?(?:to|at) the (?:\w+ )?(?:dam|bridge|cliffs?|reservoir|quarry|viaduct|river|canal|woods|railway|tracks)\b.{0,60}\b(?:letters?|note|sat there|stood there|could not do it|nearly|bottled|came back|again last night|thought about it)\b|"
        r"\b(?:bottled it|lost my nerve|chickened out)\b.{0,30}\b(?:again|both times|last night|this time|this week|twice|at the)\b|\b(?:vodka|whisky|gin|wine|rum)\b.{0,40}\b(?:prescription|tablets|pills|meds|in my (?:other )?hand)\b|\b(?:half|whole) (?:a )?bottle of (?:vodka|whisky|gin)\b.{0,20}\b(?:down|gone)\b",
        why=_MEANS,
        source="C-SSRS 4-6: plan, means, attempts broken off",
        unless=r"\b(?:seat ?belt|dog lead|lead (?:nurse|role)|abseil\w*|picnic|dog walk|curtain|washing|hoist|cake sale|christmas lights|karaoke|the quiz|speaking|interview|fishing with|walking group|photo\w*)\b",
    ),
    sign(
        "cost used patience ruin hurt disappoint drain burden start begin need fail",
        r"\ball i (?:ever )?do is (?:\w+ )?(?:cost|hurt|disappoint|ruin|let|drain|burden|upset|fail|take up|spoil)\b|\b(?:life|lives) (?:would|will|could|can) (?:\w+ )?(?:start|begin|get better|be easier|improve) (?:\w+ ){0,2}?(?:day|when|once|if) (?:mine|i) (?:\w+ )?(?:stop\w*|end\w*|was|am|is|had|died?|go)\b|\b(?:do|does) not (?:\w+ )?need (?:\w+ )?(?:a |an )?(?:\w+ ){0,2}?like me\b.{0,40}\b(?:any ?more|any longer|round|around|burden|prop)\b|\bi have used up everyone's\b",
        why="feels hopeless, trapped or a burden",
        source="SPRC warning signs: being a burden to others",
    ),
    sign(
        "off once sold gave given giving hugged ring rings wallet keys watch high deep heard seen shut barricaded locked sleep quiet follow",
        r"\b(?:sold|given away|gave away|giving away|selling) (?:all )?(?:his|her|their) (?:\w+ )?(?:xbox|playstation|guitars?|bike|car|tools|dog|records|things|stuff|clothes|books|watch|collection|console|phone)\b.{0,80}\b(?:quiet|hug\w*|frightened|scared|worried|not (?:him|her)self|will not talk|odd|goodbye)\b|\b(?:frightened|scared|afraid|terrified) to (?:go to )?(?:sleep|leave (?:him|her|them)(?: alone)?|take my eyes off (?:him|her))(?= *[.,!]|\s*$| (?:in case|because|tonight|or)\b)|\b(?:shut|locked|barricaded) (?:himself|herself|themselves) (?:in|away)(?: \w+){0,3} with (?:his|her|a|the) (?:\w+ )?(?:shotgun|gun|knife|tablets|pills|rope|razor|bottle)\b|"
        r"\bleft (?:his|her|their) (?:\w+ )?(?:rings?|phone|wallet|keys|watch)\b.{0,60}\b(?:card|note|letter|gone|no sign|goodbye|vanished)\b|\bask(?:ed|ing|s) (?:me |us )?how (?:high|deep|long|many) (?:is )?(?:the )?(?:\w+ )?(?:bridge|river|water|drop|cliff|tablets|pills|it would take|roof)\b|\b(?:nobody|no one)(?:'s| has| is)? (?:heard from|seen|spoken to) (?:him|her|them) since\b|\b(?:once|when|after) .{0,30}\b(?:goes|dies|is gone)\b.{0,20}\b(?:i am|he is|she is|he will be|she will be) (?:off|going|gone) too\b",
        why=_OTHER,
        source="SPRC warning signs, seen in another: giving away possessions, farewells",
        own=False,
        unless=r"\b(?:charity shop|moving house|car boot|at the airport|in the taxi|lost property)\b",
    ),
    # wounds and hunger
    sign(
        "purpose lines marks compass scissors craft stanley glass scald scalding stitches bloody bloodied blood tissues",
        r"\b(?:scald\w*|burn\w*|cut\w*|scratch\w*|bruis\w*|bite|biting|hurt\w*) (?:myself|himself|herself|my \w+|her \w+|his \w+)\b.{0,30}\bon purpose\b|\b(?:lines|marks|scars|cuts) (?:on|up|down|across) (?:my|her|his) (?:\w+ )?(?:tummy|belly|arms?|thighs?|wrists?|legs?|stomach)\b|\b(?:pull|pulling|pick|picking|rip|ripping|tear|tearing) (?:out |at |off )?my (?:own )?(?:stitches|hair|nails|skin|cannula|scabs)\b.{0,60}\b(?:out|cos|because|control|only|bleed\w*|until)\b|\b(?:compass|scissors|craft knife|stanley knife|broken glass|shard|safety pins?|pencil sharpener)\b.{0,60}\b(?:same spot|my (?:arm|leg|skin|wrist)|her (?:arm|bin|bag|drawer|room)|his (?:arm|bin|bag|drawer|room)|every (?:break|night|day)|bloody)\b|\b(?:bloody|bloodied|blood-stained|blood on (?:her|his)) (?:tissues?|sleeves?|sheets|towels?|plasters|clothes)\b",
        why=_HARM,
        source="NHS, Self-harm",
        unless=r"\b(?:c-section|caesarean|operation|surgery|stretch ?marks?|nosebleeds?|chickenpox|piles|haemorrhoid\w*|eczema|fresh bed|dressing|maths (?:set|homework) (?:is|was) lost)\b",
    ),
    sign(
        "water gum coffee apple lettuce periods period slimming laxatives nothing air",
        r"\b(?:days|weeks|week|fortnight) (?:now )?on (?:nothing but |just |only )?(?:\w+ ){0,1}?(?:water|gum|coffee|diet coke|nothing|air|squash)\b|\bliv(?:es?|ing) (?:off|on) (?:nothing but |just |only )?(?:an? )?(?:black coffee|apple|apples|lettuce|water|gum|air|coffee|diet coke|crackers?)\b|\bperiods? (?:have |has )?stopped\b.{0,60}\b(?:eat\w*|weight|hair|thin|exercis\w+|apple|food)\b|\b(?:eat\w*|weight|hair|thin|runs?|apple|food)\b.{0,60}\bperiods? (?:have |has )?stopped\b|\b(?:slimming|diet|water) (?:pills|tablets)\b.{0,50}\b(?:heart|again|handful|twenty|ten|racing|faint\w*)\b",
        why=_FOOD,
        source="MEED: little or no food, purging, low weight",
        unless=r"\b(?:menopause|nil by mouth|norovirus|bowel prep|colonoscopy)\b",
    ),
    # watched and hurt at home
    sign(
        "timed times sniff sniffs smell smells strip tracker inspects checks counts inhaler medication lesson teeth tooth answered loo toilet bathroom poured threw tipped stubbed held slammed pushes shoves knocks kicks made",
        rf"\b{_HE} {few(2)}(?:timed|times|sniffs?|smells|inspects|counts|films|records) (?:me|my|how long|every)\b|\b(?:let|make|makes|made|have|has) (?:\w+ ){{0,4}}?(?:sniff|smell|inspect|check) my (?:clothes|underwear|body|knickers)\b|\btracker (?:on|in) (?:my|the|her) (?:\w+ )?(?:car|pram|phone|bag|coat|shoes?)\b|\b{_HE} {few(2)}(?:hid|hides|hidden|took|takes|threw|flushed|withholds?|keeps?) (?:away )?my (?:\w+ )?(?:inhaler|insulin|medication|meds|tablets|wheelchair|hearing aids?|glasses|stick|walker|frame|keys|stairlift)\b|"
        rf"\b{_HE} {few(3)}(?:to teach|teach|teaches|taught) (?:me|her|him|us) a lesson\b|\b(?:answered|answer) (?:him |her )?back\b.{{0,40}}\b(?:teeth|tooth|slap\w*|hit|punch\w*|black|bruise\w*|hospital|belt)\b|\b(?:teeth|tooth)\b.{{0,30}}\b(?:he|she) (?:hit|punched|kicked|knocked)\b|\b{_HE} {few(2)}(?:poured|threw|tipped|stubbed|slammed|smashed|pressed|shoved|rammed) (?:\w+ ){{1,4}}?(?:over|on|at|under|against|into|in|down) (?:me|my (?:arm|face|head|hand|leg|throat|back|hair|chest|fingers)|her (?:arm|face|head|hand|leg))\b|"
        rf"\b(?:he|she) (?:\w+ )?(?:pushes|shoves|knocks|kicks|throws|slaps) me (?:about|around)\b|\b(?:typing|writing|ringing|posting|texting|sending) (?:this )?(?:in|from) (?:the |my )?(?:\w+ )?(?:loo|toilet|bathroom|shed|cupboard|wardrobe)\b|\bmade (?:her|him|me) do it\b",
        why=_HURT,
        source="Home Office guidance: monitoring, humiliation, violence, keeping treatment away",
        unless=r"\b(?:physio|nurse|doctor|keeps my tablets|glucose|for me|blind|dementia|flat out laughing|a bucket of water|throws me around the dance|timed my run|coach|dosette|i forget|ice bucket|by mistake|accident\w*)\b",
    ),
    sign(
        "flinch flinches flinching flinched shed garage cupboard cellar kennel secret jumper uniform lunchboxes lunchbox stealing tell teacher tap bath swapped boyfriend ten nine eight eleven twelve thirteen",
        rf"\b{_HE}(?:'s)? {few(3)}flinch(?:es|ed|ing)?\b|\b(?:sleeps?|locked|kept|lives?|shut|put|sleeping) in (?:the|a) (?:shed|garage|cupboard|cellar|kennel|bath|coal)\b|\b(?:our|a|the|special|secret) (?:secret|special) (?:games?|cuddles?|touch\w*|time)\b|\bsame (?:jumper|clothes|uniform|nappy|shirt|socks) (?:for|all|since|every)\b.{{0,80}}\b(?:hungry|steal\w*|smell\w*|nothing|nowt|home|dirty|lunch\w*)\b|\b(?:steal\w*|nicking|taking|begging) (?:\w+ )?(?:food|lunch\w*|from (?:\w+ )?lunch\w*|snacks|crisps)\b|"
        r"\bif (?:i|she|he|we) (?:tell|tells|told|say|says) (?:anyone|anybody|someone|my (?:teacher|mum|dad|nan|nana|friends)|her (?:teacher|mum)|his (?:teacher|mum)|the (?:police|teacher|nurse|social)|school)\b.{0,60}\b(?:will|would|going to|get|says?|said|kill|put down|taken|hurt)\b|\b(?:says?|said) if (?:i|she|he|we) tells?\b|\bhold(?:s|ing)? (?:\w+ ){0,3}?(?:head|face) under (?:the )?(?:tap|water|bath)\b|\b1[0-5][ -]?(?:year|yr)s?[ -]?old\b.{0,50}\b(?:(?:2|3|4)\d[ -]?(?:year|yr)s?[ -]?old|boyfriend (?:is|of|who is|aged) [234]\d)\b|"
        r"^(?=.*\bi am (?:only )?(?:eight|nine|ten|eleven|twelve|thirteen|[89]|1[0-3])(?: years old)?(?= *[.,!]|\s*$| and\b))(?=.*\b(?:mum|mam|dad|baby|brother|sister|home|bed)\b)(?=.*\b(?:days|alone|scared|hit|hits|hurts?|hungry|nobody|bottles|drunk)\b)",
        why=_CHILD,
        source="Working Together 2023 and NSPCC, Signs of child abuse",
        own=False,
        unless=r"\b(?:needles?|injection\w*|dentist|bike shed|in the shed with|men in sheds|pantomime|in the cupboard under|gcse\w*|school trip|buggy)\b",
    ),
    # those who depend on others
    sign(
        "strapped tied belted bell buzzer caked poo wee faeces mould commode nails bedroom will moved animals fingers twists",
        rf"\b(?:found|find|left|leave|leaves|they|keep|keeps|had|had got|saw)\b {few(4)}(?:strapped|tied|belted|fastened|locked) (?:in|to|down|into|with)\b|\b(?:call ?bell|buzzer|alarm cord|pendant)\b.{{0,50}}\b(?:off|out of (?:his|her|their|my)? ?reach|can not reach|unplugged|where (?:he|she|they) can not|taken away|ignored?)\b|\b(?:caked|covered|sat|sitting|lying|left|dried) (?:\w+ )?(?:in|with) (?:\w+ )?(?:poo|wee|faeces|shit|urine|vomit|sick)\b|\b(?:leav(?:e|ing)|left) (?:my (?:\w+ )?\w+|him|her|mum|dad|nan) (?:\w+ ){{0,2}}?in the (?:commode|chair|bath|car|dark|bed)(?: chair)? (?:all (?:day|night)|for hours|until)\b|"
        rf"\b(?:chang(?:e|ed|es)|sign(?:ed)?|rewrite|rewritten) (?:her|his|mum's|dad's|nan's|the) will\b.{{0,60}}\b(?:twice|since|for him|for her|not let|will not have us|moved in|again|made|had)\b|\bhad (?:mum|dad|nan|gran|him|her) (?:change|sign) (?:\w+ ){{0,2}}?will\b|\bonly (?:allowed|permitted|let) (?:in|into|out of) (?:the|my) (?:\w+ )?(?:bedroom|room|kitchen)\b|\b(?:calls?|called|calling) (?:the |our )?(?:residents|patients|old folk|her|him|mum|dad|nan) (?:\w+ )?(?:animals?|stupid|pigs?|names|filthy|dirty|vermin|idiots?)\b|\btwist(?:s|ed|ing)? (?:their|her|his|my) (?:fingers|arms?|wrists?|ears?)\b",
        r"\b(?:mum|mam|dad|nan|nana|gran|grandad|grandma|grandpa|uncle|aunt|auntie|husband|wife|him|her|he|she|they|my|residents?|nephew|staff|carers?)\b",
        why=_CARE,
        source="Care Act 2014 guidance 14.17: neglect, organisational and financial abuse",
        own=False,
        unless=r"\b(?:seat ?belts?|wheelchair taxi|hoist|stretcher|baby|toddler|nappy|free will|twisted (?:her|his|my) ankle|in the car park|solicitor|clinic was great|wrong call ?bell|should reach|tied (?:in|to) (?:with )?(?:a |the )?(?:contract|rota|project|strategy))\b",
    ),
    sign(
        "papers passports documents flights flight tickets dress hit gear bags place rooms prison",
        rf"\b(?:has|have|holds?|keeps?|kept|took|taken) {few(3)}(?:our|my|their|her) (?:papers|passports?|documents)\b.{{0,80}}\b(?:police|prison|rooms?|owe|boss|agency|deport\w*|sleep|not leave|work)\b|\b(?:agency|boss|agent|gangmaster|madam)\b {few(3)}(?:has|have|holds?|keeps?|took) {few(3)}(?:our|my|their|her) (?:papers|passports?|documents)\b|\b(?:booked|bought|got) (?:me |her )?(?:\w+ )?(?:flights?|tickets?)\b.{{0,60}}\b(?:dress|wedding|fianc\w+|husband|fifteen|sixteen|fourteen|1[3-7])\b|\b(?:gave|gives|given) me (?:my )?(?:first )?(?:hit|gear|drugs|fix)\b.{{0,60}}\b(?:work|owe|pay|pays)\b|\b(?:says?|said|saying) (?:it is|this is|my flat is) (?:their|his) (?:place|house|flat|gaff)(?: now)?\b|\bturned up (?:\w+ ){{0,4}}?with (?:bags|drugs|scales|gear)\b",
        why=_USED,
        source="Modern Slavery Act 2015 guidance; multi-agency guidance on forced marriage",
        unless=r"\b(?:visa office|wedding of|conference)\b",
    ),
    # danger now
    sign(
        "blue arm side leg gibberish nonsense pads pouring tongue gas wake feed grunting oxygen lips under floppy limp",
        r"\blips (?:are |is |going |gone |have gone |turning |turned )?(?:\w+ )?blue\b|\b(?:one|left|right|her|his|my) (?:arm|side|leg) (?:has |is |have )?(?:gone |going )(?:dead|numb|weak|limp|floppy)\b|\btalking (?:gibberish|nonsense)\b|\bsoaked (?:\w+ )?pads\b|\bpouring out of me\b|\btongue(?:'s| is| has)? (?:getting|going|gone|swelling|swollen|swelled) ?(?:fat|up|big|huge)?\b|\b(?:can|could) smell gas\b|\b(?:baby|newborn|weeks? old|days? old|month old|bairn|toddler|little one)\b.{0,60}\b(?:will not (?:wake|feed)|not waking|grunting|floppy|limp|blue|lifeless|not weed)\b|\boxygen (?:has |have |is )?(?:run|running|ran) out\b|\b(?:people|someone|somebody|man|woman|child) (?:is |are |trapped )?under (?:it|the (?:car|bus|van|lorry|rubble))\b",
        why="tells of an emergency that may be under way",
        source="NHS, When to call 999",
        own=False,
        unless=r"\b(?:(?:years?|months?|weeks?|days?) ago|last (?:year|week|month|winter)|when (?:i|he|she) was|thank\w*|brilliant|amazing|teach|poster|blue badge|born|ward round|in 20\d\d|helped)\b",
    ),
    sign(
        "newsreader presenter adverts lyrics telly radio code signals messages swapped replaced impostor imposter slept fly whispers whisper drown chosen",
        r"\b(?:newsreader|presenter|adverts?|lyrics|telly|tv|radio|number plates)\b.{0,40}\b(?:in code|codes?|messages?|signals?|about me|to me|for me|blinks?|winks?)\b|\b(?:baby|wife|husband|mum|dad|son|daughter)(?:'s| is| has)? been (?:swapped|replaced|taken over)\b|\b(?:is|are) an? impost[oe]r\b|\bnot slept (?:since|for|in)\b.{0,60}\b(?:i can fly|chosen|everything now|powers?|mission|messages|special|they are|signs)\b|\bi can fly\b|\b(?:it|something|he|the voice) (?:keeps )?whisper(?:s|ing)\b.{0,50}\b(?:knife|kill|peace|jump|die|hurt|do it|me to)\b|\bdrown (?:them|us|the kids|everyone) all\b",
        why="hears or fears what may lead to harm",
        source="NHS, Symptoms of psychosis",
        unless=r"\b(?:hospital radio|dress ?code|qr code|postcode|imposter syndrome|red arrows|drone|sent to me by|messages for me from the surgery)\b",
    ),
    sign(
        "check bag coffin box lose quick enough pain teeth wait",
        r"\bcheck (?:under (?:his|her|your|their) (?:car|van)|(?:his|her|your|their) brakes)\b|\bleav(?:e|es|ing) .{0,30}\bin a (?:bag|body bag|box|coffin|hearse)\b|\bnothing (?:left )?to lose\b.{0,60}\b(?:when i|security|monday|watch|they|come in|you will)\b|\bshow (?:her|him|them|you) (?:all )?what (?:pain|fear|suffering|real pain) (?:is|feels like|means)\b|\bwear(?:ing)? (?:her|his|your|their) (?:own )?teeth\b|\b(?:wait|waiting|waits) (?:till|until|for|outside).{0,40}\b(?:locks up|leaves|finishes|knocks off|on her own|alone)\b.{0,40}\b(?:show|hurt|pay|get (?:him|her)|sorry|learn)\b",
        why="speaks of violence",
        source="NHS England violence prevention and reduction standard: threats",
        own=False,
        told=False,
        unless=r"\b(?:brakes on the (?:wheelchair|bed)|goody bag|tyre|mot\b|show them what (?:pain|suffering) (?:is like for|means to))\b",
    ),
    # said plainly, in other words
    sign(
        "thinking think thoughts dying death ending suicide killing alive",
        r"\b(?:i|my)\b|^(?:\w+ ){0,2}?(?:thinking|thoughts|having)\b",
        r"\b(?:think|thinking|thoughts?|dream|dreaming|obsess\w+|fantasi\w+) (?:\w+ ){0,3}?(?:about|of) (?:\w+ ){0,2}?(?:dying|my death|ending (?:it|things|everything|my)|suicide|killing myself|hurting myself|taking my)\b|\b(?:way|want|rather|better|prefer|easier) .{0,40}\b(?:not be alive|not being alive|be dead|stop being alive)\b|\b(?:wast\w+|tired|sorry|guilty|ashamed|hate)\b.{0,40}\b(?:being alive|for living|still alive)\b",
        why=_DYING,
        source="C-SSRS 2: thoughts of suicide",
        unless=rf"{DENIED}|\b(?:group|course|novel|book|study|studying|prevention|research|death caf\w+|families)\b",
    ),
    sign(
        "need needs over trapped hopeless light",
        r"\b(?:family|kids|children|they|wife|husband|everyone|everybody|nobody|no one) (?:\w+ )?(?:do(?:es)? not need me|needs me)\b.{0,40}\b(?:get over|anyway|better|fine|any ?more|without)\b|\bthey (?:will|would) (?:soon |all )?get over (?:it|me)\b(?=.{0,200}\b(?:me|gone|i)\b)|\bi (?:\w+ )?feel (?:\w+ )?(?:trapped|hopeless|lost)\b.{0,30}\bno (?:light|hope|way|end|future)\b",
        why="feels hopeless, trapped or a burden",
        source="SPRC warning signs: hopeless, trapped, a burden to others",
    ),
    sign(
        "hits hit hurts hurt beats kicks kicked slaps slapped punches punched burns burned chokes choked strangled strangles shakes shook touches touched pushes pushed shoved shoves threw dragged bites bit headbutted spat",
        r"\b(?:he|she|(?:(?:my|his|her|their|the) (?:\w+'?s? ){0,2}?)?(?:boyfriend|girlfriend|son|daughter|grandson|granddaughter|nephew|step-?dad|stepfather|step-?mum|dad|daddy|mum|mummy|mommy|uncle \w+|uncle|aunt|auntie|partner|carer|husband|wife|ex|grandad|babysitter|foster \w+|brother|father|mother|coach)) (?:(?!not\b|never\b)\w+ ){0,2}?(?:hits?|hurts?|beats?|kicks?|kicked|slaps?|slapped|punch(?:es|ed)|burn(?:s|ed|t)|chok(?:es|ed)|strangl(?:es|ed)|shakes|shook|touch(?:es|ed)|push(?:es|ed)|shov(?:es|ed)|threw|drag(?:s|ged)|bites|bit|headbutt(?:s|ed)|spat (?:at|on)) (?:me|him|her|them|us|mummy|mommy|mum|the (?:kids|children|baby)|my \w+)(?= *[.,!?]|\s*$| (?:again|and|when|if|every|with a (?:belt|stick|slipper|spoon|shoe|cable|bat|bottle|fist|hammer|plate|cane)|because|but|in (?:the|places|my|her|bed|front)|at (?:night|home|bath)|during|down|so|last|after|on the (?:bed|bum|legs?|face)|across|where|until|against|around|hard|all|under|inappropriately)\b)",
        why=_HURT,
        source="NHS, Getting help for domestic violence and abuse; NSPCC, Signs of child abuse",
        own=False,
        told=False,
        unless=rf"{DENIED}|\b(?:hit (?:me|us) (?:that|how|when i (?:saw|read|heard))|idea|news|nurse|doctor|dentist|needle|physio|jab|massage|dementia|chess|cards|football|rugby|tennis|scrabble|bingo|hoist|hand and|my (?:heart|soul)|touched me (?:that|how)|kind(?:ly|ness)?|lovely|hands?|shoulder|colic|hurts? (?:me|him|her) to|when he(?:'s| is) washed|pushed (?:me|him|her|us) (?:to|around the|in (?:the|my|her|his) (?:wheel)?chair)|wheelchair|cannula|it hurts? (?:me|him|her) when)\b",
    ),
    sign(
        "parents pub out alone own leaves food pregnant stupid worthless useless",
        r"\b(?:kids?|children|baby|toddler|little ones?|twins|me|us|girl|boy|1[0-5] (?:yr|year)s? old|her|him)\b",
        rf"\b(?:parents|mum|mam|she|they|mother|dad|he) (?:are|is|goes|go|were|was) (?:always |still )?(?:out(?= *[.,!]|\s*$| (?:all|every|most|drinking))|(?:down|at|to|in) the pub|drunk|on drugs)\b|\b(?:are|is|get|gets|being) left (?:home |all )?(?:alone|on (?:their|his|her) own|by themselves)\b|\bleaves (?:me|him|her|them|us|(?:the|her|his|my) (?:\w+ )?(?:kids|children|baby|son|daughter|toddler|twins)) (?:home |all )?(?:alone|on (?:their|his|her|my) own)\b|\b(?:nobody|no one|they do not|(?:mum|dad|she|he) does not) (?:gives?|feeds?|buys?) (?:me|us|them|him|her) (?:any )?(?:food|dinner|tea|meals)\b|\b1[0-5] (?:yr|year)s? old\b.{{0,40}}\bpregnant\b|\b{_HE} {few(3)}(?:tells|calls|keeps telling|keeps calling) (?:me|her|him|us) (?:that )?(?:i am |she is |he is |we are )?(?:\w+ )?(?:stupid|worthless|useless|ugly|fat|nothing|thick)\b",
        why=_CHILD,
        source="Working Together 2023 and NSPCC: neglect, left alone, emotional abuse",
        own=False,
        unless=r"\b(?:scanner|mri|waiting room|ward|decorators|theatre|out of (?:hospital|hours|work)|app|form|letter|left alone in the|in the scan)\b",
    ),
    sign(
        "asleep drunk passed gave sex nudes teacher date",
        r"\b(?:she|he) was (?:\w+ )?(?:asleep|passed out|unconscious|drunk|too drunk)\b.{0,60}\b(?:touched|sex|slept with|hooked up|on top|inside)\b|\b(?:gave in|wore (?:her|him|me) down|kept on until)\b.{0,40}\bsex\b|\b1[0-7][ -]?(?:year|yr)s?[ -]?old\b.{0,60}\b(?:sex|nudes|naked|topless|texting me|sleeping with|on a date)\b|\b(?:teacher|coach|tutor|youth worker|priest)\b.{0,40}\b(?:asked me (?:out|on a date)|kissed|touched|sends? me|messages me at night)\b",
        why=_HURT,
        source="NHS, Getting help after rape and sexual assault; Working Together 2023",
        own=False,
        unless=r"\b(?:consensual|sex education|sexual health|vaccin\w+|contracepti\w+|anaesthetic|surgeon)\b",
    ),
    sign(
        "give gives visit see talking answered answers answer sell carry deal drugs",
        r"\b(?:will not|does not|refuses to|never|not|stopped) giv(?:e|es|ing) (?:him|her|them|mum|dad|nan|me) (?:\w+ )?(?:medication|tablets|insulin|food|water|painkillers|drink|inhaler|meals?|meds|pills)\b|\b(?:wife|husband|son|daughter|nephew|niece|carer|brother|sister|partner|boyfriend|stepmum) (?:\w+ )?(?:will not|does not|refuses to|never|not) (?:ever )?lets? (?:us|me|anyone|the family|the nurse|the carers) (?:visit|see (?:him|her)|in|near)\b|\b(?:did|does|doing) all (?:of )?the talking\b|\banswer(?:s|ed|ing)? (?:every question|everything|all the questions) for (?:her|him)\b|\b(?:man|boss|he|boyfriend|woman)\b.{0,20}\banswered every question\b|\b(?:make|makes|made|making|forc\w+) (?:my \w+|him|her|me|them|us) (?:to )?(?:sell|carry|run|deal|hold|move|steal|shoplift|beg)\b",
        why=_CARE,
        source="Care Act 2014 guidance 14.17: neglect, isolation, exploitation",
        own=False,
        unless=r"\b(?:gps?|doctors?|pharmac\w+|surgery|consultant|dentist|hospital|ward|covid|interpreter|run (?:a|the) (?:race|marathon)|carry (?:on|bags|notes)|speaker|panel|sell (?:raffle|tickets|cakes)|move (?:ward|bed|house))\b",
    ),
    sign(
        "threatened threatens threatening threaten",
        rf"\b{SOMEBODY}(?:'s)? {few(4)}threaten\w* (?:to |he will |she will |that )?(?:\w+ )?(?:jump\w*|end (?:it|his|her)|kill\w*|do it|throw\w*|hurt\w*|harm\w*|take (?:his|her|an|all)|suicide|overdose)\b",
        why=_OTHER,
        source="C-SSRS 4-5, seen in another",
        own=False,
    ),
    sign(
        "threatened threatens threaten take lie lied lying shouts yells",
        r"\bthreaten(?:s|ed)? (?:me|us|her|him|the kids|my \w+) with (?:a|the|his|her)\b|\b(?:says?|said|threaten\w*)\b.{0,30}\btake (?:the |my |our )?(?:baby|kids|children|son|daughter)(?: away| off me| from me)? if i\b|\b(?:lie|lied|lying) (?:to|about) .{0,30}\b(?:my (?:\w+ )?(?:arm|eye|ribs?|bruises?|injur\w+|nose|jaw)|how it happened)\b|\b(?:shouts|yells|screams) at me and (?:pushes|hits|grabs|slaps|kicks|throws|shoves|locks)\b",
        why=_HURT,
        source="Home Office guidance: threats, hiding what happened",
        unless=r"\b(?:court action|bailiffs?|eviction|fine|parking|council|sanction\w*|section)\b",
    ),
    sign(
        "online app flat missing trainers cash money meet",
        r"\bi am (?:only )?(?:9|1[0-6])\b.{0,40}\b(?:man|bloke|guy|boyfriend|someone)\b.{0,40}\b(?:online|app|flat|house|meet|pictures|pics|car)\b|\b(?:goes|going|gone|went) missing\b.{0,60}\b(?:money|trainers|phones?|older|new clothes|cash|cuts|bruises)\b",
        why=_CHILD,
        source="Working Together 2023: exploitation of children",
        own=False,
    ),
    sign(
        "jump jesus god messiah pumping putting piping spraying beaming pills tablets paracetamol",
        rf"\b{SOMEBODY}(?:'s)? {few(5)}(?:going to|will|wants to|about to|trying to|tried to) jump (?:off|from|out|in front)\b|\b(?:thinks|believes|says|convinced) (?:that )?(?:he|she|they) (?:is|are) (?:jesus|god|the messiah|dead|invincible|being poisoned|possessed|chosen)\b|\b(?:neighbou?rs?|they|people|someone) (?:are|is) (?:pumping|putting|piping|spraying|beaming) .{{0,30}}\b(?:into|through|in|at) (?:my|me|his|her|the walls?)\b|\b(?:text\w*|messag\w*|rang|says?|said|phoned|told)\b.{{0,40}}\b(?:she|he|they) (?:has|is|have) (?:just )?taken (?:\w+ )?(?:pills|tablets|paracetamol)(?= *[.,!]|\s*$| and\b)",
        why=_OTHER,
        source="C-SSRS 5-6, seen in another; NHS, Symptoms of psychosis",
        own=False,
        unless=r"\b(?:queue|trampoline|high jump|fluoride|putting (?:\w+ )?(?:money|heart|effort|work))\b",
    ),
    sign(
        "pray die ending peace overdose hang drown jump harder useless",
        r"\b(?:hope|pray|wish|want)(?:ing)? (?:that )?i (?:just )?die\b(?! (?:at home|in (?:my|peace|a)))|\bi am ending it\b(?! (?:here|there|with)\b)|\bmade my peace with (?:that|it|death|dying|god)\b|\bi (?:have )?(?:\w+ )?tried to (?:overdose|hang|drown|jump|die|end (?:it|my))\b|\blives? (?:\w+ )?(?:harder|worse|miserable) (?:just )?by (?:being|existing|living)\b",
        why=_DYING,
        source="C-SSRS 1-6",
        unless=rf"{DENIED}|\b(?:hang (?:on|up|out|the)|jump the queue)\b",
    ),
    sign(
        "mad kick stop drink spiked makes making forced",
        r"\bwould (?:go mad|kick off|hit me|go mental|lose it) if (?:he|she)\b|\b(?:ex|he|she|husband|partner|boyfriend|man) (?:\w+ )?(?:will|does|can) not stop (?:following|stalking|watching|hitting|hurting|turning up|threatening)\b|\b(?:something|drugs?) in my drink\b|\b(?:drink|i) was spiked\b|\bmak(?:e|es|ing) me do (?:things|stuff|sexual)\b|\b(?:being|am|are|is) forced to (?:work|beg|steal|sell|have sex|marry|stay)\b",
        why=_FEAR,
        source="Home Office guidance; Modern Slavery Act 2015 guidance",
        unless=r"\b(?:from home|weekends|overtime|nights|in hospital|physio|exercises?|dementia|thickener|staff are)\b",
    ),
    sign(
        "feel speech telling dead",
        r"\bcan not feel (?:my|one|the|his|her) (?:left|right|whole|face|arms?|legs?)\b|\bspeech is (?:\w+ )?(?:going|gone|slurr\w+)\b|\b(?:hear|hears|hearing|voice|man|woman|it) .{0,20}\btelling (?:me|him|her) to (?:stab|kill|hurt|jump|cut|burn|die|harm|end)\b|\bif i (?:ever )?(?:see|find|meet|catch)\b.{0,60}\b(?:she|he|they) (?:is|are) dead\s*[.!]*$",
        why="speaks of danger that may be near",
        source="NHS, When to call 999; NICE CG178; NHS England violence prevention and reduction standard",
        own=False,
        unless=r"\b(?:dentist|anaesthetic|epidural|years? ago|after the (?:injection|op\w*))\b",
    ),
)
