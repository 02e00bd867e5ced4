package org.morango.benchmark;

/** SymmetricDS with its bulk loader, one way: rows that come back to their sender stop it. */
public final class SymmetricDsBulk extends SymmetricDs {
    public SymmetricDsBulk() {
        super("bulk", "up");
    }
}
