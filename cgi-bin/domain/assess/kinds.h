/* kinds.h - what each kind of question does; shared by the files of this room only. */
#ifndef NEXUS_KINDS_H
#define NEXUS_KINDS_H

#include "domain/assess/question.h"

struct question_kind {
    const char *name;
    cJSON *(*read)(const struct question *question, const cJSON *values);  /* as question_read; not all values are empty */
    cJSON *(*values)(const struct question *question, const cJSON *response); /* NULL when there is no answer */
    void (*show)(const struct question *question, const cJSON *values, cJSON *shown);
    double (*grade)(const struct question *question, const cJSON *response);  /* 0 ... 1 */
    void (*review)(const struct question *question, const cJSON *response, bool key, cJSON *shown);
};

/* choice.c */
extern const struct question_kind kind_single, kind_multiple, kind_true_false;
/* typed.c */
extern const struct question_kind kind_blank, kind_numeric, kind_short;
/* arrange.c */
extern const struct question_kind kind_matching, kind_ordering;

/* The string at a place of an array, "" beyond its end or when it is none. */
const char *kind_string_at(const cJSON *array, int index);

/* Whether an array of strings holds a string. */
bool kind_holds(const cJSON *array, const char *string);

#endif
