"""Who may open what: every URL (libraries' too) × GET and POST × five roles, one file an app."""

from tests.access import config, lessons, mixitup, networking

ROWS = [*config.ROWS, *mixitup.ROWS, *lessons.ROWS, *networking.ROWS]
