/* test_markdown.c - Markdown to HTML: what is written, what is refused, and that no HTML of an author gets through;
 * and that highlighting never changes the text. */
#include "core/view/markdown.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/view/highlight.h"
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool resolve(void *context, const char *target, bool picture, struct markdown_target *found)
{
    (void)context;
    if (strstr(target, "missing") != NULL)
        return false;
    *found = picture ? (struct markdown_target){"/assets/abc.png", 640, 360}
                     : (struct markdown_target){"/courses/git/next", 0, 0};
    return true;
}

static const struct markdown_links links = {resolve, NULL};

static const char *html_of(struct arena *arena, const char *markdown)
{
    const char *problem = NULL;
    const char *html = markdown_html(arena, markdown, strlen(markdown), &links, &problem);
    return html == NULL ? arena_printf(arena, "refused: %s", problem) : html;
}

static const struct {
    const char *markdown, *html;
} written[] = {
    {"", ""},
    {"a *b* **c** ~~d~~ `e<f`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code></p>\n"},
    {"# A & B\n## C\n#### D\n## C", "<h2 id=\"a--b\">A &amp; B</h2>\n<h3 id=\"c\">C</h3>\n<h4 id=\"d\">D</h4>\n<h3 id=\"c-1\">C</h3>\n"},
    {"### Deep {#own-id}\n## Up", "<h2 id=\"own-id\">Deep</h2>\n<h2 id=\"up\">Up</h2>\n"},
    {"## main", "<h2 id=\"main-1\">main</h2>\n"},
    {"## `x_y()` and *more*", "<h2 id=\"x_y-and-more\"><code>x_y()</code> and <em>more</em></h2>\n"},
    {"[n](02-next.md \"t\")", "<p><a href=\"/courses/git/next\" title=\"t\">n</a></p>\n"},
    {"[n](missing.md) [s](#here) [r](/courses)",
     "<p>n <a href=\"#here\">s</a> <a href=\"/courses\">r</a></p>\n"},
    {"https://example.org/?a=1&b=2",
     "<p><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer\">https://example.org/?a=1&amp;b=2</a></p>\n"},
    {"![A *view*](a.png)",
     "<p><img src=\"/assets/abc.png\" alt=\"A view\" width=\"640\" height=\"360\" loading=\"lazy\" decoding=\"async\"></p>\n"},
    {"![gone](missing.png)", "<p>gone</p>\n"},
    {"![far](https://example.org/x.png)",
     "<p><a href=\"https://example.org/x.png\" rel=\"noopener noreferrer\">far</a></p>\n"},
    {"- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
    {"3. a\n\n   b", "<ol start=\"3\">\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ol>\n"},
    {"- [x] done\n- [ ] open",
     "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled checked> done</label></li>\n"
     "<li class=\"task\"><label><input type=\"checkbox\" disabled> open</label></li>\n</ul>\n"},
    {"|a|b|\n|-|-:|\n|1|2|",
     "<div class=\"table-scroll\" tabindex=\"0\"><table>\n<thead>\n<tr><th scope=\"col\">a</th>"
     "<th scope=\"col\" class=\"align-right\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td>"
     "<td class=\"align-right\">2</td></tr>\n</tbody>\n</table></div>\n"},
    {"||b|\n|-|-|", "<div class=\"table-scroll\" tabindex=\"0\"><table>\n<thead>\n<tr><td></td>"
     "<th scope=\"col\">b</th></tr>\n</thead>\n</table></div>\n"},
    {"a[^x] b[^x]\n\n[^x]: note",
     "<p>a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup> "
     "b<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\">1</a></sup></p>\n"
     "<section class=\"footnotes\"><ol>\n<li id=\"fn-1\">\n<p>note <a href=\"#fnref-1\" class=\"footnote-back\" "
     "aria-label=\"1\">\xE2\x86\xA9</a></p>\n</li>\n</ol></section>\n"},
    {"> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"},
    {"a  \nb\n\n---", "<p>a<br>\nb</p>\n<hr>\n"},
    {"```rust,ignore\nlet x = 1;\n```",
     "<pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"hl-k\">let</span> x = "
     "<span class=\"hl-n\">1</span>;\n</code></pre>\n"},
    {"    indented", "<pre tabindex=\"0\"><code>indented\n</code></pre>\n"},
    {"<kbd>Ctrl</kbd>+<b onclick=x>C</b>", "<p><kbd>Ctrl</kbd>+C</p>\n"},
    {"a <sup>2 *b*", "<p>a <sup>2 <em>b</em></sup></p>\n"},
    {"<img src=\"x.png\" alt='A &amp; B' onerror=alert(1)>",
     "<p><img src=\"/assets/abc.png\" alt=\"A &amp; B\" width=\"640\" height=\"360\" loading=\"lazy\" decoding=\"async\"></p>\n"},
    {"<div onclick='x()'>\nkept <b>words</b> &lt;\n</div>", "<p>kept words  &lt;</p>\n"},
    {"<script>\nalert(1)\n</script>\n\nb", "<p>b</p>\n"},
    {"<!-- hidden -->\n\nb", "<p>b</p>\n"},
};

static void test_written(void **state)
{
    for (size_t i = 0; i < COUNT(written); i++)
        assert_string_equal(html_of(*state, written[i].markdown), written[i].html);
}

static const char *const hostile[] = {
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,<script>)", "![x](javascript:a)",
    "[x](vbscript:a)", "[x](&#106;avascript:alert(1))", "<a href=\"javascript:alert(1)\">x</a>", "[x](//evil.example)",
    "<svg onload=alert(1)>", "<img src=x onerror=alert(1)>", "<iframe src=javascript:alert(1)></iframe>",
    "<style>@import 'x'</style>", "```\"><script>alert(1)</script>\n```", "[x](http://a\"onmouseover=\"alert(1))",
    "![\"onerror=\"alert(1)](a.png)", "## x\" onclick=\"alert(1)", "## x {#a\"onclick=\"b}", "<scr<script>ipt>alert(1)",
    "[^\"><script>]\n\n[^\"><script>]: x", "[x](file:///etc/passwd)", "<kbd><script>alert(1)</script></kbd>",
};

