"""What formats are made of, whole and broken, for edits to put where it does not belong."""

from __future__ import annotations

from tests.documents.shapes import CALL


def _lines(*pieces: str) -> tuple[bytes, ...]:
    return tuple(piece.encode("utf-8", "surrogatepass") for piece in pieces)


#: Letters that break programs: marks, ends of lines, half a surrogate, names with markup, long runs, huge numbers.
NASTY = _lines(
    *("", " ", "\t", "\x00", "\ufeff", "\u200b", "\u202eada", "\u2028", "\x85", "\x1f", "\x7f", "\r", "\ud800", "\ufffd"),
    *("\u0958\u0958", "ﬁ", "İ", "ß", "e\u0301", "👍🏽", "१२:३०", "²", "٣", "א: ב", "x" * 300, " " * 300, "\xa0" * 50),
    *("9" * 30, "-1", "1e999", "00", "&#xD800;", "&#0;", "&nGt;&nGt;", "&amp;lt;v&gt;", "<script>", '"', '""', "'", "[", "(", "{"),
    *(":", "-", "*", "**", "> ", "#", "=", "`", "\\", "/", "%s", "[name]", "[number]", "Ada", "Will", "and then so because "),
    "so " * 50,
    "A " * 60,
    "Dr. " * 30,
    "a.b" * 40,
    "(" * 100,
    "<" * 100,
    '"“' * 40,
    "word, " * 40,
)  # fmt: skip

MESSAGES = _lines(
    *('"value": [', '"messages": {}', '"replies": [{}]', '"replies": [[[[]]]]', "null", '"from": null', '"user": null', "{}", "[]", "[{}]", "}]"),
    *('"createdDateTime": "0001-01-01T00:00:00+23:59"', '"createdDateTime": "/Date(99999999999999)/"', '"CreatedDateTime": 7', '"id": "1"'),
    *("<p>", "</p>", "<blockquote>", "</blockquote>", "<at id=", "<!--", "<![CDATA[", "<!x", "<?", "</", "&#0;", "&nbsp", '<emoji alt=\\"👍\\">'),
    *('"reactionType": "like"', '"reactionType": "\\ud83d"', '"displayName": "\\ud800"', '"displayName": null', '"replyToId": "2"', '"content": "x"'),
    '"attachments": [{"id": "1", "contentType": "messageReference"}]',
)  # fmt: skip

CUES = _lines(
    *("WEBVTT", "NOTE Confidence: 0.8", "NOTE", "STYLE", "REGION", "1", "2", "-->", "a --> b", "00:00 -->", "--> 00:01"),
    *("00:00:01.000 --> 00:00:02.000", "0:0:6.90 --> 0:0:8.250", "00:00:01,000 --> 00:00:02,000", "100:00:01.000 --> 99:59:59.999"),
    *("-00:00:05.000 --> 00:00:01.000", "00:99:99.999 --> 00:00:00.000", "9999999:0:0 --> 9999999:9999999:9999999.999999999"),
    *("00:00:01.000 --> 00:00:02.000 align:start", "00:00:01.0000000000 --> 1", "0:00:01.000,0:00:02.000", "0:0x:01.000,0:00:02.000"),
    *("<v Ada Okoro>Yes.</v>", "<v Ada<b>c>x", "<v>", "</v>", "<v >a</v>", "<v.loud Ada>", "<v A>a</v><v B>b</v>", "<00:01.000>", "<c>", "<i"),
    *("Ada Okoro: text", "Ada: 10:30", "Ada Okoro", "Mhm.", "[br]", "&amp;", "&lt;v&gt;", "<v &#205;a>x</v>", "<v Will Young>Hi</v>"),
    *(f"{CALL}/41-0", f"{CALL}/41-1", f"{CALL}/999999999-999999999", CALL, f"{CALL}/", f"<v {CALL}@{CALL}>x</v>", f"{CALL}/41-٣"),
    '{"startDateTime":"2026-11-02T19:00:04Z","speakerName":"Ada","spokenText":"Ring Ada.","spokenLanguage":"en-gb"}',
    '{"startDateTime":"0001-01-01T00:00:00+23:59","speakerName":"Ada","spokenText":"Ring."}',
    '{"startDateTime":"2026-11-02T19:00:04Z","speakerName":"\\ud800","spokenText":"\\ud800\\udc00 \\u0000"}',
    '{"spokenText":"","speakerName":1}',
    '{"spokenText"',
    "{" * 200,
    '{"spokenText":' + "[" * 2000,
    *("STYLE\n::cue {}", "Then --> now", "It went 10:00 --> 11:00", "We said Ada Okoro should ring Will Young."),
)  # fmt: skip

