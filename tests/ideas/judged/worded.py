"""Other spellings of the same words: short and long forms, numbers in letters and figures, British and American."""

from __future__ import annotations

import re
from random import Random

_SHORT = (
    ("and", "&"), ("people", "ppl"), ("with", "w/"), ("without", "w/o"), ("because", "bc"), ("because", "cos"),
    ("appointment", "appt"), ("appointments", "appts"), ("week", "wk"), ("weeks", "wks"), ("hours", "hrs"), ("hour", "hr"),
    ("minutes", "mins"), ("minute", "min"), ("doctor", "dr"), ("doctors", "drs"), ("between", "btwn"), ("hospital", "hosp"),
    ("hospitals", "hosps"), ("before", "b4"), ("you", "u"), ("are", "r"), ("please", "pls"), ("Please", "Pls"), ("year", "yr"),
    ("years", "yrs"), ("month", "mth"), ("months", "mths"), ("should", "shd"), ("patients", "pts"), ("patient", "pt"),
    ("discharge", "d/c"), ("medicines", "meds"), ("prescriptions", "scripts"), ("pharmacist", "pharm"), ("for", "4"),
    ("to", "2"), ("volunteers", "vols"), ("about", "abt"), ("through", "thru"), ("could", "cd"), ("would", "wd"), ("your", "yr"),
    ("children", "kids"), ("Christmas", "Xmas"), ("Saturdays", "Sats"), ("Sundays", "Suns"), ("Tuesdays", "Tues"),
    ("Thursdays", "Thurs"), ("number", "no."), ("telephone", "phone"), ("information", "info"), ("tonight", "2nite"),
)  # fmt: skip
_LONG = (
    ("GPs", "general practitioners"), ("GP", "general practitioner"), ("A&E", "accident and emergency"), ("A&E", "A and E"),
    ("appt", "appointment"), ("appts", "appointments"), ("can't", "cannot"), ("Don't", "Do not"), ("don't", "do not"),
    ("I'd", "I would"), ("I'm", "I am"), ("it's", "it is"), ("they're", "they are"), ("We'd", "We would"), ("we'd", "we would"),
    ("they'll", "they will"), ("isn't", "is not"), ("won't", "will not"), ("Let's", "Let us"), ("let's", "let us"),
    ("NHS", "National Health Service"), ("COPD", "chronic obstructive pulmonary disease"), ("wifi", "wi-fi"),
    ("BSL", "British Sign Language"), ("ITU", "intensive care"), ("UTIs", "urinary tract infections"), ("b/c", "because"),
    ("OT", "occupational therapist"), ("ECG", "electrocardiogram"), ("AI", "artificial intelligence"), ("24/7", "round the clock"),
    ("IMHO", "in my humble opinion"), ("CPR", "resuscitation"), ("flu", "influenza"), ("physio", "physiotherapist"),
    ("telly", "television"), ("mum", "mother"), ("gran", "grandmother"), ("who's", "who is"), ("he's", "he is"), ("that's", "that is"),
    ("What's", "What is"), ("what's", "what is"), ("defibs", "defibrillators"), ("Defibs", "Defibrillators"), ("shouldn't", "should not"),
    ("op", "operation"), ("photos", "photographs"), ("e.g.", "for example"), ("fridge", "refrigerator"),
)  # fmt: skip
_FIGURES = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "thirteen": "13", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "sixty": "60",
}  # fmt: skip
IN_WORDS = {figure: word for word, figure in _FIGURES.items()} | {
    "45": "forty-five", "48": "forty-eight", "75": "seventy-five", "24": "twenty-four", "50": "fifty", "80": "eighty", "90": "ninety",
    "14": "fourteen", "16": "sixteen", "18": "eighteen", "65": "sixty-five", "85": "eighty-five", "91": "ninety-one", "100": "a hundred",
}  # fmt: skip
_AMERICAN = (
    ("centre", "center"), ("colour", "color"), ("programme", "program"), ("neighbour", "neighbor"), ("favour", "favor"),
    ("organis", "organiz"), ("recognis", "recogniz"), ("optimis", "optimiz"), ("anaesthe", "anesthe"), ("paediatr", "pediatr"),
    ("oestro", "estro"), ("haem", "hem"), ("metre", "meter"), ("labell", "label"), ("travell", "travel"),
    ("cancell", "cancel"), ("grey", "gray"), ("tyre", "tire"), ("practise", "practice"), ("licence", "license"), ("mum", "mom"),
    ("pyjama", "pajama"), ("cosy", "cozy"), ("jewellery", "jewelry"), ("diarrhoea", "diarrhea"), ("behaviour", "behavior"),
    ("counsell", "counsel"), ("cheque", "check"), ("specialis", "specializ"), ("litre", "liter"), ("enquir", "inquir"),
    ("catalogue", "catalog"), ("judgement", "judgment"), ("fulfil", "fulfill"), ("ageing", "aging"), ("mould", "mold"),
)  # fmt: skip
_AMERICAN_WORDS = (
    ("barbers", "barber shops"), ("car park", "parking lot"), ("lift", "elevator"), ("pavement", "sidewalk"), ("queue", "line"),
    ("physio", "physical therapist"), ("fortnight", "two weeks"), ("A&E", "the ER"), ("surgery", "doctor's office"),
)  # fmt: skip


