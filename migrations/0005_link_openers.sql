-- One opener may come to have several cookies: where they are refused, or a frame and a window keep them apart.
alter table sessions add column later_opener_cookies text[] not null default '{}';
-- Whether the first opening was inside a frame, whose cookies a window does not see; null where the browser did not tell.
alter table sessions add column opener_framed boolean;
