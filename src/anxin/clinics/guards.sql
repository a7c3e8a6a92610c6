-- The clinic: rows that belong together say the same, a prescription is whole when it is signed, and
-- nobody reviews what they wrote. The functions belong to anxin_security, which row security lets read.
SET ROLE anxin_security;

-- A booking stands at the point of its clinic day; an arrival is of that point and that day.
CREATE OR REPLACE FUNCTION security.of_its_clinic_day() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE found public.clinics_clinicday;
BEGIN
    -- The day stays as it is until this ends: a move or a cancelling waits, or is seen here.
    SELECT * INTO STRICT found FROM public.clinics_clinicday WHERE id = NEW.clinic_day_id FOR SHARE;
    IF found.stage <> 'published' THEN
        RAISE EXCEPTION 'the clinic day is not held' USING ERRCODE = '23514', CONSTRAINT = 'clinic_day_is_held';
    END IF;
    IF NEW.organisation_id <> found.organisation_id
        OR (to_jsonb(NEW) ? 'day' AND (to_jsonb(NEW) ->> 'day')::date <> found.day)
    THEN
        RAISE EXCEPTION 'not the point or the day of its clinic day' USING ERRCODE = '23514', CONSTRAINT = 'of_its_clinic_day';
    END IF;
    RETURN NEW;
END $$;

-- Who comes for what is owed on another day comes to the point, and for the prescription, that owes it.
CREATE OR REPLACE FUNCTION security.for_what_is_owed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM clinics_prescription r WHERE r.id = NEW.owed_on_id AND r.stage = 'partly_dispensed'
                   AND r.person_id = NEW.person_id AND r.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'nothing is owed here' USING ERRCODE = '23514', CONSTRAINT = 'arrival_is_for_what_is_owed';
    END IF;
    RETURN NEW;
END $$;

-- A day on which somebody arrived is neither moved nor cancelled; it is moved to a day of its own point
-- that is held. Asked under the day's lock, which advance took (5.2.1).
CREATE OR REPLACE FUNCTION security.clinic_day_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT security.may('clinic.change') OR NOT EXISTS (SELECT 1 FROM public.clinics_clinicday d
        WHERE d.id = NEW.clinic_day_id AND d.organisation_id = ANY (security.within('clinic.change'))) THEN
        RAISE EXCEPTION 'not the duty to change this day' USING ERRCODE = '23514', CONSTRAINT = 'clinic_day_changed_by_its_hospital';
    END IF;
    IF EXISTS (SELECT 1 FROM public.clinics_attendance a WHERE a.clinic_day_id = NEW.clinic_day_id) THEN
        RAISE EXCEPTION 'somebody has arrived' USING ERRCODE = '23514', CONSTRAINT = 'clinic_day_has_not_begun';
    END IF;
    IF NEW.moved_to_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM public.clinics_clinicday d JOIN public.clinics_clinicday o ON o.id = NEW.clinic_day_id
        WHERE d.id = NEW.moved_to_id AND d.organisation_id = o.organisation_id AND d.stage = 'published') THEN
        RAISE EXCEPTION 'moved to no day of this point' USING ERRCODE = '23514', CONSTRAINT = 'moved_within_its_point';
    END IF;
    RETURN NEW;
END $$;

-- A call is about the booking of its own person on the day that was changed; so is another day chosen.
CREATE OR REPLACE FUNCTION security.call_of_its_day() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.clinics_booking b JOIN public.clinics_clinicdayevent e
                   ON e.clinic_day_id = b.clinic_day_id
                   WHERE b.id = NEW.booking_id AND b.person_id = NEW.person_id AND e.id = NEW.event_id)
        OR (NEW.new_booking_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.clinics_booking b
                   WHERE b.id = NEW.new_booking_id AND b.person_id = NEW.person_id)) THEN
        RAISE EXCEPTION 'not a booking of this day' USING ERRCODE = '23514', CONSTRAINT = 'call_of_its_day';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.outcome_of_its_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.booking_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.clinics_booking b
        JOIN public.clinics_call c ON c.person_id = b.person_id WHERE b.id = NEW.booking_id AND c.id = NEW.call_id) THEN
        RAISE EXCEPTION 'not a booking of this person' USING ERRCODE = '23514', CONSTRAINT = 'call_of_its_day';
    END IF;
    RETURN NEW;
END $$;

