"""Reports of townships that a right should end; a copy that went along with a move.

Adds only; an older program goes on. Undo: migrate back to 0003 while the new tables are empty and
no copy was handed over.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("enrolment", "0003_guardian_signatures"),
        ("people", "0003_households_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="materialcopy",
            name="place",
            field=models.CharField(
                choices=[
                    ("centre_file", "初审单位患者个人档案"),
                    ("on_the_way", "报送途中"),
                    ("office", "区精神卫生中心"),
                    ("given_back", "已退还申请人"),
                    ("handed_over", "随迁移移交，现档案所在单位患者个人档案"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="EndReport",
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
                    "cause",
                    models.CharField(
                        choices=[
                            ("left_district", "迁出本区"),
                            ("refused", "本人或监护人放弃"),
                            ("not_eligible", "不再符合条件"),
                        ],
                        max_length=16,
                    ),
                ),
                ("occurred_on", models.DateField()),
                ("evidence", models.TextField(help_text="由谁、凭什么材料得知")),
                ("stage", models.CharField(max_length=24)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end_reports",
                        to="enrolment.enrolment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end_reports",
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
            ],
            options={
                "ordering": ("-recorded_at",),
            },
        ),
        migrations.CreateModel(
            name="EndReportEvent",
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
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="enrolment.endreport",
                    ),
                ),
            ],
            options={
                "ordering": ("recorded_at",),
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="endreport",
            index=models.Index(fields=["stage", "recorded_at"], name="end_reports_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="endreport",
            constraint=models.UniqueConstraint(
                models.F("enrolment"),
                condition=models.Q(("stage", "reported")),
                name="one_open_end_report_a_right",
            ),
        ),
        migrations.AddConstraint(
            model_name="endreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ("left_district", "refused", "not_eligible"))),
                name="a_township_reports_these_causes",
            ),
        ),
        migrations.AddIndex(
            model_name="endreportevent",
            index=models.Index(fields=["report", "recorded_at"], name="end_report_events"),
        ),
    ]
