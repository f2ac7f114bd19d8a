from hypothesis import given
from hypothesis import strategies as st

from mixitup.hour import LEAST_CLOSE, fit
from mixitup.pages import Minutes

spans = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 30)).map(lambda pair: Minutes(pair[0], sum(pair))),
    min_size=1,
    max_size=9,
)


@given(spans, st.integers(15, 240))
def test_parts_take_exactly_the_session(parts, total):
    lengths = fit(parts, total)
    assert sum(lengths) == total
    assert min(lengths) >= 1


@given(spans, st.data())
def test_parts_stay_in_their_ranges_when_the_session_allows_it(parts, data):
    least, most = sum(part.least for part in parts), sum(part.most for part in parts)
    total = data.draw(st.integers(least, most))
    for part, length in zip(parts, fit(parts, total), strict=True):
        assert part.least <= length <= part.most


@given(spans, st.integers(15, 240))
def test_the_close_keeps_three_minutes_while_any_other_part_has_more(parts, total):
    lengths = fit(parts, total)
    close = min(LEAST_CLOSE, parts[-1].least)
    assert lengths[-1] >= close or max(lengths[:-1], default=1) == 1


def test_spare_time_is_shared_by_the_ranges_and_the_longest_part_gives_first():
    hour = [Minutes(10, 10), Minutes(8, 10), Minutes(35, 35), Minutes(5, 5)]
    assert fit(hour, 60) == [10, 10, 35, 5]
    assert fit(hour, 59) == [10, 9, 35, 5]
    assert fit(hour, 45) == [10, 8, 22, 5]
    assert fit(hour, 70) == [10, 10, 45, 5]
    assert fit([], 60) == []
