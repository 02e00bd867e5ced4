package org.morango.internal.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.observation.Activity;
import org.morango.observation.SyncObserver;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running activity that all observers know. */
public final class Observed {
    private static final Logger LOG = LoggerFactory.getLogger(Observed.class);
    private static final List<SyncObserver> OWN =
            FlightRecorder.isThere() ? List.of(new LogContext(), new FlightRecorder()) : List.of(new LogContext());

    private final List<SyncObserver.Ending> endings = new ArrayList<>();
    private Activity activity;

    private Observed(Activity activity) {
        this.activity = activity;
    }

    /** Does work, and notifies the observers. */
    public static <T> T watch(PeerSettings settings, Activity activity, Supplier<T> work) {
        return watch(settings, activity, (Observed observed) -> work.get());
    }

    /** Work that can update the state of its activity. */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        T perform(Observed observed) throws X;
    }

    /** Does work that can update the state of its activity, and notifies the observers. */
    public static <T, X extends Exception> T watch(PeerSettings settings, Activity activity, Work<T, X> work) throws X {
        Observed observed = new Observed(activity);
        OWN.forEach(observed::begin);
        settings.observers().forEach(observed::begin);
        Throwable failure = null;
        try {
            return work.perform(observed);
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            observed.end(failure);
        }
    }

    private void begin(SyncObserver observer) {
        try {
            endings.add(observer.begin(activity));
        } catch (RuntimeException e) {
            LOG.error("An observer failed at the beginning of {}", activity, e);
        }
    }

    /** Sets the current state of the activity. */
    public void now(Activity newActivity) {
        this.activity = newActivity;
    }

    private void end(@Nullable Throwable failure) {
        for (int i = endings.size() - 1; i >= 0; i--) {
            try {
                endings.get(i).ended(activity, failure);
            } catch (RuntimeException e) {
                LOG.error("An observer failed at the end of {}", activity, e);
            }
        }
    }
}
