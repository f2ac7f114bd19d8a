"""Who may open what of the core: roster, calendar, board, publishing, the hour, pages."""

from mixitup import reminders
from mixitup.models import KeepRule
from tests.access.table import (
    ANYONE,
    LEAD,
    NO,
    NO_ONE_SIGNED_IN,
    NO_STAFF,
    SIGNED_IN,
    STAFF,
    STAFF_CONFLICT,
    STAFF_DONE,
    STUDENTS,
    STUDENTS_DONE,
    Row,
    World,
)


def a_rule(world: World) -> int:
    return KeepRule.objects.create(reason="Private").pk


ROWS = [
    # For anyone
    Row("about_detail", get=ANYONE, post=NO),
    # Staff accounts
    Row("staff_list", get=STAFF, post=STAFF),
    Row("staff_invite_again", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.staff.pk]),
    Row("staff_remove", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.staff.pk]),
    Row("staff_restore", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.staff.pk]),
    # Students' own pages
    Row("profile_edit", get=STUDENTS, post="login 409 409 409 404"),
    Row("reminder_choose", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE),
    Row("reminder_off", get=ANYONE, post=ANYONE, args=lambda world: [reminders.off_token(world.member)]),
    Row("calendar_renew", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE),
    # Roster
    Row("student_list", get=STAFF, post=NO_STAFF),
    Row("student_export", get=STAFF, post=NO_STAFF, args=lambda world: ["csv"]),
    Row("student_create", get=STAFF, post=STAFF),
    Row("student_edit", get=STAFF, post="login 404 404 404 409", args=lambda world: [world.student.pk]),
    Row("help_start", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.student.pk]),
    Row("help_stop", get=NO_STAFF, post=STAFF_DONE),
    Row("import_create", get=STAFF, post=STAFF),
    Row("import_groups_create", get=STAFF, post=STAFF),
    Row("import_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.importing.pk]),
    Row("import_sheet", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]),
    Row("import_decide", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]),
    Row("import_commit", get=NO_STAFF, post="login 404 404 404 409", args=lambda world: [world.importing.pk]),
    Row("import_undo", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]),
    Row(
        "import_discard", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.importing.pk]
    ),
    # School and calendar
    Row("record_list", get=STAFF, post=NO_STAFF),
    Row("record_export", get=STAFF, post=NO_STAFF, args=lambda world: ["xlsx"]),
    Row("school_detail", get=STAFF, post=NO_STAFF),
    Row("school_start", get=NO_STAFF, post=STAFF_DONE),
    Row("school_update", get=STAFF, post=STAFF_CONFLICT, args=lambda world: ["name"]),
    Row("slack_update", get=STAFF, post=STAFF),
    Row("slack_try", get=NO_STAFF, post=STAFF_DONE),
    Row("slack_remove", get=NO_STAFF, post=STAFF_DONE),
    Row("setting_list", get=STAFF, post=NO_STAFF, args=lambda world: ["programs"]),
    Row("setting_create", get=STAFF, post=STAFF, args=lambda world: ["innings"]),
    Row(
        "setting_update",
        get=STAFF,
        post=STAFF_CONFLICT,
        args=lambda world: ["innings", world.session.inning_id],
    ),
    Row(
        "setting_delete", get=STAFF, post=STAFF_DONE, args=lambda world: ["innings", world.session.inning_id]
    ),
    Row("inning_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.inning_id]),
    Row("suggestion_accept", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.inning_id]),
    Row("promotion_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.inning_id]),
    Row("promotion_decide", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.inning_id]),
    Row("promotion_commit", get=NO_STAFF, post=STAFF_CONFLICT, args=lambda world: [world.session.inning_id]),
    Row("promotion_undo", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.inning_id]),
    # Sessions
    Row("session_list", get=STAFF, post=NO_STAFF),
    Row("session_create", get=STAFF, post=STAFF, args=lambda world: [world.session.inning_id]),
    Row("session_overview", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("session_update", get=STAFF, post=STAFF_CONFLICT, args=lambda world: [world.session.pk]),
    Row("session_cancel", get=STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    Row("session_reinstate", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    # Board
    Row("board_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("board_step", get=NO_STAFF, post="login 404 404 404 422", args=lambda world: [world.session.pk]),
    Row("board_mix", get=STAFF, post="login 404 404 404 422", args=lambda world: [world.session.pk]),
    Row(
        "board_mix_cancel", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.session.pk]
    ),
    Row("rule_list", get=STAFF, post="login 404 404 404 422"),
    Row("rule_remove", get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [a_rule(world)]),
    Row("board_news", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("board_person", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, world.member.pk]),
    Row("board_effects", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, world.member.pk]),
    # Publishing
    Row("session_detail", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("session_calendar", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("guide_detail", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("group_list", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    # The day itself
    Row(
        "absence_create",
        get=NO_ONE_SIGNED_IN,
        post=STUDENTS_DONE,
        args=lambda world: [world.session.pk],
    ),
    Row(
        "absence_delete",
        get=NO_ONE_SIGNED_IN,
        post=STUDENTS_DONE,
        args=lambda world: [world.session.pk],
    ),
    Row("rescue_detail", get=STAFF, post=STAFF_CONFLICT, args=lambda world: [world.session.pk]),
    Row("rescue_person", get=NO_STAFF, post=STAFF, args=lambda world: [world.session.pk]),
    Row(
        "room_request_create",
        get=NO_ONE_SIGNED_IN,
        post="login 302 302 302 404",
        args=lambda world: [world.session.pk],
    ),
    Row(
        "room_request_delete",
        get=NO_ONE_SIGNED_IN,
        post="login 302 302 302 404",
        args=lambda world: [world.session.pk],
    ),
    Row("publication_create", get=STAFF, post=STAFF, args=lambda world: [world.session.pk]),
    Row("publication_withdraw", get=STAFF, post=STAFF, args=lambda world: [world.session.pk]),
    *(
        Row(name, get=NO_STAFF, post="login 404 404 404 302", args=lambda world: [world.session.pk])
        for name in ("publication_sample", "publication_revoke", "notice_retry")
    ),
    Row(
        "room_request_answer",
        get=NO_STAFF,
        post="login 404 404 404 302",
        args=lambda world: [world.session.pk, world.request.pk],
    ),
    Row("group_export", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "csv"]),
    # The hour
    Row("room_live", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row("room_state", get=STUDENTS, post=NO_ONE_SIGNED_IN, args=lambda world: [world.session.pk]),
    Row(
        "room_press",
        get=NO_ONE_SIGNED_IN,
        post="login 400 400 400 404",
        args=lambda world: [world.session.pk],
    ),
    Row(
        "room_turns",
        get=NO_ONE_SIGNED_IN,
        post="login 400 400 400 404",
        args=lambda world: [world.session.pk],
    ),
    Row(
        "room_attendance",
        get=NO_ONE_SIGNED_IN,
        post="login 409 409 400 404",
        args=lambda world: [world.session.pk],
    ),
    Row("room_help", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE, args=lambda world: [world.session.pk]),
    Row(
        "room_line_add",
        get=NO_ONE_SIGNED_IN,
        post="login 400 400 400 404",
        args=lambda world: [world.session.pk],
    ),
    Row(
        "room_line_delete", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE, args=lambda world: [world.session.pk, 1]
    ),
    Row("intention_edit", get=STUDENTS, post="login 200 200 200 404", args=lambda world: [world.session.pk]),
    Row("intention_share", get=NO_ONE_SIGNED_IN, post=STUDENTS_DONE, args=lambda world: [world.session.pk]),
    Row("room_rehearsal", get=LEAD, post="login 404 404 400 404", args=lambda world: [world.session.pk]),
    Row("room_prepare", get=LEAD, post="login 404 404 302 404", args=lambda world: [world.session.pk]),
    Row(
        "pulse_answer", get=STUDENTS_DONE, post=STUDENTS_DONE, args=lambda world: [world.session.pk]
    ),  # still to come
    Row("pulse_result", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("guide_print", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "a4"]),
    Row("control_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("control_line", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    Row("control_help", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk, 1]),
    Row("attendance_export", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "csv"]),
    Row("attendance_edit", get=STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    # Guides
    Row("page_list", get=STAFF, post=NO_STAFF, args=lambda world: ["guides"]),
    Row("page_import_create", get=STAFF, post=STAFF, args=lambda world: ["guides"]),
    Row("page_import_detail", get=STAFF, post=STAFF_DONE, args=lambda world: [world.pages.pk]),
    Row("page_import_discard", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.pages.pk]),
    Row("site_link_list", get=STAFF, post=STAFF_DONE),
    Row("page_read", get=SIGNED_IN, post=NO_ONE_SIGNED_IN, args=lambda world: [world.page.pk]),
    Row("page_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.page.pk]),
    Row("page_edit", get=STAFF, post=STAFF, args=lambda world: [world.page.pk]),
    Row("page_notes", get=STAFF, post=STAFF, args=lambda world: [world.page.pk]),
    Row("page_versions", get=STAFF, post=NO_STAFF, args=lambda world: [world.page.pk]),
    Row("page_restore", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.page.pk, 1]),
    Row("notice_preview", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "packet"]),
    Row("notice_send_again", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk, "packet"]),
    # Handing out
    Row("zoom_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("zoom_file", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("slack_detail", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk]),
    Row("slack_post", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.session.pk]),
    Row("sheet_print", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "a4"]),
    Row("sign_print", get=STAFF, post=NO_STAFF, args=lambda world: [world.session.pk, "letter"]),
]
