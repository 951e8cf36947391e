-- 0010: who was told that learners wait for a person: one mail an hour at most.

CREATE TABLE handover_mail (
    user_id    INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    sent_at    INTEGER NOT NULL,
    told_until INTEGER NOT NULL                         -- what was handed over before this was in a mail
) STRICT;
CREATE INDEX conversation_handed_over ON conversation (handed_over_at) WHERE handed_over_at IS NOT NULL;
