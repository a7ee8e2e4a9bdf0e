/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.Exit;
import dev.juke.shim.api.types.Status;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The state of a process, and who is changing it. A change is a {@link Turn}: while it lasts no other begins, but nobody waits for it either
 * (what comes in between is refused), with one exception: the end of the process, which is told after whatever is told of the change. Looking at
 * the state, signals and waiting for the end need no turn.
 */
final class Life {
    private static final String END = "end";

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Status status = Status.CREATED;
    private volatile @Nullable Exit exit;
    private @Nullable String turn;
    private boolean leaving;

    /**
     * Begins as created.
     *
     * @param name what messages call it: {@code task w}
     */
    Life(String name) {
        this.name = name;
    }

    Status status() {
        return status;
    }

    /** How it ended, or null while it lives. */
    @Nullable
    Exit exit() {
        return exit;
    }

    /**
     * Begins a change.
     *
     * @param verb what is to be done with it: {@code pause}
     * @param from the states from which that is possible
     * @throws JukeException CONFLICT when it is in another, or something else is being done with it
     */
    Turn turn(String verb, Status... from) {
        lock.lock();
        try {
            requireFree(verb);
            require(verb, from);
            turn = verb;
            return new Turn();
        } finally {
            lock.unlock();
        }
    }

    /** Begins the last change as soon as no other is under way. Others wait for this one, since it takes but a moment. */
    Turn end() {
        lock.lock();
        try {
            while (turn != null) {
                changed.awaitUninterruptibly();
            }
            turn = END;
            return new Turn();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does something while nothing else begins, unless it has ended or is being deleted; that must take but a moment.
     *
     * @param verb what it is, for the message
     */
    void whileAlive(String verb, Runnable action) {
        lock.lock();
        try {
            awaitEnd();
            if (leaving || exit != null) {
                throw conflict(verb, leaving ? "it is being deleted" : state(), "use another container");
            }
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes it out of everybody's hands, to delete it: no more turn begins. Its end may still come.
     *
     * @throws JukeException CONFLICT when it runs, or something is being done with it
     */
    void leave() {
        lock.lock();
        try {
            requireFree("delete");
            require("delete", Status.CREATED, Status.STOPPED);
            leaving = true;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #leave}, of one that was never started and is not being started; false for all others. */
    boolean leaveUnstarted() {
        lock.lock();
        try {
            boolean unstarted = turn == null && !leaving && status == Status.CREATED;
            leaving |= unstarted;
            return unstarted;
        } finally {
            lock.unlock();
        }
    }

    /** Puts it back: it could not be deleted. */
    void stay() {
        lock.lock();
        try {
            leaving = false;
        } finally {
            lock.unlock();
        }
    }

    /** Notes an end, once; the first that is told counts. */
    void over(Exit how) {
        lock.lock();
        try {
            if (exit == null) {
                exit = how;
                status = Status.STOPPED;
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd() {
        while (END.equals(turn)) {
            changed.awaitUninterruptibly();
        }
    }

    private void requireFree(String verb) {
        awaitEnd();
        if (leaving) {
            throw conflict(verb, "it is being deleted", "wait until it is gone");
        }
        if (turn != null) {
            throw conflict(verb, "its " + turn + " is under way", "wait for that, or kill it");
        }
    }

    private void require(String verb, Status... from) {
        List<Status> possible = Arrays.asList(from);
        if (!possible.contains(status)) {
            throw conflict(verb, state(), remedy(possible));
        }
    }

    private JukeException conflict(String verb, String reason, String remedy) {
        return JukeException.conflict(name + ": " + verb + " is not possible: " + reason, remedy);
    }

    private String state() {
        return switch (status) {
            case CREATED -> "it has not been started";
            case RUNNING -> "it is running";
            case PAUSED -> "it is paused";
            case STOPPED -> "it has ended";
            case UNKNOWN, PAUSING, UNRECOGNIZED -> throw new IllegalStateException(status.name());
        };
    }

    private String remedy(List<Status> possible) {
        return switch (status) {
            case CREATED -> "start it first";
            case RUNNING -> possible.contains(Status.STOPPED) ? "kill it first" : "nothing has to be done";
            case PAUSED -> possible.contains(Status.STOPPED) ? "kill it first" : "resume it first";
            case STOPPED -> "delete it, and create another";
            case UNKNOWN, PAUSING, UNRECOGNIZED -> throw new IllegalStateException(status.name());
        };
    }

    /** A change under way, which ends when it is closed. */
    final class Turn implements AutoCloseable {
        /** The state that it led to. */
        void leadsTo(Status now) {
            status = now;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                turn = null;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
