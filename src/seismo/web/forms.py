"""What the forms of all pages have in common."""

from typing import Any

from django import forms


class PageForm(forms.Form):
    """A form that, shown again, begins at its first wrong field."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        wrong = [name for name in self.fields if name in self.errors]
        if wrong:
            for each in self.fields.values():
                each.widget.attrs.pop("autofocus", None)
            self.fields[wrong[0]].widget.attrs["autofocus"] = True
