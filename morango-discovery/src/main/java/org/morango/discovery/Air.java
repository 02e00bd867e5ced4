package org.morango.discovery;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The local networks of this machine, as far as announcements travel in them. Thread-safe. */
interface Air {

    /** Returns the links that are there now. */
    List<Link> links();

    /**
     * Begins to listen on a link, and to announce this peer there.
     *
     * @param own this peer's announcement; null to listen only
     * @param port this peer's port; 0 without an announcement
     */
    Station open(Link link, @Nullable Announcement own, int port, Ear ear) throws IOException;

    /** What listens and announces on one link, until it is closed. */
    interface Station extends AutoCloseable {

        /** Returns whether it has to be opened anew: it has failed, or has heard too much to keep. */
        boolean isSpent();

        /** Asks everybody again, because announcements get lost. */
        void refresh();

        @Override
        void close();
    }

    /** Receives what is heard; called by any thread, and must be quick. */
    interface Ear {
        void heard(Heard heard);

        /** An announcement has ended. */
        void ended(String link, String service);
    }
}
