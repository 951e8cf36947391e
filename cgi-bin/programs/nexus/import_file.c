/* import_file.c - CSV or JSON lines, gzipped or not, as rows of the fields that an event is made of. Called by import_events.c. */
#include "programs/nexus/import.h"

#include "core/base/clock.h"
#include "core/base/csv.h"
#include "core/base/csv_gz.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { LINE_MOST = 1 << 20, EXTRAS_MOST = 200 };

struct import_file {
    const struct import_columns *columns;
    gzFile gz;
    int64_t bytes; /* of the file as it lies there */
    struct csv *csv; /* NULL: lines of JSON */
    int column[BULK_FIELDS];
    char **heading;
    size_t heading_count;
    char *line;
    int64_t line_number;
    struct bulk_extra extras[EXTRAS_MOST];
};

/* ---- progress ---- */

static bool shown;

void import_progress(const char *what, int64_t rows, double part)
{
    static int64_t begun, last;
    int64_t now = clock_microseconds();
    begun = begun == 0 ? now : begun;
    if (now - last < 500000 || isatty(STDERR_FILENO) != 1)
        return;
    last = now;
    shown = true;
    fprintf(stderr, "\r%s: %lld rows, %.0f %%, %lld rows/s ", what, (long long)rows, part * 100,
            (long long)((double)rows * 1e6 / (double)(now - begun + 1)));
}

void import_progress_end(void)
{
    if (shown)
        fputc('\n', stderr);
    shown = false;
}

/* ---- CSV ---- */

static long read_gz(void *from, char *into, size_t room)
{
    int got = gzread(from, into, (unsigned)room), error = Z_OK;
    if (got <= 0)
        gzerror(from, &error);
    return error == Z_OK ? got : -1;
}

static bool taken(const struct import_file *file, int column)
{
    for (int field = 0; field < BULK_FIELDS; field++)
        if (file->column[field] == column)
            return true;
    return false;
}

/* Other programs call these by these names, too. */
static const char *const other_names[BULK_FIELDS][4] = {[BULK_TIME] = {"timestamp", "at", "ts"}, [BULK_NAME] = {"event", "action", "type"},
                                                        [BULK_USER] = {"user_id", "email", "actor"}};

static int column_of(const struct csv_row *row, const struct import_columns *columns, int field)
{
    if (columns->names[field] != NULL)
        return csv_column(row, columns->names[field]);
    int column = csv_column(row, bulk_field_names[field]);
    for (int i = 0; column < 0 && other_names[field][i] != NULL; i++)
        column = csv_column(row, other_names[field][i]);
    return column;
}

static bool read_heading(struct import_file *file, const char *path)
{
    struct csv_row row;
    file->csv = csv_new((struct csv_source){.read = read_gz, .from = file->gz});
    if (csv_next(file->csv, &row) != CSV_ROW) {
        fprintf(stderr, "nexus: %s has no heading.\n", path);
        return false;
    }
    for (int field = 0; field < BULK_FIELDS; field++) {
        file->column[field] = column_of(&row, file->columns, field);
        bool needed = field == BULK_TIME || field == BULK_NAME || file->columns->names[field] != NULL;
        if (file->column[field] < 0 && needed) {
            fprintf(stderr, "nexus: %s has no column \"%s\": say which one it is, --%s=COLUMN.\n", path,
                    file->columns->names[field] == NULL ? bulk_field_names[field] : file->columns->names[field], bulk_field_names[field]);
            return false;
        }
    }
    file->heading = calloc(row.count, sizeof *file->heading);
    assert(file->heading != NULL);
    for (size_t i = 0; i < row.count; i++)
        file->heading[file->heading_count++] = strdup(row.field[i]);
    return true;
}

static size_t rest_of_row(struct import_file *file, const struct csv_row *row)
{
    size_t count = 0;
    for (size_t i = 0; file->columns->rest && i < row->count && i < file->heading_count && count < EXTRAS_MOST; i++)
        if (!taken(file, (int)i) && *row->field[i] != '\0')
            file->extras[count++] = (struct bulk_extra){file->heading[i], cJSON_CreateString(row->field[i])};
    return count;
}

static int next_of_csv(struct import_file *file, int64_t skip, struct import_row *row)
{
    struct csv_row csv;
    enum csv_result result;
    do
        result = csv_next(file->csv, &csv);
    while ((result == CSV_ROW || result == CSV_BAD_ROW) && csv.line <= skip);
    row->line = csv.line;
    row->problem = csv.problem;
    if (result != CSV_ROW)
        return result == CSV_END ? 0 : result == CSV_BAD_ROW ? -1 : -2;
    for (int field = 0; field < BULK_FIELDS; field++) {
        int column = file->column[field];
        row->fields[field] = column >= 0 && (size_t)column < csv.count ? csv.field[column] : "";
    }
    row->extra_count = rest_of_row(file, &csv);
    return 1;
}

/* ---- lines of JSON ---- */

