"""The casebook on three invented agreements: predictions and scores worked out by hand."""

import shutil
from math import exp
from pathlib import Path
from statistics import NormalDist

import pytest

import standoff
from command import standoff as run
from standoff.case.outcome import digest_of, read_outcome
from standoff.errors import CaseError, UsageError
from standoff.formats.casebook import folders_of, record_first_runs
from standoff.results.sentences import casebook as sentences

CASES = Path(__file__).parent / "cases"

TERM = 7 / 365.25
"""Years of the first phase of the truce: a breach is seen after a week."""


@pytest.fixture(scope="module")
def book():
    return standoff.casebook(CASES, draws=1000)


@pytest.fixture
def copied(tmp_path):
    for name in ("swap", "loan", "truce"):
        shutil.copytree(CASES / name, tmp_path / name)
    return tmp_path


def by_name(book, name):
    return next(one for one in book.agreements if one.name == name)


def test_cases_without_an_outcome_are_left_out(book):
    assert [one.name for one in book.agreements] == ["loan", "swap", "truce"]


def test_who_moves_last_with_nothing_to_come_is_named(book):
    swap = by_name(book, "swap").said
    assert (swap.who, swap.when, swap.holds, swap.verdict) == ("birch", 2, 0.0, "breaks")


def test_where_no_draw_breaks_the_row_that_binds_is_named(book):
    """Both can cut at any time; who looks less far ahead is asked for more trust."""
    loan = by_name(book, "loan").said
    assert (loan.who, loan.when, loan.holds, loan.verdict) == ("dogwood", 1, 1.0, "holds")


def test_the_share_of_draws_is_that_of_a_normal_variable(book):
    """The road is worth x to Fir, -2 in the middle, 90 % between -5 and 1.

    Withholding it in phase 2 shows after three months, when the truce ends, and spares x from two months on: Fir walks
    out where 4 e^(-.25/6) + x e^(-(2/12)/6) < 0. So the plan does not hold below that x, and Fir refuses it where
    4 + x e^(-(week + 2/12)/6) < 0.
    """
    x = NormalDist(-2, 3 / NormalDist().inv_cdf(0.95))
    walks_out = x.cdf(-4 * exp(-0.25 / 6 + (2 / 12) / 6))
    refuses = x.cdf(-4 * exp((TERM + 2 / 12) / 6))
    assert refuses < walks_out
    truce = by_name(book, "truce").said
    assert truce.holds == pytest.approx(1 - walks_out, abs=0.002)
    assert (truce.who, truce.when) == ("fir", 2)


def test_what_was_right(book):
    right = {one.name: (one.who_right, one.when_right) for one in book.agreements}
    assert right == {"loan": (None, None), "swap": (True, True), "truce": (False, False)}
    assert by_name(book, "truce").done == pytest.approx((1 / 3 + 0) / 2)
    assert by_name(book, "loan").done is None


def test_scores_by_hand(book):
    """Two broke: the swap (Birch, 2 of 2 phases) and the truce (Elm, 1 of 2 phases).

    Shorter horizons: Ash of 4 and 6 years, wrong; Elm of 2 and 6, right. Chance: one of two parties each, one of three
    phases each, after the end included. The longest phase: 1 (4 months of 5) and 2, both wrong; the last: right, wrong.
    """
    got = {(one.aspect, one.by): (one.right, one.of) for one in book.scores}
    assert got == {
        ("who", "program"): (1, 2),
        ("who", "shorter horizon"): (1, 2),
        ("who", "chance"): (1, 2),
        ("when", "program"): (1, 2),
        ("when", "longest phase"): (0, 2),
        ("when", "last phase"): (1, 2),
        ("when", "chance"): (pytest.approx(2 / 3), 2),
        ("whether", "program"): (2, 3),
        ("whether", "always holds"): (1, 3),
        ("whether", "always breaks"): (2, 3),
        ("whether", "base rate"): (2, 3),
        ("whether", "chance"): (1.5, 3),
    }


def test_squared_errors_by_hand(book):
    """Held: loan. The others' rate: of the loan 0, of swap and truce a half; (1 + 1/4 + 1/4) / 3 = 1/2."""
    share = by_name(book, "truce").said.holds
    got = {one.by: one.brier for one in book.scores if one.aspect == "whether"}
    assert got == {
        "program": pytest.approx((0 + 0 + share**2) / 3),
        "always holds": pytest.approx(2 / 3),
        "always breaks": pytest.approx(1 / 3),
        "base rate": pytest.approx(1 / 2),
        "chance": pytest.approx(1 / 4),
    }
    assert all(one.brier is None for one in book.scores if one.aspect != "whether")


def test_intervals_are_exact(book):
    """1 of 2: the ends p with 1 - (1 - p)^2 = .025 and 1 - p^2 = .025; 0 of 2: (1 - p)^2 = .025."""
    low, high = book.score("who").between
    assert 1 - (1 - low) ** 2 == pytest.approx(0.025) and 1 - high**2 == pytest.approx(0.025)
    low, high = book.score("when", "longest phase").between
    assert low == 0 and (1 - high) ** 2 == pytest.approx(0.025)
    assert book.score("who", "chance").between is None


def test_flags_by_hand(book):
    """The truce has two orders in which each waits for the other; a step of the loan ends by agreement."""
    assert {one.name: one.said.flags for one in book.agreements} == {
        "loan": ("date",),
        "swap": (),
        "truce": ("readings",),
    }
    got = {
        one.flag: (one.broke, one.broke_of, one.held, one.held_of, one.missed, one.missed_of) for one in book.flagged
    }
    assert got == {
        "readings": (1, 2, 0, 1, 1, 1),
        "date": (0, 2, 1, 1, 0, 1),
        "edge": (0, 2, 0, 1, 0, 1),
        "any": (1, 2, 1, 1, 1, 1),
    }


