"""Every page whose address needs no argument is photographed, or said why not."""

from django.urls import URLResolver, get_resolver

from tests.access import ROWS
from tests.screenshots import EXEMPT, PAGES


def plain_names(patterns, arguments=0):
    for pattern in patterns:
        here = arguments + pattern.pattern.regex.groups
        if isinstance(pattern, URLResolver):
            yield from plain_names(pattern.url_patterns, here)
        elif not here:
            yield pattern.name


def test_every_plain_page_is_photographed_or_exempt():
    pages = {row.name for row in ROWS if "200" in row.get.split()}
    plain = set(plain_names(get_resolver().url_patterns))

    assert (pages & plain) - {shot.url for shot in PAGES} - set(EXEMPT) == set()


def test_each_picture_has_a_name_of_its_own():
    names = [shot.name for shot in PAGES]

    assert len(set(names)) == len(names)


def test_nothing_is_exempt_that_is_photographed():
    assert not set(EXEMPT) & {shot.url for shot in PAGES}
