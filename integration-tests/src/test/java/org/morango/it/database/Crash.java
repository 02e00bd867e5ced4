package org.morango.it.database;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The end of a process before one of its statements. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    private Crash() {}

    /**
     * Runs work that crashes before a statement; returns false if it has fewer statements.
     *
     * @param beforeStatements sets what is run before each statement
     */
    static boolean before(int statement, Consumer<Runnable> beforeStatements, Runnable work) {
        AtomicInteger left = new AtomicInteger(statement);
        beforeStatements.accept(() -> {
            if (left.getAndDecrement() == 0) {
                throw new Crash();
            }
        });
        try {
            work.run();
            return false;
        } catch (Crash e) {
            return true;
        } finally {
            beforeStatements.accept(() -> {});
        }
    }
}