def test_sentences(book):
    assert sentences.headline(book) == (
        "Named who in 1 of 2 and when in 1 of 2 agreements that broke; shares of draws did better than the base rate "
        "(Brier .24 against .50)."
    )
    assert sentences.what_it_says(book)[0] == (
        "Who: the party named in advance broke it in 1 of 2 agreements that broke (95 %: 1 to 99 %), no better than "
        "the party that looks least far ahead (1 of 2)."
    )
    assert sentences.shown(book) == (
        "3 agreements do not show that the program names who, when or whether better than a simple rule does."
    )


def test_shares_that_do_worse_than_the_base_rate_are_no_probabilities(copied):
    """The truce turned round: it held, and so did the loan; the swap was said to break, and held as well."""
    for name in ("swap", "truce"):
        file = copied / name / "outcome.yaml"
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("broken_by")]
        file.write_text("\n".join(lines).replace("held: false", "held: true"), encoding="utf-8")
    found = standoff.casebook(copied, draws=200)
    assert sentences.headline(found) == (
        "None of 3 agreements broke, so there is nobody to name; shares of draws are not probabilities of success."
    )
    assert found.score("whether", "base rate").brier == 0


def test_what_became_of_an_agreement_changes_nothing_that_is_said_of_it(copied, book):
    """An outcome is never an input: turned round, everything that is said stays."""
    for name in ("swap", "loan", "truce"):
        (copied / name / "outcome.yaml").write_text(
            "{format: 1, plan: as_agreed, held: true, until: 2013-05-01}", encoding="utf-8"
        )
    found = standoff.casebook(copied, draws=1000)
    assert [one.said for one in found.agreements] == [one.said for one in book.agreements]


def test_the_same_on_any_number_of_cores(book):
    with standoff.workers(2) as crew:
        assert standoff.casebook(CASES, draws=1000, by=crew) == book


# ------------------------------------------------------------------------------------ the first run


def test_a_case_edited_after_its_first_run_is_marked(copied):
    assert record_first_runs(copied) == ("loan", "swap", "truce")
    assert record_first_runs(copied) == ()
    assert {one.coded for one in standoff.casebook(copied, draws=10).agreements} == {"as first run"}
    case = copied / "swap" / "case.yaml"
    before = digest_of(copied / "swap")
    case.write_bytes(case.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_of(copied / "swap") == before  # line ends are no edit
    case.write_text(case.read_text(encoding="utf-8").replace("birch: 5", "birch: 6"), encoding="utf-8")
    found = standoff.casebook(copied, draws=10)
    assert by_name(found, "swap").coded == "edited since"
    assert sentences.coding(found) == "Edited after their first run: A swap: one gift after the other."
    assert "edited" in run("casebook", str(copied), "--draws", "10").stdout


def test_what_is_recorded_stands_in_the_outcome_and_nothing_else_is_changed(copied):
    before = (copied / "loan" / "outcome.yaml").read_text(encoding="utf-8")
    record_first_runs(copied)
    after = (copied / "loan" / "outcome.yaml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip()) and "first_run: {on: " in after
    assert read_outcome(copied / "loan", None).outcome.first_run.sha256 == digest_of(copied / "loan")


# ------------------------------------------------------------------------------------ bad input


def test_folders(tmp_path):
    assert folders_of(CASES / "swap") == (CASES / "swap",)
    with pytest.raises(UsageError, match="there is no folder"):
        folders_of(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="no case is in the folder"):
        folders_of(tmp_path)
    with pytest.raises(UsageError, match=r"has an outcome\.yaml"):
        folders_of(CASES / "uncoded")
    with pytest.raises(UsageError, match="at least 1 draw"):
        standoff.casebook(CASES, draws=0)


def test_errors_say_in_which_folder(copied):
    (copied / "swap" / "outcome.yaml").write_text("format: 1\nplan: agreed\nheld: no\nuntil: 2001-08-01\n")
    with pytest.raises(CaseError) as caught:
        standoff.casebook(copied, draws=10)
    assert caught.value.problems[0].file == "swap/outcome.yaml"


def test_a_case_that_cannot_be_assessed_is_named(copied):
    case = copied / "swap" / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace(", horizon: 4 years", ""), encoding="utf-8")
    with pytest.raises(UsageError, match=r"^swap: this case does not say how far ahead"):
        standoff.casebook(copied, draws=10)


# ------------------------------------------------------------------------------------ on the terminal


def test_the_terminal():
    done = run("casebook", str(CASES))
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and len(lines) <= 25 and max(map(len, lines)) <= 88
    assert " ".join(lines[:2]).startswith("Named who in 1 of 2 and when in 1 of 2 agreements that broke;")
    swap, truce = (next(line.split() for line in lines if line.startswith(name)) for name in ("swap", "truce"))
    assert swap == ["swap", "birch", "2", "birch", "2", "0", "%", "who,", "when,", "no", "record"]
    assert truce[:5] == ["truce", "fir", "2", "elm", "1"] and "missed," in truce
    whole = run("casebook", str(CASES), "--all").stdout
    assert "the base rate of the others" in whole and "rival readings" in whole


def test_bad_usage_is_told():
    done = run("casebook", "nowhere")
    assert done.returncode == 2 and "there is no folder" in done.stderr
