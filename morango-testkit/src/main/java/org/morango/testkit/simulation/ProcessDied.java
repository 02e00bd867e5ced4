package org.morango.testkit.simulation;

/** The process that runs this is dead; nothing may catch it but what is outside of the process. */
final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied() {
        super("the process died", null, false, false);
    }
}
