/* pages.h - the handlers of the analytics program; see the route table in main.c. */
#ifndef NEXUS_ANALYTICS_PAGES_H
#define NEXUS_ANALYTICS_PAGES_H

#include "core/web/request.h"

/* overview.c */
enum http_status overview_page(struct request *request);
enum http_status overview_csv(struct request *request);

/* teach.c */
enum http_status teach_courses_page(struct request *request);
enum http_status teach_course_page(struct request *request);
enum http_status teach_days_csv(struct request *request);
enum http_status teach_frequency_csv(struct request *request);
enum http_status teach_completion_csv(struct request *request);
enum http_status teach_lessons_csv(struct request *request);
enum http_status teach_items_csv(struct request *request);

/* build.c, build_form.c */
enum http_status builder_page(struct request *request);
enum http_status built_page(struct request *request);
enum http_status built_csv(struct request *request);
enum http_status built_list_api(struct request *request);
enum http_status built_api(struct request *request);
enum http_status built_schedule_page(struct request *request);
enum http_status built_schedule_save(struct request *request);
enum http_status built_schedule_now(struct request *request);
enum http_status built_schedule_pause(struct request *request);
enum http_status built_schedule_go_on(struct request *request);
enum http_status built_take_out(struct request *request);
enum http_status built_put_back(struct request *request);
enum http_status build_new_page(struct request *request);
enum http_status build_edit_page(struct request *request);
enum http_status build_save(struct request *request);
enum http_status build_preview(struct request *request);
enum http_status build_preview_again(struct request *request);

/* schedules.c */
enum http_status schedule_page(struct request *request);
enum http_status schedule_save(struct request *request);
enum http_status schedule_now(struct request *request);
enum http_status schedule_pause(struct request *request);
enum http_status schedule_go_on(struct request *request);

/* snapshots.c */
enum http_status snapshots_page(struct request *request);
enum http_status snapshot_keep(struct request *request);
enum http_status snapshot_page(struct request *request);
enum http_status snapshot_save(struct request *request);
enum http_status snapshot_lend(struct request *request);
enum http_status snapshot_call_in(struct request *request);
enum http_status snapshot_take_out(struct request *request);
enum http_status snapshot_put_back(struct request *request);
enum http_status shared_page(struct request *request);

/* unusual.c */
enum http_status unusual_page(struct request *request);
enum http_status unusual_csv(struct request *request);

/* alerts.c */
enum http_status alerts_page(struct request *request);
enum http_status alert_new_page(struct request *request);
enum http_status alert_page(struct request *request);
enum http_status alert_save(struct request *request);
enum http_status alert_sleep(struct request *request);
enum http_status alert_take_out(struct request *request);
enum http_status alert_put_back(struct request *request);

/* tests.c, tests_edit.c, tests_plan.c, tests_results.c, tests_people.c, tests_api.c */
enum http_status tests_people_page(struct request *request);
enum http_status tests_people_csv(struct request *request);
enum http_status tests_page(struct request *request);
enum http_status tests_start(struct request *request);
enum http_status tests_pause(struct request *request);
enum http_status tests_complete(struct request *request);
enum http_status tests_delete(struct request *request);
enum http_status tests_restore(struct request *request);
enum http_status tests_new_page(struct request *request);
enum http_status tests_add(struct request *request);
enum http_status tests_edit_page(struct request *request);
enum http_status tests_save(struct request *request);
enum http_status tests_plan_page(struct request *request);
enum http_status tests_results_page(struct request *request);
enum http_status tests_results_csv(struct request *request);
enum http_status tests_days_csv(struct request *request);
enum http_status tests_api_list(struct request *request);
enum http_status tests_api_one(struct request *request);
enum http_status tests_api(struct request *request);
/* forecasts.c */
enum http_status forecasts_page(struct request *request);
enum http_status forecasts_csv(struct request *request);
enum http_status predict_api(struct request *request);

/* now.c */
enum http_status now_strip(struct request *request);
enum http_status now_live(struct request *request);

/* health.c */
enum http_status health_page(struct request *request);
enum http_status health_csv(struct request *request);

/* metric.c, metric_people.c, metrics_api.c */
enum http_status metric_page(struct request *request);
enum http_status metric_csv(struct request *request);
enum http_status metric_people_csv(struct request *request);
enum http_status metric_target_set(struct request *request);
enum http_status metric_target_clear(struct request *request);
enum http_status metrics_list(struct request *request);

/* courses.c */
enum http_status courses_page(struct request *request);
enum http_status courses_csv(struct request *request);
enum http_status completion_csv(struct request *request);
enum http_status stops_csv(struct request *request);
enum http_status instructors_csv(struct request *request);

/* annotations.c */
enum http_status annotations_page(struct request *request);
enum http_status annotation_page(struct request *request);
enum http_status annotation_save(struct request *request);
enum http_status annotation_edit(struct request *request);
enum http_status annotation_take_out(struct request *request);
enum http_status annotation_put_back(struct request *request);
/* funnels.c, funnels_form.c, funnels_journey.c, funnels_api.c */
enum http_status funnels_page(struct request *request);
enum http_status funnel_page(struct request *request);
enum http_status funnel_csv(struct request *request);
enum http_status funnel_new_page(struct request *request);
enum http_status funnel_create(struct request *request);
enum http_status funnel_edit_page(struct request *request);
enum http_status funnel_save(struct request *request);
enum http_status funnel_remove(struct request *request);
enum http_status funnel_put_back(struct request *request);
enum http_status funnel_people_page(struct request *request);
enum http_status funnel_people_csv(struct request *request);
enum http_status funnel_journey_page(struct request *request);
enum http_status funnels_api(struct request *request);
enum http_status funnels_api_change(struct request *request);

/* retention.c */
enum http_status retention_page(struct request *request);
enum http_status retention_csv(struct request *request);
enum http_status retention_curve_csv(struct request *request);
enum http_status retention_people_page(struct request *request);
enum http_status retention_people_csv(struct request *request);
enum http_status retention_api(struct request *request);

/* frequency.c */
enum http_status frequency_csv(struct request *request);
enum http_status frequency_people_page(struct request *request);
enum http_status frequency_people_csv(struct request *request);
enum http_status frequency_api(struct request *request);

/* timeline.c, event.c */
enum http_status timeline_page(struct request *request);
enum http_status event_page(struct request *request);

/* events.c, events_list.c, events_api.c */
enum http_status events_page(struct request *request);
enum http_status events_list_page(struct request *request);
enum http_status events_csv(struct request *request);
enum http_status events_names_csv(struct request *request);
enum http_status events_days_csv(struct request *request);
enum http_status events_hours_csv(struct request *request);
enum http_status events_jsonl(struct request *request);
enum http_status events_live_page(struct request *request);
enum http_status events_api(struct request *request);
enum http_status events_api_own(struct request *request);
/* summaries.c */
enum http_status reports_page(struct request *request);
enum http_status report_page(struct request *request);
enum http_status report_file_csv(struct request *request);
enum http_status report_file_pdf(struct request *request);
enum http_status report_api(struct request *request);

#endif
