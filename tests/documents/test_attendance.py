from __future__ import annotations

import pytest

from bridge.documents.attendance import People, is_attendance
from bridge.documents.guarded import read_guarded, read_upload_guarded
from bridge.documents.read import read, read_upload
from bridge.errors import DocumentError

#: Teams 2020, and again since 2025.
ACTIONS = (
    "Full Name\tUser Action\tTimestamp\r\n"
    "Okoro, Ada (ICB)\tJoined\t11/2/2026, 7:00:04 PM\r\n"
    "Ben Hale\tJoined before\t11/2/2026, 7:01:04 PM\r\n"
    "Ben Hale\tLeft\t11/2/2026, 7:31:04 PM\r\n"
)
#: Teams 2021, in French.
SUMMARY = (
    "*Résumé de la réunion\r\n"
    "Nombre total de participants\t2\r\n"
    "Titre de la réunion\tOuvrir le dimanche\r\n"
    "Heure de début de la réunion\t14/11/22, 09:29:07\r\n\r\n"
    "Nom complet\tHeure d’arrivée\tHeure de départ\tDurée\tE-mail\tRôle\r\n"
    "Okoro, Ada\t14/11/22, 09:29:07\t14/11/22, 10:29:07\t1h\tada@example.org\tOrganisateur\r\n"
    "Ben Hale\t14/11/22, 09:30:07\t14/11/22, 10:29:07\t59 min 2 s\tben@example.org\tPrésentateur\r\n"
)
#: Teams since 2022, in sections.
SECTIONS = (
    "1. Summary\r\nMeeting title\tSunday clinics and how we could open them\r\nAttended participants\t1\r\n"
    "Start time\t2/1/25, 9:04:01 pm\r\nMeeting duration\t1h 2s\r\n\r\n"
    "2. Participants\r\n"
    "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
    "OKORO, Ada (EXAMPLE NHS FOUNDATION TRUST)\t2/1/25, 9:04:01 pm\t2/1/25, 10:04:01 pm\t1h\ta@example.org\ta@example.org\tOrganizer\r\n\r\n"
    "3. In-Meeting activities\r\n"
    "Name\tJoin time\tLeave time\tDuration\tEmail\tRole\r\n"
    "Ben (Unverified)\t2/1/25, 9:05:01 pm\t2/1/25, 9:34:01 pm\t29m\t\tAttendee\r\n"
)
#: Lists that tell who was there by addresses alone, or among words that are no sentences.
ADDRESSED = [
    "Name,Email\nAda Okoro,ada@example.org\nBen Hale,ben@example.org\n",
    "Person;Posten;Kontakt\nAda Okoro;Leitung der Station;ada@example.org\nBen Hale;Vertretung für die Leitung;ben@example.org\n",
    (
        "Nom\tRôle\tDurée\tUPN\n"
        "Ada Okoro\tOrganisateur de la réunion\t1 heure, 6 min\tada@example.org\n"
        "Ben Hale\tParticipant de la réunion\t7 min 0 s\tben_example.org#EXT#@example.onmicrosoft.com\n"
    ),
    "Ada Okoro <ada@example.org>\nBen Hale <ben@example.org>\n",
]
LISTS = [ACTIONS, SUMMARY, SECTIONS]


@pytest.mark.parametrize("text", LISTS, ids=["actions", "summary", "sections"])
@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode(),
        lambda text: text.replace("\t", ";").encode("utf-8-sig"),
        lambda text: text.replace(", ", " ").replace("\t", ",").encode(),
    ],
    ids=["utf-16-le", "utf-16-be", "no mark", "utf-8", "semicolons", "commas"],
)
@pytest.mark.parametrize("name", ["people.csv", ""])
def test_an_attendance_list_is_known_and_not_read(text: str, encoded: object, name: str) -> None:
    assert callable(encoded)
    with pytest.raises(DocumentError, match="not read and is not kept") as refused:
        read(name, encoded(text))
    assert len(people_in(name, encoded(text)).names) == 2

    assert refused.value.reason == "attendance"
    assert not any(word in str(refused.value) for word in ("Ada", "Ben", "example.org"))


