/* SPDX-License-Identifier: Apache-2.0 */
/* Ways out of the machine, and the button that asks for one. */
#ifndef POWER_H
#define POWER_H

#include <stdbool.h>

#define EXIT_CODE_MAX 127

/* Leaves with that code where the machine has a door for codes; else just powers off. */
_Noreturn void power_exit(int code);

void power_init(void);           /* arms the power button */
bool power_button_pressed(void); /* once true, always true */

/* Says goodbye in the guest's name and leaves with 0. */
_Noreturn void power_button_exit(void);

#endif
