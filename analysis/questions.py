"""Questions to the tables, of a closed set of kinds: written down as plain JSON, answered by figures, always alike."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from analysis.question_kinds import (
    AgreementQuestion,
    DecisionsQuestion,
    LedgerQuestion,
    MentionsQuestion,
    SharesQuestion,
    Tables,
    TogetherQuestion,
)
from analysis.rate_questions import RatesQuestion, SeriesQuestion
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    from analysis.figures import Figure

KINDS = (
    LedgerQuestion,
    DecisionsQuestion,
    MentionsQuestion,
    SharesQuestion,
    TogetherQuestion,
    RatesQuestion,
    SeriesQuestion,
    AgreementQuestion,
)
MOST_QUESTIONS = 500

Question = (
    LedgerQuestion
    | DecisionsQuestion
    | MentionsQuestion
    | SharesQuestion
    | TogetherQuestion
    | RatesQuestion
    | SeriesQuestion
    | AgreementQuestion
)
_ONE: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="kind")])


def answer(question: Question, tables: Tables) -> tuple[Figure, ...]:
    """Return the figures that answer a question. The same tables and settings give the same figures.

    Raises:
        InvalidQuery: the tables cannot answer it (the sentence says why), or a number came out that is none.
    """
    figures = question.figures(tables)
    for figure in figures:
        if not all(number is None or math.isfinite(number) for number in (figure.value, figure.low, figure.high)):
            raise InvalidQuery(f"{figure.name} is not a finite number: {figure.says}")
    return figures


def read_questions(text: str, name: str) -> tuple[Question, ...]:
    """Return the questions that a YAML or JSON file lists; `name` is the file's, for messages.

    The file is a list, or has one under `questions`. A question without a name gets its kind and number: `shares-3`.

    Raises:
        InvalidQuery: the file is no YAML, or a question is not one; the sentence names it and what is wrong.
    """
    import yaml

    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidQuery(f"{name} is neither YAML nor JSON: {error}") from error
    items = data.get("questions") if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise InvalidQuery(f"{name} holds no questions: a list is expected, as `- {{kind: shares, by: year}}`")
    named = [_named(item, number) for number, item in enumerate(items, start=1)]
    return questions_of(json.loads(json.dumps(named, default=str)), name)  # days, which YAML knows, as text


def questions_of(items: Sequence[Any], name: str) -> tuple[Question, ...]:
    """Return questions from what JSON holds of them; `name` says where they stand, for messages.

    Raises:
        InvalidQuery: one of them is not a question, or two have the same name.
    """
    if len(items) > MOST_QUESTIONS:
        raise InvalidQuery(f"{name} holds {len(items):,} questions, and {MOST_QUESTIONS} are the most")
    questions = tuple(_question(item, f"{name}, question {number}") for number, item in enumerate(items, start=1))
    refuse_twice(questions)
    return questions


def refuse_twice(questions: Sequence[Question]) -> None:
    """Refuse questions of the same name.

    Raises:
        InvalidQuery: there are any.
    """
    twice = [name for name, count in Counter(question.name for question in questions).items() if count > 1]
    if twice:
        raise InvalidQuery(f"two questions are called {twice[0]!r}: give each a name of its own")


def _named(item: Any, number: int) -> Any:
    return {"name": f"{item.get('kind')}-{number}"} | item if isinstance(item, dict) else item


def _question(item: Any, where: str) -> Question:
    kinds = [str(_kind(kind)) for kind in KINDS]
    if not isinstance(item, dict) or item.get("kind") not in kinds:
        got = item.get("kind") if isinstance(item, dict) else item
        raise InvalidQuery(f"{where}: a question has a `kind`, one of {', '.join(kinds)}; there is {got!r:.60}")
    try:
        return _ONE.validate_json(json.dumps(item))
    except ValidationError as error:
        wrong = "; ".join(_said(each) for each in error.errors(include_url=False))
        raise InvalidQuery(f"{where} ({item['kind']}): {wrong}") from None


def _kind(model: type[Any]) -> Any:
    return model.model_fields["kind"].default


def _said(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"][1:])
    if error["type"] == "extra_forbidden":
        return f"there is no setting {place!r}"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
