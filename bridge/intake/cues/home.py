"""Signs that somebody is hurt, controlled, neglected or used: at home, in care, as a child, for another's gain.

Which signs count follows the Home Office's statutory guidance on controlling or coercive behaviour (2023), "Working
Together to Safeguard Children" (2023) with the NSPCC's signs of abuse, the ten types of abuse of the Care Act 2014
statutory guidance (14.17), the Modern Slavery Act 2015 statutory guidance, and the multi-agency guidance on forced
marriage and on FGM; the wording is ours.
"""

from __future__ import annotations

from bridge.intake.cues.signs import KIN, Sign, few, said, sign

_HURT = "tells of violence by somebody close"
_FEAR = "tells of fear or control at home"
_CHILD = "tells of a child or somebody else who may be at risk"
_CARE = "tells of somebody who may be harmed or neglected by those who care for them"
_USED = "tells of somebody who may be forced or used"

_CLOSE = rf"(?:he|she|(?:my|her|his|our) (?:\w+ ){{0,2}}?(?:{KIN}|family|parents|sister's \w+|brother's \w+)|hubby|husband|partner|boyfriend|ex|dad|stepdad|my ex)"
_YOUNG = (
    r"(?:child|children|kids?|baby|babies|toddlers?|girl|boy|lad|son|daughter|grandson|granddaughter|niece|nephew|little (?:ones?|boy|girl|brother|sister|lad)|pupils?|twins|"
    r"(?:[1-9]|1[0-7]) (?:yr|year)s? olds?|bairns?|brother|sister|student|foster \w+)"
)
_CARERS = (
    r"(?:carers?|carer's|care workers?|care staff|staff|night staff|day staff|the home|care home|nursing home|supported living|agency|support workers?|day centre|"
    r"nurses? (?:on|at) (?:nights?|the home)|residents?|home manager|that place|live-in)"
)
_FRAIL = rf"(?:mum|mam|mom|mother|dad|father|nan|nana|gran|grandma|grandad|grandpa|uncle|aunt|auntie|husband|wife|brother|sister|son|daughter|{KIN}|him|her|them|residents?|old (?:lady|man|woman|fella)|each other)"
_WOUND = r"(?:bruis(?:e|es|ed)|marks?|black eyes?|burns?|burnt|cigarette burns|fat lip|split lip|broken (?:rib|arm|wrist|nose|jaw)|bite marks|welts?|finger ?marks|hand ?prints?|swollen)"