def _known(text: str, pairs: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(old, new) for old, new in pairs if re.search(rf"(?<![\w&-]){re.escape(old)}(?![\w&-])", text)]


def _put(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![\w&-]){re.escape(old)}(?![\w&-])", new, text)


def shortened(rng: Random, text: str) -> str:
    """With one to four words in the short forms of phones and notes."""
    known = _known(text, _SHORT)
    if rng.random() < 0.6:
        known = [(old, new) for old, new in known if new not in {"2", "4", "r", "u"}]
    for old, new in rng.sample(known, min(len(known), rng.randint(1, 4))):
        text = _put(text, old, new)
    return text


def written_out(rng: Random, text: str) -> str:
    """With short forms written out."""
    known = _known(text, _LONG)
    for old, new in rng.sample(known, min(len(known), rng.randint(1, 3))):
        text = _put(text, old, new)
    return text


def counted(rng: Random, text: str) -> str:
    """With numbers and times written in another way that means the same."""
    figures = _known(text, tuple(_FIGURES.items()))
    words = [
        (old, new)
        for old, new in _known(text, tuple(IN_WORDS.items()))
        if not re.search(rf"[£.,/]{old}|{old}[.,:/]\d", text)
    ]
    ways = []
    if figures:
        ways.append(_put(text, *rng.choice(figures)))
    if words:
        ways.append(_put(text, *rng.choice(words)))
    if "%" in text:
        ways.append(re.sub(r"(\d)%", rng.choice([r"\1 per cent", r"\1 percent", r"\1 %"]), text))
    if re.search(r"\d[ap]m\b", text):
        ways.append(re.sub(r"(\d)([ap])m\b", rng.choice([r"\1 \2m", r"\1.00\2m", r"\1:00 \2m", r"\1 \2.m."]), text))
        ways.append(re.sub(r"\b([1-9])pm\b", lambda hour: f"{int(hour[1]) + 12}:00", text))
    if re.search(r"£\d+\b(?![.,]\d)", text):
        ways.append(re.sub(r"£(\d+)\b(?![.,m])", r"\1 pounds", text))
    if re.search(r"\d,\d{3}", text):
        ways.append(re.sub(r"(\d),(\d{3})", r"\1\2", text))
    ways += [text.replace(old, new) for old, new in _SAME_AMOUNT if old in text]
    return rng.choice(ways) if ways else text


_SAME_AMOUNT = (
    ("30 minutes", "half an hour"), ("48 hours", "two days"), ("within 7 days", "within a week"),
    ("twice a week", "two times a week"), ("once a year", "yearly"), ("once a week", "weekly"), ("£1.2m", "£1.2 million"),
    ("£3 million", "£3m"), ("by half", "by 50%"), ("a fortnight", "two weeks"), ("once a month", "monthly"), ("a third", "1/3"),
    ("£2 million", "£2m"), ("a million", "1,000,000"), ("a million", "1m"), ("30 miles", "30mi"), ("2 kg", "2kg"), ("10 GB", "10GB"),
    ("four hours", "4hrs"), ("six weeks", "6wks"), ("15 minutes", "a quarter of an hour"), ("every Thursday", "on Thursdays"),
)  # fmt: skip


def american(rng: Random, text: str) -> str:
    """In American spelling, and in half of the cases with American words."""
    for old, new in _AMERICAN:
        text = re.sub(rf"\b{old}", new, text)
    if rng.random() < 0.5:
        for old, new in _AMERICAN_WORDS:
            text = _put(text, old, new)
    return text
