-- Alerts: told by the point that saw it to the centre that keeps the file, and received by that centre (6.1).
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.alert_goes_to_keeper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    NEW.organisation_id := security.organisation();
    SELECT p.keeper_id INTO STRICT NEW.keeper_id FROM people_person p WHERE p.id = NEW.person_id;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION security.alert_received_by_keeper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM exchange_alert a
                   WHERE a.id = NEW.alert_id AND a.keeper_id = security.organisation()) THEN
        RAISE EXCEPTION 'an alert is received by who keeps the file'
            USING ERRCODE = '23514', CONSTRAINT = 'alert_received_by_keeper';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_to_keeper ON exchange_alert;
CREATE TRIGGER c_to_keeper BEFORE INSERT ON exchange_alert
    FOR EACH ROW EXECUTE FUNCTION security.alert_goes_to_keeper();
DROP TRIGGER IF EXISTS c_by_keeper ON exchange_alertevent;
CREATE TRIGGER c_by_keeper BEFORE INSERT ON exchange_alertevent
    FOR EACH ROW EXECUTE FUNCTION security.alert_received_by_keeper();
