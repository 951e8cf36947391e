/* highlight.c - one small engine for many languages: it goes over the text once, from left to right, takes the longest
 * thing it knows (comment, string, number, word, variable) and appends it escaped, in a span or bare.
 *
 * Called by markdown_write.c. Markup, diffs and terminal sessions are no sequence of words and have their own loops. */
#include "core/view/highlight.h"

#include <string.h>
#include <strings.h>

enum trait {
    TRIPLE_QUOTES = 1,  /* """...""" and '''...''' */
    DOLLAR = 2,         /* $name and ${name} are variables */
    ANY_CASE = 4,       /* keywords in any case */
    DIRECTIVES = 8,     /* # at the start of a line is a directive */
    KEYS = 16,          /* a word or string before ':' or '=' is a property */
    LIFETIMES = 32,     /* 'a is a lifetime unless a ' closes it */
    DASHES = 64,        /* '-' belongs to words */
    MULTILINE = 128,    /* every string may run over lines */
    COMMANDS = 256,     /* the first word of a command is a function */
    ATTRIBUTES = 512,   /* @name is a decorator, annotation or at-rule */
    MARKUP = 1024, DIFF = 2048, SESSION = 4096
};

struct language {
    const char *names;    /* each between blanks */
    const char *keywords; /* each between blanks */
    const char *constants;
    const char *line_comments[2];
    const char *block_open, *block_close;
    const char *quotes;
    unsigned traits;
};

#define C_KEYWORDS                                                                                                     \
    " auto break case char const continue default do double else enum extern float for goto if inline int long "       \
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while "    \
    "bool size_t ssize_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t "
#define SHELL_KEYWORDS                                                                                                 \
    " if then else elif fi for while until do done case esac in function select return exit break continue local "     \
    "export readonly set unset shift trap source "

static const struct language languages[] = {
    {" python py python3 ", " and as assert async await break class continue def del elif else except finally for from "
     "global if import in is lambda match nonlocal not or pass raise return try while with yield ",
     " True False None self ", {"#"}, NULL, NULL, "\"'", TRIPLE_QUOTES | ATTRIBUTES},
    {" c h ", C_KEYWORDS, " true false NULL ", {"//"}, "/*", "*/", "\"'", DIRECTIVES},
    {" c++ cpp cxx cc hpp ", C_KEYWORDS "class namespace template typename public private protected virtual override "
     "final new delete this throw try catch using operator friend constexpr noexcept nullptr auto decltype ",
     " true false nullptr NULL ", {"//"}, "/*", "*/", "\"'", DIRECTIVES},
    {" bash sh shell zsh ", SHELL_KEYWORDS, " true false ", {"#"}, NULL, NULL, "\"'",
     DOLLAR | DASHES | MULTILINE | COMMANDS},
    {" console terminal shell-session ", SHELL_KEYWORDS, " true false ", {"#"}, NULL, NULL, "\"'",
     DOLLAR | DASHES | COMMANDS | SESSION},
    {" sql sqlite postgresql mysql ", " add all alter and as asc begin between by cascade case check collate column "
     "commit constraint create cross database default delete desc distinct drop else end except exists explain foreign "
     "from full group having if in index inner insert intersect into is join key left like limit not null offset on or "
     "order outer over partition primary references returning right rollback row rows select set table then to "
     "transaction trigger union unique update using values view when where window with without bigint blob boolean "
     "char date decimal float int integer numeric real serial smallint text timestamp varchar ",
     " true false null ", {"--"}, "/*", "*/", "'\"", ANY_CASE | MULTILINE},
    {" js javascript mjs jsx ts typescript tsx ", " abstract as async await break case catch class const continue "
     "debugger default delete do else enum export extends finally for from function get if implements import in "
     "instanceof interface let new of private protected public readonly return set static super switch this throw try "
     "type typeof var void while with yield any boolean number string unknown never ",
     " true false null undefined NaN Infinity ", {"//"}, "/*", "*/", "\"'`", ATTRIBUTES},
    {" json jsonc json5 ", "", " true false null ", {"//"}, NULL, NULL, "\"", KEYS},
    {" html xml svg xhtml htm vue handlebars hbs mustache ", "", "", {NULL}, "<!--", "-->", "\"'", MARKUP},
    {" css scss less ", " important media import charset supports keyframes layer container and not only ", "",
     {NULL}, "/*", "*/", "\"'", KEYS | DASHES | ATTRIBUTES},
    {" rust rs ", " as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod "
     "move mut pub ref return self Self static struct super trait type union unsafe use where while bool char f32 f64 "
     "i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize String Vec Option Result Box ",
     " true false None Some Ok Err ", {"//"}, "/*", "*/", "\"", LIFETIMES | MULTILINE | DIRECTIVES},
    {" go golang ", " break case chan const continue default defer else fallthrough for func go goto if import "
     "interface map package range return select struct switch type var bool byte error float32 float64 int int8 int16 "
     "int32 int64 rune string uint uint8 uint16 uint32 uint64 any ", " true false nil iota ", {"//"}, "/*", "*/",
     "\"'`", 0},
    {" java kotlin kt csharp cs ", " abstract assert break case catch class const continue default do else enum extends "
     "final finally for goto if implements import instanceof interface native new package private protected public "
     "record return sealed static strictfp super switch synchronized this throw throws transient try var void volatile "
     "while yield boolean byte char double float int long short fun val when object using namespace string ",
     " true false null ", {"//"}, "/*", "*/", "\"'", TRIPLE_QUOTES | ATTRIBUTES},
    {" toml ini cfg conf ", "", " true false ", {"#", ";"}, NULL, NULL, "\"'", KEYS | DASHES | TRIPLE_QUOTES},
    {" yaml yml ", "", " true false null yes no ", {"#"}, NULL, NULL, "\"'", KEYS | DASHES},
    {" make makefile ", " ifeq ifneq ifdef ifndef else endif include define endef export ", "", {"#"}, NULL, NULL, "",
     DOLLAR | DASHES},
    {" dockerfile docker ", " from run cmd label expose env add copy entrypoint volume user workdir arg as ", "", {"#"},
     NULL, NULL, "\"'", ANY_CASE | DOLLAR | DASHES},
    {" nginx ", " server location listen root upstream events http if return rewrite include set ", " on off ", {"#"},
     NULL, NULL, "\"'", DOLLAR | DASHES},
    {" r ", " if else for while repeat function return next break in library require ",
     " TRUE FALSE NULL NA Inf NaN ", {"#"}, NULL, NULL, "\"'", 0},
    {" ruby rb ", " alias and begin break case class def do else elsif end ensure for if in module next not or redo "
     "rescue retry return self super then undef unless until when while yield require puts ", " true false nil ", {"#"},
     NULL, NULL, "\"'", MULTILINE},
    {" php ", " abstract and array as break case catch class const continue declare default do echo else elseif extends "
     "final finally fn for foreach function global if implements interface match namespace new or private protected "
     "public return static switch throw trait try use var while ", " true false null ", {"//", "#"}, "/*", "*/", "\"'",
     DOLLAR | MULTILINE},
    {" diff patch ", "", "", {NULL}, NULL, NULL, "", DIFF},
};

