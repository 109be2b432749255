"""What people put around words that they pass on: retweets, quotes, labels, tags, links, greetings, and remarks of their own."""

from __future__ import annotations

import re
from random import Random

HANDLES = ("@ward_sister", "@CarersVoice", "@nhs_ideas", "@drpatel7", "@yorksOT", "@Mum_of_3", "@thephysio", "@WYcare")
TAGS = ("#NHSchat", "#ideas", "#care", "#YourVoice", "#wecare", "#nhs75", "#health", "#LetsFixIt")
LINKS = ("https://t.co/k3JxQ9wZab", "http://bit.ly/2xYz8", "https://example.org/ideas/41", "pic.twitter.com/9fGh2Jk")
EMOJI = ("👍", "🙏", "💙", "👏👏", "😊", "🏥", "💡", "🙌🏽", "❤️", "👇")
#: First words that keep their capital when something is put before them.
_KEEPS = re.compile(r"(I\b|I'|[A-Z0-9&]{2,}|Parkinson|GPs|St |Leeds|This is me)")


def lowered(text: str) -> str:
    """As it continues a sentence."""
    return text if _KEEPS.match(text) else text[:1].lower() + text[1:]


def retweeted(rng: Random, text: str) -> str:
    """Copied by hand with RT, as many clients still do."""
    who = rng.choice(HANDLES)
    return rng.choice(
        [
            f"RT {who}: {text}",
            f"RT {who} {text}",
            f'RT {who}: "{text}"',
            f"rt {who} - {text}",
            f"Retweeting {who}: {text}",
        ]
    )


def credited(rng: Random, text: str) -> str:
    """With a word on whom it is from, or for."""
    who, other = rng.sample(HANDLES, 2)
    return rng.choice(
        [
            f"{text} via {who}",
            f"{text} (via {who})",
            f"{text} h/t {who}",
            f"{text} HT {who}",
            f"{text} cc {who} {other}",
            f"MT {who}: {text}",
            f"{text} /cc {who}",
            f"{text} - {who}",
            f"From {who}: {text}",
        ]
    )


def quoted(rng: Random, text: str) -> str:
    """In quote marks of some kind."""
    before, after = rng.choice(
        [("“", "”"), ('"', '"'), ("'", "'"), ("‘", "’"), (">", ""), ("> ", ""), ("«", "»"), ("''", "''")]
    )
    return before + text + after


def numbered(rng: Random, text: str) -> str:
    """As a part of a thread."""
    return rng.choice(["1/2 {}", "{} 1/2", "{} (1/2)", "1/ {}", "{} 1/n", "{} [1/3]", "🧵 {}"]).format(text)


def answered(rng: Random, text: str) -> str:
    """With the label of the question that it answers."""
    label = rng.choice(
        ["A1: {}", "A1 {}", "Q2 {}", "A2. {}", "A.3 - {}", "Ans 3: {}", "#A1 {}", "a4) {}", "{} A2", "Q1/ {}"]
    )
    return label.format(text)


def replied(rng: Random, text: str) -> str:
    """As a reply, with the names that a client puts there."""
    who = " ".join(rng.sample(HANDLES, rng.randint(1, 4)))
    return rng.choice([f"{who} {text}", f".{who} {text}", f"{text} {who}"])


def tagged(rng: Random, text: str) -> str:
    """With tags behind, before or around."""
    tags = rng.sample(TAGS, rng.randint(1, 3))
    return rng.choice(
        [f"{text} {' '.join(tags)}", f"{' '.join(tags)} {text}", f"{tags[0]} {text} {' '.join(tags[1:])}".strip()]
    )


def tagged_within(rng: Random, text: str) -> str:
    """With words of the sentence itself made into tags."""
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for place in rng.sample(places, min(len(places), rng.randint(1, 2))):
        words[place] = "#" + words[place]
    return " ".join(words)


def linked(rng: Random, text: str) -> str:
    """With a link behind, before or in the middle."""
    link = rng.choice(LINKS)
    return rng.choice(
        [f"{text} {link}", f"{text} - {link}", f"{link} {text}", f"{text} (see {link})", f"{text} More: {link}"]
    )


def smiled(rng: Random, text: str) -> str:
    """With emoji at the ends or between."""
    first, second = rng.sample(EMOJI, 2)
    words = text.split()
    middle = rng.randrange(1, len(words)) if len(words) > 1 else 0
    return rng.choice(
        [
            f"{text} {first}",
            f"{text}{first}{second}",
            f"{first} {text} {second}",
            " ".join([*words[:middle], first, *words[middle:]]),
        ]
    )