-- An absence is of the person of its booking, on a day on which they did not arrive (5.3.2.c).
CREATE OR REPLACE FUNCTION security.absent_from_its_booking() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.clinics_booking b JOIN public.clinics_clinicday d ON d.id = b.clinic_day_id
            WHERE b.id = NEW.booking_id AND b.person_id = NEW.person_id AND NOT EXISTS (
                SELECT 1 FROM public.clinics_attendance a
                WHERE a.person_id = b.person_id AND a.organisation_id = d.organisation_id AND a.day = d.day))
        OR (NEW.next_booking_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.clinics_booking b
            WHERE b.id = NEW.next_booking_id AND b.person_id = NEW.person_id)) THEN
        RAISE EXCEPTION 'not absent from this booking' USING ERRCODE = '23514', CONSTRAINT = 'absent_from_its_booking';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION security.visit_of_who_arrived() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.clinics_attendance a
                   WHERE a.id = NEW.attendance_id AND a.person_id = NEW.person_id) THEN
        RAISE EXCEPTION 'a visit is of who arrived' USING ERRCODE = '23514', CONSTRAINT = 'visit_of_who_arrived';
    END IF;
    RETURN NEW;
END $$;

-- A prescription is signed by who writes it, for the person and at the point of its visit, on its day,
-- by a psychiatrist of that clinic day, and only while the right is in use (5.1.6.1, 5.2.2).
CREATE OR REPLACE FUNCTION security.prescription_is_own() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.prescriber_id <> security.actor() OR NOT EXISTS (
        SELECT 1 FROM public.clinics_visit v JOIN public.clinics_attendance a ON a.id = v.attendance_id
        JOIN public.clinics_clinicday d ON d.organisation_id = a.organisation_id AND d.day = a.day
        WHERE v.id = NEW.visit_id AND v.recorded_by_id = NEW.prescriber_id AND v.person_id = NEW.person_id
          AND a.organisation_id = NEW.organisation_id AND a.day = NEW.written_on
          AND d.doctor_id = NEW.prescriber_id AND d.stage = 'published')
    THEN
        RAISE EXCEPTION 'a prescription is signed by the doctor of its visit' USING ERRCODE = '23514', CONSTRAINT = 'prescription_is_own';
    END IF;
    PERFORM security.right_in_use(NEW.person_id, NEW.written_on);
    RETURN NEW;
END $$;

-- Refuses where a person's right is not in use on a day. The row stays locked against a suspension that
-- comes between (security T56).
CREATE OR REPLACE FUNCTION security.right_in_use(given_person uuid, given_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM 1 FROM public.enrolment_enrolment e
        WHERE e.person_id = given_person AND e.stage = 'active' FOR SHARE;
    IF NOT FOUND OR EXISTS (SELECT 1 FROM public.enrolment_hospitalstay s
        WHERE s.person_id = given_person AND s.since <= given_day AND (s.until IS NULL OR s.until > given_day))
    THEN
        RAISE EXCEPTION 'the right is not in use' USING ERRCODE = '23514', CONSTRAINT = 'right_is_in_use';
    END IF;
END $$;
REVOKE ALL ON FUNCTION security.right_in_use(uuid, date) FROM PUBLIC;

CREATE OR REPLACE FUNCTION security.supply_while_entitled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM security.right_in_use(NEW.person_id, NEW.given_on);
    RETURN NEW;
END $$;

-- Supply, injections and what is owed end once, by an act of this transaction (5.3.2.d).
CREATE OR REPLACE FUNCTION security.supply_ends_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF OLD.ended_by_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM public.acts_act a
        WHERE a.id = NEW.ended_by_id AND a.recorded_by_id = security.actor()
          AND a.recorded_xid = pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'supply ends by a reversal' USING ERRCODE = '23514', CONSTRAINT = 'supply_ends_once';
    END IF;
    RETURN NEW;
END $$;

-- Lines are written in the transaction that signs: what was signed stays what it was (5.3.2.e).
CREATE OR REPLACE FUNCTION security.lines_when_signed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN public.clinics_prescription p ON p.id = a.prescription_id
               WHERE p.recorded_xid <> pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'a signed prescription is not added to' USING ERRCODE = '23514', CONSTRAINT = 'prescription_is_closed';
    END IF;
    RETURN NULL;
END $$;
-- A line stands on a sheet of its own prescription, and no sheet is empty (rx-2007:sheet).
CREATE OR REPLACE FUNCTION security.line_on_its_sheet() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a LEFT JOIN public.clinics_prescriptionsheet s ON s.id = a.sheet_id
               WHERE s.prescription_id IS DISTINCT FROM a.prescription_id) THEN
        RAISE EXCEPTION 'a line stands on a sheet of its prescription' USING ERRCODE = '23514', CONSTRAINT = 'line_on_its_sheet';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION security.sheet_has_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.clinics_prescriptionline l WHERE l.sheet_id = NEW.id) THEN
        RAISE EXCEPTION 'a sheet has lines' USING ERRCODE = '23514', CONSTRAINT = 'sheet_has_lines';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION security.prescription_has_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF (SELECT max(l.days) FROM public.clinics_prescriptionline l WHERE l.prescription_id = NEW.id)
        IS DISTINCT FROM NEW.days THEN
        RAISE EXCEPTION 'a prescription lasts as long as its longest line' USING ERRCODE = '23514', CONSTRAINT = 'prescription_has_lines';
    END IF;
    RETURN NULL;
