package org.morango.internal.observation;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import org.morango.observation.Activity;
import org.morango.observation.SyncObserver;
import org.morango.session.Side;
import org.morango.session.StageContext;
import org.morango.session.TransferSession;

/** Events of the JDK's flight recorder. They cost nothing while nobody records. */
final class FlightRecorder implements SyncObserver {
    /** Returns whether the runtime has the flight recorder; minimal runtimes may lack it. */
    static boolean isThere() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    @Override
    public Ending begin(Activity activity) {
        if (activity instanceof Activity.Stage stage) {
            StageEvent event = new StageEvent();
            event.begin();
            return (after, failure) -> event.end(stage.context(), failure);
        } else if (activity instanceof Activity.Transfer) {
            TransferEvent event = new TransferEvent();
            event.begin();
            return (after, failure) -> event.end((Activity.Transfer) after, failure);
        }
        RequestEvent event = new RequestEvent();
        event.begin();
        return (after, failure) -> event.end((Activity.Request) after);
    }

    private static @Nullable String text(@Nullable Throwable failure) {
        return failure == null ? null : failure.toString();
    }

    @Name("org.morango.Stage")
    @Label("Stage")
    @Category("Morango")
    @Description("A stage of a transfer on this side")
    @StackTrace(false)
    static final class StageEvent extends Event {
        @Label("Stage")
        @Nullable
        String stage;

        @Label("Server")
        boolean server;

        @Label("Push")
        boolean push;

        @Label("Session")
        @Nullable
        String session;

        @Label("Transfer")
        @Nullable
        String transfer;

        @Label("Failure")
        @Nullable
        String failure;

        void end(StageContext context, @Nullable Throwable cause) {
            if (shouldCommit()) {
                stage = context.stage().wireName();
                server = context.session().isServer();
                push = context.transfer().isPush();
                session = context.session().id();
                transfer = context.transfer().id();
                failure = text(cause);
                commit();
            }
        }
    }

    @Name("org.morango.Transfer")
    @Label("Transfer")
    @Category("Morango")
    @Description("A push or a pull of this side as client")
    @StackTrace(false)
    static final class TransferEvent extends Event {
        @Label("Push")
        boolean push;

        @Label("Session")
        @Nullable
        String session;

        @Label("Transfer")
        @Nullable
        String transfer;

        @Label("Peer")
        @Nullable
        String peer;

        @Label("Records")
        long records;

        @Label("Sent")
        @DataAmount
        long bytesSent;

        @Label("Received")
        @DataAmount
        long bytesReceived;

        @Label("Failure")
        @Nullable
        String failure;

        void end(Activity.Transfer activity, @Nullable Throwable cause) {
            if (shouldCommit()) {
                TransferSession ended = activity.transfer();
                push = ended.isPush();
                session = activity.session().id();
                transfer = ended.id();
                peer = activity.session().connectionPath();
                records = ended.recordsTransferred();
                bytesSent = ended.bytesSent();
                bytesReceived = ended.bytesReceived();
                failure = text(cause);
                commit();
            }
        }
    }

    @Name("org.morango.Request")
    @Label("Request")
    @Category("Morango")
    @Description("A request of a peer that this side answers, or of this side to a peer")
    @StackTrace(false)
    static final class RequestEvent extends Event {
        @Label("Server")
        boolean server;

        @Label("Peer")
        @Nullable
        String peer;

        @Label("Method")
        @Nullable
        String method;

        @Label("Resource")
        @Nullable
        String resource;

        @Label("Named Session")
        @Nullable
        String named;

        @Label("Status")
        int status;

        void end(Activity.Request request) {
            if (shouldCommit()) {
                server = request.side() == Side.SERVER;
                peer = request.peer();
                method = request.method();
                resource = request.resource();
                named = request.sessionId();
                status = request.status();
                commit();
            }
        }
    }
}
