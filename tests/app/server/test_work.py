"""Work outside of the event loop: told as it comes in, given up where nobody wants it, and never in the way of others."""

from __future__ import annotations

import shutil
import threading
import time

import pytest

from app.served import served
from standoff import catalog
from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Question
from standoff.app.server.questions.table import QUESTIONS
from standoff.app.server.work import processes
from standoff.app.server.work.doing import Order


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases") / "harbour"
    shutil.copytree(catalog.find("harbour"), folder)
    with served(folder) as server:
        yield server


def until(true, seconds=30):
    """Wait for something that comes soon."""
    over = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < over
        time.sleep(0.01)


class Waiting:
    """A question that is worked on until it is told that nobody wants it, or may end."""

    def __init__(self):
        self.begun, self.may_end, self.given_up = threading.Semaphore(0), threading.Event(), threading.Semaphore(0)

    def __call__(self, asked):
        self.begun.release()
        while not self.may_end.is_set():
            try:
                asked.progress("waiting", 0.5)
            except Exception:
                self.given_up.release()
                raise
            time.sleep(0.005)
        return {"waited": asked.options["name"]}


@pytest.fixture
def waiting(monkeypatch):
    """The question `wait`, which lasts as long as a test wants."""
    question = Waiting()
    monkeypatch.setitem(QUESTIONS, "wait", Question({"name": options.text()}, question))
    yield question
    question.may_end.set()


def test_a_stream_tells_how_far_it_is_and_last_the_document(here, waiting):
    with here.stream("/api/wait", {"name": "a"}) as events:
        assert next(events) == ("progress", {"what": "waiting", "share": 0.5})
        waiting.may_end.set()
        assert [event for event in events if event[0] != "progress"] == [("done", {"waited": "a"})]


def test_who_watches_an_assessment_sees_the_margins_first_then_few_draws(here):
    asked = {"plan": "ban_first", "draws": 2000}
    with here.stream("/api/assess", asked) as events:
        told = [(name, document) for name, document in events if name != "progress"]
    assert [name for name, _ in told] == ["partial", "partial", "done"]
    documents = [document for _, document in told]
    assert documents[0] == here.post("/api/assess", asked | {"draws": 0}).json
    assert documents[1] == here.post("/api/assess", asked | {"draws": 200}).json
    assert documents[2] == here.post("/api/assess", asked).json


def test_a_question_of_a_process_tells_how_far_it_is(here):
    with here.stream("/api/answer", {"draws": 20}) as events:
        told = list(events)
    assert {name for name, _ in told} == {"progress", "done"}
    shares = [document["share"] for name, document in told if name == "progress"]
    assert shares and all(0 <= share <= 1 for share in shares)
    assert told[-1][1] == here.post("/api/answer", {"draws": 20}).json


def test_an_error_in_a_stream_is_told_as_one(here):
    with here.stream("/api/assess", {"plan": "bann_first"}) as events:
        ((name, told),) = events
    assert (name, told["status"]) == ("error", 400) and "did you mean" in told["error"]["message"]
    with here.stream("/api/needs", {"plan": "bann_first"}) as events:
        *_, (name, told) = events
    assert (name, told["status"]) == ("error", 400) and "did you mean" in told["error"]["message"]


def test_an_error_of_the_program_tells_nothing_of_its_inside(here, monkeypatch, capfd):
    def broken(asked):
        raise RuntimeError("secret of the inside")

    monkeypatch.setitem(QUESTIONS, "wait", Question({}, broken))
    answer = here.post("/api/wait")
    assert answer.status == 500 and "secret" not in answer.text
    assert "secret of the inside" in capfd.readouterr().err


def test_a_new_question_for_the_same_place_ends_the_former(here, waiting):
    place = {"window": "w", "slot": "margins"}
    told = []
    asking = threading.Thread(target=lambda: told.append(here.post("/api/wait", {"name": "a"} | place)))
    asking.start()
    assert waiting.begun.acquire(timeout=30)
    with here.stream("/api/wait", {"name": "b"} | place) as events:
        asking.join(30)
        assert (told[0].status, told[0].json["error"]["cancelled"]) == (409, True)
        assert waiting.given_up.acquire(timeout=30)
        waiting.may_end.set()
        assert list(events)[-1] == ("done", {"waited": "b"})


@pytest.mark.parametrize(
    "other", [{"window": "v", "slot": "margins"}, {"window": "w", "slot": "draws"}, {"window": "w"}, {}]
)
def test_two_windows_and_two_places_do_not_end_each_other(here, waiting, other):
    with here.stream("/api/wait", {"name": "a", "window": "w", "slot": "margins"}) as first:
        next(first)
        with here.stream("/api/wait", {"name": "b"} | other) as second:
            next(second)
            waiting.may_end.set()
            assert list(second)[-1] == ("done", {"waited": "b"})
        assert list(first)[-1] == ("done", {"waited": "a"})


