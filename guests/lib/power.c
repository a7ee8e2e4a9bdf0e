/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QEMU hw/misc/debugexit.c (a write of N ends QEMU with status 2N+1); ACPI 6.4 §4.8.3 (PM1 events and control), §4.8.3.7 (sleep
 * control); QEMU hw/i386/microvm.c and hw/acpi/generic_event_device.c (event selector; no table but the DSDT's code names it).
 * Both of QEMU's PC machines call S5 sleep type 0, the event device calls it 5.
 */
#include "power.h"

#include "acpi.h"
#include "console.h"
#include "cpu.h"
#include "guest.h"
#include "trap.h"

#define DEBUG_EXIT 0x501
#define PM1_POWER_BUTTON (1u << 8)
#define PM1_SCI_ENABLE 1u
#define PM1_SLEEP_S5 0x2000
#define GED_SELECTOR 0xFEA00000
#define GED_SLEEP_CONTROL 0xFEA00200
#define GED_POWER_DOWN 2u
#define GED_SLEEP_S5 (5 << 2 | 1 << 5)
#define KEYBOARD_CONTROLLER 0x64
#define KEYBOARD_RESET 0xFE

static volatile bool pressed;

static void acknowledge_pm1(void *unused) {
    (void)unused;
    uint16_t status = inw(acpi()->pm1_event);
    if (status & PM1_POWER_BUTTON)
        pressed = true;
    outw(acpi()->pm1_event, status);
}

static bool has_ged(void) {
    return acpi()->reduced && acpi()->sleep_control == GED_SLEEP_CONTROL;
}

void power_init(void) {
    if (!acpi()->pm1_event)
        return;
    if (acpi()->smi_command && acpi()->pm1_control && !(inw(acpi()->pm1_control) & PM1_SCI_ENABLE))
        outb(acpi()->smi_command, acpi()->acpi_enable);
    outw(acpi()->pm1_event, 0xFFFF);
    outw(acpi()->pm1_event + 2, PM1_POWER_BUTTON);
    trap_on(VECTOR_POWER, acknowledge_pm1, 0);
}

bool power_button_pressed(void) {
    if (acpi()->pm1_event && inw(acpi()->pm1_event) & PM1_POWER_BUTTON)
        pressed = true;
    if (has_ged() && mmio_read32(GED_SELECTOR) & GED_POWER_DOWN)
        pressed = true;
    return pressed;
}

void power_button_exit(void) {
    print("%s: power button, bye\n", guest_name);
    power_exit(0);
}

void power_exit(int code) {
    cli();
    console_flush();
    outb(DEBUG_EXIT, (uint8_t)code);
    if (acpi()->pm1_control)
        outw(acpi()->pm1_control, PM1_SLEEP_S5);
    if (acpi()->sleep_control)
        mmio_write8(acpi()->sleep_control, GED_SLEEP_S5);
    outb(KEYBOARD_CONTROLLER, KEYBOARD_RESET);
    trap_triple_fault();
}
