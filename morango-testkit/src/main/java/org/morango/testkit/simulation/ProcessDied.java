package org.morango.testkit.simulation;

/** Thrown when the running process is dead. Only code outside the process may catch it. */
final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied() {
        super("the process died", null, false, false);
    }
}
