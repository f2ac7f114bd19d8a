import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mixitup.access import student_required
from mixitup.models import Enrolment, Session, Student
from networking import digests, overview, ties
from networking.goals import activity_of, current_goal, plan_for
from networking.models import Contact, Conversation, Goal, Message, Preference
from networking.questions import all_questions, search_questions

MET_SESSIONS = 8  # four innings


@require_safe
@student_required
def networking_home(request: HttpRequest, student: Student) -> HttpResponse:
    """The goal, what waits, and the ways on."""
    today = timezone.localdate()
    enrolment = Enrolment.objects.current_of(student, today)
    context = {
        "today": today,
        "enrolment": enrolment,
        "goal": current_goal(student, enrolment.inning) if enrolment else None,
        "plan": plan_for(enrolment) if enrolment else None,
        "activity": activity_of(enrolment, today) if enrolment else None,
        "follow_ups": overview.follow_ups(student, today + datetime.timedelta(days=7)),
        "coming": Conversation.objects.of(student).coming(timezone.now()).select_related("contact")[:5],
        "drafts": Message.objects.of(student).filter(sent_at=None).select_related("contact")[:5],
        "contact_count": Contact.objects.of(student).count(),
        "preference": Preference.objects.filter(owner=student).first() or Preference(owner=student),
    }
    return render(request, "networking/home.html", context)


@require_safe
@student_required
def question_list(request: HttpRequest, student: Student) -> HttpResponse:
    words, audience = request.GET.get("q", "").strip(), request.GET.get("for", "")
    found = search_questions(words, audience)
    context = {"words": words, "audience": audience, "found": found, "count": len(all_questions())}
    return render(request, "networking/questions.html", context)


@require_safe
@student_required
def networking_over_time(request: HttpRequest, student: Student) -> HttpResponse:
    """Conversations, contacts, and the people of one's rooms whom one might follow up with."""
    met = ties.people_met(student, timezone.now(), sessions=MET_SESSIONS)
    people = {mate.student for one in met for mate in one.mates}
    context = {"done": overview.over_time(student), "met": met, "people_count": len(people)}
    return render(request, "networking/over_time.html", context)


@require_safe
@student_required
def networking_summary(request: HttpRequest, student: Student) -> HttpResponse:
    """A page to print as evidence: only what is ticked is on it; nothing is ticked beforehand."""
    talks = list(Conversation.objects.of(student).held().select_related("contact"))
    goals = list(Goal.objects.of(student).current().select_related("inning"))
    parts, chosen = set(request.GET.getlist("part")), set(request.GET.getlist("talk"))
    context = {
        "student": student,
        "talks": talks,
        "goals": goals,
        "parts": parts,
        "chosen": chosen,
        "shown_talks": [talk for talk in talks if str(talk.pk) in chosen],
        "done": overview.over_time(student),
    }
    return render(request, "networking/summary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@student_required
def networking_delete(request: HttpRequest, student: Student) -> HttpResponse:
    """All of it, for good, once the word is typed."""
    if request.method == "POST" and request.POST.get("word", "").strip().lower() == "delete":
        overview.erase(student, timezone.now())
        messages.success(request, "Everything you kept here about networking is gone for good.")
        return redirect("networking_home")
    return render(request, "networking/delete.html", {"is_wrong": request.method == "POST"})


@require_POST
@student_required
def networking_preference(request: HttpRequest, student: Student) -> HttpResponse:
    wants = request.POST.get("digest") == "on"
    Preference.objects.update_or_create(owner=student, defaults={"wants_digest": wants})
    messages.success(request, "You'll get a weekly reminder." if wants else "No reminders by e-mail.")
    return redirect("networking_home")


@require_safe
@student_required
def people_met(request: HttpRequest, student: Student) -> HttpResponse:
    """Everyone from one's latest rooms, to keep in touch with: opt-in, and both ways."""
    met = ties.people_met(student, timezone.now(), sessions=MET_SESSIONS)
    return render(request, "networking/people.html", {"met": met})


@require_POST
@student_required
def keep_in_touch(request: HttpRequest, student: Student, session_pk: int, pk: int) -> HttpResponse:
    session = get_object_or_404(
        Session.objects.filter(cancelled_at=None, starts_at__lt=timezone.now()), pk=session_pk
    )
    if not ties.say_keep_in_touch(student, session, pk, request.POST.get("wants") == "1"):
        raise Http404
    return redirect("people_met")


@login_not_required
@csrf_exempt  # a mail program's one-click POST (RFC 8058) has no token but the link's own
@require_http_methods(["GET", "HEAD", "POST"])
def digest_off(request: HttpRequest, token: str) -> HttpResponse:
    student = digests.student_of(token)
    if student is None:
        raise Http404
    if request.method == "POST":
        Preference.objects.update_or_create(owner=student, defaults={"wants_digest": False})
    return render(request, "networking/digest_off.html", {"is_off": request.method == "POST"})
