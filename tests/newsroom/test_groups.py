"""The groups that ship: what each may do, on a fresh site, after an upgrade, and beside an administrator's own hand."""

from collections.abc import Mapping
from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet
from django.db.models.signals import post_migrate

from newsroom import groups
from newsroom.models import ShippedGroup

pytestmark = pytest.mark.django_db

MODERATORS = {
    f"comments.{act}_{one}"
    for act in ("view", "change")
    for one in ("bar", "comment", "moderation", "opening", "report", "screeningword")
} | {
    *("comments.add_bar", "comments.add_opening", "comments.add_screeningword"),
    *("desk.add_work", "desk.change_work", "desk.view_work"),
}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """The table of rights, to be changed by a test as the next version of the code would."""
    changed = dict(groups.RIGHTS)
    monkeypatch.setattr(groups, "RIGHTS", changed)
    return changed


def migrate() -> str:
    """What `migrate` says where there is no new migration."""
    said = StringIO()
    call_command("migrate", verbosity=1, stdout=said)
    return said.getvalue()


def rights(name: str) -> set[str]:
    held = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in held}


def all_rights(*labels: str) -> set[str]:
    found = Permission.objects.filter(content_type__app_label__in=labels)
    return {f"{label}.{code}" for label, code in found.values_list("content_type__app_label", "codename")}


def shipped(name: str) -> set[str]:
    """What the table gives a group, as far as it exists."""
    return set(groups.RIGHTS[name]) & all_rights(
        "articles", "comments", "desk", "feeds", "newsletters", "notices"
    )


def right(name: str) -> Permission:
    label, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def test_the_pattern_of_a_right() -> None:
    cases = {
        ("articles.add_story", ("articles.*",)): True,
        ("comments.view_report", ("comments.view_*", "comments.change_*")): True,
        ("comments.delete_report", ("comments.view_*", "comments.change_*")): False,
        ("articles.add_story", ("articles.add_*", "feeds.*")): True,
        ("articles.add_storysuggestion", ("articles.add_story",)): False,
        ("auth.add_user", ("articles.*",)): False,
        ("articles.add_story", ()): False,
    }
    for (name, patterns), expected in cases.items():
        assert groups.is_covered(name, patterns) is expected, (name, patterns)


def test_every_line_of_the_table_stands_for_something() -> None:
    existing = all_rights("articles", "comments", "desk", "feeds", "newsletters", "notices")
    for name, patterns in groups.RIGHTS.items():
        for pattern in patterns:
            assert any(groups.is_covered(one, [pattern]) for one in existing), (name, pattern)


class TestAFreshSite:
    def test_the_groups_have_what_the_table_says(self) -> None:
        assert rights("Editors") == shipped("Editors") != set()
        assert rights("Moderators") == MODERATORS

    def test_another_migrate_changes_and_says_nothing(self) -> None:
        before = rights("Editors"), rights("Moderators"), Group.objects.count()
        assert "may now" not in migrate()
        assert (rights("Editors"), rights("Moderators"), Group.objects.count()) == before

    def test_nobody_is_offered_a_right_to_the_memory(self) -> None:
        assert all_rights("newsroom") == set()


class TestTheNextVersion:
    def test_a_new_line_is_given_without_a_migration(self, table: dict[str, tuple[str, ...]]) -> None:
        table["Moderators"] += ("articles.view_article", "feeds.view_*")
        before = rights("Moderators")
        said = migrate()
        added = {one for one in all_rights("feeds") if ".view_" in one} | {"articles.view_article"}
        assert rights("Moderators") == before | added
        assert "The group Moderators may now: articles.view_article\n" in said

    def test_a_new_model_is_given_without_a_migration(self) -> None:
        """A model that the table covers and whose rights were never given: as a migration leaves it."""
        new = Permission.objects.filter(content_type__app_label="feeds", content_type__model="host")
        names = {f"feeds.{one.codename}" for one in new}
        new.delete()
        assert not names & rights("Editors")
        migrate()
        assert names - {"feeds.delete_host"} <= rights("Editors")
        assert len(names) == 4

    def test_a_new_group_is_made(self, table: dict[str, tuple[str, ...]]) -> None:
        table["Translators"] = ("articles.change_article",)
        migrate()
        assert rights("Translators") == {"articles.change_article"}

    def test_a_new_group_whose_name_is_taken_keeps_what_it_has(
        self, table: dict[str, tuple[str, ...]]
    ) -> None:
        Group.objects.create(name="Translators").permissions.add(right("auth.view_user"))
        table["Translators"] = ("articles.change_article",)
        migrate()
        assert rights("Translators") == {"auth.view_user", "articles.change_article"}

    def test_what_leaves_the_table_is_taken_and_said(self, table: dict[str, tuple[str, ...]]) -> None:
        editors, moderators = rights("Editors"), Group.objects.get(name="Moderators")
        moderators.permissions.add(right("auth.view_user"))
        User.objects.create_user("one").groups.add(moderators)
        table["Moderators"] = ("comments.view_comment", "desk.view_work")
        del table["Editors"]
        said = migrate()
        assert rights("Moderators") == {"comments.view_comment", "desk.view_work", "auth.view_user"}
        assert rights("Editors") == editors
        assert "The group Moderators may no longer: comments." in said
        assert "(one)" in said
        assert "may no longer" not in migrate()

    def test_rights_to_a_model_that_is_gone_are_not_given(self, table: dict[str, tuple[str, ...]]) -> None:
        content_type = right("feeds.view_feed").content_type
        content_type.pk, content_type.model = None, "telegraph"
        content_type.save()
        Permission.objects.create(content_type=content_type, codename="view_telegraph", name="x")
        migrate()
        assert "feeds.view_telegraph" not in rights("Editors")


