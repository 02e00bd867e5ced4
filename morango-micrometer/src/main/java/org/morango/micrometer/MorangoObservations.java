package org.morango.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import org.morango.micrometer.MorangoObservation.Key;
import org.morango.observation.Activity;
import org.morango.observation.SyncObserver;
import org.morango.session.Side;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/**
 * Makes a {@link MorangoObservation} of each stage, transfer and request. An observation inside another one is its
 * child. Safe for use by many threads.
 */
public final class MorangoObservations implements SyncObserver {
    private final ObservationRegistry registry;

    /** Makes an observer that reports to this registry. */
    public MorangoObservations(ObservationRegistry registry) {
        this.registry = Objects.requireNonNull(registry);
    }

    @Override
    public Ending begin(Activity activity) {
        Observation observation = describe(activity).start();
        Observation.Scope scope = observation.openScope();
        return (after, failure) -> {
            if (after instanceof Activity.Request request) {
                observation.lowCardinalityKeyValue(Key.STATUS.withValue(String.valueOf(request.status())));
            }
            if (failure != null) {
                observation.error(failure);
            }
            scope.close();
            observation.stop();
        };
    }

    private Observation describe(Activity activity) {
        if (activity instanceof Activity.Stage stage) {
            String name = stage.context().stage().wireName();
            SyncSession session = stage.context().session();
            return of(MorangoObservation.STAGE, session, stage.context().transfer())
                    .contextualName("morango " + name)
                    .lowCardinalityKeyValue(Key.STAGE.withValue(name))
                    .lowCardinalityKeyValue(Key.ROLE.withValue(session.side().label()));
        } else if (activity instanceof Activity.Transfer transfer) {
            return of(MorangoObservation.TRANSFER, transfer.session(), transfer.transfer())
                    .contextualName("morango " + direction(transfer.transfer()));
        }
        return of((Activity.Request) activity);
    }

    private Observation of(MorangoObservation kind, SyncSession session, TransferSession transfer) {
        String peer = session.peerAddress();
        return kind.observation(registry)
                .lowCardinalityKeyValue(Key.DIRECTION.withValue(direction(transfer)))
                .highCardinalityKeyValue(Key.SESSION.withValue(session.id()))
                .highCardinalityKeyValue(Key.TRANSFER.withValue(transfer.id()))
                .highCardinalityKeyValue(Key.PEER.withValue(peer));
    }

    private Observation of(Activity.Request request) {
        MorangoObservation kind =
                request.side() == Side.SERVER ? MorangoObservation.SERVER_REQUEST : MorangoObservation.CLIENT_REQUEST;
        return kind.observation(registry)
                .contextualName("morango " + request.method() + " " + request.resource())
                .lowCardinalityKeyValue(Key.METHOD.withValue(request.method()))
                .lowCardinalityKeyValue(Key.RESOURCE.withValue(request.resource()))
                .highCardinalityKeyValue(Key.PEER.withValue(request.peer()));
    }

    private static String direction(TransferSession transfer) {
        return transfer.direction().label();
    }
}
