/* pages.h - the coach's API: its handlers, and what they take and give. Pages and scripts are written against this.
 *
 * Ask:  POST /api/ai/chat {message, conversation?, course?, lesson? (slugs), heading?, action?, rung?, blind?}
 *       action: ask summarise quiz simple example translate next (a quick action; message may then be empty)
 *       rung: 1-4, the step of help the learner asks for; never more than one above the step before
 *       blind: the answer is given without knowing the place
 *   Accept: text/event-stream - events, each with one JSON object as data:
 *       start      {conversation, title, question, message, rung, mode}     question and message are ids
 *       delta      {text}                 raw Markdown to append to the tail; and from time to time
 *                  {text, html, rest}     html: blocks that are finished, to append before the tail; rest: the tail from now on
 *       notice     {text}                 a sentence about the answer (the model failed, the budget is used up)
 *       citations  {citations}            [{n, title, heading, url, quote}]
 *       card       {id?, action, text, state, confirm?, undo?, url?}        see domain/coach/action.h
 *       done       {message, state, source, html, rung, usage: {tokens_in, tokens_out, cost}, abstained, problem}
 *                  html: the whole answer, replaces what was shown
 *   Accept: application/json - one object when all is said: the members of start and done, content, citations, cards, notices
 *   else (a form) - 303 to /chat/:conversation when all is said
 *   429 {message}: the learner's questions of today are used up, or too many answers run at once; 503 + Retry-After: too
 *   many streams; 404: not your conversation.
 *
 * GET  /api/ai/conversations?q=&page=        {conversations: [row], total, pages}           rows: domain/coach/conversation.h
 * GET  /api/ai/conversations/:id             {conversation, messages}
 * POST /api/ai/conversations/:id/rename {title}, /delete, /restore, /resolve, /handover      {conversation} or 303 to /chat
 * POST /api/ai/feedback {message, rating 1-5, reason?}
 * POST /api/ai/messages/:id/stop, /report {reason}
 * GET  /api/ai/messages/:id/sent             {sent: [{role, content}]}: what went to the model, personal data taken out
 * POST /api/ai/actions/:id/confirm, /undo    {card}: as in the event, with the new state and a url to see it
 * GET  /api/ai/status                        {model: bool, questions, questions_most, budget_warning, mode, blocked?}
 *                                            ?course=&lesson= : how the coach helps there; what it sees of
 *                                            the place, of progress and of mistakes: sees [{name, text}] */
#ifndef NEXUS_COACH_PAGES_H
#define NEXUS_COACH_PAGES_H

#include "core/web/request.h"

/* chat.c */
enum http_status chat_ask(struct request *request);

/* conversations.c */
enum http_status conversations_page(struct request *request);
enum http_status conversation_page(struct request *request);
enum http_status conversation_change_title(struct request *request);
enum http_status conversation_remove(struct request *request);
enum http_status conversation_bring_back(struct request *request);
enum http_status conversation_settle(struct request *request);
enum http_status conversation_hand_over(struct request *request);

/* messages.c */
enum http_status message_feedback(struct request *request);
enum http_status message_stop(struct request *request);
enum http_status message_report(struct request *request);
enum http_status message_sent(struct request *request);

/* actions.c */
enum http_status action_confirm_page(struct request *request);
enum http_status action_undo_page(struct request *request);

/* status.c */
enum http_status status_page(struct request *request);

#endif
