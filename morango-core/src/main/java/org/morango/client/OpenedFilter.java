package org.morango.client;

import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;
import org.morango.session.TransferSession;

/** Compares the filter with which a server has opened a transfer with the requested one. */
final class OpenedFilter {
    private final ClientSession on;
    private final TransferSession asked;

    OpenedFilter(ClientSession on, TransferSession asked) {
        this.on = on;
        this.asked = asked;
    }

    /**
     * Returns the filter that both sides use from now on.
     *
     * @param opened the server's; null if it does not state one
     * @throws EndedException if the two differ and the server's cannot be adopted: the two sides would count different
     *     records
     */
    Filter agreed(@Nullable Filter opened) {
        Filter wanted = asked.filter();
        if (opened == null || opened.equals(wanted)) {
            return wanted;
        }
        if (!wanted.isSubsetOf(opened)) {
            throw refused(opened, "which leaves out some of it.");
        }
        if (opened.isSubsetOf(wanted)) {
            return wanted;
        }
        if (!on.settings().client().adoptWiderFilters()) {
            throw refused(
                    opened,
                    "which is wider. The setting client.adoptWiderFilters lets this side adopt it, if both certificates allow it;"
                            + " or ask for that filter.");
        }
        checkAllowed(opened, asked.isPush() ? on.client().write() : on.client().read(), "this client's");
        checkAllowed(opened, asked.isPush() ? on.server().read() : on.server().write(), "the server's");
        if (!on.isAsync()) {
            // It has already queued, using this side's counters for the narrower one.
            throw refused(opened, "which is wider, and cannot be adopted without ASYNC_OPERATIONS.");
        }
        return Filter.received(opened.toString());
    }

    private void checkAllowed(Filter opened, Filter allowed, String whose) {
        if (!opened.isSubsetOf(allowed)) {
            throw refused(
                    opened,
                    "which is wider, and lies outside what " + whose + " certificate allows: \"" + allowed + "\".");
        }
    }

    private EndedException refused(Filter opened, String reason) {
        return new EndedException(
                on.http().address() + " has opened the transfer with another filter than it was asked for: \"" + opened
                        + "\" in place of \"" + asked.filter() + "\", " + reason,
                asked.id(),
                null);
    }
}
