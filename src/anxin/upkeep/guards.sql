-- The rule tables as the database holds them, for `verify` alone: who may loosen them is no reader.
SET ROLE anxin_security;
CREATE OR REPLACE FUNCTION security.rules_in_force() RETURNS TABLE (kind text, words text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT r.kind, r.words FROM (
        SELECT 'allowed' AS kind, concat_ws(' ', duty, action, reach) AS words FROM security.allowed
        UNION ALL SELECT 'incompatible', concat_ws(' ', duty, other) FROM security.incompatible
        UNION ALL SELECT 'move', concat_ws(' ', noun, from_stage, move, to_stage) FROM security.move
        UNION ALL SELECT 'start', concat_ws(' ', noun, stage) FROM security.start) r
    WHERE security.may('verify.run')
$$;
RESET ROLE;