struct scan {
    struct text *out;
    const struct language *language;
    const char *start, *at, *end;
};

static const struct language *find_language(const char *name)
{
    size_t length = name == NULL ? 0 : strlen(name);
    if (length == 0 || strchr(name, ' ') != NULL)
        return NULL;
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        for (const char *names = languages[i].names; (names = strchr(names, ' ')) != NULL && names[1] != '\0';) {
            names++;
            if (strncasecmp(names, name, length) == 0 && names[length] == ' ')
                return &languages[i];
        }
    }
    return NULL;
}

bool highlight_knows(const char *language)
{
    return find_language(language) != NULL;
}

/* Appends up to `to` and goes there; `class` NULL: bare. */
static void take(struct scan *scan, const char *to, const char *class)
{
    if (to == scan->at)
        return;
    if (class != NULL)
        text_printf(scan->out, "<span class=\"hl-%s\">", class);
    text_append_html(scan->out, scan->at, (size_t)(to - scan->at));
    if (class != NULL)
        text_append(scan->out, "</span>");
    scan->at = to;
}

static bool has_trait(const struct scan *scan, enum trait trait)
{
    return (scan->language->traits & trait) != 0;
}

static bool starts_here(const char *at, const char *end, const char *what)
{
    size_t length = what == NULL ? 0 : strlen(what);
    return length > 0 && (size_t)(end - at) >= length && memcmp(at, what, length) == 0;
}

static const char *line_end(const char *at, const char *end)
{
    const char *found = memchr(at, '\n', (size_t)(end - at));
    return found == NULL ? end : found;
}

