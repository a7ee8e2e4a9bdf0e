/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.time.Instant;

/**
 * The end of a process.
 *
 * @param pid its number, which may belong to another process by now
 * @param status 0…255; 128+N when signal N ended it
 * @param signalled whether a signal ended it
 * @param at when it was reaped
 */
public record Exit(int pid, int status, boolean signalled, Instant at) {}
