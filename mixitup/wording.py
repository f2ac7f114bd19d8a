"""Small words that pages and mails share."""

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: "Ada, Ben and Cy"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
