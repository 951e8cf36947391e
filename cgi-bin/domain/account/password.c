/* password.c - the first guesses, refused. Called wherever a password is chosen. */
#include "domain/account/password.h"

#include "core/base/text.h"

#include <stdbool.h>
#include <string.h>

/* The beginnings of what leaks show most, among those long enough to be accepted at all; compared without what people hang
 * on at the end (digits and signs). */
static const char *const common[] = {
    "password",      "passwordpassword", "passw0rd",     "p@ssword",     "p@ssw0rd",     "pa$$word",   "motdepasse",    "monmotdepasse",
    "iloveyou",      "iloveyouforever",  "jetaime",      "letmein",      "letmeinplease", "letmeinnow", "welcome",      "welcomeback",
    "bienvenue",     "administrator",    "administrateur", "admin",      "adminadmin",   "changeme",   "changemenow",   "qwerty",
    "qwertyuiop",    "qwertyqwerty",     "qwertyui",     "qwertz",       "qwertzuiop",   "azerty",     "azertyuiop",    "azertyazerty",
    "asdfghjkl",     "asdfasdf",         "asdfghjklqwertyuiop", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y", "1q2w3e4r5t", "1q2w3e4r",
    "1qaz2wsx3edc",  "1qaz2wsx",         "qazwsxedc",    "q1w2e3r4t5",   "zaq12wsx",     "abcdefghij", "abcdefgh",      "abcd1234abcd",
    "abc123abc",     "football",         "baseball",     "basketball",   "superman",     "batman",     "spiderman",     "princess",
    "sunshine",      "dragon",           "monkey",       "master",       "shadow",       "michael",    "jennifer",      "computer",
    "internet",      "trustno",          "starwars",     "pokemon",      "whatever",     "chocolate",  "doudou",        "loulou",
    "soleil",        "marseille",        "chouchou",     "secret",       "secretsecret", "nexus",      "nexusnexus",    "testtest",
    "test",          "testing",          "qwer1234qwer", "google",       "facebook",     "linkedin",   "liverpool",     "manchester",
    "correcthorsebatterystaple"};

/* "Password123!" -> "password": what is left is what the guesser has in the list. */
static char *stem_of(struct arena *arena, const char *string)
{
    char *folded = text_fold(arena, string);
    size_t length = strlen(folded);
    while (length > 0 && strchr("0123456789!?.,;:*#-_+=@$%& ", folded[length - 1]) != NULL)
        length--;
    folded[length] = '\0';
    return folded;
}

static bool is_common(struct arena *arena, const char *password)
{
    const char *stem = stem_of(arena, password), *whole = text_fold(arena, password);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (strcmp(common[i], stem) == 0 || strcmp(common[i], whole) == 0)
            return true;
    return false;
}

/* "aaaaaaaaaa", "1212121212", "1234567890", "abcdefghijk": a run, or at most two different characters. */
static bool is_monotonous(const char *password)
{
    size_t same = 0, up = 0, down = 0, length = strlen(password);
    const unsigned char *c = (const unsigned char *)password;
    for (size_t i = 2; i < length; i++)
        same += c[i] == c[i - 2];
    for (size_t i = 1; i < length; i++) {
        up += c[i] == c[i - 1] + 1 || (c[i - 1] == '9' && c[i] == '0');
        down += c[i] + 1 == c[i - 1] || (c[i - 1] == '0' && c[i] == '9');
    }
    return same + 2 >= length || up + 2 >= length || down + 2 >= length;
}

/* Without white space: "Ada Lovelace" and "adalovelace" are the same guess. */
static char *joined(struct arena *arena, const char *string)
{
    char *copy = text_fold(arena, string), *to = copy;
    for (const char *from = copy; *from != '\0'; from++)
        if (*from != ' ' && *from != '.' && *from != '-' && *from != '_')
            *to++ = *from;
    *to = '\0';
    return copy;
}

static bool is_own(struct arena *arena, const char *password, const char *word)
{
    const char *mine = joined(arena, word);
    return *mine != '\0' && (strcmp(joined(arena, password), mine) == 0 || strcmp(joined(arena, stem_of(arena, password)), mine) == 0);
}

const char *password_problem(struct arena *arena, const char *password, const char *email, const char *name)
{
    const char *local = arena_strndup(arena, email, strcspn(email, "@"));
    if (is_own(arena, password, email) || is_own(arena, password, local) || is_own(arena, password, name))
        return "This password is your own name or address. Choose something nobody would guess.";
    if (is_common(arena, password) || is_monotonous(password))
        return "This password is one of the first that anybody would try. Choose another, for example four unrelated words.";
    return NULL;
}
