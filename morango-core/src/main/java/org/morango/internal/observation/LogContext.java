package org.morango.internal.observation;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.morango.internal.text.LogText;
import org.morango.observation.Activity;
import org.morango.observation.SyncObserver;
import org.morango.session.Side;
import org.morango.session.SyncSession;
import org.slf4j.MDC;

/** Puts the session, transfer and peer of a log line into the MDC. */
public final class LogContext implements SyncObserver {
    private static final String SESSION = "morango.session";
    private static final String TRANSFER = "morango.transfer";
    private static final String PEER = "morango.peer";

    @Override
    public Ending begin(Activity activity) {
        Map<String, @Nullable String> before = new HashMap<>();
        keys(activity).forEach((key, value) -> {
            before.put(key, MDC.get(key));
            MDC.put(key, value);
        });
        return (after, failure) -> before.forEach(LogContext::restore);
    }

    private static void restore(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    private static Map<String, String> keys(Activity activity) {
        if (activity instanceof Activity.Stage stage) {
            return keys(stage.context().session(), stage.context().transfer().id());
        } else if (activity instanceof Activity.Transfer transfer) {
            return keys(transfer.session(), transfer.transfer().id());
        } else if (activity instanceof Activity.Request request && request.side() == Side.SERVER) {
            // The id in the path is a session or a transfer only once it has been found.
            return Map.of(PEER, LogText.plain(request.peer()));
        }
        return Map.of();
    }

    private static Map<String, String> keys(SyncSession session, String transferId) {
        String peer = session.peerAddress();
        return Map.of(SESSION, session.id(), TRANSFER, transferId, PEER, LogText.plain(peer));
    }

    /** Returns work that runs with the context of the calling thread. */
    public static <T> Callable<T> inherited(Callable<T> work) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return () -> {
            if (context != null) {
                MDC.setContextMap(context);
            }
            try {
                return work.call();
            } finally {
                MDC.clear();
            }
        };
    }
}
