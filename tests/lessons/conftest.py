import datetime

import pytest

from mixitup import library
from mixitup.models import Page
from tests.factories import EnrolmentFactory, InningFactory

LESSON = """---
title: Module 1 Week 2
---

### Learning Goals

* Say what you want

### Part one

Allow 30-40 minutes for this lesson. What do you expect of it?

### Part two

Think about what you need right now:

* Company
* Advice

## Due Dates

* The exit ticket, by end of Friday of Week 2
"""


def make_lesson(source: str = LESSON, slug: str = "one", **values) -> Page:
    page = Page.objects.create(kind=Page.Kind.LESSON, slug=slug)
    library.save_version(page, source, None, seen=None, verb="page.imported")
    page.refresh_from_db()
    return page


@pytest.fixture
def inning(db):
    return InningFactory(name="only", starts_on=datetime.date(2020, 1, 6))


@pytest.fixture
def enrolment(inning):
    return EnrolmentFactory(inning=inning)


@pytest.fixture
def lesson(db):
    return make_lesson()


@pytest.fixture
def own(enrolment, sign_in):
    return sign_in(enrolment.student.user)
