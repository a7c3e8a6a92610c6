"""The sheet coming back: uploads, the rows that came back, and their moves.

Adds tables only; an older program goes on. Undo: migrate packs to 0001 while they are empty.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("organisations", "0002_credentials_apart"),
        ("packs", "0001_initial"),
        ("people", "0003_households_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PackUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                (
                    "mark",
                    models.BinaryField(
                        help_text="knows the same sheet again, however it is encrypted"
                    ),
                ),
                ("told", models.JSONField(help_text="rows that became no entry, by line and why")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="packs.pack",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-recorded_at",),
            },
        ),
        migrations.CreateModel(
            name="PackEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("number", models.PositiveIntegerField(help_text="as the spreadsheet counts")),
                ("foreign", models.BooleanField(help_text="行编号是另一份表的")),
                ("as_sent", models.BinaryField(help_text="ciphertext of what came back")),
                (
                    "content",
                    models.BinaryField(help_text="ciphertext of what stands, corrected or not"),
                ),
                ("mark", models.BinaryField(help_text="knows the same row again")),
                ("stage", models.CharField(max_length=24)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="packs.pack",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="packs.packrow",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="packs.packupload",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="PackEntryEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("move", models.CharField(max_length=24)),
                ("from_stage", models.CharField(editable=False, max_length=24)),
                ("to_stage", models.CharField(editable=False, max_length=24)),
                ("because", models.TextField(blank=True)),
                ("clause", models.CharField(blank=True, max_length=24)),
                ("occurred_on", models.DateField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="packs.packentry",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("recorded_at",),
                "abstract": False,
                "indexes": [
                    models.Index(fields=["entry", "recorded_at"], name="pack_entry_events")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="packupload",
            constraint=models.UniqueConstraint(
                models.F("pack"), models.F("mark"), name="a_sheet_comes_back_once"
            ),
        ),
        migrations.AddIndex(
            model_name="packentry",
            index=models.Index(fields=["organisation", "stage"], name="pack_entry_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="packentry",
            constraint=models.UniqueConstraint(
                models.F("upload"), models.F("number"), name="an_entry_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packentry",
            constraint=models.UniqueConstraint(
                models.F("pack"),
                models.F("person"),
                condition=models.Q(("stage__in", ("arrived", "signed", "reviewed", "given"))),
                name="nobody_is_entered_twice",
            ),
        ),
    ]
