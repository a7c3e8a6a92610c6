-- The signed context of a unit of work, sessions, and the guards every table may use.
-- Applied after migrations by `prepare_database`, as the owner; safe to repeat.
-- Decision 0003. Everything here belongs to anxin_security, which the app role is not a member of.
SET ROLE anxin_security;

CREATE TABLE IF NOT EXISTS security.key (
    name text PRIMARY KEY,
    value bytea NOT NULL CHECK (octet_length(value) = 32)
);
CREATE TABLE IF NOT EXISTS security.session (
    key_hash bytea PRIMARY KEY,
    staff_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX IF NOT EXISTS session_staff ON security.session (staff_id) WHERE ended_at IS NULL;
CREATE TABLE IF NOT EXISTS security.allowed (
    duty text NOT NULL, action text NOT NULL, reach text NOT NULL,
    PRIMARY KEY (action, duty)
);
CREATE TABLE IF NOT EXISTS security.incompatible (
    duty text NOT NULL, other text NOT NULL, PRIMARY KEY (duty, other)
);
CREATE TABLE IF NOT EXISTS security.move (
    noun text NOT NULL, from_stage text NOT NULL, move text NOT NULL, to_stage text NOT NULL,
    PRIMARY KEY (noun, from_stage, move)
);

-- Keyed hash. The wheel has no pgcrypto; the nested form stands against length extension.
CREATE OR REPLACE FUNCTION security.keyed(key_name text, message text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT sha256(k.value || sha256(k.value || convert_to(message, 'UTF8')))
    FROM security.key k WHERE k.name = key_name
$$;
REVOKE ALL ON FUNCTION security.keyed(text, text) FROM PUBLIC;

-- ---- Sessions: reached only through these functions ----
CREATE OR REPLACE FUNCTION security.end_session(session_key text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    UPDATE security.session SET ended_at = clock_timestamp()
    WHERE key_hash = sha256(convert_to(session_key, 'UTF8')) AND ended_at IS NULL
$$;
-- Binds a session to a staff member. The ticket is a keyed hash that only the application can make,
-- so that SQL slipped into a query cannot sign anybody in.
CREATE OR REPLACE FUNCTION security.open_session(session_key text, staff uuid, assignment uuid, ticket bytea, until timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    IF ticket IS DISTINCT FROM security.keyed('ticket', 'session|' || session_key || '|' || staff) THEN
        RAISE EXCEPTION 'ticket refused' USING ERRCODE = '42501';
    END IF;
    INSERT INTO security.session (key_hash, staff_id, assignment_id, expires_at)
    VALUES (sha256(convert_to(session_key, 'UTF8')), staff, assignment, until);
END $$;
CREATE OR REPLACE FUNCTION security.credentials(given_username text)
RETURNS TABLE (staff_id uuid, password text, is_active boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.id, s.password, s.is_active FROM public.organisations_staff s WHERE s.username = given_username
$$;

CREATE OR REPLACE FUNCTION security.first_duty(staff uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT d.id FROM public.organisations_dutyassignment d
    WHERE d.staff_id = staff AND d.since <= (now() AT TIME ZONE 'Asia/Shanghai')::date AND (d.until IS NULL OR d.until > (now() AT TIME ZONE 'Asia/Shanghai')::date)
    ORDER BY d.since, d.id LIMIT 1
$$;

-- Accounts named demo-…, where the owner opened the demonstration's history; elsewhere none.
CREATE TABLE IF NOT EXISTS security.demonstration (open boolean NOT NULL);
CREATE OR REPLACE FUNCTION security.demonstration_accounts()
RETURNS TABLE (username text, duty text, organisation text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.username, d.duty, o.name FROM public.organisations_staff s
    JOIN public.organisations_dutyassignment d ON d.staff_id = s.id
    JOIN public.organisations_organisation o ON o.id = d.organisation_id
    WHERE EXISTS (SELECT 1 FROM security.demonstration WHERE open) AND s.username LIKE 'demo-%'
$$;

-- ---- The context ----
-- Ids whose rows a duty at an organisation reaches: keepers, clinics, towns or villages.
CREATE OR REPLACE FUNCTION security.units_of(given_duty text, given_organisation uuid)
RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT id), '{}') FROM (
        SELECT given_organisation AS id
        UNION ALL
        SELECT p.organisation_id FROM public.organisations_clinicpoint p WHERE p.guided_by_id = given_organisation
        UNION ALL
        SELECT c.town_id FROM public.organisations_organisation o
            JOIN public.organisations_organisationtown c ON c.organisation_id = o.id
            WHERE o.id = given_organisation AND o.kind = 'police_station'
        UNION ALL
        SELECT o.village_id FROM public.organisations_organisation o
            WHERE o.id = given_organisation AND o.village_id IS NOT NULL
    ) reached
$$;
REVOKE ALL ON FUNCTION security.units_of(text, uuid) FROM PUBLIC;

-- Who has not signed the confidentiality agreement enters as 'unsigned' and sees no person (7.2.a).
CREATE OR REPLACE FUNCTION security.set_context(described jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE payload text;
BEGIN
    payload := (described->>'staff_id') || '|'
        || CASE WHEN (described->>'agreement_signed')::boolean THEN described->>'duty' ELSE 'unsigned' END
        || '|' || (described->>'organisation_id') || '|'
        || array_to_string(security.units_of(described->>'duty', (described->>'organisation_id')::uuid), ',');
    PERFORM set_config('anxin.context', payload || '#' || encode(security.keyed('context',
        payload || '|' || pg_backend_pid() || '|' || now()), 'hex'), true);
END $$;
REVOKE ALL ON FUNCTION security.set_context(jsonb) FROM PUBLIC;

-- One assignment in force, as JSON for the application; NULL where there is none.
CREATE OR REPLACE FUNCTION security.describe(staff uuid, assignment uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object(
        'staff_id', s.id, 'name', s.name, 'duty', d.duty, 'assignment_id', d.id,
        'organisation_id', o.id, 'organisation_name', o.name,
        'agreement_signed', d.duty = 'system' OR EXISTS (SELECT 1 FROM public.organisations_confidentialityagreement a
            WHERE a.staff_id = s.id AND a.valid_until > (now() AT TIME ZONE 'Asia/Shanghai')::date))
    FROM public.organisations_staff s
    JOIN public.organisations_dutyassignment d ON d.staff_id = s.id
    JOIN public.organisations_organisation o ON o.id = d.organisation_id
    WHERE s.id = staff AND s.is_active AND d.since <= (now() AT TIME ZONE 'Asia/Shanghai')::date
      AND (d.until IS NULL OR d.until > (now() AT TIME ZONE 'Asia/Shanghai')::date)
      AND (assignment IS NULL OR d.id = assignment)
    ORDER BY d.since, d.id LIMIT 1
$$;
REVOKE ALL ON FUNCTION security.describe(uuid, uuid) FROM PUBLIC;

-- Start a unit of work under a session: the actor, or NULL where nobody is signed in (any more).
CREATE OR REPLACE FUNCTION security.enter(session_key text, idle interval) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE s security.session; actor jsonb;
BEGIN
    PERFORM set_config('anxin.context', '', true);
    SELECT * INTO s FROM security.session
    WHERE key_hash = sha256(convert_to(session_key, 'UTF8')) AND ended_at IS NULL
      AND expires_at > clock_timestamp() AND seen_at > clock_timestamp() - idle;
    IF NOT FOUND THEN RETURN NULL; END IF;
    actor := security.describe(s.staff_id, s.assignment_id);
    IF actor IS NULL THEN RETURN NULL; END IF;
    PERFORM security.set_context(actor);
    IF s.seen_at < clock_timestamp() - interval '1 minute' THEN
        UPDATE security.session SET seen_at = clock_timestamp() WHERE key_hash = s.key_hash;
    END IF;
    RETURN actor;
END $$;

-- Start a unit of work as a staff member without a session: commands, jobs, tests. Needs a ticket.
CREATE OR REPLACE FUNCTION security.enter_as(staff uuid, assignment uuid, ticket bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE actor jsonb;
BEGIN
    PERFORM set_config('anxin.context', '', true);
    IF ticket IS DISTINCT FROM security.keyed('ticket', 'act|' || staff) THEN
        RAISE EXCEPTION 'ticket refused' USING ERRCODE = '42501';
    END IF;
    actor := security.describe(staff, assignment);
    IF actor IS NULL THEN
        RAISE EXCEPTION 'no duty in force' USING ERRCODE = '42501';
    END IF;
    PERFORM security.set_context(actor);
    RETURN actor;
END $$;

-- The parts of the context after its signature was checked: staff, duty, organisation, units; or NULL.
CREATE OR REPLACE FUNCTION security.context() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE raw text := NULLIF(current_setting('anxin.context', true), ''); payload text;
BEGIN
    IF raw IS NULL THEN RETURN NULL; END IF;
    payload := split_part(raw, '#', 1);
    IF split_part(raw, '#', 2) IS DISTINCT FROM encode(security.keyed('context',
        payload || '|' || pg_backend_pid() || '|' || now()), 'hex') THEN
        RAISE EXCEPTION 'context refused' USING ERRCODE = '42501';
    END IF;
    RETURN string_to_array(payload, '|');
END $$;
CREATE OR REPLACE FUNCTION security.actor() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT (security.context())[1]::uuid
$$;
CREATE OR REPLACE FUNCTION security.organisation() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT (security.context())[3]::uuid
$$;
CREATE OR REPLACE FUNCTION security.may(given_action text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE ctx text[] := security.context();
BEGIN
    RETURN ctx IS NOT NULL AND EXISTS (
        SELECT 1 FROM security.allowed a WHERE a.action = given_action AND a.duty = ctx[2]);
END $$;
-- The ids an action reaches: every keeper for the district, else the units of the context. Never NULL.
CREATE OR REPLACE FUNCTION security.within(given_action text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security, public AS $$
DECLARE ctx text[] := security.context(); found_reach text;
BEGIN
    IF ctx IS NULL THEN RETURN '{}'; END IF;
    SELECT a.reach INTO found_reach FROM security.allowed a WHERE a.action = given_action AND a.duty = ctx[2];
    IF found_reach IS NULL THEN RETURN '{}'; END IF;
    IF found_reach = 'district' THEN
        RETURN (SELECT coalesce(array_agg(o.id), '{}') FROM public.organisations_organisation o
            WHERE o.kind IN ('township_centre', 'specialist_hospital', 'programme_office'));
    END IF;
    RETURN string_to_array(ctx[4], ',')::uuid[];
END $$;
-- People of the villages in reach with an application that waits for the village (design 8). Never NULL.
CREATE OR REPLACE FUNCTION security.village_tasks(given_action text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security, public AS $$
DECLARE ctx text[] := security.context();
BEGIN
    IF ctx IS NULL OR NOT EXISTS (SELECT 1 FROM security.allowed a
        WHERE a.action = given_action AND a.duty = ctx[2] AND a.reach = 'village') THEN
        RETURN '{}';
    END IF;
    RETURN (SELECT coalesce(array_agg(a.person_id), '{}') FROM public.enrolment_application a
        JOIN public.people_person p ON p.id = a.person_id
        WHERE a.stage = 'submitted' AND p.village_id = ANY (string_to_array(ctx[4], ',')::uuid[]));
END $$;

-- ---- Guards in triggers ----
-- Time, hand and transaction are the database's: whatever the app sends is overwritten (security item 6).
CREATE OR REPLACE FUNCTION security.stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_by_id := security.actor();
    NEW.recorded_xid := pg_current_xact_id()::text::bigint;
    IF NEW.recorded_by_id IS NULL THEN
        RAISE EXCEPTION 'nobody acts: % needs a context', TG_TABLE_NAME USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION '% is kept as written; add a reversing row instead', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
-- What happened is written down within three days; a demonstration's history is opened by the owner (T7).
CREATE TABLE IF NOT EXISTS security.history (open boolean NOT NULL);
CREATE OR REPLACE FUNCTION security.bounded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    IF NEW.occurred_at > clock_timestamp() + interval '1 minute' AND NOT EXISTS (SELECT 1 FROM security.history WHERE open)
    THEN
        RAISE EXCEPTION 'what happens later is not written down today' USING ERRCODE = '23514', CONSTRAINT = 'not_in_the_future';
    END IF;
    IF NEW.occurred_at < clock_timestamp() - interval '72 hours' AND NOT EXISTS (SELECT 1 FROM security.history WHERE open)
    THEN
        RAISE EXCEPTION 'too long ago to be written down' USING ERRCODE = '23514', CONSTRAINT = 'within_three_days';
    END IF;
    RETURN NEW;
END $$;
-- A state event moves its parent along the table of moves, or is refused (design, decision 2).
-- Arguments: noun, parent table, column of the event that names the parent.
CREATE OR REPLACE FUNCTION security.advance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE parent uuid; current_stage text; next_stage text;
BEGIN
    parent := (to_jsonb(NEW) ->> TG_ARGV[2])::uuid;
    EXECUTE format('SELECT stage FROM public.%I WHERE id = $1 FOR NO KEY UPDATE', TG_ARGV[1])
        INTO current_stage USING parent;
    SELECT m.to_stage INTO next_stage FROM security.move m
        WHERE m.noun = TG_ARGV[0] AND m.from_stage = current_stage AND m.move = NEW.move;
    IF next_stage IS NULL THEN
        RAISE EXCEPTION '% cannot % from %', TG_ARGV[0], NEW.move, current_stage USING ERRCODE = '23514';
    END IF;
    NEW.from_stage := current_stage;
    NEW.to_stage := next_stage;
    -- Stamped anew under the parent's lock: times of events stand in the order in which they moved it.
    NEW.recorded_at := clock_timestamp();
    EXECUTE format('UPDATE public.%I SET stage = $1 WHERE id = $2', TG_ARGV[1]) USING next_stage, parent;
    RETURN NEW;
END $$;
-- Lock rows in id order until the transaction ends. The app role has no UPDATE right of its own.
CREATE OR REPLACE FUNCTION security.lock(table_name text, ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    EXECUTE format('SELECT 1 FROM public.%I WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE', table_name) USING ids;
END $$;
-- A noun begins at the start of its table of moves, whatever the app sends. Argument: noun.
CREATE TABLE IF NOT EXISTS security.start (noun text PRIMARY KEY, stage text NOT NULL);
CREATE OR REPLACE FUNCTION security.begin_stage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    SELECT s.stage INTO STRICT NEW.stage FROM security.start s WHERE s.noun = TG_ARGV[0];
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION security.duties_fit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, security AS $$
DECLARE clash text;
BEGIN
    PERFORM 1 FROM public.organisations_staff WHERE id = NEW.staff_id FOR NO KEY UPDATE;
    SELECT d.duty INTO clash FROM public.organisations_dutyassignment d
        JOIN security.incompatible i ON i.duty = NEW.duty AND i.other = d.duty
        WHERE d.staff_id = NEW.staff_id AND d.id <> NEW.id
          AND daterange(d.since, d.until) && daterange(NEW.since, NEW.until) LIMIT 1;
    IF clash IS NOT NULL THEN
        RAISE EXCEPTION 'duty % does not fit beside %', NEW.duty, clash USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;
