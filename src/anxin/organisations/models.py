"""Towns, organisations, staff and their duties."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row
from anxin.rules.access import DUTY_NAMES, Duty


class DateSpan(Func):
    """A half-open range of days from two columns, for exclusion constraints."""

    function = "daterange"
    arity = 2


class Town(Row):
    """A town or street of the district (A6)."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class Village(Row):
    """A village or residents' committee's area."""

    town = models.ForeignKey(Town, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ("town__position", "name")
        constraints = (models.UniqueConstraint("town", "name", name="village_once_in_a_town"),)

    def __str__(self) -> str:
        return self.name


class Organisation(Row):
    """One of the some thirty bodies that run the programme (4.3)."""

    class Kind(models.TextChoices):
        PROGRAMME_OFFICE = "programme_office", _("免费服药办公室")
        SPECIALIST_HOSPITAL = "specialist_hospital", _("精神专科医院")
        TOWNSHIP_CENTRE = "township_centre", _("基层医疗机构")
        VILLAGE_COMMITTEE = "village_committee", _("村（居）委会")
        POLICE_STATION = "police_station", _("派出所")
        DEPARTMENT = "department", _("区级部门")

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=24, choices=Kind)
    village = models.ForeignKey(Village, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ("kind", "code")

    def __str__(self) -> str:
        return self.name


class OrganisationTown(Row):
    """A town that an organisation serves: whose files a centre keeps, where a station stands."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="towns")
    town = models.ForeignKey(Town, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint("organisation", "town", name="organisation_town_once"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.town}"


class ClinicPoint(Row):
    """A designated place of pick-up: a clinic of annex 6, or a specialist hospital's own (5.1.5.b)."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="clinic_point"
    )
    guided_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="guided_points"
    )
    in_annex_6 = models.BooleanField()

    def __str__(self) -> str:
        return str(self.organisation)


class Coverage(Row):
    """Annex 6: the point that serves a town."""

    point = models.ForeignKey(ClinicPoint, on_delete=models.PROTECT, related_name="coverage")
    town = models.OneToOneField(Town, on_delete=models.PROTECT, related_name="coverage")

    def __str__(self) -> str:
        return f"{self.point} {self.town}"


class GroupMember(Row):
    """A published member of the leading group or the expert group (A1, A2)."""

    class Group(models.TextChoices):
        LEADING = "leading", _("领导小组")
        EXPERT = "expert", _("专家组")

    group = models.CharField(max_length=8, choices=Group)
    name = models.CharField(max_length=40)
    post = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("group", "position")
        constraints = (models.UniqueConstraint("group", "name", name="group_member_once"),)

    def __str__(self) -> str:
        return self.name


class Staff(AbstractBaseUser):
    """A person who works with the program. What they may do follows from the duty they act under.

    What they prove themselves with stands in schema security, out of the reach of any query.
    """

    password = None
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    title = models.CharField(
        max_length=20, blank=True, help_text=_("医师、主治医师、副主任医师、主任医师")
    )
    is_active = models.BooleanField(default=True)
    last_login = None

    USERNAME_FIELD = "username"
    objects: BaseUserManager[Staff] = BaseUserManager()

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name


class DutyAssignment(Recorded):
    """A duty of a staff member at an organisation, from a day until (not including) another."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=20, choices=[(d.value, _(DUTY_NAMES[d])) for d in Duty])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.CheckConstraint(
                name="duty_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
            ),
            ExclusionConstraint(
                name="same_duty_once_at_a_time",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("duty", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (DateSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff} {self.get_duty_display()}"


class ConfidentialityAgreement(Recorded):
    """The signed 《严重精神障碍患者信息保密协议》: no record is seen without one in force (7.2.a)."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="agreements")
    version = models.CharField(max_length=20)
    signed_on = models.DateField()
    valid_until = models.DateField(help_text=_("不含当日"))

    class Meta:
        ordering = ("-signed_on",)

    def __str__(self) -> str:
        return f"{self.staff} {self.version}"
