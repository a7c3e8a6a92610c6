"""Rosters that units bring as spreadsheets: batches, their rows, and the runs that take rows in.

Adds tables only; an older program goes on. Undo: migrate imports to zero while they are empty.
"""

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acts", "0001_initial"),
        ("enrolment", "0002_admission_in_full"),
        ("organisations", "0002_credentials_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("file_name", models.BinaryField(help_text="ciphertext")),
                ("file_index", models.BinaryField(help_text="knows the same file again")),
                ("rows", models.PositiveIntegerField()),
                ("abandoned_on", models.DateField(help_text="作废之日", null=True)),
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
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("rows", models.PositiveIntegerField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.dutyassignment",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="imports.importbatch",
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
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="as the spreadsheet counts")),
                (
                    "content",
                    models.BinaryField(help_text="ciphertext; empty once taken in or given up"),
                ),
                ("number_index", models.BinaryField(null=True)),
                ("name_index", models.BinaryField(null=True)),
                (
                    "mark",
                    models.BinaryField(
                        help_text="one person: by number, else name and home", null=True
                    ),
                ),
                (
                    "findings",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "lacking",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                ("verdict", models.CharField(max_length=12)),
                ("other_person", models.BooleanField(default=False, help_text="已确认不是同一人")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("open", "未导入"),
                            ("queued", "等待导入"),
                            ("done", "已导入"),
                            ("failed", "没有导入"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "grounds",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrolment.application",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="imports.importbatch",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enrolment.draft",
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
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="imports.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("abandoned_on__isnull", True)),
                fields=("organisation", "file_index"),
                name="a_file_is_read_in_once",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "verdict", "number"], name="rows_by_verdict"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "stage", "number"], name="rows_by_stage"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("stage", "queued")),
                fields=["run", "number"],
                name="rows_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "number_index"], name="rows_by_person_number"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "name_index"], name="rows_by_name"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                fields=("batch", "number"), name="a_row_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage", "done")),
                fields=("organisation", "mark"),
                name="nobody_is_taken_in_twice",
            ),
        ),
    ]
