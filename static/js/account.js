/* account.js - comforts on the pages of accounts; each works without.
 *
 * A hidden [data-time-zone] is filled with the browser's zone. */

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll("[data-time-zone]")) if (!field.value && zone) field.value = zone;
