/* outbox_file.c - the files of mails: one copy, however many get it, until the last of them has gone out. See outbox.h. */
#include "domain/outbox/outbox.h"

#include "core/base/text.h"

#include <string.h>

/* Separators of paths, what Windows takes in no name, and what begins or ends something in a header. */
static bool fits_name(uint32_t code)
{
    return code >= 0x20 && code != 0x7f && (code < 0x80 || code > 0x9f) && (code > 0x7f || strchr("/\\:*?\"<>|%;", (int)code) == NULL);
}

static bool is_name(const char *name)
{
    size_t length = strlen(name);
    bool fits = length > 0 && length <= OUTBOX_FILE_NAME_MOST && *name != '.' && utf8_valid(name, length);
    for (const char *at = name, *end = name + length; fits && at < end;)
        fits = fits_name(utf8_next(&at, end));
    return fits;
}

/* "text/csv; charset=utf-8" */
static bool is_media_type(const char *type)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789.+-";
    size_t first = strspn(type, alphabet), second = type[first] == '/' ? strspn(type + first + 1, alphabet) : 0;
    const char *rest = type + first + 1 + second;
    return first > 0 && second > 0 && (*rest == '\0' || text_equal(rest, "; charset=utf-8"));
}

char *outbox_file_name(struct arena *arena, const char *words, const char *ending)
{
    struct text name = text_in(arena);
    const char *end = words + strlen(words);
    for (const char *at = words + strspn(words, ". "), *from; (from = at) < end;) {
        uint32_t code = utf8_next(&at, end);
        if (name.length + (size_t)(at - from) + strlen(ending) > OUTBOX_FILE_NAME_MOST)
            break;
        text_append_utf8(&name, fits_name(code) ? code : '-');
    }
    const char *trimmed = text_trim(arena, text_string(&name));
    return arena_printf(arena, "%s%s", *trimmed == '\0' ? "report" : trimmed, ending);
}

enum db_result outbox_keep(struct db *db, struct outbox_files *files, const struct outbox_file *file)
{
    if (files->count == OUTBOX_FILES_MOST || file->length > OUTBOX_FILE_BYTES_MOST - files->length || !is_name(file->name) ||
        !is_media_type(file->media_type))
        return DB_CONFLICT;
    enum db_result result =
        db_insert(db, &files->ids[files->count], "INSERT INTO mail_file (name, media_type, length, content) VALUES (?1, ?2, ?3, ?4)",
                  file->name, file->media_type, (int64_t)file->length, db_blob(file->bytes, file->length));
    if (result == DB_OK) {
        files->count++;
        files->length += file->length;
    }
    return result;
}

/* In the order of the key: sorting would hold every file twice more. */
size_t outbox_read_files(struct arena *arena, struct db *db, int64_t id, struct outbox_file *files)
{
    size_t count = 0;
    struct db_steps *row = db_steps(db,
                                    "SELECT f.name, f.media_type, f.content FROM mail_attachment a JOIN mail_file f ON f.id = a.file_id"
                                    " WHERE a.mail_id = ?1 ORDER BY a.file_id LIMIT ?2",
                                    id, (int64_t)OUTBOX_FILES_MOST);
    while (db_steps_next(row)) {
        struct outbox_file *file = &files[count++];
        const void *bytes = db_step_blob(row, 2, &file->length);
        file->name = arena_strdup(arena, db_step_text(row, 0));
        file->media_type = arena_strdup(arena, db_step_text(row, 1));
        file->bytes = arena_strndup(arena, bytes == NULL ? "" : bytes, file->length);
    }
    return count;
}

void outbox_drop_files(struct db *db)
{
    db_change(db, "DELETE FROM mail_file WHERE NOT EXISTS (SELECT 1 FROM mail_attachment a WHERE a.file_id = mail_file.id)");
    db_change(db, "UPDATE mail_file SET content = NULL WHERE content IS NOT NULL AND NOT EXISTS"
                  " (SELECT 1 FROM mail_attachment a JOIN mail m ON m.id = a.mail_id WHERE a.file_id = mail_file.id AND m.state <> 'sent')");
}
