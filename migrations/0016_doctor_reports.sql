-- What the background doctor found last, so that every process shows the same: each process reports of itself, and one of
-- them, in turn, of all that they have in common.
create table doctor_reports (
  -- The number of the process in gateway_processes, or 'shared'.
  reporter text primary key,
  -- A list, as src/store/doctor-reports.ts writes it.
  findings jsonb not null,
  -- From then on it says nothing any more.
  valid_until timestamptz not null
);
