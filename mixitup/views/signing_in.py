"""The two screens of signing in: the address, and the code that was mailed to it."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account import views as library
from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from mixitup.accounts import TYPED_EMAIL


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignInView(library.RequestLoginCodeView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Unlike the library's: who waits for a code may come back for another, or for another address."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_authenticated_redirect_url())
        return super(library.RedirectAuthenticatedUserMixin, self).dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        email = self.request.GET.get("email") or self.request.session.get(TYPED_EMAIL, "")
        return {"email": email}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[TYPED_EMAIL] = form.cleaned_data["email"]
        self.request.session.set_expiry(settings.ACCOUNT_LOGIN_TIMEOUT)
        if form._user is None:
            get_adapter().pretend_to_send_code(form.cleaned_data["email"])
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        status = 429 if form.is_limited else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        providers = [(name.capitalize(), reverse(f"{name}_login")) for name in settings.SIGN_IN_PROVIDERS]
        return {**super().get_context_data(**kwargs), "providers": providers}


@method_decorator(login_not_required, name="dispatch")
class CodeView(library.ConfirmLoginCodeView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and self._has_expired():
            messages.warning(
                request, "That code no longer works: each lasts 15 minutes. Ask for a new one here."
            )
            return self._ask_again()
        return super().dispatch(request, *args, **kwargs)

    def _has_expired(self) -> bool:
        if TYPED_EMAIL not in self.request.session:
            return False
        stage = LoginStageController.enter(self.request, LoginByCodeStage.key)
        if not stage or time.time() - stage.state.get("at", 0) > app_settings.LOGIN_BY_CODE_TIMEOUT:
            return True
        user = stage.login.user
        return user is not None and user.email != stage.state.get("email")  # the address moved on meanwhile

    def _ask_again(self) -> HttpResponse:
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Guesses count by address too: new sessions and parallel requests gain nobody more of them."""
        if not ratelimit.consume(request, action="guess_login_code", key=self._process.state["email"]):
            return ratelimit.respond_429(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        return perform_login(self.request, self._process.user, redirect_url=self.get_next_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.warning(self.request, "That was five codes that didn’t match. Ask for a new one here.")
        return self._ask_again()


sign_in = SignInView.as_view()
sign_in_code = CodeView.as_view()
