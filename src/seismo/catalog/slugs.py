"""The slugs that stand in addresses, and the prefixes of the short ids of projects."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from seismo.catalog.models import FormerSlug, Organization, Project

RESERVED_SLUGS = frozenset({"new"})
"""Words that stand in the place of a slug in the address of a page."""
MAX_SLUG = 40
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_DIGITS = re.compile(r"[0-9]+")


class SlugTaken(ValueError):
    """The slug cannot be had; the message says why."""


def free_slug(organization: Organization, name: str) -> str:
    """A slug for a new project of this name. Raises ValueError for a name without a letter or digit."""
    base = _base(name, "project")
    if not base:
        raise ValueError(f"a project name needs a letter or a digit: {name!r} has none")
    return _first_free(f"p-{base}" if _DIGITS.fullmatch(base) else base, _taken(organization))


def free_slug_like(organization: Organization, slug: str) -> str:
    """The slug of a project that comes from elsewhere, or one that resembles it."""
    return _first_free(slug, _taken(organization))


def free_prefix(organization: Organization, prefix: str) -> str:
    """A prefix for short ids like this one that no project of the organization has."""
    own = Project.with_deleted.filter(organization=organization)
    return _first_free(prefix, set(own.values_list("short_id_prefix", flat=True)))


def slug_like(name: str, taken: Iterable[str], kind: str) -> str:
    """A slug for what is a `kind`, such as a team; empty for a name without a letter or digit."""
    base = _base(name, kind)
    return _first_free(base, set(taken)) if base else ""


def _base(name: str, kind: str) -> str:
    """The name as far as an address can have it; its kind where all letters are of another script."""
    has_any = any(character.isalnum() for character in name)
    return slugify(name)[:MAX_SLUG].strip("-_") or (kind if has_any else "")


def _taken(organization: Organization) -> set[str]:
    own = Project.objects.filter(organization=organization)
    former = FormerSlug.objects.filter(organization=organization)
    return {
        *own.values_list("slug", flat=True),
        *former.values_list("slug", flat=True),
        *RESERVED_SLUGS,
    }


def _first_free(base: str, taken: set[str]) -> str:
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in candidates if name not in taken)


def check_slug(project: Project, slug: str) -> None:
    """Whether the project may have this slug. Raises SlugTaken."""
    if not _SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
        raise SlugTaken(
            f"Use up to {MAX_SLUG} small letters, digits, - and _, with a letter or digit at both ends."
        )
    if _DIGITS.fullmatch(slug):
        raise SlugTaken("A number alone would be taken for a project's id; add a letter.")
    if slug in RESERVED_SLUGS:
        raise SlugTaken(f"The address of another page is “{slug}”; choose another word.")
    others = Project.objects.filter(organization=project.organization).exclude(pk=project.pk)
    if others.filter(slug=slug).exists():
        raise SlugTaken(
            f"Another project has “{slug}”; choose another word, or change that one first."
        )
    former = FormerSlug.objects.filter(organization=project.organization, slug=slug)
    owner = former.exclude(project=project).select_related("project").first()
    if owner is not None:
        raise SlugTaken(
            f"Old links with “{slug}” lead to {owner.project.name}; choose another word."
        )


def change_slug(project: Project, slug: str) -> None:
    """The one before leads to the project from now on. Raises SlugTaken."""
    if slug == project.slug:
        return
    with transaction.atomic():
        check_slug(project, slug)
        own = FormerSlug.objects.filter(organization=project.organization)
        own.filter(slug=slug).delete()
        FormerSlug.objects.create(
            organization=project.organization, slug=project.slug, project=project
        )
        project.slug = slug
        project.save(update_fields=["slug"])