CHAT = _lines(
    *("Ada Okoro", "02/11/2026 7:04 pm", "Yesterday 10:32", "[10:32] Okoro, Ada (ICB)", "[10:32] Ada Okoro: yes", "Ada Okoro  0:08"),
    *("Ada Okoro  99:99:99", "[Ada Okoro] 19:02:10", "[Ada Okoro] 99:99:99", "08:59:02 From Ada Okoro to Everyone:", "08:59:02\tAda Okoro:\thi"),
    *("08:59:02 From  Ben Hale  to  Ada(Direct Message):", "08:59:02\tBen Hale to Ada (direct message):\tsecret", "From Ada to Ben (Privately)"),
    *("Begin Reference, x by Ada", "End Reference", 'Replying to "x', 'Replying to "…"', '"', 'Reacted to "x" with 👍', "Removed a 👍 reaction"),
    *("like 1", "heart 22", "Fireflies.ai Notetaker Ada", "Unknown Speaker  0:23", "Transcribed by https://otter.ai", "    indented"),
    *("WEBVTT", "00:00:01.000 --> 00:00:02.000", "10:30 Meeting: hello", "https://example.org/a:b", "Will: no", "Thanks, Ada."),
    *("[1] Ada", "[10:32]", "[٣:٣٢] Ada", "२३:५९:५९\tAda:\tx", "A²  0:08", "²Ada  0:08", "Ada\xa0\xa00:08", "Everyone"),
)  # fmt: skip

NOTES = _lines(
    *("- one", "* two", "  • three", "1. four", "a) five", "- [ ] six", "> quoted", "# Ideas", "**Ideas**", "**Ada:** words", "---", "==="),
    *("- ", "-", "What we heard:", "Ada Okoro: ring people", "Ada: one", "Note: bring forms", "Action:", "10:30 Meeting: hello", "**", "***"),
    *("AI-generated content may be incorrect", "Notes by Copilot", "## 📖 Transcript", "### 00:06:08", "00:06:08", "### 99:99:99", "१२:३०:०८"),
    *("### Transcription ended after 00:34:14", "X - 2026/11/02 19:00 GMT - Notes by Gemini", "X - 2026/99/99 99:99 UTC - Transcript"),
    *("**Ada Okoro:** text", "Ada Okoro: text. Please.", "This editable transcript was computer generated", "(direct message)", "Invited Ada"),
    *("a line that somebody broke somewhere near its right margin so that", "it goes on", "{\\rtf1", '{"a":1}', "<html>", "a,b,c", "a\tb\tc"),
)  # fmt: skip

TABLE = _lines(
    *("Sticky note,Author,Frame", "text\tauthor\tdate", "Text;Author;Link", "sep=;", "sep=\t", '"sep=,"', ",,,", ";;", "\t\t", "|||", "a,b,c"),
    *('"open,Ada', '"a\nb",c', '"a""b",c', 'a"b,c', '"a"b,c', '"', '""', '""""', "-,-,-", "--;--", "=1+1,@a,+b,-c", "a" + "," * 250),
    *("Full Name\tUser Action\tTimestamp", "Ada Okoro\tJoined\t11/2/2026, 7:00:04 PM", "Ben,10:00,11:00", "Later buses for us,Ada Okoro,x"),
    *("What went well;What to improve;Actions", "We wait too long for scans;;Text people a week before", "1,2,3", "10:30,11:45,2026-11-02"),
    *("link", "https://x.com/ada/status/123", "https://bsky.app/profile/ada.example/post/3k", "https://mastodon.example/@ada/99", "http://[::1"),
    *("https://www.linkedin.com/feed/update/urn:li:activity:7261234567890123456", "javascript:x", "Q1", "Q٣", "Q²", "question 99"),
    *("0001-01-01 00:00", "9999-12-31T23:59:59+14:00", "9999-12-31T23:59:59-23:59", "31/02/2026 10:00", "2026-11-02T19:03:00Z", "1/1/0"),
    *("Tue, 3 Nov 2026 25:61", "1762200000", "99999999999999", "2 h", "3 Nov", "date,text", "time,text", "reply to,text,link", "a,Ada,b"),
)  # fmt: skip

SLIPS = _lines(
    '{"captured":"post"}',
    '{"captured":"table"}',
    '{"captured":"post","link":"https://x.com/ada/status/1","author":"Ada","said_at":"0001-01-01T00:00:00+23:00"}',
    '{"captured":"table","said_at":"9999-12-31T23:59:59-23:59","network":"mastodon","question":2}',
    '{"captured":"post","questions":[{"id":"q","number":2}],"question":2}',
    '{"captured":"post","author":"\\ud800"}',
    '{"captured":"other"}',
    '{"captured":' + "[" * 2000,
    *("Like", "Comment", "2h •", "…more", "See translation", "Ada Okoro", "• 2nd", "Ada Okoro reposted this", "Follow", "@ada", "3 replies"),
)  # fmt: skip

