from django import template

from mixitup.live.attendance import Line

register = template.Library()


@register.filter
def came_words(answer: str) -> str:
    return {"yes": "Came", "no": "Missed"}.get(answer, "Not noted")


@register.filter
def chosen(wanted: dict[int, str], line: Line) -> str:
    """What the person chose about somebody before the page came back, else what is noted."""
    return (wanted or {}).get(line.seat.student_id, line.noted)


@register.filter
def any_noted(room: list[Line]) -> bool:
    return any(line.noted for line in room)
