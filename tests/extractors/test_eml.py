"""E-mail: headers, body, attachments; odd and broken messages too."""

from __future__ import annotations

import binascii
import textwrap
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Hidden, Hiding, Outcome
from extractors.eml import read
from extractors.reading import read_bytes
from tests.made_files import PNG, mail

HEADERS = (
    "From: A Clerk <clerk@example.org>\nTo: b@example.org\nDate: Thu, 12 Aug 2010 09:00:00 +0100\nSubject: Referral"
)
SENTENCE = "The panel heard from all of the agencies involved and came to the view that no review of the case was due."


def message(body: str = "", html: str = "") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "A Clerk <clerk@example.org>", "Referral"
    if body:
        made.set_content(body)
    if html:
        made.add_alternative(html, subtype="html") if body else made.set_content(html, subtype="html")
    return made


def body_of(content: bytes) -> str:
    return read(content).pages[0].text.split("\n\n", 1)[1]


def test_a_message_is_its_headers_an_empty_line_and_its_body_unwrapped() -> None:
    reading = read(mail(textwrap.fill(SENTENCE, 72), headers="Received: from x by y\n"))
    assert reading.pages[0].text == f"{HEADERS}\n\n{SENTENCE}"
    assert reading.attachments == ()


def test_encoded_headers_are_decoded() -> None:
    assert "Subject: Cost £5" in read(b"From: a@b\nSubject: =?utf-8?q?Cost_=C2=A35?=\n\nx").pages[0].text


def test_of_two_forms_the_plain_one_is_read() -> None:
    assert body_of(message("plain words", "<p>marked words</p>").as_bytes()) == "plain words"


def test_the_html_form_is_read_where_the_plain_one_is_empty() -> None:
    reading = read(message(" ", "<p>marked <b>words</b></p><p style='display:none'>secret</p>").as_bytes())
    assert reading.pages[0].text.endswith("\n\nmarked words")
    assert reading.pages[0].hidden == (Hidden(Hiding.HIDDEN_STYLE, 6),)


def test_attachments_and_named_parts_are_files_inside() -> None:
    made = message("see attached")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="minutes – final.pdf")
    made.add_attachment(PNG, maintype="image", subtype="png", disposition="inline", filename="logo.png")
    made.add_attachment("notes", filename="notes.txt")
    made.add_attachment(PNG, maintype="image", subtype="png")
    files = read(made.as_bytes()).attachments
    assert [file.name for file in files] == ["minutes – final.pdf", "logo.png", "notes.txt", "attachment 4"]
    assert [file.content for file in files] == [b"%PDF-1.4", PNG, b"notes\n", PNG]


def test_an_attached_message_is_a_file_with_its_own_bytes() -> None:
    inner = mail("inner words\n", headers="X-Long: kept   as it is " + "and not folded " * 9 + "\n", ending="\n")
    outer = b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\n\nouter\n--X\n"
    reading = read(outer + b"Content-Type: message/rfc822\n\n" + inner + b"\n--X--\n")
    assert reading.pages[0].text.endswith("\n\nouter")
    assert [(file.name, file.content) for file in reading.attachments] == [("attachment 1.eml", inner)]


def test_a_message_of_attachments_alone_has_no_page() -> None:
    made = message()
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    reading = read(made.as_bytes())
    assert reading.pages == ()
    assert len(reading.attachments) == 1


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("Content-Type: text/plain; charset=no-such\n\ncost £5", "cost £5"),
        ('Content-Type: text/plain; charset="us-ascii"\nContent-Transfer-Encoding: 8bit\n\ncost £5', "cost £5"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nY29zdA==", "cost"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nY29zd", "cos"),
        (
            "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\ncost =C2=A35 =\nmore=",
            "cost £5 more",
        ),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: no-such\n\ncost", "cost"),
        ("Content-Type: multipart/mixed; boundary=lost\n\ncost", "cost"),
        ("Content-Type: ;;;=\n\ncost", "cost"),
    ],
)
def test_a_message_that_breaks_the_rules_is_read_all_the_same(part: str, expected: str) -> None:
    assert body_of(f"From: a@b\nMIME-Version: 1.0\n{part}".encode()).startswith(expected)


def test_a_message_cut_short_gives_what_is_there() -> None:
    made = message("see attached")
    made.add_attachment(b"%PDF-1.4" + bytes(3000), maintype="application", subtype="pdf", filename="a.pdf")
    reading = read(made.as_bytes()[:1500])
    assert reading.pages[0].text.endswith("see attached")
    assert reading.attachments[0].content.startswith(b"%PDF-1.4")


WRAPPED = textwrap.fill(SENTENCE + " " + SENTENCE, 66)


def test_quoted_paragraphs_stand_on_one_line_behind_their_marks() -> None:
    quoted = "\n".join(f"> {line}" for line in WRAPPED.split("\n"))
    older = "\n".join(f"> > {line}" for line in WRAPPED.split("\n"))
    body = f"I agree.\n\n{quoted}\n>\n> 1. Costs\n{older}\nBye."
    expected = f"I agree.\n\n> {SENTENCE} {SENTENCE}\n>\n> 1. Costs\n>> {SENTENCE} {SENTENCE}\nBye."
    assert body_of(mail(body, ending="\n")) == expected