DOCX = _lines(
    *("<w:p>", "</w:p>", "<w:p/>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:br/>", "<w:tab/>", "<w:cr/>", "<w:del>", "</w:del>", "<w:b/>"),
    *("<w:p><w:r><w:t>Ada Okoro   0:08</w:t><w:br/><w:t>Yes.</w:t></w:r></w:p>", "<w:t>00:00:00</w:t>", "<w:t>Ada Okoro: Please.</w:t>"),
    *("<w:p><w:r><w:t>0:0:3.270 --&gt; 0:0:4.250</w:t><w:br/><w:t>James Bell</w:t><w:br/><w:t>Umm.</w:t></w:r></w:p>", "<w:instrText>"),
    *("<w:p><w:r><w:t>WEBVTT</w:t></w:r></w:p>", "<w:p><w:r><w:t>00:00:01,000 --&gt; 00:00:02,000</w:t></w:r></w:p>", "<w:t> </w:t>"),
    *('<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="berschrift1"/>', '<w:numPr><w:numId w:val="7"/></w:numPr>', "<w:pPr>", "</w:pPr>"),
    *('<w:numId w:val="٣"/>', '<w:outlineLvl w:val="0"/>', '<w:pStyle w:val="Strich"/>', '<w:b w:val="0"/>', "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
    *("Transcription ended after 00:09:41", "Ada Okoro started transcription", "November 2, 2026, 7:04PM", "Ada Okoro   0:08", "99:99", "&#xD800;"),
    *("<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Fallback>", "</mc:Fallback></mc:AlternateContent>"),
    *('<!DOCTYPE x [<!ENTITY a "ha">]>', "&a;", "&#0;", "&amp;", "<![CDATA[", "]]>", "<!--", "-->", "<?x?>", "<w:p><w:p><w:p>", "<x:y>", "<w:rt>"),
    *("Transcript", "Date: 2 November 2026", "- one", "# Ideas", "AI-generated content may be incorrect", "Notes by Gemini", "Ada Okoro", "\t", "\x85"),
    *("<w:ruby>", "<w:sym/>", "<w:noBreakHyphen/>", '<w:style w:styleId="x"><w:name w:val="heading 1"/></w:style>', "<w:style/>", "<w:name/>"),
)  # fmt: skip

XLSX = _lines(
    *('<row r="1">', "<row>", "</row>", "<row/>", '<row r="9999999">', '<row r="99999999">', '<row r="-1">', '<row r="²">', '<row r="٣">'),
    *('<c r="A1" t="s">', '<c r="ZZZ9" t="s">', '<c r="XFD1">', "<c>", "</c>", '<c t="inlineStr">', "<is>", "</is>", "<c/>", '<c t="s"/>'),
    *("<v>0</v>", "<v>-1</v>", "<v>99</v>", "<v>²</v>", "<v>٣</v>", "<v> 1_0 </v>", "<v>1e9</v>", f"<v>{'9' * 5000}</v>", "<v/>", "<v>", "</v>"),
    *("<si>", "</si>", "<t>", "</t>", "<t>Later buses for us</t>", "<t>Ada Okoro</t>", "<t>Idea</t>", "<t>Author</t>", "<r>", "</r>", "<rPh>", "</rPh>"),
    *('<!DOCTYPE x [<!ENTITY a "ha">]>', "&a;", "&#xD800;", "<![CDATA[", "]]>", "<!--", "-->", "<sheetData>", "</sheetData>", "<f>1+1</f>"),
    *("<mergeCells/>", '<row r="2"><c r="A2" t="str"><v>Text people a week before</v></c></row>', "10:30", "11/2/2026, 7:00:04 PM", "\t", "a\nb"),
)  # fmt: skip

PAGE = _lines(
    *('<div data-whiteboard-type="Note">', '<div data-whiteboard-type="PlainText">', '<div data-block="true">', '<span data-text="true">'),
    *("<div>", "</div>", "<span>", "</span>", '<button class="ms-Button">', "</button>", '<span class="ms-Button-label">', "<br>", "<br/>"),
    *('<button class="ms-Button ReactionPill">', '<div class="ReactionTagContainer">', "<script>", "</script>", "<style>", "<!--", "-->"),
    *("<!DOCTYPE html>", "<![CDATA[", "<!x", "<?", "</", "<a b=", "&#xD800;", "&amp;lt;", "Later buses", "Okoro, Ada", "<textarea>", "<title>"),
)  # fmt: skip

SAID = _lines(
    *("Ada Okoro", "Wilk, Tomasz (TRUST)", "Will Young", "Dr. Ada Okoro (She/Her)", "O'Brien-Jones", "Nguyễn Văn An", "Ann", "May", "Bo", "الآء"),
    *("Thanks, Ada. ", "Ada Okoro's ward ", "ADA OKORO ", "ada okoro", "Will Young said so. ", "Young, Will ", "may we? ", "May, could you … ", "Okoro,Ada"),
    *("ada.okoro@example.org ", "ada dot okoro at nhs dot net ", "NHS number 943 476 5919 ", "nine four three ", "07700 900123 ", "AB12 3CD ", "[name]"),
    *("born 1/2/1956 ", "QQ 12 34 56 A ", "1 Elm Road ", "reg AB12 CDE ", "+44 (0)20 ", "double 0 ", "flat 1 ", "https://wa.me/447700900123 ", "00:01 "),
    *("and then ", "so ", "but ", "because ", "Yes. ", "No! ", "What? ", "e.g. this ", "Dr. ", "… ", "。", "？", "!!!", "...", "Um, ", "well, ", "so that "),
)  # fmt: skip
