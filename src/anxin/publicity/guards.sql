-- Publicity: who writes it, writes it of their own organisation and area (5.1.1).
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.publicity_is_own() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE own uuid := security.organisation(); found_kind text; found_village uuid;
BEGIN
    NEW.organisation_id := own;
    SELECT o.kind, o.village_id INTO found_kind, found_village FROM organisations_organisation o WHERE o.id = own;
    IF NEW.village_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_village v
            WHERE v.id = NEW.village_id AND v.town_id = NEW.town_id)
       OR found_kind = 'village_committee' AND NEW.village_id IS DISTINCT FROM found_village
       OR found_kind = 'township_centre' AND NEW.keeper_id IS DISTINCT FROM own
       OR NOT EXISTS (SELECT 1 FROM organisations_organisationtown t
            WHERE t.organisation_id = NEW.keeper_id AND t.town_id = NEW.town_id)
       OR EXISTS (SELECT 1 FROM publicity_publicity p WHERE p.id = NEW.corrects_id AND p.organisation_id <> own) THEN
        RAISE EXCEPTION 'publicity is written down by who held it'
            USING ERRCODE = '23514', CONSTRAINT = 'publicity_is_written_down_at_home';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;
DROP TRIGGER IF EXISTS c_own ON publicity_publicity;
CREATE TRIGGER c_own BEFORE INSERT ON publicity_publicity
    FOR EACH ROW EXECUTE FUNCTION security.publicity_is_own();
