from django.db import models

from seismo.catalog.models.organization import Team
from seismo.catalog.models.project import Project
from seismo.catalog.models.user import User
from seismo.model.change import detail_of, said
from seismo.model.issue import ChangeKind, Level, Priority, Status, Substatus


def choices(
    values: type[Status | Substatus | Level | ChangeKind | Priority],
) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class Issue(models.Model):
    """All events of one bug."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="issues")
    number = models.PositiveBigIntegerField()
    """The part of the short id behind the dash, as an integer."""
    title = models.CharField(max_length=512)
    culprit = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=8, choices=choices(Level))
    platform = models.CharField(max_length=32)
    metadata = models.JSONField(default=dict)
    status = models.CharField(max_length=16, choices=choices(Status), default=Status.UNRESOLVED)
    substatus = models.CharField(
        max_length=32, choices=choices(Substatus), blank=True, default=Substatus.NEW
    )
    since = models.DateTimeField()
    """When it came into this status and substatus."""
    terms = models.JSONField(null=True)
    """A `model.terms.Terms`: under which it was resolved or archived."""
    priority = models.CharField(max_length=6, choices=choices(Priority), default=Priority.HIGH)
    is_priority_set = models.BooleanField(default=False)
    """Whether a person chose it."""
    assigned_user = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="assigned_issues"
    )
    assigned_team = models.ForeignKey(
        Team, models.SET_NULL, null=True, related_name="assigned_issues"
    )
    """At most one of the two."""
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    times_seen = models.PositiveBigIntegerField(default=0)
    first_release = models.CharField(max_length=250, blank=True)
    last_release = models.CharField(max_length=250, blank=True)
    last_event_id = models.CharField(max_length=32)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="issue_number_once"),
        ]
        indexes = [
            models.Index(fields=["status", "-last_seen", "-id"], name="issue_stream"),
            models.Index(
                fields=["project", "status", "-last_seen", "-id"], name="issue_project_stream"
            ),
            # Holds all that the counts of the stream's views ask for.
            models.Index(
                fields=["project", "status", "substatus", "assigned_user", "assigned_team"],
                name="issue_states",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GroupingHash(models.Model):
    """Which issue owns a grouping hash. The one place where events meet issues."""

    project = models.ForeignKey(Project, models.CASCADE)
    hash = models.CharField(max_length=32)
    hash_key = models.BigIntegerField()
    """See `seismo.model.ids.hash_key`: what rows of events are found by."""
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="hashes")
    seen_with = models.CharField(max_length=32, blank=True)
    """The first hash of the event that brought this one: where that goes, this goes too."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "hash"], name="grouping_hash_once"),
        ]
        indexes = [
            models.Index(fields=["project", "hash_key", "issue"], name="grouping_hash_key"),
        ]

    def __str__(self) -> str:
        return self.hash


class MergedNumber(models.Model):
    """The short id of an issue that became a part of another one: it still leads there."""

    project = models.ForeignKey(Project, models.CASCADE)
    number = models.PositiveBigIntegerField()
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="merged_numbers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="merged_number_once"),
        ]

    def __str__(self) -> str:
        return f"number {self.number}, now issue {self.issue_id}"


class IssueEnvironment(models.Model):
    """An environment in which an issue was seen."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="environments")
    name = models.CharField(max_length=64)
    times_seen = models.PositiveBigIntegerField(default=0)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "name"], name="issue_environment_once"),
        ]

    def __str__(self) -> str:
        return self.name


class IssueChange(models.Model):
    """One row of the outbox: what happened to an issue, in the order it happened.

    Also the issue's activity, when a person did it.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=16, choices=choices(ChangeKind))
    happened = models.DateTimeField()
    event_id = models.CharField(max_length=32, blank=True)
    release = models.CharField(max_length=250, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True)
    other = models.CharField(max_length=200, blank=True)
    """The short ids of other issues that it is about."""
    detail = models.JSONField(default=dict)
    """A `model.change.ChangeDetail`."""
    comment = models.OneToOneField("Comment", models.CASCADE, null=True, related_name="change")
    """What somebody said, when that is what happened."""

    @property
    def said(self) -> str:
        """What happened, to stand behind the name of who did it; a sentence of its own where nobody did."""
        return said(ChangeKind(self.kind), detail_of(self.detail), self.other)

    def __str__(self) -> str:
        return f"{self.kind} of issue {self.issue_id}"
