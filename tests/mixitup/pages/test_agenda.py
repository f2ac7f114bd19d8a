from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from mixitup.pages.agenda import Slot, fit, refit

titles = st.sampled_from(["Introductions", "Norms", "Discussion", "Close"])
slots = st.lists(
    st.builds(lambda title, least, more: Slot(title, least, least + more), titles, st.integers(0, 3600), st.integers(0, 900)),
    min_size=1,
    max_size=9,
)  # fmt: skip
HOUR = [Slot("Introductions", 10, 10), Slot("Norms", 8, 10), Slot("Discussion", 35, 35), Slot("Close", 5, 5)]


@given(slots, st.integers(-100, 20000))
def test_any_agenda_fits_any_time_exactly(agenda, available):
    lengths = fit(agenda, available, minute=60).lengths
    assert (len(lengths), sum(lengths)) == (len(agenda), max(available, 0))
    assert min(lengths) >= 0


@given(slots, st.integers(0, 20000))
def test_least_lengths_are_kept_or_it_is_said(agenda, available):
    found = fit(agenda, available, minute=60)
    is_short = any(length < slot.least for slot, length in zip(agenda, found.lengths, strict=True))
    assert is_short == (available < sum(slot.least for slot in agenda))
    assert bool(found.line) == is_short


@given(slots, st.data())
def test_ranges_are_kept_when_the_time_allows_it(agenda, data):
    available = data.draw(st.integers(sum(s.least for s in agenda), sum(s.most for s in agenda)))
    for slot, length in zip(agenda, fit(agenda, available, minute=60).lengths, strict=True):
        assert slot.least <= length <= slot.most


@given(slots, st.integers(0, 20000))
def test_the_close_keeps_three_minutes_while_another_part_has_time(agenda, available):
    lengths = fit(agenda, available, minute=60).lengths
    assert lengths[-1] >= min(180, agenda[-1].least) or sum(lengths[:-1]) == 0


@given(slots, st.data())
def test_an_hour_under_way_refits_into_what_remains(agenda, data):
    at = data.draw(st.integers(0, len(agenda) - 1))
    spent, remaining = data.draw(st.integers(0, 4000)), data.draw(st.integers(0, 9000))
    lengths = refit(agenda, at, spent, remaining, minute=60).lengths
    assert (len(lengths), sum(lengths)) == (len(agenda) - at, remaining)


@given(
    st.lists(st.builds(lambda least, more: Slot("Part", least, least + more), st.integers(1, 40), st.integers(0, 9)), min_size=1, max_size=7),
    st.integers(0, 60),
    st.integers(0, 59),
)  # fmt: skip
def test_a_clock_shows_the_times_of_the_plan_whatever_second_it_starts_at(agenda, spare, second):
    minutes = sum(slot.least for slot in agenda) + spare
    plan = fit(agenda, minutes).lengths
    in_seconds = [Slot(slot.title, slot.least * 60, slot.most * 60) for slot in agenda]
    clock = fit(in_seconds, minutes * 60 - second, minute=60).lengths
    assert [(second + at) // 60 for at in accumulate(clock)] == list(accumulate(plan))


def test_the_longest_gives_first_then_the_introductions():
    assert fit(HOUR, 60).lengths == (10, 10, 35, 5)
    assert fit(HOUR, 59).lengths == (10, 9, 35, 5)
    assert fit(HOUR, 70).lengths == (10, 10, 45, 5)
    assert fit(HOUR, 45).lengths == (10, 8, 22, 5)
    assert fit(HOUR, 24).lengths == (6, 8, 5, 5)
    assert fit(HOUR, 12).lengths == (2, 1, 5, 4)
    assert fit(HOUR, 4).lengths == (0, 1, 0, 3)
    assert fit([], 60).lengths == ()


def test_one_line_says_who_gives():
    assert fit(HOUR, 60).line == ""
    assert (
        fit(HOUR, 45).line == "There is less time than the guide asks for: Discussion gets 13 minutes less."
    )
    assert fit(HOUR, 57).line.endswith(": Discussion gets 1 minute less.")
    assert fit(HOUR, 24).line.endswith(": Introductions gets 4 minutes less and Discussion 30.")
    assert fit(HOUR, 12).line.endswith(
        ": Introductions gets 8 minutes less, Norms 7, Discussion 30 and Close 1."
    )


def test_a_late_start_and_a_long_section_shorten_what_follows():
    assert refit(HOUR, 0, 0, 52).lengths == (10, 8, 29, 5)
    assert refit(HOUR, 2, 30, 6).lengths == (3, 3)
