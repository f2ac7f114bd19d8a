from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mixitup.models import School


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every page needs: the school's name, and whether this is the demo."""
    return {"school": School.load(), "is_demo": settings.DEMO}
