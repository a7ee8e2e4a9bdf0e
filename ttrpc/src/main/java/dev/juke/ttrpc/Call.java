/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call that runs on a server: its thread, and the one answer that it gets, be it its own or another's. */
final class Call {
    /** What a call does; gives its payload, or null when its messages have been sent already. */
    @FunctionalInterface
    interface Body {
        byte @Nullable [] run() throws Exception;
    }

    private final int stream;
    private final String name;
    private final Body body;
    private final Outbox outbox;
    private final Consumer<String> log;
    private final Runnable ended;
    private final Thread thread;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** The thread and the answer: the call has ended when the one is over and the other is written. */
    private final AtomicInteger parts = new AtomicInteger(2);

    private volatile @Nullable Future<?> timer;

    /**
     * Makes a call that does not run yet.
     *
     * @param name service/method, for the log
     * @param ended what is done when nothing of the call is left
     */
    Call(int stream, String name, Body body, Outbox outbox, Consumer<String> log, Runnable ended) {
        this.stream = stream;
        this.name = name;
        this.body = body;
        this.outbox = outbox;
        this.log = log;
        this.ended = ended;
        this.thread = Thread.ofVirtual().name("ttrpc " + name).unstarted(this::run);
    }

    /** Runs the call; {@code timeout} is in nanoseconds, 0 for none, negative when it has passed already. */
    void start(long timeout, ScheduledExecutorService timers) {
        if (timeout < 0) {
            expire(timeout);
        } else if (timeout > 0) {
            timer = timers.schedule(() -> expire(timeout), timeout, TimeUnit.NANOSECONDS);
        }
        thread.start();
    }

    private void expire(long timeout) {
        stop(
                Code.DEADLINE_EXCEEDED,
                name + " did not end within " + Duration.ofNanos(timeout).toMillis() + " ms");
    }

    /** Answers with a failure in the method's stead, and interrupts it. */
    void stop(Code code, String message) {
        if (answered.compareAndSet(false, true)) {
            thread.interrupt();
            send(Frame.failure(stream, code, message));
        }
    }

    /** Interrupts the method since nobody waits for its answer. */
    void abandon() {
        if (answered.compareAndSet(false, true)) {
            thread.interrupt();
        }
    }

    boolean isAnswered() {
        return answered.get();
    }

    private void run() {
        // The deadline may have passed before the thread came to run.
        if (!answered.get()) {
            Frame answer = answer();
            if (answered.compareAndSet(false, true)) {
                send(answer);
            }
        }
        part();
    }

    private Frame answer() {
        try {
            byte @Nullable [] payload = body.run();
            return payload == null ? Frame.endOfMessages(stream) : Frame.answer(stream, payload);
        } catch (StatusException e) {
            return Frame.failure(stream, e.code(), text(e));
        } catch (InterruptedException e) {
            return Frame.failure(stream, Code.CANCELLED, name + " was interrupted");
        } catch (Exception e) {
            log(e);
            return Frame.failure(stream, Code.UNKNOWN, text(e));
        } catch (Error e) {
            // Whatever happens to one call, its client gets an answer, and the other calls go on.
            log(e);
            return Frame.failure(stream, Code.INTERNAL, e.toString());
        }
    }

    private void send(Frame frame) {
        Frame fitting = frame.tooLong() ? Frame.failure(stream, Code.RESOURCE_EXHAUSTED, frame.lengthError()) : frame;
        if (!outbox.offer(fitting, this::part)) {
            String message = "more than " + Outbox.ROOM + " bytes wait for this client to read them";
            outbox.force(Frame.failure(stream, Code.RESOURCE_EXHAUSTED, message), this::part);
        }
    }

    private void part() {
        if (parts.decrementAndGet() == 0) {
            Future<?> pending = timer;
            if (pending != null) {
                pending.cancel(false);
            }
            ended.run();
        }
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void log(Throwable e) {
        // A method that was stopped may fail of that.
        if (!answered.get()) {
            log.accept(name + ": " + e + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]));
        }
    }
}
