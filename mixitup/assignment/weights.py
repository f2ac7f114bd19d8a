"""What counts for how much: every weight and order of the engine, in one place.

Goals are met in order: a figure further down never pays for one further up. Inside the figure "repeats" the
number of pairs comes first; their weight (how often, how recently) decides between equal numbers.
"""

# The order of goals after the rules (which are never broken), by what staff prefer.
ORDER = {
    "repeats": ("leads", "choices", "repeats", "spread"),
    "spread": ("leads", "choices", "spread", "repeats"),
}

# What one earlier meeting adds to a pair's weight: in the last session, the one before, and so on.
# The last number holds for everything older. Meetings add up, so meeting often weighs more.
MEETING_WEIGHTS = (8, 6, 5, 4, 3, 2, 1)


def meeting_weight(sessions_ago: int) -> int:
    """The weight of a meeting `sessions_ago` sessions back (1 = the last session in the history)."""
    return MEETING_WEIGHTS[min(sessions_ago, len(MEETING_WEIGHTS)) - 1]


# How the search adds goals up while it walks (the best arrangement is always chosen by the order above).
# repeat: one pair that meets again, beside its meeting weight divided by WEIGHT_SHARE.
# spread: one same-value pair inside a group.
SEARCH = {
    "repeats": {"repeat": 3, "spread": 2},
    "spread": {"repeat": 2, "spread": 3},
}
# The same in small schools, where all of that can't be had and the search walks long enough to go by the order alone.
SMALL = {
    "repeats": {"repeat": 6, "spread": 1},
    "spread": {"repeat": 2, "spread": 3},
}