/* Behind the next `what`, or the end. */
static const char *behind(const char *at, const char *end, const char *what)
{
    const char *found = memmem(at, (size_t)(end - at), what, strlen(what));
    return found == NULL ? end : found + strlen(what);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static const char *word_end(const struct scan *scan, const char *at)
{
    while (at < scan->end && (is_letter(*at) || is_digit(*at) || (*at == '-' && has_trait(scan, DASHES))))
        at++;
    return at;
}

static bool word_in(const char *list, const char *word, size_t length, bool any_case)
{
    for (const char *at = list; length > 0 && at != NULL && (at = strchr(at, ' ')) != NULL && at[1] != '\0';) {
        at++;
        if ((any_case ? strncasecmp(at, word, length) : strncmp(at, word, length)) == 0 && at[length] == ' ')
            return true;
    }
    return false;
}

static char next_sign(const struct scan *scan, const char *at)
{
    while (at < scan->end && (*at == ' ' || *at == '\t'))
        at++;
    return at < scan->end ? *at : '\0';
}

static bool is_key(const struct scan *scan, const char *behind_word)
{
    char sign = next_sign(scan, behind_word);
    return has_trait(scan, KEYS) && (sign == ':' || sign == '=');
}

static bool at_line_start(const struct scan *scan)
{
    const char *at = scan->at;
    while (at > scan->start && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == scan->start || at[-1] == '\n';
}

/* Where a command may begin: a line, or behind | ; & ( or `. */
static bool at_command(const struct scan *scan)
{
    const char *at = scan->at;
    while (at > scan->start && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == scan->start || strchr("\n|;&(`", at[-1]) != NULL;
}

static bool take_comment(struct scan *scan)
{
    const struct language *language = scan->language;
    for (int i = 0; i < 2; i++) {
        if (!starts_here(scan->at, scan->end, language->line_comments[i]))
            continue;
        /* In a shell, # within a word is no comment. */
        if (*scan->at == '#' && scan->at > scan->start && strchr(" \t\n;", scan->at[-1]) == NULL)
            continue;
        take(scan, line_end(scan->at, scan->end), "c");
        return true;
    }
    if (!starts_here(scan->at, scan->end, language->block_open))
        return false;
    take(scan, behind(scan->at + strlen(language->block_open), scan->end, language->block_close), "c");
    return true;
}

/* The end of a string that opens at `at`; NULL when a quote stays open on its line and may not. */
static const char *string_end(const struct scan *scan, const char *at)
{
    char quote = *at;
    char triple[4] = {quote, quote, quote, '\0'};
    if (has_trait(scan, TRIPLE_QUOTES) && starts_here(at, scan->end, triple))
        return behind(at + 3, scan->end, triple);
    bool lines = has_trait(scan, MULTILINE) || quote == '`';
    for (at++; at < scan->end; at++) {
        if (*at == '\\' && at + 1 < scan->end)
            at++;
        else if (*at == quote)
            return at + 1;
        else if (*at == '\n' && !lines)
            return NULL;
    }
    return NULL;
}

static bool take_string(struct scan *scan)
{
    if (strchr(scan->language->quotes, *scan->at) == NULL || *scan->at == '\0')
        return false;
    const char *end = string_end(scan, scan->at);
    if (end == NULL)
        return false;
    take(scan, end, is_key(scan, end) ? "p" : "s");
    return true;
}

/* Rust: 'x' and '\n' are characters, 'a alone is a lifetime. */
static bool take_lifetime(struct scan *scan)
{
    if (!has_trait(scan, LIFETIMES) || *scan->at != '\'' || scan->at + 1 >= scan->end)
        return false;
    const char *word = word_end(scan, scan->at + 1);
    if (word > scan->at + 1 && (word == scan->end || *word != '\'')) {
        take(scan, word, "v");
        return true;
    }
    const char *end = string_end(scan, scan->at);
    if (end == NULL)
        return false;
    take(scan, end, "s");
    return true;
}

static bool take_number(struct scan *scan)
{
    if (!is_digit(*scan->at))
        return false;
    const char *at = scan->at;
    while (at < scan->end && (is_digit(*at) || is_letter(*at) || (*at == '.' && at + 1 < scan->end && is_digit(at[1]))))
        at++;
    take(scan, at, "n");
    return true;
}

static bool take_variable(struct scan *scan)
{
    if (!has_trait(scan, DOLLAR) || *scan->at != '$' || scan->at + 1 >= scan->end)
        return false;
    const char *next = scan->at + 1;
    if (*next == '{') {
        const char *line = line_end(next, scan->end);
        take(scan, behind(next, line, "}"), "v");
    } else if (is_letter(*next)) {
        while (next < scan->end && (is_letter(*next) || is_digit(*next)))
            next++;
        take(scan, next, "v");
    } else if (strchr("0123456789@*#?$!-", *next) != NULL) {
        take(scan, next + 1, "v");
    } else {
        return false;
    }
    return true;
}

/* #include, #[derive(...)], @decorator. */
static bool take_directive(struct scan *scan)
{
    if (has_trait(scan, DIRECTIVES) && *scan->at == '#' && at_line_start(scan)) {
        const char *line = line_end(scan->at, scan->end);
        const char *end = scan->at + 1 < scan->end && scan->at[1] == '[' ? line : word_end(scan, scan->at + 1);
        take(scan, end, "p");
        return true;
    }
    if (!has_trait(scan, ATTRIBUTES) || *scan->at != '@')
        return false;
    take(scan, word_end(scan, scan->at + 1), "p");
    return true;
}

static const char *word_class(const struct scan *scan, const char *end)
{
    const struct language *language = scan->language;
    size_t length = (size_t)(end - scan->at);
    bool any_case = has_trait(scan, ANY_CASE);
    if (is_key(scan, end))
        return "p";
    if (word_in(language->constants, scan->at, length, any_case))
        return "n";
    if (word_in(language->keywords, scan->at, length, any_case))
        return "k";
    if (has_trait(scan, COMMANDS))
        return end < scan->end && *end == '=' ? "v" : at_command(scan) ? "f" : NULL;
    bool call = end < scan->end && (*end == '(' || (*end == '!' && has_trait(scan, LIFETIMES)));
    return call ? "f" : NULL;
}

static bool take_word(struct scan *scan)
{
    if (!is_letter(*scan->at))
        return false;
    const char *end = word_end(scan, scan->at);
    take(scan, end, word_class(scan, end));
    return true;
}

static void scan_words(struct scan *scan)
{
    while (scan->at < scan->end) {
        if (take_directive(scan) || take_comment(scan) || take_lifetime(scan) || take_string(scan) ||
            take_variable(scan) || take_number(scan) || take_word(scan))
            continue;
        take(scan, scan->at + 1, NULL);
    }
}

/* Inside <...>: the name, then attributes and their values. */
static void scan_tag(struct scan *scan)
{
    const char *name = scan->at + 1;
    while (name < scan->end && (is_letter(*name) || is_digit(*name) || strchr("/!?-:", *name) != NULL))
        name++;
    take(scan, name, "f");
    while (scan->at < scan->end && *scan->at != '>') {
        const char *end = scan->at;
        if (*end == '"' || *end == '\'') {
            const char *closing = memchr(end + 1, *end, (size_t)(scan->end - end - 1));
            take(scan, closing == NULL ? scan->end : closing + 1, "s");
            continue;
        }
        while (end < scan->end && (is_letter(*end) || is_digit(*end) || *end == '-' || *end == ':'))
            end++;
        if (end > scan->at)
            take(scan, end, "p");
        else
            take(scan, end + 1, NULL);
    }
    if (scan->at < scan->end)
        take(scan, scan->at + 1, "f");
}

static void scan_markup(struct scan *scan)
{
    while (scan->at < scan->end) {
        const char *end = scan->at;
        if (take_comment(scan))
            continue;
        if (*end == '<' && end + 1 < scan->end && (is_letter(end[1]) || strchr("/!?", end[1]) != NULL)) {
            scan_tag(scan);
            continue;
        }
        while (++end < scan->end && *end != '<')
            ;
        take(scan, end, NULL);
    }
}

static const char *diff_class(const char *line, const char *end)
{
    if (starts_here(line, end, "+++") || starts_here(line, end, "---") || starts_here(line, end, "diff ") ||
        starts_here(line, end, "index "))
        return "c";
    if (starts_here(line, end, "@@"))
        return "p";
    return *line == '+' ? "a" : *line == '-' ? "d" : NULL;
}

static void scan_diff(struct scan *scan)
{
    while (scan->at < scan->end) {
        const char *end = line_end(scan->at, scan->end);
        if (end > scan->at)
            take(scan, end, diff_class(scan->at, scan->end));
        if (scan->at < scan->end)
            take(scan, scan->at + 1, NULL);
    }
}

/* A terminal session: lines with a prompt are commands, the rest is what they printed. */
static void scan_session(struct scan *scan)
{
    const char *whole_end = scan->end, *whole_start = scan->start;
    while (scan->at < whole_end) {
        const char *end = line_end(scan->at, whole_end);
        if (starts_here(scan->at, end, "$ ") || starts_here(scan->at, end, "# ") || starts_here(scan->at, end, "> ")) {
            take(scan, scan->at + 1, "p");
            take(scan, scan->at + 1, NULL);
            scan->start = scan->at;
            scan->end = end;
            scan_words(scan);
            scan->start = whole_start;
            scan->end = whole_end;
        }
        take(scan, end < whole_end ? end + 1 : end, NULL);
    }
}

void highlight_append(struct text *out, const char *language, const char *code, size_t length)
{
    const struct language *known = find_language(language);
    struct scan scan = {.out = out, .language = known, .start = code, .at = code, .end = code + length};
    if (known == NULL)
        take(&scan, scan.end, NULL);
    else if (has_trait(&scan, MARKUP))
        scan_markup(&scan);
    else if (has_trait(&scan, DIFF))
        scan_diff(&scan);
    else if (has_trait(&scan, SESSION))
        scan_session(&scan);
    else
        scan_words(&scan);
}
