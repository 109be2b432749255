"""Known English words, everyday ones and those of a health service, without their plain endings.

A slip of the pen seldom makes one of them: where two texts have two different ones, they say two different things. The
list is our own, and short; what it lacks is taken for a slip, as before.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridge.ideas.everyday import EVERYDAY
from bridge.ideas.lexicon import COMMON, DUTIES, LITTLE, STANCE, WEIGHTY, word_set

#: As written here; any two of them are different words, even where their endings look like forms of one another.
HEADWORDS = EVERYDAY | word_set("""
    abandon abduction ability able abroad absence absent abuse accept acceptance access accident account accurate ache
    achieve act action active activity actual acute adapt addict addiction address adduction admin admission admit
    adopt adult advance adverse advice advise affair affect afferent affluent afford afraid age agency agenda agent
    aggravate agree agreement ahead aid aim air alarm alcohol alert align allergy allocate allow allowance allude alone
    alter alternative ambition ambulance amiloride amiodarone amlodipine amount amoxicillin amputate anaemia
    anaesthesia anaesthetic anaesthetist analyse analysis aneurysm angel anger angina angle angry ankle announce annoy
    answer antenatal antibiotic antibody anxiety anxious aphasia apology app appeal appear appendix apple application
    apply appoint appointment approach approve april area argue arm arrange arrest arrive arson artery arthritis
    article ascent ask asleep aspect aspirin assault assent assess assessment asset assign assist assistance assistant
    assume assure asthma ate atenolol atorvastatin atrial attach attack attempt attend attendance attention attitude
    attract audience audit august aunt aural author authority autism available average averse avoid await awake award
    aware awful azathioprine baby back bacteria bad badge bag balance ball ban band bandage bank bar barber bare
    barrier base basic basis basket batch bath bathe bather battery battle beach beard beat beautiful became become bed
    bedside beg began begun behave behaviour belief believe bell belong belt bench bend benefit bereave bereavement
    better bias bid big bike bill bin bind biology biopsy bird birth bite bitten bitter black bladder blade blame
    blanket bleach bled bleed bless blew blind block blood blow blue board boarder boat body bold bomb bond bone bonus
    book boost boot border bore bored born borrow boss bottle bottom bought bowel bowl box boy brace bradycardia brain
    branch brave bread break breakfast breast breath breathe breed brick bridal bridge bridle brief bright bring broad
    broken bronchial bronchitis brother brought brown bruise brush budget bug build built bulk bullet bully bundle
    burden burn burnout bury bus business busy butter button buy buyer cabin cable cafe cake calcium calculate call
    caller callous callus calm came camera camp campaign cancel cancellation cancellous cancer candidate candour
    cannula canteen canvas canvass cap capable capacity car carbamazepine carbimazole carbon carcinoma card cardiac
    cardigan cardiologist cardiology care career careful careless carer caring carpet carriage carrier carry cart
    cascade case cash cast casual casualty catalogue cataract catch cater catering catheter caught cause caution
    cefotaxime ceftriaxone cefuroxime cell cellulitis censor central centre century cerebral ceremony certain
    certificate cervical chain chair challenge chance change channel chaos chaplain chapter charge charity chart
    charter chase chat cheap cheat check cheer cheese chef chemical chemist chemistry chemotherapy cheque chest chew
    chief child childhood children chill chip chlorpromazine chlorpropamide choice choir choke cholesterol choose chord
    chose chosen chronic church cigarette ciprofloxacin circle citalopram citizen city civil claim clarity class
    classic classroom clean cleaner clear clerk clever click client climate climb clinic clinical clinician clock
    clonazepam clonidine close closure cloth clothes cloud clozapine club clue coach coal coarse coast coastal coat
    code codeine coffee cohort coil cold collapse collar colleague collect collection college colon colour column coma
    combine come comfort command comment commerce commission commit committee common communicate communication
    community commuter company compare compassion compassionate compete competence complain complaint complement
    complete complex compliance complication compliment comply component compound compromise compulsory computer
    concept concern concert conclude condition conduct confer conference confess confide confidence confident
    confidential confirm conflict confuse connect connection conscious consent consequence conservation conserve
    consider consist constant constipation constrain construct consult consultant consultation consume contact contain
    content contest context continence continue contraception contract contrast contribute control convene convenient
    conversation convert convey cook cookery cool cope copy cord core corner corona coronary corporate correct
    correspond corridor corrupt cost costal cottage cotton cough council councillor counsel counselling counsellor
    count counter country county couple courage course court cousin cover crack craft cramp cranial crash create
    creation creative creche credit cremation crept crew crime crisis criterion critic critical criticise crop cross
    crowd crown crucial cruel crush cry culprit cultural culture cup curb cure curious current curriculum cursor
    curtain curve custody custom customer cut cutlery cycle cyst cytology dad daily dairy damage damp dance danger dark
    dash data database date daughter day dead deadline deaf deal dealt dear death debate debt decade decay decease
    december decent decide decision deck decline decrease dedicate deduct deep default defeat defect defence defend
    defer define degree delay delegate delete delirium deliver delivery demand dementia demonstrate dental dentist deny
    depart department depend deposit depress depression deprive depth deputy dermatology describe description desert
    deserve design desire desk despair desperate desperation despite dessert destroy detail detain detect detention
    deter detergent determine develop development device devote diabetes diabetic diagnose diagnosis diagnostic dial
    dialogue dialysis diarrhoea diary diazepam diet dietician dietitian differ difference different difficult dig
    digest digital dignity digoxin diligent dining dinner dip diploma direct direction director dirt dirty disability
    disable disaster disburse discharge discipline disclose discount discover discreet discrete discuss discussion
    disease dish disk dismiss disorder dispensary dispense dispersal display disrupt distance distant distinct distress
    distribute district disturb diuretic dive diverse diversion divert divide dizzy doctor document dog dollar domestic
    donate donation donor door dosage dose double doubt download doxycycline draft drag drain drama drank draw drawn
    dream dress drew drift drink drip drive driven driver drop drove drown drug drunk dry dual due duel dug duloxetine
    duration dust duty duvet dysphagia dysphasia eager ear earn earth ease east easter easy eat eaten echo economic
    economy edge edit educate education effect effective efferent efficiency efficient effluent effort elbow elder
    elderly elect elective electric elevate elicit eligible elude email embarrass embed embolism embrace emerge
    emergency emigrate eminent emotion emotional empathise empathy emphasis employ employee employer employment empower
    empty enable enalapril encounter encourage end endorse endoscopy endure enema enemy energy engage engagement engine
    engineer enhance enjoy enormous enquire enquiry enrol ensure enter entire entitle entrance entry envelop envelope
    environment epic epidemic epidural epilepsy equal equality equip equipment equity error erythromycin escalate
    escape essay essential establish estate estimate ethanol ethical ethics ethnic evaluate evening event evidence
    evolve exact exam examination examine example exceed excel excellent except exception excess exchange excite
    exclude excuse execute exercise exhaust exile exist exit expand expect expectation expel expend expense expensive
    experience experiment expert expertise expire explain explanation explode exploit explore export expose express
    extend extension extent external extra extract extreme eye fabric face facial facilitate facility fact factor
    factory factual faculty fade fail failure faint fair faith fall fallen false fame familiar family famous fan far
    fare farm farmer fascia fashion fast fasten fasting fat fatal fatality fate father fatigue fault favour fax fear
    feature february fed fee feed feedback feeding feel feeling feet fell fellow felt female fence fertile fertility
    festival fetal fetch fetus fever fibre field fight figure file filing fill film filter final finance financial find
    fine finger finish fire firm first fiscal fish fit fix flag flair flame flare flash flat flaunt flavour flesh flew
    flexible flight flood floor flour flout flow flower flown flu fluid fluoxetine fly focus foetal fog fold folder
    follow food foot football force forecast foreign forest forget form formal formally format former formerly formula
    fortunate fortune forum forward foster fought found foundation foundry fountain fraction fracture frail frailty
    frame framework frank fraud free freedom freeze frequent fresh friction friday friend friendly fright front froze
    frozen fruit frustrate fuel full fun function fund fundamental funeral fungal funny furnish furniture further fury
    future gabapentin gain gallery gallop game gangrene gap garage garden gas gastric gastritis gate gather gauge gauze
    gave gear gender gene general generate generation generous genetic genius gentle genuine geography germ gestation
    gesture ghost giant gift girl given glad gland glass glaucoma glide global glove glucose glue gluten goal gold gone
    good goods gorilla got gout govern governance government governor gown grab grade gradual graduate grain grand
    grandchild grandmother grant graph grasp grass grateful gravity great green greet grew grey grid grief grieve grip
    grocery ground group grow grown growth guarantee guard guess guest guidance guide guideline guilt guilty gum gut
    guy gym habit haematology haemophilia haemorrhage hair half hall halt halves hand handle handover handy hang hangar
    hanger happen happy harass hard harm harsh harvest hat hate hazard head headache heal health healthy hear heard
    heart heat heavy heel height held help helper helpful helpline heparin hepatic hepatitis heritage hernia hero
    hesitate hid hidden hide hierarchy high highlight hill hint hip hire historic history hit hobby hold hole holiday
    home homeless honest honour hope hormone horn horse hospice hospital host hostel hostile hot hotel hour house
    household housing hug huge human humerus humid humorous humour hung hunger hungry hunt hurry hurt husband
    hydralazine hydrate hydroxyzine hygiene hyperglycaemia hypertension hyperthermia hypnosis hypoglycaemia hypotension
    hypothermia hypoxia hysterectomy ibuprofen ice idea ideal identical identify identity idle ignore ileum ilium ill
    illegal illicit illiterate illness image imagine imaging immediate immense immigrate imminent immoral immune
    immunise impact impair impatient implant implement implication imply import important impose impress improve
    improvement incentive incident incite include income incontinence increase independent index indicate individual
    induction industry infant infect infection infer infirm inflammation inflation influence inform informal
    information infuse infusion ingest inhale inhaler inherit initial initiate initiative inject injection injure
    injury innate inner innovate innovation inpatient input inquest inquire inquiry insert inside insight insist
    inspect inspection inspire install instance instant instead institute institution instruct instruction instrument
    inulin
    insulin insurance insure intake integrate intend intense intensive intent intention interact interest interface
    interim internal internet interpret interpreter interrupt interval intervene intervention interview interviewee
    interviewer intestine intranet intravenous introduce invade invalid invent invest investigate investment invitation
    invite invoice involve iron island isolate isolation issue item january jaundice jaw jet job join joint joke
    journal journey joy judge judgement juice july jump june junior jury just justice justify keen keep kept ketamine
    key keyboard kick kid kidney kill kind kindness king kit kitchen knee knew knife knives knock know knowledge known
    label laboratory labour labourer lack lactate ladder lady laid lake lamivudine lamotrigine lamp land landlord lane
    language laptop large laser last late laugh laughter launch laundry lavatory law lawn lawyer laxative lay layer
    lazy lead leader leadership leaf leaflet leak lean leap learn learner learning lease leather leave leaves lecture
    led left leg legacy legal legend legible leisure lend length lent lesion lesson letter leukaemia level lever
    liability liable liaise liaison libel liberty library licence lid lie life lift light lightning limb limit line
    link lip lipid liquid lisinopril list listen listener literal literature lithium litre littoral live lively liver
    lives livid load loan local locate location lock locum lodge lodging log logic lone lonely long look loop loose
    lord lorry losartan lose loss lost lot lotion lots lottery loud lounge love low lower loyal luck lump lunch lung
    luxury lymph machine mad made magazine magic mail main maintain maintenance major majority make malaria male
    malignant mammogram man manage management manager mandate mandatory manicure manner manual manufacture map march
    margin marital maritime mark market marriage marry martial mask mass massage master match mate material maternal
    maternity matron matter mature maximum mayor meal mean meaning meant measles measure meat mechanic media medial
    median mediate mediator medical medication medicine meditate meditation medium meet meeting melanoma member
    membership memo memory men menace meningeal meningitis menopause mental mention mentor menu merchant mercy merge
    merit mess message met metal meter metformin methadone method methotrexate metre metronidazole middle midnight
    midwife midwives migraine mild mile military milk mill mind mindful mine mineral minimum minister ministry minor
    minority minute miracle mirror miscarriage miss mission mistake mix mixture mobile mobility mode model moderate
    modern modest modify module moist moment monday money monitor month mood moon moped moral morale morning morphine
    mortal mortality mortgage mortuary mother motion motivate motive motor mould mount mountain mouse mouth move
    movement mucous mucus multiple mum murder muscle museum music musician mutual myopia mystery nail naloxone name
    nanny naproxen narrative narrow nasal nation national native natural nature nausea navigate neat necessary neck
    needle neglect negotiate neighbour neonatal nephew nephrology nerve nervous nest network neurology neurosis neutral
    neutron new news newspaper next nice nicotine niece night nightmare nitrate nitrite noise nominal nominate norm
    normal north nose notable note notice notify notion novel november nudge numb number nurse nursery nursing nut
    nutrition obese obesity object obligate oblige observe observer obsolete obstacle obstetric obtain obvious occasion
    occupation occupy occur ocean october odd odour offence offend offer office officer official oil olanzapine old
    omeprazole omit oncologist oncology ongoing online open operate operation operator ophthalmology opinion opioid
    opponent opportunity opt optical optician option oral orange order ordinance ordinary ordnance organ organic
    organisation organise orient origin original orphan orthopaedic orthotic osteoporosis other outbreak outcome
    outdoor outer outfit outline outlook outpatient output outreach outside ovary oven overall overcome overdose
    overload overlook oversee overtime ovulation owe own owner oxygen pace pacemaker pack package packet pad paediatric
    page pager paid pain painful painkiller paint pair palace palate pale palliative palm palpate palpation palpitation
    pan pancreas pandemic panel panic paper paracetamol paragraph parallel paralysis paramedic parcel parent park
    parking parole paroxetine part partial participant participate particular partner partnership party pass passage
    passenger passion passive passport password past pastor pastoral pasture patch patent paternal paternity path
    pathology pathway patience patient patrol pattern pause pay payment payroll peace peak pedal pedestrian peer pelvis
    pen penalty pencil penicillamine penicillin pension people pepper perceive percent perfect perform performance
    perhaps perineal period peritoneal permanent permission permit peroneal persecute person personal personality
    personnel perspective persuade pet petition petrol pharmacist pharmacy pharynx phase phenomenon philosophy
    phlebotomy phone photo phrase physical physician physics physio physiotherapist physiotherapy physique piano pick
    picture piece pier pig pilates pile pill pillar pillow pilot pin pink pint pioneer pipe pipeline pitch pity place
    placebo placement plain plan plane planet planner plant plaque plaster plastic plate platform play player pleasant
    please pleasure pledge plenty plot plug plumber plus pneumonia pneumonic pocket poem poet point poison pole police
    policy polio polite political politics poll pollution pool poor pop popular population pore port porter portion
    portrait pose position positive possess possible post postal postcode poster postnatal postpone pot potato potent
    potential potter pound pour poverty powder power practical practice practitioner praise prayer precious precise
    predict prednisolone prednisone preface prefer preference pregnancy pregnant prejudice premature premise premium
    prenatal preparation prepare prescribe prescriber prescription presence present presentation preserve president
    press pressure prestige pretend pretty prevail prevent prevention preview previous price pride priest primary prime
    primer prince principal principle print printer prior priority prison prisoner privacy private privilege prize
    probable probation probe problem procedure proceed process proclaim procure procurement produce product production
    profession professional professor profile profit profound programme progress prohibit project promise promote
    promotion prompt prone proof proper property proportion proposal propose propranolol proscribe prosecute prospect
    prospective prostate prosthetic prostrate protect protection protector protein protest protocol proud prove provide
    provider province provision provoke psychiatric psychiatrist psychiatry psychologist psychology psychosis psychotic
    pub public publication publicity publish pull pulmonary pulse pump punch punish pupil purchase pure purple purpose
    purse pursue push pyjamas qualification qualify quality quantity quarrel quarter queen query quest question
    questionnaire queue quick quiet quinidine quinine quit quiz quota quotation quote race racism rack radiation radio
    radiographer radiologist radiology radiotherapy radius rail railway rain raise rally ramipril ramp ran random rang
    range rank rapid rare rash rate rather ratio ration rational raw ray reach react reaction read reader ready real
    realise reality realm rear reason reasonable reassure rebel recall receipt receive recent reception receptionist
    recipe recipient reckon recognise recommend recommendation record recorder recover recovery recruit recruitment
    rectal rectify recycle red redeploy redesign reduce reduction refer reference referral reflect reflection reform
    refrain refresh refuge refugee refund refusal refuse regard region regional register registrar regret regular
    regulate regulation regulator rehab rehabilitation rehearse reimburse reject relapse relate relation relationship
    relative relax relay release relevant reliable relief relieve religion reluctant rely remain remark remedy remember
    remind reminder remission remit remote removal remove renal render renew rent repair repeat replace replacement
    reply report reporter represent representative reprieve republic reputation request require requirement rescue
    research researcher resect resection resemble resent reserve reside residence resident resign resilience resilient
    resin resist resistance resolve resort resource respect respirator respiratory respire respite respond response
    responsible rest restaurant restore restrain restraint restrict result resume resuscitate retail retain retention
    retina retinal retire retirement retreat retrieve return reveal revenge revenue reverse review revise revive revolt
    revolution reward rewrite rhythm rice rich rid ridden ride rigid ring riot rise risen risk risperidone ritual rival
    river road rob robot robust rock rode role roll roof room root rope rose rota rotate rotation rough round route
    routine row royal rubber rubbish rubella rude ruin rule ruler rumour run rung rural rush sack sacrifice sad safe
    safeguard safety sail saint salad salary sale saline saliva salt same sample sanction sand sandwich sang sanitary
    sank sat satisfaction satisfy saturday sauce save saving scabies scald scale scam scan scandal scanner scar scare
    scarf scatter scene sceptic schedule scheme scholar school sciatica science scientist scissors sclerosis scoliosis
    scope score scrap scratch scream screen screening script scrub sea seal search season seat secondary secret
    secretary section sector secure security sedate sedation seed seek seen segment seize seizure select selection self
    sell send senile senior sense sensible sensitive sensor sensory sent sentence separate sepsis september septic
    sequence series serious sertraline serum servant serve server service session setting settle settlement several
    severe sewage sex sexual shade shadow shake shaken shame shape share sharp shave sheet shelf shell shelter shield
    shift shine shingles ship shirt shock shoe shook shoot shop short shortage shot shoulder shout show shower shrink
    shut shy sibling sick sickness side sight sign signal signature silence silent silly silver similar simple simulate
    simulation simvastatin sing single sink sinus sister sit site situation size skeleton skill skin skip skirt skull
    sky sleep slept slice slide slight slim sling slip sliver slope slot slow small smart smear smell smile smoke
    smoker smooth snack snake snipe snow soap sober social society sock soda sodium soft software soil solar sold
    soldier sole solicitor solid solidarity solution solve somebody son song sore sorrow sorry sort sought soul sound
    soup source south space spare spark spasm speak speaker special specialise specialist speciality species specific
    specimen speech speed spell spend spent sphere spill spin spinal spine spirit spiritual spite spleen splint
    splinter split spoil spoke spoken sponsor spoon sport spot sprain spray spread spring squad square squeeze squint
    stab stable staff stage stain stair stake stall stamp stand standard star stare start starve stasis state statement
    static station stationary stationery statistic statue status statute stay steady steal steam steel steep steer
    stenosis stent step stereo sterile steroid stethoscope steward stick sticker stiff stigma still stimulate stimulus
    sting stir stitch stock stocking stole stolen stomach stone stood stool stop storage store storey storm story
    straight strain strand strange stranger strap strategic strategy straw stream street strength strengthen stress
    stretch stretcher strict stricture strike string strip strive stroke strong struck structure struggle stuck student
    studio study stuff stumble stupid style subject submit substance substitute suburb succeed success sudden suffer
    sufficient sugar suggest suggestion suicide suit suite sum summary summer summit sun sunday sung super supervise
    supervision supervisor supper supplement supply support supporter suppose suppress sure surface surge surgeon
    surgery surgical surplus surprise surrender surround survey survival survive survivor suspect suspend suspicion
    sustain suture swab swallow swam swap sweat sweep sweet swell swept swift swim swing switch sword swore swung
    syllabus symbol sympathetic sympathy symptom syndrome syringe syrup system table tablet tachycardia tackle tact
    tail tailor taken talent talk tall tamoxifen tank tap tape target tariff task taste taught tax taxi tea teach
    teacher teaching team tear technical technician technique technology teenage teenager teeth telecare telehealth
    telephone tell temazepam temper temperature temple temporary tempt tenant tend tender tendon tennis tenor tension
    tent term terminal territory terror test testament tester tetanus text texture thank theatre theft theme theory
    therapeutic therapist therapy thermometer thesis thiamine thick thief thigh thin thing thirst thirsty thoracic
    thorax thorough thought thread threat threaten threw thrive throat throne throw thrown thrush thumb thursday
    thyroid thyroxine tibia ticket tidal tide tidy tie tight tile time timetable tin tinnitus tiny tip tire tissue
    title toast tobacco toddler toe toilet token told tolerate toll tomato tomorrow ton tone tongue tonic tonight tonne
    tonsil took tool tooth toothache topic topical torch tore torn tortuous torture toss total touch tough tour tourist
    towel tower town toxic toy trace track tract traction trade tradition traffic tragedy trail trailer train trainee
    trainer training trait tramadol transfer transform transfusion transit transition translate translation translator
    transmit transparent transplant transport trap trauma traumatic travel tray tread treasure treat treatment treaty
    tree tremble tremor trend triage trial tribe tribunal trick trigger trip trivial troll trolley troop tropical
    trouble trousers truck true trunk trust truth try tubal tube tuberculosis tuesday tumour tune tunnel turn tutor
    tutorial twin twist twitch type typical ugly ulcer ultimate ultrasound umbrella unable uncle understood uniform
    unify union unique unit unite unity universal university unlock unpaid untied unwell update upgrade uphold upper
    upset urban ureter urethra urge urgent urinary urine urology usage use useful user usual uterine utility utter
    vacancy vacation vaccinate vaccination vaccine vaginal vague vain valid valley valuable value valve van vanish
    vaping variable variation varicose variety various vary vascular vast vector vegetable vehicle vein vendor venous
    ventilate ventilation ventilator ventricle venture venue veracity verb verbal verdict verify verruca version
    vertebra vertigo vessel vet veteran viable vibrate victim victory video view village vine violate violence violent
    viral virginal virtual virtue virus visa viscera visible vision visit visitor visual vital vitamin vocal vocation
    voice void volume voluntary volunteer vomit vote voter voucher voyage vulnerable wage wagon waist wait waiter
    waiting waive wake walk walker wall wander want war ward warden wardrobe warfarin warm warmth warn warning warrant
    wash washing waste watch water wave way weak weaken wealth wealthy weapon wear weather web website wedding
    wednesday week weekend weekly weep weigh weight welcome welfare well wellbeing welsh went wept west wet wheel
    wheelchair wheeze whether whisper whistle white whole wide widow widower width wife wild willing willow win wind
    window wine wing winner winter wipe wire wisdom wise wish withdraw withdrawal wither withhold witness wives woman
    womb women won wonder wood word wore work worker workforce workload workplace workshop world worm worn worry
    worship worth wound wrap wrist write writer writing written wrong wrote yard yearn yellow yesterday yield yoga
    young youngster youth zinc zone
    """)

_KNOWN = HEADWORDS | LITTLE | WEIGHTY | STANCE | DUTIES | COMMON


def is_known(word: str) -> bool:
    """Whether a word, or the word that it is a regular form of, is one of the listed."""
    return not _KNOWN.isdisjoint(_origins(word))


def _origins(word: str) -> Iterator[str]:
    """The word, and what it may be a plural, a past or an -ing form of."""
    yield word
    if word.endswith(("ies", "ied")):
        yield f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        yield word[:-2]
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            yield from (stem, f"{stem}e")
            if stem[-1:] == stem[-2:-1]:
                yield stem[:-1]
