package org.morango.internal.protocol;

import org.morango.counter.FsicJson;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import tools.jackson.databind.node.ObjectNode;

/** Sync and transfer sessions as the protocol shows them. */
public final class TransferJson {
    private TransferJson() {}

    public static ObjectNode render(TransferSession transfer) {
        ObjectNode node = Json.object();
        node.put("id", transfer.id());
        node.put("start_timestamp", Json.timestamp(transfer.started()));
        node.put("last_activity_timestamp", Json.timestamp(transfer.lastActivity()));
        node.put("active", transfer.active());
        node.put("filter", transfer.filter().toString());
        node.put("push", transfer.isPush());
        node.put("records_transferred", transfer.recordsTransferred());
        node.put("records_total", transfer.recordsTotal());
        node.put("bytes_received", transfer.bytesReceived());
        node.put("bytes_sent", transfer.bytesSent());
        node.put("sync_session", transfer.syncSessionId());
        node.put("server_fsic", FsicJson.render(transfer.serverFsic()));
        node.put("client_fsic", FsicJson.render(transfer.clientFsic()));
        node.put("transfer_stage", transfer.stage().wireName());
        node.put("transfer_stage_status", transfer.status().wireName());
        return node;
    }

    public static ObjectNode render(SyncSession session) {
        ObjectNode node = Json.object();
        node.put("id", session.id());
        node.put("start_timestamp", Json.timestamp(session.started()));
        node.put("last_activity_timestamp", Json.timestamp(session.lastActivity()));
        node.put("active", session.active());
        node.put("client_certificate", session.clientCertificateId());
        node.put("server_certificate", session.serverCertificateId());
        node.put("profile", session.profile());
        node.put("connection_kind", "network");
        node.put("connection_path", session.connectionPath());
        node.put("client_ip", session.clientIp());
        node.put("server_ip", session.serverIp());
        node.put("client_instance", session.clientInstance());
        node.put("server_instance", session.serverInstance());
        return node;
    }
}
