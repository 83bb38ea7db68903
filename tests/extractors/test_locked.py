"""Files locked with a password are read where a fitting one is given, and say what they need where none is."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from pathlib import Path

import pytest
import pyzipper
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from corpus.records import Outcome
from extractors import sniff
from extractors.archive import LOCKED, Limits
from extractors.format import Settings
from extractors.locked import is_locked, unlock
from extractors.reading import find_content, list_members, read_archive, read_bytes, read_file, read_member
from tests.made_files import docx, paragraph, zip_of

SHARED_FILES = Path(__file__).parents[3] / "shared" / "files"
TEXT = b"The panel did not hold a review.\n"
PASSWORD = "calder"
FITTING = Settings((PASSWORD, "other"))


def locked_docx(password: str = PASSWORD) -> bytes:
    picture = random.Random(1).randbytes(9000)  # the library packs smaller documents wrongly
    plain = docx(paragraph(TEXT.decode().strip()), files={"word/media/image1.bin": picture})
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def locked_zip(members: dict[str, bytes], password: str = PASSWORD, bits: int = 256) -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=bits)
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def old_locked_zip(name: str, content: bytes, password: str = PASSWORD) -> bytes:
    """A ZIP in the old cipher, which no library writes: one stored entry, its head of 12 bytes made up."""
    plain = zipfile.ZipFile(io.BytesIO(zip_of({name: content}, zipfile.ZIP_STORED))).infolist()[0]
    cipher = _Cipher(password.encode())
    packed = cipher.encrypt(bytes(11) + (plain.CRC >> 24).to_bytes(1, "little") + content)
    whole = bytearray(zip_of({name: packed}, zipfile.ZIP_STORED))
    for signature, flag, crc, size in ((b"PK\x03\x04", 6, 14, 22), (b"PK\x01\x02", 8, 16, 24)):
        at = whole.rindex(signature) if signature == b"PK\x01\x02" else 0
        whole[at + flag] |= 1
        whole[at + crc : at + crc + 4] = plain.CRC.to_bytes(4, "little")
        whole[at + size : at + size + 4] = len(content).to_bytes(4, "little")
    return bytes(whole)


class _Cipher:
    """PKWARE's old cipher."""

    def __init__(self, password: bytes) -> None:
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._turn(byte)

    def _turn(self, byte: int) -> None:
        a, b, c = self.keys
        a = _crc(a, byte)
        b = ((b + (a & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self.keys = [a, b, _crc(c, b >> 24)]

    def encrypt(self, content: bytes) -> bytes:
        out = bytearray()
        for byte in content:
            mask = (self.keys[2] | 2) & 0xFFFF
            out.append(byte ^ ((mask * (mask ^ 1)) >> 8) & 0xFF)
            self._turn(byte)
        return bytes(out)


def _crc(value: int, byte: int) -> int:
    value ^= byte
    for _ in range(8):
        value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    return value


LOCKED_ZIPS = [
    *(pytest.param(locked_zip({"a.txt": TEXT}, bits=bits), id=f"AES-{bits}") for bits in (128, 192, 256)),
    pytest.param(old_locked_zip("a.txt", TEXT), id="old cipher"),
]


@pytest.mark.parametrize("content", LOCKED_ZIPS)
def test_a_locked_entry_is_read_with_its_password(content: bytes) -> None:
    archive, line = read_bytes(content, "a.zip", settings=FITTING)
    assert (archive.outcome, line.outcome) == (Outcome.CONTAINER, Outcome.READ)
    assert line.source.sha256 == hashlib.sha256(TEXT).hexdigest()


@pytest.mark.parametrize("content", LOCKED_ZIPS)
@pytest.mark.parametrize("passwords", [(), ("no", "other")])
def test_a_locked_entry_without_its_password_says_what_to_do(content: bytes, passwords: tuple[str, ...]) -> None:
    line = read_bytes(content, "a.zip", settings=Settings(passwords))[1]
    assert (line.outcome, line.reason, line.source.sha256) == (Outcome.ENCRYPTED, LOCKED, "")


def test_a_password_may_have_letters_of_other_alphabets() -> None:
    for password in ("café £5", "пароль"):
        content = locked_zip({"a.txt": TEXT}, password)
        assert read_bytes(content, "a.zip", settings=Settings((password,)))[1].outcome is Outcome.READ


def test_the_limits_hold_for_locked_entries() -> None:
    content = locked_zip({"a.txt": TEXT, "zeros": bytes(3_000_000)})
    assert read_bytes(content, "a.zip", settings=FITTING)[0].outcome is Outcome.TOO_LARGE
    line = read_bytes(locked_zip({"a.txt": TEXT}), "a.zip", limits=Limits(max_file_bytes=9), settings=FITTING)[-1]
    assert line.outcome is Outcome.TOO_LARGE


def test_a_damaged_locked_entry_is_not_read() -> None:
    content = bytearray(locked_zip({"a.txt": TEXT}))
    content[70] ^= 0xFF
    assert read_bytes(bytes(content), "a.zip", settings=FITTING)[1].document is None


def test_a_locked_archive_on_disk_can_be_read_entry_by_entry(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(locked_zip({"a.txt": TEXT, "b.docx": locked_docx()}))
    spread = [read_archive(path, "a.zip")]
    for member in list_members(path) or []:
        spread += read_member(path, member.index, f"a.zip/{member.name}", "a.zip", settings=FITTING)
    assert spread == read_file(path, "a.zip", settings=FITTING)
    assert [line.outcome for line in spread] == [Outcome.CONTAINER, Outcome.READ, Outcome.READ]


def test_a_fitting_password_is_tried_first_on_the_entries_that_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes] = []
    keys = pyzipper.zipfile_aes.PBKDF2

    def key(password: bytes, *rest: bytes, **more: int) -> bytes:
        tried.append(password)
        return bytes(keys(password, *rest, **more))

    monkeypatch.setattr("pyzipper.zipfile_aes.PBKDF2", key)
    content = locked_zip({f"{number}.txt": TEXT for number in range(10)})
    tried.clear()
    passwords = (*(f"wrong {number}" for number in range(20)), PASSWORD)
    read_bytes(content, "a.zip", settings=Settings(passwords))
    assert (tried.count(PASSWORD.encode()), len(tried)) == (10, 30)


def test_a_locked_word_document_is_read_with_its_password_and_keeps_its_own_hash() -> None:
    content = locked_docx()
    (line,) = read_bytes(content, "a.docx", settings=FITTING)
    assert (line.outcome, line.source.media_type) == (Outcome.READ, sniff.DOCX)
    assert line.source.sha256 == hashlib.sha256(content).hexdigest()
    assert line.document is not None
    assert (line.document.document_id, line.document.pages[0].text) == (line.source.sha256, TEXT.decode().strip())


@pytest.mark.parametrize("passwords", [(), ("no",)])
def test_a_locked_word_document_without_its_password_says_what_to_do(passwords: tuple[str, ...]) -> None:
    (line,) = read_bytes(locked_docx(), "a.docx", settings=Settings(passwords))
    assert (line.outcome, line.reason) == (Outcome.ENCRYPTED, LOCKED)


def test_what_excel_opens_without_asking_is_read_without_asking() -> None:
    (line,) = read_bytes(locked_docx("VelvetSweatshop"), "a.docx")
    assert line.outcome is Outcome.READ


def test_what_comes_out_of_a_lock_and_is_not_read_says_so() -> None:
    out = io.BytesIO()
    other = zip_of({"no office file": random.Random(1).randbytes(9000)})
    plain = OOXMLFile(io.BytesIO(docx(paragraph("words"))))
    plain.file = io.BytesIO(other)
    plain.encrypt(PASSWORD, out)
    (line,) = read_bytes(out.getvalue(), "a.pptx", settings=FITTING)
    assert line.outcome is Outcome.UNSUPPORTED


def test_a_document_in_a_locked_archive_is_found_again_unlocked() -> None:
    inner = locked_docx()
    outer = locked_zip({"a.docx": inner})
    found = find_content(outer, hashlib.sha256(inner).hexdigest(), FITTING)
    assert found is not None
    assert sniff.media_type(found) == sniff.DOCX
    assert find_content(outer, hashlib.sha256(inner).hexdigest()) is None


def test_the_public_locked_workbook_opens_with_its_password() -> None:
    path = SHARED_FILES / "unstructured__password_protected.xlsx"
    if not path.is_file():
        pytest.skip("the collection of public test files is not beside this checkout")
    assert read_file(path, path.name)[0].outcome is Outcome.ENCRYPTED
    assert read_file(path, path.name, settings=Settings(("123",)))[0].outcome is Outcome.READ


def test_old_office_files_without_a_lock_have_none() -> None:
    paths = [*SHARED_FILES.glob("*.doc"), *SHARED_FILES.glob("*.xls")]
    if not paths:
        pytest.skip("the collection of public test files is not beside this checkout")
    locked = [path.name for path in paths if is_locked(path.read_bytes(), sniff.media_type(path.read_bytes()))]
    assert locked == []


LOCKED_DOCX = locked_docx()


@hypothesis_settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_no_damage_to_a_lock_makes_it_fail(at: int, damage: bytes) -> None:
    content = LOCKED_DOCX[:at] + damage + LOCKED_DOCX[at + len(damage) :]
    unlock(content, sniff.OLE_ENCRYPTED, ())
