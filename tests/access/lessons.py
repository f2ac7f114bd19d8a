"""Who may open what of the lessons; the world’s one is for Module 3, the member’s."""

from tests.access.table import (
    AUTHOR_DONE,
    LEARNER,
    LEARNER_DONE,
    NO_ONE_SIGNED_IN,
    NO_STAFF,
    STAFF,
    STAFF_CONFLICT,
    STAFF_DONE,
    STUDENTS,
    Row,
)

ROWS = [
    Row("lesson_list", get=STUDENTS, post=NO_ONE_SIGNED_IN),
    Row("lesson_detail", get=LEARNER, post=NO_ONE_SIGNED_IN, args=lambda world: [world.lesson.pk]),
    *(
        Row(name, get=NO_ONE_SIGNED_IN, post=LEARNER_DONE, args=lambda world: [world.lesson.pk])
        for name in ("lesson_start", "lesson_tick", "ticket_hand_in")
    ),
    Row(
        "reflection_save",
        get=NO_ONE_SIGNED_IN,
        post=LEARNER_DONE,
        args=lambda world: [world.lesson.pk],
        data=lambda world: {"anchor": "one", "version": 0},
    ),
    Row("reflection_share", get=NO_ONE_SIGNED_IN, post=AUTHOR_DONE, args=lambda world: [world.reflection.pk]),
    Row("lesson_overview", get=STAFF, post=NO_STAFF),
    Row("lesson_progress", get=STAFF, post=NO_STAFF, args=lambda world: [world.lesson.pk]),
    Row("lesson_nudge", get=NO_STAFF, post=STAFF_DONE, args=lambda world: [world.lesson.pk]),
    Row(
        "lesson_extend",
        get=STAFF,
        post=STAFF,
        args=lambda world: [world.lesson.pk, world.member.enrolments.get().pk],
    ),
    Row("ticket_edit", get=STAFF, post=STAFF, args=lambda world: [world.lesson.pk]),
    Row(
        "ticket_question_edit",
        get=STAFF,
        post=STAFF_CONFLICT,
        args=lambda world: [world.lesson.pk, world.question.pk],
    ),
    Row(
        "ticket_question_change",
        get=NO_STAFF,
        post=STAFF_DONE,
        args=lambda world: [world.lesson.pk, world.question.pk],
    ),
    Row("lesson_export", get=STAFF, post=NO_STAFF, args=lambda world: [world.lesson.pk, "csv"]),
    Row("ticket_export", get=STAFF, post=NO_STAFF, args=lambda world: [world.lesson.pk, "csv"]),
]
