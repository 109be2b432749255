"""Signs of danger now: an emergency under way, voices that command, a threat to somebody.

Which signs count follows the NHS ("When to call 999", "Symptoms of psychosis"), NICE CG178 (voices that command) and
NHS England's violence prevention and reduction standard; the wording is ours.
"""

from __future__ import annotations

from bridge.intake.cues.signs import IS, KIN, SOMEBODY, Sign, few, sign

_NOW = "tells of an emergency that may be under way"
_VOICES = "hears or fears what may lead to harm"
_THREAT = "speaks of violence"

_WHO = rf"(?:i|{SOMEBODY}|my \w+|(?:the|a|an|some|unconscious|old|young|pregnant) (?:\w+ )?(?:man|woman|lady|guy|bloke|lad|girl|boy|person|patient|baby|visitor))(?: (?:in|at|outside|by|near) (?:the|our|my|this) (?:\w+ )?\w+)?"
#: What is wrong with a body, as people put it.
_SYMPTOM = (
    r"(?:chest pains?|pains? in (?:my|his|her) chest|crushing pain|bleeding|blood (?:everywhere|pouring|coming)|haemorrhag\w*|waters? (?:have |has )?(?:just )?(?:broke|broken|gone)|can not (?:breathe|move|feel (?:my|his|her)|wake|speak|talk|see|swallow|get up)|"
    r"not breathing|struggling (?:to breathe|for breath)|gasping|unconscious|unresponsive|collapsed|passed out|(?:going|gone|turn(?:ed|ing)|went) (?:\w+ )?(?:grey|blue|cold|floppy|limp)|floppy|choking|chok(?:es|ed) on|fitting|seizure|having a fit|convuls\w+|face (?:has |is )?(?:dropped|drooping|droop\w*)|slurr\w+|"
    r"swelling|swollen (?:up|tongue|lips)|throat (?:is )?(?:closing|tight\w*)|epipen|anaphyla\w*|rash|sugars?(?:'s| is| are| at)? (?:\w+ )?[0-2]\.\d|hypo|stitches (?:have |has )?(?:burst|come|opened|split)|wound (?:has )?(?:burst|opened)|heart attack|stroke|sepsis|on the floor|had a (?:bad )?fall|hit (?:his|her|my) head|chest (?:is|feels) (?:\w+ )?(?:tight|heavy|crushing)|(?:arm|side|face|leg)(?:'s| is| has gone| gone) (?:\w+ )?(?:numb|dead|weak)|bleeding|burning up|fever of|(?:not|stopped) mov(?:ed|ing)|no movements?|labour|head injury|overdose|"
    r"(?:not|can not|will not) (?:\w+ )?wake(?: up)?)"
)
_SYMPTOM_WORDS = (
    "head fall numb dead weak chest pain pains bleeding blood pouring haemorrhage haemorrhaging waters breathe breathing wake waking speak talk swallow move gasping unconscious unresponsive collapsed passed grey blue floppy limp choking choked fitting "
    "seizure fit convulsing face slurring slurred swelling swollen throat epipen anaphylaxis rash sugar sugars hypo stitches wound attack stroke sepsis floor burning labour movements moved injury overdose"
)
#: That it is now, and that help does not come.
_WAITS = (
    r"(?:right now|as (?:i|we) (?:type|speak|write)|now\b(?! (?:i|we) )|still (?:bleeding|not|swelling|waiting|fitting|on|no|in)|no (?:ambulance|answer|reply)|(?:nobody|no one|no-one)(?:'s| is| has)? (?:\w+ )?(?:coming|here|answer\w*|come|picks?|helping)|(?:not|never|no one|is|are) (?:\w+ )?(?:answering|picking up|coming|answer)|ring(?:s|ing) (?:out|off|and)|just rings|engaged|cut(?:s|ting)? (?:me|us)? ?off|"
    r"(?:can not|could not) get (?:through|hold|anyone|help|an ambulance|him|her|to)|on hold|in a queue|\d+(?:st|nd|rd|th) in (?:the )?queue|(?:an |\d+ |two |three |four |five |six |several )?hours? (?:away|wait|for)|(?:will not|does not|not) (?:pick|answer|picking|answering)(?: up)?|wait(?:ing|ed)? (?:for|on) (?:an |the )?ambulance (?:since|for|still)|been waiting|ambulance (?:is |an |has |not |still |says|said)|999 (?:have|has|say|says|said|is|are|keep|put|will|just|not)|111 (?:have|has|say|says|is|just|not|will|keep)|on my own|(?:am|is|are|i'm) alone|by myself|"
    r"what (?:do|should|can) (?:i|we) do|who (?:do|can) (?:i|we) (?:ring|call)|please help|pls help|help (?:me|us|pls|please|now)|^help\b|sos|asap|urgent\w*|hurry|dying|feel (?:very |really |so )?(?:strange|faint|odd|dizzy|weird)|nothing in the house|\d\d ?(?:wks|weeks)|weeks pregnant|someone (?:come|help|ring|call)|send (?:someone|help|an)|when you press|does not (?:go|fade)|will not stop|getting worse|how long (?:will|is|for) (?:the |an )?ambulance)"
)
_HERE = r"(?:'s|'m| am| is| are| has| have| keeps| just| still)"
_THEN = (
    r"\b(?:last|ago|yesterday|once|when (?:i|my|he|she|we|our|they|dad|mum|the)|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|the (?:crew|team|paramedics|staff|midwi\w+) (?:was|were)|thank(?:s| you)|amazing|brilliant|lovely|i do not have|not (?:a|an|having)|he was|she was|it was|"
    r"there is no|no emergency|we were|within \w+ minutes|make it clear|first aid|kit|alarm went off|fire alarm|indigestion|after my|since my|spring|winter|summer|tv|drill|game|app|site|page|password|log ?in)\b"
)
_FACE_TO_FACE = (
    r"(?:nurses?|doctors?|dr|docs?|receptionists?|managers?|staff|consultants?|surgeons?|gps?|paramedics?|porters?|guards?|social workers?|psychiatrists?|therapists?|midwi(?:fe|ves)|surgery|clinic|ward|reception|"
    r"reception desk|hospital|practice|mp|council|crisis team|you|them|him|her|that (?:man|woman|bloke|cow|lot)|the lot of (?:you|them)|someone|somebody|ceo|neighbours?)"
)

