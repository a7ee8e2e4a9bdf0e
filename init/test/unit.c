/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the unit tests of the pure parts. */
#include "unit.h"

int main(void) {
    unit_dns();
    unit_launch();
    unit_outcome();
    unit_qmp();
    unit_words();
    return 0;
}
