"""Words that walk together in everyday English: who says "late" thinks of what who says "delayed" thinks of.

Groups of any walk of life, as `topics` has fields of care. Only related ideas rest on this, and what a person who asks is
told may say the same: nothing joins by it. The table is our own, made from the top down: time, place and dealing, then one walk of life after another.
"""

from __future__ import annotations

from collections import defaultdict

from bridge.ideas.topics import form, is_everyday

#: A group a line, in any form of its words; the first names it. These tell when, where or how, whatever is spoken of.
SETTINGS = """
    early dawn sunrise ahead beforehand earlier advance prior preview
    late delay delayed overdue behind punctual punctuality belated lateness ontime
    evening dusk sunset tonight nightfall twilight
    night midnight overnight nocturnal nightly bedtime
    morning breakfast sunrise am dawn
    noon lunch lunchtime midday lunchbreak
    weekend saturday sunday bank-holiday
    weekday monday tuesday wednesday thursday friday midweek
    summer july august june sunny heat heatwave sun sunshine sunscreen sunburn shade
    winter december january february snow ice icy frost freezing snowfall gritting grit
    spring march april easter blossom
    autumn september october november harvest leaves
    holiday vacation halfterm break leave bank-holiday festive getaway
    christmas xmas festive santa tree carol december
    opening open hours closing close closed shut closes opens shuts opening-hours longer extend
    queue line wait waiting queueing queuing turn crowd crowded overcrowded busy packed crush jam
    fast quick quicker speedy speed rapid instant instantly express prompt swift hurry rush
    slow slower sluggish lag crawl slowness
    often frequent frequency regular regularly hourly more-often
    short brief shorter concise summary summarise shorten
    end finish stop cease quit halt
    start begin launch beginning kickoff onset
    wet rain rainy rainfall drizzle soaked puddle storm shower downpour umbrella dry shelter
    hot warm heating heat boiler radiator warmth thermostat insulation draught draughty cold chilly chill
    cool fan airconditioning ventilation air-con fresh stuffy window
    dark light lighting lamp lamps bright brighter lit dim streetlight torch bulb
    broken break repair fix mend fixed broke maintenance faulty fault mending defect damaged damage restore resurface patch
    old ancient vintage antique historic heritage history past tradition traditional
    new modern latest fresh upgrade update updated replace renew refurbish renovate modernise
    empty vacant unused spare unsold unoccupied available leftover surplus derelict disused
    big large larger enlarge huge giant bigger bigger-print
    small little tiny smaller compact mini
    high tall height low lower raise raised
    heavy weight light lighter carry lift
    near nearby close local neighbouring adjacent next beside
    far distant remote distance away
    inside indoor indoors outside outdoor outdoors open-air alfresco
    entrance door gate exit entry doorway lobby turnstile barrier doorstep
    upstairs stairs lift elevator escalator step steps ramp floor
    key lock locked unlock padlock keycard secure safe locker deposit
    box container crate carton tub jar pot packet package packaging wrapping plastic wrapper
    free gratis complimentary no-charge included include
    cheap cheaper discount bargain affordable concession reduced sale offer voucher deal half-price low-cost coupon
    expensive dear cost costs price pricey overpriced costly rip-off afford exorbitant pricing charge
    pay payment paid paying pays wage wages salary pay-rise bonus earn income earnings reward allowance stipend
    money cash coin coins pound pounds tenner fiver note pence contactless card wallet purse
    thank thanks thankyou gratitude appreciate appreciation praise recognise recognition award reward
    choose choice option optional pick select decide prefer preference opt
    allow let permit permission permitted licence consent
    ban forbid prohibit banned stop outlaw forbidden prohibition restrict
    rule rules regulation law policy enforce enforcement bylaw code
    fair unfair equal equality justice fairness equitable bias
    promise guarantee pledge commit commitment assure
    deadline within target due days limit timescale
    report reported reporting notify flag alert log tell
    alert notification notify notifications alarm remind reminder warn warning text emailed bell
    announce announcement announcements tannoy loudspeaker inform information update message broadcast explain reason
    explain explanation plain jargon simple understand understandable clear clearly language english wording gobbledegook confusing summary
    ask question answer query reply respond response enquiry faq
    view see look visible watch sight scenery vista
    automatic automatically automate machine robot self-service kiosk automated vending dispenser
    beginner beginners novice newcomer learner starter basic introductory
    happy joy fun enjoy pleasure enjoyable delight
    bored boring dull tedious interest interesting
    angry anger annoy annoying frustrating maddening irritating infuriating
    confused confusing muddle unclear baffling
    lost find found missing property
    waste wasteful squander throw unwanted
    more extra additional further another increase
    fewer less reduce cut decrease lower
    together joint combined shared single one combine merge
    divide split half halve separate part segregate
    temporary permanent trial pilot try experiment
    compare comparison rank league
    measure count counter monitor sensor meter statistic
    """

