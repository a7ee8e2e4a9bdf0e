/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.ttrpc.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Calls that come to their end although nobody waits for it any more: ttrpc interrupts a call whose client is gone, and containerd may be
 * restarted at any moment.
 */
final class Unbroken {
    /** Bytes; the planner's JSON recursion is bounded far below. */
    private static final long STACK = 1 << 20;

    private Unbroken() {}

    static Method method(Method method) {
        return (context, payload) -> {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            // A platform thread: mounts and opens may wait in the kernel for long, and would hold one of the few that
            // carry virtual threads.
            Thread.ofPlatform().daemon().stackSize(STACK).start(() -> {
                try {
                    answer.complete(method.call(context, payload));
                } catch (Exception | Error e) {
                    answer.completeExceptionally(e);
                }
            });
            try {
                return answer.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        };
    }
}
