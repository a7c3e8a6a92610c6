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
RESET ROLE;

DROP TRIGGER IF EXISTS c_of_its_day ON packs_pack;
CREATE TRIGGER c_of_its_day BEFORE INSERT ON packs_pack FOR EACH ROW EXECUTE FUNCTION security.of_its_clinic_day();
DROP TRIGGER IF EXISTS c_moves ON packs_packevent;
CREATE TRIGGER c_moves BEFORE INSERT ON packs_packevent FOR EACH ROW EXECUTE FUNCTION security.pack_moves();
DROP TRIGGER IF EXISTS c_goes_out ON packs_packrow;
CREATE TRIGGER c_goes_out AFTER INSERT ON packs_packrow REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.pack_row_goes_out();
