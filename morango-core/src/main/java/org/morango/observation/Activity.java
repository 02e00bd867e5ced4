package org.morango.observation;

import org.jspecify.annotations.Nullable;
import org.morango.session.Side;
import org.morango.session.StageContext;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Something that a peer does, with a beginning and an end in one thread. Activities may be nested. */
public sealed interface Activity {

    /**
     * A stage of a transfer, on either side. See docs/protocol.md, "A transfer". If a receiver merges records and
     * writes them into the application's tables in one step, that counts as {@code DEQUEUING}; its
     * {@code DESERIALIZING} is then short.
     */
    record Stage(StageContext context) implements Activity {}

    /**
     * A push or a pull as client, from beginning to end.
     *
     * @param transfer its state at the beginning and, once it has ended, its state then
     */
    record Transfer(SyncSession session, TransferSession transfer) implements Activity {}

    /**
     * An HTTP request: one that this side's endpoints answer, or one attempt to send one.
     *
     * @param side which side this is: the client sends the request, the server answers it
     * @param peer the address of the other side: a server's base address, a client's IP address
     * @param method in upper case
     * @param resource the endpoint, for example {@code buffers}; {@code other} if there is none of that name
     * @param sessionId the sync session or transfer session that the path names; null if it names none
     * @param status the answer's status; 0 before there is one, and if there is none
     */
    record Request(
            Side side,
            String peer,
            String method,
            String resource,
            @Nullable String sessionId,
            int status) implements Activity {

        /** Returns this request with its answer. */
        public Request answered(int newStatus) {
            return new Request(side, peer, method, resource, sessionId, newStatus);
        }
    }
}