def test_work_is_given_up_where_who_asked_is_gone(here, waiting):
    with here.stream("/api/wait", {"name": "a"}) as events:
        next(events)
    assert waiting.given_up.acquire(timeout=30)
    with pytest.raises(TimeoutError):
        here.send("POST", "/api/wait", '{"name": "b"}', timeout=0.3, content_type="application/json")
    assert waiting.given_up.acquire(timeout=30)


def test_quick_questions_do_not_wait_for_long_ones(here, waiting):
    with here.stream("/api/wait", {"name": "a"}) as events:
        next(events)
        assert here.post("/api/assess", {"plan": "ban_first"}).status == 200
        assert here.get("/api/case").status == 200


def test_more_questions_than_threads_are_answered_one_after_the_other(here, waiting):
    told = []
    askers = [
        threading.Thread(target=lambda n=n: told.append(here.post("/api/wait", {"name": str(n)}).json["waited"]))
        for n in range(9)
    ]
    for asker in askers:
        asker.start()
    assert waiting.begun.acquire(timeout=30)
    waiting.may_end.set()
    for asker in askers:
        asker.join(30)
    assert sorted(told) == [str(n) for n in range(9)]


def at_work(here):
    return [hand for hand in here.serving.application.asking.processes.hands if hand.job is not None]


def test_a_process_is_free_again_where_nobody_wants_its_answer(here):
    until(lambda: not at_work(here))
    with here.stream("/api/answer", {"draws": 90_000, "seed": 7}) as events:
        assert next(events)[0] == "progress"
        assert len(at_work(here)) == 1
    until(lambda: not at_work(here))
    assert here.post("/api/flip", {"plan": "ban_first"}).status == 200


# ------------------------------------------------------------------------------------------------------- processes


class Told:
    """What is told of a question."""

    def __init__(self):
        self.events, self.over = [], threading.Event()

    def __call__(self, kind, text):
        self.events.append((kind, text))
        if kind in ("done", "error"):
            self.over.set()


@pytest.fixture
def crew():
    found = processes.Processes(most=1)
    yield found
    hands = found.hands[:]
    found.close()
    assert all(hand.process.exitcode is not None for hand in hands)


@pytest.fixture(scope="module")
def subject(here):
    here.get("/api/case")
    (case,) = here.serving.application.cases
    return case.subject()


LONG = {"draws": 90_000, "seed": 11}


def test_a_process_that_does_not_end_its_work_is_ended(crew, subject, monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.0)
    told = Told()
    end = crew.start(Order("answer", LONG, subject), QUESTIONS["answer"], told)
    until(lambda: told.events, 60)
    (hand,) = crew.hands
    end()
    assert told.over.wait(30) and told.events[-1][0] == "error" and '"cancelled": true' in told.events[-1][1]
    until(lambda: not crew.hands or crew.hands[0] is not hand or hand.job is None)
    after = Told()
    crew.start(
        Order("flip", {"plan": "ban_first", "deal": None, "trust_at_most": None, "seed": 1}, subject),
        QUESTIONS["flip"],
        after,
    )
    assert after.over.wait(60) and after.events[-1][0] == "done"


def test_a_process_that_the_system_ends_is_told_as_such(crew, subject):
    told = Told()
    crew.start(Order("answer", LONG, subject), QUESTIONS["answer"], told)
    until(lambda: told.events, 60)
    crew.hands[0].process.kill()
    assert told.over.wait(30)
    assert told.events[-1][0] == "error" and "not enough memory" in told.events[-1][1]


def test_a_question_that_waits_for_a_process_can_be_ended(crew, subject):
    first, second = Told(), Told()
    end_first = crew.start(Order("answer", LONG, subject), QUESTIONS["answer"], first)
    end_second = crew.start(Order("answer", LONG, subject), QUESTIONS["answer"], second)
    end_second()
    assert second.over.wait(10) and "cancelled" in second.events[-1][1]
    end_first()
    assert first.over.wait(30)


def test_both_sides_forget_the_same_cases(subject):
    ours, theirs = processes.Known(), processes.Known()
    for key in "abcadbbeafgae":
        assert ours.use(key, subject) == theirs.use(key, subject)
        assert len(ours) <= processes.REMEMBERED and list(ours) == list(theirs)
    assert list(ours) == ["f", "g", "a", "e"]
