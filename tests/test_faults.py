"""Faults that were found in the program, and the test in which each now has its right value.

A fault is known by the name of the folder in which its input was handed in; an input that a test needs is in
`tests/faults`. Every test named here is there; a fault without one has no place in the table.
"""

from __future__ import annotations

import ast
from functools import cache

import pytest

from places import TESTS

HINTS = "case/test_hints.py::test_doing_what_the_hint_says_gets_further"
OVERSIGHTS = "case/test_oversights.py::"
WHOLE = "cli/test_whole.py::"

OF: dict[str, str] = {
    **dict.fromkeys(
        (
            *(
                "because_hint",
                "because_str_list",
                "because_string",
                "by_missing_party",
                "capital_key",
                "choice_in_plan",
            ),
            *("colon_in_title", "dash_range", "date_dots", "date_slash", "date_words", "decimal_comma"),
            *("decimal_comma_cost", "decimal_comma_takes", "flat_phases", "horizon_years_number", "missed_20"),
            *(
                "misspelt_party_worth",
                "now_string",
                "pasted_minus",
                "percent_worth",
                "plan_no_phases_key",
                "rule_arrow",
            ),
            *("rule_caps", "sem_duplicate_plan_step", "sem_now_in_phase", "space_name", "steps_list", "symbolic_yes"),
            *("tab_indent", "two_docs", "undo_no", "undo_permanent", "unicode_minus", "unit_dash", "unit_missing"),
            *("upside_down", "worth_scalar", "worth_words"),
        ),
        HINTS,
    ),
    "hyphen_name": "case/test_hints.py::test_a_name_with_a_hyphen_is_told_wherever_it_stands",
    "nbsp": "case/test_hints.py::test_what_can_mean_one_thing_only_is_read",
    "plus_sign": "case/test_hints.py::test_what_can_mean_one_thing_only_is_read",
    "files/bom": "case/test_source.py::test_windows_line_ends_and_byte_order_marks_do_not_matter",
    "files/crlf": "case/test_source.py::test_windows_line_ends_and_byte_order_marks_do_not_matter",
    "files/empty": "case/test_check.py::test_what_is_said",
    "files/latin": "case/test_hints.py::test_another_encoding_is_named",
    "files/utf16": "case/test_hints.py::test_another_encoding_is_named",
    "files/srcbad": "case/test_hints.py::test_where_a_comma_is_missing_in_the_sources",
    "files/txt": "case/test_hints.py::test_an_ending_that_windows_hides",
    "files/xlsx": "case/test_hints.py::test_a_spreadsheet_is_no_case",
    "files/yml": "case/test_source.py::test_folder_without_case",
    "sem_all_points_100": OVERSIGHTS + "test_the_step_of_the_scale_is_worth_10",
    "sem_cost_positive": OVERSIGHTS + "test_fault_sem_cost_positive",
    "sem_date_future": OVERSIGHTS + "test_fault_sem_date_future",
    "sem_sign_slip": OVERSIGHTS + "test_fault_sem_sign_slip",
    "sem_step_never_seen_zero": OVERSIGHTS + "test_fault_sem_step_never_seen_zero",
    "sem_unused_party": OVERSIGHTS + "test_a_party_that_does_and_wants_nothing",
    "contradictory-correlations": OVERSIGHTS + "test_a_correlation_and_its_opposite",
    "step-called-nothing": OVERSIGHTS + "test_steps_whose_name_means_something_else",
    "too-many-warnings": "case/test_warnings.py::test_many_warnings_are_counted_and_are_no_error",
    "sources-author-null": "case/test_source_entries.py::test_an_author_that_is_null",
    "huge-duration-1e10": "case/test_huge_numbers.py::test_a_huge_number_is_refused_with_its_place",
    "huge-integer-duration": "case/test_huge_numbers.py::test_a_huge_number_is_refused_with_its_place",
    "closed-pipe-exit-1": "cli/test_streams.py::test_a_reader_that_has_had_enough_ends_it_quietly",
    "stdout-closed": "cli/test_streams.py::test_a_standard_output_closed_from_the_start_is_no_fault",
    "interrupt-during-search": "cli/test_interrupts.py::test_within_the_solver",
    "memory-limit": "cli/test_cli.py::test_memory_that_is_not_given_is_told_in_a_sentence",
    "demo-half-copied": WHOLE + "test_demo_makes_half_of_a_copy_whole",
    "import-half-done": WHOLE + "test_import_makes_half_of_an_import_whole",
    "mixed-outputs": WHOLE + "test_run_leaves_the_former_set_whole_where_it_fails",
    "overwrites-sources": WHOLE + "test_demo_writes_over_nothing",
    "cluster-no-workers": "engine/core/test_parallel.py::test_a_cluster_without_workers",
    "script-without-main-guard": "engine/core/test_parallel.py::test_a_script_without_a_guard_is_told_so",
    "concurrent-sweeps-mixed": "analysis/sureness/test_sweep.py::test_one_sweep_at_a_time_writes_a_table",
    "sweep_csv": "analysis/sureness/test_sweep.py::test_csv_says_what_parquet_says_and_needs_no_extra",
    "csv-formula": "formats/test_csv_text.py::test_no_table_of_a_run_holds_a_formula",
    "csv-formula-cell": "formats/test_csv_text.py::test_no_table_of_a_run_holds_a_formula",
    "efg-party-called-chance": "formats/test_gambit.py::test_players_are_called_as_gambit_reads_it",
    "same-display-name": "formats/test_gambit.py::test_players_are_called_as_gambit_reads_it",
    "gmcr-coalition-note": "formats/test_gmcr.py::test_a_coalition_beside_a_ranking_names_it_too",
    "gmcr-misperceptions-dropped": "formats/test_gmcr.py::test_misperceptions_come_in_as_views",
    "keeps_small": "analysis/assessment/test_what_stays.py::test_the_same_truce_does_not_hold_because_it_was_not_mentioned",
    "keeps_trap": "analysis/assessment/test_what_stays.py::test_the_trap",
    "deals_omits_named": "analysis/roadmap/test_frontier.py::test_every_deal_that_the_case_names_asks_what_its_roadmap_asks",
    "nash_not_listed": "analysis/stability/test_stability.py::test_a_nash_equilibrium_within_reach_comes_before_nearer_equilibria",
    "no_parties_together": "analysis/stability/test_stability.py::test_what_one_could_gain_alone_hides_no_gain_that_takes_both",
    "bond_sentence": "analysis/assessment/test_assessment.py::test_every_remedy_can_stand_after_if",
    "bond_small": "analysis/assessment/test_assessment.py::test_no_remedy_asks_for_certainty",
}


@cache
def written_in(file: str) -> dict[str, str]:
    """The tests of a file, each with its text."""
    text = (TESTS / file).read_text(encoding="utf-8")
    return {
        node.name: ast.get_source_segment(text, node) or ""
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("fault", OF)
def test_the_test_of_a_fault_is_there(fault: str) -> None:
    file, _, name = OF[fault].partition("::")
    assert name in written_in(file)
    assert "assert" in written_in(file)[name] or "raises(" in written_in(file)[name]


def test_every_fault_told_by_a_hint_has_its_row() -> None:
    rows = (TESTS / "case" / "test_hints.py").read_text(encoding="utf-8")
    assert [fault for fault, where in OF.items() if where == HINTS and f'    "{fault}": ' not in rows] == []


def test_every_input_kept_for_a_fault_is_used() -> None:
    kept = {path.name for path in (TESTS / "faults").iterdir()} - {"grain"}
    assert kept <= OF.keys()
