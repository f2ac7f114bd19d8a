from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from mixitup.models import School


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every page needs, and the ways from one app to another, which never import each other."""
    return {
        "school": School.load(),
        "is_demo": settings.DEMO,
        "goal_url": reverse("goal_choose"),
        "networking_url": reverse("networking_home"),
        "people_url": reverse("people_met"),
    }
