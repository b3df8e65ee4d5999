CREATE FUNCTION public.draft_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ DECLARE this record; BEGIN IF TG_OP = 'DELETE' THEN this := OLD; ELSE this := NEW; END IF; INSERT INTO draft_change (kind, key, number) VALUES (this.kind, this.key, pg_current_xact_id()::text::bigint) ON CONFLICT (kind, key) DO UPDATE SET number = excluded.number; RETURN NULL; END $$;

CREATE FUNCTION public.search_stale_added() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO search_stale (id, part_kind, part_key) VALUES (gen_random_uuid()::text, OLD.kind, OLD.key); ELSE INSERT INTO search_stale (id, part_kind, part_key) VALUES (gen_random_uuid()::text, NEW.kind, NEW.key); END IF; RETURN NULL; END $$;

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.api_token (
    name character varying(64) NOT NULL,
    token_hash character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    last_used timestamp with time zone
);

CREATE TABLE public.approved_wording (
    path text NOT NULL,
    language text NOT NULL,
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    content text NOT NULL,
    approved_by text,
    approved_at timestamp with time zone NOT NULL,
    stands boolean NOT NULL
);

CREATE TABLE public.block_comment (
    number integer NOT NULL,
    kind character varying(16) NOT NULL,
    work character varying(64) NOT NULL,
    block character varying(64) NOT NULL,
    answer_to integer,
    by character varying(64) NOT NULL,
    said_at timestamp with time zone NOT NULL,
    text text NOT NULL,
    resolved_at timestamp with time zone,
    resolved_by character varying(64)
);

CREATE SEQUENCE public.block_comment_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.block_comment_number_seq OWNED BY public.block_comment.number;

CREATE TABLE public.booked_tour (
    number integer NOT NULL,
    day date NOT NULL,
    begins integer NOT NULL,
    ends integer NOT NULL,
    groups integer NOT NULL
);

CREATE SEQUENCE public.booked_tour_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.booked_tour_number_seq OWNED BY public.booked_tour.number;

CREATE TABLE public.bulk_change (
    number integer NOT NULL,
    action character varying(16) NOT NULL,
    state character varying(16) NOT NULL,
    asked_by character varying(64) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    document text NOT NULL
);

CREATE SEQUENCE public.bulk_change_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.bulk_change_number_seq OWNED BY public.bulk_change.number;

CREATE TABLE public.bulk_change_work (
    number integer NOT NULL,
    place integer NOT NULL,
    key character varying(64) NOT NULL,
    document text NOT NULL
);

CREATE TABLE public.claim_token (
    id integer NOT NULL,
    token_hash character varying(64) NOT NULL,
    made_by character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    name character varying(64),
    room character varying(64),
    used_at timestamp with time zone,
    used_with character varying(64)
);

CREATE SEQUENCE public.claim_token_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.claim_token_id_seq OWNED BY public.claim_token.id;

