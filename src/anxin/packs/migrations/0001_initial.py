"""The sheet of a clinic day without a line: asked for, answered, downloaded, with the rows that went out.

Adds tables only; an older program goes on. Undo: migrate packs to zero while they are empty.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acts", "0001_initial"),
        ("clinics", "0002_doses"),
        ("organisations", "0002_credentials_apart"),
        ("people", "0003_households_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("reason", models.TextField(help_text="用途")),
                (
                    "people",
                    models.PositiveIntegerField(help_text="how many were expected when asked"),
                ),
                ("stage", models.CharField(max_length=24)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "clinic_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="clinics.clinicday",
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
            name="PackEvent",
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
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
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
                "ordering": ("recorded_at",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PackRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
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
                        related_name="rows",
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
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_pack_has_a_purpose"
            ),
        ),
        migrations.AddIndex(
            model_name="packevent",
            index=models.Index(fields=["pack", "recorded_at"], name="pack_events"),
        ),
        migrations.AddConstraint(
            model_name="packrow",
            constraint=models.UniqueConstraint(
                models.F("pack"), models.F("number"), name="a_pack_row_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packrow",
            constraint=models.UniqueConstraint(
                models.F("pack"), models.F("person"), name="somebody_stands_once_in_a_pack"
            ),
        ),
    ]
