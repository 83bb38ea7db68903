from pathlib import Path

import pytest

from corpus.parts import Parts, pack_received, unpack_coded, unpack_received
from corpus.records import Document, Outcome, Page, Received, SourceFile
from extractors.isolation import Job
from flows import shards
from flows.publish_parts import _judged
from flows.shards import Plan, Task, Tick, code_all, deal, give_up, work_on


def task(name: str, size_bytes: int = 0) -> Task:
    return Task(name, Job(Path(name), name), size_bytes)


def received(name: str) -> Received:
    document = Document(name, "text/plain", (Page(1, "No SCR was initiated because of the cost."),))
    return Received(SourceFile(name, name, 1, "text/plain"), Outcome.READ, document=document)


def test_shards_keep_the_order_and_share_the_work() -> None:
    tasks = [task(str(i), 100_000) for i in range(100)]
    dealt = deal(tasks, workers=2)
    assert [held for shard in dealt for held in shard] == tasks
    assert len(dealt) >= 8
    assert max(map(len, dealt)) <= 3 * min(map(len, dealt[:-1]))


def test_no_tasks_are_no_shards() -> None:
    assert deal([], workers=2) == []


def test_a_document_that_the_coder_fails_on_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_on_bad(document: Document, *_: object) -> str:
        if document.document_id == "bad":
            raise RecursionError
        return f"{document.document_id} coded"

    monkeypatch.setattr(shards, "find_decisions", fails_on_bad)
    coded = code_all([received("one"), received("bad"), received("two")], coder=None)  # type: ignore[arg-type]
    assert list(map(str, coded)) == ["one coded", "two coded"]


def test_a_document_read_but_not_coded_is_published_as_failed() -> None:
    judged = _judged(received("bad"), {"one"})
    assert (judged.outcome, judged.document) == (Outcome.FAILED, None)
    assert "coding it failed" in judged.reason
    assert _judged(received("one"), {"one"}) == received("one")


def test_giving_up_on_the_coding_keeps_the_reading(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "extracted", tmp_path / "coded", None, None, 60.0)
    give_up(plan, Task("read", Job(Path("a"), "a"), 1, is_read=True), "it broke the worker")
    assert not plan.extracted.exists()
    assert unpack_coded(Parts(plan.coded).get("read")) == ()
    give_up(plan, Task("unread", Job(Path("a"), "a"), 1), "it broke the worker")
    (line,) = unpack_received(Parts(plan.extracted).get("unread"))
    assert (line.outcome, line.reason) == (Outcome.FAILED, "it broke the worker")


def test_the_reading_is_written_down_before_any_of_it_is_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Reader:
        def read(self, job: Job) -> list[Received]:
            return [received(job.root_name)]

    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    plan = Plan(tmp_path / "extracted", tmp_path / "coded", None, None, 60.0)
    monkeypatch.setattr(shards, "_reader", lambda timeout_s: Reader())
    monkeypatch.setattr(shards, "coder_for", breaks)
    ticks: list[Tick] = []
    with pytest.raises(KeyboardInterrupt):
        for tick in work_on(plan, [task("one"), task("two")]):
            ticks.append(tick)
    assert [tick.pages for tick in ticks] == [1, 1]
    assert Parts(plan.extracted).get("two") == pack_received([received("two")])
    assert not plan.coded.exists()
