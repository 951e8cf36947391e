/* eval_sentiment.c - the set of rated texts: a score for each, and the figures on the fifth of the labelled ones that the weights were
 * not learned from (tests/train/sentiment.mjs leaves it out by the same hash). Called by coach.c. */
#include "programs/nexus/eval.h"

#include "domain/coach/sentiment.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DOMAINS_MOST = 16, FOLDS = 5 };

struct domain {
    const char *name;
    double good, count;                             /* of the positive and negative */
    double n, sum_x, sum_y, sum_xx, sum_yy, sum_xy; /* of those with a rating */
};

/* Copies with other punctuation fall into the same fold. */
static bool is_left_out(const char *text)
{
    char letters[8192];
    size_t length = 0;
    for (; *text != '\0' && length < sizeof letters; text++)
        if ((unsigned char)*text < 0x80 && isalpha((unsigned char)*text))
            letters[length++] = (char)tolower((unsigned char)*text);
    return terms_key(letters, length) % FOLDS == 0;
}

static struct domain *find_domain(struct domain *domains, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(domains[i].name, name) == 0)
            return &domains[i];
    if (*count == DOMAINS_MOST)
        return &domains[0];
    domains[*count] = (struct domain){.name = name};
    return &domains[(*count)++];
}

/* The README's reading of a score: what lies between the thresholds is wrong for either label. */
static const double threshold = 0.05;

static void judge(struct domain *domain, const char *label, const char *rating, double score)
{
    if (strcmp(label, "neu") != 0) {
        domain->count++;
        domain->good += strcmp(label, "pos") == 0 ? score >= threshold : score <= -threshold;
    }
    double x = score, y = 0;
    if (sscanf(rating, "%lf", &y) != 1)
        return;
    domain->n++;
    domain->sum_x += x;
    domain->sum_y += y;
    domain->sum_xx += x * x;
    domain->sum_yy += y * y;
    domain->sum_xy += x * y;
}

static void say_domains(const struct eval *eval, const struct domain *domains, size_t count)
{
    double mean = 0;
    for (size_t i = 0; i < count; i++) {
        const struct domain *d = &domains[i];
        eval_say(arena_printf(eval->arena, "coach_sentiment_%s", d->name), d->good / d->count, "share");
        double spread = (d->n * d->sum_xx - d->sum_x * d->sum_x) * (d->n * d->sum_yy - d->sum_y * d->sum_y);
        if (d->n > 1 && spread > 0)
            eval_say(arena_printf(eval->arena, "coach_sentiment_%s_pearson", d->name),
                     (d->n * d->sum_xy - d->sum_x * d->sum_y) / sqrt(spread), "correlation");
        mean += d->good / d->count / (double)count;
    }
    eval_say("coach_sentiment_mean_accuracy", mean, "share");
}

static void score_all(const struct table *table, struct domain *domains, size_t *count)
{
    for (size_t row = 0; row < table->rows; row++) {
        struct arena *arena = arena_new();
        const char *text = table_cell(table, row, "text"), *label = table_cell(table, row, "label");
        double score = sentiment_of(arena, text);
        printf("%s,%.4f\n", table_cell(table, row, "id"), score);
        if (*label != '\0' && is_left_out(text))
            judge(find_domain(domains, count, table_cell(table, row, "domain")), label,
                  table_cell(table, row, "rating"), score);
        arena_free(arena);
    }
}

bool eval_sentiment(struct eval *eval)
{
    struct table train, holdout;
    struct domain domains[DOMAINS_MOST];
    size_t count = 0;
    if (!table_read(eval, "train.csv.gz", &train) || !table_read(eval, "holdout.csv.gz", &holdout))
        return false;
    puts("id,score");
    score_all(&train, domains, &count);
    score_all(&holdout, domains, &count);
    say_domains(eval, domains, count);
    return true;
}
