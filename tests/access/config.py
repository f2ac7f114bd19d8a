"""Who may open what: home, signing in, the demo, and what else combines the apps."""

from mixitup import calendar_feed
from tests.access.table import ANYONE, NO, NO_ONE_SIGNED_IN, STAFF, STUDENTS, Row, World


def feed_token(world: World) -> str:
    return calendar_feed.address(world.member).split("/")[-1].removesuffix(".ics")


ROWS = [
    # For anyone
    Row("home", get=ANYONE, post=NO),
    Row("healthz", get=ANYONE, post=NO),
    Row("readyz", get=ANYONE, post=NO),
    # Accounts and signing in
    Row("account_request_login_code", get="200 302 302 302 302", post="200 302 302 302 302"),
    Row("account_login", get="200 302 302 302 302", post="200 302 302 302 302"),
    Row("account_confirm_login_code", get="login 302 302 302 302", post="login 302 302 302 302"),
    Row("account_logout", get=NO, post="302"),
    Row("google_login", get=NO, post="302"),
    Row("google_callback", get="login", post="login"),
    Row("slack_login", get=NO, post="302"),
    Row("slack_callback", get="login", post="login"),
    Row("zoom_login", get=NO, post="302"),
    Row("zoom_callback", get="login", post="login"),
    # What combines the apps
    Row("calendar_feed", get=ANYONE, post=NO, args=lambda world: [feed_token(world)]),
    Row("own_words", get=STUDENTS, post=NO_ONE_SIGNED_IN),
    Row("student_erase", get=STAFF, post=STAFF, args=lambda world: [world.student.pk]),
    # Demo: for anyone, where it is at all (without DEMO it isn't: tests/config/demo)
    Row("demo", get=ANYONE, post=NO),
    Row("demo_sign_in", get=NO, post="302", args=lambda world: ["staff"]),
    Row("demo_hour_start", get=NO, post="302"),
    Row("demo_slack", get=NO, post="400"),
    Row("demo_mail", get="404", post=NO, args=lambda world: ["nothing"]),
    Row("demo_mail_html", get="404", post=NO, args=lambda world: ["nothing"]),
]
