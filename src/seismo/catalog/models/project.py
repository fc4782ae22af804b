from typing import ClassVar

from django.db import models

from seismo.catalog.models.organization import Organization, Team


class _LivingProjects(models.Manager["Project"]):
    def get_queryset(self) -> models.QuerySet["Project"]:
        return super().get_queryset().filter(deleted=None)


class Project(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="projects")
    teams = models.ManyToManyField(Team, related_name="projects", blank=True)
    slug = models.SlugField(max_length=50)
    name = models.CharField(max_length=100)
    platform = models.CharField(max_length=32, blank=True)
    """What set-up shows first: django, python, celery, javascript, node or empty."""
    short_id_prefix = models.CharField(max_length=50)
    """The slug in upper case when the project was made; stays when the slug changes."""
    last_short_id = models.PositiveBigIntegerField(default=0)
    grouping_version = models.CharField(max_length=40)
    first_event = models.DateTimeField(null=True)
    settings = models.JSONField(default=dict)
    """By section: see `seismo.catalog.settings`."""
    created = models.DateTimeField(auto_now_add=True)
    deleted = models.DateTimeField(null=True)
    """Since when nobody can see it and it takes nothing; the row goes when all that it stored is gone."""

    objects: ClassVar[models.Manager["Project"]] = _LivingProjects()
    with_deleted: ClassVar[models.Manager["Project"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"],
                condition=models.Q(deleted=None),
                name="project_slug_once",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class FormerSlug(models.Model):
    """A slug that a project had: the addresses of its pages still lead there."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    slug = models.SlugField(max_length=50)
    project = models.ForeignKey(Project, models.CASCADE, related_name="former_slugs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "slug"], name="former_slug_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}, now {self.project}"


class ProjectKey(models.Model):
    """The key inside a DSN."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="keys")
    public_key = models.CharField(max_length=32, unique=True)
    label = models.CharField(max_length=64, default="Default")
    is_active = models.BooleanField(default=True)
    rate_count = models.PositiveIntegerField(null=True)
    """With `rate_seconds`, the key's rate limit; NULL is none."""
    rate_seconds = models.PositiveIntegerField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.label


class ReleaseName(models.Model):
    """A release that a project has sent something from."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="releases")
    name = models.CharField(max_length=250)
    first_seen = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="release_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EnvironmentName(models.Model):
    """An environment that a project has sent something from."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="environments")
    name = models.CharField(max_length=64)
    first_seen = models.DateTimeField()
    is_hidden = models.BooleanField(default=False)
    """Whether no page offers it for a choice."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="environment_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
