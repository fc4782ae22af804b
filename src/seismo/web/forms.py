"""What the forms of all pages have in common."""

from collections.abc import Callable
from typing import Any

from django import forms

MAX_LINES = 200
MAX_LINE = 500


class PageForm(forms.Form):
    """A form that, shown again, begins at its first wrong field."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        wrong = [name for name in self.fields if name in self.errors]
        if wrong:
            for each in self.fields.values():
                each.widget.attrs.pop("autofocus", None)
            self.fields[wrong[0]].widget.attrs["autofocus"] = True


def switch(label: str, help_text: str) -> forms.BooleanField:
    """A checkbox with a sentence below its label."""
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class LinesField(forms.CharField):
    """Text with an entry on each line -> a tuple of them, without empty lines."""

    widget = forms.Textarea

    def __init__(
        self, *, check: Callable[[str], object] = str, complaint: str = "", **options: Any
    ) -> None:
        """`check` raises ValueError for an entry that cannot be used; `complaint` says what can."""
        options.setdefault("required", False)
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}))
        super().__init__(**options)
        self._check = check
        self._complaint = complaint

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """Every complaint names its line."""
        text = super().clean(value)
        lines = [line.strip() for line in text.splitlines()]
        errors = [
            f"Line {number}: {complaint}"
            for number, line in enumerate(lines, 1)
            if line and (complaint := self._complaint_about(line))
        ]
        entries = tuple(dict.fromkeys(line for line in lines if line))
        if len(entries) > MAX_LINES:
            errors.append(f"There are {len(entries)} entries; {MAX_LINES} are possible.")
        if errors:
            raise forms.ValidationError(errors)
        return entries

    def _complaint_about(self, line: str) -> str:
        if len(line) > MAX_LINE:
            return f"it is longer than {MAX_LINE} characters."
        try:
            self._check(line)
        except ValueError:
            return self._complaint
        return ""
