/* catalogue.c - GET /courses: what can be learned here, filtered, sorted and searched by one plain GET form. */
#include "programs/learner/pages.h"

#include "core/store/search.h"
#include "core/view/locale.h"
#include "domain/catalog/catalogue.h"
#include "programs/site/site.h"

#include <string.h>

enum { HITS_MOST = 100 };

/* The fields of the form in the order of the chips. */
static const char *const filter_names[] = {"q", "level", "skill", "language", "price", "kind"};
enum { FILTER_COUNT = sizeof filter_names / sizeof *filter_names };

/* The word that is shown for a value of a filter. */
static const char *value_text(struct request *request, const char *facet, const char *value)
{
    static const struct { const char *facet, *value, *english; } texts[] = {
        {"level", "beginner", "Beginner"}, {"level", "intermediate", "Intermediate"}, {"level", "advanced", "Advanced"},
        {"price", "free", "Free"},         {"price", "paid", "Paid"},                 {"kind", "course", "Courses"},
        {"kind", "book", "Books"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (text_equal(texts[i].facet, facet) && text_equal(texts[i].value, value))
            return request_words(request, texts[i].english);
    return text_equal(facet, "language") ? site_language_name(value) : value;
}

static cJSON *option_of(struct request *request, const char *facet, const char *value, int64_t count)
{
    cJSON *option = cJSON_CreateObject();
    json_set_string(option, "value", value);
    json_set_string(option, "text", value_text(request, facet, value));
    json_set_integer(option, "count", count);
    json_set_bool(option, "selected", text_equal(request_text(request, facet), value));
    return option;
}

/* The choices of the form, each {options, error}: what partials/select wants. */
static void give_choices(struct request *request)
{
    static const char *const facets[] = {"level", "skill", "language", "kind"};
    cJSON *rows = catalogue_facets(request->db), *choices = cJSON_CreateObject(), *row;
    for (size_t i = 0; i < sizeof facets / sizeof *facets; i++) {
        cJSON *options = cJSON_CreateArray();
        cJSON_ArrayForEach(row, rows)
        {
            const char *value = json_string(row, "value", "");
            if (text_equal(json_string(row, "facet", ""), facets[i]))
                cJSON_AddItemToArray(options, option_of(request, facets[i], value, json_integer(row, "count", 0)));
        }
        json_set(choices, facets[i], options);
    }
    request_give(request, "choices", choices);
}

/* This page's address without one of its filters, and on its first page. */
static const char *path_without(struct request *request, const char *name)
{
    struct text path = text_in(request->arena);
    const char *separator = "?";
    text_append(&path, "/courses");
    for (size_t i = 0; i <= FILTER_COUNT; i++) {
        const char *other = i == FILTER_COUNT ? "sort" : filter_names[i];
        const char *value = request_text(request, other);
        if (*value == '\0' || strcmp(other, name) == 0)
            continue;
        text_printf(&path, "%s%s=", separator, other);
        text_append_url(&path, value);
        separator = "&";
    }
    return text_string(&path);
}

/* What is filtered by now, each with the address that takes it away. */
static void give_chips(struct request *request)
{
    cJSON *chips = cJSON_CreateArray();
    for (size_t i = 0; i < FILTER_COUNT; i++) {
        const char *value = request_text(request, filter_names[i]);
        if (*value == '\0')
            continue;
        cJSON *chip = cJSON_CreateObject();
        json_set_string(chip, "text", value_text(request, filter_names[i], value));
        json_set_string(chip, "url", path_without(request, filter_names[i]));
        json_set_bool(chip, "words", strcmp(filter_names[i], "q") == 0);
        cJSON_AddItemToArray(chips, chip);
    }
    request_give(request, "chips", chips);
}

/* The sort that is in force; "best" only means something for a search. */
static const char *sort_of(struct request *request)
{
    const char *sort = request_text(request, "sort");
    bool searching = *request_text(request, "q") != '\0';
    if (*sort == '\0' || (!searching && strcmp(sort, "best") == 0))
        return searching ? "best" : "newest";
    return sort;
}

static void give_sorts(struct request *request, const char *sort)
{
    static const struct { const char *value, *english; } sorts[] = {
        {"best", "Best match"}, {"newest", "Newest"}, {"popular", "Most learners"}, {"title", "Title"}, {"length", "Shortest"}};
    cJSON *options = cJSON_CreateArray();
    for (size_t i = *request_text(request, "q") == '\0'; i < sizeof sorts / sizeof *sorts; i++) {
        cJSON *option = cJSON_CreateObject();
        json_set_string(option, "value", sorts[i].value);
        json_set_string(option, "text", request_words(request, sorts[i].english));
        json_set_bool(option, "selected", strcmp(sorts[i].value, sort) == 0);
        cJSON_AddItemToArray(options, option);
    }
    request_give(request, "sorts", options);
}

static cJSON *courses_for(struct request *request, const struct catalogue_filter *filter, int64_t *total)
{
    const char *query = request_text(request, "q");
    int64_t user_id = request->identity.user_id;
    if (*query == '\0') {
        request_give_text(request, "corrected", NULL);
        return catalogue_list(request->db, filter, user_id, total);
    }
    struct search_filter courses = {.kind = "course"};
    cJSON *found = search_find(request->arena, request->db, query, &courses, HITS_MOST, 0);
    request_give_text(request, "corrected", json_string(found, "corrected", NULL));
    return catalogue_found(request->arena, request->db, filter, json_member(found, "rows"), strcmp(filter->sort, "best") == 0, user_id, total);
}

enum http_status catalogue_page(struct request *request)
{
    struct catalogue_filter filter = {.level = request_text(request, "level"),
                                      .language = request_text(request, "language"),
                                      .kind = request_text(request, "kind"),
                                      .price = request_text(request, "price"),
                                      .skill = request_text(request, "skill"),
                                      .sort = sort_of(request),
                                      .page = request_integer(request, "page", 1)};
    int64_t total = 0;
    cJSON *courses = courses_for(request, &filter, &total);
    if (*request_text(request, "q") != '\0' && filter.page == 1)
        site_track_search(request, total);
    site_dress_courses(request, courses);
    request_give(request, "courses", courses);
    request_give_integer(request, "total", total);
    request_give_text(request, "query", request_text(request, "q"));
    request_give_bool(request, "price_free", text_equal(filter.price, "free"));
    request_give_bool(request, "price_paid", text_equal(filter.price, "paid"));
    give_choices(request);
    give_chips(request);
    give_sorts(request, filter.sort);
    site_give_pages(request, filter.page, CATALOGUE_PAGE, total);
    return HTTP_OK;
}