static const char *text_of(struct arena *arena, const cJSON *value)
{
    if (value == NULL || cJSON_IsNull(value))
        return "";
    return cJSON_IsString(value) ? value->valuestring : json_write(arena, value);
}

static const cJSON *member_of(const struct import_file *file, const cJSON *object, int field)
{
    if (file->columns->names[field] != NULL)
        return json_member(object, file->columns->names[field]);
    const cJSON *member = json_member(object, bulk_field_names[field]);
    for (int i = 0; member == NULL && other_names[field][i] != NULL; i++)
        member = json_member(object, other_names[field][i]);
    return member;
}

static void take_object(struct import_file *file, struct arena *arena, cJSON *object, struct import_row *row)
{
    const cJSON *members[BULK_FIELDS];
    for (int field = 0; field < BULK_FIELDS; field++) {
        members[field] = member_of(file, object, field);
        row->fields[field] = text_of(arena, members[field]);
    }
    for (cJSON *member = object->child, *next; file->columns->rest && member != NULL; member = next) {
        bool known = false;
        next = member->next;
        for (int field = 0; field < BULK_FIELDS; field++)
            known = known || members[field] == member;
        if (known || row->extra_count == EXTRAS_MOST)
            continue;
        file->extras[row->extra_count].name = arena_strdup(arena, member->string);
        file->extras[row->extra_count++].value = cJSON_DetachItemViaPointer(object, member);
    }
}

/* A line that is too long is read to its end. Gives its length, 0 at the end. */
static size_t read_line(struct import_file *file)
{
    z_off_t begin = gztell(file->gz);
    if (gzgets(file->gz, file->line, LINE_MOST) == NULL)
        return 0;
    size_t length = (size_t)(gztell(file->gz) - begin);
    file->line_number++;
    for (int c = 0; file->line[length - 1] != '\n' && length == LINE_MOST - 1 && c != '\n' && c != -1;)
        c = gzgetc(file->gz);
    return length;
}

static bool is_empty(const char *line, size_t length)
{
    return strspn(line, " \t\r\n") == length;
}

static const char *line_problem(const char *line, size_t length)
{
    if (length == LINE_MOST - 1)
        return "it is longer than a megabyte";
    return strlen(line) < length ? "there is a NUL byte" : NULL;
}

static int next_of_lines(struct import_file *file, struct arena *arena, int64_t skip, struct import_row *row)
{
    size_t length;
    do {
        length = read_line(file);
        if (length == 0) {
            int error = Z_OK;
            gzerror(file->gz, &error);
            return error == Z_OK ? 0 : -2;
        }
    } while (file->line_number <= skip || is_empty(file->line, length));
    row->line = file->line_number;
    row->problem = line_problem(file->line, length);
    cJSON *object = row->problem != NULL ? NULL : json_read(arena, file->line, length, &row->problem);
    if (object != NULL && !cJSON_IsObject(object))
        row->problem = "it is no JSON object";
    if (row->problem != NULL)
        return -1;
    take_object(file, arena, object, row);
    return 1;
}

/* ---- both ---- */

static bool has_lines(const char *path)
{
    return text_ends(path, ".jsonl") || text_ends(path, ".jsonl.gz") || text_ends(path, ".ndjson") || text_ends(path, ".ndjson.gz");
}

struct import_file *import_file_open(struct arena *arena, const char *path, const struct import_columns *columns)
{
    struct import_file *file = arena_alloc(arena, sizeof *file);
    struct stat status;
    errno = ENOMEM;
    *file = (struct import_file){.columns = columns, .gz = gzopen(path, "rbe")};
    if (file->gz == NULL || stat(path, &status) != 0) {
        fprintf(stderr, "nexus: %s can't be read: %s.\n", path, strerror(errno));
        import_file_close(file);
        return NULL;
    }
    gzbuffer(file->gz, 1 << 18);
    file->bytes = status.st_size;
    if (!csv_gz_whole(path)) { /* a part would be taken, and the whole one is another file then: its events would come twice */
        fprintf(stderr, "nexus: %s is cut short or damaged: nothing was taken.\n", path);
        import_file_close(file);
        return NULL;
    }
    if (has_lines(path)) {
        file->line = malloc(LINE_MOST);
        assert(file->line != NULL);
        return file;
    }
    if (read_heading(file, path))
        return file;
    import_file_close(file);
    return NULL;
}

void import_file_close(struct import_file *file)
{
    csv_free(file->csv);
    for (size_t i = 0; i < file->heading_count; i++)
        free(file->heading[i]);
    free(file->heading);
    free(file->line);
    if (file->gz != NULL)
        gzclose(file->gz);
}

int import_file_next(struct import_file *file, struct arena *arena, int64_t skip, struct import_row *row)
{
    *row = (struct import_row){.extras = file->extras};
    return file->csv != NULL ? next_of_csv(file, skip, row) : next_of_lines(file, arena, skip, row);
}

double import_file_part(struct import_file *file)
{
    int64_t at = gzoffset(file->gz);
    return file->bytes <= 0 || at >= file->bytes ? 1 : (double)at / (double)file->bytes;
}
