"""How people write and say what identifies them: the sentences, and numbers read aloud."""

from __future__ import annotations

import random

GIVEN = tuple("Sarah Priya Kwame Siobhan Tomasz Aisha Gareth Chloe Mohammed Beatrice Declan Yusuf Oluwaseun Ffion Anjali Callum".split())  # noqa: SIM905 # fmt: skip
FAMILY = tuple("Thornton Okafor Nowak Patel Mbeki Fairclough Hussain Llewellyn Ramsbottom Osei Wrzesniewska Sandhu Mulcahy Entwistle".split())  # noqa: SIM905 # fmt: skip
STREETS = ("Elm", "Victoria", "Old Mill", "St Mary's", "Station", "Hollybush", "Queen Alexandra", "Beech Tree", "Mafeking", "Upper Brook")  # fmt: skip
ROADS = ("Road", "Street", "Avenue", "Lane", "Crescent", "Close", "Drive", "Terrace", "Gardens", "Grove", "Way", "Court", "Rd", "Ave")  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIRSTS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth")  # fmt: skip
ORDINALS = (*_FIRSTS, *(f"twenty-{_FIRSTS[unit]}" for unit in range(1, 10)), "thirtieth", "thirty-first")


def ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def number_aloud(number: int, between: str = "-") -> str:
    if number < 10:
        return DIGITS[number]
    if number < 20:
        return _TEENS[number - 10]
    tens, unit = divmod(number, 10)
    return _TENS[tens] + (between + DIGITS[unit] if unit else "")


def year_aloud(year: int, chance: random.Random) -> str:
    if year >= 2000:
        rest = year - 2000
        return "two thousand" + (f"{chance.choice((' and ', ' '))}{number_aloud(rest)}" if rest else "")
    rest = year % 100
    said = f"oh {DIGITS[rest]}" if rest < 10 else number_aloud(rest, chance.choice("- "))
    return chance.choice((f"nineteen {said}", f"nineteen {said}", said if rest >= 10 else f"nineteen {said}"))


def aloud(digits: str, chance: random.Random) -> str:
    """Read out in one of the ways people do: digit by digit, doubled, in groups, hesitating, or in pairs."""
    style = chance.choice(("plain", "plain", "grouped", "doubled", "doubled", "hesitating", "paired", "mixed"))
    nought = chance.choice(("oh", "oh", "zero", "nought"))
    words = [nought if digit == "0" else DIGITS[int(digit)] for digit in digits]
    if style == "doubled":
        return _doubled(digits, nought)
    if style == "grouped":
        return ", ".join(" ".join(words[start : start + 3]) for start in range(0, len(words), 3))
    if style == "hesitating":
        place = chance.randrange(2, len(words) - 1)
        return " ".join([*words[:place], chance.choice(("um", "er,", "uh", "then", "space")), *words[place:]])
    if style == "paired":
        return _paired(digits, nought)
    if style == "mixed":
        return f"{digits[:3]} {' '.join(words[3:6])} {digits[6:]}"
    return " ".join(words)


def _doubled(digits: str, nought: str) -> str:
    said, place = [], 0
    while place < len(digits):
        same = next((times for times in (3, 2) if digits[place : place + times] == digits[place] * times), 1)
        word = nought if digits[place] == "0" else DIGITS[int(digits[place])]
        said.append({1: "", 2: "double ", 3: "triple "}[same] + word)
        place += same
    return " ".join(said)


def _paired(digits: str, nought: str) -> str:
    pairs = (digits[start : start + 2] for start in range(0, len(digits), 2))
    return " ".join(
        " ".join(nought if digit == "0" else DIGITS[int(digit)] for digit in pair)
        if len(pair) == 1 or pair[0] == "0"
        else number_aloud(int(pair), " ")
        for pair in pairs
    )


