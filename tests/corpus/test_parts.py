"""Parts: whole or absent, found by key, and exactly what was put in."""

from __future__ import annotations

import os
from array import array
from pathlib import Path

import pytest

from corpus.parts import Parts, pack_coded, pack_received, unpack_coded, unpack_received, write_part
from corpus.records import Box, CodedDocument, Document, Hidden, Method, Outcome, Page, Received, SourceFile, Words
from tests.corpus.made_units import coded as coded_document  # type: ignore[attr-defined,unused-ignore]