def test_flowed_text_is_joined_where_a_line_ends_in_a_space() -> None:
    header = "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed\n"
    body = "The panel met and \nagreed.\n From here on.\n>> It was \n>> noted.\n> So.\n-- \nA Clerk\n"
    expected = "The panel met and agreed.\nFrom here on.\n>> It was noted.\n> So.\n--\nA Clerk"
    assert body_of(mail(body, header, "\n")) == expected


def test_a_space_that_the_program_put_there_is_dropped() -> None:
    header = "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed; delsp=yes\n"
    assert body_of(mail("The pa \nnel met.\n", header, "\n")) == "The panel met."


def test_a_file_written_into_the_text_is_a_file_inside() -> None:
    content = bytes(range(256))
    rows = [binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, 256, 45)]
    reading = read(mail(f"See below.\nbegin 644 a b.bin\n{''.join(rows)}`\nend\nBye.\n", ending="\n"))
    assert reading.pages[0].text.endswith("\n\nSee below.\nBye.")
    assert [(file.name, file.content) for file in reading.attachments] == [("a b.bin", content)]


def test_words_that_begin_like_a_file_are_words() -> None:
    body = "Let us\nbegin 644 reviews\nat once, said the chair.\nend"
    assert body_of(mail(body, ending="\n")) == body


def test_text_in_utf8_is_read_as_such_whatever_it_is_said_to_be() -> None:
    header = "MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n"
    assert body_of(mail("cost £5 – “too much”", header, "\n")) == "cost £5 – “too much”"


def test_parts_behind_an_end_that_came_too_early_are_read() -> None:
    head = b"From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n"
    part = b'--X\nContent-Type: text/plain; name="a.txt"\n\nattached\n'
    reading = read(head + b"--X\n\nwords\n--X--\n\n" + part + b"--X--\n")
    assert reading.pages[0].text.endswith("\n\nwords")
    assert [(file.name, file.content) for file in reading.attachments] == [("a.txt", b"attached")]


def test_what_an_html_form_hides_is_counted_where_the_plain_one_is_read() -> None:
    reading = read(message("plain words", "<p>marked words</p><p hidden>secret</p>").as_bytes())
    assert reading.pages[0].hidden == (Hidden(Hiding.HIDDEN_STYLE, 6),)
    assert "secret" not in reading.pages[0].text


def test_blind_copies_are_counted_and_not_read() -> None:
    (page,) = read(mail("words", headers="Bcc: canary@example.org\nX-Note: canary\n")).pages
    assert page.hidden == (Hidden(Hiding.PROPERTIES, 18),)
    assert "canary" not in page.text


def test_forms_in_an_odd_order_still_give_the_plain_one() -> None:
    body = "--X\nContent-Type: text/html\n\n<p>marked\n--X\nContent-Type: text/plain\n\nplain\n--X--\n"
    header = "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=X\n"
    assert body_of(mail(body, header, "\n")) == "plain"


def test_a_piece_of_a_message_says_that_it_is_one() -> None:
    header = "MIME-Version: 1.0\nContent-Type: message/partial; id=a; number=2; total=3\n"
    assert "piece of a message" in read(mail("the second piece", header, "\n")).note


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n", Outcome.SYSTEM_FILE),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n", Outcome.ENCRYPTED),
        (bytes.fromhex("3080 06092a864886f70d010702 a080") + bytes(60), Outcome.SYSTEM_FILE),
        (bytes.fromhex("3080 06092a864886f70d010702 a080 06092a864886f70d010701 a080") + b"words", Outcome.UNSUPPORTED),
        (bytes.fromhex("30820100 06092a864886f70d010703 a082") + bytes(60), Outcome.ENCRYPTED),
    ],
    ids=["PGP signature", "PGP message", "S/MIME signature", "S/MIME signed", "S/MIME encrypted"],
)
def test_signatures_are_no_documents_and_sealed_messages_say_so(content: bytes, outcome: Outcome) -> None:
    made = message("words")
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename="smime.p7s")
    assert [line.outcome for line in read_bytes(made.as_bytes(), "m")] == [Outcome.READ, outcome]


def test_the_parts_of_a_signed_message_alone_are_a_message() -> None:
    content = b"Content-Type: multipart/signed; boundary=X\n\n--X\nContent-Type: text/plain\n\nwords\n--X--\n"
    (line,) = read_bytes(content, "smime.p7m")
    assert line.document is not None
    assert line.document.pages[0].text == "words"


def _whole() -> bytes:
    made = message("plain words", "<p>marked</p>")
    made.add_attachment(PNG, maintype="image", subtype="png", filename="logo é.png")
    return made.as_bytes()


@given(st.integers(0, 900), st.binary(min_size=1, max_size=30))
def test_no_damage_makes_it_fail(at: int, damage: bytes) -> None:
    whole = _whole()
    reading = read(whole[:at] + damage + whole[at + len(damage) :])
    assert all(page.text.encode() is not None for page in reading.pages)


@given(
    st.lists(st.sampled_from(["Content-Type", "Content-Disposition", "From", "Date", "Subject"])), st.text(max_size=60)
)
def test_no_header_makes_it_fail(names: list[str], value: str) -> None:
    content = "".join(f"{name}: {value}\n" for name in names) + "\nwords"
    read(content.encode("utf-8", "replace"))