HOME: tuple[Sign, ...] = (
    sign(
        "yells yelling screams shouts throws throwing smashes smashing spits pulls pins holds follows hit hits beat beats slap slaps punch kick kicks burn burns starve starves whip whips lock locks violent abusive abuse abusing abuses controlling",
        rf"\b{_CLOSE} {few(4)}(?:(?:yells?|screams?|shouts?|smashes|throws|breaks) (?:\w+ ){{0,3}}?(?:and|&) (?:throws?|smash\w*|breaks?|hits?|punch\w*)|throw(?:s|ing) (?:things|stuff|plates|furniture)|smash(?:es|ing) (?:things|the (?:place|house)|plates|my|up)|spits? (?:at|on|in)|pulls? (?:my|her) hair|pin(?:s|ned) (?:me|her)|holds? (?:me|her) (?:down|against))\b|"
        rf"\b(?:they|(?:my|his|her) (?:\w+ )?(?:parents|family|in-laws|brothers|sisters|uncles|carers|flatmates)|parents) (?:(?!not\b)\w+ ){{0,3}}?(?:hit|beat|kick|slap|punch|burn|starve|lock|whip|strangle)(?:ing|ed)? (?:me|us|him|her|my \w+)(?= *[.,!?]|\s*$| (?:again|and|if|when|because|with a|up|in|out|every|all|at (?:home|night)|so)\b)|"
        rf"\b(?:living|live|lives|stuck|trapped|am|still|is|stay\w*|married|home|back) (?:\w+ )?(?:with|in|to) (?:a|an|my|her|his) (?:\w+ )?(?:abusive|violent|controlling) (?:\w+ )?(?:{KIN}|relationship|marriage|home|household|family|man|woman|boyfriend)\b|\bmy (?:\w+ )?{KIN} is (?:\w+ )?(?:abusive|violent|abusing|controlling|being abused)\b|\b(?:get|getting|escape|run|need) (?:\w+ ){{0,3}}?(?:away|out|escape) (?:from|of) (?:him|her|this (?:house|marriage|relationship)|my (?:\w+ )?{KIN})\b(?=.{{0,200}}\b(?:nowhere|kids|scared|hurts?|safe|tonight|help|money|kill)\b)",
        why=_HURT,
        source="NHS, Getting help for domestic violence and abuse; NSPCC, Signs of child abuse",
        unless=r"\b(?:bill|fine|charge|fee|chess|bowls|quiz|cards|football|blood|needle|dementia|hits? me (?:that|how)|app|account|email|system|site|left (?:him|her|an|my)|fled|colic|staff|it hit|ticket machine|printer)\b",
    ),
    sign(
        "sex consent consented consenting agree yes",
        r"\bsex\w*\b",
        r"\b(?:did not|never|do not remember|could not|too drunk to|without) (?:\w+ )?(?:consent\w*|say(?:ing)? (?:yes|no)|agree\w*|my consent|permission)\b",
        why=_HURT,
        source="NHS, Getting help after rape and sexual assault",
        unless=r"\b(?:sex education|form|data)\b",
    ),
    # hurt by somebody close
    sign(
        "bruises bruise bruised black fat split broken slap slapped punch punched kicked strangled thumped thump belt eye stairs throat door eggshells battered hiding",
        r"\b(?:bruise[ds]?|black eye|fat lip|split lip|broken (?:rib|nose|jaw|arm|wrist)|(?:get|got|gets|getting) (?:a |another )?(?:slap|slapped|punch\w*|thump\w*|kicked|kicking|hiding|battered|belt)|down the stairs|thumped|strangled|choked|throttled|eggshells)\b",
        r"\b(?:he|she|him|hubby|husband|wife|partner|boyfriend|girlfriend|ex|fella|dad|stepdad|again|third time|told (?:the|them|my)|walked into|tripped|one wrong word|if i|when i|will say)\b",
        r"\b(?:again|third|second|told|tell\w*|say|says|said|walked into|wrong word|next time|time this|threw|pushed|kicked off|allowed|hides?|hiding|make-?up|cover\w*|not the first|eggshells|drink|drunk|mood|temper|if i|when he|when she|because i|for (?:talking|answering|being)|he did|he does|from (?:him|her|my))\b",
        why=_HURT,
        source="NHS, Getting help for domestic violence and abuse: injuries, excuses for them",
        unless=r"\b(?:football|rugby|bike|playing|blood (?:test|thinner\w*)|cannula|warfarin|injection|fell (?:off|over|on|in)|slipped|icy?|needles?|parking|fine|bill|cricket|ski\w*|karate|climbing|waiting list|infants?|queue|falls? (?:team|clinic|service)|grab rail|carers? (?:was|were) great)\b",
    ),
    sign(
        "knife machete weapon bat kill kills killed murder hurt stab acid petrol gun hammer find finds following outside turns turning turned stalking",
        rf"\b{_CLOSE}\b {few(5)}(?:(?:has|have|got|carries|with|had|pulled|held) (?:got )?(?:a|the) (?:\w+ )?(?:knife|machete|weapon|bat|hammer|gun)|(?:says?|said|swears?|swore|threaten\w*|told me|tells me|promised)\b {few(9)}(?:kill|hurt|stab|murder|burn|find|finish|bury|torch|get) (?:me|us|you|himself or me|herself|the kids|my|him|her|them))\b|"
        rf"\b(?:my |her |the )?ex(?: \w+)? (?:\w+ )?(?:keeps|kept|still|is|was|has been|been) (?:turning up|outside|waiting|following|stalking|watching|ringing|messaging|sitting outside|parked|coming round)\b|\bkill me and\b|\b(?:he|she) (?:will|would|is going to) (?:kill|finish|murder) me\b(?! (?:if i (?:do not|forget)|for (?:saying|posting|telling) (?:this|that)|with (?:kindness|laughter)|if (?:she|he) (?:sees|knew))\b)",
        why=_HURT,
        source="Home Office guidance: threats to hurt or kill, stalking",
        unless=r"\b(?:cake|butter knife|cricket|baseball team|lol|haha|kitchen knife skills|dementia|find (?:the|my|a)|get (?:me|him|her|us) (?:a|an|the|some|to|in|into|there))\b",
    ),
    sign(
        "raped rape sex sexually assaulted touched touching touches groped grope sleep indecent no naked force forced forces undressed",
        rf"\b(?:i (?:was|have been|got|had been|am being|been)|been|was) (?:\w+ )?(?:raped|sexually assaulted|groped|molested|sexually abused|spiked)\b|\b(?:touched|touches|touching|groped|rubbed|felt) me\b.{{0,60}}\b(?:not right|wrong|uncomfortable|inappropriate\w*|without|did not want|where|scared|tell|sexual\w*|under my|breasts?|between)\b|"
        rf"\b{_CLOSE} {few(3)}(?:forces|forced|makes|made|make|pressures?|keeps making|expects) me (?:to )?(?:have sex|sleep with|do things|watch|into (?:bed|sex))\b|\bsex\b.{{0,40}}\b(?:when i say no|say no|do not want|against my will|even (?:when|if|though))\b|\braped (?:me|by)\b|\bi say no (?:and|but) (?:he|she)\b",
        why=_HURT,
        source="NHS, Getting help after rape and sexual assault",
        unless=r"\b(?:lovely|what helped|kind(?:ly|ness)?)\b",
    ),
    sign(
        "scream screams screaming screamed shouting hear hearing heard crying neighbour neighbours upstairs thumps banging next",
        r"\b(?:hear|heard|hearing|screams?|screaming|shouting|crying)\b.{0,60}\b(?:beat(?:s|ing)?|hit(?:s|ting)?|hurt(?:s|ing)?|batter\w*|thump\w*|smash\w*|slap\w*|for help|begging|stop it|her to (?:shut|stop)|being (?:hit|hurt|beaten|thrown))\b",
        r"\b(?:neighbou?rs?|next door|upstairs|downstairs|through the wall|her|him|them|the kids|children|flat|woman|most nights|every night)\b",
        why=_CHILD,
        source="Home Office guidance: what neighbours may notice",
        own=False,
        unless=r"\b(?:colic|teething|play specialist|needles|waiting room|hearing (?:aid|test|loss))\b",
    ),
    # controlled or afraid
    sign(
        "let lets allowed allow permission",
        rf"\b{_CLOSE} {few(2)}(?:will not|does not|would not|never|refuses to|do not|not) (?:ever )?let(?:s)? (?:me|her|him|us) (?:come|go|out|leave|see|talk|speak|have|use|work|near|answer|eat|sleep|shower|take|be|ring|phone|visit|do anything|spend|wear|sit|learn|study|touch|get a)\b(?! (?:until|to sleep|discharged)\b)|"
        rf"\b(?:i|she|he|we|my (?:\w+ )?{KIN}) {few(2)}(?:not|never) (?:\w+ )?(?:allowed|permitted) (?:to )?(?:(?:see|visit|ring|phone|speak to|talk to|have) (?:\w+ )?(?:my|our|her|his|any|us|anyone|friends?|family|a phone|money|own)|leave the|go (?:out|anywhere)|out (?:of|on|alone)|work|eat|my own|a phone|money|friends|use the phone|learn|wear|come to)\b|\b(?:need|ask(?:ing)?(?: for)?|without) (?:his|her|my (?:husband|wife|partner|boyfriend)'?s?) permission\b",
        why=_FEAR,
        source="Home Office guidance: isolation, deciding where and with whom somebody goes",
        unless=r"\b(?:since (?:my|his|her) (?:eye|op|operation|fall|stroke)|because of (?:my|his|her) (?:eyes?|back|hip)|until|driv(?:e|ing)|epilep\w+|visiting (?:hours|times)|on the ward|the ward|the hospital|covid|isolation|(?:nurses?|doctors?|physio|receptionist|consultant|surgery|midwi\w+|gp|dentist|council|they|clinic|dvla|pharmac\w+) (?:\w+ )?(?:will not|does not|would not|do not|never|refuses)|results|my notes|records|go home|lift anything|sensor|school|landlord|boss|manager|club|night before|forget|pay)\b",
    ),
    sign(
        "phone money card bank messages mileage tracker everything texts wages benefits pension passport tracks checks controls reads locks location friends clothes",
        rf"\b{_CLOSE}\b {few(3)}(?:takes?|took|taken|has|keeps?|checks?|reads?|tracks?|controls?|smash\w*|hides?|hid|goes through|monitors?|decides?|holds?|confiscat\w+) {few(2)}(?:my|her|his|all (?:of )?my|all the money|everything|the mileage|what i|where i|who i|every penny)\b(?: (?:\w+ )?(?:phone|mobile|money|bank ?cards?|cards?|messages|texts|wages|benefits|pension|passport|keys|mileage|emails|location|movements?|receipts?|spending|purse|medication|clothes|wear|go|see|do|speak|spend|everything))?\b",
        r"\b(?:phone|mobile|bank ?cards?|messages|texts|wages|benefits|mileage|everything|passport|keys|every penny|all the money|location|receipts?|what i (?:wear|spend|eat)|where i (?:go|am)|who i (?:see|speak))\b",
        r"\b(?:my|me|i|us|bruises|allowed|her sister|she)\b",
        why=_FEAR,
        source="Home Office guidance: money, monitoring",
        unless=r"\b(?:doctor|nurse|gp|app|at the desk|id|consultant|pharmacist|for me because|helps?|i forget|blood|temperature|weekly shop|interpreter|remembers|for me as|blind|small print|can not see|has everything|keeps everything|to (?:fix|charge|repair)|everything (?:is|was|we need|about the))\b",
    ),
    sign(
        "next reply text ring call finds find mad see reads delete here goes dare dares home leave talk photos pictures videos",
        rf"\b(?:can not|do not|please do not|dare not|must not) (?:\w+ ){{0,2}}?(?:talk|reply|text|ring|call|message|write|speak|answer|say (?:any )?more|post)\b.{{0,60}}\b(?:he|she|my (?:husband|wife|partner|boyfriend|ex))(?: is|'s| reads| checks| will| would| might| sees| has| looks)\b|"
        rf"\b(?:he|she) (?:is )?in the (?:next|other) room\b|\b(?:if|when|before|in case) (?:he|she|my (?:\w+ )?{KIN}) (?:finds? out|sees? this|reads this|knows i|hears? me|comes (?:home|back) and)\b|\b(?:what|how) (?:he|she|they) (?:will|would|might|is going to|may|could) do (?:to me|to us|if|when|next)\b|\b(?:photos?|pictures?|videos?|pics|nudes) of (?:me|her|him|my (?:daughter|son))\b.{{0,60}}\b(?:send|share|post|show|put|tell|online|leak)\w*\b",
        r"^(?!.*\b(?:surprise|present|birthday|party|lol|results?|tell (?:him|her) (?:the|about) (?:gift|party)|doctor|consultant|play dough|exhibition|with permission|gallery)\b)",
        why=_FEAR,
        source="Home Office guidance: afraid of what somebody will do; threats to reveal",
    ),
    sign(
        "scared afraid frightened terrified petrified danger safe unsafe chair lock locks locked bolt sleep hide hiding",
        rf"\b(?:scared|afraid|frightened|terrified|petrified) (?:of (?:him|{_CLOSE}|my (?:own )?(?:\w+ )?{KIN}|what (?:he|she|they)|the (?:carers?|staff|night staff))|to (?:go (?:back )?home|be (?:at home|alone with)|leave (?:him|her)|tell (?:anyone|him)|say no|sleep)|(?:that )?(?:he|she) (?:will|is going to|might|would))\b|^(?:\w+ ){{0,2}}?(?:scared|frightened|terrified) (?:to go|of going|of being) (?:back )?(?:home|alone with)\b|\b(?:i|we|she|he|kids)(?: \w+)? (?:am|are|is|do|does) not (?:\w+ )?safe (?:at|in (?:my|our|her|his|this|the)) (?:\w+ )?(?:home|house|flat|own|marriage|relationship|room)\b|"
        rf"\b(?:sleep|bed|bedroom|room)\b.{{0,40}}\b(?:chair|wardrobe|drawers|knife|door locked|lock|bolt)\b.{{0,50}}\b(?:because of|in case|keep (?:him|her|them) out|my|he|she)\b|\bhiding (?:in|from|with) (?:\w+ ){{0,4}}?(?:from (?:him|her|my)|bathroom|bedroom|car|refuge|with the kids)\b",
        why=_FEAR,
        source="NHS, Getting help for domestic violence and abuse: afraid of somebody at home",
        unless=r"\b(?:doctor|in hospital|dentist|needles?|falling|falls?|ice|icy|nurse|the dark|scan|mri|spiders?|stairs|steps|operation|buses|discharg\w+|lift|heating|covid|will (?:die|fall|get worse|catch|not cope|forget|slip)|might (?:fall|die|catch)|is going to die)\b",
    ),
    # a child
    sign(
        "bruises bruise bruised marks burns burnt burn burned fags hungry starving fed filth filthy begging alone pyjamas food nappy shakes shook thin dirty screaming locked eat",
        said(_YOUNG),
        rf"\b{_WOUND}\b(?! (?:out of|in (?:the )?exams?))|\bburn(?:s|t|ed)? (?:him|her|them)\b|\b(?:always (?:dirty|filthy)|covered in (?:\w+ )?(?:bites|sores|lice|bruises))\b|\b(?:always|so|comes? in|often|constantly|been|go|goes|going) (?:hungry|starving|unwashed|filthy)\b|\b(?:not|never|do not|does not|has not|have not) (?:\w+ )?(?:been )?fed?\b|\bnot (?:been )?fed\b|\bno food\b|\bin (?:filth|squalor|the same clothes)\b|\bbegg(?:ing|ed)\b|\b(?:left|home|all) (?:\w+ )?alone\b|\bshak(?:es|ing|en)\b|\bshook\b|\block(?:ed|s) in\b|\bin (?:a|the|his|her) (?:\w+ )?car\b.{0, 30}\b(?:hot|boiling|hours?)\b|\blocked car\b",
        r"\b(?:his|her|their|my|our|next door|he|she|they|neighbou?r\w*|class|estate|street|above|below|back|nobody|no one|mum|dad|at home|house|flat|evenings?|nights?|always|here|this|told me|again)\b",
        why=_CHILD,
        source="Working Together 2023 and NSPCC, Signs of child abuse: injuries, hunger, left alone",
        own=False,
        unless=r"\b(?:knees?|shins?|skateboard\w*|football|rugby|playing|bike|trampoline|nursery could|breakfast club|blood|birth ?marks?|exams?|gcses?|sun ?burn\w*|sats|cannula|vaccin\w+|in the scanner|colic|ward|chicken ?pox|eczema|theatre|autis\w+|screening|full marks|question marks|nil by mouth|with (?:joy|laughter|his tea)|shook (?:his|her|my|the nurse's) (?:hand|head)|meal)\b",
    ),
    sign(
        "touches touched touching groomed grooming pictures pics photos room uncle stepdad older men man secret bed things daddy rude nudes meet met sending sends",
        r"\b(?:touch(?:es|ed|ing)|groom(?:ed|ing)|(?:older|grown|strange) (?:men|man|lads?|boys)|(?:a )?man of \d+|(?:come|comes|came|coming|gets|climbs) (?:in|into) (?:my|her|his) (?:room|bed)|does things|do things|secret|(?:send|sends|sending|sent|wants|asking for) (?:\w+ )?(?:pictures|pics|photos|nudes|videos)|rude (?:pictures|photos))\b",
        r"\b(?:i am (?:9|1[0-7])\b|niece|daughter|girl|boy|son|pupil|nephew|granddaughter|grandson|school|(?:my|her|his) (?:step ?-?dad|stepfather|uncle|grandad|dad|brother|cousin|coach|teacher)|daddy|little|child|kid|student|lad|sister)\b",
        r"\b(?:touch(?:es|ed|ing) (?:me|her|him)|groom\w*|older|man of|at night|room|hurt|in cars?|met|app|online|does not believe|not believe|tell|secret|scared|pick\w* (?:her|him)|nudes?|rude|gifts?|presents|bed|naked)\b",
        why=_CHILD,
        source="Working Together 2023 and NSPCC: sexual abuse, exploitation, grooming",
        own=False,
        unless=r"\b(?:room for|waiting room|play specialist|tour|dogs?|pets?|lovely|scan|x-?ray|photos of the|artwork|year \d|school trip|visit\w*|theatre|holiday|video calls?)\b",
    ),
    sign(
        "scared afraid frightened worried terrified fear thoughts urges hit hitting slapped shook smacked lost snap hurt harm shake drop put pillow kill killed smother smothered strangle strangled push pushed throttle throttled slap throw threw thumped kicked shaken",
        rf"\b(?:scared|afraid|frightened|worried|terrified|fear|in case) {few(2)}(?:that )?(?:i|my (?:\w+ )?{KIN}|he|she|they|her (?:\w+ )?{KIN}|his (?:\w+ )?{KIN})(?: (?:am|is|are))? (?:might|will|may|could|would|going to|am going to|is going to) (?:\w+ )?(?:hurt|harm|hit|kill|shake|smother|do something to|drop|lose it with|snap)\b|"
        rf"\bi {few(4)}(?:hit|slapped|shook|smacked|hurt|shaken|thumped|kicked|threw|throttled|lashed out at) (?:my|the|our|him|her) (?:\w+ )?(?:{_YOUNG}|mum|dad|wife|husband)\b|\b(?:scared|afraid|frightened|terrified|thoughts|urges?) (?:\w+ )?(?:of|i will|to|about) (?:what i (?:might|will|could|may) do|hurt(?:ing)? (?:my|the) (?:\w+ )?baby|hurting (?:my|the|him|her)|harming (?:my|the|him|her))\b|"
        rf"\b(?:i|i have) {few(2)}(?:nearly|almost|could have|felt like|feel like|wanted to|want to) {few(2)}(?:put(?:ting)? a pillow|hit\w*|hurt\w*|smother\w*|shak(?:e|en|ing)|kill\w*|strangl\w*|push\w*|throttl\w*|slap\w*|throw\w*) (?:over |my |the (?:baby|kids?|children|little|boy|girl|old)|him|her|mum|dad|them)",
        why=_CHILD,
        source="Working Together 2023; Care Act 2014: a carer at the end of their strength",
        unless=r"\b(?:delay|cuts?|jab|vaccine|injections?|dentist|surgeon|doctor|nurse|physio|shook (?:my|his|her|the) (?:hand|head)|tablets?|lifting|hoist|hurt (?:my|the) (?:back|chances|budget)|budget|feelings)\b",
    ),
    sign(
        "using drunk drinking passed drugs high bottle pissed smack heroin crack needles",
        r"\b(?:using again|drunk|passed out|off (?:his|her|their) (?:head|face)|back on (?:the )?(?:drugs|drink|smack|heroin|bottle|crack)|drugs? (?:in|round|around)|high|pissed|needles)\b",
        rf"\b(?:{_YOUNG}|bairn)\b",
        r"\b(?:mum|mam|dad|parents?|her|his|their|he|she|ex|boyfriend|partner|sister|house|home|upstairs)\b",
        r"\b(?:not (?:been )?fed|no food|alone|filth|again|every (?:day|night|afternoon|evening)|upstairs|when (?:he|she) has|looking after|in the house|in charge|driving|nobody|hungry|screaming|crying|scared|lying)\b",
        why=_CHILD,
        source="Working Together 2023: neglect, parents who drink or use drugs",
        own=False,
        unless=r"\b(?:high (?:fever|temperature|school|chair|five|street)|using again (?:the|this)|support group|how can we)\b",
    ),
    # an adult who depends on others
    sign(
        "slap slaps slapped slapping pinch pinches pinched hit hits hitting shouts shout shouted shouting swear swears swore sworn drag drags dragged tie ties tied rough marks bruises bruise lock locks locked sedated restrained force-feed flinches flinch scared shove shoved manhandled strapped starve starved mock laugh laughs kick kicked",
        said(_CARERS),
        rf"\b(?:slap\w*|pinch\w*|hits?|hitting|kick\w*|shouts?|shouted|shouting|swear\w*|swore|sworn|drag\w*|ties?|tied|strap\w*|rough(?:ly)?|{_WOUND}|lock(?:s|ed)|sedat\w+|force-?fe\w+|flinch\w*|scared of|shov\w+|push\w*|manhandl\w+|mock\w*|laugh\w* at|starv\w*|threaten\w*) ",
        rf"\b{_FRAIL}\b",
        rf"\b(?:mum|mam|mother|dad|father|nan|gran|grandma|grandad|uncle|aunt|husband|wife|my (?:\w+ ){{0,2}}?{KIN}|residents?|her|him|i saw|i have seen|here|at night)\b",
        why=_CARE,
        source="Care Act 2014 guidance 14.17: physical, psychological and organisational abuse",
        own=False,
        unless=r"\b(?:at (?:our |the )?staff|hits? out|carers? hits?|blood thinner\w*|security|zero tolerance|badge|hit (?:by|with)|lock(?:ed|s) (?:up |the )?(?:laundry|cupboard|door at|drugs)|feel scared|dinner|marked (?:out|on|in)|shouts? (?:for|bingo)|tied up|laugh\w* with|good marks|tied to (?:a )?(?:rota|visit|hours))\b",
    ),
    sign(
        "without kept sheets wet mess urine soiled filth sores sore bone washed changed turned fed eaten dehydrated dirty tablets insulin medication bath bathed naked starving nappy pad food thirsty drink faeces",
        r"\b(?:wet (?:bed|pad|sheets?|nappy)|(?:own|her|his) (?:mess|urine|wee|faeces|filth|waste|dirt)|soiled|(?:bed ?)?sores?|pressure sores?|to the bone|skin and bone|not (?:\w+ )?(?:been |being )?(?:washed|bathed|changed|turned|fed|toileted)|(?:not|never|hardly) (?:\w+ )?(?:eaten|gets? fed|had (?:\w+ ){0,4}?(?:tablets|insulin|medication|meds|food|drink|wash|bath|inhaler))|dehydrated|starving|no (?:food|water|heating) (?:in|for|all|since)|left (?:my )?(?:\w+ )?without (?:food|water|a drink|pain relief)|kept in (?:bed|their rooms?|a chair) all day|dirty (?:sheets|bed)|left (?:naked|hungry|thirsty|without (?:food|water)))\b",
        rf"\b(?:mum|mam|mom|mother|dad|father|nan|gran|grandma|grandad|grandpa|uncle|aunt|auntie|husband|wife|brother|sister|he|she|{KIN}|residents?|lady|patients?)\b",
        r"\b(?:carers?|care worker|staff|home|agency|that place|night|nights|days|in (?:a|\d+|two|three) weeks?|weeks?|all day|since|alone|shrugs?|nobody|no one|morning|again|for (?:\w+ )?(?:hours|days)|all day|down to)\b",
        why=_CARE,
        source="Care Act 2014 guidance 14.17: neglect and acts of omission, self-neglect",
        own=False,
        unless=r"\b(?:proper (?:tea|meal|dinner)|meals on wheels|cold sores?|sore throat|photograph\w*|ambulance|a&e|mattress(?:es)?|refuses to wash|nil by mouth|scan|operation|theatre|prefers?|likes|covid|lovely|brilliant|hospital food|volunteers?|dry bed|lunch club|wash(?:ed)? by strangers|dressings|short of staff|on schedule|hand gel)\b",
    ),
    sign(
        "carers carer agency nobody turned shown come came seen curtains post milk knock knocked answer answering neighbour floor",
        r"\b(?:carers?|care worker|agency|nobody|no one|no-one|district nurse)\b(?: \w+)? (?:have not|has not|not|never|did not|has) (?:\w+ )?(?:turned up|shown up|come|came|been|visited|checked|fed|answered?)\b.{0,80}\b(?:alone|eaten|days?|since|bed|fed|insulin|tablets|on (?:her|his) own)\b|"
        r"\b(?:not (?:\w+ )?(?:been )?seen|no (?:sign|answer|sight)|not (?:answering|answered|opened))\b.{0,80}\b(?:curtains?|post|milk|lights?|door|knock\w*|oxygen|smell|days|week)\b.{0,80}",
        r"\b(?:mum|dad|nan|gran|neighbou?r|she|he|lady|man|next door|grandad|uncle|aunt|her|him|\d\d)\b",
        r"^(?!.*\b(?:gp|doctor|consultant|dentist|clinic|letter|surgery|receptionist|email|sitting service|physio|website|results?)\b)",
        why=_CARE,
        source="Care Act 2014 guidance 14.17: neglect, self-neglect",
        own=False,
    ),
    sign(
        "purse pension savings money card cash wallet bank jewellery cheque will house pin",
        rf"\b(?:carer|care worker|carers|son|daughter|nephew|niece|neighbour|grandson|lodger|friend|brother|sister|he|she|they|cleaner)\b {few(4)}(?:taking|takes|taken|took|stealing|steals|stole|stolen|handles?|handling|helping (?:himself|herself)|spends?|spending|spent|emptied|emptying|keeps?|made (?:her|him|me) sign|has|controls?|withdr\w+|using|nicking|borrows?) {few(5)}(?:purse|pension|savings|money|bank ?card|card|cash|wallet|jewellery|cheques?|account|pin|house)\b",
        r"\b(?:my|mum'?s?|dad'?s?|nan'?s?|gran'?s?|grandad'?s?|grandma'?s?|her|his|uncle'?s?|aunt'?s?|neighbour'?s?)\b",
        r"\b(?:from (?:my|mum|dad|nan|gran|her|his|grandma|grandad|\w+'s) (?:\w+ )?(?:purse|wallet|account|pension|drawer|tin|handbag|bag)|stealing from|steals from|purse|wallet|never any|no food|nothing left|without (?:asking|telling|her|his)|missing|dare not|steal\w*|stole\w*|emptied|made (?:her|him|me) sign|daren't|scared|afraid|will not (?:give|let|tell)|keeps (?:all|it)|on (?:himself|herself)|nicking|helping)\b",
        why=_CARE,
        source="Care Act 2014 guidance 14.17: financial or material abuse",
        own=False,
        unless=r"\b(?:council|parking|fees?|bus|tax|to pay for (?:care|parking)|charity|raised?|free|vending|raffle)\b",
    ),
    # forced or used
    sign(
        "passport passports papers documents debt owe owes pay paid wages unpaid",
        r"\b(?:took|taken|takes|keeps?|kept|holds?|holding|has|have|hid) (?:away )?(?:\w+ )?(?:my|our|her|his|their|the girls') (?:passports?|papers|documents|id)\b|\b(?:pay|paid|paying|work) (?:off|back) (?:the|my|a|our|his|her) debt\b|\bdebt\b.{0,40}\b(?:let (?:me|us|him|her) go|never (?:ends|goes)|owe)\b|\b(?:no|not|without|never) (?:\w+ )?(?:pay|paid|wages)\b",
        r"\b(?:sleep|work|works|working|boss|let (?:me|us|her) go|leave|go home|lock\w*|door|hours|owe|house|locked|agent|not give|will not|scared|factory|farm|car ?wash)\b",
        r"^(?!.*\b(?:desk|check(?:ed)? (?:my|our)|id card|volunteer\w*|interns?|carers?|airport|travel insurance|nurses?|staff|parking|prescriptions?|at reception|student|overtime|register|gp|my boss will not|breaks)\b)",
        why=_USED,
        source="Modern Slavery Act 2015 guidance: papers taken, debt, no pay",
    ),
    sign(
        "sex rent mates men punters clients strangers",
        rf"\b(?:made|make|makes|making|forced|force|forces|have|has) (?:me |her |him )?(?:to )?(?:have )?(?:sex|sleep with|see|go with)\b {few(5)}(?:men|mates|friends|strangers|punters|rent|money|clients|drugs|boss|landlord|him|them|brothers?)\b|\bsex (?:with \w+ )?(?:for|instead of|as) (?:rent|money|drugs|a (?:roof|room|bed)|food)\b|\b(?:rent|room|roof) (?:for|in return for) sex\b",
        r"\b(?:me|i|i'?m|she|her|girls?|he|daughter|us)\b",
        why=_USED,
        source="Modern Slavery Act 2015 guidance: sexual exploitation",
        unless=r"\b(?:sex (?:education|therap\w+|advice)|safe sex)\b",
    ),
    sign(
        "married marry marriage wedding cut abroad flight circumcised fgm engaged husband",
        r"\b(?:being|to be|get|getting|be|been|having me) (?:\w+ )?(?:married|engaged|cut|circumcised)\b|\bmarry\b|\b(?:wedding|marriage)\b|\bfgm\b",
        r"\b(?:my|her|his) (?:parents|family|mum|dad|uncles?|father|mother|aunt(?:ie)?s?|in-laws)\b.{0,80}\b(?:send\w*|sent|tak(?:e|en|ing)|forc\w+|mak(?:e|ing)|flight|abroad|booked|arrang\w+|say|said|want)\b|\b(?:cousin|friend|sister|niece|girl|daughter|pupil|classmate)\b.{0,40}\b(?:being|is|be|getting|going to be|been) (?:\w+ )?(?:taken|sent|flown|forced|married|cut)\b|\bi (?:\w+ )?(?:being|am being|have to|must|will be|am to be|was told) (?:\w+ ){0,3}?(?:sent|taken|forced|marr\w+)\b",
        r"\b(?:do not want|not want|does not want|against|force\w*|abroad|1[0-7]|summer|back home|said no|say no|scared|kill|flight|to be cut|who to (?:ring|tell)|pakistan|somalia|village|never met|run away)\b",
        why=_USED,
        source="Multi-agency guidance on forced marriage and on FGM",
        unless=r"\b(?:interpreters?|congratulat\w*|happily|anniversary|golden|planning a|catering)\b",
    ),
    sign(
        "family hurt harm kill stop leave tell brought boss gang selling running dealing owes county stab older drugs deal flat girls nail cannabis",
        r"\b(?:man|men|boss|people|gang|they|agent|he|woman)\b.{0,40}\b(?:hurt|harm|kill|find|beat|burn) (?:my|our|her|his) (?:family|mum|parents|children|sister|brother|kids)\b.{0,40}\b(?:if|unless|stop|leave|tell|run|talk)\b|\b(?:older|big|some) (?:lads|men|boys|kids)\b.{0,40}\b(?:selling|running|carry\w*|deal\w*|work\w* for|owes?|got him)\b|\b(?:son|lad|nephew|brother|grandson|boy|daughter|pupil|cousin|kid|mate|he|she)\b.{0,40}\b(?:selling|running|carrying|dealing|holding|moving) (?:drugs |gear |weed |packages? )?(?:for (?:them|a gang|older|some)|drugs|county lines|crack|gear)\b|"
        r"\b(?:using|taken over|took over|moved into|staying in|dealing from|living in|in) (?:my|her|his|my \w+'s) (?:flat|house|home|bungalow|place)\b.{0,60}\b(?:deal\w*|drugs|will not leave|not leave|refuse|scared|gang|threat\w*)\b|\bgirls?\b.{0,60}\b(?:never (?:go out|leave|speak|talk)|not allowed out|sleep (?:there|upstairs|in the (?:shop|salon)))\b|\b(?:drops|picks) (?:them|the girls|her) (?:off|up)\b.{0,40}\b(?:drops|picks|every (?:night|day)|same)\b|\bowes (?:them|him|money)\b.{0,50}\b(?:stab|kill|hurt|break|beat)\b",
        why=_USED,
        source="Modern Slavery Act 2015 guidance; Home Office, Criminal exploitation of children and vulnerable adults",
        own=False,
        unless=r"\b(?:raffle|cakes?|youth club|football|running (?:club|group)|girls? guides?|estate agents?|bake)\b",
    ),
)
