"""Sums of money as papers write them, in figures or words, one by one or as ranges, with their characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_WORD = "|".join((*sorted(_UNITS, key=len, reverse=True), *_TENS, "hundred", "thousand", "million", "half", "an?"))
_WORDS = rf"\b(?:{_WORD})(?:[\s-]+(?:and[\s-]+)?(?:{_WORD})){{0,9}}\b"
# A point before three figures parts thousands: no sum has tenths of a penny. A scan may read 0 as O, and 1 as l or I.
_FIGURE = (
    r"(?:[\dOlI]{1,3}(?:[,\u00a0\u202f\u2009][\dO]{3})+(?:\.\d\d)?|\d{1,3}(?:,? 000)+|\d{1,3}(?:\.\d{3})+(?! ?m)"
    r"|\d+\.\d{3}(?= ?m)|\d+(?:\.\d{1,2})?)(?!,?[\dO])"
)
_SCALE = r"(?:\s?(?:k|thousand|mn?|million|bn|billion)\b)?"
_TO = r"\s*(?:-|–|—|\bto\b)\s*"
_COUNTED = r"(?!\s(?:days?|hours?|weeks?|months?|years?|people|members|copies|places|reviews|cases|children|pages)\b)"
_SUM = re.compile(
    rf"(?P<sign>£|€|\bGBP|\bEUR)\s?(?P<low>{_FIGURE}{_SCALE})(?:{_TO}(?!(?:19|20)\d\d\b)(?P<high>{_FIGURE}{_SCALE}){_COUNTED})?"
    r"|(?<![\w£€.,/])(?-i:[EfL])(?P<scan>\d{1,3}(?:,\d{3})+)(?![\d,])"
    rf"|(?:(?<=between )(?P<between>{_FIGURE}|{_WORDS})\s+and\s+|(?P<lead>\b{_FIGURE}|{_WORDS})(?:{_TO}|\s+or\s+))"
    rf"(?P<last>{_FIGURE}{_SCALE}|{_WORDS})\s(?:pounds|quid)\b"
    rf"|(?P<pounds>\b{_FIGURE}{_SCALE}|{_WORDS})\s(?:pounds|quid|GBP|(?<=thousand\s)pound|(?<=million\s)pound)\b"
    r"|(?<![\w£€.,/-])(?P<bare>\d{1,3}(?:\.\d)?k)\b",
    re.IGNORECASE,
)
_WEIGHED = re.compile(r"\b(?:weigh\w*|birth-?weight|in weight|overweight|underweight|ounces?|oz|lbs?)\b", re.IGNORECASE)
_OF_MONEY = re.compile(r"£|\b(?:cost|spen[dt]|pa(?:y|id)|price|budget|fee|quote|charge|bill|invoice)", re.IGNORECASE)
_BETWEEN_ENDS = re.compile(r"\+?\s*(?:-|–|—|\b(?:up )?to\b|\band\b)\s*(?:[a-z.]+ ){0,2}(?:of )?$", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\b(?:between|from|ranged?|ranging)\s+(?:[\w.]+\s){0,2}$", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:rose|risen|ris(?:e|es|ing)|increas\w+|gr[eo]w\w*|f[ae]ll\w*|drop\w*|reduc\w+|cut|went|gone|up|down|moved"
    r"|revis\w+|chang\w+)\b[^.;]{0,25}\bfrom\s+(?:\w+\s)?$",
    re.IGNORECASE,
)
_NEAR = 60  # characters before a sum in which a range is announced
_WIDEST = 10  # times: "£10–15,000" is ten thousand to fifteen thousand, "£1 to £200,000" is as printed
CURRENCIES = {"£": "GBP", "GBP": "GBP", "€": "EUR", "EUR": "EUR"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum, or a range from `low` to `high`, in whole units of its currency; `start:end` are its figures."""

    low: float
    high: float
    currency: str
    start: int
    end: int


