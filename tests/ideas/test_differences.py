"""Pairs of whole sentences: those that differ in what they say stay apart, copies with their usual damage join."""

from __future__ import annotations

import pytest

from bridge.ideas.grouper import Grouper
from bridge.ideas.grouping import Decision, Outcome
from bridge.records import Kind

#: What differs stands in brackets: "Open the [old/new] ward" is two sentences.
FLIPS = """
Offer every [medication/meditation] review close to home this winter
Teach families to spot [hypoglycaemia/hyperglycaemia] early at home
Screen everyone over forty for [hypotension/hypertension] at the pharmacy
Give out free [texting/testing] at every library in town
Pay for better [heating/hearing] in all of the care homes
Warn older people about [scams/scans] before they come to us
Keep extra beds ready for [strokes/strikes] during the winter
Let pharmacists start [prescribing/proscribing] these tablets in the evening
Ask the [employers/employees] to fill in the fitness form
Give the [trainers/trainees] a room of their own on site
Set up a desk for [inpatient/impatient] visitors at the front door
[Metal/Mental] health support should be open all night in town
Make the [threat/treat] clear to people who miss their visit
Show people how to [cancel/cancer] checks on the website
Doctors should [train/be trained by] pharmacists on the ward
Patients with a long wait should [call/be called by] the GP
Send all of the feedback forms [to/by] the ward sister
Have the discharge plan written [by/for] the family at home
Get a weekly update [by/from] the booking team on waits
Run the evening clinic [with/without] a consultant on site
Everyone should have [the right to refuse/to refuse] a late booking
Hospitals here have [stopped/to stop] cancelling clinics at short notice
A shuttle bus [will/would] help people reach the hospital
The teams [do/did] ring people before their operation at home
Volunteers [can/can't] drive people home after an operation
Staff [must/may] tell people about a delay in the clinic
Call people about their wound [the next day/on the day] after the operation
Discuss the [statue/statute] with the town council before the works
Move the [marital/martial] arts classes into the new centre
Bring in a [costal/coastal] clinic for the fishing villages
Publish the waiting times for [angina/anaemia] care every week
Support for [carers/careers] should be easier to find online
Tell the press about each [fatal/fetal] heart problem we find
Let the [patient/patent] office decide on the booking tool
Use the [intranet/internet] to share the theatre plan with everyone
Start a [prenatal/postnatal] class in every children's centre
Order [intravenous/intravenously] nothing but the [drip/trip] set from the stores
Book the [interview/interviewer] rooms for families after a loss
Ask the ward to [access/assess] people at the front door
Put the [affluent/effluent] areas of the city at the top
Let the nurses [adopt/adapt] the checklist from the next ward
Check that every [prostate/prostrate] patient is seen this month
Add a [dietician/diet] plan to the letter that goes home
Nurses should [see/be seen by] the therapist each morning
Patients should be [asking/asked] about pain on every visit
We are [hiring/firing] more porters for the night shift
Explain how to [loose/lose] weight before the operation
Run [private/] eye clinics in the old library building
Ring people [living alone/] before a heat wave this summer
Offer [paid/] leave for staff who give blood at work
Publish the [draft/] rota for the theatre on the website
Bring back the day room [in the community hospital/] for visitors
Trust staff to swap shifts [themselves/by email] on the app
Send the results [to/from] the GP within a day or so
Clinics in the evening [helped/help] people who work all day
Share the beds with the [hospital/hospice] across the road
Put a therapist on the [ward/wards and board] for hip fractures
Fund lifts home for people [who/] cannot drive after the operation or test
Book the follow-up [before/after] people leave the clinic
Have [every/no] letter checked by a patient panel
Set up a [respite/respire] service for families this summer
Move the [breast/breath] clinic to the shopping centre
Fund a [vaping/gaping] service in every secondary school
Every [midwife/housewife] should get the new handbook at home
Ask patients to [rate/rant] their ward on the website
Patients should [drive/be driven] home by volunteers after surgery
The clinic [was/is] run by volunteers in our village hall
Tell people to [rest/test] before they join the clinic
Train [newly/] qualified nurses to lead the evening clinic
Let [student/] pharmacists check the repeat orders on Mondays
Give carers a badge so they can visit [freely/briefly] on the wards
Doctors [teach/are taught by] patients at our monthly meeting
Let patients [discharge/be discharged from] the ward at weekends
Keep the [hydrotherapy/physiotherapy] pool open for older people
Show the [bill/pill] to patients before they leave the hospital
Offer [hot/] meals to night staff in the hospital canteen
Make the [chief/chef] visit each ward once a week
Use a [robotic/] arm for knee operations at the new hospital
Phone [deaf/dead] patients' families with the news first
Invite the [mayor/major] to open our new scanner suite
Let people book [online/] through the national website at any hour
Send the porters [their/our] rota by text every Friday
Nurses need to [hear/be heard] when the rota is planned
Give [verbal/herbal] advice leaflets to people at the clinic
Find [lodging/logging] for the junior staff near the site
Put [ramps/lamps] at the entrance of every clinic in town
People should be [told/asked] about their options before the visit
Plan the [winter/summer] rota with the whole team in spring
Our clinic [lost/lots] of patients when the bus line closed
Ask families to [bring/being] food to the ward at Christmas
Doctors should have [listened/to listen] to families at the bedside
The surgeon should speak [to/for] the family after each operation
People in pain should [pick/be picked for] the earliest date available
Put a sink in the [staff/] room next to the theatre
Open the scanner to GPs [in the county/] without a consultant letter
Use the [chapel/chaplain] for talks with grieving families
Give [parental/parenteral] feeding advice at the home visit
Let the matrons [inspect/expect] clean wards every single week
Send [wrong/] results back to the lab the very same day
Ask GPs to [refer/defer] patients with back pain to the hub
Give the [cleaners/leaders] a say in the new ward plan
Ask the [insurers/insured] to cover lifts to the hospital
Buy [lighter/tighter] trolleys for the porters on nights
Test the [siren/serene] rooms in the new children's wing
Let people [view/review] their notes before the appointment
Store the [insulin/inulin] in the fridge of the care home
Patients should be able to [follow/be followed by] their consultant on the app
Publish [monthly/] figures for how long people wait in casualty
Teach new mothers about [latching/leeching] at the drop-in on Fridays
Put [signs/] up that show the way to the eye clinic
The trust should [listen to/be listened to by] its cleaners and porters
Offer [counselling/cancelling] by text to people who wait for months
Nurses [managing/managed] the clinic made it run on time
Bring the [ultrasound/ultraviolet] machine to the village every month
Give [posters/porters] to every school for the flu season
""".strip().splitlines()