END $$;

-- Who wrote a prescription never reviews it (rx-2007:review, security T5).
CREATE OR REPLACE FUNCTION security.review_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.clinics_prescription p
               WHERE p.id = NEW.prescription_id AND p.prescriber_id = security.actor()) THEN
        RAISE EXCEPTION 'a prescription is reviewed by another' USING ERRCODE = '23514', CONSTRAINT = 'prescriber_reviewer_and_dispenser_differ';
    END IF;
    RETURN NEW;
END $$;

-- Each move by the duty it belongs to, and no move to or from a review without the review itself.
CREATE OR REPLACE FUNCTION security.prescription_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE holds boolean;
BEGIN
    holds := CASE
        WHEN NEW.move IN ('pass_review', 'return') THEN security.may('prescription.review') AND EXISTS (
            SELECT 1 FROM public.clinics_pharmacistreview r
            WHERE r.prescription_id = NEW.prescription_id AND r.act_id = NEW.act_id
              AND r.recorded_by_id = security.actor() AND r.passed = (NEW.move = 'pass_review')
              AND r.recorded_xid = pg_current_xact_id()::text::bigint)
        WHEN NEW.move IN ('dispense', 'dispense_part', 'reverse', 'reverse_part') THEN security.may('pickup.write')
        WHEN NEW.move = 'lapse_owed' THEN security.may('owed.lapse')
            OR NOT EXISTS (SELECT 1 FROM public.clinics_prescription p
                JOIN public.enrolment_enrolment e ON e.person_id = p.person_id
                WHERE p.id = NEW.prescription_id AND e.stage <> 'ended')
        WHEN NEW.move = 'replace' THEN security.may('prescription.write')
        WHEN NEW.move = 'expire' THEN security.may('prescription.write') OR security.may('pickup.write')
            OR NOT EXISTS (SELECT 1 FROM public.clinics_prescription p
                JOIN public.enrolment_enrolment e ON e.person_id = p.person_id
                WHERE p.id = NEW.prescription_id AND e.stage <> 'ended')
        ELSE false END;
    IF NOT coalesce(holds, false) THEN
        RAISE EXCEPTION 'not the duty for %', NEW.move USING ERRCODE = '23514', CONSTRAINT = 'prescription_move_by_its_duty';
    END IF;
    RETURN NEW;
END $$;

-- What was prescribed and not dispensed ends with the right (A5.n3); taken back, the doctor looks anew.
CREATE OR REPLACE FUNCTION security.end_expires_prescriptions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.move <> 'end' THEN RETURN NULL; END IF;
    INSERT INTO public.clinics_prescriptionevent (id, prescription_id, move, because, clause, occurred_on, act_id)
    SELECT gen_random_uuid(), p.id, CASE p.stage WHEN 'partly_dispensed' THEN 'lapse_owed' ELSE 'expire' END,
        '免费服药资格已终止', NEW.clause, NEW.occurred_on, NEW.act_id
    FROM public.clinics_prescription p JOIN public.enrolment_enrolment e ON e.person_id = p.person_id
    WHERE e.id = NEW.enrolment_id AND p.stage IN ('signed', 'reviewed', 'returned', 'partly_dispensed') ORDER BY p.id;
    RETURN NULL;
END $$;
-- What lapses is owed no longer.
CREATE OR REPLACE FUNCTION security.lapse_ends_owed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    UPDATE clinics_owed SET ended_by_id = NEW.act_id WHERE prescription_id = NEW.prescription_id AND ended_by_id IS NULL;
    RETURN NULL;
END $$;

-- A correction is of the same person's result of the same kind.
CREATE OR REPLACE FUNCTION security.lab_correction_is_of_its_result() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.clinics_labresult r
        WHERE r.id = NEW.corrects_id AND r.person_id = NEW.person_id AND r.kind = NEW.kind)
    THEN
        RAISE EXCEPTION 'a correction is of its own result' USING ERRCODE = '23514', CONSTRAINT = 'lab_correction_is_of_its_result';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_changes ON clinics_clinicdayevent;
