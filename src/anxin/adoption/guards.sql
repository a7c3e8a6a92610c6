-- Policy values: adopted by another hand than drafted them, numbered in the order of adoption (7.4).
SET ROLE anxin_security;

CREATE OR REPLACE FUNCTION security.proposal_move_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE drafter uuid;
BEGIN
    IF NOT security.may(CASE NEW.move WHEN 'withdraw' THEN 'policy.draft' ELSE 'policy.approve' END) THEN
        RAISE EXCEPTION 'the move % of a proposal is not this duty''s to make', NEW.move USING ERRCODE = '42501';
    END IF;
    SELECT p.recorded_by_id INTO drafter FROM adoption_proposal p WHERE p.id = NEW.proposal_id;
    IF NEW.move <> 'withdraw' AND drafter = NEW.recorded_by_id THEN
        RAISE EXCEPTION 'another than the drafter adopts'
            USING ERRCODE = '23514', CONSTRAINT = 'another_than_the_drafter_adopts';
    END IF;
    RETURN NEW;
END $$;

-- One after the other, so that whoever sees a number sees every number below it.
CREATE OR REPLACE FUNCTION security.number_the_adopted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.stage = 'adopted' AND OLD.stage <> 'adopted' THEN
        PERFORM pg_advisory_xact_lock(hashtext('anxin.policy'));
        NEW.number := (SELECT coalesce(max(p.number), 0) + 1 FROM adoption_proposal p);
    END IF;
    RETURN NEW;
END $$;

-- The newest adopted, "number:id", handed over as a unit of work begins; and what stands behind the numbers.
CREATE OR REPLACE FUNCTION security.policy_stamp() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce((SELECT p.number || ':' || p.id FROM public.adoption_proposal p
        WHERE p.number IS NOT NULL ORDER BY p.number DESC LIMIT 1), '')
$$;
DROP FUNCTION IF EXISTS security.adopted_values(integer);
CREATE FUNCTION security.adopted_values(stamp integer)
RETURNS TABLE (number integer, subject text, since date, value bigint, pending boolean, words text, days jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.number, p.subject::text, p.since, p.value, p.pending, p.words, p.days
    FROM public.adoption_proposal p WHERE p.number <= stamp ORDER BY p.number
$$;
RESET ROLE;

DROP TRIGGER IF EXISTS c_move_fits ON adoption_proposalevent;
CREATE TRIGGER c_move_fits BEFORE INSERT ON adoption_proposalevent
    FOR EACH ROW EXECUTE FUNCTION security.proposal_move_fits();
DROP TRIGGER IF EXISTS c_number ON adoption_proposal;
CREATE TRIGGER c_number BEFORE UPDATE ON adoption_proposal
    FOR EACH ROW EXECUTE FUNCTION security.number_the_adopted();
