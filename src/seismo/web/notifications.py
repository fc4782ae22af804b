"""Which mails a person gets."""

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions import people
from seismo.model.notifications import Notifications
from seismo.web.forms import PageForm, switch
from seismo.web.http import signed_in_user, stores
from seismo.web.settings_frame import personal_frame


class Wishes(PageForm):
    assigned = switch("An issue is assigned to you", "Whoever does it, or whatever rule.")
    comments = switch(
        "Somebody comments", "On issues that you follow; to be mentioned makes you follow one."
    )
    states = switch(
        "An issue changes",
        "Resolved, reopened, archived, or back by itself; of those that you follow.",
    )
    own = switch("Also what you do yourself", "Else you hear only of what others do.")


@require_http_methods(("GET", "HEAD", "POST"))
def notifications(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = Wishes(msgspec.to_builtins(msgspec.convert(user.notifications, Notifications)))
    if request.method == "POST":
        form = Wishes(request.POST)
        form.full_clean()
        people.set_notifications(user, Notifications(**form.cleaned_data))
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    context = {
        "frame": personal_frame(request),
        "form": form,
        "has_mail": stores(request).mailer.is_configured,
    }
    return render(request, "accounts/notifications.html", context)