PERIL: tuple[Sign, ...] = (
    # an emergency
    sign(
        _SYMPTOM_WORDS,
        rf"\b{_SYMPTOM}(?![\w-])",
        rf"\b{_WAITS}",
        why=_NOW,
        source="NHS, When to call 999",
        own=False,
        past=True,
        unless=rf"{_THEN}|\bcorridor\b|\bface to face\b|\bblue (?:badge|light)s?\b|\bwhen to\b|\bchildren who\b",
    ),
    sign(
        _SYMPTOM_WORDS + " stabbed shot swallowed taken",
        rf"\b{_WHO}(?:{_HERE}) (?:\w+ )?(?:collapsed|stopped breathing|not breathing|unconscious|unresponsive|choking|(?:having|had) (?:a|an) (?:\w+ )?(?:heart attack|stroke|seizure|fit|asthma attack|allergic reaction)|fitting|gone (?:\w+ )?(?:blue|grey|limp|floppy)|going (?:\w+ )?(?:blue|grey|floppy)|turning (?:blue|grey)|been (?:stabbed|shot|run over|hit by)|bleeding (?:heavily|badly|a lot|everywhere|out)|swallowed|passed out|in labour|barely breathing|burning up)\b(?! (?:with|out of) (?:laughter|joy|boredom)\b)|"
        rf"^(?:\w+ )?(?:unconscious|collapsed) (?:man|woman|lady|person|bloke|lad|girl|patient)\b|\b(?:am|is|are|not) (?:\w+ )?breath(?:e|ing) (?:properly|right)\b|\b(?:i|he|she|baby|dad|mum) (?:really |just )?can not breathe\b|^(?:help,? )?can not (?:\w+ )?breathe\b|\b(?:i|we|they|you) can not wake (?:him|her|my|the|them)\b|\bhis fit will not stop\b|\bface (?:has |is )?(?:dropped|drooping|droops)\b|\bthink (?:\w+ )?(?:am|is|are) having a (?:heart attack|stroke|miscarriage|seizure)\b|\brash\b.{{0,40}}\b(?:glass|not (?:go|fade)|floppy)\b|\bblood (?:is )?(?:everywhere|pouring)\b",
        why=_NOW,
        source="NHS, When to call 999",
        own=False,
        unless=rf"{_THEN}|\b(?:if|poem|can not breathe for|can not breathe in (?:this|these|here)|magnet|triage)\b",
    ),
    sign(
        "chest breath breathless breathing headache crushing vomiting coughing numb numbness blood bleeding",
        rf"\b(?:i|{SOMEBODY}|mum|dad)(?:'s)? (?:am |is |are |have |has |have got |has got |got |having |just |still |been |keeps? ){{1,4}}?(?:\w+ ){{0,2}}?(?:chest pains?|crushing|short of breath|breathless|coughing (?:up )?blood|vomiting blood|bleeding|numb|pains? in (?:my|his|her) chest)|^(?:\w+ )?(?:severe|sudden|crushing|bad|awful|terrible) (?:\w+ )?(?:chest pains?|headache|bleeding|breathing)\b",
        r"\b(?:short of breath|breathless|difficulty breathing|struggling|sweat\w*|left arm|my arm|his arm|her arm|jaw|crushing|scared|getting worse|now|blood|clammy|faint|dizzy|help|numb|face|spread\w*|tight\w*|grey)\b",
        why=_NOW,
        source="NHS, When to call 999",
        own=False,
        unless=rf"{_THEN}|\b(?:every winter|copd|clinic|rehab|inhaler|patients|triage|bleeding (?:typical|obvious|edge|late)|stairs|group|nurse)\b",
    ),
    sign(
        "following watching spying coming after",
        r"\b(?:they|people|someone|somebody|a man|men|mi5|the police|the government) (?:are|is|keep|keeps) (?:all |still |always )?(?:following|watching|spying on|out to get|coming (?:for|after)|after|trying to (?:kill|poison|hurt)|plotting against|listening to) (?:me|us|my (?:every|house|thoughts|kids|family))\b",
        why=_VOICES,
        source="NHS, Symptoms of psychosis; Home Office guidance: stalking",
        own=False,
        unless=r"\b(?:on (?:here|x|twitter|insta\w*|bluesky|mastodon)|like a hawk|film|cctv|after me in the queue|for (?:tea|lunch|dinner)|followers|patient voice|listening to (?:me|us) (?:at last|now|properly))\b",
    ),
    sign(
        "pay suffer coming bleed",
        r"\b(?:make|making) (?:you|them|him|her|that \w+|those \w+)(?: all| lot)? (?:pay|suffer|bleed)\b(?! (?:for (?:parking|it at|the (?:bus|tv))|by card|cash|less|more|extra|tax))|\b(?:get|getting|got|deserves?) what(?: is|'s| was)? coming(?: to (?:you|them|him|her))?\b|\b(?:you|they|he|she)(?: all)? (?:will|is going to|are going to) (?:pay|suffer) for (?:this|it|what)\b",
        why=_THREAT,
        source="NHS England violence prevention and reduction standard: threats",
        own=False,
        told=False,
        unless=r"\b(?:taxpayers?|council tax|they will pay for (?:it|this) (?:out of|from|with)|patients (?:will|suffer)|the trust|insurance|we all)\b",
    ),
    sign(
        "fire smoke gas trapped fallen drowning explosion bomb crash ablaze floor",
        rf"\b(?:there is (?:a |an )?(?:fire|smoke|gas leak|explosion|smell of gas)|(?:ward|building|house|flat|kitchen|car|place|room|block|roof|corridor|bin) (?:is|are|'s) on fire\b|building is (?:on fire|ablaze)|(?:someone|somebody|people|kids|children|man|woman|baby)(?:'s| is| are)? (?:still |are |is )?(?:in there|trapped|drowning|stuck (?:in|under))|smoke (?:is )?(?:coming|pouring|everywhere|filling))\b|"
        rf"\b{_WHO}(?:{IS})? (?:\w+ ){{0,3}}?(?:fallen|on the floor|lying on the|fell)\b.{{0,60}}\b(?:can not (?:get|lift|move)|hours|no one|nobody|going (?:grey|blue|cold)|hit (?:his|her) head|bleeding|stuck)\b",
        why=_NOW,
        source="NHS, When to call 999; fire and falls",
        own=False,
        unless=rf"{_THEN}|\b(?:fire (?:door|drill|exit)|choir|no smoke|on fire today|kids are on fire|trapped in (?:paperwork|hospital|the system|a queue)|falls (?:team|service|pickup))\b",
    ),
    # voices
    sign(
        "voice voices god devil telly tv television radio angel angels demon demons spirits satan jesus wall head telling tell tells commands command they",
        r"\b(?:voices?|god|jesus|the devil|satan|demons?|angels?|spirits?|telly|tv|television|radio|the (?:man|woman|people|thing) in (?:the|my) (?:wall|head|walls|loft|mirror)|my head|something in my head|commands?|it|they)\b",
        rf"\b(?:voices?|god|jesus|devil|satan|demons?|angels?|spirits?|telly|tv|television|radio|my head|in (?:the|my) (?:walls?|head|mirror)|commands?)\b {few(4)}(?:keeps? )?(?:telling|tell|tells|told|say|says|saying|said|command\w*|order\w*|want|wants|shout\w*|scream\w*|talking|talks|speaks|speaking)\b|\bthey (?:are|keep) telling me to (?:jump|hurt|kill|die|do it|cut|stab|burn|end)\b|\bhears? (?:\w+ )?(?:commands?|voices?)\b|\bvoices?\b.{{0,30}}\b(?:louder|will not stop|worse|not stop|again|back)\b",
        r"\b(?:hurt|kill|stab|die|jump|burn|punish\w*|harm|do it|the one to|cut|starve|alight|on fire|taken|attack|strangle|end (?:it|my|myself)|dead|push|must|smash|choke|drown|louder|will not stop|to me\b|set fire|blood|evil|worse)\b",
        r"\b(?:me|my|i|he|she|brother|sister|son|daughter|mum|dad|him|her|friend|us|lad|mate)\b",
        why=_VOICES,
        source="NICE CG178 and NHS, Symptoms of psychosis: voices that command",
        unless=r"\b(?:hearing voices group|phone line|automated|press \d|used to|cbt|ai voice|on the phone|god forbid|thank god|god knows|news|programme|voice ?(?:mail|over|note)|on the (?:tv|telly|radio|news)|patients' voices|voices of|nurses? learn|my head (?:says|tells me) (?:yes|it is a good))\b",
    ),
    sign(
        "stopped off meds clozapine olanzapine lithium risperidone depot medication tablets chip chips poisoning poisoned poison watching following spying implant microphone cameras machete knife mi5 demons possessed",
        r"\b(?:stopped|come off|came off|not taking|off (?:my|his|her)|refus\w+) (?:taking )?(?:my |his |her |the )?(?:clozapine|olanzapine|lithium|risperidone|aripiprazole|quetiapine|depot|antipsychotics?|meds|medication|tablets)\b.{0,80}\b(?:talking to (?:me|him|her)|telly|watching|voices|following|plot|messages|not slept|poison\w*|demons?|signs|special|naked|knife)\b|"
        r"\b(?:chips?|implant\w*|microphones?|transmitters?|cameras?|bugs?|insects?|worms?) (?:\w+ )?in (?:my|his|her) (?:\w+ )?(?:teeth|tooth|head|brain|arm|skin|eyes?|body|walls?|neck)\b|\b(?:poison(?:ing|ed)|spying on|plotting against|following|watching|out to get) (?:him|her|me|us|my (?:food|tea|water))\b.{0,60}\b(?:knife|machete|bat|hammer|hurt|get them first|not eat\w*|stopped eating|protect\w*|will not (?:eat|drink)|ready for them|kill)\b|\b(?:sleep\w*|sits?|walk\w*|going) (?:\w+ )?(?:with|next to) (?:a|the|his|her) (?:machete|knife|axe|hammer|baseball bat)\b|\b(?:possessed|the devil is in)\b.{0,40}\b(?:baby|him|her|child|son|daughter|me)\b",
        why=_VOICES,
        source="NHS, Symptoms of psychosis",
        unless=r"\b(?:food poisoning|microchip\w*|dog|cat|cochlear|hearing aids?|chips in my (?:lunch|windscreen)|contraceptive|pacemaker|filling|dental)\b",
    ),
    # a threat
    sign(
        "bat knife gun hammer machete crowbar hurt stabbed battered did waiting wait car outside sorry back backs watch regret live lives school kids family park home follow following find coming",
        r"\b(?:waiting|wait) (?:for|outside for) (?:that|the|those|your|him|her|you|them|one of|whoever) ?(?:\w+ ){0,3}?(?:in the (?:car park|street|dark|alley)|outside|after (?:work|his|her|the|your) ?(?:shift)?|at (?:the gate|home time|his car|her car))\b|\b(?:will|shall|going to) (?:all |soon |really |fucking )?be (?:\w+ )?sorry\b(?! (?:to|for|if (?:you|we) (?:miss|do not book))\b)|\b(?:bring|bringing|brings) something (?:with me|back|for (?:you|them|him|her|that))\b.{0,60}\b(?:sorry|then|see|regret|learn|next time|that will)\b|"
        r"\b(?:come|coming|be|came) (?:(?:down|round|back|in|up|over|there|here) ){1,3}with (?:a|my) (?:\w+ )?(?:bat|knife|gun|hammer|machete|crowbar|mates)\b(?! and ball)|\b(?:someone|somebody)(?:'s| is) going to get (?:hurt|stabbed|battered)\b.{0,60}\b(?:me that|by me|i will|if (?:you|they))\b|\b(?:going to|will) get (?:the|that|you|him|her|them|those) .{0,30}\b(?:who did|for (?:this|it|what)|back for)\b|\bwatch (?:your|yer|ur|their|his|her) backs?\b|\b(?:you|they|he|she)(?: all| lot)? (?:will|are going to) regret (?:it|this|that)\b|\b(?:i|we) (?:\w+ )?know (?:where|which|what) (?:\w+ ){0,3}?(?:(?:he|she|they|you|the (?:\w+ ){0,2}?\w+) (?:all )?(?:lives?|parks?|drinks)|(?:school|nursery|gym|house|road|street|car) (?:\w+ ){0,2}?(?:the |your |his |her |their )?(?:\w+(?:'s)? )?(?:kids|children|daughter|son|wife|family|goes?|lives?|drives?|go))\b|\b(?:i|we) (?:will|am going to|are going to) (?:find|hunt|follow|come for|come after|sort|do) (?:\w+ )?(?:you|him|her|them|that \w+)(?: (?:down|home|out))?\s*[.!]*$",
        why=_THREAT,
        source="NHS England violence prevention and reduction standard: threats",
        own=False,
        told=False,
        unless=r"\b(?:minibus|petition|letters?|cake|tea|where the \w+ (?:office|desk|lift|clinic) is|bus|leaflets?|for (?:ages|hours|weeks|\d+)|offer|tickets?|guide dog|family liaison|volunteers?|join|help|because|so (?:we|i) can)\b",
    ),
    sign(
        "battered brick blow bomb torch burn kill shoot stab kicking breaking slap stabbed shot beaten petrol do doing done punch knock smash legs head lamp throttle swing headbutt knife hurt batter swear break deck",
        rf"\b(?:going to|gonna|will|swear|want to|i'?ll|might|about to|ready to|tempted to|feel like|like to|someone (?:should|needs to)|getting|deserves?|wants?|putting|gets?|am) {few(4)}(?:burn(?:ing)?|torch(?:ing)?|bomb(?:ing)?|blow(?:ing)?|petrol|shoot(?:ing)?|stab(?:bing)?|kill(?:ing)?|batter(?:ing)?|battered|lamp(?:ing)?|smash(?:ing)?|punch(?:ing)?|deck(?:ing)?|throttl(?:e|ing)|strangl(?:e|ing)|hurt(?:ing)?|headbutt|knock(?:ing)?|break(?:ing)?|beat(?:ing)?|knif(?:e|ing)|slap(?:ping)?|a brick) (?:(?!if|when|to|for|and|or|with|at)[\w'-]+ ){{0,3}}?(?:{_FACE_TO_FACE})(?:'s)?\b(?! (?:(?:with )?(?:a|an|the|over|some) (?:\w+ )?(?:question|idea|email|message|text|note|line|link)|a favour|good|up with|down (?:gently|easy)|feelings))",
        r"\b(?:burn|torch|bomb|blow|petrol|shoot|stab|kill|batter(?:ed)?|lamp|smash|punch|deck|throttl\w+|strangl\w+|hurt|headbutt|knock\w*|break\w*|beat\w*|knif\w+|slap\w*|brick)\b",
        why=_THREAT,
        source="NHS England violence prevention and reduction standard: threats",
        own=False,
        told=False,
        unless=r"\b(?:balloons?|poster|short film|scene|tv|lights|to a1|punch (?:above|bag)|break (?:it|the (?:news|ice|cycle|link|silence))|breaks? (?:for|between)|beat (?:the|it)|knock (?:on|it on)|not (?:going|want) to|would not|do not (?:want|shoot)|kill (?:for|time|the (?:popup|lights))|hurt (?:you|them|him|her|anyone|staff|patients) (?:to|in the long|more)|it (?:will|would|could|might)|that (?:will|would)|cuts?|waits?|they hurt|hurting|dance|cake|quiz|game|slap (?:a|the) (?:sticker|label|logo))\b",
    ),
    sign(
        "brick legs head face teeth knife machete gun bat hammer axe acid blow bomb battered burn clinic surgery explode petrol battering breaking in",
        rf"\b(?:brick|hammer|bat|bottle|fist|chair) (?:\w+ )?(?:through|in|into|round|over|across) (?:your|his|her|their|that \w+'?s?|someone's|the \w+'s) (?:\w+ )?(?:head|face|skull|teeth|windows?|windscreen)\b|\b(?:legs|arms?|jaw|nose|neck|fingers|kneecaps?) (?:breaking|broken|broke|snapped)\b(?=.{{0,200}}\b(?:wants?|needs?|deserves?|his|her|your|i know|get|have)\b)(?!.{{0,200}}\bmy\b)|"
        rf"\b(?:wants?|needs?|deserves?) (?:his|her|their|your|a) (?:\w+ )?(?:legs|arms|neck|head|face|kicking|beating|hiding|slap|punch|battering|bullet|lesson)\b(?: (?:\w+ )?(?:breaking|kicking in|smashing|wringing|slapping))?(?= *[.,!]|\s*$| (?:and|for|from|breaking|kicking|smashing|wringing))|\b(?:blow|burn|torch|bomb|smash|petrol-bomb) (?:that|the|this|your|their|it|you all|them all) (?:\w+ )?(?:place|clinic|surgery|hospital|ward|office|building|reception|practice|house|council|lot|up|down)\b(?! (?:to|for|so|by)\b)|"
        rf"\b(?:man|bloke|lad|woman|someone|somebody|patient|guy|visitor|he|she|youth|drunk)(?:'s)? {few(4)}(?:with|has|pulled|waving|got|holding|carrying) (?:got )?(?:a |an |the )?(?:\w+ )?(?:knife|machete|gun|axe|acid|hammer|weapon|bottle)\b.{{0,60}}\b(?:reception|outside|a&e|nurses?|staff|shouting|here|ward|waiting room|car park|corridor|entrance|threat\w*|now)\b|\b(?:is|are|getting|gets) (?:\w+ )?(?:battered|stabbed|done over|knifed|leathered|filled in|a beating|his head kicked in) (?:when|if|next|tomorrow|tonight|on (?:sight|monday)|as soon|the minute)\b|\b(?:will|is going to|going to|would|says) (?:\w+ )?(?:do|doing|done) (?:the |that |my |this )?(?:\w+ )?(?:doctor|nurse|manager|receptionist|consultant|him|her|them|you|gp|surgeon) in(?= *[.,!]|\s*$| (?:for|if|when|after|next)\b)",
        why=_THREAT,
        source="NHS England violence prevention and reduction standard: threats",
        own=False,
        told=False,
        unless=r"\b(?:jailed|last (?:month|week|year)|news|court|butter knife|poster|balloon|to a1|old leaflets|cake|glue|bottle of|bonfire|so people|my (?:legs|arm|jaw|nose)|face at night|a lesson in)\b",
    ),
    sign(
        "kill hurt stab swear shoot bomb blow get burn attack torch knife",
        rf"\b(?:{SOMEBODY}|neighbour|{KIN}|bloke in \w+|man)\b {few(3)}(?:told|says?|said|swears?|swore|threaten\w*|texted|wrote|posted)\b {few(5)}(?:going to|will|would|to|is) (?:\w+ )?(?:blow|bomb|shoot|stab|burn|kill|hurt|attack|torch|get|knife) (?:\w+ ){{0,2}}?(?:surgery|clinic|hospital|ward|school|place|doctor|nurse|staff|reception\w*|up|down|him|her|them|someone|everyone|neighbour|people|social worker|his \w+|her \w+|my \w+)\b",
        why=_THREAT,
        source="NHS England violence prevention and reduction standard: threats told by another",
        own=False,
        told=False,
        unless=r"\b(?:jailed|last (?:month|year)|get (?:him|her|them|up|down) (?:to|a|an|in|into|on|there|out|home|from)|get (?:\w+ )?up)\b",
    ),
)
