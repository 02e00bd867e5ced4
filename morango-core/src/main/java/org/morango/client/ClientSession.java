package org.morango.client;

import java.util.Set;
import org.morango.internal.transfer.TransferController;
import org.morango.record.Scope;
import org.morango.replica.FsicFormat;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/**
 * The common context of all transfers of one open session.
 *
 * @param common the capabilities of both sides
 * @param client the scope of this side's certificate
 * @param server the scope of the server's certificate
 * @param contents compares contents when nothing is to be sent
 */
record ClientSession(
        SyncSession session,
        Replica replica,
        PeerSettings settings,
        PeerHttp http,
        TransferController controller,
        Set<Capability> common,
        Scope client,
        Scope server,
        ContentCheck contents) {

    /**
     * Returns whether the server runs its stages when it is asked to, instead of inside the opening and closing of a
     * transfer.
     */
    boolean isAsync() {
        return common.contains(Capability.ASYNC_OPERATIONS);
    }

    /** Returns whether the server accepts fewer requests than Python Morango needs. */
    boolean isBrief() {
        return isAsync() && common.contains(Capability.BRIEF_TRANSFERS);
    }

    boolean isGzip() {
        return common.contains(Capability.GZIP_BUFFER_POST);
    }

    FsicFormat format() {
        return common.contains(Capability.FSIC_V2_FORMAT) ? FsicFormat.V2 : FsicFormat.V1;
    }
}
