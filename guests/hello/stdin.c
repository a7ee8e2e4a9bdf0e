/* SPDX-License-Identifier: Apache-2.0 */
/* Echoes what is typed, line by line, until end of transmission (control-D). CR, LF and CR LF all end a line. */
#include "actions.h"
#include "console.h"
#include "power.h"
#include "text.h"
#include "time.h"

#define END_OF_TRANSMISSION 4

void action_stdin(void) {
    static char line[4096];
    size_t length = 0;
    int last = 0;
    console_interrupts();
    for (;;) {
        int c = console_read();
        if (c < 0) {
            if (power_button_pressed())
                power_button_exit();
            time_wait(time_now() + 20 * MILLISECOND);
            continue;
        }
        if (c == END_OF_TRANSMISSION)
            break;
        bool second_half = c == '\n' && last == '\r';
        last = c;
        if (second_half)
            continue;
        line[length++] = c == '\r' ? '\n' : (char)c;
        if (line[length - 1] == '\n' || length == sizeof line) {
            console_write(line, length);
            length = 0;
        }
    }
    console_write(line, length);
}
