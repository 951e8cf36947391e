-- 0014: what is counted of each conversation, kept where the facts are stored: the figures of /admin/coach read no message.

ALTER TABLE conversation ADD COLUMN questions INTEGER NOT NULL DEFAULT 0;   -- what its learner wrote or chose
ALTER TABLE conversation ADD COLUMN persons INTEGER NOT NULL DEFAULT 0;     -- answers of a person
ALTER TABLE conversation ADD COLUMN abstentions INTEGER NOT NULL DEFAULT 0; -- answers that did not find it
ALTER TABLE conversation ADD COLUMN models INTEGER NOT NULL DEFAULT 0;      -- answers of a model
ALTER TABLE conversation ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;        -- of all, millionths
ALTER TABLE conversation ADD COLUMN passed INTEGER CHECK (passed IN (0, 1)); -- the attempt that followed; null: none did

CREATE INDEX conversation_by_creation ON conversation (created_at);
DROP INDEX message_by_conversation;
CREATE INDEX message_by_conversation ON message (conversation_id, id, role);
CREATE INDEX message_asked ON message (conversation_id, lesson_id, heading) WHERE role = 'user';
CREATE INDEX message_by_person ON message (conversation_id, created_at) WHERE role = 'instructor';
CREATE INDEX lesson_progress_views ON lesson_progress (lesson_id, opened_at, seen_at);

CREATE TRIGGER message_counted AFTER INSERT ON message BEGIN
    UPDATE conversation SET questions = questions + (new.role = 'user'), persons = persons + (new.role = 'instructor'),
        abstentions = abstentions + new.abstained, models = models + (new.model <> ''), cost = cost + new.cost
    WHERE id = new.conversation_id;
END;
CREATE TRIGGER message_counted_anew AFTER UPDATE OF abstained, model, cost ON message
WHEN new.abstained <> old.abstained OR new.model <> old.model OR new.cost <> old.cost BEGIN
    UPDATE conversation SET abstentions = abstentions + new.abstained - old.abstained,
        models = models + (new.model <> '') - (old.model <> ''), cost = cost + new.cost - old.cost
    WHERE id = new.conversation_id;
END;

-- The first attempt, begun after a conversation at a lesson, at its quiz or at a quiz of its module, that was handed in.
CREATE TRIGGER attempt_follows AFTER UPDATE OF submitted_at, passed ON attempt BEGIN
    UPDATE conversation SET passed = (SELECT coalesce(a.passed, 0) FROM lesson l JOIN lesson t ON t.id = l.id
            OR (l.kind <> 'quiz' AND t.module_id = l.module_id) JOIN quiz q ON q.lesson_id = t.id
            JOIN attempt a ON a.quiz_id = q.id AND a.user_id = conversation.user_id AND a.submitted_at IS NOT NULL
            AND a.started_at >= conversation.created_at WHERE l.id = conversation.lesson_id ORDER BY a.started_at, a.id LIMIT 1)
    WHERE user_id = new.user_id AND created_at <= new.started_at AND lesson_id IN (SELECT s.id FROM quiz q
        JOIN lesson t ON t.id = q.lesson_id JOIN lesson s ON s.id = t.id OR (s.kind <> 'quiz' AND s.module_id = t.module_id)
        WHERE q.id = new.quiz_id);
END;

UPDATE conversation SET questions = (SELECT count(*) FROM message m WHERE m.conversation_id = conversation.id AND m.role = 'user'),
    persons = (SELECT count(*) FROM message m WHERE m.conversation_id = conversation.id AND m.role = 'instructor'),
    abstentions = (SELECT count(*) FROM message m WHERE m.conversation_id = conversation.id AND m.abstained = 1),
    models = (SELECT count(*) FROM message m WHERE m.conversation_id = conversation.id AND m.model <> ''),
    cost = (SELECT coalesce(sum(m.cost), 0) FROM message m WHERE m.conversation_id = conversation.id),
    passed = (SELECT coalesce(a.passed, 0) FROM lesson l JOIN lesson t ON t.id = l.id
        OR (l.kind <> 'quiz' AND t.module_id = l.module_id) JOIN quiz q ON q.lesson_id = t.id
        JOIN attempt a ON a.quiz_id = q.id AND a.user_id = conversation.user_id AND a.submitted_at IS NOT NULL
        AND a.started_at >= conversation.created_at WHERE l.id = conversation.lesson_id ORDER BY a.started_at, a.id LIMIT 1);