def greeted(rng: Random, text: str) -> str:
    """With a greeting before or a sign-off behind."""
    before = rng.choice(
        ["Hi all, ", "Morning! ", "Hello everyone - ", "Good evening from Hull. ", "Dear team, ", "Hiya, ", ""]
    )
    after = rng.choice(
        [" Thanks!", " Cheers", " Kind regards, a nurse", " Hope that helps.", " x", " Ta, J", " Many thanks"]
    )
    return before + text + (after if rng.random() < 0.7 or not before else "")


def asked_nicely(rng: Random, text: str) -> str:
    """With politeness or a hedge that changes nothing."""
    before = [
        "I think: ",
        "Honestly, ",
        "imho ",
        "Just a thought: ",
        "Perhaps: ",
        "My idea: ",
        "I'd say ",
        "In my view, ",
    ]
    before += ["Surely ", "Suggestion: ", "Maybe ", "Personally I feel: ", "Idea - ", "Well, ", "Tbh "]
    after = [
        " please",
        ", please.",
        " if possible",
        " imho",
        " Just saying.",
        ", I think",
        " - just a thought",
        " tbh",
        ", thanks",
    ]
    if rng.random() < 0.6:
        return rng.choice(before) + lowered(text)
    return text.rstrip(".") + rng.choice(after)


def agreed(rng: Random, text: str) -> str:
    """With nothing but a yes."""
    who = rng.choice(HANDLES)
    return rng.choice(
        [
            f"This! {text}",
            f"+1 {text}",
            f"Agree: {text}",
            f"So true: RT {who}: {text}",
            f'Yes. "{text}"',
            f"100% this 👉 {text}",
            f"Absolutely RT {who} {text}",
            f"{text} <-- this",
            f"{text} Hear hear!",
            f"Totally agree, {lowered(text)}",
        ]
    )


def bulleted(rng: Random, text: str) -> str:
    """As a line of a list."""
    return rng.choice(["• ", "- ", "1. ", "2) ", "* ", "a) ", "– ", "[ ] ", "(iii) ", "· ", "Idea 4: "]) + text


def remarked(rng: Random, text: str) -> str:
    """With a remark that is a contribution of its own."""
    who = rng.choice(HANDLES)
    remark = rng.choice(
        [
            "Love this but who pays for it?",
            "We tried that in Leeds and it worked for a month.",
            "How would this work at night?",
            "And do the same for children.",
            "Needs a pilot in two wards before anything else.",
            "My nan would have been so happy.",
            "Also think about people without a phone!",
            "Only works if the union agrees.",
            "Same problem in our care home.",
            "Start with the night shift, they suffer most.",
            "Interesting, is there evidence from elsewhere?",
        ]
    )
    return rng.choice(
        [
            f"{remark} RT {who}: {text}",
            f"{remark} “{text}”",
            f'"{text}" {remark}',
            f"{remark} {text}",
            f"{remark} MT {who} {text}",
        ]
    )


def disagreed(rng: Random, text: str) -> str:
    """Quoted by somebody who is against it."""
    who = rng.choice(HANDLES)
    against = rng.choice(
        [
            "This is nonsense:",
            "Wrong!",
            "I disagree with this:",
            "No, no, no.",
            "Terrible idea.",
            "Please ignore this:",
            "Couldn't disagree more:",
            "Absolute rubbish.",
            "What a waste of money.",
            "Dangerous!",
            "Not on my ward.",
            "Nope.",
            "This would be a disaster:",
            "I'm against this.",
            "Can't believe someone wrote this:",
        ]
    )
    return rng.choice(
        [f"{against} RT {who}: {text}", f"{against} “{text}”", f'"{text}" {against.rstrip(":")}', f"{against} {text}"]
    )


def doubted(rng: Random, text: str) -> str:
    """Turned into a doubt or a joke."""
    bare = text.rstrip(".!?")
    return rng.choice(
        [
            f'"{bare}"? Really?',
            f"Not sure about this one: {text}",
            f"{bare}? Why?",
            f"{text} Said no nurse ever.",
            f"{text} Yeah right",
            f"Why on earth: {text}",
            f"{bare}... or maybe not.",
            f"Who came up with “{bare}”?",
            f"Imagine: {lowered(text)} 🙄 as if",
            f"I used to think: {lowered(text)} Not any more.",
            f"They told us: {text} It never happened.",
        ]
    )
