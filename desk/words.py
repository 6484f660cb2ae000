"""The names of models, fields and choices in the language of the desk.

Models say them in English, as Django derives them from the code. Here they are looked up when they are shown, so that a
new field is translated as soon as the catalogue of the desk (`locale/desk/`) has its name.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Field
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import pgettext_lazy

# Others' apps that the desk shows and that do not come in Vietnamese.
OTHERS = frozenset({"axes", "otp_totp", "otp_static"})
OWN = frozenset({"articles", "comments", "desk", "feeds", "newsletters", "notices"})


# Readers may be told the same word by another one ("Articles" heads a number there).
CONTEXT = "desk"
_NAMES: dict[str, str] = {}  # of what is looked up here, with the label of the model that has it


def translate_names() -> None:
    """Has all names looked up when they are shown. The migrations' comparison of models sees none of it, as the names
    are the same in English."""
    for config in _configs():
        config.verbose_name = _shown(config.verbose_name, config.label)
        for model in config.get_models():
            _translate(model, model._meta)


def names() -> Iterator[tuple[str, str, str | None]]:
    """Each name in English, with the label of the model that has it, and the context in which it is looked up: none for
    those that others' packages look up themselves."""
    for name, label in _NAMES.items():
        yield name, label, CONTEXT
    for config in _configs():
        for model in config.get_models() if config.label in OTHERS else ():
            options = model._meta
            said = [options.verbose_name, options.verbose_name_plural]
            for field in _fields(model):
                said += [field.verbose_name, field.help_text]
            yield from ((str(name), options.label, None) for name in said if name and str(name) not in _NAMES)


def _translate(model: Any, options: Any) -> None:
    if "verbose_name_plural" not in options.original_attrs:
        options.verbose_name_plural = f"{options.verbose_name}s"  # as Django makes it, but of a translation
    options.verbose_name_plural = _shown(options.verbose_name_plural, options.label)
    options.verbose_name = _shown(options.verbose_name, options.label)
    for field in _fields(model):
        field.verbose_name = _shown(field.verbose_name, options.label)
        field.help_text = _shown(field.help_text, options.label)
        # What a function gives at each look it gives translated (`feeds.models.kind_choices`).
        if field.choices and not isinstance(field.choices, CallableChoiceIterator):
            field.choices = [(value, _shown(label, options.label)) for value, label in field.flatchoices]


def _configs() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.label in OWN | OTHERS]


def _fields(model: Any) -> "list[Field[Any, Any]]":
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def _shown(name: Any, label: str) -> Any:
    """A name that is looked up when it is shown; what is looked up already, or empty, as it is."""
    if not isinstance(name, str) or not name.strip():
        return name
    _NAMES.setdefault(name, label)
    return pgettext_lazy(CONTEXT, name)
