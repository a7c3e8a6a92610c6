-- What a payer with a limit has borne follows the month shares of pick-ups; its CHECK holds the
-- limit when two pick-ups meet on the month's last fen (5.1.5.e, T9). A share is taken while a
-- pick-up is being completed, and given back while it is being reversed.
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.keep_use() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE back record;
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN dispensing_pickup p ON p.id = a.pickup_id
               WHERE a.person_id <> p.person_id
                  OR p.stage <> CASE WHEN a.amount > 0 THEN 'prepared' ELSE 'completed' END) THEN
        PERFORM security.refuse('month_share_goes_with_its_pickup');
    END IF;
    -- In one order, so that two transactions meet on the same row and wait, not deadlock (decision 0005).
    INSERT INTO funding_use AS u (id, person_id, payer, period, used, "limit")
    SELECT gen_random_uuid(), a.person_id, a.payer, a.period, sum(a.amount), min(a."limit")
    FROM added a WHERE a.amount > 0 GROUP BY a.person_id, a.payer, a.period ORDER BY a.person_id, a.payer, a.period
    ON CONFLICT (person_id, payer, period) DO UPDATE SET used = u.used + excluded.used, "limit" = excluded."limit";
    -- What is given back keeps the limit it was taken under, even where the limit fell meanwhile.
    FOR back IN SELECT a.person_id, a.payer, a.period, sum(a.amount) AS fen
        FROM added a WHERE a.amount < 0 GROUP BY a.person_id, a.payer, a.period ORDER BY a.person_id, a.payer, a.period
    LOOP
        UPDATE funding_use SET used = used + back.fen
        WHERE person_id = back.person_id AND payer = back.payer AND period = back.period;
    END LOOP;
    RETURN NULL;
END $$;
RESET ROLE;
DROP TRIGGER IF EXISTS b_use ON dispensing_monthshare;
CREATE TRIGGER b_use AFTER INSERT ON dispensing_monthshare REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION security.keep_use();
