from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], *beginnings: str) -> SafeString | str:
    """Marks a link as the current page's when the URL's name begins with one of these words."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = (match.url_name or "") if match else ""
    return mark_safe('aria-current="page"') if name.startswith(beginnings) else ""
