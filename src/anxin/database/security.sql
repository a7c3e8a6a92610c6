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
-- What the holder and the security administrator are told of a session (decision 0008).
ALTER TABLE security.session ADD COLUMN IF NOT EXISTS id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE security.session ADD COLUMN IF NOT EXISTS address text NOT NULL DEFAULT '';
ALTER TABLE security.session ADD COLUMN IF NOT EXISTS agent text NOT NULL DEFAULT '';
ALTER TABLE security.session ADD COLUMN IF NOT EXISTS factor text NOT NULL DEFAULT '';
ALTER TABLE security.session ADD COLUMN IF NOT EXISTS needs_factor boolean NOT NULL DEFAULT false;
ALTER TABLE security.session ADD COLUMN IF NOT EXISTS changed_from uuid;
ALTER TABLE security.session ADD COLUMN IF NOT EXISTS end_reason text NOT NULL DEFAULT '';
-- What an account proves itself with. Nobody but the functions of organisations/guards.sql reaches these.
CREATE TABLE IF NOT EXISTS security.credential (
    staff_id uuid PRIMARY KEY,
    password text NOT NULL,
    must_change boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE IF NOT EXISTS security.totp (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL,
    name text NOT NULL,
    sealed bytea NOT NULL,
    last_step bigint NOT NULL DEFAULT 0,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_at timestamptz,
    used_at timestamptz
);
CREATE INDEX IF NOT EXISTS totp_staff ON security.totp (staff_id);
CREATE TABLE IF NOT EXISTS security.passkey (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL,
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    name text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at timestamptz
);
CREATE INDEX IF NOT EXISTS passkey_staff ON security.passkey (staff_id);
CREATE TABLE IF NOT EXISTS security.recovery_code (
    staff_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at timestamptz,
    PRIMARY KEY (staff_id, code_hash)
);
-- Between password and second factor there is no session, only this: five minutes, once.
CREATE TABLE IF NOT EXISTS security.half_open (
    key_hash bytea PRIMARY KEY,
    staff_id uuid NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE TABLE IF NOT EXISTS security.challenge (
    bound_to bytea PRIMARY KEY,
    challenge bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    taken_at timestamptz
);
CREATE TABLE IF NOT EXISTS security.attempt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account bytea NOT NULL,
    step text NOT NULL CHECK (step IN ('sign-in', 'own')),
    staff_id uuid,
    address text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('failed', 'in', 'cleared')),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS attempt_account ON security.attempt (account, step, at);
CREATE INDEX IF NOT EXISTS attempt_address ON security.attempt (address, at) WHERE outcome = 'failed';
CREATE INDEX IF NOT EXISTS attempt_staff ON security.attempt (staff_id, at);
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

-- Raises unless the ticket was made by the application for just this message: SQL slipped into a
-- query can call a function, but cannot make a ticket.
CREATE OR REPLACE FUNCTION security.admit(message text, ticket bytea) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    IF ticket IS DISTINCT FROM security.keyed('ticket', message) THEN
        RAISE EXCEPTION 'ticket refused' USING ERRCODE = '42501';
    END IF;
END $$;
REVOKE ALL ON FUNCTION security.admit(text, bytea) FROM PUBLIC;

-- ---- Sessions: reached only through these functions ----
CREATE OR REPLACE FUNCTION security.end_session(session_key text, because text DEFAULT 'left')
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    UPDATE security.session SET ended_at = clock_timestamp(), end_reason = because
    WHERE key_hash = sha256(convert_to(session_key, 'UTF8')) AND ended_at IS NULL
$$;
-- Binds a session to a staff member. told: address, agent, factor, needs_factor.
CREATE OR REPLACE FUNCTION security.open_session(session_key text, staff uuid, assignment uuid, ticket bytea,
    until timestamptz, told jsonb DEFAULT '{}')
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
BEGIN
    PERFORM security.admit('session|' || session_key || '|' || staff, ticket);
    INSERT INTO security.session (key_hash, staff_id, assignment_id, expires_at, address, agent, factor, needs_factor)
    VALUES (sha256(convert_to(session_key, 'UTF8')), staff, assignment, until, coalesce(told->>'address', ''),
        coalesce(told->>'agent', ''), coalesce(told->>'factor', ''), coalesce((told->>'needs_factor')::boolean, false));
END $$;
-- Goes on under another duty in a new session, which ends when the first would have: no day is made
-- longer by changing duty. The new end, or NULL where the old session is over.
CREATE OR REPLACE FUNCTION security.change_session(old_key text, new_key text, assignment uuid, ticket bytea)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE s security.session;
BEGIN
    UPDATE security.session SET ended_at = clock_timestamp(), end_reason = 'duty'
    WHERE key_hash = sha256(convert_to(old_key, 'UTF8')) AND ended_at IS NULL AND expires_at > clock_timestamp()
    RETURNING * INTO s;
    IF NOT FOUND THEN RETURN NULL; END IF;
    PERFORM security.admit('session|' || new_key || '|' || s.staff_id, ticket);
    INSERT INTO security.session (key_hash, staff_id, assignment_id, expires_at, address, agent, factor, needs_factor, changed_from)
    VALUES (sha256(convert_to(new_key, 'UTF8')), s.staff_id, assignment, s.expires_at, s.address, s.agent, s.factor,
        s.needs_factor, s.id);
    RETURN s.expires_at;
END $$;
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

-- Who has not signed the confidentiality agreement, or has yet to set a password or a second factor,
-- enters as 'unsigned' and sees no person (7.2.a).
CREATE OR REPLACE FUNCTION security.set_context(described jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, security AS $$
DECLARE payload text;
BEGIN
    payload := (described->>'staff_id') || '|'
        || CASE WHEN (described->>'agreement_signed')::boolean AND coalesce(described->>'waits_for', '') = '' THEN described->>'duty' ELSE 'unsigned' END
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

-- Why a session no longer holds, for who has its key; NULL where it holds or was never there.
CREATE OR REPLACE FUNCTION security.why_ended(session_key text, idle interval) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT CASE WHEN s.ended_at IS NOT NULL THEN s.end_reason
        WHEN s.expires_at <= clock_timestamp() THEN 'expired'
        WHEN s.seen_at <= clock_timestamp() - idle THEN 'idle'
        WHEN security.describe(s.staff_id, s.assignment_id) IS NULL THEN 'duty-ended' END
    FROM security.session s WHERE s.key_hash = sha256(convert_to(session_key, 'UTF8'))
$$;

-- What somebody signed in must do before anything else: 'password', 'factor' or nothing (decision 0008).
CREATE OR REPLACE FUNCTION security.waits_for(staff uuid, needs_factor boolean) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, security AS $$
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM security.credential c WHERE c.staff_id = staff AND c.must_change) THEN 'password'
        WHEN needs_factor
            AND NOT EXISTS (SELECT 1 FROM security.totp t WHERE t.staff_id = staff AND t.confirmed_at IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM security.passkey p WHERE p.staff_id = staff) THEN 'factor'
        ELSE '' END
$$;
REVOKE ALL ON FUNCTION security.waits_for(uuid, boolean) FROM PUBLIC;

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
    actor := actor || jsonb_build_object('waits_for', security.waits_for(s.staff_id, s.needs_factor),
        'policy', security.policy_stamp());
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
    RETURN actor || jsonb_build_object('policy', security.policy_stamp());
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
        RAISE EXCEPTION 'duty % does not fit beside %', NEW.duty, clash USING ERRCODE = '23514', CONSTRAINT = 'duties_fit_together';
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;
