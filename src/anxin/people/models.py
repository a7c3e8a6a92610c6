"""A person as five tables by sensitivity, joined by a random id (security item 4)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row
from anxin.organisations.models import DateSpan, Organisation, Town, Village


class Person(Row):
    """The registry row: where a person belongs. It says nothing of who or what."""

    town = models.ForeignKey(Town, on_delete=models.PROTECT)
    village = models.ForeignKey(Village, on_delete=models.PROTECT)
    keeper = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("档案所在基层医疗机构"),
    )
    clinic = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("就诊定点医院，由定点选择维护"),
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="merged",
        editable=False,
        help_text=_("同一人的另一份档案，由合并维护"),
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="nobody_is_merged_into_themselves", condition=~Q(merged_into=F("id"))
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Part(models.Model):
    """A part of a person, in a table of its own."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.person_id)


class Identity(Part):
    """Who a person is. The binary columns are ciphertext, opened by ``privacy.door`` alone."""

    name = models.BinaryField()
    name_key = models.BinaryField(help_text="sealed pinyin, for sorting within a page")
    identity_number = models.BinaryField(null=True)
    identity_index = models.BinaryField(null=True, unique=True, help_text="keyed blind index")
    phone = models.BinaryField(null=True)
    address = models.BinaryField()
    insurance_number = models.BinaryField(null=True)
    disability_number = models.BinaryField(null=True)
    sex = models.CharField(max_length=1, choices=[("1", _("男")), ("2", _("女"))])
    born = models.DateField()
    ethnic_group = models.CharField(max_length=2, default="01", help_text="GB/T 3304")
    postal_code = models.CharField(max_length=6, blank=True, db_default="")


class Guardian(Recorded):
    """A guardian of a person: a person or an organisation (GB/T 4761 relation).

    Never rewritten: who is guardian no longer gets an ``until``, a new one a new row.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("个人")
        ORGANISATION = "organisation", _("单位")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardians")
    kind = models.CharField(max_length=12, choices=Kind)
    relation = models.CharField(max_length=20)
    name = models.BinaryField()
    identity_number = models.BinaryField(null=True)
    identity_index = models.BinaryField(null=True, db_index=True)
    phone = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    born = models.DateField(null=True)
    until = models.DateField(null=True, help_text=_("不再监护之日"))
    postal_code = models.CharField(max_length=6, blank=True, db_default="")
    basis = models.CharField(max_length=16, blank=True, db_default="", help_text=_("监护依据"))

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_guardian_who_is_a_person_was_born",
                condition=models.Q(kind="organisation") | models.Q(born__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class FindToken(models.Model):
    """A keyed word by which a person is found: of the name, its pinyin, a telephone number.

    Made anew whenever one of these is written; not evidence, so the only rows of a person that
    the application may delete. The key is in the key file: the words can't be guessed from here.
    """

    pk = models.CompositePrimaryKey("token", "person_id", "through_guardian")
    token = models.BinaryField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    through_guardian = models.BooleanField(help_text=_("监护人的电话"))

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_find_token_is_a_whole_hash",
                condition=Exact(
                    models.Func(
                        models.F("token"),
                        function="octet_length",
                        output_field=models.IntegerField(),
                    ),
                    32,
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.person_id)


class Clinical(Part):
    """What a person suffers from (3.1.d)."""

    diagnosis = models.PositiveSmallIntegerField(help_text="1–6, 3.1.d")
    icd10 = models.CharField(max_length=8, blank=True)
    certified_by = models.CharField(max_length=80, blank=True)
    certified_on = models.DateField(null=True)
    risk_level = models.PositiveSmallIntegerField(null=True, help_text="0–5")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="diagnosis_is_one_of_six", condition=models.Q(diagnosis__range=(1, 6))
            ),
            models.CheckConstraint(
                name="risk_level_is_0_to_5",
                condition=models.Q(risk_level__isnull=True) | models.Q(risk_level__lte=5),
            ),
        )


class Welfare(Part):
    """Residence, poverty, insurance and disability: what a village and an office verify."""

    resident_since = models.DateField()
    poverty = ArrayField(models.CharField(max_length=20), default=list)
    subsidies = ArrayField(models.CharField(max_length=20), default=list)
    insurance_kind = models.CharField(max_length=20)
    special_disease = models.BooleanField(help_text=_("持有医保特病卡"))
    household_register = models.CharField(max_length=12)
    household_patients = models.PositiveSmallIntegerField(
        default=1, help_text=_("申报的同户患者人数；算出的人数更多时以算出的为准")
    )
    household_evidence = models.CharField(max_length=80, blank=True, db_default="")
    medical_assistance = models.BooleanField(db_default=False, help_text=_("享受医疗救助"))
    disability_level = models.PositiveSmallIntegerField(null=True)


class PoliceListing(Recorded):
    """One word of the police on a person: listed or no longer. The newest row holds (3.1.c)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    listed = models.BooleanField()
    since = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)

    def __str__(self) -> str:
        return str(self.person_id)


class Likeness(models.Model):
    """A keyed mark that two records of one person, or two people of one home, share.

    Derived like `FindToken`: made anew with the name, telephone, address and guardians.
    """

    pk = models.CompositePrimaryKey("token", "person_id")
    token = models.BinaryField()
    kind = models.CharField(max_length=16)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.person_id)


class Household(Recorded):
    """People who live under one roof, as somebody confirmed (3.1.c)."""

    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.id)


class HouseholdMember(Recorded):
    """A person in a household from a day, and until a day on which they no longer are."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")
    end_act = models.ForeignKey("acts.Act", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_household_is_left_after_it_is_joined",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            ExclusionConstraint(
                name="in_one_household_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"


class NotSame(Recorded):
    """Two alike records that belong to two people, as somebody found out; they are told no more."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    because = models.TextField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint("first", "second", name="two_people_are_told_apart_once"),
            models.CheckConstraint(name="told_apart_in_order", condition=Q(first__lt=F("second"))),
        )

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class PersonMerge(Recorded):
    """Two records are of one person: the one is kept, the other stays as evidence (security T52)."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    because = models.TextField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.gone_id} {self.kept_id}"


class PersonSplit(Recorded):
    """A merge taken back: both records stand for themselves again."""

    merge = models.OneToOneField(PersonMerge, on_delete=models.PROTECT, related_name="split")
    because = models.TextField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.merge_id)
