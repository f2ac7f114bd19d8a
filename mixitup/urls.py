from django.urls import path

from mixitup.views import (
    absences,
    board,
    control,
    handing_out,
    helping,
    innings,
    keep_rules,
    library,
    live,
    live_words,
    mixing,
    page_imports,
    profile,
    promotion,
    public,
    publishing,
    pulse,
    record,
    rehearsal,
    rescue,
    rooms,
    roster_import,
    school,
    sessions,
    slack,
    staff_accounts,
    students,
)

# Each audience's task has its block; keep additions inside theirs.
public_urls = [
    path("about/", public.about_detail, name="about_detail"),
]
account_urls = [
    path("staff/people/", staff_accounts.staff_list, name="staff_list"),
    path("staff/people/<int:pk>/invite/", staff_accounts.staff_invite_again, name="staff_invite_again"),
    path("staff/people/<int:pk>/remove/", staff_accounts.staff_remove, name="staff_remove"),
    path("staff/people/<int:pk>/restore/", staff_accounts.staff_restore, name="staff_restore"),
]
student_urls = [
    path("profile/", profile.profile_edit, name="profile_edit"),
    path("profile/reminders/", profile.reminder_choose, name="reminder_choose"),
    path("reminders/off/<str:token>/", public.reminder_off, name="reminder_off"),
    path("profile/calendar/", profile.calendar_renew, name="calendar_renew"),
]
roster_urls = [
    path("staff/students/", students.student_list, name="student_list"),
    path("staff/students.<str:extension>", students.student_export, name="student_export"),
    path("staff/students/new/", students.student_create, name="student_create"),
    path("staff/students/<int:pk>/", students.student_edit, name="student_edit"),
    path("staff/students/<int:pk>/help/", helping.help_start, name="help_start"),
    path("staff/help/stop/", helping.help_stop, name="help_stop"),
    path("staff/roster/import/", roster_import.import_create, {"kind": "people"}, name="import_create"),
    path(
        "staff/roster/import/groups/",
        roster_import.import_create,
        {"kind": "groups"},
        name="import_groups_create",
    ),
    path("staff/roster/import/<int:pk>/", roster_import.import_detail, name="import_detail"),
    path("staff/roster/import/<int:pk>/sheet/", roster_import.import_sheet, name="import_sheet"),
    path("staff/roster/import/<int:pk>/decide/", roster_import.import_decide, name="import_decide"),
    path("staff/roster/import/<int:pk>/commit/", roster_import.import_commit, name="import_commit"),
    path("staff/roster/import/<int:pk>/undo/", roster_import.import_undo, name="import_undo"),
    path("staff/roster/import/<int:pk>/discard/", roster_import.import_discard, name="import_discard"),
]
school_urls = [
    path("staff/record/", record.record_list, name="record_list"),
    path("staff/record.<str:extension>", record.record_export, name="record_export"),
    path("staff/settings/", school.school_detail, name="school_detail"),
    path("staff/settings/start/", school.school_start, name="school_start"),
    path("staff/settings/school/<slug:part>/", school.school_update, name="school_update"),
    path("staff/settings/slack/", slack.slack_update, name="slack_update"),
    path("staff/settings/slack/try/", slack.slack_try, name="slack_try"),
    path("staff/settings/slack/remove/", slack.slack_remove, name="slack_remove"),
    path("staff/settings/<slug:kind>/", school.setting_list, name="setting_list"),
    path("staff/settings/<slug:kind>/new/", school.setting_create, name="setting_create"),
    path("staff/settings/<slug:kind>/<int:pk>/", school.setting_update, name="setting_update"),
    path("staff/settings/<slug:kind>/<int:pk>/delete/", school.setting_delete, name="setting_delete"),
    path("staff/innings/<int:pk>/", innings.inning_detail, name="inning_detail"),
    path("staff/innings/<int:pk>/suggested/", innings.suggestion_accept, name="suggestion_accept"),
    path("staff/innings/<int:pk>/promotion/", promotion.promotion_detail, name="promotion_detail"),
    path("staff/innings/<int:pk>/promotion/decide/", promotion.promotion_decide, name="promotion_decide"),
    path("staff/innings/<int:pk>/promotion/commit/", promotion.promotion_commit, name="promotion_commit"),
    path("staff/innings/<int:pk>/promotion/undo/", promotion.promotion_undo, name="promotion_undo"),
]
session_urls = [
    path("staff/sessions/", sessions.session_list, name="session_list"),
    path("staff/innings/<int:pk>/sessions/new/", sessions.session_create, name="session_create"),
    path("staff/sessions/<int:pk>/", sessions.session_overview, name="session_overview"),
    path("staff/sessions/<int:pk>/edit/", sessions.session_update, name="session_update"),
    path("staff/sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("staff/sessions/<int:pk>/reinstate/", sessions.session_reinstate, name="session_reinstate"),
]
board_urls = [
    path("staff/sessions/<int:pk>/board/", board.board_detail, name="board_detail"),
    path("staff/sessions/<int:pk>/board/step/", board.board_step, name="board_step"),
    path("staff/sessions/<int:pk>/board/mix/", mixing.board_mix, name="board_mix"),
    path("staff/sessions/<int:pk>/board/mix/cancel/", mixing.board_mix_cancel, name="board_mix_cancel"),
    path("staff/rules/", keep_rules.rule_list, name="rule_list"),
    path("staff/rules/<int:pk>/remove/", keep_rules.rule_remove, name="rule_remove"),
    path("staff/sessions/<int:pk>/board/news/", board.board_news, name="board_news"),
    path("staff/sessions/<int:pk>/board/people/<int:student_pk>/", board.board_person, name="board_person"),
    path(
        "staff/sessions/<int:pk>/board/people/<int:student_pk>/effects/",
        board.board_effects,
        name="board_effects",
    ),
]
publishing_urls = [
    path("sessions/<int:pk>/", rooms.session_detail, name="session_detail"),
    path("sessions/<int:pk>/session.ics", rooms.session_calendar, name="session_calendar"),
    path("sessions/<int:pk>/guide/", rooms.guide_detail, name="guide_detail"),
    path("sessions/<int:pk>/groups/", rooms.group_list, name="group_list"),
    path("sessions/<int:pk>/room-request/", rooms.room_request_create, name="room_request_create"),
    path("sessions/<int:pk>/room-request/take-back/", rooms.room_request_delete, name="room_request_delete"),
    path("staff/sessions/<int:pk>/publish/", publishing.publication_create, name="publication_create"),
    path("staff/sessions/<int:pk>/publish/sample/", publishing.publication_sample, name="publication_sample"),
    path("staff/sessions/<int:pk>/publish/revoke/", publishing.publication_revoke, name="publication_revoke"),
    path(
        "staff/sessions/<int:pk>/publish/preview/<slug:kind>/",
        publishing.notice_preview,
        name="notice_preview",
    ),
    path(
        "staff/sessions/<int:pk>/publish/again/<slug:kind>/",
        publishing.notice_send_again,
        name="notice_send_again",
    ),
    path(
        "staff/sessions/<int:pk>/publish/take-back/",
        publishing.publication_withdraw,
        name="publication_withdraw",
    ),
    path("staff/sessions/<int:pk>/publish/retry/", publishing.notice_retry, name="notice_retry"),
    path(
        "staff/sessions/<int:pk>/room-requests/<int:request_pk>/",
        publishing.room_request_answer,
        name="room_request_answer",
    ),
    path("staff/sessions/<int:pk>/groups.<str:extension>", publishing.group_export, name="group_export"),
]
live_urls = [
    path("sessions/<int:pk>/room/", live.room_live, name="room_live"),
    path("sessions/<int:pk>/room/state/", live.room_state, name="room_state"),
    path("sessions/<int:pk>/room/clock/", live.room_press, name="room_press"),
    path("sessions/<int:pk>/room/turns/", live.room_turns, name="room_turns"),
    path("sessions/<int:pk>/room/here/", live.room_attendance, name="room_attendance"),
    path("sessions/<int:pk>/room/lines/", live_words.room_line_add, name="room_line_add"),
    path(
        "sessions/<int:pk>/room/lines/<int:line_pk>/take-out/",
        live_words.room_line_delete,
        name="room_line_delete",
    ),
    path("sessions/<int:pk>/intention/", live_words.intention_edit, name="intention_edit"),
    path("sessions/<int:pk>/intention/share/", live_words.intention_share, name="intention_share"),
    path("sessions/<int:pk>/room/prepare/", live_words.room_prepare, name="room_prepare"),
    path("sessions/<int:pk>/room/rehearsal/", rehearsal.room_rehearsal, name="room_rehearsal"),
    path("sessions/<int:pk>/room/help/", live.room_help, name="room_help"),
    path("sessions/<int:pk>/pulse/", pulse.pulse_answer, name="pulse_answer"),
    path("staff/sessions/<int:pk>/pulse/", pulse.pulse_result, name="pulse_result"),
    path("staff/sessions/<int:pk>/control/", control.control_detail, name="control_detail"),
    path("staff/sessions/<int:pk>/control/line/", control.control_line, name="control_line"),
    path("staff/sessions/<int:pk>/control/help/<int:number>/", control.control_help, name="control_help"),
    path("staff/sessions/<int:pk>/print/<slug:paper>/guide/", control.guide_print, name="guide_print"),
    path("staff/sessions/<int:pk>/attendance/", control.attendance_edit, name="attendance_edit"),
    path(
        "staff/sessions/<int:pk>/attendance.<str:extension>",
        control.attendance_export,
        name="attendance_export",
    ),
]
handing_out_urls = [
    path("staff/sessions/<int:pk>/zoom/", handing_out.zoom_detail, name="zoom_detail"),
    path("staff/sessions/<int:pk>/zoom/rooms.csv", handing_out.zoom_file, name="zoom_file"),
    path("staff/sessions/<int:pk>/slack/", slack.slack_detail, name="slack_detail"),
    path("staff/sessions/<int:pk>/slack/post/", slack.slack_post, name="slack_post"),
    path("staff/sessions/<int:pk>/print/<slug:paper>/", handing_out.sheet_print, name="sheet_print"),
    path("staff/sessions/<int:pk>/print/<slug:paper>/doors/", handing_out.sign_print, name="sign_print"),
]
day_urls = [
    path("sessions/<int:pk>/absence/", absences.absence_create, name="absence_create"),
    path("sessions/<int:pk>/absence/take-back/", absences.absence_delete, name="absence_delete"),
    path("staff/sessions/<int:pk>/rescue/", rescue.rescue_detail, name="rescue_detail"),
    path("staff/sessions/<int:pk>/rescue/people/", rescue.rescue_person, name="rescue_person"),
]
guide_urls = [
    path("pages/<int:pk>/", library.page_read, name="page_read"),
    path("staff/pages/links/", page_imports.site_link_list, name="site_link_list"),
    path("staff/pages/<int:pk>/", library.page_detail, name="page_detail"),
    path("staff/pages/<int:pk>/edit/", library.page_edit, name="page_edit"),
    path("staff/pages/<int:pk>/notes/", library.page_notes, name="page_notes"),
    path("staff/pages/<int:pk>/versions/", library.page_versions, name="page_versions"),
    path("staff/pages/<int:pk>/versions/<int:number>/", library.page_restore, name="page_restore"),
    path("staff/pages/imports/<int:pk>/", page_imports.page_import_detail, name="page_import_detail"),
    path(
        "staff/pages/imports/<int:pk>/discard/", page_imports.page_import_discard, name="page_import_discard"
    ),
    path("staff/pages/<slug:kind>/", library.page_list, name="page_list"),
    path("staff/pages/<slug:kind>/import/", page_imports.page_import_create, name="page_import_create"),
]

urlpatterns = [
    *public_urls,
    *account_urls,
    *student_urls,
    *roster_urls,
    *school_urls,
    *session_urls,
    *board_urls,
    *publishing_urls,
    *day_urls,
    *live_urls,
    *handing_out_urls,
    *guide_urls,
]
