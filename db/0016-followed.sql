-- 0016: a conversation that is stored late (a demo's, one that was restored) knows the attempt that followed it, too.

CREATE TRIGGER conversation_followed AFTER INSERT ON conversation WHEN new.lesson_id IS NOT NULL BEGIN
    UPDATE conversation SET passed = (SELECT coalesce(a.passed, 0) FROM lesson l JOIN lesson t ON t.id = l.id
            OR (l.kind <> 'quiz' AND t.module_id = l.module_id) JOIN quiz q ON q.lesson_id = t.id
            JOIN attempt a ON a.quiz_id = q.id AND a.user_id = new.user_id AND a.submitted_at IS NOT NULL
            AND a.started_at >= new.created_at WHERE l.id = new.lesson_id ORDER BY a.started_at, a.id LIMIT 1)
    WHERE id = new.id;
END;
