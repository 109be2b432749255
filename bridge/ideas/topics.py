"""Fields of health and care, each with words by which people speak of it: who says "taxi" thinks of travel as "bus" does.

Far wider than words that say the same. Only related ideas rest on this, and what a person who asks is told may say the same:
nothing joins by it.
"""

from __future__ import annotations

from collections import defaultdict

from bridge.ideas.lexicon import COMMON, DUTIES, LITTLE, WEIGHTY
from bridge.ideas.stems import stem

#: A field a line, in any form of its words; the first names it, and a field may go on in another line. A word may be of
#: several fields.
FIELDS = """
    travel transport bus taxi car drive driver lift train station ferry parking mileage fare journey shuttle petrol distance minibus
    parking park carpark permit space
    island ferry boat archipelago remote isles sea crossing mainland
    rural village countryside farm remote hamlet broadband
    booking appointment book slot reschedule diary calendar choose date cancel swap
    missed dna attend attendance noshow forget forgotten reminder remind cancel standby unfilled gap
    phone telephone call ring switchboard line voicemail answer callback
    letter mail post envelope stamp paper leaflet printed
    digital online app website web internet wifi laptop tablet smartphone offline computer email broadband device
    video virtual remote screen webcam zoom teams booth telehealth teleconsultation
    older elderly pensioner frail frailty eighty geriatric ageing age retired
    child children kid paediatric infant toddler boy girl nursery daughter son pupil
    teenager adolescent youth young student college eighteenth school youngster
    school pupil teacher classroom class lesson playground nursery college student education
    family relative parent mother father husband wife sibling brother sister daughter son
    carer caring respite caregiver unpaid sitting look after
    dementia memory alzheimer confused confusion forgetful cognitive delirium
    language interpreter translate translation bilingual translator signing easyread polish urdu arabic bengali welsh
    deaf hearing sign lipread loop bsl
    sight blind eye cataract glasses vision glaucoma optician optometrist macular retina
    disability disabled wheelchair accessible ramp adjustment autism autistic learning impairment
    fairness inequality deprived poverty poor homeless refugee traveller roma minority ethnic excluded
    money pay fund cost fare charge fee price benefit wage salary income afford reimburse bursary voucher
    waiting wait queue backlog list waitlist longest delay
    surgery operation surgeon theatre procedure operating operate anaesthetic preop elective day-case
    theatre operating list turnover scrub kit golden morning
    hub centre ringfence protect elective site unit dedicated
    joint hip knee replacement orthopaedic arthritis shoulder bone fracture
    physio physiotherapist rehab rehabilitation exercise prehab mobility occupational therapist
    exercise walk walking gym swim swimming yoga run running fitness fit activity active sport dance cycling gardening pool leisure parkrun
    pain painkiller ache opioid sore
    scan scanner mri ct xray x-ray ultrasound imaging radiology radiographer diagnostic test result
    blood sample phlebotomy test pathology laboratory lab
    cancer tumour chemotherapy oncology screening biopsy lump bowel breast lung mammogram smear radiotherapy
    screening kit invitation early check uptake detection
    heart cardiac cardiology stroke blood pressure hypertension cholesterol ecg pulse
    diabetes diabetic insulin glucose sugar foot
    breathing lung asthma inhaler copd oxygen respiratory breathlessness cough pneumonia
    kidney dialysis renal transplant
    skin dermatology mole eczema rash dermatologist
    teeth dental dentist tooth toothbrushing brush oral gum
    pregnancy pregnant maternity midwife birth antenatal postnatal baby labour breastfeeding newborn
    women menopause endometriosis gynaecology period hysterectomy contraception
    sexual contraception hiv sti
    mental psychiatric psychological depression anxiety distress therapy therapist counselling counsellor suicide suicidal self-harm despair psychiatrist psychologist wellbeing mind trauma adolescent anxious harm breakdown
    crisis emergency distress suicidal police haven despair breakdown
    addiction alcohol drug drinking rehab gambling detox
    smoking smoke smoker tobacco vape cigarette quit
    weight obesity diet slim overweight
    lonely loneliness isolated isolation befriend befriending friend club choir company chatty alone companionship social
    volunteer volunteering charity neighbour voluntary befriender
    community neighbourhood village local town library church mosque temple market cafe
    prescribing link worker social prescription referral green
    pharmacy pharmacist chemist prescription medicine dispense dispensing tablet
    medicine medication tablet pill drug dose inhaler antibiotic prescription unopened
    vaccine vaccination jab immunisation flu covid booster
    infection sepsis hygiene antibiotic wash mrsa
    gp practice surgery receptionist doctor primary
    referral refer triage advice guidance self-referral
    emergency casualty ambulance paramedic a&e ae 999 111 urgent department corridor
    ward bed inpatient bedside bay
    discharge home lounge readmission admission
    home housebound domiciliary visit homecare living-room
    falls fall faller trip hip lift
    social care worker council assessment package domiciliary
    nursing-home residential resident care-home homes
    dying palliative hospice bereavement death end-of-life grief terminal funeral
    food meal eat kitchen cook chef canteen breakfast lunch dinner nutrition hungry fruit vegetable tray mealtime menu vending feed
    sleep rest tired fatigue nap pod break relief noise night
    night shift late twilight evening out-of-hours weekend saturday sunday hours midnight
    rota shift roster rostering flexible contract part-time annual hours
    staff workforce nurse colleague team employee recruit recruitment retention vacancy leave leaver quit retired starter workforce
    retention stay leave quit retire retired return starter notice turnover profession flexible
    training teach train education mentor learn course apprentice student qualified simulation skill
    bullying respect kindness civility racism racist abuse violence
    leadership manager management hierarchy board listen culture
    record notes information share data history passport system interoperable login
    data ai algorithm analytics dashboard artificial prediction machine
    consent privacy confidential trust
    safety error mistake incident harm checklist risk
    complaint feedback survey experience listen
    co-production involve panel patient-leader codesign partner
    research trial study evidence university
    green carbon climate solar energy sustainable recycle waste plastic gas electricity reuse power emission desflurane lights heating
    waste bin throw recycle return unused surplus reuse
    building estate repair leak roof room maintenance
    clean cleaner cleaning cleanliness toilet laundry
    music sing singing art choir painting creative garden
    signs signage wayfinding map colour arrow
    technology robot drone sensor monitor wearable device
    equipment crutches walker aid trolley wheelchair loan
    follow review check aftercare followup
    named contact coordinator navigator person nurse single keyworker
    night overnight sleep
    cpr resuscitation aid defibrillator first-aid
    prison prisoner offender probation
    veteran military forces army
    housing damp mould cold homeless tenant landlord
    benefits work job employment employer sick
    travel ride coach tram underground route timetable road drop-off pickup chauffeur cab motability walk cycle mobility
    money grant budget invest investment cheap expensive costly bill poverty finance saving free
    booking reserve reschedule appt schedule timeslot walk-in drop-in
    missed absent absence no-show dnas
    phone mobile helpline hotline landline call-back ring
    letter brochure flyer booklet poster handout print
    digital it software portal chatbot click scroll device gadget log-in login password kiosk
    video facetime skype telemedicine camera
    older senior seniors grandparent grandmother grandfather gran grandma octogenarian seventy ninety
    child kids preschool parenting play playground childhood health-visitor
    teenager tween apprentice sixth-form
    school headteacher curriculum university campus
    family dad mum dads mums partner spouse widow widower daughter parent relatives kin
    carer looking-after helper
    dementia dementias forgetting wander wandering sundowning
    language speak tongue foreign english-speaking migrant asylum interpreter spoken
    deaf loud hear buzzer subtitle caption audiology ear
    sight partially-sighted braille large-print visual eyesight ophthalmology optic eyes blindness
    disability carer-access accessible hoist changing-places neurodivergent adhd sensory special-needs
    fairness equity equality discrimination marginalised underserved inclusive inclusion stigma lgbt trans gypsy
    waiting waitlisted patience stuck
    surgery knife incision surgical hernia gallbladder anaesthetist anaesthesia scalpel
    joint spine ankle wrist osteoporosis
    physio mobility stretching strength balance
    exercise stretching pilates tennis football ball stairs steps jog jogging bike bicycle
    pain sciatica migraine headache chronic
    scan imaging scope endoscopy colonoscopy
    blood anaemia donor transfusion phlebotomist
    cancer leukaemia melanoma prostate cervical remission oncologist radiotherapy macmillan
    heart angina bypass pacemaker atrial fibrillation defib
    diabetes diabetics sugars hypo retinopathy pump glucometer ulcer amputation podiatry podiatrist feet toe
    breathing wheeze spirometry emphysema bronchitis tuberculosis lungs
    skin wound ulcer dressing burn sunscreen
    teeth denture cavity decay filling orthodontist
    pregnancy midwives maternal postpartum caesarean delivery newborn latch lactation breast-feeding fertility ivf miscarriage stillbirth obstetric perinatal doula
    women female gynae hrt fibroids
    mental panic bipolar schizophrenia psychosis ocd eating-disorder stress burnout grief mindfulness low-mood talking-therapy cbt
    crisis meltdown overdose suicide samaritans
    addiction addicted addict alcoholic heroin opiate cocaine cannabis methadone naloxone needle rehab sober sobriety recovery drink drinker overdose pub detoxification substance
    smoking nicotine vaping vapes
    weight fat bmi bariatric calorie slimming diets
    lonely solitude housebound widowhood neighbourly
    volunteer volunteers fundraising
    community villager residents grassroots parish faith synagogue gurdwara barber hairdresser pub shop supermarket stadium
    pharmacy dispenser pharmaceutical otc
    medicine polypharmacy deprescribing side-effect syrup injection steroid statin antidepressant
    vaccine measles mmr immunise shots hesitancy
    infection bug virus germ bacteria mask gel handwashing sanitiser hands sterile outbreak isolation
    clean hands handwashing dirty hoover mop housekeeping domestic scrub spotless
    gp gps receptionists partners primary-care
    referral triaged referrer gatekeeper
    emergency ambulances paramedics accident trauma resus
    ward nightingale sideroom bedpan call-bell
    discharge discharged discharging step-down stepdown intermediate
    home doorstep kitchen sofa bedroom housecall
    falls handrail tripping slippers
    dying die dies dead dying hospices bereaved mourn mourning mourner grieve grieving advance-care resuscitate dnacpr will undertaker cruse widows
    food feeding cooking recipe dish hunger malnutrition dietitian dietician snack vending crisps sandwich breakfast
    sleep asleep insomnia wake awake bed-time
    staff doctors nurses porters clerks cleaners
    shift shifts swapping bank agency locum
    training trainee skills workshop upskill coach coaching classroom teaching supervision
    bullying harassment rude civil dignity compassion
    leadership boss bosses executive chief ceo
    record records file files notes emr ehr system systems interoperability computer computers portal cd folder screens
    data dataset statistics
    safety safe unsafe checklists
    complaint complain compliment pals comment survey
    green planet co2 net-zero pollution emissions solar insulation heat-pump
    housing rent rented flat hostel shelter rough-sleeper street pavement sleeper sleepers roof address eviction temporary
    prison jail gate released
    named midwife continuity familiar face team
    technology sensors gadget wearables
    """

#: What the name of a field begins with, so that it is no word.
MARK = "~"

_EVERYDAY = (COMMON | {f"{it}s" for it in COMMON} | LITTLE | DUTIES | WEIGHTY) - {"news", "inside", "outside"}


def is_everyday(word: str) -> bool:
    """Whether everybody uses a word, whatever they speak of: sharing it says nothing, and it is of no field."""
    return word in _EVERYDAY


def topics(word: str) -> tuple[str, ...]:
    """The fields that a word is of, in any of its forms; none for a word that everybody uses."""
    return () if is_everyday(word) else _OF.get(form(word), ())


def form(word: str) -> str:
    """The stem of a word, unless so little is left of it that other words have the same: "notes" is not "not"."""
    cut = stem(word)
    return cut if len(cut) > 3 else word.removesuffix("s")


def _fields() -> dict[str, tuple[str, ...]]:
    named: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in FIELDS.strip().splitlines():
        first, *others = line.split()
        for word in {first, *others} - _EVERYDAY:
            named[form(word)][MARK + first] = None
    return {word: tuple(fields) for word, fields in named.items()}


_OF = _fields()
