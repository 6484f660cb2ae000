"""The three-way comparison: what each of two editors changed stays, and what both changed is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.merging import Rows, Shown, Typed, choose_theirs, is_same, merge


def one(value):
    return {"f": [value]}


def form(**values):
    return {name: {name: [value]} for name, value in values.items()}


CASES = {
    # shown, typed, now → saved, conflict
    "nobody changed it": ("a", "a", "a", "a", False),
    "I changed it": ("a", "b", "a", "b", False),
    "they changed it": ("a", "a", "b", "b", False),
    "both changed it alike": ("a", "b", "b", "b", False),
    "both changed it": ("a", "b", "c", "b", True),
    "I emptied it, they changed it": ("a", "", "c", "", True),
    "only line ends differ": ("a\nb", "a\r\nb\r\n", "c", "c", False),
}


@pytest.mark.parametrize(("shown", "typed", "now", "saved", "is_asked"), CASES.values(), ids=CASES.keys())
def test_one_field(shown, typed, now, saved, is_asked):
    merged = merge(Shown(form(f=shown)), Typed(form(f=typed)), Shown(form(f=now)))
    assert is_same(merged.typed.fields["f"], one(saved))
    assert [conflict.field for conflict in merged.conflicts] == (["f"] if is_asked else [])


@given(st.fixed_dictionaries({name: st.tuples(*[st.sampled_from("ab") for _ in range(3)]) for name in "uvw"}))
def test_in_any_form_every_change_stands_or_is_asked(values):
    shown, typed, now = (form(**{name: one[place] for name, one in values.items()}) for place in range(3))
    merged = merge(Shown(shown), Typed(typed), Shown(now))
    asked = {conflict.field for conflict in merged.conflicts}
    for name, (base, mine, theirs) in values.items():
        saved = merged.typed.fields[name][name][0]
        assert saved == (mine if mine != base else theirs)
        assert (name in asked) == (mine != base and theirs not in {base, mine})


def test_of_a_set_each_choice_is_merged_by_itself():
    merged = merge(
        Shown({"t": {"t": ["1", "2"]}}),
        Typed({"t": {"t": ["1", "3"]}}),
        Shown({"t": {"t": ["1", "2", "4"]}}),
        sets={"": frozenset({"t"})},
    )
    assert merged.typed.fields["t"]["t"] == ["1", "4", "3"]
    assert merged.conflicts == ()


def rows(**stored):
    return {"r": Rows({key: form(f=value) for key, value in stored.items()})}


def test_rows_are_compared_by_their_key_in_whatever_order_they_come():
    merged = merge(
        Shown(rows={"r": Rows({"1": form(f="a"), "2": form(f="b")})}),
        Typed(rows={"r": Rows({"1": form(f="mine"), "2": form(f="b")})}),
        Shown(rows={"r": Rows({"2": form(f="theirs"), "3": form(f="new"), "1": form(f="a")})}),
    )
    assert merged.typed.rows["r"].stored == {"1": form(f="mine"), "2": form(f="theirs"), "3": form(f="new")}
    assert merged.conflicts == ()


def test_a_row_that_I_delete_and_they_changed_is_asked():
    shown, now = Shown(rows=rows(a="x")), Shown(rows=rows(a="y"))
    typed = Typed(rows=rows(a="x"), deleted={"r": {"a"}})
    merged = merge(shown, typed, now)
    assert [(one.row, one.yours) for one in merged.conflicts] == [("a", None)]
    assert merged.typed.deleted == {"r": {"a"}}
    theirs = choose_theirs(merged.typed, now, [merged.conflicts[0].key])
    assert theirs.deleted == {"r": set()}


def test_a_row_that_they_deleted_and_I_changed_is_asked():
    merged = merge(Shown(rows=rows(a="x")), Typed(rows=rows(a="y")), Shown(rows={"r": Rows()}))
    assert [(one.row, one.theirs) for one in merged.conflicts] == [("+0", None)]
    assert merged.typed.rows["r"].empty == [form(f="y")]
    theirs = choose_theirs(merged.typed, Shown(rows={"r": Rows()}), [merged.conflicts[0].key])
    assert theirs.rows["r"].empty == []


def test_a_row_that_both_add_for_one_thing_is_one_row():
    empty = {"language": one("lo"), "name": one("")}
    mine = {"language": one("lo"), "name": one("mine")}
    theirs = {"language": one("lo"), "name": one("theirs")}
    merged = merge(
        Shown(rows={"r": Rows({}, [empty])}),
        Typed(rows={"r": Rows({}, [mine])}),
        Shown(rows={"r": Rows({"7": theirs})}),
        same_row={"r": "language"},
    )
    assert [(one.row, one.field) for one in merged.conflicts] == [("7", "name")]
    assert merged.typed.rows["r"].empty == []