class TestTheAdministratorsHand:
    def test_a_right_taken_away_stays_away(self, table: dict[str, tuple[str, ...]]) -> None:
        Group.objects.get(name="Editors").permissions.remove(right("articles.change_article"))
        table["Editors"] += ("auth.view_user",)
        migrate()
        assert "articles.change_article" not in rights("Editors")
        assert "auth.view_user" in rights("Editors")

    def test_a_right_granted_by_hand_stays(self) -> None:
        Group.objects.get(name="Moderators").permissions.add(right("auth.view_user"))
        migrate()
        assert "auth.view_user" in rights("Moderators")

    def test_a_right_granted_by_hand_that_then_comes_with_the_table(
        self, table: dict[str, tuple[str, ...]]
    ) -> None:
        moderators = Group.objects.get(name="Moderators")
        moderators.permissions.add(right("articles.view_article"))
        table["Moderators"] += ("articles.view_article",)
        migrate()
        assert "articles.view_article" in rights("Moderators")
        moderators.permissions.remove(right("articles.view_article"))
        migrate()
        assert "articles.view_article" not in rights("Moderators")

    def test_a_group_emptied_stays_empty(self) -> None:
        Group.objects.get(name="Moderators").permissions.clear()
        migrate()
        assert rights("Moderators") == set()

    def test_a_renamed_group_gets_what_is_new(self, table: dict[str, tuple[str, ...]]) -> None:
        Group.objects.filter(name="Moderators").update(name="Người kiểm duyệt")
        table["Moderators"] += ("articles.view_article",)
        migrate()
        assert "articles.view_article" in rights("Người kiểm duyệt")
        assert not Group.objects.filter(name="Moderators").exists()

    def test_a_deleted_group_stays_deleted(self, table: dict[str, tuple[str, ...]]) -> None:
        Group.objects.get(name="Moderators").delete()
        table["Moderators"] += ("articles.view_article",)
        migrate()
        assert not Group.objects.filter(name="Moderators").exists()

    def test_a_group_made_anew_under_the_old_name_is_the_administrators(self) -> None:
        Group.objects.get(name="Moderators").delete()
        Group.objects.create(name="Moderators")
        migrate()
        assert rights("Moderators") == set()

    def test_rights_of_users_are_left_alone(self) -> None:
        user = User.objects.create_user("one")
        user.groups.add(Group.objects.get(name="Editors"))
        user.user_permissions.add(right("auth.view_user"))
        migrate()
        assert list(user.groups.values_list("name", flat=True)) == ["Editors"]
        assert user.user_permissions.get() == right("auth.view_user")


