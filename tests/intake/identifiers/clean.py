"""Sentences of health and care talk that identify nobody, however many numbers stand in them.

Bleep numbers and bare extensions stay in: they belong to a role or a room. So do the first halves of postcodes, ages,
years of birth, streets without a number, and any date that is not a birthday.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

WARDS = ("Ward 7", "Ward B2", "the Nightingale ward", "Bay 4", "Ward 14A", "Theatre 3", "Clinic 5", "the Elm unit", "Room E14")  # fmt: skip
DRUGS = ("metformin 500 mg", "ramipril 2.5mg", "apixaban 5 mg twice a day", "insulin 12 units", "B12 1 mg", "co-codamol 30/500", "omeprazole 20mg x 28", "amoxicillin 250mg/5ml", "prednisolone 5 mg, 6 tablets")  # fmt: skip
DISTRICTS = ("LS1", "M14", "SE5", "G12", "BD7", "NE1", "B33", "CF10")
STREETS = ("Elm Road", "Station Road", "the High Street", "London Road", "Park Lane", "Queen Street")
TIMES = ("8am", "10.30", "09:15", "half past two", "17:00", "8:05 am", "6 pm", "midnight")
SPELLS = ("6 weeks", "18 weeks", "62 days", "two and a half years", "48 hours", "nine months", "104 weeks", "12-14 days", "a year and a day")  # fmt: skip
COUNTS = ("120", "1,450", "7.4 million", "23", "12 500", "forty two", "three hundred and twenty", "1 in 6", "95 %", "3,200,000", "6.5 per 1,000")  # fmt: skip
PRICES = ("£4.50", "£1,250", "£12.3 million", "£9.90 an item", "30p", "£85,000 a year", "£1 234 567")
YEARS = ("2019", "2023/24", "1948", "2026", "the 1990s", "2024-25", "nineteen ninety eight", "twenty twenty four")
DATES = ("12/03/2026", "3 March 2025", "1st of April", "14.02.26", "2026-11-03", "Monday the 4th of May 2026", "24-12-2025", "the twelfth of March")  # fmt: skip
CODES = ("A4", "Q2", "24/7", "9-5", "HbA1c 48", "T2DM", "P2", "ICD-10 code J45.9", "SNOMED 195967001", "DCB0129", "ISO 27001:2022", "NG28", "CG181", "COVID-19", "FP10", "version 3.2.1")  # fmt: skip

FRAMES = (
    "{ward} was full again by {time}.",
    "We waited {spell} for a letter and then {spell} more.",
    "In {year} we saw {count} people, in {year} only {count}.",
    "The dose went from {drug} to {drug} without a word.",
    "She takes {drug} at {time} and again at {time}.",
    "Parking costs {price} and the bus {price}.",
    "We could open from {time} to {time}, not just {time}.",
    "Nobody in {district} has a dentist, and {district} is no better.",
    "A hub in {district} would save {price}.",
    "It takes {count} clicks to order {drug}.",
    "My appointment moved from {date} to {date}.",
    "The pilot ran from {date} until {date} on {ward}.",
    "Print it on {code}, please, and put it by {ward}.",
    "{code} is not in the system, so staff type it {count} times.",
    "Only {count} of {count} nurses finished the training in {year}.",
    "The bleep is {bleep} and after {time} it is {bleep}.",
    "Reception is on ext {bleep}, pharmacy on extension {bleep}.",
    "The clinic on {street} shuts at {time}.",
    "People who live near {street} walk {count} minutes to the surgery.",
    "He is {age}, she is {age}, and both waited {spell}.",
    "I was born in {year0} and I have never been asked.",
    "The service was set up on {date} with {count} volunteers.",
    "Blood pressure {bp}, pulse {age}, temperature 37.{digit}.",
    "Sats were {age}% on {digit} litres at {time}.",
    "Could we have one number for {ward} instead of {count}?",
    "We phoned {digit} times in {spell} and got through at {time}.",
    "I rang at {time}, at {time} and at {time}.",
    "Call 111 first, and 999 if it is worse after {spell}.",
    "Text the surgery? It took {spell} to get {count} replies.",
    "The patient number went up from {count} to {count}.",
    "The number of patients on {ward} was {count} in {year}.",
    "NHS numbers are down by {count} since {year}.",
    "Our hospital is number {digit} of {count} in the table.",
    "It is page {age} of {count}, paragraph {digit}.{digit}.",
    "Slide {digit}: {count} beds, {count} staff, {price}.",
    "So {words}, that was the order we voted in.",
    "We scored it {digit} out of ten, {digit} out of ten and {digit} out of ten.",
    "Question {digit}: what would help before {date}?",
    "Room {digit}.{age} on floor {digit}, turn left at {ward}.",
    "The {digit} bus goes every {age} minutes until {time}.",
    "One in {count} misses it, which costs {price}.",
    "Look at england.nhs.uk, it says {spell}.",
    "Meet at {time} at the hub dot by dot, no rush.",
    "The policy is {code}, reviewed {date}.",
    "A {age} bed unit for {count} people is not enough.",
    "Target {count}, actual {count}, difference {digit}.",
    "It went {words} and then silence.",
    "Discharge by {time} rose from {age}% to {count} in {spell}.",
    "You need {drug}, {drug} and {drug} for {spell}.",
    "My mum is {age} and lives {digit} miles from {district}.",
    "The budget: {price} in {year}, {price} in {year}.",
    "They are on level {digit}, next to {ward}, behind {code}.",
    "There are {count} steps and {digit} lifts at the {street} site.",
    "Two of the {count} teams use {code} and {count} do not.",
    "The mobile clinic saw {count} people on {date}.",
    "Phone lines open at {time}; {count} callers by {time}.",
    "The address book has {count} entries and {count} are wrong.",
    "Birthday cards for over {age}s cost {price} on {ward}.",
    "Of {count} births in {year}, {age} were at home.",
    "The car park has {count} spaces, {digit} for blue badges, and costs {price}.",
)
HAND_WRITTEN = (
    "Three, four, five people at most in the room.",
    "It was a ten minute drive, then a five mile road and a two way street.",
    "We have 4 close friends on the ward and 20 place settings.",
    "I spent 30 years on the road, 12 of them as a paramedic.",
    "24 hour court reports are not needed, a 1 page way of working is.",
    "Start at one, then two, then three: small tests of change.",
    "Ten, twenty, thirty, forty patients a day, it just grew.",
    "Five, ten, fifteen, twenty minutes went by.",
    "In nineteen forty eight it opened, in two thousand and four it shut.",
    "We are a 7 day service, 365 days a year.",
    "The ratio went from one to four to one to eight.",
    "Meet us at the hub dot the one by the station.",
    "I looked at that, at this, at everything.",
    "They were born again as a social enterprise on 1 April 2019.",
    "The date of birth field should come first, then the postcode.",
    "Why is my NHS number not on the letter?",
    "Please ask for the hospital number only once.",
    "A MRN for each baby would stop mix ups.",
    "Use the NHS number and the date of birth, 2 things, to check.",
    "Phone, email, post: 3 ways, and none works after 5.",
    "Give people one phone number, 24/7, not 14.",
    "My birthday is in March, theirs is in May.",
    "My address changed and it took 6 letters.",
    "Ring me back means within 48 hours, surely.",
    "Oh, one more thing. Two things, three if you count parking.",
    "Oh two more minutes please.",
    "Seven or eight, maybe nine of the twelve.",
    "Version one, two and three all failed.",
    "The registration desk opens at 8.",
    "Registration of 12 births took 3 hours.",
    "National insurance rose 1.25 % in 2022.",
    "The NI number helpline shuts at 6 pm.",
    "Vote 1 2 3 4 5 6 in that order.",
    "Move 30 beds from A to B by Q4 2026.",
    "Patient 2 of 12 was seen at 10:15.",
    "Patients 45 to 60 need 2 nurses.",
    "Hospital 1 has 600 beds, hospital 2 has 450.",
    "Double the staff, triple the budget, one week.",
    "One by one, four by four, we moved the beds.",
    "We did 150,000 tests, 98,765 of them at home.",
)


def sentences(number: int = 1_200, seed: str = "clean") -> Iterator[str]:
    """`number` different sentences."""
    chance = random.Random(seed)
    seen: set[str] = set(HAND_WRITTEN)
    yield from HAND_WRITTEN
    for frame in itertools.cycle(FRAMES):
        if len(seen) >= number:
            return
        if (sentence := _filled(frame, chance)) not in seen:
            seen.add(sentence)
            yield sentence


def _filled(frame: str, chance: random.Random) -> str:
    """Each slot by itself, so that one sentence has two different times."""
    slots = {"ward": WARDS, "drug": DRUGS, "district": DISTRICTS, "street": STREETS, "time": TIMES, "spell": SPELLS}
    slots |= {"count": COUNTS, "price": PRICES, "year": YEARS, "date": DATES, "code": CODES}
    made = {
        "bleep": lambda: str(chance.randrange(1000, 9999)),
        "age": lambda: str(chance.randrange(18, 99)),
        "digit": lambda: str(chance.randrange(2, 10)),
        "year0": lambda: str(chance.randrange(1930, 2000)),
        "bp": lambda: f"{chance.randrange(100, 180)}/{chance.randrange(60, 100)}",
        "words": lambda: ", ".join(chance.sample(("one", "two", "three", "four", "five", "six"), 4)),
    }
    pieces = frame.split("{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        slot, rest = piece.split("}", 1)
        filled += [made[slot]() if slot in made else chance.choice(slots[slot]), rest]
    return "".join(filled)
