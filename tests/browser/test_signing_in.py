"""Signing in and the staff accounts, in a real browser."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from mixitup.models import School
from mixitup.outgoing import wait_until_sent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [(320, "light"), (320, "dark"), (1440, "light")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_colleague_signs_in_and_lands_where_they_meant_to_go(visit, axe, width, scheme):
    School(contact_email="careers@example.org").save()
    UserFactory(email="robin@example.org", name="Robin Staff", is_staff=True)
    page = visit("/staff/people/", viewport={"width": width, "height": 800}, color_scheme=scheme)
    axe(page)
    page.get_by_label("Your e-mail address").fill("robin")
    page.get_by_role("button", name="Mail me a code").click()
    expect(page.get_by_label("Your e-mail address")).to_have_accessible_description(re.compile("needs an @"))
    axe(page)

    page.get_by_label("Your e-mail address").fill("robin@example.org")
    page.get_by_label("Your e-mail address").press("Enter")
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    axe(page)
    page.keyboard.type("1234 5678")
    page.keyboard.press("Enter")
    expect(page.get_by_text("isn’t the code in the newest mail")).to_be_visible()
    axe(page)
    wait_until_sent()
    page.get_by_label("Code from the mail").fill(re.match(r"\d{4} \d{4}", mail.outbox[-1].subject).group())
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Staff accounts")


def test_another_code_comes_with_one_click(visit):
    UserFactory(email="robin@example.org", is_staff=True)
    page = visit("/sign-in/")
    page.get_by_label("Your e-mail address").fill("robin@example.org")
    page.get_by_role("button", name="Mail me a code").click()

    page.get_by_role("button", name="Send another code").click()

    expect(page.get_by_label("Code from the mail")).to_be_focused()
    wait_until_sent()
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_staff_accounts_read_well_with_long_names(visit, axe, staff, width, scheme):
    name = "Maximiliana Featherstonehaugh-Cholmondeley-Okonkwo"
    for number, is_active in enumerate([True, False]):
        email = f"maximiliana{number}@career-development.turning-elm.example.org"
        UserFactory(email=email, name=name, is_staff=True, is_active=is_active)
    page = visit("/staff/people/", staff, viewport={"width": width, "height": 800}, color_scheme=scheme)
    axe(page)

    page.get_by_role("button", name=f"Remove {name}").click()

    expect(page.get_by_text("is removed and signed out everywhere")).to_be_visible()
    axe(page)


def test_a_failed_save_is_said_and_what_was_typed_stays(visit, staff, axe, faults):
    page = visit("/staff/people/", staff)
    page.get_by_label("Name").fill("Jo Li")
    staff.shut_out()

    page.evaluate("htmx.ajax('POST', '/staff/people/', {source: 'main', values: {name: 'Jo Li'}})")

    expect(page.get_by_role("alert")).to_contain_text("You’ve been signed out")
    assert page.get_by_label("Name").input_value() == "Jo Li"
    axe(page)
    assert ["Response Status Error Code 401" in fault for fault in faults] == [True]
    faults.clear()


def test_the_error_page_stands_without_anything_else(page, axe, monkeypatch, faults):
    monkeypatch.setattr(School, "load", lambda: 1 / 0)

    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Something broke on our side")
    axe(page)
    faults.clear()
