"""Every reading is written down; who may, finds it; one number is shown whole only on request (7.2.d)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from anxin.people.models import Person
from anxin.people.services import PersonDetails, register_person
from anxin.privacy.door import Look, record_reading
from anxin.privacy.models import AccessRecord
from anxin.privacy.queries import readings
from tests import world

pytestmark = pytest.mark.django_db
