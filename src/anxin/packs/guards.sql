-- ---- Packs of clinic days without a line (working-rules:pack, T16) ----
-- Who asked for a pack does not answer it, and downloads it alone. Rows go out with a download.
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.pack_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE asker uuid;
BEGIN
    SELECT p.recorded_by_id INTO asker FROM packs_pack p WHERE p.id = NEW.pack_id;
    IF NEW.move = 'download' AND (asker <> NEW.recorded_by_id OR NOT security.may('pack.ask')) THEN
        PERFORM security.refuse('the_asker_downloads_the_export');
    END IF;
    IF NEW.move <> 'download' AND (asker = NEW.recorded_by_id OR NOT security.may('pack.answer')) THEN
        PERFORM security.refuse('another_than_the_asker_answers_the_export');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.pack_row_goes_out() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a WHERE NOT EXISTS (SELECT 1 FROM packs_pack p
               WHERE p.id = a.pack_id AND p.organisation_id = a.organisation_id AND p.stage = 'downloaded'
                 AND p.recorded_by_id = security.actor())) THEN
        PERFORM security.refuse('the_asker_downloads_the_export');
    END IF;
    RETURN NULL;
END $$;
-- An entry is of its upload, of its pack's row, and begins with nothing done of it.
CREATE OR REPLACE FUNCTION security.pack_entry_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM packs_packupload u WHERE u.id = NEW.upload_id AND u.pack_id = NEW.pack_id
                   AND u.organisation_id = NEW.organisation_id
                   AND u.recorded_xid = pg_current_xact_id()::text::bigint)
        OR (NEW.row_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM packs_packrow r WHERE r.id = NEW.row_id
            AND r.pack_id = NEW.pack_id AND (r.person_id IS NULL OR r.person_id = NEW.person_id))) THEN
        PERFORM security.refuse('a_pack_entry_is_of_its_row');
    END IF;
    RETURN NEW;
END $$;
-- What stands in it changes while it waits for its arrival or its doctor; whose it is, before the arrival,
-- and never where its row went out with a name.
CREATE OR REPLACE FUNCTION security.pack_entry_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF (NEW.content <> OLD.content AND OLD.stage NOT IN ('proposed', 'arrived'))
        OR (NEW.person_id IS DISTINCT FROM OLD.person_id AND (OLD.stage <> 'proposed' OR EXISTS
            (SELECT 1 FROM packs_packrow r WHERE r.id = OLD.row_id AND r.person_id IS NOT NULL))) THEN
        PERFORM security.refuse('a_pack_entry_stands_once_begun');
    END IF;
    RETURN NEW;
END $$;
-- No step of an entry without what it says was done: the arrival, the prescription, the review, the pick-up
-- of its own person, at its own point, on its clinic day; prescription, return and pick-up by the very act that moves it.
CREATE OR REPLACE FUNCTION security.pack_entry_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE e packs_packentry; its_day date; holds boolean;
BEGIN
    SELECT * INTO STRICT e FROM packs_packentry WHERE id = NEW.entry_id;
    SELECT d.day INTO STRICT its_day FROM packs_pack p JOIN clinics_clinicday d ON d.id = p.clinic_day_id
        WHERE p.id = e.pack_id;
    holds := CASE NEW.move
        WHEN 'arrive' THEN security.may('clinic.attend') AND NOT e.foreign AND EXISTS (
            SELECT 1 FROM clinics_attendance a WHERE a.person_id = e.person_id
            AND a.organisation_id = e.organisation_id AND a.day = its_day)
        WHEN 'sign' THEN EXISTS (SELECT 1 FROM clinics_prescription r WHERE r.act_id = NEW.act_id
            AND r.person_id = e.person_id AND r.organisation_id = e.organisation_id AND r.written_on = its_day)
        WHEN 'give' THEN EXISTS (SELECT 1 FROM dispensing_pickupevent v JOIN dispensing_pickup p ON p.id = v.pickup_id
            WHERE v.act_id = NEW.act_id AND v.move = 'complete' AND p.person_id = e.person_id
            AND p.organisation_id = e.organisation_id AND p.prepared_on = its_day)
        WHEN 'set_aside' THEN security.may('pack.upload') AND NEW.because <> ''
        WHEN 'correct' THEN security.may('pack.upload')
        WHEN 'resume' THEN security.may('pack.upload')
        WHEN 'review' THEN security.may('prescription.review') AND EXISTS (
            SELECT 1 FROM clinics_pharmacistreview v JOIN clinics_prescription r ON r.id = v.prescription_id
            WHERE v.passed AND r.stage = 'reviewed' AND r.person_id = e.person_id
            AND r.organisation_id = e.organisation_id AND r.written_on = its_day)
        ELSE NEW.move = 'return' AND EXISTS (
            SELECT 1 FROM clinics_pharmacistreview v JOIN clinics_prescription r ON r.id = v.prescription_id
            WHERE v.act_id = NEW.act_id AND NOT v.passed AND r.person_id = e.person_id
            AND r.organisation_id = e.organisation_id AND r.written_on = its_day)
        END;
    IF NOT coalesce(holds, false) THEN PERFORM security.refuse('a_pack_entry_moves_by_what_was_done'); END IF;
    RETURN NEW;
END $$;
-- Entries that were given, without what they hold: for `verify`.
CREATE OR REPLACE FUNCTION security.pack_entries_given() RETURNS TABLE (entry_id uuid, pickups bigint, twins bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT e.id,
        (SELECT count(*) FROM packs_packentryevent v JOIN dispensing_pickupevent x ON x.act_id = v.act_id AND x.move = 'complete'
            JOIN dispensing_pickup p ON p.id = x.pickup_id AND p.person_id = e.person_id
            JOIN packs_pack k ON k.id = e.pack_id JOIN clinics_clinicday d ON d.id = k.clinic_day_id AND d.day = p.prepared_on
            WHERE v.entry_id = e.id AND v.move = 'give'),
        (SELECT count(*) FROM packs_packentry o WHERE o.pack_id = e.pack_id AND o.person_id = e.person_id
            AND o.id <> e.id AND o.stage IN ('arrived', 'signed', 'reviewed', 'given'))
    FROM packs_packentry e WHERE e.stage = 'given' AND security.may('verify.run')
$$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_of_its_day ON packs_pack;
CREATE TRIGGER c_of_its_day BEFORE INSERT ON packs_pack FOR EACH ROW EXECUTE FUNCTION security.of_its_clinic_day();
DROP TRIGGER IF EXISTS c_moves ON packs_packevent;
CREATE TRIGGER c_moves BEFORE INSERT ON packs_packevent FOR EACH ROW EXECUTE FUNCTION security.pack_moves();
DROP TRIGGER IF EXISTS c_goes_out ON packs_packrow;
CREATE TRIGGER c_goes_out AFTER INSERT ON packs_packrow REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.pack_row_goes_out();
DROP TRIGGER IF EXISTS c_begins ON packs_packentry;
CREATE TRIGGER c_begins BEFORE INSERT ON packs_packentry FOR EACH ROW EXECUTE FUNCTION security.pack_entry_begins();
DROP TRIGGER IF EXISTS c_changes ON packs_packentry;
CREATE TRIGGER c_changes BEFORE UPDATE ON packs_packentry FOR EACH ROW EXECUTE FUNCTION security.pack_entry_changes();
DROP TRIGGER IF EXISTS c_moves ON packs_packentryevent;
CREATE TRIGGER c_moves BEFORE INSERT ON packs_packentryevent FOR EACH ROW EXECUTE FUNCTION security.pack_entry_moves();
