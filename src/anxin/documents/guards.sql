-- Who asked for an export does not answer it, and downloads it alone (working-rules:export, T16).
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.export_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE asker uuid;
BEGIN
    SELECT e.recorded_by_id INTO asker FROM documents_exportrequest e WHERE e.id = NEW.export_id;
    IF NEW.move = 'download' AND asker <> NEW.recorded_by_id THEN
        PERFORM security.refuse('the_asker_downloads_the_export');
    END IF;
    IF NEW.move <> 'download' AND (asker = NEW.recorded_by_id OR NOT security.may('export.answer')) THEN
        PERFORM security.refuse('another_than_the_asker_answers_the_export');
    END IF;
    RETURN NEW;
END $$;

-- A row is printed for a pick-up that was made with this card and stands (A5, 5.3.2.e).
CREATE OR REPLACE FUNCTION security.printed_row_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM dispensing_pickup p WHERE p.id = NEW.pickup_id
                   AND p.card_id = NEW.card_id AND p.stage = 'completed') THEN
        PERFORM security.refuse('a_printed_row_is_of_the_cards_pickup');
    END IF;
    -- And no other pick-up stands on that row. Two who print meet on the card; each statement after
    -- the lock sees what the first of them wrote.
    PERFORM 1 FROM enrolment_card c WHERE c.id = NEW.card_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM documents_printedrow r WHERE r.card_id = NEW.card_id AND r.page = NEW.page
               AND r.row = NEW.row AND r.pickup_id <> NEW.pickup_id) THEN
        PERFORM security.refuse('a_card_row_holds_one_pickup');
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_export ON documents_exportevent;
CREATE TRIGGER c_export BEFORE INSERT ON documents_exportevent
    FOR EACH ROW EXECUTE FUNCTION security.export_moves();
DROP TRIGGER IF EXISTS c_printed ON documents_printedrow;
CREATE TRIGGER c_printed BEFORE INSERT ON documents_printedrow
    FOR EACH ROW EXECUTE FUNCTION security.printed_row_fits();
