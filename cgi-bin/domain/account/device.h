/* device.h - a browser's name for people, from what it says of itself: "Firefox", "Windows". */
#ifndef NEXUS_DEVICE_H
#define NEXUS_DEVICE_H

/* Static names; "" when unknown. */
const char *device_browser(const char *user_agent);
const char *device_system(const char *user_agent);

#endif
