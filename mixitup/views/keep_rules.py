"""Rules that every mix keeps: one page for staff."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mixitup import keep_rules
from mixitup.access import staff_required
from mixitup.forms.keep_rule import KeepRuleForm, offer
from mixitup.models import KeepRule, Student

# A longer list of names helps nobody who types one; names and addresses are understood all the same.
OFFERED = 2000


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_list(request: HttpRequest) -> HttpResponse:
    people = list(Student.objects.filter(erased_at=None).select_related("user").named())
    form = KeepRuleForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        assert request.user.is_authenticated
        told = form.cleaned_data
        keep_rules.add(told["kind"], told["students"], told["reason"], request.user)
        messages.success(
            request, "Every mix from now on keeps this rule. Boards that are open show where they break it."
        )
        return redirect("rule_list")
    rules = KeepRule.objects.prefetch_related("students").select_related("made_by__student")
    context = {
        "form": form,
        "rules": rules,
        "offers": [offer(one) for one in people] if len(people) <= OFFERED else [],
    }
    return render(request, "mixitup/rule_list.html", context, status=422 if form.errors else 200)


@staff_required
@require_POST
def rule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    assert request.user.is_authenticated
    keep_rules.remove(get_object_or_404(KeepRule, pk=pk), request.user)
    messages.success(request, "The rule is taken back.")
    return redirect("rule_list")