CREATE TABLE public.device (
    name character varying(64) NOT NULL,
    key bytea NOT NULL,
    room character varying(64),
    wanted text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(64) NOT NULL,
    key_made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE TABLE public.device_certificate (
    serial character varying(40) NOT NULL,
    name character varying(64) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE TABLE public.draft (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    version integer NOT NULL,
    place integer NOT NULL,
    body text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(64) NOT NULL
);

CREATE TABLE public.draft_change (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    number bigint NOT NULL
);

CREATE TABLE public.ended_rights_choice (
    number integer NOT NULL,
    leaves_out boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(64) NOT NULL
);

CREATE TABLE public.event (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(40) NOT NULL,
    who character varying(64) NOT NULL,
    subject character varying(200) NOT NULL,
    detail text NOT NULL
);

CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;

CREATE TABLE public.footfall (
    device character varying(64) NOT NULL,
    epoch character varying(16) NOT NULL,
    sequence bigint NOT NULL,
    boot character varying(16) NOT NULL,
    monotonic double precision NOT NULL,
    start double precision NOT NULL,
    clock_trusted boolean NOT NULL,
    room character varying(64),
    observed_seconds double precision NOT NULL,
    entered integer,
    "left" integer,
    in_view_mean double precision,
    in_view_max integer,
    received_at double precision NOT NULL,
    zones text
);

CREATE TABLE public.footfall_differing (
    device character varying(64) NOT NULL,
    epoch character varying(16) NOT NULL,
    sequence bigint NOT NULL,
    digest character varying(32) NOT NULL,
    boot character varying(16) NOT NULL,
    monotonic double precision NOT NULL,
    start double precision NOT NULL,
    clock_trusted boolean NOT NULL,
    room character varying(64),
    observed_seconds double precision NOT NULL,
    entered integer,
    "left" integer,
    in_view_mean double precision,
    in_view_max integer,
    zones text,
    received_at double precision NOT NULL
);

CREATE TABLE public.import (
    number integer NOT NULL,
    source character varying(200) NOT NULL,
    state character varying(16) NOT NULL,
    asked_by character varying(64) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    document text NOT NULL
);

CREATE TABLE public.import_columns (
    headings character varying(64) NOT NULL,
    document text NOT NULL,
    changed_by character varying(64) NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.import_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.import_number_seq OWNED BY public.import.number;

CREATE TABLE public.import_part (
    number integer NOT NULL,
    place integer NOT NULL,
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    outcome character varying(16) NOT NULL,
    has_problems boolean NOT NULL,
    taken boolean NOT NULL,
    document text NOT NULL
);

CREATE TABLE public.import_said (
    source character varying(200) NOT NULL,
    kind character varying(16) NOT NULL,
    identifier character varying(500) NOT NULL,
    key character varying(64) NOT NULL,
    number integer NOT NULL,
    document text NOT NULL
);

CREATE TABLE public.job (
    id integer NOT NULL,
    kind character varying(40) NOT NULL,
    only_one character varying(40),
    arguments text NOT NULL,
    asked_by character varying(64) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    state character varying(16) NOT NULL,
    interruptions integer NOT NULL,
    cancel_asked boolean NOT NULL,
    doing character varying(200) NOT NULL,
    done integer NOT NULL,
    of integer NOT NULL,
    problem text NOT NULL,
    result text
);

CREATE SEQUENCE public.job_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.job_id_seq OWNED BY public.job.id;

CREATE TABLE public.kiosk (
    device character varying(64) NOT NULL,
    room character varying(64),
    online boolean NOT NULL,
    first_seen double precision NOT NULL,
    last_seen double precision NOT NULL,
    release bigint,
    health text,
    starts text,
    conflict_at double precision
);

CREATE TABLE public.kiosk_alarm (
    id integer NOT NULL,
    device character varying(64) NOT NULL,
    words text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    ended_at timestamp with time zone,
    end_told_at timestamp with time zone
);

CREATE SEQUENCE public.kiosk_alarm_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.kiosk_alarm_id_seq OWNED BY public.kiosk_alarm.id;

CREATE TABLE public.kiosk_key (
    fingerprint character varying(64) NOT NULL,
    name character varying(64),
    waits character varying(32) NOT NULL,
    first_seen timestamp with time zone NOT NULL,
    last_seen timestamp with time zone NOT NULL,
    "placing" text
);

CREATE TABLE public.kiosk_order (
    id character varying(16) NOT NULL,
    device character varying(64) NOT NULL,
    what character varying(16) NOT NULL,
    number integer NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by character varying(64) NOT NULL,
    until timestamp with time zone NOT NULL,
    result character varying(16),
    reason text NOT NULL,
    answered_at timestamp with time zone,
    lines text
);

CREATE TABLE public.kiosk_place (
    device character varying(64) NOT NULL,
    floor integer NOT NULL,
    x double precision NOT NULL,
    y double precision NOT NULL
);

CREATE TABLE public.kiosk_sample (
    device character varying(64) NOT NULL,
    at bigint NOT NULL,
    online boolean NOT NULL,
    temperature double precision,
    memory_free bigint,
    disk_free bigint,
    waiting integer,
    recognition_ms double precision,
    under_voltage boolean,
    throttled boolean
);

CREATE TABLE public.kiosk_settings (
    id integer NOT NULL,
    scope character varying(8) NOT NULL,
    subject character varying(64) NOT NULL,
    settings text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(64) NOT NULL,
    undoes integer
);

CREATE SEQUENCE public.kiosk_settings_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.kiosk_settings_id_seq OWNED BY public.kiosk_settings.id;

CREATE TABLE public.kiosk_software (
    device character varying(64) NOT NULL,
    order_id character varying(16),
    running character varying(64) NOT NULL,
    slot character varying(32),
    other character varying(64),
    step character varying(16) NOT NULL,
    version character varying(64) NOT NULL,
    reason character varying(64) NOT NULL,
    words text NOT NULL,
    heard_at timestamp with time zone NOT NULL
);

CREATE TABLE public.link_decision (
    left_work character varying(64) NOT NULL,
    right_work character varying(64) NOT NULL,
    accepted boolean NOT NULL,
    link character varying(64) NOT NULL,
    reasons text NOT NULL,
    score double precision NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    decided_by character varying(64) NOT NULL
);

CREATE TABLE public.name_match (
    kind character varying(8) NOT NULL,
    name character varying(200) NOT NULL,
    uri character varying(200) NOT NULL,
    words character varying(200) NOT NULL,
    label character varying(300) NOT NULL,
    note text NOT NULL,
    relation character varying(16) NOT NULL,
    state character varying(16) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(64) NOT NULL
);

CREATE TABLE public.offer_at_kiosk (
    device character varying(64) NOT NULL,
    epoch character varying(16) NOT NULL,
    sequence bigint NOT NULL,
    hour double precision NOT NULL,
    offer character varying(64) NOT NULL,
    shown integer NOT NULL
);

CREATE TABLE public.offer_at_kiosk_differing (
    device character varying(64) NOT NULL,
    epoch character varying(16) NOT NULL,
    sequence bigint NOT NULL,
    digest character varying(32) NOT NULL,
    hour double precision NOT NULL,
    offer character varying(64) NOT NULL,
    shown integer NOT NULL
);

CREATE TABLE public.offer_code (
    number integer NOT NULL,
    day date NOT NULL,
    serial integer NOT NULL,
    offer character varying(64) NOT NULL,
    expires_at double precision NOT NULL,
    redeemed boolean NOT NULL
);

CREATE TABLE public.offer_count (
    offer character varying(64) NOT NULL,
    day date NOT NULL,
    shown integer NOT NULL,
    taken integer NOT NULL,
    redeemed integer NOT NULL
);

CREATE TABLE public.offer_hour (
    offer character varying(64) NOT NULL,
    hour double precision NOT NULL,
    room character varying(64) NOT NULL,
    held_back boolean NOT NULL,
    people integer NOT NULL,
    minutes integer NOT NULL
);

CREATE TABLE public.offer_number (
    offer character varying(64) NOT NULL,
    number integer NOT NULL,
    issued integer NOT NULL
);

CREATE TABLE public.offer_rain (
    id integer NOT NULL,
    until double precision NOT NULL
);

CREATE TABLE public.plan_picture (
    number integer NOT NULL,
    floor integer NOT NULL,
    current boolean NOT NULL,
    content bytea NOT NULL,
    width_px integer NOT NULL,
    height_px integer NOT NULL,
    "left" double precision NOT NULL,
    top double precision NOT NULL,
    width double precision NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by character varying(64) NOT NULL,
    shown boolean DEFAULT false NOT NULL,
    phone_file text DEFAULT ''::text NOT NULL,
    rights text DEFAULT ''::text NOT NULL
);

CREATE SEQUENCE public.plan_picture_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.plan_picture_number_seq OWNED BY public.plan_picture.number;

CREATE TABLE public.planned_publish (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    note text NOT NULL,
    planned_by character varying(64) NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    state character varying(16) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(64),
    job integer
);

CREATE SEQUENCE public.planned_publish_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.planned_publish_id_seq OWNED BY public.planned_publish.id;

CREATE TABLE public.preview_link (
    id integer NOT NULL,
    token_hash character varying(64) NOT NULL,
    made_by character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    approved_only boolean NOT NULL
);

CREATE SEQUENCE public.preview_link_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.preview_link_id_seq OWNED BY public.preview_link.id;

CREATE TABLE public.proposed_link (
    left_work character varying(64) NOT NULL,
    right_work character varying(64) NOT NULL,
    score double precision NOT NULL,
    kind character varying(16) NOT NULL,
    reasons text NOT NULL
);

CREATE TABLE public.published_release (
    number integer NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by character varying(64) NOT NULL,
    note text NOT NULL,
    body text NOT NULL,
    words_approved boolean DEFAULT false NOT NULL
);

CREATE TABLE public.put_aside (
    id integer NOT NULL,
    topic character varying(512) NOT NULL,
    body bytea NOT NULL,
    reason text NOT NULL,
    received_at double precision NOT NULL
);

CREATE SEQUENCE public.put_aside_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.put_aside_id_seq OWNED BY public.put_aside.id;

CREATE TABLE public.recording (
    number integer NOT NULL,
    block character varying(64) NOT NULL,
    language character varying(32) NOT NULL,
    file character varying(160) NOT NULL,
    name character varying(200) NOT NULL,
    recorded_text text NOT NULL,
    text text NOT NULL,
    seconds double precision NOT NULL,
    clipped boolean NOT NULL,
    speaker character varying(100) NOT NULL,
    added_by character varying(64) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    chosen_at timestamp with time zone,
    alignment text
);

CREATE SEQUENCE public.recording_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.recording_number_seq OWNED BY public.recording.number;

CREATE TABLE public.replaced_drafts (
    id integer NOT NULL,
    as_of timestamp with time zone NOT NULL,
    replaced_by character varying(64) NOT NULL,
    release integer,
    parts integer NOT NULL
);

CREATE SEQUENCE public.replaced_drafts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.replaced_drafts_id_seq OWNED BY public.replaced_drafts.id;

CREATE TABLE public.revision (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    version integer NOT NULL,
    body text,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(64) NOT NULL
);

CREATE TABLE public.room_closure (
    room character varying(64) NOT NULL,
    until double precision
);

CREATE TABLE public.roster_absence (
    number integer NOT NULL,
    colleague character varying(16) NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    kind character varying(8) NOT NULL
);

CREATE SEQUENCE public.roster_absence_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.roster_absence_number_seq OWNED BY public.roster_absence.number;

CREATE TABLE public.roster_colleague (
    key character varying(16) NOT NULL,
    name character varying(64) NOT NULL,
    skills text NOT NULL,
    week_minutes integer NOT NULL,
    flex_minutes integer NOT NULL,
    most_days_in_a_row integer NOT NULL,
    hours text NOT NULL,
    link_hash character varying(64)
);

CREATE TABLE public.roster_shift (
    colleague character varying(16) NOT NULL,
    day date NOT NULL,
    published boolean NOT NULL,
    kind integer NOT NULL,
    begins integer NOT NULL,
    ends integer NOT NULL,
    break_minutes integer NOT NULL,
    skill character varying(32) NOT NULL,
    break_begins integer,
    pinned boolean NOT NULL
);

CREATE TABLE public.roster_shift_kind (
    number integer NOT NULL,
    name character varying(64) NOT NULL,
    begins integer NOT NULL,
    ends integer NOT NULL,
    break_minutes integer NOT NULL,
    skill character varying(32) NOT NULL
);

CREATE SEQUENCE public.roster_shift_kind_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.roster_shift_kind_number_seq OWNED BY public.roster_shift_kind.number;

CREATE TABLE public.roster_week (
    monday date NOT NULL,
    band character varying(8) NOT NULL,
    published_at timestamp with time zone,
    computed_at timestamp with time zone,
    cost integer,
    bound integer
);

CREATE TABLE public.roster_wish (
    number integer NOT NULL,
    colleague character varying(16) NOT NULL,
    day date,
    weekday integer,
    begins integer NOT NULL,
    ends integer NOT NULL,
    rather boolean NOT NULL
);

CREATE SEQUENCE public.roster_wish_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.roster_wish_number_seq OWNED BY public.roster_wish.number;

CREATE TABLE public.search_stale (
    id character varying(36) NOT NULL,
    part_kind character varying(16) NOT NULL,
    part_key character varying(64) NOT NULL
);

CREATE TABLE public.shown_without_rights (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    item text NOT NULL,
    said_at timestamp with time zone NOT NULL,
    said_by character varying(64) NOT NULL
);

CREATE TABLE public.silence (
    number integer NOT NULL,
    since timestamp with time zone NOT NULL,
    by character varying(64) NOT NULL
);

CREATE TABLE public.software_bundle (
    sha256 character varying(64) NOT NULL,
    version character varying(64) NOT NULL,
    compatible character varying(200) NOT NULL,
    description text NOT NULL,
    build text NOT NULL,
    bytes bigint NOT NULL,
    verified boolean NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by character varying(64) NOT NULL
);

CREATE TABLE public.software_order (
    id character varying(16) NOT NULL,
    device character varying(64) NOT NULL,
    sha256 character varying(64) NOT NULL,
    version character varying(64) NOT NULL,
    rollout integer,
    stage integer NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by character varying(64) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    hours text NOT NULL,
    nights integer NOT NULL,
    older boolean NOT NULL,
    again boolean NOT NULL,
    standing character varying(16) NOT NULL,
    why character varying(32) NOT NULL,
    step character varying(16),
    reason character varying(64) NOT NULL,
    words text NOT NULL,
    progress double precision NOT NULL,
    answered_at timestamp with time zone,
    good_at timestamp with time zone,
    noted_at timestamp with time zone
);

CREATE TABLE public.software_rollout (
    id integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    version character varying(64) NOT NULL,
    compatible character varying(200) NOT NULL,
    older boolean NOT NULL,
    state character varying(16) NOT NULL,
    stage integer NOT NULL,
    first character varying(64),
    failed character varying(64),
    started_at timestamp with time zone NOT NULL,
    started_by character varying(64) NOT NULL,
    ended_at timestamp with time zone
);

CREATE SEQUENCE public.software_rollout_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.software_rollout_id_seq OWNED BY public.software_rollout.id;

CREATE TABLE public.staff (
    name character varying(64) NOT NULL,
    password_hash character varying(255) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    roles text NOT NULL,
    rescued_at timestamp with time zone
);

CREATE TABLE public.staff_sign_in (
    token_hash character varying(64) NOT NULL,
    name character varying(64) NOT NULL,
    stamp character varying(64) NOT NULL,
    began_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    password_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

CREATE TABLE public.staffing_rule (
    number integer NOT NULL,
    kind character varying(8) NOT NULL,
    skill character varying(32) NOT NULL,
    people integer NOT NULL,
    per integer NOT NULL,
    room character varying(64) NOT NULL,
    early_minutes integer NOT NULL,
    late_minutes integer NOT NULL
);

CREATE SEQUENCE public.staffing_rule_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.staffing_rule_number_seq OWNED BY public.staffing_rule.number;

CREATE TABLE public.stopping_check (
    name character varying(40) NOT NULL,
    stops boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(64) NOT NULL
);

CREATE TABLE public.told (
    device character varying(64) NOT NULL,
    epoch character varying(16) NOT NULL,
    sequence bigint NOT NULL,
    hour double precision NOT NULL,
    work character varying(64) NOT NULL,
    language character varying(32) NOT NULL,
    told integer NOT NULL,
    finished integer NOT NULL,
    stopped integer NOT NULL,
    refused integer NOT NULL
);

CREATE TABLE public.told_differing (
    device character varying(64) NOT NULL,
    epoch character varying(16) NOT NULL,
    sequence bigint NOT NULL,
    digest character varying(32) NOT NULL,
    hour double precision NOT NULL,
    work character varying(64) NOT NULL,
    language character varying(32) NOT NULL,
    told integer NOT NULL,
    finished integer NOT NULL,
    stopped integer NOT NULL,
    refused integer NOT NULL
);

CREATE TABLE public.translated_part (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    version integer NOT NULL,
    languages text NOT NULL,
    kind_order integer NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    room character varying(64) NOT NULL,
    counted_at timestamp with time zone NOT NULL
);

CREATE TABLE public.translation_cell (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    language character varying(35) NOT NULL,
    room character varying(64) NOT NULL,
    missing integer NOT NULL,
    stale integer NOT NULL,
    machine integer NOT NULL,
    unknown integer NOT NULL,
    written integer NOT NULL,
    approved integer NOT NULL
);

CREATE TABLE public.translation_file (
    number integer NOT NULL,
    name character varying(200) NOT NULL,
    source_language character varying(35) NOT NULL,
    language character varying(35) NOT NULL,
    translated_by character varying(200) NOT NULL,
    state character varying(16) NOT NULL,
    asked_by character varying(64) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ended_by character varying(64) NOT NULL,
    ended_at timestamp with time zone
);

CREATE SEQUENCE public.translation_file_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.translation_file_number_seq OWNED BY public.translation_file.number;

CREATE TABLE public.translation_file_unit (
    number integer NOT NULL,
    place integer NOT NULL,
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    path text NOT NULL,
    outcome character varying(16) NOT NULL,
    taken boolean NOT NULL,
    source text NOT NULL,
    source_changed boolean NOT NULL,
    machine boolean NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    written boolean NOT NULL,
    "left" text NOT NULL,
    italics text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.translation_origin (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    path text NOT NULL,
    language character varying(35) NOT NULL,
    text_hash character varying(16) NOT NULL,
    source_language character varying(35) NOT NULL,
    source_hash character varying(16) NOT NULL,
    version integer NOT NULL,
    confirmed_by character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.translation_segment (
    kind character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    path text NOT NULL,
    place integer NOT NULL,
    language character varying(35) NOT NULL,
    text text NOT NULL,
    text_hash character varying(16) NOT NULL,
    length integer NOT NULL
);

CREATE TABLE public.typed_text (
    person character varying(64) NOT NULL,
    work character varying(64) NOT NULL,
    block character varying(128) NOT NULL,
    field character varying(32) NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    saved_at timestamp with time zone NOT NULL
);

CREATE TABLE public.visitor_count_import (
    number integer NOT NULL,
    name text NOT NULL,
    state character varying(16) NOT NULL,
    document text NOT NULL,
    rows bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by character varying(64) NOT NULL
);

CREATE SEQUENCE public.visitor_count_import_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.visitor_count_import_number_seq OWNED BY public.visitor_count_import.number;

CREATE TABLE public.visitor_forecast (
    series character varying(80) NOT NULL,
    day date NOT NULL,
    lead integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    model character varying(32) NOT NULL,
    low double precision NOT NULL,
    middle double precision NOT NULL,
    high double precision NOT NULL,
    hours text NOT NULL,
    counted double precision
);

CREATE TABLE public.visitor_forecast_model (
    number integer NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    document text NOT NULL,
    trees bytea NOT NULL
);

CREATE TABLE public.visitor_holiday_place (
    number integer NOT NULL,
    place character varying(16) NOT NULL
);

CREATE TABLE public.visitor_hour (
    series character varying(80) NOT NULL,
    day date NOT NULL,
    hour integer NOT NULL,
    source character varying(16) NOT NULL,
    people double precision NOT NULL,
    open_share double precision NOT NULL
);

CREATE TABLE public.visitor_known_day (
    number integer NOT NULL,
    kind character varying(16) NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    name text NOT NULL,
    room character varying(64) NOT NULL,
    people integer,
    hour integer,
    millimetres double precision,
    added_at timestamp with time zone NOT NULL,
    added_by character varying(64) NOT NULL
);

CREATE SEQUENCE public.visitor_known_day_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.visitor_known_day_number_seq OWNED BY public.visitor_known_day.number;

CREATE TABLE public.visitor_note (
    number integer NOT NULL,
    id character varying(32) NOT NULL,
    day date NOT NULL,
    about character varying(16) NOT NULL,
    work character varying(64) NOT NULL,
    block character varying(64),
    language character varying(32) NOT NULL,
    sentence text NOT NULL,
    done boolean NOT NULL
);

CREATE SEQUENCE public.visitor_note_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.visitor_note_number_seq OWNED BY public.visitor_note.number;

CREATE TABLE public.wall_screen (
    name character varying(64) NOT NULL,
    secret_hash character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    last_seen timestamp with time zone
);

CREATE TABLE public.work_term (
    work character varying(64) NOT NULL,
    term character varying(200) NOT NULL,
    place integer NOT NULL
);

ALTER TABLE ONLY public.block_comment ALTER COLUMN number SET DEFAULT nextval('public.block_comment_number_seq'::regclass);

ALTER TABLE ONLY public.booked_tour ALTER COLUMN number SET DEFAULT nextval('public.booked_tour_number_seq'::regclass);

ALTER TABLE ONLY public.bulk_change ALTER COLUMN number SET DEFAULT nextval('public.bulk_change_number_seq'::regclass);

ALTER TABLE ONLY public.claim_token ALTER COLUMN id SET DEFAULT nextval('public.claim_token_id_seq'::regclass);

ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);

ALTER TABLE ONLY public.import ALTER COLUMN number SET DEFAULT nextval('public.import_number_seq'::regclass);

ALTER TABLE ONLY public.job ALTER COLUMN id SET DEFAULT nextval('public.job_id_seq'::regclass);

ALTER TABLE ONLY public.kiosk_alarm ALTER COLUMN id SET DEFAULT nextval('public.kiosk_alarm_id_seq'::regclass);

ALTER TABLE ONLY public.kiosk_settings ALTER COLUMN id SET DEFAULT nextval('public.kiosk_settings_id_seq'::regclass);

ALTER TABLE ONLY public.plan_picture ALTER COLUMN number SET DEFAULT nextval('public.plan_picture_number_seq'::regclass);

ALTER TABLE ONLY public.planned_publish ALTER COLUMN id SET DEFAULT nextval('public.planned_publish_id_seq'::regclass);

ALTER TABLE ONLY public.preview_link ALTER COLUMN id SET DEFAULT nextval('public.preview_link_id_seq'::regclass);

ALTER TABLE ONLY public.put_aside ALTER COLUMN id SET DEFAULT nextval('public.put_aside_id_seq'::regclass);

ALTER TABLE ONLY public.recording ALTER COLUMN number SET DEFAULT nextval('public.recording_number_seq'::regclass);

ALTER TABLE ONLY public.replaced_drafts ALTER COLUMN id SET DEFAULT nextval('public.replaced_drafts_id_seq'::regclass);

ALTER TABLE ONLY public.roster_absence ALTER COLUMN number SET DEFAULT nextval('public.roster_absence_number_seq'::regclass);

ALTER TABLE ONLY public.roster_shift_kind ALTER COLUMN number SET DEFAULT nextval('public.roster_shift_kind_number_seq'::regclass);

ALTER TABLE ONLY public.roster_wish ALTER COLUMN number SET DEFAULT nextval('public.roster_wish_number_seq'::regclass);

ALTER TABLE ONLY public.software_rollout ALTER COLUMN id SET DEFAULT nextval('public.software_rollout_id_seq'::regclass);

ALTER TABLE ONLY public.staffing_rule ALTER COLUMN number SET DEFAULT nextval('public.staffing_rule_number_seq'::regclass);

ALTER TABLE ONLY public.translation_file ALTER COLUMN number SET DEFAULT nextval('public.translation_file_number_seq'::regclass);

ALTER TABLE ONLY public.visitor_count_import ALTER COLUMN number SET DEFAULT nextval('public.visitor_count_import_number_seq'::regclass);

ALTER TABLE ONLY public.visitor_known_day ALTER COLUMN number SET DEFAULT nextval('public.visitor_known_day_number_seq'::regclass);

ALTER TABLE ONLY public.visitor_note ALTER COLUMN number SET DEFAULT nextval('public.visitor_note_number_seq'::regclass);

INSERT INTO public.alembic_version VALUES ('0036');

INSERT INTO public.api_token VALUES ('Website', '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', '2026-03-02 09:30:00+00', '2026-03-02 10:00:00+00');
INSERT INTO public.api_token VALUES ('Zaaltekst', '65e84be33532fb784c48129675f9eff3a682b27168c0ea744b2cf58ee02337c5', '2026-03-02 09:31:00+00', NULL);

INSERT INTO public.approved_wording VALUES ('work/hoed/block/hoed-nl-1/text', '', 'work', 'hoed', '{"block": {"key": "hoed-nl-1", "language": "nl", "level": "adult", "theme": "making", "text": "Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.", "sources": [{"citation": "A. Maker & Ümit Öz, 線について, 1999", "where": "https://example.org/lines?p=7"}, {"citation": "Archive of the house, box 3"}], "written_by": "Noor", "rights": {"licence": "CC-BY-4.0", "holder": "Stichting De Lijn", "note": {"nl": "Foto: Noor", "ja": "写真：ノール"}}, "layer": 9}}', 'Ümit', '2026-03-02 09:30:35+00', true);
INSERT INTO public.approved_wording VALUES ('work/hoed/block/hoed-nl-kind/text', '', 'work', 'hoed', '{"block": {"key": "hoed-nl-kind", "language": "nl", "level": "child", "theme": "looking", "text": "Zie jij de hoed?", "sources": [{"citation": "Archive of the house, box 3"}], "written_by": "a model", "hand": "model", "layer": 2}}', 'Noor', '2026-03-02 09:30:35+00', true);
INSERT INTO public.approved_wording VALUES ('offer/thee', '', 'offer', 'thee', '{"offer": {"key": "thee", "title": {"nl": "Thee", "en": "Tea"}, "text": {"nl": "Thee voor twee."}, "condition": {"type": "last_minutes", "minutes": 90}, "written_by": "Noor"}}', 'Ümit', '2026-03-02 09:30:27+00', true);

INSERT INTO public.block_comment VALUES (1, 'work', 'hoed', 'hoed-nl-1', NULL, 'Ümit Öz', '2026-03-02 10:08:00+00', 'Is dit jaar zeker?', '2026-03-02 10:09:00+00', 'museum');
INSERT INTO public.block_comment VALUES (4, 'work', 'hoed', 'hoed-nl-1', 1, 'museum', '2026-03-02 10:08:30+00', 'Ja: 線.', NULL, NULL);

INSERT INTO public.booked_tour VALUES (1, '2026-03-04', 630, 690, 2);

INSERT INTO public.bulk_change VALUES (1, 'approve', 'done', 'Noor', '2026-03-02 10:30:00+00', '{"works":1,"changed":1,"texts":1}');

INSERT INTO public.bulk_change_work VALUES (1, 0, 'lijn', '{"name":"1 Lijn","before":1,"written":2,"wordings":[{"path":"work/lijn/title","language":"nl"}]}');

INSERT INTO public.claim_token VALUES (1, '0000000000000000000000000000000000000000000000000000000000000000', 'Tess', '2026-03-02 10:30:00+00', '2026-03-16 10:30:00+00', 'hall-1', 'hall', '2026-03-03 08:00:00+00', 'abababababababababababababababababababababababababababababababab');
INSERT INTO public.claim_token VALUES (2, '1111111111111111111111111111111111111111111111111111111111111111', 'command line', '2026-03-02 10:30:00+00', '2026-03-16 10:30:00+00', NULL, NULL, NULL, NULL);

INSERT INTO public.device VALUES ('kiosk-1', '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'zolder', '{"v":1,"software":"0.1","settings":"door"}', '2026-03-02 10:10:00+00', 'ヒロ', '2026-03-02 10:11:00+00', '2026-03-02 10:12:00+00');
INSERT INTO public.device VALUES ('kiosk-2', '\x202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f', NULL, '{"v":1,"software":null,"settings":null}', '2026-03-02 10:10:00+00', '', '2026-03-02 10:10:00+00', NULL);

INSERT INTO public.device_certificate VALUES ('7b', 'hall-1', 'abababababababababababababababababababababababababababababababab', '2026-03-03 08:00:00+00', '2027-03-03 08:00:00+00', NULL);

INSERT INTO public.draft VALUES ('site', 'huis', 1, 0, '{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"}', '2026-03-02 09:30:06+00', 'import');
INSERT INTO public.draft VALUES ('passage', 'hal-zolder-lift', 1, 1, '{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:07+00', 'import');
INSERT INTO public.draft VALUES ('passage', 'hal-zolder-stairs', 1, 2, '{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:08+00', 'import');
INSERT INTO public.draft VALUES ('passage', 'hal-kelder-steps', 1, 3, '{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:09+00', 'import');
INSERT INTO public.draft VALUES ('passage', 'hal-kelder-ramp', 1, 4, '{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:10+00', 'import');
INSERT INTO public.draft VALUES ('passage', 'hal-kelder-door', 1, 5, '{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:11+00', 'import');
INSERT INTO public.draft VALUES ('passage', 'hal-kelder-door-2', 1, 6, '{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:12+00', 'import');
INSERT INTO public.draft VALUES ('room', 'hal', 1, 7, '{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]}', '2026-03-02 09:30:13+00', 'import');
INSERT INTO public.draft VALUES ('room', 'kelder', 1, 8, '{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1}', '2026-03-02 09:30:14+00', 'import');
INSERT INTO public.draft VALUES ('room', 'zolder', 1, 9, '{"key":"zolder","name":{},"floor":2,"capacity":8}', '2026-03-02 09:30:15+00', 'import');
INSERT INTO public.draft VALUES ('theme', 'making', 1, 10, '{"key":"making","name":{"nl":"Het maken","en":"The making"}}', '2026-03-02 09:30:16+00', 'import');
INSERT INTO public.draft VALUES ('theme', 'looking', 1, 11, '{"key":"looking","name":{}}', '2026-03-02 09:30:17+00', 'import');
INSERT INTO public.draft VALUES ('work', 'hoed', 4, 12, '{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}', '2026-03-02 09:30:35+00', 'Ümit Öz');
INSERT INTO public.draft VALUES ('work', 'kolam', 1, 13, '{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]}', '2026-03-02 09:30:19+00', 'import');
INSERT INTO public.draft VALUES ('work', 'hilbert', 1, 14, '{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}}', '2026-03-02 09:30:20+00', 'import');
INSERT INTO public.draft VALUES ('work', 'kromme', 1, 15, '{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}', '2026-03-02 09:30:21+00', 'import');
INSERT INTO public.draft VALUES ('link', 'band-maker', 1, 16, '{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]}', '2026-03-02 09:30:22+00', 'import');
INSERT INTO public.draft VALUES ('link', 'band-motief', 1, 17, '{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]}', '2026-03-02 09:30:23+00', 'import');
INSERT INTO public.draft VALUES ('link', 'band-bouw', 1, 18, '{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}', '2026-03-02 09:30:24+00', 'import');
INSERT INTO public.draft VALUES ('tour', 'kort', 1, 19, '{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30}', '2026-03-02 09:30:25+00', 'import');
INSERT INTO public.draft VALUES ('tour', 'lang', 1, 20, '{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}', '2026-03-02 09:30:26+00', 'import');
INSERT INTO public.draft VALUES ('offer', 'thee', 1, 21, '{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"}', '2026-03-02 09:30:27+00', 'import');
INSERT INTO public.draft VALUES ('offer', 'stil', 1, 22, '{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"}', '2026-03-02 09:30:28+00', 'import');
INSERT INTO public.draft VALUES ('offer', 'gewoon', 1, 23, '{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"}', '2026-03-02 09:30:29+00', 'import');
INSERT INTO public.draft VALUES ('room', 'tuin', 3, 24, '{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}', '2026-03-02 09:30:39+00', 'Noor');

INSERT INTO public.draft_change VALUES ('work', 'lijn', 1);

INSERT INTO public.ended_rights_choice VALUES (1, true, '2026-03-02 10:30:00+00', 'Noor');

INSERT INTO public.event VALUES (1, '2026-03-02 10:01:00+00', 'draft-changed', 'Ümit Öz', 'work hoed', 'version 4');
INSERT INTO public.event VALUES (2, '2026-03-02 10:02:00+00', 'approved', 'museum', 'work hoed', 'hoed-1');
INSERT INTO public.event VALUES (3, '2026-03-02 10:03:00+00', 'publish-asked', 'museum', 'release 1', '');
INSERT INTO public.event VALUES (4, '2026-03-02 10:04:30+00', 'settings-changed', '', '', '{"secure_cookies":false,"needs_approval":true,"event_days":730}');

INSERT INTO public.footfall VALUES ('kiosk-1', '0123456789abcdef', 7, 'fedcba9876543210', 3600.25, 1772444220, true, 'hal', 59.5, 12, 3, 2.25, 6, 1772447400, '{"voor-de-hoed":{"in_view_mean":1.5,"in_view_max":3,"dwell":[4,3,2,1,0,0,0,1]},"bank":{"in_view_mean":0.0,"in_view_max":0,"dwell":[0,0,0,0,0,0,0,0]}}');
INSERT INTO public.footfall VALUES ('kiosk-1', '0123456789abcdef', 8, 'fedcba9876543210', 3600.25, 1772444280, false, NULL, 0, NULL, NULL, NULL, NULL, 1772447460.5, NULL);
INSERT INTO public.footfall VALUES ('kiosk-1', '0123456789abcdef', 9, 'fedcba9876543210', 3600.25, 1772444340, true, 'hal', 59.5, 0, 0, 0, 0, 1772447520, NULL);
INSERT INTO public.footfall VALUES ('kiosk-2', '0123456789abcdef', 4611686018427387904, 'fedcba9876543210', 3600.25, 1772444040, true, 'hal', 59.5, 12, 3, 2.25, 6, 1772447522, NULL);
INSERT INTO public.footfall VALUES ('kiosk-2', 'ffffffffffffffff', 0, 'fedcba9876543210', 3600.25, 1772443800, false, 'zolder', 59.5, 0, 0, 0, 0, 1772447521.25, NULL);

INSERT INTO public.footfall_differing VALUES ('kiosk-1', 'eeeeeeeeeeeeeeee', 4611686018427387904, '0123456789abcdef0123456789abcdef', 'bbbbbbbbbbbbbbbb', 61.5, 1772443800, true, 'hal', 60, 3, 1, 0.5, 2, '{"before":{"in_view_mean":0.25,"in_view_max":1,"dwell":[1,0,0,0,0,0,0,2]}}', 1772447400);
INSERT INTO public.footfall_differing VALUES ('kiosk-2', 'ffffffffffffffff', 0, 'fedcba9876543210fedcba9876543210', 'bbbbbbbbbbbbbbbb', 0, 0, false, NULL, 0, NULL, NULL, NULL, NULL, NULL, 1772447401);

INSERT INTO public.import VALUES (1, 'collectie.csv', 'applied', 'Noor', '2026-03-02 10:30:00+00', '{"files":["collectie.csv"],"mapping":{"columns":[{"heading":"Titel","field":"title","language":"nl"}]},"counts":{"conflict":1},"applied_by":"Noor","applied_at":"2026-03-02T10:31:00Z"}');

INSERT INTO public.import_columns VALUES ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '{"columns":[{"heading":"Titel","field":"title","language":"nl"}]}', 'Noor', '2026-03-02 10:30:00+00');

INSERT INTO public.import_part VALUES (1, 1, 'work', 'lijn', 'conflict', true, true, '{"where":"row 2","name":"Lijn","identifier":"A-1","version":1,"said":{"/title/nl":"Lijn"},"base":{"/title/nl":"De lijn"},"conflicts":[{"path":"/title/nl","before":"Een lijn","after":"Lijn"}],"problems":["there is no picture lijn.png"],"chosen":["/title/nl"],"before":1,"written":2}');

INSERT INTO public.import_said VALUES ('collectie.csv', 'work', 'A-1', 'lijn', 1, '{"fields":{"/title/nl":"Lijn"}}');

INSERT INTO public.job VALUES (1, 'publish', NULL, '{"note":"Open: de eerste dag – 初日.","again":1,"speech_seconds":2.5}', 'museum', '2026-03-02 10:03:00+00', '2026-03-02 10:03:01+00', '2026-03-02 10:03:09+00', 'done', 1, false, 'signing', 1, 1, '', '{"number":2,"problems":[],"notes":["Eén zin."],"newly_spoken":3,"to_speak":1,"seconds":8.0}');
INSERT INTO public.job VALUES (2, 'speech', NULL, '{}', 'server', '2026-03-02 10:03:09+00', '2026-03-02 10:03:10+00', '2026-03-02 10:04:00+00', 'failed', 0, true, 'making speech', 2, 3, 'The disk is full – vol.', '{"number":2}');
INSERT INTO public.job VALUES (3, 'check-references', 'check-references', '{}', 'server', '2026-03-02 10:05:00+00', NULL, NULL, 'waiting', 0, false, '', 0, 0, '', NULL);

INSERT INTO public.kiosk VALUES ('kiosk-1', 'hal', true, 1772447400, 1772447400, 2, '{"at":1772443800.0,"clock_trusted":true,"software":"0.1.0+44a276a","release":2,"room":"hal","uptime_seconds":86400.5,"outbox_depth":3,"disk_free_bytes":1099511627776,"temperature_celsius":48.5,"cameras":{"camera-1":"ok","camera-2":"not there"},"trouble":["The disk is full: counts are kept in memory.","Überhitzt."],"blind":{"camera-1":"dark","camera-2":"covered","camera-3":"frozen","camera-4":"no-pictures","camera-5":"detector"},"v":1}', NULL, NULL);
INSERT INTO public.kiosk VALUES ('kiosk-2', NULL, false, 1772447395, 1772447400, NULL, '{"at":0.0,"clock_trusted":false,"software":"","release":null,"room":null,"uptime_seconds":0.0,"outbox_depth":0,"disk_free_bytes":0,"temperature_celsius":null,"cameras":{},"trouble":[],"blind":{},"v":1}', NULL, NULL);
INSERT INTO public.kiosk VALUES ('kiosk-3', NULL, true, 1772447400, 1772447400, NULL, NULL, NULL, NULL);

INSERT INTO public.kiosk_alarm VALUES (1, 'kiosk-1', 'offline', '2026-03-02 10:30:00+00', '2026-03-02 10:36:00+00', '2026-03-02 11:30:00+00', '2026-03-02 11:32:00+00');
INSERT INTO public.kiosk_alarm VALUES (2, 'kiosk-2', 'too hot', '2026-03-02 10:30:00+00', NULL, NULL, NULL);

INSERT INTO public.kiosk_key VALUES ('abababababababababababababababababababababababababababababababab', 'hall-1', '', '2026-03-03 08:00:00+00', '2026-03-03 09:00:00+00', '{"v":1,"cameras":[{"count":true,"line":[1.0,2.0,3.0,4.0]}]}');
INSERT INTO public.kiosk_key VALUES ('cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', NULL, 'no-token', '2026-03-03 08:30:00+00', '2026-03-03 09:00:00+00', NULL);

INSERT INTO public.kiosk_order VALUES ('0123456789abcdef', 'kiosk-1', 'logs', 1, '2026-03-02 10:30:00+00', 'Noor', '2026-03-02 10:40:00+00', 'done', '', '2026-03-02 10:30:05+00', '03-02 10:30:00 INFO device.uplink.uplink:236 connected to the broker');

INSERT INTO public.kiosk_place VALUES ('kiosk-1', 0, 3.5, 2.25);

INSERT INTO public.kiosk_sample VALUES ('kiosk-1', 1772447400, true, 48.5, 1000000000, 5000000000, 2, 180.5, false, true);
INSERT INTO public.kiosk_sample VALUES ('kiosk-1', 1772447700, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.kiosk_settings VALUES (1, 'site', '', '{"settings":{"level":"child"},"v":1}', '2026-03-02 10:30:00+00', 'Noor', NULL);
INSERT INTO public.kiosk_settings VALUES (2, 'kiosk', 'kiosk-1', '{"settings":{"room":"hal"},"v":1}', '2026-03-02 10:31:00+00', 'Noor', 1);

INSERT INTO public.kiosk_software VALUES ('kiosk-2', '00112233445566bb', '1.3.0', 'A', NULL, 'rolled-back', '1.4.0', 'unhealthy', 'Screen: no page.', '2026-03-03 19:50:00+00');

INSERT INTO public.link_decision VALUES ('hoed', 'lamp', true, 'hoed-lamp', '[{"kind":"maker","name":"jan steen","works":2,"weight":0.94,"left":{"field":"maker","words":"Jan Steen"},"right":{"field":"maker","words":"Steen, Jan"}}]', 0.94, '2026-03-02 10:30:00+00', 'museum');
INSERT INTO public.link_decision VALUES ('lamp', 'stoel', false, '', '[]', 0.6, '2026-03-02 10:31:00+00', 'Ümit Öz');

INSERT INTO public.name_match VALUES ('maker', 'jan steen', 'http://vocab.getty.edu/ulan/500900001', 'Jan Steen', 'Steen, Jan', '', 'exactMatch', 'accepted', '2026-03-02 10:32:00+00', 'museum');

INSERT INTO public.offer_at_kiosk VALUES ('kiosk-1', '0123456789abcdef', 0, 1772535600, 'thee', 7);
INSERT INTO public.offer_at_kiosk VALUES ('kiosk-1', '0123456789abcdef', 4611686018427387904, 1772539200, 'boek', 0);

INSERT INTO public.offer_at_kiosk_differing VALUES ('kiosk-1', '0123456789abcdef', 0, '0123456789abcdef0123456789abcdef', 1772535600, 'thee', 2);

INSERT INTO public.offer_code VALUES (1, '2026-03-03', 48213, 'thee', 1772539200, true);
INSERT INTO public.offer_code VALUES (1, '2026-03-03', 0, 'thee', 1772539200, false);

INSERT INTO public.offer_count VALUES ('thee', '2026-03-03', 40, 12, 9);
INSERT INTO public.offer_count VALUES ('boek', '2026-03-03', 0, 0, 0);

INSERT INTO public.offer_hour VALUES ('thee', 1772535600, 'hal', true, 310, 52);
INSERT INTO public.offer_hour VALUES ('thee', 1772539200, 'hal', false, 0, 0);

INSERT INTO public.offer_number VALUES ('thee', 1, 3);
INSERT INTO public.offer_number VALUES ('boek', 2, 0);

INSERT INTO public.offer_rain VALUES (1, 1772542800);

INSERT INTO public.plan_picture VALUES (1, 0, false, '\x89504e470d0a1a0a20616e6420736f206f6e', 2400, 1600, -1.5, 0.25, 42.5, '2026-03-02 09:00:00+00', 'Noor', false, '', '');
INSERT INTO public.plan_picture VALUES (2, 0, true, '\x89504e470d0a1a0a20616e6420736f206f6e', 2400, 1600, -1.5, 0.25, 42.5, '2026-03-02 09:00:00+00', 'Noor', false, '', '');
INSERT INTO public.plan_picture VALUES (3, -1, true, '\x89504e470d0a1a0a20616e6420736f206f6e', 2400, 1600, -1.5, 0.25, 42.5, '2026-03-02 09:00:00+00', 'Noor', false, '', '');

INSERT INTO public.planned_publish VALUES (1, '2027-03-01 08:00:00+00', 'The spring exhibition.', 'Noor', '2027-02-01 08:00:00+00', 'planned', NULL, NULL, NULL);
INSERT INTO public.planned_publish VALUES (2, '2026-03-01 08:00:00+00', '', 'Noor', '2026-02-01 08:00:00+00', 'begun', '2026-03-01 08:00:04+00', 'server', 1);

INSERT INTO public.preview_link VALUES (1, '0000000000000000000000000000000000000000000000000000000000000000', 'Noor', '2026-03-02 10:30:00+00', '2026-03-03 10:30:00+00', false);

INSERT INTO public.proposed_link VALUES ('hoed', 'stoel', 0.94, 'maker', '[{"kind":"maker","name":"jan steen","works":2,"weight":0.94,"left":{"field":"maker","words":"Jan Steen"},"right":{"field":"maker","words":"Steen, Jan"}}]');

INSERT INTO public.published_release VALUES (1, '2026-03-02 09:30:31+00', 'museum', 'Open: de eerste dag – 初日.', '{"number":1,"published_at":1772443831.0,"museum":{"site":{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"},"rooms":[{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]},{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1},{"key":"zolder","name":{},"floor":2,"capacity":8}],"works":[{"key":"hoed","number":1,"title":{"nl":"De hoed","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]},{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}},{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}],"themes":[{"key":"making","name":{"nl":"Het maken","en":"The making"}},{"key":"looking","name":{}}],"passages":[{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}],"links":[{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]},{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]},{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}],"tours":[{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30},{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}],"offers":[{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"},{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"},{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"},{"key":"laat","title":{"nl":"Laat"},"text":{},"condition":{"type":"last_minutes","minutes":60},"written_by":"Noor"}]},"speech":[{"work":"hoed","block":"hoed-en-1","language":"en","level":"adult","seconds":3.9295,"opus":"speech/620ca25480ffdf67bbfefcfb0c57a544.opus","aac":"speech/620ca25480ffdf67bbfefcfb0c57a544.m4a","subtitles":"speech/620ca25480ffdf67bbfefcfb0c57a544.vtt","subtitles_portrait":"speech/620ca25480ffdf67bbfefcfb0c57a544.portrait.vtt","voice":"espeak-ng 1.52.0 en","machine_made":true},{"work":"hoed","block":"hoed-nl-kind","language":"nl","level":"child","seconds":1.6235833333333334,"opus":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.opus","aac":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.m4a","subtitles":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.vtt","subtitles_portrait":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true},{"work":"hoed","block":"hoed-nl-1","language":"nl","level":"adult","seconds":5.708666666666667,"opus":"speech/25cddfb9cc7a635e0fb9750838cb0414.opus","aac":"speech/25cddfb9cc7a635e0fb9750838cb0414.m4a","subtitles":"speech/25cddfb9cc7a635e0fb9750838cb0414.vtt","subtitles_portrait":"speech/25cddfb9cc7a635e0fb9750838cb0414.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true}],"pictures":{"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg":"pictures/a8539a3fd7a613d89400029b4fcf3b3c-2000-88.jpg","c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg":"pictures/c97dc7f5298d58ca1b9456a7d5fd745d-2000-88.jpg","6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg":"pictures/6efd1f2fe611588221ed252c6464e37f-2000-88.jpg"},"features":"features/18deca7e1e94343d27217efbf5418da1.features"}', false);
INSERT INTO public.published_release VALUES (2, '2026-03-02 09:30:40+00', 'Ümit Öz', '', '{"number":2,"published_at":1772443840.0,"museum":{"site":{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"},"rooms":[{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]},{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1},{"key":"zolder","name":{},"floor":2,"capacity":8},{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}],"works":[{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]},{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}},{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}],"themes":[{"key":"making","name":{"nl":"Het maken","en":"The making"}},{"key":"looking","name":{}}],"passages":[{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]},{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}],"links":[{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]},{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]},{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}],"tours":[{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30},{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}],"offers":[{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"},{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"},{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"}]},"speech":[{"work":"hoed","block":"hoed-en-1","language":"en","level":"adult","seconds":3.9295,"opus":"speech/620ca25480ffdf67bbfefcfb0c57a544.opus","aac":"speech/620ca25480ffdf67bbfefcfb0c57a544.m4a","subtitles":"speech/620ca25480ffdf67bbfefcfb0c57a544.vtt","subtitles_portrait":"speech/620ca25480ffdf67bbfefcfb0c57a544.portrait.vtt","voice":"espeak-ng 1.52.0 en","machine_made":true},{"work":"hoed","block":"hoed-nl-kind","language":"nl","level":"child","seconds":1.6235833333333334,"opus":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.opus","aac":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.m4a","subtitles":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.vtt","subtitles_portrait":"speech/2e3a98b1bca20bc1bebabe9a3ac9a717.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true},{"work":"hoed","block":"hoed-nl-1","language":"nl","level":"adult","seconds":5.708666666666667,"opus":"speech/25cddfb9cc7a635e0fb9750838cb0414.opus","aac":"speech/25cddfb9cc7a635e0fb9750838cb0414.m4a","subtitles":"speech/25cddfb9cc7a635e0fb9750838cb0414.vtt","subtitles_portrait":"speech/25cddfb9cc7a635e0fb9750838cb0414.portrait.vtt","voice":"espeak-ng 1.52.0 nl","machine_made":true}],"pictures":{"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg":"pictures/a8539a3fd7a613d89400029b4fcf3b3c-2000-88.jpg","c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg":"pictures/c97dc7f5298d58ca1b9456a7d5fd745d-2000-88.jpg","6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg":"pictures/6efd1f2fe611588221ed252c6464e37f-2000-88.jpg"},"features":"features/18deca7e1e94343d27217efbf5418da1.features"}', false);

INSERT INTO public.put_aside VALUES (1, 'zaalgids/v1/huis/kiosk-1/footfall', '\x7b2276223a327d', 'Bin of version 2', 1772447400);
INSERT INTO public.put_aside VALUES (2, 'zaalgids/v1/huis/␀/zaal-é', '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', 'geen naam: “é”', 1772447400);
INSERT INTO public.put_aside VALUES (3, 'zaalgids/v1/huis/kiosk-2/told', '\x', 'not a Told', 1772447400.5);

INSERT INTO public.recording VALUES (1, 'hoed-nl-1', 'nl', '0123456789abcdef0123456789abcdef/recording.webm', '', 'Eén hoed.', 'Eén hoed.', 1.5, false, 'Anna de Vries', 'Noor', '2026-03-02 10:30:00+00', '2026-03-02 10:31:00+00', '{"words":[{"start":0,"length":3,"seconds":0.25},{"start":4,"length":4,"seconds":0.75}],"doubts":[{"start":0,"length":9,"kind":"otherwise"}]}');
INSERT INTO public.recording VALUES (4, '', '', 'ffffffffffffffffffffffffffffffff/recording.flac', 'Studio – 線.flac', '', '', 61.25, true, '', 'Noor', '2026-03-02 10:30:00+00', NULL, NULL);

INSERT INTO public.replaced_drafts VALUES (1, '2026-03-02 09:00:00+00', 'Noor', 1, 3);

INSERT INTO public.revision VALUES ('site', 'huis', 1, '{"key":"huis","name":{"nl":"Huis van de Lijn","en":"House of the Line","ar":"بيت الخط","ja":"線の家"},"time_zone":"Europe/Amsterdam","languages":["nl","en","ar","ja","zh-Hans","pt-BR"],"opening":[null,{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"10:00:00","closes":"17:30:00"},{"opens":"09:30:15","closes":"21:00:00"},{"opens":"10:00:00","closes":"17:00:00"}],"exceptions":[{"date":"2026-12-25","reason":{"nl":"Kerstmis","en":"Christmas"}},{"date":"2026-12-26","hours":{"opens":"12:00:00","closes":"16:00:00"}}],"entrance":"hal","accent":"#a1B2c3","adults":"informal","children":"formal"}', '2026-03-02 09:30:06+00', 'import');
INSERT INTO public.revision VALUES ('passage', 'hal-zolder-lift', 1, '{"rooms":["hal","zolder"],"way":"lift","seconds":45.5,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:07+00', 'import');
INSERT INTO public.revision VALUES ('passage', 'hal-zolder-stairs', 1, '{"rooms":["hal","zolder"],"way":"stairs","seconds":30.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:08+00', 'import');
INSERT INTO public.revision VALUES ('passage', 'hal-kelder-steps', 1, '{"rooms":["hal","kelder"],"way":"steps","seconds":12.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:09+00', 'import');
INSERT INTO public.revision VALUES ('passage', 'hal-kelder-ramp', 1, '{"rooms":["hal","kelder"],"way":"ramp","seconds":20.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:10+00', 'import');
INSERT INTO public.revision VALUES ('passage', 'hal-kelder-door', 1, '{"rooms":["hal","kelder"],"way":"door","seconds":0.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:11+00', 'import');
INSERT INTO public.revision VALUES ('passage', 'hal-kelder-door-2', 1, '{"rooms":["hal","kelder"],"way":"door","seconds":3.0,"at":[[8.5,3.0],[0.0,3.5]]}', '2026-03-02 09:30:12+00', 'import');
INSERT INTO public.revision VALUES ('room', 'hal', 1, '{"key":"hal","name":{"nl":"Hal","en":"Hall","ja":"ホール"},"floor":0,"capacity":20,"outline":[[0.0,0.0],[8.5,0.0],[8.5,6.25],[0.0,6.25]]}', '2026-03-02 09:30:13+00', 'import');
INSERT INTO public.revision VALUES ('room', 'kelder', 1, '{"key":"kelder","name":{"nl":"Kelder"},"floor":-1,"capacity":1}', '2026-03-02 09:30:14+00', 'import');
INSERT INTO public.revision VALUES ('room', 'zolder', 1, '{"key":"zolder","name":{},"floor":2,"capacity":8}', '2026-03-02 09:30:15+00', 'import');
INSERT INTO public.revision VALUES ('theme', 'making', 1, '{"key":"making","name":{"nl":"Het maken","en":"The making"}}', '2026-03-02 09:30:16+00', 'import');
INSERT INTO public.revision VALUES ('theme', 'looking', 1, '{"key":"looking","name":{}}', '2026-03-02 09:30:17+00', 'import');
INSERT INTO public.revision VALUES ('work', 'hoed', 1, '{"key":"hoed","number":1,"title":{"nl":"De hoed","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}', '2026-03-02 09:30:18+00', 'import');
INSERT INTO public.revision VALUES ('work', 'kolam', 1, '{"key":"kolam","number":2,"title":{},"room":"kelder","media":[{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg"}]}', '2026-03-02 09:30:19+00', 'import');
INSERT INTO public.revision VALUES ('work', 'hilbert', 1, '{"key":"hilbert","number":12,"title":{"nl":"Hilberts kromme"},"room":"zolder","media":[{"file":"6efd1f2fe611588221ed252c6464e37f/hilbert-curve.jpg","reference":false}],"rights":{"licence":"in copyright"}}', '2026-03-02 09:30:20+00', 'import');
INSERT INTO public.revision VALUES ('work', 'kromme', 1, '{"key":"kromme","number":99999,"title":{"nl":"Kromme"},"room":"zolder"}', '2026-03-02 09:30:21+00', 'import');
INSERT INTO public.revision VALUES ('link', 'band-maker', 1, '{"key":"band-maker","works":["hoed","kolam"],"relation":"maker","blocks":[]}', '2026-03-02 09:30:22+00', 'import');
INSERT INTO public.revision VALUES ('link', 'band-motief', 1, '{"key":"band-motief","works":["kolam","hilbert","kromme"],"relation":"motif","blocks":[{"key":"band-nl-1","language":"nl","level":"adult","theme":"looking","text":"Beide zijn uit één lijn gemaakt.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"written_by":"Noor"}]}', '2026-03-02 09:30:23+00', 'import');
INSERT INTO public.revision VALUES ('link', 'band-bouw', 1, '{"key":"band-bouw","works":["hoed","hilbert"],"relation":"construction","blocks":[]}', '2026-03-02 09:30:24+00', 'import');
INSERT INTO public.revision VALUES ('tour', 'kort', 1, '{"key":"kort","title":{"nl":"Kort","en":"Short"},"summary":{"nl":"In een half uur."},"stops":[{"work":"hoed","value":1.0,"essential":true},{"work":"kolam","value":0.0},{"work":"hilbert"}],"level":"child","minutes":30}', '2026-03-02 09:30:25+00', 'import');
INSERT INTO public.revision VALUES ('tour', 'lang', 1, '{"key":"lang","title":{"nl":"Lang"},"summary":{},"stops":[{"work":"kromme"}]}', '2026-03-02 09:30:26+00', 'import');
INSERT INTO public.revision VALUES ('offer', 'thee', 1, '{"key":"thee","title":{"nl":"Thee","en":"Tea"},"text":{"nl":"Thee voor twee."},"condition":{"type":"last_minutes","minutes":90},"written_by":"Noor","approved_by":"Ümit"}', '2026-03-02 09:30:27+00', 'import');
INSERT INTO public.revision VALUES ('offer', 'stil', 1, '{"key":"stil","title":{"nl":"Stil"},"text":{},"condition":{"type":"room_quiet","room":"hal","share":0.1},"written_by":"Noor"}', '2026-03-02 09:30:28+00', 'import');
INSERT INTO public.revision VALUES ('offer', 'gewoon', 1, '{"key":"gewoon","title":{"nl":"Gewoon"},"text":{},"condition":{"type":"room_quiet","room":"zolder","share":0.25},"written_by":"Noor"}', '2026-03-02 09:30:29+00', 'import');
INSERT INTO public.revision VALUES ('offer', 'laat', 1, '{"key":"laat","title":{"nl":"Laat"},"text":{},"condition":{"type":"last_minutes","minutes":60},"written_by":"Noor"}', '2026-03-02 09:30:30+00', 'import');
INSERT INTO public.revision VALUES ('work', 'hoed', 2, '{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}', '2026-03-02 09:30:33+00', 'Noor');
INSERT INTO public.revision VALUES ('work', 'hoed', 3, '{"key":"hoed","number":1,"title":{"nl":"De hoed!","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}', '2026-03-02 09:30:34+00', 'Noor');
INSERT INTO public.revision VALUES ('work', 'hoed', 4, '{"key":"hoed","number":1,"title":{"nl":"De hoed?","en":"The hat","ja":"帽子"},"room":"hal","maker":{"en":"David Smith"},"date":{"en":"2022","nl":"2022"},"place":{"en":"Bridlington"},"materials":{"nl":"inkt op papier"},"media":[{"file":"a8539a3fd7a613d89400029b4fcf3b3c/the-hat.jpg","alt":{"nl":"Een tegel als een hoed","ar":"بلاطة"},"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}},{"file":"c97dc7f5298d58ca1b9456a7d5fd745d/kolam.jpg","reference":false}],"sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"}],"blocks":[{"key":"hoed-nl-1","language":"nl","level":"adult","theme":"making","text":"Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.","sources":[{"citation":"A. Maker & Ümit Öz, 線について, 1999","where":"https://example.org/lines?p=7"},{"citation":"Archive of the house, box 3"}],"written_by":"Noor","approved_by":"Ümit","rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}},"layer":9},{"key":"hoed-en-1","language":"en","level":"adult","theme":"making","text":"One tile & no more: the hat <covers> the plane.","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"translation","hand":"translation_machine"},{"key":"hoed-nl-kind","language":"nl","level":"child","theme":"looking","text":"Zie jij de hoed?","sources":[{"citation":"Archive of the house, box 3"}],"written_by":"a model","hand":"model","approved_by":"Noor","layer":2}],"x":1.25,"y":-0.5,"rights":{"licence":"CC-BY-4.0","holder":"Stichting De Lijn","note":{"nl":"Foto: Noor","ja":"写真：ノール"}}}', '2026-03-02 09:30:35+00', 'Ümit Öz');
INSERT INTO public.revision VALUES ('offer', 'laat', 2, NULL, '2026-03-02 09:30:36+00', 'Noor');
INSERT INTO public.revision VALUES ('room', 'tuin', 1, '{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}', '2026-03-02 09:30:37+00', 'Noor');
INSERT INTO public.revision VALUES ('room', 'tuin', 2, NULL, '2026-03-02 09:30:38+00', 'Noor');
INSERT INTO public.revision VALUES ('room', 'tuin', 3, '{"key":"tuin","name":{"nl":"Tuin"},"floor":0,"capacity":40}', '2026-03-02 09:30:39+00', 'Noor');

INSERT INTO public.room_closure VALUES ('hal', 1772542800);
INSERT INTO public.room_closure VALUES ('zolder', NULL);

INSERT INTO public.roster_absence VALUES (1, '0123456789abcdef', '2026-03-09', '2026-03-13', 'away');

INSERT INTO public.roster_colleague VALUES ('0123456789abcdef', 'Noor', 'guard
desk', 1440, 240, 5, '480-1080,480-1080,-,480-1080,480-1080,540-1080,-', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');

INSERT INTO public.roster_shift VALUES ('0123456789abcdef', '2026-03-02', false, 1, 570, 1050, 30, 'guard', 780, true);
INSERT INTO public.roster_shift VALUES ('0123456789abcdef', '2026-03-02', true, 1, 570, 1050, 30, 'guard', 780, true);

INSERT INTO public.roster_shift_kind VALUES (1, 'Day', 570, 1050, 30, '');

INSERT INTO public.roster_week VALUES ('2026-03-02', 'high', '2026-02-20 09:00:00+00', '2026-02-20 08:59:00+00', 1612, 1600);

INSERT INTO public.roster_wish VALUES (1, '0123456789abcdef', '2026-03-10', NULL, 660, 1440, true);
INSERT INTO public.roster_wish VALUES (2, '0123456789abcdef', NULL, 1, 1320, 1560, false);
INSERT INTO public.roster_wish VALUES (3, '0123456789abcdef', NULL, NULL, 0, 540, false);

INSERT INTO public.search_stale VALUES ('0123456789abcdef0123456789abcdef', 'work', 'lijn');

INSERT INTO public.shown_without_rights VALUES ('work', 'lijn', '0123456789abcdef/lijn.png', '2026-03-02 09:00:00+00', 'Noor');

INSERT INTO public.silence VALUES (1, '2026-03-02 10:30:00+00', 'Noor');

INSERT INTO public.software_bundle VALUES ('abababababababababababababababababababababababababababababababab', '1.4.0', 'zaalgids-pi4', 'Captions are larger', '20260301', 412000000, true, '2026-03-02 10:30:00+00', 'Tess');

INSERT INTO public.software_order VALUES ('00112233445566aa', 'kiosk-1', 'abababababababababababababababababababababababababababababababab', '1.4.0', 1, 0, '2026-03-02 19:00:00+00', 'Tess', '2026-03-03 06:00:00+00', '{"begins":"20:00","ends":"08:00","tz":"Europe/Amsterdam"}', 0, false, false, 'good', '', 'good', '', '', 1, '2026-03-02 19:40:00+00', '2026-03-02 19:40:00+00', NULL);
INSERT INTO public.software_order VALUES ('00112233445566bb', 'kiosk-2', 'abababababababababababababababababababababababababababababababab', '1.4.0', 1, 1, '2026-03-03 19:00:00+00', 'Tess', '2026-03-03 06:00:00+00', '{"begins":"20:00","ends":"08:00","tz":"Europe/Amsterdam"}', 0, false, false, 'failed', 'said-so', 'rolled-back', 'unhealthy', 'Screen: no page.', 1, '2026-03-03 19:50:00+00', NULL, NULL);

INSERT INTO public.software_rollout VALUES (1, 'abababababababababababababababababababababababababababababababab', '1.4.0', 'zaalgids-pi4', false, 'failed', 1, 'kiosk-1', 'kiosk-2', '2026-03-02 10:31:00+00', 'Tess', NULL);

INSERT INTO public.staff VALUES ('Noor', '$argon2id$v=19$m=64,t=1,p=4$NPBJvCBd3qWTgJYi/2wD3w$6gESuKZy1k1PWJHwceWs+n2P/4g5VULq+iJ9f9+5Tow', '2026-03-02 09:30:42+00', 'author', NULL);
INSERT INTO public.staff VALUES ('Ümit Öz', '$argon2id$v=19$m=64,t=1,p=4$sRJZXTtsNmfOm5Xkzrxw7Q$yl85+SdOhPERE/qlclH5G+Yqa55irEoyc0tMkEsvFjc', '2026-03-02 09:30:43+00', 'editor publisher', NULL);
INSERT INTO public.staff VALUES ('museum', '$argon2id$v=19$m=64,t=1,p=4$u/laHPB8glegS9t2NUz88w$GdFXY7r7Regf/jozntaayfpJ+73//urZG1qI4iLInW8', '2026-03-02 09:30:44+00', 'administrator', NULL);
INSERT INTO public.staff VALUES ('ヒロ', '$argon2id$v=19$m=64,t=1,p=4$zadVBFqUFu9h7XAxWx49jg$jpF4bklxFN7jahwdiJ04hbR7GLNw8NPF3ZTv2Po4nyw', '2026-03-02 09:30:45+00', 'technician', NULL);

INSERT INTO public.staff_sign_in VALUES ('0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'Ümit Öz', 'fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210', '2026-03-02 10:06:00+00', '2026-03-02 10:07:00+00', '2026-03-02 10:06:30+00', '2026-03-02 10:59:00+00', '2026-03-02 10:08:00+00');
INSERT INTO public.staff_sign_in VALUES ('89abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234567', 'museum', '7654321089abcdef7654321089abcdef7654321089abcdef7654321089abcdef', '2026-03-02 10:06:00+00', '2026-03-02 10:06:00+00', '2026-03-02 10:06:00+00', '2026-03-02 10:59:00+00', NULL);

INSERT INTO public.staffing_rule VALUES (1, 'arrivals', 'desk', 1, 60, '', 30, 15);

INSERT INTO public.stopping_check VALUES ('hours', true, '2026-03-02 09:00:00+00', 'Noor');

INSERT INTO public.told VALUES ('kiosk-1', '0123456789abcdef', 4, 1772443800, 'hoed', 'zh-Hans', 9, 5, 3, 1);
INSERT INTO public.told VALUES ('kiosk-1', '0123456789abcdef', 0, 0, 'hoed', 'nl', 0, 0, 0, 0);

INSERT INTO public.told_differing VALUES ('kiosk-1', 'eeeeeeeeeeeeeeee', 7, '0123456789abcdef0123456789abcdef', 1772445600, 'hoed', 'nl', 4, 2, 1, 3);

INSERT INTO public.translated_part VALUES ('work', 'lijn', 1, 'nl en', 0, 1, 'Lijn', 'hal', '2026-03-02 10:30:00+00');

INSERT INTO public.translation_cell VALUES ('work', 'lijn', 'en', 'hal', 1, 2, 0, 0, 3, 4);

INSERT INTO public.translation_file VALUES (1, 'nl-en.xlf', 'nl', 'en', 'Bureau Vertaal', 'applied', 'Noor', '2026-03-02 10:30:00+00', 'Noor', '2026-03-02 10:31:00+00');

INSERT INTO public.translation_file_unit VALUES (1, 1, 'work', 'lijn', 'work/lijn/title', 'change', true, 'Lijn', false, false, 'The line', 'Line', true, '', '');

INSERT INTO public.translation_origin VALUES ('work', 'lijn', 'work/lijn/title', 'en', '0123456789abcdef', 'nl', 'fedcba9876543210', 1, 'Noor', '2026-03-02 10:30:00+00');

INSERT INTO public.translation_segment VALUES ('work', 'lijn', 'work/lijn/title', 0, 'en', 'Line', '0123456789abcdef', 4);

INSERT INTO public.typed_text VALUES ('museum', 'hoed', 'hoed-nl-1', 'text', 3, 'Half af: “één” – 線', '2026-03-02 10:07:00+00');
INSERT INTO public.typed_text VALUES ('museum', 'hoed', 'new-nl-child', 'cite.0.title', 3, '', '2026-03-02 10:07:05+00');

INSERT INTO public.visitor_count_import VALUES (1, 'tickets.csv', 'applied', '{"rows":[{"series":"house","day":"2026-03-01","hour":-1,"people":312.0}],"columns":{"day":"Date","people":"Tickets"},"problems":[],"unread":0,"day_first":true,"ambiguous":false}', 1, '2026-03-02 09:00:00+00', 'Dirk');

INSERT INTO public.visitor_forecast VALUES ('house', '2026-03-03', 2, '2026-03-02 02:00:00+00', 'LightGBM', 240, 300, 370, '[null,null,null,null,null,null,null,null,null,null,[20.0,30.0,41.5],null,null,null,null,null,null,null,null,null,null,null,null,null]', NULL);

INSERT INTO public.visitor_forecast_model VALUES (1, '2026-03-02 02:00:00+00', '{"chosen":{"series":{},"forms":{},"judged":[],"last_day":"2026-03-01","seconds":1.5}}', '\x');

INSERT INTO public.visitor_holiday_place VALUES (1, 'NL');

INSERT INTO public.visitor_hour VALUES ('room/entrance', '2026-03-01', 11, 'kiosks', 24.5, 1);
INSERT INTO public.visitor_hour VALUES ('house', '2026-03-01', -1, 'import', 312, 1);

INSERT INTO public.visitor_known_day VALUES (1, 'group', '2026-03-04', '2026-03-04', 'Class 4b', '', 28, 10, NULL, '2026-03-02 09:00:00+00', 'Dirk');

INSERT INTO public.visitor_note VALUES (1, '00112233445566778899aabbccddeeff', '2026-03-02', 'words', 'hoed', 'hoed-nl-1', 'nl', '“Eén” is twee – 線', false);
INSERT INTO public.visitor_note VALUES (7, 'ffffffffffffffffffffffffffffffff', '2026-02-28', 'other', 'kolam', NULL, 'pt-BR', '', true);

INSERT INTO public.wall_screen VALUES ('Foyer – 入口', 'f63fc821433fd1a9e6901bf4cdbe1a0e9ec5fcac0709ab942038727cf27e5fad', '2026-03-02 09:30:46+00', '2026-03-02 09:30:48+00');
INSERT INTO public.wall_screen VALUES ('Winkel', 'afba83fe68926064988dde41f20cb6d5f29cb5c98743a2a9242e3055602b7f98', '2026-03-02 09:30:47+00', NULL);

INSERT INTO public.work_term VALUES ('hoed', 'windmolen – 風車', 0);
INSERT INTO public.work_term VALUES ('hoed', 'sluis', 1);

SELECT pg_catalog.setval('public.block_comment_number_seq', 1, false);

SELECT pg_catalog.setval('public.booked_tour_number_seq', 1, false);

SELECT pg_catalog.setval('public.bulk_change_number_seq', 1, false);

SELECT pg_catalog.setval('public.claim_token_id_seq', 1, false);

SELECT pg_catalog.setval('public.event_id_seq', 4, true);

SELECT pg_catalog.setval('public.import_number_seq', 1, false);

SELECT pg_catalog.setval('public.job_id_seq', 3, true);

SELECT pg_catalog.setval('public.kiosk_alarm_id_seq', 2, true);

SELECT pg_catalog.setval('public.kiosk_settings_id_seq', 1, false);

SELECT pg_catalog.setval('public.plan_picture_number_seq', 1, false);

SELECT pg_catalog.setval('public.planned_publish_id_seq', 1, false);

SELECT pg_catalog.setval('public.preview_link_id_seq', 1, false);

SELECT pg_catalog.setval('public.put_aside_id_seq', 3, true);

SELECT pg_catalog.setval('public.recording_number_seq', 1, false);

SELECT pg_catalog.setval('public.replaced_drafts_id_seq', 1, false);

SELECT pg_catalog.setval('public.roster_absence_number_seq', 1, false);

SELECT pg_catalog.setval('public.roster_shift_kind_number_seq', 1, false);

SELECT pg_catalog.setval('public.roster_wish_number_seq', 1, false);

SELECT pg_catalog.setval('public.software_rollout_id_seq', 1, false);

SELECT pg_catalog.setval('public.staffing_rule_number_seq', 1, false);

SELECT pg_catalog.setval('public.translation_file_number_seq', 1, false);

SELECT pg_catalog.setval('public.visitor_count_import_number_seq', 1, false);

SELECT pg_catalog.setval('public.visitor_known_day_number_seq', 1, false);

SELECT pg_catalog.setval('public.visitor_note_number_seq', 1, false);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT pk_api_token PRIMARY KEY (name);

ALTER TABLE ONLY public.approved_wording
    ADD CONSTRAINT pk_approved_wording PRIMARY KEY (path, language);

ALTER TABLE ONLY public.block_comment
    ADD CONSTRAINT pk_block_comment PRIMARY KEY (number);

ALTER TABLE ONLY public.booked_tour
    ADD CONSTRAINT pk_booked_tour PRIMARY KEY (number);

ALTER TABLE ONLY public.bulk_change
    ADD CONSTRAINT pk_bulk_change PRIMARY KEY (number);

ALTER TABLE ONLY public.bulk_change_work
    ADD CONSTRAINT pk_bulk_change_work PRIMARY KEY (number, place);

ALTER TABLE ONLY public.claim_token
    ADD CONSTRAINT pk_claim_token PRIMARY KEY (id);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT pk_device PRIMARY KEY (name);

ALTER TABLE ONLY public.device_certificate
    ADD CONSTRAINT pk_device_certificate PRIMARY KEY (serial);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT pk_draft PRIMARY KEY (kind, key);

ALTER TABLE ONLY public.draft_change
    ADD CONSTRAINT pk_draft_change PRIMARY KEY (kind, key);

ALTER TABLE ONLY public.ended_rights_choice
    ADD CONSTRAINT pk_ended_rights_choice PRIMARY KEY (number);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (id);

ALTER TABLE ONLY public.footfall
    ADD CONSTRAINT pk_footfall PRIMARY KEY (device, epoch, sequence);

ALTER TABLE ONLY public.footfall_differing
    ADD CONSTRAINT pk_footfall_differing PRIMARY KEY (device, epoch, sequence, digest);

ALTER TABLE ONLY public.import
    ADD CONSTRAINT pk_import PRIMARY KEY (number);

ALTER TABLE ONLY public.import_columns
    ADD CONSTRAINT pk_import_columns PRIMARY KEY (headings);

ALTER TABLE ONLY public.import_part
    ADD CONSTRAINT pk_import_part PRIMARY KEY (number, place);

ALTER TABLE ONLY public.import_said
    ADD CONSTRAINT pk_import_said PRIMARY KEY (source, kind, identifier);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT pk_job PRIMARY KEY (id);

ALTER TABLE ONLY public.kiosk
    ADD CONSTRAINT pk_kiosk PRIMARY KEY (device);

ALTER TABLE ONLY public.kiosk_alarm
    ADD CONSTRAINT pk_kiosk_alarm PRIMARY KEY (id);

ALTER TABLE ONLY public.kiosk_key
    ADD CONSTRAINT pk_kiosk_key PRIMARY KEY (fingerprint);

ALTER TABLE ONLY public.kiosk_order
    ADD CONSTRAINT pk_kiosk_order PRIMARY KEY (id);

ALTER TABLE ONLY public.kiosk_place
    ADD CONSTRAINT pk_kiosk_place PRIMARY KEY (device);

ALTER TABLE ONLY public.kiosk_sample
    ADD CONSTRAINT pk_kiosk_sample PRIMARY KEY (device, at);

ALTER TABLE ONLY public.kiosk_settings
    ADD CONSTRAINT pk_kiosk_settings PRIMARY KEY (id);

ALTER TABLE ONLY public.kiosk_software
    ADD CONSTRAINT pk_kiosk_software PRIMARY KEY (device);

ALTER TABLE ONLY public.link_decision
    ADD CONSTRAINT pk_link_decision PRIMARY KEY (left_work, right_work);

ALTER TABLE ONLY public.name_match
    ADD CONSTRAINT pk_name_match PRIMARY KEY (kind, name, uri);

ALTER TABLE ONLY public.offer_at_kiosk
    ADD CONSTRAINT pk_offer_at_kiosk PRIMARY KEY (device, epoch, sequence);

ALTER TABLE ONLY public.offer_at_kiosk_differing
    ADD CONSTRAINT pk_offer_at_kiosk_differing PRIMARY KEY (device, epoch, sequence, digest);

ALTER TABLE ONLY public.offer_code
    ADD CONSTRAINT pk_offer_code PRIMARY KEY (number, day, serial);

ALTER TABLE ONLY public.offer_count
    ADD CONSTRAINT pk_offer_count PRIMARY KEY (offer, day);

ALTER TABLE ONLY public.offer_hour
    ADD CONSTRAINT pk_offer_hour PRIMARY KEY (offer, hour);

ALTER TABLE ONLY public.offer_number
    ADD CONSTRAINT pk_offer_number PRIMARY KEY (offer);

ALTER TABLE ONLY public.offer_rain
    ADD CONSTRAINT pk_offer_rain PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_picture
    ADD CONSTRAINT pk_plan_picture PRIMARY KEY (number);

ALTER TABLE ONLY public.planned_publish
    ADD CONSTRAINT pk_planned_publish PRIMARY KEY (id);

ALTER TABLE ONLY public.preview_link
    ADD CONSTRAINT pk_preview_link PRIMARY KEY (id);

ALTER TABLE ONLY public.proposed_link
    ADD CONSTRAINT pk_proposed_link PRIMARY KEY (left_work, right_work);

ALTER TABLE ONLY public.published_release
    ADD CONSTRAINT pk_published_release PRIMARY KEY (number);

ALTER TABLE ONLY public.put_aside
    ADD CONSTRAINT pk_put_aside PRIMARY KEY (id);

ALTER TABLE ONLY public.recording
    ADD CONSTRAINT pk_recording PRIMARY KEY (number);

ALTER TABLE ONLY public.replaced_drafts
    ADD CONSTRAINT pk_replaced_drafts PRIMARY KEY (id);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT pk_revision PRIMARY KEY (kind, key, version);

ALTER TABLE ONLY public.room_closure
    ADD CONSTRAINT pk_room_closure PRIMARY KEY (room);

ALTER TABLE ONLY public.roster_absence
    ADD CONSTRAINT pk_roster_absence PRIMARY KEY (number);

ALTER TABLE ONLY public.roster_colleague
    ADD CONSTRAINT pk_roster_colleague PRIMARY KEY (key);

ALTER TABLE ONLY public.roster_shift
    ADD CONSTRAINT pk_roster_shift PRIMARY KEY (colleague, day, published);

ALTER TABLE ONLY public.roster_shift_kind
    ADD CONSTRAINT pk_roster_shift_kind PRIMARY KEY (number);

ALTER TABLE ONLY public.roster_week
    ADD CONSTRAINT pk_roster_week PRIMARY KEY (monday);

ALTER TABLE ONLY public.roster_wish
    ADD CONSTRAINT pk_roster_wish PRIMARY KEY (number);

ALTER TABLE ONLY public.search_stale
    ADD CONSTRAINT pk_search_stale PRIMARY KEY (id);

ALTER TABLE ONLY public.shown_without_rights
    ADD CONSTRAINT pk_shown_without_rights PRIMARY KEY (kind, key, item);

ALTER TABLE ONLY public.silence
    ADD CONSTRAINT pk_silence PRIMARY KEY (number);

ALTER TABLE ONLY public.software_bundle
    ADD CONSTRAINT pk_software_bundle PRIMARY KEY (sha256);

ALTER TABLE ONLY public.software_order
    ADD CONSTRAINT pk_software_order PRIMARY KEY (id);

ALTER TABLE ONLY public.software_rollout
    ADD CONSTRAINT pk_software_rollout PRIMARY KEY (id);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT pk_staff PRIMARY KEY (name);

ALTER TABLE ONLY public.staff_sign_in
    ADD CONSTRAINT pk_staff_sign_in PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.staffing_rule
    ADD CONSTRAINT pk_staffing_rule PRIMARY KEY (number);

ALTER TABLE ONLY public.stopping_check
    ADD CONSTRAINT pk_stopping_check PRIMARY KEY (name);

ALTER TABLE ONLY public.told
    ADD CONSTRAINT pk_told PRIMARY KEY (device, epoch, sequence);

ALTER TABLE ONLY public.told_differing
    ADD CONSTRAINT pk_told_differing PRIMARY KEY (device, epoch, sequence, digest);

ALTER TABLE ONLY public.translated_part
    ADD CONSTRAINT pk_translated_part PRIMARY KEY (kind, key);

ALTER TABLE ONLY public.translation_cell
    ADD CONSTRAINT pk_translation_cell PRIMARY KEY (kind, key, language);

ALTER TABLE ONLY public.translation_file
    ADD CONSTRAINT pk_translation_file PRIMARY KEY (number);

ALTER TABLE ONLY public.translation_file_unit
    ADD CONSTRAINT pk_translation_file_unit PRIMARY KEY (number, place);

ALTER TABLE ONLY public.translation_origin
    ADD CONSTRAINT pk_translation_origin PRIMARY KEY (kind, key, path, language, text_hash);

ALTER TABLE ONLY public.translation_segment
    ADD CONSTRAINT pk_translation_segment PRIMARY KEY (kind, key, path, place, language);

ALTER TABLE ONLY public.typed_text
    ADD CONSTRAINT pk_typed_text PRIMARY KEY (person, work, block, field);

ALTER TABLE ONLY public.visitor_count_import
    ADD CONSTRAINT pk_visitor_count_import PRIMARY KEY (number);

ALTER TABLE ONLY public.visitor_forecast
    ADD CONSTRAINT pk_visitor_forecast PRIMARY KEY (series, day, lead);

ALTER TABLE ONLY public.visitor_forecast_model
    ADD CONSTRAINT pk_visitor_forecast_model PRIMARY KEY (number);

ALTER TABLE ONLY public.visitor_holiday_place
    ADD CONSTRAINT pk_visitor_holiday_place PRIMARY KEY (number);

ALTER TABLE ONLY public.visitor_hour
    ADD CONSTRAINT pk_visitor_hour PRIMARY KEY (series, day, hour, source);

ALTER TABLE ONLY public.visitor_known_day
    ADD CONSTRAINT pk_visitor_known_day PRIMARY KEY (number);

ALTER TABLE ONLY public.visitor_note
    ADD CONSTRAINT pk_visitor_note PRIMARY KEY (number);

ALTER TABLE ONLY public.wall_screen
    ADD CONSTRAINT pk_wall_screen PRIMARY KEY (name);

ALTER TABLE ONLY public.work_term
    ADD CONSTRAINT pk_work_term PRIMARY KEY (work, term);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.claim_token
    ADD CONSTRAINT uq_claim_token_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT uq_job_only_one UNIQUE (only_one);

ALTER TABLE ONLY public.offer_number
    ADD CONSTRAINT uq_offer_number_number UNIQUE (number);

ALTER TABLE ONLY public.preview_link
    ADD CONSTRAINT uq_preview_link_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.roster_colleague
    ADD CONSTRAINT uq_roster_colleague_link_hash UNIQUE (link_hash);

ALTER TABLE ONLY public.roster_colleague
    ADD CONSTRAINT uq_roster_colleague_name UNIQUE (name);

ALTER TABLE ONLY public.visitor_note
    ADD CONSTRAINT uq_visitor_note_id UNIQUE (id);

ALTER TABLE ONLY public.wall_screen
    ADD CONSTRAINT uq_wall_screen_secret_hash UNIQUE (secret_hash);

CREATE INDEX ix_approved_wording_part ON public.approved_wording USING btree (kind, key);

CREATE INDEX ix_block_comment_work ON public.block_comment USING btree (work);

CREATE INDEX ix_booked_tour_day ON public.booked_tour USING btree (day);

CREATE INDEX ix_bulk_change_work_key ON public.bulk_change_work USING btree (number, key);

CREATE INDEX ix_device_certificate_fingerprint ON public.device_certificate USING btree (fingerprint);

CREATE INDEX ix_device_certificate_name ON public.device_certificate USING btree (name);

CREATE INDEX ix_draft_change_number ON public.draft_change USING btree (number);

CREATE INDEX ix_event_at ON public.event USING btree (at);

CREATE INDEX ix_event_kind ON public.event USING btree (kind);

CREATE INDEX ix_event_who ON public.event USING btree (who);

CREATE INDEX ix_footfall_received_at ON public.footfall USING btree (received_at) WHERE (NOT clock_trusted);

CREATE INDEX ix_footfall_start ON public.footfall USING btree (start);

CREATE INDEX ix_import_part_outcome ON public.import_part USING btree (number, outcome, place);

CREATE INDEX ix_import_said_key ON public.import_said USING btree (kind, key);

CREATE INDEX ix_import_source ON public.import USING btree (source);

CREATE INDEX ix_import_state ON public.import USING btree (state);

CREATE INDEX ix_job_kind ON public.job USING btree (kind);

CREATE INDEX ix_job_state ON public.job USING btree (state);

CREATE INDEX ix_kiosk_alarm_device ON public.kiosk_alarm USING btree (device);

CREATE INDEX ix_kiosk_key_name ON public.kiosk_key USING btree (name);

CREATE INDEX ix_kiosk_order_device ON public.kiosk_order USING btree (device);

CREATE INDEX ix_offer_at_kiosk_hour ON public.offer_at_kiosk USING btree (hour);

CREATE INDEX ix_offer_code_offer_day ON public.offer_code USING btree (offer, day);

CREATE INDEX ix_plan_picture_floor ON public.plan_picture USING btree (floor);

CREATE INDEX ix_planned_publish_state ON public.planned_publish USING btree (state);

CREATE INDEX ix_recording_block ON public.recording USING btree (block);

CREATE INDEX ix_revision_changed_by ON public.revision USING btree (changed_by);

CREATE INDEX ix_roster_absence_colleague ON public.roster_absence USING btree (colleague);

CREATE INDEX ix_roster_shift_day ON public.roster_shift USING btree (day);

CREATE INDEX ix_roster_wish_colleague ON public.roster_wish USING btree (colleague);

CREATE INDEX ix_software_order_device ON public.software_order USING btree (device);

CREATE INDEX ix_software_order_rollout ON public.software_order USING btree (rollout);

CREATE INDEX ix_translated_part_order ON public.translated_part USING btree (kind_order, number, key);

CREATE INDEX ix_translation_cell_language ON public.translation_cell USING btree (language);

CREATE INDEX ix_translation_file_unit_outcome ON public.translation_file_unit USING btree (number, outcome, place);

CREATE INDEX ix_translation_segment_hash ON public.translation_segment USING btree (language, text_hash);

CREATE INDEX ix_translation_segment_length ON public.translation_segment USING btree (language, length);

CREATE INDEX ix_visitor_known_day_first ON public.visitor_known_day USING btree (first);

CREATE TRIGGER draft_change_delete AFTER DELETE ON public.draft FOR EACH ROW EXECUTE FUNCTION public.draft_changed();

CREATE TRIGGER draft_change_insert AFTER INSERT ON public.draft FOR EACH ROW EXECUTE FUNCTION public.draft_changed();

CREATE TRIGGER draft_change_update AFTER UPDATE ON public.draft FOR EACH ROW EXECUTE FUNCTION public.draft_changed();

CREATE TRIGGER search_stale_approved_wording_delete AFTER DELETE ON public.approved_wording FOR EACH ROW EXECUTE FUNCTION public.search_stale_added();

CREATE TRIGGER search_stale_approved_wording_insert AFTER INSERT ON public.approved_wording FOR EACH ROW EXECUTE FUNCTION public.search_stale_added();

CREATE TRIGGER search_stale_approved_wording_update AFTER UPDATE OF stands ON public.approved_wording FOR EACH ROW EXECUTE FUNCTION public.search_stale_added();

CREATE TRIGGER search_stale_draft_delete AFTER DELETE ON public.draft FOR EACH ROW EXECUTE FUNCTION public.search_stale_added();

CREATE TRIGGER search_stale_draft_insert AFTER INSERT ON public.draft FOR EACH ROW EXECUTE FUNCTION public.search_stale_added();

CREATE TRIGGER search_stale_draft_update AFTER UPDATE OF version ON public.draft FOR EACH ROW EXECUTE FUNCTION public.search_stale_added();

ALTER TABLE ONLY public.block_comment
    ADD CONSTRAINT fk_block_comment_answer_to_block_comment FOREIGN KEY (answer_to) REFERENCES public.block_comment(number) ON DELETE CASCADE;

ALTER TABLE ONLY public.block_comment
    ADD CONSTRAINT fk_block_comment_kind_draft FOREIGN KEY (kind, work) REFERENCES public.draft(kind, key) ON DELETE CASCADE;

ALTER TABLE ONLY public.typed_text
    ADD CONSTRAINT fk_typed_text_person_staff FOREIGN KEY (person) REFERENCES public.staff(name) ON DELETE CASCADE;
