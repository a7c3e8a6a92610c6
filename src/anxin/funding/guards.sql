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
    -- The use of a record merged into the person's counts for the person (T52); a merge waits for this row.
    PERFORM 1 FROM people_person WHERE id IN (SELECT a.person_id FROM added a WHERE a.amount > 0) ORDER BY id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM added a JOIN people_person p ON p.merged_into_id = a.person_id
               JOIN funding_use g ON g.person_id = p.id AND g.payer = a.payer AND g.period = a.period
               WHERE a.amount > 0 AND a."limit" IS NOT NULL AND g.used > 0
                 AND (SELECT sum(o.used) FROM funding_use o JOIN people_person q ON q.id = o.person_id
                      WHERE a.person_id IN (q.id, q.merged_into_id) AND o.payer = a.payer AND o.period = a.period) > a."limit") THEN
        PERFORM security.refuse('no_payer_bears_more_than_its_limit');
    END IF;
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
