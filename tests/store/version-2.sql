-- SPDX-License-Identifier: GPL-3.0-or-later
-- SPDX-FileCopyrightText: The Convoke developers

-- A database of before runs could ask and go on, with a run that was left.
CREATE TABLE pipeline (hash TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE run (  id TEXT PRIMARY KEY NOT NULL,  pipeline TEXT NOT NULL REFERENCES pipeline (hash),  name TEXT,  state TEXT NOT NULL,  started INTEGER NOT NULL,  finished INTEGER,  start TEXT NOT NULL,  result TEXT) STRICT;
CREATE INDEX run_by_start ON run (started);
CREATE TABLE step (  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,  node TEXT NOT NULL,  payload TEXT,  PRIMARY KEY (run, node)) STRICT;
CREATE TABLE output (  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,  node TEXT NOT NULL,  payload TEXT,  PRIMARY KEY (run, node)) STRICT;
CREATE TABLE effect (  id TEXT PRIMARY KEY NOT NULL,  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,  node TEXT NOT NULL,  action TEXT NOT NULL,  request_hash TEXT NOT NULL,  match_key TEXT,  state TEXT NOT NULL CHECK (state IN    ('planned', 'sent', 'confirmed', 'refused', 'unknown', 'abandoned')),  request TEXT,  detail TEXT,  attempts INTEGER NOT NULL DEFAULT 0,  planned INTEGER,  sent INTEGER,  resolved INTEGER) STRICT;
CREATE INDEX effect_by_run ON effect (run, node);
CREATE INDEX effect_by_match ON effect (match_key) WHERE state IN ('sent', 'unknown');
CREATE TABLE connection (  number INTEGER PRIMARY KEY,  id TEXT UNIQUE NOT NULL,  record TEXT NOT NULL) STRICT;
CREATE TABLE trust (hash TEXT PRIMARY KEY NOT NULL, since INTEGER NOT NULL) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;
ALTER TABLE run ADD COLUMN number INTEGER;
ALTER TABLE run ADD COLUMN path TEXT;
ALTER TABLE run ADD COLUMN failures INTEGER;
UPDATE run SET number = rowid, path = json_extract (start, '$.path'),               failures = json_array_length (result, '$.failures');
CREATE UNIQUE INDEX run_by_number ON run (number);
CREATE INDEX run_by_path ON run (path, number);
INSERT INTO pipeline VALUES ('h', '{}');
INSERT INTO run (id, pipeline, name, state, started, start, number)
  VALUES ('old', 'h', 'Old', 'running', 5, '{"seed":"7","bindings":{"slots":{"zoom":"c1"},"sandbox":[]}}', 1);
INSERT INTO connection (id, record) VALUES ('c1', '{"client_id":"convoke-home-sandbox"}');
INSERT INTO effect (id, run, node, action, request_hash, state, attempts, sent)
  VALUES ('old/create/1', 'old', 'create', 'zoom.create-meeting', 'r', 'sent', 1, 1234);
INSERT INTO setting VALUES ('paused', 'yes');
PRAGMA user_version = 2;