CREATE TRIGGER c_changes BEFORE INSERT ON clinics_clinicdayevent FOR EACH ROW EXECUTE FUNCTION security.clinic_day_changes();
DROP TRIGGER IF EXISTS c_of_its_booking ON clinics_absence;
CREATE TRIGGER c_of_its_booking BEFORE INSERT ON clinics_absence FOR EACH ROW EXECUTE FUNCTION security.absent_from_its_booking();
DROP TRIGGER IF EXISTS c_of_its_day ON clinics_call;
CREATE TRIGGER c_of_its_day BEFORE INSERT ON clinics_call FOR EACH ROW EXECUTE FUNCTION security.call_of_its_day();
DROP TRIGGER IF EXISTS c_of_its_person ON clinics_calloutcome;
CREATE TRIGGER c_of_its_person BEFORE INSERT ON clinics_calloutcome FOR EACH ROW EXECUTE FUNCTION security.outcome_of_its_person();
DROP TRIGGER IF EXISTS c_of_its_day ON clinics_booking;
CREATE TRIGGER c_of_its_day BEFORE INSERT ON clinics_booking FOR EACH ROW EXECUTE FUNCTION security.of_its_clinic_day();
DROP TRIGGER IF EXISTS c_of_its_day ON clinics_attendance;
CREATE TRIGGER c_of_its_day BEFORE INSERT ON clinics_attendance FOR EACH ROW
    WHEN (NEW.clinic_day_id IS NOT NULL) EXECUTE FUNCTION security.of_its_clinic_day();
DROP TRIGGER IF EXISTS c_owed ON clinics_attendance;
CREATE TRIGGER c_owed BEFORE INSERT ON clinics_attendance FOR EACH ROW
    WHEN (NEW.clinic_day_id IS NULL) EXECUTE FUNCTION security.for_what_is_owed();
DROP TRIGGER IF EXISTS c_of_who_arrived ON clinics_visit;
CREATE TRIGGER c_of_who_arrived BEFORE INSERT ON clinics_visit FOR EACH ROW EXECUTE FUNCTION security.visit_of_who_arrived();
DROP TRIGGER IF EXISTS c_own ON clinics_prescription;
CREATE TRIGGER c_own BEFORE INSERT ON clinics_prescription FOR EACH ROW EXECUTE FUNCTION security.prescription_is_own();
DROP TRIGGER IF EXISTS d_lines ON clinics_prescription;
CREATE CONSTRAINT TRIGGER d_lines AFTER INSERT ON clinics_prescription DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION security.prescription_has_lines();
DROP TRIGGER IF EXISTS c_when_signed ON clinics_prescriptionline;
CREATE TRIGGER c_when_signed AFTER INSERT ON clinics_prescriptionline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.lines_when_signed();
DROP TRIGGER IF EXISTS d_on_its_sheet ON clinics_prescriptionline;
CREATE TRIGGER d_on_its_sheet AFTER INSERT ON clinics_prescriptionline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.line_on_its_sheet();
DROP TRIGGER IF EXISTS d_lines ON clinics_prescriptionsheet;
CREATE CONSTRAINT TRIGGER d_lines AFTER INSERT ON clinics_prescriptionsheet DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION security.sheet_has_lines();
DROP TRIGGER IF EXISTS c_by_another ON clinics_pharmacistreview;
CREATE TRIGGER c_by_another BEFORE INSERT ON clinics_pharmacistreview FOR EACH ROW EXECUTE FUNCTION security.review_by_another();
DROP TRIGGER IF EXISTS c_moves ON clinics_prescriptionevent;
CREATE TRIGGER c_moves BEFORE INSERT ON clinics_prescriptionevent FOR EACH ROW EXECUTE FUNCTION security.prescription_moves();
DROP TRIGGER IF EXISTS c_of_its_result ON clinics_labresult;
CREATE TRIGGER c_of_its_result BEFORE INSERT ON clinics_labresult
    FOR EACH ROW EXECUTE FUNCTION security.lab_correction_is_of_its_result();
DROP TRIGGER IF EXISTS c_entitled ON clinics_supply;
CREATE TRIGGER c_entitled BEFORE INSERT ON clinics_supply FOR EACH ROW EXECUTE FUNCTION security.supply_while_entitled();
DROP TRIGGER IF EXISTS c_ends_once ON clinics_supply;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON clinics_supply FOR EACH ROW EXECUTE FUNCTION security.supply_ends_once();
DROP TRIGGER IF EXISTS c_ends_once ON clinics_injection;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON clinics_injection FOR EACH ROW EXECUTE FUNCTION security.supply_ends_once();
DROP TRIGGER IF EXISTS c_ends_once ON clinics_owed;
CREATE TRIGGER c_ends_once BEFORE UPDATE ON clinics_owed FOR EACH ROW EXECUTE FUNCTION security.supply_ends_once();
DROP TRIGGER IF EXISTS g_owed ON clinics_prescriptionevent;
CREATE TRIGGER g_owed AFTER INSERT ON clinics_prescriptionevent FOR EACH ROW
    WHEN (NEW.move = 'lapse_owed') EXECUTE FUNCTION security.lapse_ends_owed();
DROP TRIGGER IF EXISTS f_prescriptions ON enrolment_enrolmentevent;
CREATE TRIGGER f_prescriptions AFTER INSERT ON enrolment_enrolmentevent
    FOR EACH ROW EXECUTE FUNCTION security.end_expires_prescriptions();
