from django.core.mail import EmailMultiAlternatives, send_mail

from config.demo import mail


def test_a_mail_becomes_a_file_with_both_its_forms(demo):
    message = EmailMultiAlternatives("Room 7", "You are in room 7.", None, ["ada@example.org"])
    message.attach_alternative("<p>You are in <b>room 7</b>.</p>", "text/html")
    message.send()

    (found,) = mail.mails()
    letter = mail.read(found)

    assert (letter.to, letter.subject) == ("ada@example.org", "Room 7")
    assert letter.text.strip() == "You are in room 7."
    assert letter.html.strip() == "<p>You are in <b>room 7</b>.</p>"
    assert letter.code == ""


def test_mails_are_found_by_recipient_newest_first(demo):
    for subject, to in (("one", "ada"), ("two", "bob"), ("three", "ada")):
        send_mail(subject, "…", None, [f"{to}@example.org"])

    assert [mail.read(found).subject for found in mail.mails("ADA@")] == ["three", "one"]


def test_a_sign_in_code_is_read_out_of_its_mail(demo):
    send_mail("Sign in", "Your code is\n\n    4821 0937\n\nIt works once.", None, ["ada@example.org"])

    assert mail.read(mail.mails()[0]).code == "4821 0937"


def test_an_address_cannot_leave_the_folder(demo):
    send_mail("Hello", "…", None, ["../../ada@example.org"])

    (path,) = demo.MAIL_DIR.iterdir()

    assert mail.find("../" + path.stem) is None
    assert mail.find(path.stem)