/* The text with everything between quotes taken out: what is left can't hold an attribute of the author. */
static const char *without_values(struct arena *arena, const char *html)
{
    struct text bare = text_in(arena);
    bool tag = false, quoted = false;
    for (; *html != '\0'; html++) {
        quoted = tag && *html == '"' ? !quoted : quoted;
        tag = *html == '<' ? true : *html == '>' && !quoted ? false : tag;
        if (tag && !quoted)
            text_append_char(&bare, *html);
    }
    return text_string(&bare);
}

static void test_hostile(void **state)
{
    for (size_t i = 0; i < COUNT(hostile); i++) {
        const char *html = html_of(*state, hostile[i]), *bare = without_values(*state, html);
        if (strstr(bare, "<script") != NULL || strstr(bare, " on") != NULL || strstr(bare, "<svg") != NULL ||
            strstr(bare, "<iframe") != NULL || strstr(bare, "<style") != NULL)
            fail_msg("%s\n-> %s", hostile[i], html);
        if (strcasestr(html, "href=\"javascript") != NULL || strstr(html, "href=\"//") != NULL ||
            strstr(html, "\"data:") != NULL || strstr(html, "href=\"file:") != NULL)
            fail_msg("%s\n-> %s", hostile[i], html);
    }
}

static char *repeated(struct arena *arena, const char *what, size_t times)
{
    struct text text = text_in(arena);
    while (times-- > 0)
        text_append(&text, what);
    return arena_strdup(arena, text_string(&text));
}

static void test_refused(void **state)
{
    const char *problem = NULL;
    const char *deep = repeated(*state, "> ", 100);
    assert_null(markdown_html(*state, deep, strlen(deep), NULL, &problem));
    assert_non_null(strstr(problem, "nested"));
    const char *large = repeated(*state, "0123456789", MARKDOWN_BYTES_MOST / 10 + 1);
    assert_null(markdown_html(*state, large, strlen(large), NULL, &problem));
    assert_non_null(strstr(problem, "kB"));
    assert_null(markdown_html(*state, "a\xFF", 2, NULL, &problem));
    assert_string_equal(markdown_plain(*state, deep, strlen(deep)), "");
    const char *wide = arena_printf(*state, "%s|\n%s|\n%s", repeated(*state, "|a", 500), repeated(*state, "|-", 500), repeated(*state, "|x\n", 1000));
    assert_null(markdown_html(*state, wide, strlen(wide), NULL, &problem));
    assert_non_null(strstr(problem, "columns"));
    const char *long_one = arena_printf(*state, "%s|\n%s|\n%s", repeated(*state, "|a", 20), repeated(*state, "|-", 20), repeated(*state, "|x\n", 5000));
    assert_non_null(markdown_html(*state, long_one, strlen(long_one), NULL, &problem));
}

static void test_plain_and_outline(void **state)
{
    const char *markdown = "# One *two*\n\na\n[b](c.md) `d`\n\n|x|y|\n|-|-|\n|1|2|\n\n```c\nint e;\n```\n## Three {#iii}\n";
    assert_string_equal(markdown_plain(*state, markdown, strlen(markdown)),
                        "One two\na b d\nx\ny\n1\n2\nint e;\nThree {#iii}");
    assert_string_equal(json_write(*state, markdown_outline(*state, markdown, strlen(markdown))),
                        "[{\"level\":2,\"id\":\"one-two\",\"title\":\"One two\"},"
                        "{\"level\":3,\"id\":\"iii\",\"title\":\"Three\"}]");
}

static void test_inline(void **state)
{
    const char *problem = NULL;
    assert_string_equal(markdown_inline(*state, "a *b*\n", 6, NULL, &problem), "a <em>b</em>");
    assert_string_equal(markdown_inline(*state, "a\n\nb", 4, NULL, &problem), "<p>a</p>\n<p>b</p>\n");
}

