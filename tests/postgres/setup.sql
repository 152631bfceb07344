CREATE TABLE people (id BIGINT, name VARCHAR, team INTEGER, score DOUBLE PRECISION, amount NUMERIC(12,2), active BOOLEAN, born DATE, seen TIMESTAMP WITH TIME ZONE);
INSERT INTO people VALUES
  (1, 'Ann', 1, 2.5, 10.25, true, '1990-02-28', '2024-01-31 10:15:30.123456+00'),
  (2, 'bob', 1, 3.5, 20.50, false, '1985-12-31', '2024-02-29 23:59:59+00'),
  (3, 'Cleo_x', 2, NULL, NULL, true, NULL, NULL),
  (4, 'Dan%', 2, -1.5, -7.75, NULL, '2000-06-15', '2024-03-10 00:00:00+00'),
  (5, NULL, NULL, 4.5, 0.00, false, '1999-01-01', '2023-12-31 23:00:00+00');
CREATE TABLE texts (id BIGINT, sender BIGINT, body VARCHAR, meta JSON, length INTEGER);
INSERT INTO texts VALUES
  (10, 1, 'hello', '{"tags": ["a", "b"], "n": 1, "o": {"k": "v"}}', 5),
  (11, 1, 'HELLO world', '{"tags": [], "n": 2.5, "z": null}', 11),
  (12, 2, '', '[1, 2, 3]', 0),
  (13, 4, NULL, NULL, NULL),
  (14, 9, E'tab\there', '"text"', 8);
