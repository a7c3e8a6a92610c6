"""Photos and scans, each a row with its sealed file, and their withdrawals (A4, 5.1.3.b).

Undo: `migrate files zero`; the files are lost with it.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acts", "0001_initial"),
        ("people", "0002_find_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("photo", "一寸照片"),
                            ("identity_card", "身份证"),
                            ("insurance_card", "居民医保卡"),
                            ("special_disease", "特病卡"),
                            ("diagnosis", "诊断证明"),
                            ("disability", "残疾证"),
                            ("poverty", "贫困证明"),
                            ("guardian", "监护人身份证"),
                            ("agreement", "签署的服务协议"),
                            ("other", "其他材料"),
                        ],
                        max_length=16,
                    ),
                ),
                ("application_id", models.UUIDField(null=True)),
                (
                    "kind",
                    models.CharField(choices=[("jpeg", "JPEG"), ("pdf", "PDF")], max_length=4),
                ),
                ("size", models.PositiveIntegerField()),
                ("pages", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField(help_text="ciphertext of the file")),
                (
                    "thumbnail",
                    models.BinaryField(help_text="ciphertext of a small picture", null=True),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
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
                "ordering": ("recorded_at",),
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("because", models.CharField(max_length=100)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn",
                        to="files.attachment",
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
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["person", "recorded_at"], name="files_of_person"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("pages__gte", 1), ("size__range", (1, 10485760))),
                name="file_has_its_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "jpeg"), ("thumbnail__isnull", False)),
                    models.Q(("kind", "pdf"), ("thumbnail__isnull", True)),
                    _connector="OR",
                ),
                name="picture_has_a_thumbnail",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(fields=("attachment",), name="file_withdrawn_once"),
        ),
    ]