static const struct {
    const char *language, *code, *html;
} marked[] = {
    {"python", "def f(x): # c\n", "<span class=\"hl-k\">def</span> <span class=\"hl-f\">f</span>(x): <span class=\"hl-c\"># c</span>\n"},
    {"python", "\"\"\"a\nb\"\"\"1", "<span class=\"hl-s\">&quot;&quot;&quot;a\nb&quot;&quot;&quot;</span><span class=\"hl-n\">1</span>"},
    {"sh", "echo \"$HOME\" $1", "<span class=\"hl-f\">echo</span> <span class=\"hl-s\">&quot;$HOME&quot;</span> <span class=\"hl-v\">$1</span>"},
    {"console", "$ ls -l\ntotal 0\n", "<span class=\"hl-p\">$</span> <span class=\"hl-f\">ls</span> -l\ntotal 0\n"},
    {"SQL", "SELECT 'a' -- b", "<span class=\"hl-k\">SELECT</span> <span class=\"hl-s\">'a'</span> <span class=\"hl-c\">-- b</span>"},
    {"json", "{\"a\": true}", "{<span class=\"hl-p\">&quot;a&quot;</span>: <span class=\"hl-n\">true</span>}"},
    {"html", "<a href=\"x\">b</a>", "<span class=\"hl-f\">&lt;a</span> <span class=\"hl-p\">href</span>=<span class=\"hl-s\">&quot;x&quot;</span><span class=\"hl-f\">&gt;</span>b<span class=\"hl-f\">&lt;/a</span><span class=\"hl-f\">&gt;</span>"},
    {"rust", "&'a str '\\n'", "&amp;<span class=\"hl-v\">'a</span> <span class=\"hl-k\">str</span> <span class=\"hl-s\">'\\n'</span>"},
    {"diff", "+a\n-b\n c\n", "<span class=\"hl-a\">+a</span>\n<span class=\"hl-d\">-b</span>\n c\n"},
    {"c", "#include <a.h>", "<span class=\"hl-p\">#include</span> &lt;a.h&gt;"},
    {"klingon", "a < b", "a &lt; b"},
};

/* Takes the tags and the escaping away again. */
static const char *unmarked(struct arena *arena, const char *html)
{
    static const struct { const char *from, *to; } escapes[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
    struct text out = text_in(arena);
    while (*html != '\0') {
        size_t i = 0;
        while (i < COUNT(escapes) && !text_starts(html, escapes[i].from))
            i++;
        if (i < COUNT(escapes)) {
            text_append(&out, escapes[i].to);
            html += strlen(escapes[i].from);
        } else if (*html == '<') {
            html = strchr(html, '>') + 1;
        } else {
            text_append_char(&out, *html++);
        }
    }
    return text_string(&out);
}

static const char *normal(struct arena *arena, const char *html)
{
    struct text out = text_in(arena);
    for (; *html != '\0'; html++) {
        if (text_starts(html, "&#39;")) {
            text_append_char(&out, '\'');
            html += 4;
        } else {
            text_append_char(&out, *html);
        }
    }
    return text_string(&out);
}

static void test_marked(void **state)
{
    for (size_t i = 0; i < COUNT(marked); i++) {
        struct text out = text_in(*state);
        highlight_append(&out, marked[i].language, marked[i].code, strlen(marked[i].code));
        assert_string_equal(normal(*state, text_string(&out)), marked[i].html);
    }
}

static void test_highlighting_keeps_the_text(void **state)
{
    static const char *const languages[] = {"python", "c", "cpp", "sh", "console", "sql", "ts", "json", "html", "css",
                                            "rust", "go", "java", "toml", "yaml", "diff", "make", "php", "text", ""};
    static const char *const codes[] = {
        "", "\n", "'", "\"", "`", "\\", "\"\\", "/*", "/* */", "<!--", "<", "<a", "<a b='", "$", "${", "${a", "$ ",
        "#", "@", "a'b'c", "'a", "'\xC3\xA9'", "0x1F 1.5e3 1..2", "\"\"\"", "a\r\nb", "&amp;<b>", "-", "+\n-\n@@\n", "{a: b}",
        "a:", "x = 'y", "f(g!(h))", "caf\xC3\xA9 = \xE2\x82\xAC" "1", "# \xF0\x9F\x99\x82\n\"\xF0\x9F\x99\x82",
    };
    for (size_t i = 0; i < COUNT(languages); i++) {
        for (size_t j = 0; j < COUNT(codes); j++) {
            struct text out = text_in(*state);
            highlight_append(&out, languages[i], codes[j], strlen(codes[j]));
            assert_string_equal(unmarked(*state, text_string(&out)), codes[j]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_written, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_hostile, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_refused, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_plain_and_outline, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_inline, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_marked, fixture_arena_open, fixture_arena_close),
        cmocka_unit_test_setup_teardown(test_highlighting_keeps_the_text, fixture_arena_open, fixture_arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
