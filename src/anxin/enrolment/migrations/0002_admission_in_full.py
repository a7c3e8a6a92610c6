"""Admission in full: drafts, copies, offers, yearly reviews, changes and moves; places by hospital and town.

Adds only; an older program goes on. Undo: migrate back to 0001 while the new tables are empty.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("enrolment", "0001_initial"),
        ("organisations", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("due_on", models.DateField()),
                ("stage", models.CharField(max_length=24)),
            ],
            options={
                "ordering": ("due_on",),
            },
        ),
        migrations.CreateModel(
            name="AnnualReviewEvent",
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
            ],
            options={
                "ordering": ("recorded_at",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Change",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("clinic", "变更就诊定点医院"),
                            ("moved", "迁往其他镇街"),
                            ("guardian", "变更监护人"),
                            ("died", "死亡"),
                            ("left_district", "迁出本区"),
                            ("not_eligible", "不再符合条件"),
                            ("refused", "本人或监护人放弃"),
                            ("undone", "撤销变更"),
                        ],
                        max_length=16,
                    ),
                ),
                ("occurred_on", models.DateField()),
                ("because", models.TextField()),
                ("clause", models.CharField(max_length=24)),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("recorded_at",),
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("content", models.BinaryField(help_text="ciphertext")),
                ("saved_at", models.DateTimeField()),
                ("closed_on", models.DateField(help_text="已提交或放弃之日", null=True)),
            ],
            options={
                "ordering": ("-saved_at",),
            },
        ),
        migrations.CreateModel(
            name="MaterialCopy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("item", models.PositiveSmallIntegerField(help_text="①–⑥")),
                ("copy", models.PositiveSmallIntegerField(help_text="1 or 2")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("centre_file", "初审单位患者个人档案"),
                            ("on_the_way", "报送途中"),
                            ("office", "区精神卫生中心"),
                            ("given_back", "已退还申请人"),
                        ],
                        max_length=12,
                    ),
                ),
                ("moved_on", models.DateField()),
            ],
            options={
                "ordering": ("item", "copy", "recorded_at"),
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("announced_on", models.DateField()),
                ("handed_over", models.TextField(help_text="交接内容：档案、救助卡、尚存药量")),
                ("stage", models.CharField(max_length=24)),
            ],
            options={
                "ordering": ("-announced_on",),
            },
        ),
        migrations.CreateModel(
            name="MoveEvent",
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
            ],
            options={
                "ordering": ("recorded_at",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("offered_on", models.DateField()),
                ("lapses_on", models.DateField(help_text="不含当日")),
                ("stage", models.CharField(max_length=24)),
            ],
            options={
                "ordering": ("-offered_on",),
            },
        ),
        migrations.CreateModel(
            name="OfferEvent",
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
            ],
            options={
                "ordering": ("recorded_at",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReviewAssessment",
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
                    "level",
                    models.CharField(
                        choices=[("township", "基层医疗卫生单位"), ("office", "免费服药办公室")],
                        max_length=8,
                    ),
                ),
                ("keeps", models.BooleanField()),
                (
                    "criteria",
                    models.JSONField(
                        help_text="[{clause, met, reason}]; never says whether police listed"
                    ),
                ),
                ("evidence", models.TextField(blank=True)),
                ("policy_version", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ("recorded_at",),
            },
        ),
        migrations.AddField(
            model_name="placecount",
            name="held",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="placecount",
            name="organisation",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="placecount",
            name="town",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.town",
            ),
        ),
        migrations.AlterField(
            model_name="placecount",
            name="name",
            field=models.CharField(max_length=60, unique=True),
        ),
        migrations.AddConstraint(
            model_name="placecount",
            constraint=models.CheckConstraint(
                condition=models.Q(("held__lte", models.F("used"))),
                name="held_places_are_used_ones",
            ),
        ),
        migrations.AddConstraint(
            model_name="placecount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("organisation__isnull", True), ("town__isnull", True), _connector="OR"
                ),
                name="places_belong_to_one",
            ),
        ),
        migrations.AddField(
            model_name="annualreview",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="annualreview",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="enrolment.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="annualreview",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="annualreview",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="review",
            field=models.OneToOneField(
                help_text="续签所依据的年度审核",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreement",
                to="enrolment.annualreview",
            ),
        ),
        migrations.AddField(
            model_name="annualreviewevent",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="annualreviewevent",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="annualreviewevent",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="enrolment.annualreview",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="enrolment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="enrolment.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="enrolment.change",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="application",
            field=models.ForeignKey(
                help_text="what it became, or the returned application that it corrects",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.application",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="materialcopy",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="materialcopy",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="enrolment.application",
            ),
        ),
        migrations.AddField(
            model_name="materialcopy",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="from_keeper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="to_keeper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="to_town",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.town",
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="to_village",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.village",
            ),
        ),
        migrations.AddField(
            model_name="moveevent",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="moveevent",
            name="moving",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="enrolment.move",
            ),
        ),
        migrations.AddField(
            model_name="moveevent",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="enrolment.application",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="offerevent",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="offerevent",
            name="offer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="enrolment.offer",
            ),
        ),
        migrations.AddField(
            model_name="offerevent",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reviewassessment",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="reviewassessment",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reviewassessment",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="enrolment.annualreview",
            ),
        ),
        migrations.AddIndex(
            model_name="annualreview",
            index=models.Index(fields=["stage", "due_on"], name="reviews_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="annualreview",
            constraint=models.UniqueConstraint(
                models.F("enrolment"), models.F("due_on"), name="one_review_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreview",
            constraint=models.UniqueConstraint(
                models.F("enrolment"),
                condition=models.Q(("stage__in", ("kept", "ended")), _negated=True),
                name="one_open_review_an_enrolment",
            ),
        ),
        migrations.AddIndex(
            model_name="annualreviewevent",
            index=models.Index(fields=["review", "recorded_at"], name="review_events"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["person", "recorded_at"], name="changes_of_person"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "undone"), ("undoes__isnull", False)),
                    models.Q(models.Q(("kind", "undone"), _negated=True), ("undoes__isnull", True)),
                    _connector="OR",
                ),
                name="what_undoes_names_what_it_undoes",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("closed_on__isnull", True)),
                fields=["organisation", "-saved_at"],
                name="open_drafts",
            ),
        ),
        migrations.AddIndex(
            model_name="materialcopy",
            index=models.Index(
                fields=["application", "item", "copy"], name="copies_of_application"
            ),
        ),
        migrations.AddConstraint(
            model_name="materialcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(("copy__range", (1, 2)), ("item__range", (1, 6))),
                name="copy_is_of_one_of_six",
            ),
        ),
        migrations.AddIndex(
            model_name="move",
            index=models.Index(fields=["to_keeper", "stage"], name="moves_to_take_over"),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.UniqueConstraint(
                models.F("person"),
                condition=models.Q(("stage", "announced")),
                name="one_open_move_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_keeper", models.F("to_keeper")), _negated=True),
                name="a_move_leads_elsewhere",
            ),
        ),
        migrations.AddIndex(
            model_name="moveevent",
            index=models.Index(fields=["moving", "recorded_at"], name="move_events"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["stage", "lapses_on"], name="offers_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                models.F("application"),
                condition=models.Q(("stage", "open")),
                name="one_open_offer_an_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("lapses_on__gt", models.F("offered_on"))),
                name="offer_lapses_after_it_was_made",
            ),
        ),
        migrations.AddIndex(
            model_name="offerevent",
            index=models.Index(fields=["offer", "recorded_at"], name="offer_events"),
        ),
    ]
