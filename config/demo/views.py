"""`/demo/`: sign in as anyone of the cast with one click, and read the mail that the demo "sent"."""

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_update
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from config.demo import mail
from config.demo.personas import PERSONAS, persona

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAILS_A_PAGE = 20


@login_not_required
@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("to", "").strip()
    page = Paginator(mail.mails(words), MAILS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cast": [(one, one.find()) for one in PERSONAS],
        "words": words,
        "page": page,
        "letters": [mail.read(one) for one in page],
    }
    return render(request, "demo/demo.html", context)


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    found = persona(slug)
    user = found.find() if found else None
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect("home")


def _letter(name: str) -> mail.Letter:
    found = mail.find(name)
    if found is None:
        raise Http404
    return mail.read(found)


@login_not_required
@require_GET
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def demo_mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "demo/mail.html", {"letter": _letter(name)})


@login_not_required
@require_GET
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