#: These tell what is spoken of. A narrow group says more than a wide one, for fewer ideas carry it.
WALKS = """
    wind windy gale breeze storm blowing
    flood flooding flooded drain drains drainage sewer culvert river overflow
    drought hosepipe dry reservoir shortage
    weather forecast climate sunny cloudy
    noise noisy loud quiet silence silent peace peaceful sound soundproof racket din hush decibel
    smell stink odour smelly stench perfume scent
    clean dirty dirt filthy cleaner wash washing scrub mop tidy hygiene dust dusty wipe cleaning spotless grubby mess messy
    laundry washing towel towels linen sheets bedding iron detergent tumble dryer launderette
    toilet loo lavatory loos toilets washroom restroom wc urinal
    shower bath bathroom hot-water tap sink plumbing plug
    bag bags luggage suitcase baggage rucksack backpack locker belongings cloakroom
    refund compensation compensate reimburse money-back repay returned claim
    budget spend spending finance financial fund funding funds treasurer accounts expense overspend
    grant subsidy subsidise subsidised funding award bursary scholarship sponsor sponsorship
    tax taxes council-tax rates levy vat taxpayer
    fine penalty fines punish sanction ticketed
    bank loan debt credit mortgage interest savings overdraft branch
    insurance insure premium cover policy
    buy purchase shop shopping customer sell seller sold sale retail buyer vendor retailer
    auction bid ebay listing marketplace second-hand
    secondhand used pre-loved handmedown hand-me-down outgrown reuse vintage thrift passed
    swap exchange trade barter share swapping sharing swaps pass-on
    borrow lend loan loans lending borrower lent hire rent rental return
    give donate donation donor gift giving present generous donated charity contribute
    collect collection pickup pick-up fetch gather collected doorstep van deliver delivery courier
    deliver delivery parcel post postman courier shipping dispatch doorstep postage
    volunteer volunteering volunteers unpaid helper charity goodwill voluntary rota
    join member membership subscribe subscription sign-up enrol register registration
    letter email mail post mailing newsletter leaflet flyer brochure mailshot inbox envelope spam
    phone telephone call caller ring mobile phoning hotline helpline answerphone voicemail text sms
    meeting meetings agenda minutes chair committee conference papers attend gathering assembly
    talk chat discuss discussion conversation debate dialogue speak speaker speech
    consult consultation survey views opinion opinions feedback poll petition questionnaire listen say
    complain complaint complaints grumble moan unhappy ombudsman
    vote voting ballot election elected poll referendum councillor candidate democracy
    publish published print printed publication publicise transparency transparent
    form forms paperwork fill application apply bureaucracy paper red-tape
    booking book reserve reservation bookable booked slot appointment advance
    ticket tickets admission fare pass ticketing season-ticket oyster contactless e-ticket
    timetable schedule calendar rota diary times planner timing departures
    map maps directions route signpost navigation find location gps
    sign signs signage label labels notice noticeboard poster banner board plaque
    read reading print font text type legible letters readable written words
    picture photo image photograph images camera model drawing visual pictures illustration 3d video
    screen display monitor projector television tv
    film cinema movie screening documentary popcorn
    tour guide guided audio tours trail visit leaflet spoken
    visitor visitors tourist guest guests tourism sightseeing traveller
    welcome greet greeter friendly smile hospitality
    stream streaming livestream live webcast recording record podcast recorded watch
    online internet web website digital virtual site webpage portal
    wifi broadband internet signal connection reception fibre hotspot router bandwidth offline network
    app application phone smartphone android iphone mobile tablet download install
    computer laptop pc desktop machine device keyboard mouse
    software program developer code release version patch update open-source beta
    crash bug freeze error glitch hang crashes crashed buggy broken unstable
    save saved autosave draft drafts backup restore lose lost undo unsaved recover
    sync synchronise synchronisation cloud upload offline download device
    password login log-in sign-in username authentication passkey two-factor security
    search find query results filter sort lookup searching keyword
    typo spelling misspelt spell misspelling autocorrect mistype similar
    menu button click shortcut toolbar navigation interface layout design screen theme dark-mode
    export import file spreadsheet csv pdf document documents format folder attach
    privacy data tracking cookies personal gdpr
    spam scam fraud phishing hacker
    settings option options configure preferences customise toggle
    bus buses coach driver stop minibus passenger route shelter double-decker timetable
    train trains rail railway carriage carriages platform station guard locomotive conductor passenger passengers commuter track
    tram metro underground tube subway
    taxi cab minicab uber driver
    car cars motorist driver driving vehicle vehicles automobile motor carshare
    lorry truck van hgv freight juggernaut
    traffic congestion jam junction roundabout rush-hour lights gridlock cars bottleneck
    road street lane highway avenue motorway tarmac asphalt surface kerb roadworks
    pothole potholes hole resurface tarmac crater pot-hole
    parking park carpark spaces bay permit garage meter double-yellow
    cycle bicycle bike cyclist cycling cyclists bikes helmet racks cycleway pedal
    walk pedestrian pavement footpath walking crossing zebra footway walker path ramble hike hiking trail
    speeding limit bump bumps camera 20mph 30mph calming
    plane flight airport airline flying runway pilot aircraft
    boat ferry ship harbour port sail sailing marina canal pier mooring
    travel journey trip commute commuter travelling traveller commuting transport passenger transit
    electric charger charging ev chargepoint battery plug recharge
    petrol fuel diesel gas exhaust fumes emission
    pollution emissions smog fumes air-quality contaminated sewage
    carbon climate green net-zero sustainable environment eco renewable
    energy electricity power solar turbine heat-pump panels insulation grid kilowatt
    water tap tapwater rainwater butt hosepipe barrel fountain refill bottle rain
    rubbish litter bin bins waste trash refuse dump landfill fly-tipping litter-pick dustbin collection
    recycle recycling reuse compost composting cardboard glass bottles plastic upcycle
    tree trees woodland forest wood plant planting orchard sapling oak
    garden gardening gardener allotment plot plots flowerbed lawn greenhouse shed plant seeds weeding weeds compost grow
    flower flowers blossom wildflower bulbs meadow pollinator bee bees
    hedge hedges hedgerow hedgerows fence boundary border
    seed seeds sow sowing seedling drill crop crops cover-crop
    soil ground earth plough ploughing ploughed worms compost manure dig till tilth erosion
    farm farmer farmers farming agriculture agricultural field fields crop harvest rural tractor landowner smallholding barn
    cow cows cattle dairy milk herd calf calves milking bull cheese
    sheep lamb wool shepherd flock goat
    pig pork bacon piglet
    hen hens chicken egg eggs poultry cockerel
    horse horses pony riding stable bridle bridleway
    dog dogs puppy lead fouling poo canine leash
    cat cats kitten
    animal animals pet pets vet wildlife creature
    bird birds gull gulls pigeon swift nest birdsong
    wildlife nature fox foxes badger hedgehog habitat biodiversity insects squirrel pond species
    fish fishing angler angling trout river
    pesticide spray herbicide chemical glyphosate fertiliser
    park parks lake pond bench benches picnic green bandstand fountain
    playground swing slide climbing play sandpit seesaw
    beach sea seaside coast sand shore lifeguard promenade
    countryside rural village hill field moor footpath hamlet
    camp camping campsite tent tents caravan pitch camper motorhome campfire campers glamping
    hotel room rooms reception check-in guest lobby hostel inn resort concierge lodge
    bed bedroom mattress pillow duvet sleep bedding curtains blackout bunk
    tea coffee kettle mug mugs cup cups teabag espresso latte brew teapot
    restaurant cafe menu waiter chef diner table dining bistro
    food meal meals eat snack dinner cook cooking kitchen canteen lunch recipe
    vegetarian vegan vegetables vegetable fruit plant-based salad veggie meat
    bread baker bakery cake baking flour
    pub bar beer ale pint brewery landlord wine alcohol drink drinks
    milk cream oat dairy cheese butter
    allergy allergen gluten nuts ingredients
    supermarket grocer groceries checkout till trolley aisle basket store
    market stall stalls trader traders vendor marketplace farmers-market
    shop shops highstreet high-street store window shopkeeper
    clothes clothing dress shirt jumper coat trousers shirts garment fashion wardrobe knit sewing
    uniform blazer tie jumper badge logo kit shorts skirt dress-code
    shoes boots trainers shoe boot footwear
    school schools pupil pupils headteacher classroom class term playground schoolchildren
    teacher teachers teaching lesson lessons teach tutor classroom lecturer
    homework assignment assignments study revision coursework essay desk
    exam exams test tests gcse grades marks results assessment
    university college student students campus degree lecture undergraduate
    learn learning course training skill skills workshop trainee taster class beginners apprentice
    nursery preschool toddler toddlers creche childcare
    children child kids kid youngster young pupils boys girls under-9s junior
    young youth teenager teenagers teens under-25s students juniors
    older elderly pensioner pensioners senior seniors retired
    women woman girls female ladies girl women's
    men man boys male gents
    parent parents mum dad mother father mums dads family families
    family families household relatives
    disabled disability wheelchair accessible access accessibility ramp blind deaf
    library libraries librarian books borrow lending bookshelf
    book books novel novels reader readers author fiction ebook ebooks audiobook title paperback bookshop
    museum exhibit exhibits exhibition gallery galleries artefact curator collection replica dinosaur
    art artist arts painting sculpture craft crafts mural studio gallery
    theatre stage curtain play actor drama seat seats interval performance audience pantomime box-office
    music concert band orchestra choir gig song singing musician instrument rehearsal piano guitar
    dance dancing disco ballroom dancer
    festival carnival parade fete fair fireworks celebration party jubilee
    seat seats chair chairs sit sitting bench seating stool cushion
    desk desks hot-desk workspace workstation office table
    furniture sofa table shelf chair cupboard
    tool tools drill hammer saw screwdriver toolbox equipment gear machine machines
    sport sports club clubs athletics team teams league match matches game games player players
    football goal pitch kit referee striker footballer soccer kick-off
    cricket wicket overs batting bowler nets pitch innings pavilion
    rugby scrum try
    tennis racket court badminton squash
    swim swimming pool swimmer lifeguard lane
    gym fitness exercise workout treadmill yoga weights
    run running runner marathon jog parkrun
    referee umpire coach coaching coaches captain manager trainer official
    changing-room changing locker lockers showers cubicle
    pitch field ground turf grass mowing mow lawn
    chess board-game puzzle crossword bridge scrabble
    church chapel cathedral faith vicar worship parish mosque temple
    charity charities fundraising fundraiser trustee donors donor appeal supporter supporters cause donations nonprofit
    impact achieved difference outcome outcomes results show
    work job jobs employment employee employees employer firm company workplace staff colleague worker workers
    office commute desk headquarters open-plan
    home remote remotely homeworking telework wfh hybrid house
    flexible flexitime part-time shift shifts four-day hours
    boss manager leadership management director executive supervisor
    hire recruit recruitment vacancy interview candidate applicant cv
    focus concentrate concentration distraction interruption uninterrupted
    stress workload burnout overworked pressure tired
    team colleague colleagues teamwork together collaboration cooperate
    training train course coach mentor mentoring induction
    union strike pension redundancy sick-pay
    council councillor councillors authority borough mayor town-hall municipal county parish
    government minister parliament mp policy national state
    planning developer developers development building applications application permission construction build builder
    house houses housing home flat flats tenant landlord rent homes homeowner property
    neighbour neighbours neighbourhood community residents resident local villager villagers
    street pavement residential cul-de-sac
    police officer crime burglary theft thief patrol antisocial vandalism steal stolen
    security cctv camera guard secure theft protect protected
    safe safety danger dangerous hazard risk unsafe accident protect
    fire smoke alarm extinguisher brigade evacuate
    court judge jury lawyer solicitor legal trial sentence
    prison prisoner inmate cell
    graffiti vandal mural spray paint
    paint painting painted colour decorate
    history heritage monument statue memorial castle ruin plaque archive archaeology
    science experiment laboratory telescope astronomy stars planet
    news newspaper journalist press media magazine editor headline
    radio broadcast podcast programme listener
    advert advertising marketing promotion publicity promote campaign
    social-media facebook twitter instagram post tweet tiktok
    translate translation language languages interpreter bilingual french spanish welsh
    lonely loneliness company befriend friendship friends companion
    mental wellbeing mindfulness therapy counselling
    hand hands handed
    town city towns urban suburb
    ride rides riding
    check inspect inspection checked examine
    stuck trapped strand stranded
    rest pause relax
    """

#: What the name of a group begins with, so that it is neither a word nor a field of care.
MARK = "^"


def groups(word: str) -> tuple[str, ...]:
    """The groups that a word is of, in any of its forms; none for a word that everybody uses."""
    return () if is_everyday(word) else _OF.get(form(word), ())


def is_setting(group: str) -> bool:
    """Whether a group tells when, where or how, and not what."""
    return group in _SETTINGS


def _groups() -> dict[str, tuple[str, ...]]:
    named: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in (*SETTINGS.strip().splitlines(), *WALKS.strip().splitlines()):
        words = line.split()
        for word in words:
            if not is_everyday(word):
                named[form(word)][MARK + words[0]] = None
    return {word: tuple(found) for word, found in named.items()}


_OF = _groups()
_SETTINGS = frozenset(MARK + line.split()[0] for line in SETTINGS.strip().splitlines())
