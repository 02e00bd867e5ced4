package org.morango.client;

import java.util.Set;
import org.morango.PeerSettings;
import org.morango.internal.transfer.TransferController;
import org.morango.record.Scope;
import org.morango.replica.FsicFormat;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SyncSession;

/**
 * What the transfers of one open session have in common.
 *
 * @param common what both sides can do
 * @param client what this side's certificate allows
 * @param server what the server's certificate allows
 * @param contents compares contents when nothing is to be sent
 */
record Session(
        SyncSession session,
        Replica replica,
        PeerSettings settings,
        PeerHttp http,
        TransferController controller,
        Set<Capability> common,
        Scope client,
        Scope server,
        ContentCheck contents) {

    /** Whether the server runs its stages when it is asked to, not inside the opening and closing of a transfer. */
    boolean isAsync() {
        return common.contains(Capability.ASYNC_OPERATIONS);
    }

    /** Whether the server puts up with fewer requests than the original needs. */
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
