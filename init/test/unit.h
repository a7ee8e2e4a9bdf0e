/* SPDX-License-Identifier: Apache-2.0 */
#ifndef JUKE_UNIT_H
#define JUKE_UNIT_H
void unit_dns(void);
void unit_launch(void);
void unit_outcome(void);
void unit_qmp(void);
void unit_words(void);
#endif