@pytest.mark.parametrize("text", ADDRESSED)
@pytest.mark.parametrize("name", ["people.csv", "people.txt"])
def test_a_list_of_addresses_without_sentences_is_no_board(text: str, name: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(name, text.encode())

    assert refused.value.reason == "attendance"
    assert not any(word in str(refused.value) for word in ("Ada", "Ben", "example.org"))


def test_lengths_of_time_are_no_sentences_in_any_language() -> None:
    rows = "".join(
        f"{name}\t14/11/22, 09:29:07\t14/11/22, 09:36:07\t{lasted}\n"
        for name, lasted in (
            ("Ada Okoro", "7 min 0 s"),
            ("Ben Hale", "1 Std. 6 Min. 28 Sek."),
            ("Cai Lund", "2 h 1 m 9 s"),
        )
    )

    assert people_in("", f"Nom\tArrivée\tDépart\tDurée\n{rows}".encode()).names == ("Ada Okoro", "Ben Hale", "Cai Lund")


@pytest.mark.parametrize(
    "text",
    [
        "Sticky note,Author,Email\nBuses,Ada,ada@example.org\nChairs,Ben,ben@example.org\n",
        (
            "Start,Email,What would help?\n"
            "2026-11-02 19:04,ada@example.org,Later buses on the days of the clinic\n"
            "2026-11-02 19:05,ben@example.org,A chair at each of the lifts please\n"
        ),
        (
            "Present, among others:\nAda Okoro, ICB, ada@example.org\nBen Hale, ICB, ben@example.org\n\n"
            "Later buses\nMore chairs\nA lift\nA map of the wards\n"
        ),
    ],
    ids=["a note beside", "a form", "minutes"],
)
def test_addresses_beside_what_people_wrote_are_not_read_for_it(text: str) -> None:
    said = [turn.text for turn in read("board.csv", text.encode()).turns if "@" not in turn.text]

    assert len(said) > 1
    assert not is_attendance(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sticky note,Author,Created at\nBuses,Ada,2026-11-02 19:04\nChairs,Ben,2026-11-02 19:05\n",
        "Notiz;Autor;Erstellt am\nSpätere Busse für die Nacht;Ada;02.11.2026 19:04\nMehr Stühle im Flur;Ben;02.11.2026 19:05\n",
        "19:02:10\tAda Okoro:\tBuses\n19:02:11\tBen:\tYes\n",
        "We met on Monday, talked, and left\nWe met again, talked, and left\n",
        "Ada Okoro   0:08\nLater buses\nBen Hale   0:11\nYes\n",
    ],
)
def test_what_people_wrote_is_no_attendance_list(text: str) -> None:
    assert not is_attendance(text)


def people_in(name: str, body: bytes) -> People:
    held = read_upload(name, body)
    assert isinstance(held, People)
    return held


def people(text: str) -> People:
    return people_in("people.csv", text.encode())


def test_each_person_is_named_once_however_often_they_came() -> None:
    assert people(ACTIONS).names == ("Okoro, Ada (ICB)", "Ben Hale")
    assert people(SECTIONS).names == ("OKORO, Ada (EXAMPLE NHS FOUNDATION TRUST)", "Ben (Unverified)")


def test_who_called_the_meeting_facilitates_in_any_language() -> None:
    assert people(SUMMARY).facilitators == ("Okoro, Ada",)
    assert people(SECTIONS).facilitators == ("OKORO, Ada (EXAMPLE NHS FOUNDATION TRUST)",)
    assert people(ACTIONS).facilitators == ()


@pytest.mark.parametrize("role", ["Presenter", "Présentateur", "Referent", "Presentador", "Relatore"])
def test_who_presents_facilitates_unless_everybody_does(role: str) -> None:
    head = "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole\n"
    rows = [
        f"Person {letter}\t2/1/25, 9:04:01 pm\t2/1/25, 10:04:01 pm\t1h\t{letter}@example.org\t{letter}@example.org\t"
        for letter in "ABCD"
    ]

    few = people(head + "\n".join(row + (role if row[7] == "C" else "Attendee") for row in rows))
    all_of_them = people(head + "\n".join(row + role for row in rows))

    assert few.facilitators == ("Person C",)
    assert all_of_them.facilitators == ()


def test_no_address_or_id_is_taken_for_a_name() -> None:
    rows = "\n".join(
        f"{name}\t2/1/25, 9:04 pm\t2/1/25, 9:14 pm\tx@example.org" for name in ("a.b@example.org", "Ada", "Zoë")
    )

    assert people("Name\tJoin\tLeave\tEmail\n" + rows).names == ("Ada", "Zoë")


def test_a_list_that_a_spreadsheet_made_equally_wide_is_read_by_its_sections() -> None:
    wide = "\n".join(
        ";".join((line.split("\t") + [""] * 7)[:7]) for line in SECTIONS.replace("\r", "").strip().split("\n")
    )

    assert people(wide) == people(SECTIONS)


def test_the_report_says_how_many_people_and_that_the_list_is_not_kept() -> None:
    report = people(ACTIONS).report

    assert (report.format, report.speakers, report.found, report.read, report.turns) == ("attendance", 2, 3, 3, 0)
    assert "not kept" in report.notes[0]
    assert "masked" in report.notes[0]
    assert not any(word in str(report) for word in ("Ada", "Ben", "Okoro"))


async def test_the_child_reads_a_list_and_only_for_who_asks_for_it() -> None:
    assert await read_upload_guarded(ACTIONS.encode(), "people.csv") == people(ACTIONS)
    with pytest.raises(DocumentError, match="attendance list"):
        await read_guarded(ACTIONS.encode(), "people.csv")
