/* pages.h - the handlers of the learner program, one group a file; the table in main.c names them. */
#ifndef NEXUS_LEARNER_PAGES_H
#define NEXUS_LEARNER_PAGES_H

#include "core/web/request.h"

/* landing.c */
enum http_status landing_page(struct request *request);
enum http_status styleguide_page(struct request *request);
enum http_status preferences_change(struct request *request);
enum http_status openapi_document(struct request *request);
enum http_status asset_file(struct request *request);
enum http_status avatar_file(struct request *request);

/* register.c, signin.c, verify.c, reset.c: accounts, see account.h */
enum http_status register_page(struct request *request);
enum http_status register_submit(struct request *request);
enum http_status signin_page(struct request *request);
enum http_status signin_submit(struct request *request);
enum http_status signin_code_page(struct request *request);
enum http_status signin_code_submit(struct request *request);
enum http_status signout_submit(struct request *request);
enum http_status acting_end(struct request *request);
enum http_status verify_page(struct request *request);
enum http_status verify_submit(struct request *request);
enum http_status verify_resend(struct request *request);
enum http_status forgot_page(struct request *request);
enum http_status forgot_submit(struct request *request);
enum http_status reset_page(struct request *request);
enum http_status reset_submit(struct request *request);
enum http_status setup_page(struct request *request);
enum http_status setup_submit(struct request *request);

/* profile.c, avatar.c, security.c, factor.c, keys.c, privacy.c: one's own account */
enum http_status profile_page(struct request *request);
enum http_status profile_change(struct request *request);
enum http_status avatar_change(struct request *request);
enum http_status avatar_remove(struct request *request);
enum http_status security_page(struct request *request);
enum http_status password_change(struct request *request);
enum http_status email_change(struct request *request);
enum http_status session_end_one(struct request *request);
enum http_status session_end_everywhere(struct request *request);
enum http_status factor_page(struct request *request);
enum http_status factor_switch_on(struct request *request);
enum http_status factor_renew_codes(struct request *request);
enum http_status factor_switch_off(struct request *request);
enum http_status keys_page(struct request *request);
enum http_status key_make(struct request *request);
enum http_status key_revoke(struct request *request);
enum http_status privacy_page(struct request *request);
enum http_status export_download(struct request *request);
enum http_status account_delete(struct request *request);

/* quiz.c: the page of a lesson that is a quiz (called by the page of lessons), and starting an attempt */
enum http_status quiz_intro(struct request *request, cJSON *lesson);
enum http_status attempt_begin(struct request *request);

/* attempt.c */
enum http_status attempt_page(struct request *request);
enum http_status attempt_answer(struct request *request);
enum http_status attempt_hand_in(struct request *request);
void quiz_dress_question(struct request *request, cJSON *question, const char *page); /* adds template, several ... */
void quiz_give_frame(struct request *request, const cJSON *attempt);                  /* gives crumbs, title, id, number */

/* review.c */
enum http_status review_page(struct request *request);
void quiz_dress_result(struct request *request, cJSON *attempt); /* adds percent, points_text, most_text */
/* catalogue.c, search.c */
enum http_status catalogue_page(struct request *request);
enum http_status search_page(struct request *request);
enum http_status sitemap_file(struct request *request);
enum http_status robots_file(struct request *request);

/* course.c */
enum http_status course_page(struct request *request);
enum http_status course_enrol(struct request *request);
enum http_status course_leave(struct request *request);

/* lesson.c */
enum http_status lesson_page(struct request *request);
enum http_status lesson_again(struct request *request);
enum http_status lesson_complete(struct request *request);
enum http_status lesson_reopen(struct request *request);
enum http_status lesson_bookmark(struct request *request);
enum http_status lesson_time(struct request *request);
void lesson_afterwards(struct request *request);

/* quiz.c: fills model.quiz of a lesson page and names its template */
enum http_status quiz_intro(struct request *request, cJSON *lesson);

/* notes.c */
enum http_status notes_page(struct request *request);
enum http_status note_page(struct request *request);
enum http_status note_take(struct request *request);
enum http_status note_edit(struct request *request);
enum http_status note_remove(struct request *request);
enum http_status note_put_back(struct request *request);

/* chat.c */
enum http_status chat_page(struct request *request);
enum http_status chat_conversation_page(struct request *request);
enum http_status chat_panel(struct request *request);
enum http_status chat_message(struct request *request);
enum http_status chat_sent_page(struct request *request);

/* chat_status.c: gives the model `status` of the place in model.context */
void chat_give_status(struct request *request);

/* nudge.c */
enum http_status nudge_page(struct request *request);
enum http_status nudge_later(struct request *request);
enum http_status nudge_never(struct request *request);
enum http_status nudges_change(struct request *request);
void nudges_give(struct request *request);

/* counting.c; counting_give gives the model counted, browser_asks */
enum http_status counting_page(struct request *request);
enum http_status counting_choose(struct request *request);
enum http_status counting_choose_account(struct request *request);
void counting_give(struct request *request);

/* track.c */
enum http_status track_events(struct request *request);

/* goals.c */
enum http_status goals_page(struct request *request);
enum http_status goal_page(struct request *request);
enum http_status goal_create(struct request *request);
enum http_status goal_edit(struct request *request);
enum http_status goal_mark(struct request *request);
enum http_status goal_remove(struct request *request);
enum http_status goal_put_back(struct request *request);
void goals_dress(struct request *request, cJSON *goals);

/* activity.c */
enum http_status activity_page(struct request *request);

/* dashboard.c */
enum http_status dashboard_page(struct request *request);

/* certificates.c */
enum http_status certificates_page(struct request *request);
enum http_status certificate_page(struct request *request);
enum http_status certificate_pdf(struct request *request);

/* certificate_pdf.c: makes the PDF of a certificate (certificate_find) at `path`; false, logged, when it can't */
bool certificate_make_pdf(struct request *request, const cJSON *certificate, const char *path);

#endif
