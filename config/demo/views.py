"""`/demo/`: sign in as anyone of the cast with one click, and read the mail that the demo "sent"."""

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_update
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from config.demo import hour, mail, slack
from config.demo.personas import PERSONAS, persona

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAILS_A_PAGE = 20
POSTS = 5


@login_not_required
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("to", "").strip()
    page = Paginator(mail.mails(words), MAILS_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    session = hour.hour_session(now)
    context = {
        "cast": [(one, one.find()) for one in PERSONAS],
        "hour": session,
        "hour_cast": [(one, one.find()) for one in hour.CAST] if session else [],
        "can_start_hour": hour.can_start(now),
        "words": words,
        "page": page,
        "letters": [mail.read(one) for one in page],
        "posts": slack.posts(POSTS),
    }
    return render(request, "demo/demo.html", context)


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    found = persona(slug) or next((one for one in hour.CAST if one.slug == slug), None)
    user = found.find() if found else None
    if found is None or user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect((found in hour.CAST and hour.where(slug, timezone.now())) or "home")


@login_not_required
@require_POST
def demo_hour_start(request: HttpRequest) -> HttpResponse:
    """An hour that happens now, to be seen from inside."""
    staff = persona("staff")
    actor = staff.find() if staff else None
    if actor:
        hour.start_hour(actor, timezone.now())
    return redirect(reverse("demo") + "#hour")


@csrf_exempt
@login_not_required
@require_POST
def demo_slack(request: HttpRequest) -> HttpResponse:
    """Takes a post as Slack would; anybody on this machine may send one."""
    if len(request.body) > slack.LONGEST_BYTES or not slack.keep(request.body):
        return HttpResponse("invalid_payload", status=400, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def _letter(name: str) -> mail.Letter:
    found = mail.find(name)
    if found is None:
        raise Http404
    return mail.read(found)


@login_not_required
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def demo_mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "demo/mail.html", {"letter": _letter(name)})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]
    {
        "default-src": [NONE],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def demo_mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail's own HTML for the frame: no script, no origin; its links open a window of their own."""
    return HttpResponse(f'<base target="_blank">{_letter(name).html}')
