"""Judges what is said in another language than English by a handful of cues; without one, it is a comment.

The source's language is a hint only: an English post is often declared German. The words themselves decide.
"""

from __future__ import annotations

import re
from collections import Counter

from bridge.intake.cues.book import words_of
from bridge.records import Kind

_ENGLISH = words_of(
    """the a an and or of to in on at for with is are was were be been it this that these those i you we they he she
    my our your their not no do does did have has had can could should would will if when what how why who
    there here more people about from by as but so all just please agree yes love great thanks hello good hi
    me us everyone one out up get make ask need"""
)
_STOPWORDS = {
    "cy": """mae mae'r yn y yr i'r i o'r ac a'r am wrth gyda gyda'r nos pawb bob pob ond neu ddim nid oes sydd sy'n wedi
    fel hyn dylai dylem gallem beth rhaid ein eich eu fy dda iawn diolch cytuno'n llwyr noswaith bore bawb
    rydym dydy hefyd cyn ar aros rhy byddai'n""",
    "es": """el la los las un una unos de del que y en por para con no es son se lo al más muy pero como su sus una vez me
    mi hay está están ser cada qué cómo también podríamos deberían debería si esto gracias hola""",
    "pl": """i w na z do że się nie jest są to za po dla jak o co ale lub przez od tak już czy może powinniśmy powinien
    trzeba nic nikt lub warto zbyt który która bardzo też tylko mamy było dziękuję""",
    "fr": """le la les des un une et est sont dans pour avec pas que qui sur au aux ce cette nous vous ils elle plus il
    faut faudrait très mais du par on pourrait pourquoi merci bonjour""",
    "de": """der die das und ist sind nicht ein eine einen mit für auf zu im wir sie es den dem auch man sollte sollten
    könnte wie aber sehr mehr warum bitte danke wäre""",
    "pt": """os as um uma de do da dos das que e em por para com não é são mais muito mas como você nós devia deveria
    poderíamos obrigado também cada""",
    "it": """il lo gli le un una di che e è in per con non sono si più molto ma come dovrebbe dovrebbero potremmo perché
    della dei grazie ogni""",
    "ro": """și în de la cu pe pentru nu este sunt un o ar trebui să ne se mai dar că mulțumesc""",
}
_BY_WORD: dict[str, list[str]] = {}
for _language, _words in _STOPWORDS.items():
    for _word in _words.split():
        _BY_WORD.setdefault(_word, []).append(_language)

_PROPOSES = re.compile(
    r"\b(?:beth am|dylai|dylem|dylen|dylid|gallem|gallen ni|gallai|byddai'n (?:dda|wych|help)|awgrym\w*|rhaid i|"
    r"beth pe|hoffwn weld|deber[ií]a\w*|podr[ií]a(?:mos|n)|hay que|habr[ií]a que|ser[ií]a (?:bueno|[úu]til|genial|"
    r"mejor)|propongo|sugiero|recomiendo|me gustar[ií]a que|por qu[eé] no|y si|hace falta|powin(?:ni|ien|na|no|"
    r"niśmy|nyśmy|nam)\w*|mogl\w*by\w*|mogł\w*by\w*|warto|trzeba|należy|proponuję|sugeruję|byłoby|może by|"
    r"dlaczego nie|a gdyby|il faut|il faudrait|on pourrait|on devrait|devrai(?:t|ent)|pourquoi pas|je propose|"
    r"je sugg[èe]re|ce serait (?:bien|utile)|et si|sollten?|könnten? (?:wir|man)|man müsste|warum nicht|"
    r"es wäre (?:gut|schön|hilfreich)|ich schlage|wie wäre es|deveriam?|dever[ií]amos|poder[ií]amos|seria (?:bom|"
    r"[úu]til|ótimo)|por que n[ãa]o|dovrebbe\w*|dovremmo|potremmo|sarebbe (?:bello|utile|meglio)|perch[ée] non|"
    r"propongo|ar trebui|am putea|ar fi bine|de ce nu|propun)\b|چاہیے|چاہئے|کیوں نہ|تجویز|ਚਾਹੀਦਾ|চাহিত|উচিত|चाहिए|"
    r"يجب|ينبغي|لماذا لا|应该|建议|应當"
)
_AGREES = re.compile(
    r"(?:(?:cytuno'?n?|cytunaf|llwyr|yn|syniad|gwych|da|iawn|de acuerdo|totalmente|muy buena idea|buena idea|"
    r"zgadzam się|zgoda|dokładnie|świetny pomysł|d'accord|tout à fait|bonne idée|genau|gute idee|stimmt|concordo|"
    r"boa ideia|ottima idea|d'accordo|hollol)(?:[ ,.!]+|$))+"
)
_GREETS = re.compile(
    r"(?:(?:noswaith|bore|prynhawn|nos|da|dda|helo|iawn|bardzo|dobranoc|salut|shwmae|s'?mae|siwmae|pawb|bawb|croeso|"
    r"(?:i )?chi(?: i)? gyd|braf (?:bod|eich gweld|cwrdd â chi)|yma|oll|heno|hwyl fawr|hola|buenas|buenos|"
    r"noches|tardes|días|a|todos|"
    r"todas|cześć|dzień|dobry|wieczór|wszystkim|bonjour|bonsoir|à|tous|hallo|guten|abend|diolch|yn|fawr|i|gracias|"
    r"dziękuję|merci|danke|obrigad[oa]|grazie|hwyl|(?:o|z|ze|desde|de|aus) \w+)(?:[ ,.!]+|$))+"
)
_FOREIGN_GREETING = re.compile(
    r"\b(?:noswaith|bore da|prynhawn|nos|helo|shwmae|s'?mae|siwmae|croeso|hwyl|pawb|bawb|hola|buenas|buenos|cześć|dzień|dobry|dobranoc|"
    r"wszystkim|bonjour|bonsoir|"
    r"hallo|guten|diolch|gracias|dziękuję|merci|danke|obrigad[oa]|grazie|salut)\b"
)
_ASKS = re.compile(r"\?\s*$|؟|？|^¿")


def judge(text: str, words: set[str], hint: str | None) -> tuple[Kind, float, str] | None:
    """Kind, score and why of plain text (and its words) in another language; None if it is, or may be, English."""
    if _GREETS.fullmatch(text) and _FOREIGN_GREETING.search(text):
        return Kind.CHATTER, 0.7, "greets or thanks in another language"
    if not _is_foreign(text, words, hint):
        return None
    if _PROPOSES.search(text):
        return Kind.IDEA, 0.7, "proposes something in another language"
    if _AGREES.fullmatch(text):
        return Kind.SUPPORT, 0.7, "agrees in another language"
    if _ASKS.search(text):
        return Kind.QUESTION, 0.7, "asks in another language"
    return Kind.COMMENT, 0.3, "in another language, without a cue that is known"


def _is_foreign(text: str, words: set[str], hint: str | None) -> bool:
    if not text.isascii():
        letters = [character for character in text if character.isalpha()]
        if sum(character > "\u036f" for character in letters) * 2 > len(letters):
            return True
    heard = words & _BY_WORD.keys()
    english = len(words & _ENGLISH)
    if len(heard) <= english:
        return False
    most = max(Counter(language for word in heard for language in _BY_WORD[word]).values())
    hinted = bool(hint) and not str(hint).lower().startswith(("en", "un", "q", "zx", "art"))
    return most > english and (most >= 2 or hinted)
