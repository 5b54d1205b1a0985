-- One organization, parents first. Numbers in braces are put in by organization.py.

CREATE OR REPLACE FUNCTION pg_temp.id_of(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT ('01900000-' || lpad(to_hex(kind), 4, '0') || '-7000-8000-'
            || lpad(to_hex(number), 12, '0'))::uuid $$;

INSERT INTO organization (id, slug, name, timezone, created_at, updated_at, version)
VALUES (pg_temp.id_of({from} + 1, 0), '{slug}', 'The organization of the benchmark', 'UTC', now(), now(), 1);

INSERT INTO person (organization_id, id, name, email, active, external_system,
                    created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 2, n),
       (ARRAY['Ada', 'Grace', 'Zoë', 'Edsger', 'Jürgen'])[1 + n % 5] || ' ' || n,
       'person' || n || '@example.org', true, '', now(), now(), 1
  FROM generate_series(0, {people} - 1) AS n;

INSERT INTO team (organization_id, id, name, kind, parent_id, external_system,
                  created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 3, n), 'Team ' || n,
       CASE WHEN n = 0 THEN 'COMPANY' ELSE 'TEAM' END,
       CASE WHEN n > 0 THEN pg_temp.id_of({from} + 3, (n - 1) / 8) END, '', now(), now(), 1
  FROM generate_series(0, {teams} - 1) AS n;

INSERT INTO cycle (organization_id, id, name, cadence, starts_on, ends_on, state, external_system,
                   created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 4, n), (2025 + n / 4) || '-Q' || (1 + n % 4), 'QUARTERLY',
       (date '2025-01-01' + n * interval '3 months')::date,
       (date '2025-04-01' + n * interval '3 months')::date - 1, 'ACTIVE', '', now(), now(), 1
  FROM generate_series(0, 7) AS n;

INSERT INTO node (organization_id, id, kind, external_system)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + kind, n), name, ''
  FROM (VALUES (5, 'STRATEGY_ELEMENT', 5), (6, 'OBJECTIVE', {objectives}),
               (7, 'KEY_RESULT', {objectives} * {key_results})) AS kinds (kind, name, count),
       generate_series(0, count - 1) AS n;

INSERT INTO strategy_element (organization_id, id, kind, title, element_kind,
                              created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 5, n), 'STRATEGY_ELEMENT',
       'Be the place where it is easiest, ' || n, 'PILLAR', now(), now(), 1
  FROM generate_series(0, 4) AS n;

INSERT INTO objective (organization_id, id, kind, title, description, level, lifecycle, weight,
                       cycle_id, team_id, owner_id, created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 6, n), 'OBJECTIVE',
       (ARRAY['Make the first day “simple” so that new customers stay',
              'Win back the trust of those who left us, for good',
              'Give teams in München and Kraków an hour a day back',
              'Be quick: answer \ decide \ ship within a day'])[1 + n % 4] || ', ' || n,
       CASE WHEN n % 3 > 0 THEN 'Agreed in the spring,' || chr(10) || 'see the "plan".' END,
       (ARRAY['COMPANY', 'DEPARTMENT', 'TEAM', 'INDIVIDUAL'])[1 + CASE WHEN n >= {trees} * {tree} THEN 3 WHEN n % {tree} = 0 THEN 0
                 WHEN n % {tree} < 6 THEN 1 WHEN n % {tree} < 31 THEN 2 ELSE 3 END], 'ACTIVE', 1,
       pg_temp.id_of({from} + 4, n % 8), pg_temp.id_of({from} + 3, n % {teams}),
       pg_temp.id_of({from} + 2, n * 7 % {people}), now(), now(), 1
  FROM generate_series(0, {objectives} - 1) AS n;

INSERT INTO key_result (organization_id, id, kind, objective_id, position, title, metric_type, unit,
                        start, target, current, owner_id, weight, created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 7, n), 'KEY_RESULT',
       pg_temp.id_of({from} + 6, n / {key_results}), n % {key_results},
       'Customers who finish the first day from 10 % to 80 %, ' || n,
       'INCREASE', '%', 10, 80.50, CASE WHEN n % 10 > 0 THEN round(10 + (n % 700) / 10.0, 2) END,
       pg_temp.id_of({from} + 2, n * 11 % {people}), 1, now(), now(), 1
  FROM generate_series(0, {objectives} * {key_results} - 1) AS n;

INSERT INTO check_in (organization_id, id, external_system, key_result_id, occurred_at, value,
                      confidence, note, author_id, created_at)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 8, n), '',
       pg_temp.id_of({from} + 7, n / {check_ins}),
       timestamptz '2026-01-05 09:30+00' + n % {check_ins} * interval '7 days'
           + n % 86400 * interval '1 second',
       round(10 + (n % 1400) / 20.0, 2), n % 11, CASE WHEN n % 4 = 0 THEN 'As expected this week.' END,
       pg_temp.id_of({from} + 2, n % {people}), now()
  FROM generate_series(0, {objectives} * {key_results} * {check_ins} - 1) AS n;

INSERT INTO alignment (organization_id, id, child_id, child_kind, parent_id, parent_kind, kind,
                       state, is_primary, weight, external_system, proposed_at,
                       created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 9, n), pg_temp.id_of({from} + 6, n), 'OBJECTIVE',
       pg_temp.id_of({from} + 6, n - n % {tree} + CASE
           WHEN n % {tree} < 6 THEN 0
           WHEN n % {tree} < 31 THEN 1 + (n % {tree} - 6) / 5
           ELSE 6 + (n % {tree} - 31) / 4 END),
       'OBJECTIVE', 'CONTRIBUTES', 'ACCEPTED', true, 1, '', now(), now(), now(), 1
  FROM generate_series(0, {trees} * {tree} - 1) AS n WHERE n % {tree} > 0;

INSERT INTO alignment (organization_id, id, child_id, child_kind, parent_id, parent_kind, kind,
                       state, is_primary, weight, external_system, proposed_at,
                       created_at, updated_at, version)
SELECT pg_temp.id_of({from} + 1, 0), pg_temp.id_of({from} + 9, n * {tree}), pg_temp.id_of({from} + 6, n * {tree}),
       'OBJECTIVE', pg_temp.id_of({from} + 5, n % 5), 'STRATEGY_ELEMENT', 'CONTRIBUTES',
       'ACCEPTED', true, 1, '', now(), now(), now(), 1
  FROM generate_series(0, {trees} - 1) AS n;
