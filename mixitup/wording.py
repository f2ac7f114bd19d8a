"""Small words that pages and mails share."""

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: "", "Ada", "Ada and Ben", "Ada, Ben and Cy"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def count(number: int, one: str, many: str) -> str:
    """ "1 room", "1,204 people"."""
    return f"{number:,} {one if number == 1 else many}"


def rooms_named(numbers: Sequence[int]) -> str:
    """ "Room 7", "Rooms 1, 2 and 3"."""
    return f"Room{'' if len(numbers) == 1 else 's'} {listed([str(number) for number in numbers])}"
