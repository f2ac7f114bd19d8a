import re

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.urls import NoReverseMatch, reverse

from config.demo import mail, slack
from mixitup.models import SlackChannel, Student
from tests.factories import published_session

pytestmark = pytest.mark.django_db


def test_outside_the_demo_there_is_no_such_page(client, staff):
    with pytest.raises(NoReverseMatch):
        reverse("demo")
    for path in ("/demo/", "/demo/sign-in/staff/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert "demo-bar" not in client.get("/").content.decode()


def test_one_click_signs_in_as_staff(demo, client, staff):
    answer = client.post("/demo/sign-in/staff/")

    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(staff.pk)


def test_signing_in_takes_a_post_and_a_persona_that_somebody_plays(demo, client, staff):
    assert client.get("/demo/sign-in/staff/").status_code == 405
    assert client.post("/demo/sign-in/mod-4-lead/").status_code == 404
    assert client.post("/demo/sign-in/nobody/").status_code == 404


def test_the_cast_is_offered_with_a_form_each(demo, client, staff, running):
    page = client.get("/demo/").content.decode()

    offered = re.findall(r'action="/demo/sign-in/([\w-]+)/"', page)

    assert offered == ["staff", "mod-4-lead", "mod-1", "mod-2", "mod-3", "mod-4"]


@pytest.fixture
def running():
    session = published_session(rooms=1, people=5)
    session.inning.starts_on = session.starts_at.date().replace(day=16)
    return session


def test_another_persona_replaces_the_one_before(demo, client, staff, running):
    client.post("/demo/sign-in/staff/")

    client.post("/demo/sign-in/mod-4-lead/")

    student = Student.objects.get(user=client.session["_auth_user_id"])
    assert student.enrolments.get().module.number == 4
    assert "Be somebody else" in client.get("/").content.decode()


def test_the_mail_is_listed_with_its_code(demo, client):
    send_mail("Sign in", "Your code:\n\n4821 0937\n", None, ["ada@example.org"])
    send_mail("Hello", "…", None, ["bob@example.org"])

    assert "code 4821 0937" in client.get("/demo/").content.decode()
    assert "code 4821 0937" not in client.get("/demo/?to=bob").content.decode()


def test_a_mails_html_is_shown_without_script_or_origin(demo, client):
    message = EmailMultiAlternatives("Hi", "Hi.", None, ["ada@example.org"])
    message.attach_alternative("<script>alert(1)</script><b>Hi.</b>", "text/html")
    message.send()
    name = mail.mails()[0].name

    framed = client.get(f"/demo/mail/{name}/html/")
    around = client.get(f"/demo/mail/{name}/")

    assert "<b>Hi.</b>" in framed.content.decode()
    policy = framed["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups" in policy
    assert "frame-src" in around["Content-Security-Policy"]
    assert 'sandbox="allow-popups' in around.content.decode()
    assert client.get("/demo/mail/none/").status_code == 404


def test_what_is_posted_to_slack_is_read_on_the_page(demo, client, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    slack.connect(is_new=True)
    assert SlackChannel.objects.get().webhook == "http://127.0.0.1:8000/demo/slack/"
    settings.SITE_URL = "http://127.0.0.1:8123"
    slack.connect(is_new=False)
    assert SlackChannel.objects.get().webhook == "http://127.0.0.1:8123/demo/slack/"
    for text in ("*Room 1*: Ada & <Bo>", "later"):
        answer = client.post("/demo/slack/", {"text": text}, content_type="application/json")
        assert (answer.status_code, answer.content) == (200, b"ok")
    found = client.get("/demo/").content.decode()
    assert found.index("later") < found.index("*Room 1*: Ada &amp; &lt;Bo&gt;")


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"text": 1}', '{"text": "' + "x" * 200_000 + '"}'])
def test_what_is_no_post_is_refused(demo, client, body):
    assert client.post("/demo/slack/", body, content_type="application/json").status_code == 400
    assert slack.posts(5) == []


def test_a_channel_that_somebody_set_stays(demo):
    SlackChannel(webhook="https://hooks.slack.com/services/T/B/x").save()
    slack.connect(is_new=False)
    assert SlackChannel.objects.get().webhook == "https://hooks.slack.com/services/T/B/x"
