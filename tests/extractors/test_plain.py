"""Plain text is read whatever its encoding."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.plain import decode, normalise, read

WORDS = "The panel’s costs – £4,000 – were “too high” for a café."


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_encoding_is_found(charset: str) -> None:
    assert decode(WORDS.encode(charset)).lstrip("\ufeff") == WORDS


def test_a_foreign_script_is_guessed() -> None:
    text = "Совет решил не проводить проверку этого дела по причине расходов. " * 4
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "windows-1252", "no-such-charset", "utf-8", ""])
def test_a_wrong_declaration_does_no_harm(charset: str) -> None:
    assert decode(WORDS.encode("cp1252"), charset) == WORDS


def test_a_right_declaration_is_followed() -> None:
    assert decode("Cena 5 zł".encode("iso-8859-2"), "iso-8859-2") == "Cena 5 zł"


def test_pages_are_parted_by_form_feeds() -> None:
    pages = read(b"First page.\n\x0cSecond page.\r\n").pages
    assert [(page.number, page.text) for page in pages] == [(1, "First page."), (2, "Second page.")]


def test_what_is_never_shown_is_left_out_and_spaces_are_plain() -> None:
    assert (
        normalise("seri\u00adous\u00a0case\u200b re\x00view\r\ne\u0301nd\u2028.") == "serious case review\n\u00e9nd\n."
    )


@given(st.binary(max_size=500), st.sampled_from(["", "utf-8", "utf-7", "utf-16", "iso-2022-jp", "base64", "idna"]))
def test_no_bytes_make_it_fail(content: bytes, charset: str) -> None:
    text = normalise(decode(content, charset))
    assert text.encode("utf-8").decode("utf-8") == text
    assert unicodedata.is_normalized("NFC", text)
