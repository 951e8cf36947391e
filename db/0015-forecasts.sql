-- 0015: forecasts are kept, so that later one sees how good they were.

CREATE TABLE forecast (
    id          INTEGER PRIMARY KEY,
    figure      TEXT NOT NULL,                 -- domain/measure/figure.c
    course_id   INTEGER NOT NULL DEFAULT 0,    -- 0: all
    made_day    INTEGER NOT NULL,              -- the first day that was forecast is this one
    made_at     INTEGER NOT NULL,
    method      TEXT NOT NULL,
    smape       REAL,                          -- of the back-test, and of the seasonal naive beside it
    naive_smape REAL,
    steps       TEXT NOT NULL,                 -- JSON: a row a day [point, low80, high80, low95, high95]
    UNIQUE (figure, course_id, made_day)
) STRICT;
CREATE INDEX forecast_by_day ON forecast (made_day);
