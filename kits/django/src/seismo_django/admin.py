"""What visitors wrote and which alerts were sent, in the project's admin where it has one."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from seismo_django.alerts.models import AlertLog
from seismo_django.feedback.models import Feedback

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Feedback]
    LogAdmin = admin.ModelAdmin[AlertLog]
else:
    BaseAdmin = LogAdmin = admin.ModelAdmin  # which cannot be subscripted where Django runs


@admin.register(Feedback)
class FeedbackAdmin(BaseAdmin):
    list_display = ("created", "message_start", "name", "email", "route", "status", "is_mailed")
    list_filter = ("status", "is_mailed", "created")
    search_fields = ("message", "name", "email", "event_id", "request_id", "user_id")
    date_hierarchy = "created"
    actions = ("forward", "mark_spam", "mark_no_spam")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Visitors write it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        """Nobody changes what somebody else wrote; the actions ask for this permission themselves."""
        return obj is None and super().has_change_permission(request)

    @admin.display(description="message")
    def message_start(self, feedback: Feedback) -> str:
        return str(feedback)

    @admin.action(description="Deliver what was not delivered yet", permissions=["change"])
    def forward(self, request: HttpRequest, chosen: QuerySet[Feedback]) -> None:
        _deliver_soon()
        self.message_user(request, "It is being delivered.")

    @admin.action(description="Mark as spam", permissions=["change"])
    def mark_spam(self, request: HttpRequest, chosen: QuerySet[Feedback]) -> None:
        others = chosen.exclude(status=Feedback.Status.SPAM)
        self.message_user(request, f"{others.update(status=Feedback.Status.SPAM)} marked as spam.")

    @admin.action(description="This is no spam: deliver it", permissions=["change"])
    def mark_no_spam(self, request: HttpRequest, chosen: QuerySet[Feedback]) -> None:
        spam = chosen.filter(status=Feedback.Status.SPAM)
        number = spam.update(status=Feedback.Status.PENDING)
        _deliver_soon()
        self.message_user(request, f"{number} are being delivered.")


def _deliver_soon() -> None:
    """What delivers is loaded where something is to be delivered: every process reads this module."""
    from seismo_django.feedback import courier

    courier.soon()


@admin.register(AlertLog)
class AlertLogAdmin(LogAdmin):
    list_display = ("created", "title", "rule", "channel", "is_sent", "problem")
    list_filter = ("is_sent", "channel", "rule", "created")
    search_fields = ("title", "rule", "problem")
    date_hierarchy = "created"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The application writes it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AlertLog | None = None) -> bool:
        """What happened stays as it was."""
        return False
