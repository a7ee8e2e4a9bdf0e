/* SPDX-License-Identifier: Apache-2.0 */
/* The time of day. */
#ifndef RTC_H
#define RTC_H

#include <stdbool.h>
#include <stddef.h>

/* Writes an ISO 8601 date and time in UTC; false when the machine has no clock of that kind. */
bool rtc_format(char *to, size_t size);

#endif
