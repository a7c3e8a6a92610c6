-- ---- Rosters that are read in (A8) ----
SET ROLE anxin_security;
-- A batch is given up once; nothing else of it changes.
CREATE OR REPLACE FUNCTION security.batch_closes_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.abandoned_on IS NOT NULL THEN
        RAISE EXCEPTION 'a batch is given up once' USING ERRCODE = '23514', CONSTRAINT = 'a_batch_is_given_up_once';
    END IF;
    RETURN NEW;
END $$;
-- A run is of its batch's unit, by who asks, under a duty of theirs there: the worker acts as them.
CREATE OR REPLACE FUNCTION security.run_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM imports_importbatch b JOIN organisations_dutyassignment d ON d.organisation_id = b.organisation_id
        WHERE b.id = NEW.batch_id AND b.organisation_id = NEW.organisation_id AND b.abandoned_on IS NULL
          AND d.id = NEW.assignment_id AND d.staff_id = security.actor()) THEN
        RAISE EXCEPTION 'a run is of the unit of who asks' USING ERRCODE = '23514', CONSTRAINT = 'a_run_is_of_who_asks';
    END IF;
    RETURN NEW;
END $$;
-- A row begins open and unowned by any run; only open rows of an own batch are added.
CREATE OR REPLACE FUNCTION security.row_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.stage <> 'open' OR NEW.run_id IS NOT NULL OR NEW.application_id IS NOT NULL OR NEW.draft_id IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM imports_importbatch b
            WHERE b.id = NEW.batch_id AND b.organisation_id = NEW.organisation_id AND b.abandoned_on IS NULL) THEN
        RAISE EXCEPTION 'a row begins open' USING ERRCODE = '23514', CONSTRAINT = 'a_row_goes_its_way';
    END IF;
    RETURN NEW;
END $$;
-- A row's way: open or failed → queued by a run, when nothing is wrong with it; queued → done, failed or open
-- again. What is done stays, holds nothing more, and was done by the act that has the row's own id.
CREATE OR REPLACE FUNCTION security.row_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE fits boolean;
BEGIN
    fits := CASE
        WHEN OLD.stage = 'done' THEN false
        WHEN OLD.stage = NEW.stage THEN true
        WHEN NEW.stage = 'queued' THEN OLD.stage IN ('open', 'failed')
        WHEN NEW.stage IN ('done', 'failed') THEN OLD.stage = 'queued'
        ELSE NEW.stage = 'open'
    END;
    IF NEW.stage = 'queued' AND OLD.stage <> 'queued' THEN
        fits := fits AND NEW.verdict IN ('ready', 'draft') AND EXISTS (SELECT 1 FROM imports_importrun r
            WHERE r.id = NEW.run_id AND r.batch_id = NEW.batch_id AND r.recorded_by_id = security.actor());
    END IF;
    IF OLD.stage = 'queued' AND NEW.stage = 'queued' AND NEW.content <> OLD.content THEN fits := false; END IF;
    IF (NEW.stage = 'done') <> (NEW.application_id IS NOT NULL OR NEW.draft_id IS NOT NULL) THEN fits := false; END IF;
    IF NEW.stage = 'done' THEN
        fits := fits AND NEW.mark IS NOT NULL AND EXISTS (SELECT 1 FROM acts_act a
            WHERE a.id = NEW.id AND a.result_id = coalesce(NEW.application_id, NEW.draft_id));
        NEW.content := ''::bytea;
    END IF;
    IF NOT fits THEN
        RAISE EXCEPTION 'a row cannot go from % to %', OLD.stage, NEW.stage
            USING ERRCODE = '23514', CONSTRAINT = 'a_row_goes_its_way';
    END IF;
    RETURN NEW;
END $$;
-- What is given up holds nothing more.
CREATE OR REPLACE FUNCTION security.batch_forgets() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE imports_importrow SET content = ''::bytea, stage = 'open', run_id = NULL
        WHERE batch_id = NEW.id AND stage <> 'done';
    RETURN NULL;
END $$;
-- For the background worker: some run with rows that wait, whose asker still holds the duty. Any of them,
-- so that one run that fails again and again does not keep the others from their turn.
CREATE OR REPLACE FUNCTION security.next_import_run(ticket bytea)
RETURNS TABLE (run_id uuid, staff_id uuid, assignment_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
BEGIN
    PERFORM security.admit('imports|next', ticket);
    RETURN QUERY SELECT r.id, r.recorded_by_id, r.assignment_id FROM imports_importrun r
        WHERE EXISTS (SELECT 1 FROM imports_importrow l WHERE l.run_id = r.id AND l.stage = 'queued')
          AND coalesce((security.describe(r.recorded_by_id, r.assignment_id)->>'agreement_signed')::boolean, false)
        ORDER BY random() LIMIT 1;
END $$;
-- Waiting rows of a run, held by this transaction alone: a worker that dies lets go of them at once.
CREATE OR REPLACE FUNCTION security.claim_import_rows(given_run uuid, most int) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT l.id FROM imports_importrow l
    WHERE l.run_id = given_run AND l.stage = 'queued'
      AND l.organisation_id = ANY (security.within('import.write'))
    ORDER BY l.number LIMIT most FOR NO KEY UPDATE SKIP LOCKED
$$;
-- Which rows hold something and what they became, without what they hold: for `verify`.
CREATE OR REPLACE FUNCTION security.import_rows_held()
RETURNS TABLE (row_id uuid, batch_id uuid, stage text, held int, became uuid, act_result uuid, abandoned_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
    SELECT l.id, l.batch_id, l.stage, length(l.content), coalesce(l.application_id, l.draft_id), a.result_id, b.abandoned_on
    FROM imports_importrow l JOIN imports_importbatch b ON b.id = l.batch_id LEFT JOIN acts_act a ON a.id = l.id
    WHERE security.may('verify.run')
$$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_closes_once ON imports_importbatch;
CREATE TRIGGER c_closes_once BEFORE UPDATE ON imports_importbatch
    FOR EACH ROW EXECUTE FUNCTION security.batch_closes_once();
DROP TRIGGER IF EXISTS d_forgets ON imports_importbatch;
CREATE TRIGGER d_forgets AFTER UPDATE ON imports_importbatch
    FOR EACH ROW EXECUTE FUNCTION security.batch_forgets();
DROP TRIGGER IF EXISTS c_run_fits ON imports_importrun;
CREATE TRIGGER c_run_fits BEFORE INSERT ON imports_importrun
    FOR EACH ROW EXECUTE FUNCTION security.run_fits();
DROP TRIGGER IF EXISTS c_begins ON imports_importrow;
CREATE TRIGGER c_begins BEFORE INSERT ON imports_importrow
    FOR EACH ROW EXECUTE FUNCTION security.row_begins();
DROP TRIGGER IF EXISTS c_moves ON imports_importrow;
CREATE TRIGGER c_moves BEFORE UPDATE ON imports_importrow
    FOR EACH ROW EXECUTE FUNCTION security.row_moves();