class TestTheReceiver:
    def test_it_needs_no_receiver_before_it(self) -> None:
        """Django's own receiver makes the permissions of an app; whichever comes first, none is missed."""
        Permission.objects.filter(content_type__app_label="feeds").delete()
        groups.give_new_rights(apps.get_app_config("feeds"), verbosity=0)
        assert (
            {one for one in rights("Editors") if one.startswith("feeds.")}
            == {one for one in shipped("Editors") if one.startswith("feeds.")}
            != set()
        )

    def test_an_app_outside_the_table_costs_no_query(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            groups.give_new_rights(apps.get_app_config("axes"))

    def test_where_its_own_table_is_not_made_yet_it_waits(self, django_assert_num_queries) -> None:
        earlier = SimpleNamespace(all_models={"newsroom": {}})
        with django_assert_num_queries(0):
            groups.give_new_rights(apps.get_app_config("feeds"), apps=earlier)

    def test_a_database_that_holds_no_groups_is_left_alone(self, settings, django_assert_num_queries) -> None:
        settings.DATABASE_ROUTERS = [SimpleNamespace(allow_migrate=lambda *_args, **_hints: False)]
        with django_assert_num_queries(0):
            groups.give_new_rights(apps.get_app_config("feeds"))

    def test_each_query_names_the_database_that_was_migrated(self, settings) -> None:
        """Routers decide for queries that name none; they would send some of them to another database."""
        ShippedGroup.objects.all().delete()
        Permission.objects.filter(content_type__app_label="comments").delete()
        settings.DATABASE_ROUTERS = [
            SimpleNamespace(
                db_for_read=lambda *_args, **_hints: "elsewhere", db_for_write=lambda *_a, **_h: "elsewhere"
            )
        ]
        groups.give_new_rights(apps.get_app_config("comments"), using="default", verbosity=0)
        settings.DATABASE_ROUTERS = []
        assert (
            {one for one in rights("Editors") if one.startswith("comments.")}
            == {one for one in shipped("Editors") if one.startswith("comments.")}
            != set()
        )

    def test_it_is_connected(self) -> None:
        connected = [receiver[0][0] for receiver in post_migrate.receivers]
        assert connected.count("newsroom.groups.give_new_rights") == 1


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_is_a_fresh_site() -> None:
    Group.objects.get(name="Editors").permissions.clear()
    Group.objects.get(name="Moderators").delete()
    call_command("flush", interactive=False, verbosity=0)
    assert rights("Editors") == shipped("Editors") != set()
    assert rights("Moderators") == MODERATORS


# --- Upgrades ------------------------------------------------------------------------------------------------


def remember() -> None:
    """What the migration does with a site that ran those before it."""
    ShippedGroup.objects.all().delete()
    migration = import_module("newsroom.migrations.0004_shipped_groups")
    migration.remember(apps, SimpleNamespace(connection=connection))


def put_last(*names: tuple[str, str]) -> None:
    """Lets these migrations have run after all others, as on a site that was upgraded to them."""
    recorder = MigrationRecorder(connection)
    for app, name in names:
        recorder.record_unapplied(app, name)
        recorder.record_applied(app, name)


def held(**models: str) -> QuerySet[Permission]:
    (label, model), *_ = models.items()
    return Permission.objects.filter(content_type__app_label=label, content_type__model=model)


LATER: Mapping[tuple[str, str], list[tuple[str, str]]] = {
    ("feeds", "0002_hosts"): [("feeds", "host")],
    ("feeds", "0007_subscription"): [("feeds", "subscription")],
    ("articles", "0005_likeness"): [("articles", "storysuggestion"), ("articles", "textband")],
}


class TestAnUpgrade:
    def test_what_was_removed_before_it_stays_removed(self) -> None:
        editors = Group.objects.get(name="Editors")
        editors.permissions.remove(right("articles.change_article"), right("feeds.view_host"))
        Group.objects.get(name="Moderators").permissions.remove(right("comments.change_report"))
        remember()
        said = [line for line in migrate().splitlines() if "The group Moderators may now" in line]
        assert not any("comments.change_report" in line for line in said)
        assert not {"articles.change_article", "feeds.view_host"} & rights("Editors")
        assert "comments.change_report" not in rights("Moderators")

    @pytest.mark.parametrize("migration", LATER, ids=lambda one: one[1])
    def test_a_model_younger_than_the_groups_of_a_site_is_given_now(self, migration: tuple[str, str]) -> None:
        put_last(migration)
        editors = Group.objects.get(name="Editors")
        expected = {right for label, model in LATER[migration] for right in held(**{label: model})}
        expected = {right for right in expected if not right.codename.startswith("delete_")}
        editors.permissions.remove(*expected, right("articles.change_article"))
        remember()
        migrate()
        assert expected <= set(editors.permissions.all())
        assert "articles.change_article" not in rights("Editors")

    @pytest.mark.parametrize(
        ("migration", "removed"),
        [
            ("0002_editors_keep_page_rules", "feeds.change_sourcerules"),
            ("0003_editors_name_document_codes", "articles.change_documentterm"),
        ],
    )
    def test_what_a_later_migration_granted_counts_as_given(self, migration: str, removed: str) -> None:
        put_last(("feeds", "0003_full_text"), ("articles", "0006_document_terms"), ("newsroom", migration))
        Group.objects.get(name="Editors").permissions.remove(right(removed))
        remember()
        migrate()
        assert removed not in rights("Editors")

    @pytest.mark.parametrize("change", ["deleted", "renamed"])
    def test_a_group_that_is_not_found_is_not_made_again(self, change: str) -> None:
        editors = Group.objects.filter(name="Editors")
        if change == "deleted":
            editors.delete()
        else:
            editors.update(name="Biên tập")
        remember()
        migrate()
        assert not Group.objects.filter(name="Editors").exists()
        assert ShippedGroup.objects.get(name="Editors").group is None

    @pytest.mark.django_db(transaction=True)
    def test_the_way_back_and_forth(self) -> None:
        """By the migrations themselves; without the memory's table, `migrate` gives nothing and fails nowhere."""
        call_command("migrate", "newsroom", "0003", verbosity=0)
        editors = Group.objects.get(name="Editors")
        editors.permissions.remove(right("articles.change_article"))
        call_command("migrate", "articles", verbosity=0)
        assert "articles.change_article" not in rights("Editors")
        call_command("migrate", verbosity=0)
        assert rights("Editors") == shipped("Editors") - {"articles.change_article"}
        assert ShippedGroup.objects.get(name="Editors").group == editors