def sums_in(sentence: str) -> list[Sum]:
    """Return the sums of money of a sentence in their order; the two ends of a range are one."""
    found: list[Sum] = []
    for match in _SUM.finditer(sentence):
        if _is_no_money(sentence, match):
            continue
        held = _read(match)
        if found and _is_range(sentence, found[-1], held):
            above = found.pop()
            texts = sentence[above.start : above.end], sentence[held.start : held.end]
            low = _in_step(above.low, held.high, *texts)
            held = Sum(low, held.high, above.currency, above.start, held.end)
        found.append(held)
    return found


def value_of(text: str) -> float:
    """Return the number that figures ("1.2m", "10,000", "lO,000") or words ("ten thousand") give."""
    words = re.findall(r"[a-z]+", text.lower())
    figure = re.match(_FIGURE, text)
    if not figure:
        return _spelt(words)
    digits = re.sub(r"[^\d.]", "", figure.group().translate(str.maketrans("OlI", "011")))
    scale = _SCALES.get(words[-1], 1.0) if words else 1.0
    if scale < 1e6 and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        digits = digits.replace(".", "")
    return round(float(digits) * scale, 2)


def _spelt(words: list[str]) -> float:
    total, held = 0.0, 0.0
    for word in words:
        if word in _SCALES:
            total, held = total + (held or 1) * _SCALES[word], 0.0
        elif word == "hundred":
            held = (held or 1) * 100
        elif word in _UNITS:
            held += _UNITS.index(word) + 1
        else:
            held += {**_TENS, "half": 0.5}.get(word, 0)
    return total + held


def _is_no_money(sentence: str, match: re.Match[str]) -> bool:
    """Say whether a match is a weight in pounds, or thousands of something else."""
    if match["last"] or match["pounds"]:
        return bool(_WEIGHED.search(sentence))
    return bool(match["bare"]) and not _OF_MONEY.search(sentence)


def _read(match: re.Match[str]) -> Sum:
    currency = CURRENCIES[(match["sign"] or "£").upper()]
    low_text, high_text = next(_texts(match)), match["high"] or match["last"]
    low = value_of(low_text)
    if high_text:
        high = value_of(high_text)
        low_in_step = _in_step(low, high, low_text, high_text)
        if low_in_step < high:
            return Sum(low_in_step, high, currency, *match.span())
        if match["last"]:  # "two hundred to fifty pounds"
            return Sum(high, high, currency, match.start("last"), match.end())
    return Sum(low, low, currency, match.start(), match.end("low") if match["low"] else match.end())


def _texts(match: re.Match[str]) -> Iterator[str]:
    for name in ("low", "scan", "between", "lead", "pounds", "bare"):
        if match[name]:
            yield match[name]


def _in_step(low: float, high: float, low_text: str, high_text: str) -> float:
    """Return the lower end of a range in the thousands of the upper: the 40 of "£40 to £100k"."""
    words = re.findall(r"[a-z]+", high_text.lower())
    scale = next((_SCALES[word] for word in words if word in _SCALES), 1e3 if "," in high_text else 1.0)
    is_whole = re.search(r",|[\dO] ?(?:k|m|bn)|thousand|million", low_text, re.IGNORECASE)
    return low * scale if not is_whole and low * scale < high <= low * scale * _WIDEST else low


def _is_range(sentence: str, low: Sum, high: Sum) -> bool:
    """Say whether two sums are the ends of one: "between £1 and £2", "£1 to £2"; "rose from £1 to £2" gives two."""
    between, before = sentence[low.end : high.start], sentence[max(0, low.start - _NEAR) : low.start]
    if low.low != low.high or low.low >= high.high or not _BETWEEN_ENDS.fullmatch(between.strip(" ") + " "):
        return False
    return not _CHANGED.search(before) and (not re.search(r"\band\b", between) or bool(_RANGE_BEFORE.search(before)))
