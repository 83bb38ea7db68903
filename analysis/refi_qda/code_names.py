"""Codes of an imported project matched with those of a codebook: by GUID, then by name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from analysis.refi_qda.codebook import ExportedCode, exported_codes, marks
from analysis.refi_qda.project import ProjectCode
from corpus.codebook import Codebook

_QUOTES = str.maketrans("‘’“”", "''\"\"")


def match_codes(codes: Iterable[ProjectCode], codebook: Codebook) -> dict[str, ExportedCode]:
    """Return the code or mark of the codebook for the GUIDs of codes in a project; those without one are left out.

    A name matches a code's name in the codebook (`cost.legal_checks`) or its label, in any case, with what programs
    put before it (`Cost::Cost of legal checks`) or without. A name that fits two codes fits none.
    """
    every = (*exported_codes(codebook), *marks())
    by_guid = {code.guid: code for code in every}
    by_name: dict[str, dict[str, ExportedCode]] = defaultdict(dict)
    labels = {code.code: code.label for code in codebook.codes}
    labels |= {sentinel.code: sentinel.label for sentinel in codebook.sentinels}
    for code in every:
        for name in (code.code, code.name, labels.get(code.code, code.name)):
            by_name[_folded(name)][code.code] = code
    found = {}
    for given in codes:
        names = (given.name, given.name.rpartition("::")[2], given.name.rpartition("\\")[2])
        fitting = [by_name[key] for key in map(_folded, names) if len(by_name.get(key, ())) == 1]
        match = by_guid.get(given.guid) or next((code for fits in fitting for code in fits.values()), None)
        if match is not None:
            found[given.guid] = match
    return found


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).translate(_QUOTES).casefold().split())