NHS_ANY = (
    "My NHS number is {} if that helps.",
    "The letter had {} printed at the top, next to someone else's name.",
    "Please look up {} as nobody has called back.",
    "NHS No: {}",
    "{} is mum's number, she has been waiting since March.",
    "I quoted {} three times and still got the wrong clinic.",
    "patient ({}) was moved to bay 4",
    "nhs num {} - can someone check the referral?",
)
NHS_CALLED = (
    "My NHS number is {} and I am still waiting.",
    "NHS no. {} was typed wrong on the form.",
    "nhs number: {}",
    "The patient's NHS number, {}, was read out in the corridor.",
    "They asked for his NHS number so I gave {} again.",
    "Patient number {} needs a call back.",
    "NHS ID {} on the wristband",
    "It was {}, that is her NHS number.",
)
PHONE = (
    "You can ring me on {} after four.",
    "My mobile is {}.",
    "Call {} and ask for the ward sister.",
    "{} is my daughter's number, she does the talking.",
    "tel: {}",
    "I left {} with reception and nobody rang.",
    "Text me: {}",
    "We gave out {} to every family and it worked.",
    "contact no {}, thanks",
    "The carer's phone number ({}) was on the whiteboard.",
)
EMAIL = (
    "Please write to {} with dates.",
    "I am happy to help, {}",
    "My address is {}.",
    "cc {} on the minutes please",
    "Anyone interested: {} or see me at lunch.",
    "Her email ({}) bounced twice.",
)
POSTCODE = (
    "We live in {} and the nearest clinic is two buses away.",
    "My postcode is {}.",
    "{} has no pharmacy any more.",
    "The ambulance went to the wrong house, it should be {}.",
    "Is there a hub near {}?",
    "Mum ({}) cannot travel that far.",
)
INSURANCE = (
    "My NI number is {}.",
    "They wanted my national insurance number, {}, just to book.",
    "NINO {} on the prescription form",
    "He wrote {} in the wrong box.",
    "It asked for {} and then crashed.",
)
BORN = (
    "My date of birth is {}.",
    "DOB {} and still put in the children's clinic.",
    "She was born on {} in this very hospital.",
    "d.o.b: {}",
    "Dad, born {}, has never had a health check.",
    "The label said date of birth {} which is wrong.",
    "His birthday is {} and they sent the bowel kit late.",
    "DoB: {}, please check the record",
    "I gave my name and date of birth, {}, four times.",
)
HOSPITAL = (
    "My hospital number is {}.",
    "MRN {} was on the wrong drug chart.",
    "hospital no: {}",
    "Her patient ID is {} and the notes are lost.",
    "The MRN was {}, I have the sticker.",
    "Case notes number {} went missing.",
    "Hospital number {} needs a bed by tonight.",
    "patient id: {}",
)
ADDRESS = (
    "I live at {} and the bus stops there.",
    "They sent the letter to {} which we left years ago.",
    "Our address is {}.",
    "Send the equipment to {}, please.",
    "Mrs Khan at {} has no carer on Sundays.",
    "The district nurse could not find {} in the dark.",
)
PLATE = (
    "My car reg is {} and I got a fine while in chemo.",
    "The blue Fiesta, {}, blocks the ambulance bay.",
    "Registration {} was clamped outside A&E.",
    "number plate {} please move",
    "They let {} park for free as I have a blue badge.",
)
NAMED = (
    "I agree with {} on the discharge lounge.",
    "{} told us about the falls clinic.",
    "As {} said, the letters come too late.",
    "We could ask {}'s team to try it first.",
    "That was my idea and {}'s, to be fair.",
    "Thanks {}, that is really helpful.",
    "so what {} was saying about the rota makes sense",
    "Could {} share the slides?",
)
NHS_ALOUD = (
    "so my NHS number is {} if you want to check",
    "it's {} that's my NHS number",
    "I read it out, {}, and she typed it wrong",
    "the number on the letter is {} and nobody could find me",
    "her NHS number was {} I think",
)
PHONE_ALOUD = (
    "you can get me on {} any time",
    "my mobile number is {}",
    "ring {} and ask for Pat",
    "it's {} and I usually pick up",
    "so the number to call is {} okay",
)
EMAIL_ALOUD = (
    "just drop me a line, it's {}",
    "my email is {} if anyone wants the slides",
    "send it to {} and I'll share it round",
    "yeah so that's {} all lower case",
    "you can reach me on {}",
)
POSTCODE_ALOUD = (
    "my postcode is {} so it's quite rural",
    "we're in {} and there's no bus",
    "the postcode is {} if you look it up",
)
INSURANCE_ALOUD = (
    "my national insurance number is {}",
    "so the NI number is {} and that's it",
    "they asked for my national insurance and I said {} twice",
)
BORN_ALOUD = (
    "my date of birth is {} so I'm not that old",
    "I was born on {} in Leeds",
    "date of birth {}",
    "she was born {} and never saw a dentist",
    "they keep asking, date of birth, and I say {} every time",
    "his birthday's {} so he just missed it",
)
HOSPITAL_ALOUD = (
    "my hospital number is {} it's on the wristband",
    "the MRN is {} I think",
    "she's got hospital number {} and they lost the notes",
    "so patient number {} was sent home",
)
ADDRESS_ALOUD = (
    "we live at {} just past the chapel",
    "she lives at {} on her own",
    "my address is {} and the letters still go next door",
    "they came to {} with the wrong bed",
)
