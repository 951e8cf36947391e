/* hello.c - the least that libfcgi can do: 10 kB of HTML from a constant. The measure that pages are compared with.
 *
 * Started by bench.mjs: hello SOCKET PROCESSES. */
#include <fcgiapp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BODY_BYTES = 10 * 1024 };

static void answer_for_ever(int listener)
{
    static char body[BODY_BYTES];
    static const char head[] = "Content-Type: text/html; charset=utf-8\r\nContent-Length: 10240\r\n\r\n";
    FCGX_Request request;
    memset(body, 'x', sizeof body);
    FCGX_Init();
    FCGX_InitRequest(&request, listener, 0);
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutStr(head, sizeof head - 1, request.out);
        FCGX_PutStr(body, sizeof body, request.out);
        FCGX_Finish_r(&request);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return EXIT_FAILURE;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0)
        return EXIT_FAILURE;
    for (long i = strtol(argv[2], NULL, 10); i > 1; i--) {
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            answer_for_ever(listener);
        }
    }
    answer_for_ever(listener);
    return EXIT_SUCCESS;
}
