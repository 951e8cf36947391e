/* pages.h - the handlers of the admin program; the table in main.c names them. */
#ifndef NEXUS_ADMIN_PAGES_H
#define NEXUS_ADMIN_PAGES_H

#include "core/web/request.h"

enum { ADMIN_PER_PAGE = 50 };

/* overview.c */
enum http_status overview_page(struct request *request);

/* users.c */
enum http_status users_page(struct request *request);
enum http_status user_page(struct request *request);
enum http_status user_roles(struct request *request);
enum http_status user_suspend(struct request *request);
enum http_status user_restore(struct request *request);
enum http_status user_act(struct request *request);
enum http_status user_key_revoke(struct request *request);
enum http_status user_enrol(struct request *request);

/* courses.c */
enum http_status courses_page(struct request *request);
enum http_status course_state(struct request *request);

/* certificates.c */
enum http_status certificates_page(struct request *request);
enum http_status certificate_withdraw(struct request *request);
enum http_status certificate_reinstate(struct request *request);

/* queues.c */
enum http_status mail_page(struct request *request);
enum http_status mail_message_page(struct request *request);
enum http_status mail_retry(struct request *request);
enum http_status mail_flush(struct request *request);
enum http_status jobs_page(struct request *request);
enum http_status job_retry_now(struct request *request);

/* coach_insight.c */
enum http_status coach_insight_page(struct request *request);
enum http_status coach_insight_records(struct request *request);

/* coach_list.c, coach_read.c */
enum http_status coach_list_page(struct request *request);
enum http_status coach_list_csv(struct request *request);
enum http_status coach_read_page(struct request *request);

/* inbox.c */
enum http_status inbox_page(struct request *request);
enum http_status inbox_conversation_page(struct request *request);
enum http_status inbox_reply(struct request *request);
enum http_status report_close(struct request *request);

/* coach_modes.c */
enum http_status coach_modes_page(struct request *request);
enum http_status coach_modes_save(struct request *request);

/* faq.c */
enum http_status faq_page(struct request *request);
enum http_status faq_save(struct request *request);
enum http_status faq_take_out(struct request *request);
enum http_status faq_put_back(struct request *request);

/* trail.c */
enum http_status audit_page(struct request *request);

#endif
