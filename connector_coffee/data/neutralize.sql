-- Odoo runs this on a copy that is made for tests, whatever version of the addon the
-- copy has, and gives up at the first statement that fails: only tables and columns
-- that were there from the first release.

-- no job of ours runs in a copy
UPDATE queue_job
   SET state = 'cancelled'
 WHERE state IN ('wait_dependencies', 'pending', 'enqueued', 'started')
   AND model_name LIKE 'coffee.%';

-- and so no run goes on
UPDATE coffee_sync
   SET state = 'cancelled',
       finished_at = now() AT TIME ZONE 'UTC',
       error = 'The database was neutralised.'
 WHERE state = 'running';

-- nobody waits for the coffee of a copy: what was not sent is refused, of what was
-- sent nobody here will ever know
UPDATE coffee_order
   SET state = CASE state WHEN 'draft' THEN 'refused' ELSE 'unknown' END,
       message = 'The database was neutralised.',
       settled_at = now() AT TIME ZONE 'UTC'
 WHERE state IN ('draft', 'sending');
