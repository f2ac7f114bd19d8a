"""Who may open what of networking."""

from networking.digests import off_token
from tests.access.table import (
    ANYONE,
    AUTHOR,
    AUTHOR_DONE,
    NO_ONE_SIGNED_IN,
    NO_STAFF,
    STAFF,
    STUDENTS,
    STUDENTS_DONE,
    Row,
)

ROWS = [
    *(
        Row(name, get=STUDENTS, post=NO_ONE_SIGNED_IN)
        for name in (
            "networking_home",
            "question_list",
            "networking_over_time",
            "networking_summary",
            "people_met",
            "contact_list",
        )
    ),
    *(
        Row(name, get=STUDENTS, post=STUDENTS)
        for name in ("networking_delete", "contact_import", "talk_create")
    ),
    Row("goal_choose", get="login 200 302 200 404", post=STUDENTS),
    *(
        Row(name, get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE)
        for name in ("networking_preference", "contact_add", "message_start")
    ),
    Row("goal_detail", get="login 302 200 302 404", post="login 302 200 302 404"),
    *(
        Row(name, get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.goal.pk])
        for name in ("goal_step", "goal_finish", "goal_change")
    ),
    Row(
        "keep_in_touch",
        get=NO_ONE_SIGNED_IN,
        post="login 404 404 404 404",  # the session is to come
        args=lambda world: [world.session.pk, world.lead.pk],
    ),
    Row("digest_off", get=ANYONE, post=ANYONE, args=lambda world: [off_token(world.member)]),
    Row("contact_export", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: ["csv"]),
    Row("contact_edit", get=AUTHOR, post=AUTHOR, args=lambda world: [world.contact.pk]),
    Row("contact_move", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.contact.pk]),
    Row("contact_delete", get=AUTHOR, post=AUTHOR_DONE, args=lambda world: [world.contact.pk]),
    Row("message_edit", get=AUTHOR, post=AUTHOR_DONE, args=lambda world: [world.message.pk]),
    Row("message_sent", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.message.pk]),
    Row("message_delete", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.message.pk]),
    Row("talk_edit", get=AUTHOR, post=AUTHOR_DONE, args=lambda world: [world.talk.pk]),
    Row("talk_change", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.talk.pk]),
    Row("talk_delete", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.talk.pk]),
    Row("talk_calendar_file", get=AUTHOR, post=NO_ONE_SIGNED_IN, args=lambda world: [world.talk.pk]),
    Row("goal_progress", get=STAFF, post=NO_STAFF),
    Row("goal_export", get=STAFF, post=NO_STAFF, args=lambda world: ["csv"]),
    Row("goal_shared", get="login 404 404 404 404", post=NO_STAFF, args=lambda world: [world.goal.pk]),
    Row("goal_plan_edit", get=STAFF, post=STAFF, args=lambda world: [world.session.inning_id, 4]),
]
