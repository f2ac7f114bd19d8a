from django import template
from django.utils.safestring import SafeString, mark_safe

from mixitup.library import resolver
from mixitup.pages import Item, Page, Section, link_up, note_html

register = template.Library()


@register.filter
def section_html(section: Section) -> SafeString:
    """A section's body. The parser cleaned it; links into the old site lead where staff said, else show as text."""
    return mark_safe(link_up(section.html, resolver()))


@register.filter
def lead_note(markdown: str) -> SafeString:
    """A note to the lead, cleaned like the rest of a page."""
    return mark_safe(note_html(markdown))


@register.filter
def intro_html(page: Page) -> SafeString:
    """What the page says before its first heading."""
    return mark_safe(link_up(page.intro_html, resolver()))


@register.filter
def item_html(item: Item) -> SafeString:
    """A list's entry, without what is nested in it."""
    return mark_safe(link_up(item.html, resolver()) if "<a" in item.html else item.html)
