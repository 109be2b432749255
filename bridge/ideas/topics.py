"""Fields of health and care, each with words by which people speak of it: who says "taxi" thinks of travel as "bus" does.

Far wider than words that say the same. Only related ideas rest on this: nothing joins, and no join is suggested, by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bridge.ideas.lexicon import COMMON, LITTLE
from bridge.ideas.stems import senses, stem

#: A field a line, in any form of its words; the first names it. A word may be of several fields.
FIELDS = """
    travel transport bus taxi car drive driver lift train station ferry parking mileage fare journey shuttle petrol distance minibus
    parking park carpark permit space
    island ferry boat archipelago remote isles sea crossing mainland
    rural village countryside farm remote hamlet broadband
    booking appointment book slot reschedule diary calendar choose date cancel swap
    missed dna attend attendance noshow forget forgotten reminder remind cancel standby unfilled gap
    phone telephone call ring switchboard line voicemail answer callback hold
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
    theatre operating list turnover scrub kit golden morning start
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
    complaint feedback survey experience listen voice
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
    """

#: What the name of a field begins with, so that it is no word.
MARK = "~"

#: The stems of words that everybody uses, whatever they speak of: they are of no field.
EVERYDAY = frozenset(map(stem, COMMON | LITTLE))


def _fields() -> dict[str, tuple[str, ...]]:
    named: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in FIELDS.strip().splitlines():
        words = line.split()
        for word in words:
            for known in {stem(word), *senses(word)} - EVERYDAY:
                named[known][MARK + words[0]] = None
    return {word: tuple(fields) for word, fields in named.items()}


_OF = _fields()


def topics(stems: Iterable[str]) -> tuple[str, ...]:
    """The fields that stems are of, each once, in order of first appearance."""
    return tuple(dict.fromkeys(field for it in stems for field in _OF.get(it, ())))