SAID = "Ring people two days before their hospital visit so that they can ask questions about parking"
COPIES = [
    "Ring people two days before their hospital visit so that they can ask questions about parking!!! 👏",
    "ring people 2 days before their hospital visit so that they can ask questions about parking",
    "Ring peopel two days before their hospital visit so that they can ask questions about parking",
    "Ring people two days before their hosptial visit so that they can ask qustions about parking",
    "Ring people two days before thier hospital visit so that they can ask questions about parking",
    "Ring poeple two days before their hospital visti so that they can ask questions about parkng",
    "Please ring people two days before their hospital visit so that they can ask questions about parking",
    "Ring people two days before their hospital visit so they can ask questions about parking",
    "Just ring people two days before their hospital visit so that they can ask questions about parking please",
    "Definitely ring people two days before their hospital visit so that they can ask questions about parking",
    "We should ring people two days before their hospital visit so that they can ask questions about parking",
    "Ring people two days before their hospital visit so that they can ask questions abou",
    "Ring people two days before their hospital visit so that they can ask questi…",
    "Ring people two days before their hospital visit so that they can...",
    "RT @amy_b: Ring people two days before their hospital visit so that they can ask questions about parking",
    "RT @amy_b: Ring people two days before their hospital visit so that they can ask ques…",
    "“Ring people two days before their hospital visit so that they can ask questions about parking” 👏",
    "A1: Ring people two days before their hospital visit so that they can ask questions about parking #NHS",
    "Q1 A1 Ring people two days before their hospital visits so that they can ask questions about parking",
    "Ring people two days before their hospital visit so that they can ask the questions about the parking",
    "Ring people two days before their hospital visit so that they can ask question about parking",
    "Rign people two days before their hospital visit so that they can ask questions about parking",
    "RING PEOPLE TWO DAYS BEFORE THEIR HOSPITAL VISIT SO THAT THEY CAN ASK QUESTIONS ABOUT PARKING",
    "Um, ring people two days before their hospital visit so that they can, you know, ask questions about parking",
    "Ring people two days before their hospital vist so that they can also ask questions about parking https://example.org/a",
]
#: Two of one: an idea, and how it came back.
COPIED = """
Open the blood test clinic at seven so people can come before work | Open the blood test clinic at 7 so people can come before work!
Open the blood test clinic at seven so people can come before work | Open the blod test clinic at seven so poeple can come before work
Let volunteers bring tea to people who wait in the corridor | A2 let volunteers bring tea to people who wait in the coridor #tea
Let volunteers bring tea to people who wait in the corridor | RT @joe: Let volunteers bring tea to people who wait in the corr…
Give each ward a quiet room where families can talk | Really, give each ward a quiet room where families can talk
Give each ward a quiet room where families can talk | We could give each ward a quiet room where families can talk.
Share spare theatre slots with the trust next door by email | Share spare theater slots with the trust next door by e-mail
Teach receptionists to spot the signs of a stroke on the phone | Teach receptionists to spot the signs of stroke on the phone
Teach receptionists to spot the signs of a stroke on the phone | Teach receptionists to spot the signs of a stroke on the ph
Pay mileage to carers who visit three or more homes each day | Pay mileage to carers who visit 3 or more homes each day 👍
Pay mileage to carers who visit three or more homes each day | Also pay milage to carers who visit three or more homes each day
Pay mileage to carers who visit three or more homes each day | Yes! Pay mileage to carers who visit three or more homes each day https://example.org/x
Print letters in large type for anyone who asks for it | Print letters in large type for anyone who asks for it plz
Print letters in large type for anyone who asks for it | Print lettres in large type for anyone who asks for it
Print letters in large type for anyone who asks for it | Print letters in large type for anyone that asks for it
Start a buddy scheme so new nurses have someone to ask | Start a buddy scheme so that new nurses have someone to ask
Start a buddy scheme so new nurses have someone to ask | Start a buddy sceme so new nurses hav someone to ask
Start a buddy scheme so new nurses have someone to ask | "Start a buddy scheme so new nurses have someone to ask" this!
Start a buddy scheme so new nurses have someone to ask | Start buddy schemes so new nurses have someone to ask
Start a buddy scheme so new nurses have someone to ask | I think we should start a buddy scheme so new nurses have someone to ask
""".strip().splitlines()


def both(line: str) -> tuple[str, str]:
    one, other = line, line
    while "[" in one:
        here, there = one[one.index("[") + 1 : one.index("]")].split("/")
        one = one.replace(f"[{here}/{there}]", here, 1)
        other = other.replace(f"[{here}/{there}]", there, 1)
    return one, other


def placed(one: str, other: str) -> Decision:
    grouper = Grouper()
    grouper.place("a", one, Kind.IDEA)
    return grouper.place("b", other, Kind.IDEA)


@pytest.mark.parametrize("line", FLIPS)
def test_sentences_that_differ_in_what_they_say_stay_apart(line: str) -> None:
    one, other = both(line)

    there, back = placed(one, other), placed(other, one)

    assert there.idea == back.idea == "b"


@pytest.mark.parametrize("said_and_copy", [*(f"{SAID} | {copy}" for copy in COPIES), *COPIED])
def test_a_copy_with_the_usual_damage_joins(said_and_copy: str) -> None:
    said, copy = said_and_copy.split(" | ")

    decision = placed(said, copy)

    assert decision.outcome in {Outcome.JOINED, Outcome.SUPPORT}
    assert decision.idea == "a"
