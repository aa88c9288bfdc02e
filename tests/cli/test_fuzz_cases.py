"""A few rounds of the fuzzer of cases and arguments; by hand it does as many as are asked for."""

from __future__ import annotations

import signal

import pytest

import fuzz_cases
import odd_cases
from shares import share_of

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="needs a timer of the processor's time")


@pytest.mark.parametrize("first", share_of(range(0, 300, 20)))
def test_what_nobody_would_write_ends_in_an_answer_or_a_sentence(first):
    report = fuzz_cases.fuzz(first, 20, list(odd_cases.VERBS))
    assert (report.rounds, report.failures) == (20, {})


def test_a_round_is_made_of_its_number():
    texts = odd_cases.bases()
    rounds = [fuzz_cases.drawn(number, texts, list(odd_cases.VERBS)) for number in range(40)]
    assert rounds == [fuzz_cases.drawn(number, texts, list(odd_cases.VERBS)) for number in range(40)]
    assert len({one.text for one in rounds}) > 30


@pytest.mark.parametrize(
    ("raises", "kind"), [(ZeroDivisionError("x"), "ZeroDivisionError in"), (RuntimeWarning("x"), "RuntimeWarning in")]
)
def test_a_failure_is_seen_and_made_smaller(raises, kind, monkeypatch, capsys):
    """A command that fails where a step is called `b`, whatever else is asked: the step, its place and little else is left."""

    found = fuzz_cases.standoff

    def asked(*words, cwd):
        if '"b": {' in (cwd / "case" / "case.yaml").read_text(encoding="utf-8", errors="replace"):
            raise raises
        return found("check", "case", cwd=cwd)

    monkeypatch.setattr(fuzz_cases, "standoff", asked)
    (told,) = fuzz_cases.fuzz(0, 5, ["check"]).failures
    assert told.startswith(kind)
    smallest = capsys.readouterr().out.split("--- standoff ")[1]
    assert '"b": {}' in smallest
    assert len(smallest) < 120


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ('{"x": NaN}', "NaN in JSON of check"),
        ('{"x": -Infinity}', "-Infinity in JSON of check"),
        ("the trust is nan", "nan in standard output of check"),
        ("Traceback (most recent call last):", "traceback in standard output of check"),
        ("a nanny, infinity and Inf", ""),
    ],
)
def test_what_is_printed_is_looked_through(printed, kind, tmp_path):
    one = fuzz_cases.Input("format: 1", ("check", "case", "--json"))
    assert fuzz_cases.looked_through(one, printed, "", 0, tmp_path)[0] == kind
