package org.morango.hibernate;

/**
 * How to leave the peers with which this database syncs under a certificate. Immutable.
 *
 * @see Morango#leave
 */
public final class Leaving {
    private final boolean isWiping;
    private final boolean isForced;

    private Leaving(boolean isWiping, boolean isForced) {
        this.isWiping = isWiping;
        this.isForced = isForced;
    }

    /** Keeps the rows and records. Nothing is synced any more under the certificate. */
    public static Leaving keep() {
        return new Leaving(false, false);
    }

    /**
     * Removes the rows and records of all partitions that only this certificate covers, in this database alone. No
     * deletion is made or sent; they come back after a return.
     */
    public static Leaving wipe() {
        return new Leaving(true, false);
    }

    /** Returns the same, also if something is not sent yet. With {@link #wipe} it is lost. */
    public Leaving evenIfUnsent() {
        return new Leaving(isWiping, true);
    }

    boolean isWiping() {
        return isWiping;
    }

    boolean isForced() {
        return isForced;
    }
}
